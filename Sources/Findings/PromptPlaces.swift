import Evidence
import Prompts

/// Where the prompts of a run stand, for another run to find its own in it.
package struct PromptPlaces: Sendable {
    private let run: [PromptEvidence]
    private let positions: [PromptID: Int]

    package init(_ run: [PromptEvidence]) {
        self.run = run
        positions = Dictionary(
            run.enumerated().map { ($1.prompt.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The position of the prompt; nil where the run lacks it, or has it with another text.
    package func position(of prompt: Prompt) -> Int? {
        positions[prompt.id].flatMap { run[$0].prompt.isSame(as: prompt) ? $0 : nil }
    }
}

extension Prompt {
    /// Whether two runs asked the same.
    package func isSame(as other: Prompt) -> Bool { id == other.id && text == other.text }
}
