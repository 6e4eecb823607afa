import Evidence
import Prompts

/// Everything a journal knows about its run, in the form in which live sampling holds it.
package struct RestoredRun: Sendable {
    package var identity: RunIdentity
    package var plan: RunPlan
    package var prompts: PromptSet
    /// One per prompt, in the order of the prompt set; `waiting`, `failure`,
    /// `stopped` and `greedy` included.
    package var evidence: [PromptEvidence]
    /// Per prompt, the draws beyond the first gap, in index order.
    ///
    /// They enter the evidence once the gap is closed. Their answers come without tokens.
    package var waiting: [[JournalDraw]]
    /// The score of each prompt's greedy answer by each scorer; nil where unknown.
    package var greedyScores: [[Double?]]
    /// Every event, oldest first.
    package var events: [RunEvent]
    /// What a reader must know of the file, a sentence each; see ``Journal/notices``.
    package var notices: [String] = []
    /// Which programs wrote the file, in their order; none where the file does not say.
    package var writers: [String] = []

    /// What is sent for prompts that the server's chat template has rendered, by their positions.
    package var sent: [Int: String] = [:]
    /// Per prompt, launches of draws without replacement that have no outcome yet, by launch number.
    package var openLaunches: [[Int: Launch]] = []
    /// Per prompt, answers that left the rest before the first draw.
    package var named: [[JournalNamed]] = []

    /// Why none of the draws can be trusted, where sampling found such a reason: they are copies, or
    /// some are another model's.
    var voidReason: VoidReason? {
        for event in events {
            switch event.kind {
            case .copies: return .copies(event.text)
            case .otherModel: return .model(event.text)
            default: continue
            }
        }
        return nil
    }
}
