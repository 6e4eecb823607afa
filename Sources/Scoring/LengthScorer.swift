import Prompts

/// The number of words of the answer as a share of a full length, at most 1.
///
/// Words are what white space separates. An empty answer scores 0.
package struct LengthScorer: Scorer {
    private let full: Int

    /// - Parameter options: `words=N` for the number of words that scores 1, 100 if not given.
    package init(options text: String = "") throws(ScoringError) {
        full =
            try ScorerArguments(text, scorer: "length", allowed: ["words"]).number("words") ?? 100
    }

    package var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "length", settings: "words=\(full)", isBinary: false, zero: "an empty answer",
            one: "\(full) words or more")
    }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        let full = full
        return FunctionScorer { text in
            let words = text.split(whereSeparator: \.isWhitespace).count
            return min(1, Double(words) / Double(full))
        }
    }
}
