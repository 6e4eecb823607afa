import Prompts

/// ROUGE against the references of a prompt; of several references the best match counts.
///
/// Words by the rules of the `rouge-score` package: lower case, a–z and 0–9 only, Porter stems of
/// words of more than three letters. The option `unicode` keeps letters of every script, `no-stem`
/// leaves words as they are. An empty answer scores 0.
package struct RougeScorer: Scorer {
    private let measure: Measure
    private let tokenizer: WordTokenizer

    static let options = [
        (name: "no-stem", meaning: "words are compared as they are, without Porter's stemming"),
        (name: "unicode", meaning: "words of every script, not a–z and 0–9 only"),
    ]

    /// What is measured.
    package enum Measure: String, Sendable, Hashable, CaseIterable {
        /// Longest common subsequence, as a share of the reference's words.
        case longestRecall = "rouge-l-recall"
        /// Longest common subsequence, harmonic mean of the shares of both texts' words.
        case longestF1 = "rouge-l-f1"
        /// Common words in any order, as a share of the reference's words.
        case unigramRecall = "rouge-1-recall"
    }

    /// - Parameter options: any of `no-stem` and `unicode`, with a comma between them.
    package init(_ measure: Measure, options text: String = "") throws(ScoringError) {
        let options = try ScorerArguments(
            text, scorer: measure.rawValue, allowed: ["no-stem", "unicode"])
        self.measure = measure
        tokenizer = WordTokenizer(
            stems: try !options.flag("no-stem"), isUnicode: try options.flag("unicode"))
    }

    package var descriptor: ScorerDescriptor {
        let settings = [tokenizer.stems ? nil : "no-stem", tokenizer.isUnicode ? "unicode" : nil]
        return ScorerDescriptor(
            name: measure.rawValue, settings: settings.compactMap { $0 }.joined(separator: ","),
            isBinary: false, zero: "no word of a reference",
            one: measure == .longestF1 ? "the words of a reference" : "all words of a reference")
    }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        guard !prompt.references.isEmpty else { throw .noReference(measure.rawValue, prompt) }
        let rouge = Rouge(references: prompt.references, tokenizer: tokenizer)
        guard !rouge.isEmpty else {
            throw .noWords(measure.rawValue, prompt, isUnicode: tokenizer.isUnicode)
        }
        let measure = measure
        return FunctionScorer { text in
            switch measure {
            case .longestRecall: rouge.longestCommonSubsequence(text).map(\.recall).max() ?? 0
            case .longestF1: rouge.longestCommonSubsequence(text).map(\.f1).max() ?? 0
            case .unigramRecall: rouge.unigrams(text).map(\.recall).max() ?? 0
            }
        }
    }
}

extension ScoringError {
    /// The references have no word by the rules of the tokenizer.
    static func noWords(_ scorer: String, _ prompt: Prompt, isUnicode: Bool) -> ScoringError {
        ScoringError(
            "scorer \(scorer): the references of prompt \(prompt.id) have no "
                + (isUnicode
                    ? "word"
                    : "word of the letters a–z and digits; for other scripts use \(scorer):unicode")
        )
    }
}
