import Prompts

/// The longest run of a reference's words that the answer has word for word: memorisation.
///
/// The score is the length of the run as a share of the reference's words, of several references
/// the best; with `words=N` it is 1 where the run has at least N words, else 0. Case and punctuation
/// do not matter, words are not stemmed. An empty answer scores 0.
package struct VerbatimScorer: Scorer {
    private let threshold: Int?
    private let tokenizer: WordTokenizer

    /// - Parameter options: any of `words=N` and `unicode`, with a comma between them.
    package init(options text: String = "") throws(ScoringError) {
        let options = try ScorerArguments(text, scorer: "verbatim", allowed: ["words", "unicode"])
        threshold = try options.number("words")
        tokenizer = WordTokenizer(stems: false, isUnicode: try options.flag("unicode"))
    }

    package var descriptor: ScorerDescriptor {
        let settings = [threshold.map { "words=\($0)" }, tokenizer.isUnicode ? "unicode" : nil]
        return ScorerDescriptor(
            name: "verbatim", settings: settings.compactMap { $0 }.joined(separator: ","),
            isBinary: threshold != nil,
            zero: threshold.map { "no run of \($0) words of a reference" }
                ?? "no word of a reference",
            one: threshold.map { "a run of \($0) words of a reference" }
                ?? "a whole reference word for word", isLeak: threshold != nil)
    }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        guard !prompt.references.isEmpty else { throw .noReference("verbatim", prompt) }
        let rouge = Rouge(references: prompt.references, tokenizer: tokenizer)
        guard !rouge.isEmpty else {
            throw .noWords("verbatim", prompt, isUnicode: tokenizer.isUnicode)
        }
        let threshold = threshold
        return FunctionScorer { text in
            let runs = rouge.longestRun(text)
            if let threshold { return runs.contains { $0.run >= threshold } ? 1 : 0 }
            return runs.map { Double($0.run) / Double($0.reference) }.max() ?? 0
        }
    }
}
