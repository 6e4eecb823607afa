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
    /// - Throws: ``ScoringError`` where this answer could not be scored; limits then count it at its worst.
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
    /// What a prompt lacks that the scorer needs; nil for an error of another kind.
    package private(set) var lack: Lack?

    package init(_ description: String) {
        self.description = description
    }

    /// That a prompt has not what a scorer needs.
    ///
    /// - Parameter what: such as "no keywords; name the field that has them".
    init(_ scorer: String, _ prompt: Prompt, hasNo what: String) {
        description = "scorer \(scorer): prompt \(prompt.id) has \(what)"
        lack = Lack(scorer: scorer, what: what)
    }

    /// What a scorer needs of a prompt and does not find.
    package struct Lack: Sendable, Hashable {
        package let scorer: String
        /// Such as "no keywords; name the field that has them".
        package let what: String
    }

    /// One sentence for all prompts that lack the same, beside those of other errors.
    ///
    /// - Parameters:
    ///   - errors: what went wrong with each prompt.
    ///   - prompts: how many prompts there are in all.
    package static func sentences(_ errors: [(prompt: PromptID, error: Self)], of prompts: Int)
        -> [String]
    {
        var sentences: [String] = []
        var places: [Lack: Int] = [:]
        var lacking: [[PromptID]] = []
        for (prompt, error) in errors {
            guard let lack = error.lack else {
                if !sentences.contains(error.description) { sentences.append(error.description) }
                continue
            }
            if let place = places[lack] {
                lacking[place].append(prompt)
            } else {
                places[lack] = lacking.count
                lacking.append([prompt])
            }
        }
        let grouped = places.sorted { $0.value < $1.value }.map { lack, place in
            let ids = lacking[place]
            guard ids.count > 1 else {
                return "scorer \(lack.scorer): prompt \(ids[0]) has \(lack.what)"
            }
            let named = ids.prefix(3).map(\.rawValue).joined(separator: ", ")
            return "scorer \(lack.scorer): \(ids.count) of \(prompts) prompts have \(lack.what) "
                + "(\(named)\(ids.count > 3 ? ", …" : ""))"
        }
        return grouped + sentences
    }
}
