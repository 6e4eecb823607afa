import Prompts

/// How much of the answer repeats itself: the share of its word triples that occurred before in it.
///
/// Words of every script, without regard to case and punctuation. 0 where no triple occurs twice
/// and for answers of fewer than four words, the empty one too; near 1 where it goes in circles.
package struct RepetitionScorer: Scorer {
    package init(options text: String = "") throws(ScoringError) {
        _ = try ScorerArguments(text, scorer: "repetition", allowed: [])
    }

    package var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "repetition", isBinary: false, zero: "no three words occur twice in a row",
            one: "the same three words over and over")
    }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        let tokenizer = WordTokenizer(stems: false, isUnicode: true)
        return FunctionScorer { text in
            let words = tokenizer.words(text)
            guard words.count > 3 else { return 0 }
            let triples = (0..<words.count - 2).map { Array(words[$0..<$0 + 3]) }
            return 1 - Double(Set(triples).count) / Double(triples.count)
        }
    }
}
