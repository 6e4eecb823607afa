import Prompts
import Synchronization
import _StringProcessing

/// Whether a regular expression matches somewhere in the answer.
///
/// The syntax is that of Swift's `Regex`. An empty answer scores 1 where the pattern matches the
/// empty text, else 0.
public struct RegexScorer: Scorer {
    private let pattern: String

    /// - Throws: ``ScoringError`` with the fault of the pattern.
    public init(pattern: String) throws(ScoringError) {
        guard !pattern.isEmpty else {
            throw ScoringError("scorer regex needs a pattern after a colon, such as regex:\\d{4}")
        }
        self.pattern = pattern
        _ = try Expression(pattern)
    }

    public var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "regex", settings: pattern, isBinary: true, zero: "the pattern does not match",
            one: "the pattern matches")
    }

    public func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        let expression = try Expression(pattern)
        return FunctionScorer { expression.matches($0) ? 1 : 0 }
    }

    /// `Regex` is not sendable, so that each prompt has its own behind a lock.
    private final class Expression: Sendable {
        private let regex: Mutex<Regex<AnyRegexOutput>>

        init(_ pattern: String) throws(ScoringError) {
            do {
                regex = Mutex(try Regex(pattern))
            } catch {
                throw ScoringError(
                    "scorer regex: the pattern \(pattern) is no regular expression: "
                        + "\(error)")
            }
        }

        func matches(_ text: String) -> Bool {
            regex.withLock { regex in (try? regex.firstMatch(in: text)) != nil }
        }
    }
}
