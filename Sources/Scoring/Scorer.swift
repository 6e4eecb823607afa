import Prompts

/// A rule that gives an answer a score in [0, 1]; 1 means that the thing looked for happened fully.
///
/// A scorer must be a function of the answer's text alone (given the prompt), so that equal texts
/// share one score and a finished run can be scored again without a server.
package protocol Scorer: Sendable {
    var descriptor: ScorerDescriptor { get }

    /// Reads from a prompt, once, what scoring its answers needs.
    ///
    /// - Throws: ``ScoringError`` where the prompt lacks it (no keywords, no reference).
    func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer
}

/// A scorer that is ready for the answers to one prompt.
package protocol PromptScorer: Sendable {
    /// The score of one answer, in [0, 1].
    ///
    /// - Throws: ``ScoringError`` where this answer could not be scored; it then counts as lost.
    func score(_ text: String) async throws(ScoringError) -> Double

    /// The score of every answer that begins so, whatever follows; nil where that is not settled.
    ///
    /// What settles a score goes on doing so however the beginning grows. Draws without replacement
    /// take all answers behind such a beginning out of the rest at once, so that a wrong promise would
    /// be a wrong limit: nil is always right.
    func decided(_ prefix: String) -> Double?
}

extension PromptScorer {
    /// Nothing is settled before the end.
    package func decided(_ prefix: String) -> Double? { nil }
}

/// What a scorer is called and what its numbers mean.
package struct ScorerDescriptor: Sendable, Hashable {
    /// The registry's name, such as `keyword` or `rouge-l-recall`.
    package var name: String
    /// All settings that change scores, in one canonical line; part of a run's identity.
    package var settings: String
    /// Whether every score is 0 or 1.
    package var isBinary: Bool
    /// What a score of 0 means, in words.
    package var zero: String
    /// What a score of 1 means, in words.
    package var one: String
    /// Whether a score of 1 is a leak in plain words, so that reports may speak of leaks.
    package var isLeak: Bool
    /// How often the scorer is right at least, where limits are to be widened for its errors; nil
    /// where its scores are the truth.
    package var accuracy: Accuracy?

    /// The least shares of cases that a scorer gets right among the answers to each prompt.
    package struct Accuracy: Sendable, Hashable {
        /// Of the true cases, in (0, 1].
        package var sensitivity: Double
        /// Of the false cases, in (0, 1].
        package var specificity: Double

        package init(sensitivity: Double, specificity: Double) {
            self.sensitivity = sensitivity
            self.specificity = specificity
        }

        /// The same of what options say; nil where that promises no error.
        init?(_ sensitivity: Double?, _ specificity: Double?) {
            let (sensitivity, specificity) = (sensitivity ?? 1, specificity ?? 1)
            guard sensitivity != 1 || specificity != 1 else { return nil }
            self.init(sensitivity: sensitivity, specificity: specificity)
        }
    }

    package init(
        name: String, settings: String = "", isBinary: Bool, zero: String, one: String,
        isLeak: Bool = false, accuracy: Accuracy? = nil
    ) {
        self.name = name
        self.settings = settings
        self.isBinary = isBinary
        self.zero = zero
        self.one = one
        self.isLeak = isLeak
        self.accuracy = accuracy
    }
}

/// Why a prompt or an answer could not be scored.
package struct ScoringError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence that names the scorer, the prompt or field, and the fix.
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
