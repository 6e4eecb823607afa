import Evidence
import Prompts

/// Where what was not seen of a prompt's answers lies, read beside the explorer.
struct UnseenWork: Work {
    /// Of which draws.
    struct Key: Sendable, Hashable {
        var run: OpenRuns.Identity
        var prompt: PromptID
        var draws: Int
    }

    struct Found: Sendable {
        var key: Key
        /// Nil where it cannot be told.
        var beginnings: [UnseenBeginning]?
    }

    let key: Key

    func answer(reading runs: any RunReader) -> Found {
        Found(
            key: key,
            beginnings: runs.unseen(
                ofRun: key.run.position, prompt: key.prompt, draws: key.draws))
    }
}
