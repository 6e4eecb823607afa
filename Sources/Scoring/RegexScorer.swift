import Prompts
import Text

/// Whether a regular expression matches somewhere in the answer.
///
/// The syntax is that of ``Pattern``, which takes time proportional to the answer's length whatever
/// the answer is. An empty answer scores 1 where the pattern matches the empty text, else 0.
package struct RegexScorer: Scorer {
    private let pattern: Pattern

    /// - Throws: ``ScoringError`` with the fault of the pattern.
    package init(pattern: String) throws(ScoringError) {
        guard !pattern.isEmpty else {
            throw ScoringError("scorer regex needs a pattern after a colon, such as regex:\\d{4}")
        }
        do throws(PatternError) {
            self.pattern = try Pattern(pattern)
        } catch {
            throw ScoringError(
                "scorer regex: the pattern \(pattern) is no regular expression: \(error)")
        }
    }

    package var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "regex", settings: pattern.text, isBinary: true,
            zero: "the pattern does not match", one: "the pattern matches",
            isLeak: true)
    }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        let pattern = pattern
        return FunctionScorer(settles: { pattern.isMatchSettled(by: $0) }) {
            pattern.matches($0) ? 1 : 0
        }
    }
}
