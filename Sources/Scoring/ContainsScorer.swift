import Prompts
import Text

/// Whether a phrase occurs in the answer: the one given, or any reference of the prompt.
///
/// Answer and phrase are normalised as for ``ExactScorer``; the phrase must begin and end at the
/// boundary of a word. An empty answer scores 0.
package struct ContainsScorer: Scorer {
    private let phrase: String

    /// - Parameter phrase: empty for the references of each prompt.
    package init(phrase: String = "") {
        self.phrase = phrase
    }

    package var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "contains", settings: phrase, isBinary: true,
            zero: "the answer does not contain \(object)", one: "the answer contains \(object)",
            isLeak: true)
    }

    private var object: String { phrase.isEmpty ? "a reference" : "the phrase" }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        let phrases = phrase.isEmpty ? prompt.references : [phrase]
        let matcher = PhraseMatcher(phrases.map(TextFolding.normalize), wholeWords: true)
        guard !matcher.isEmpty else {
            if phrase.isEmpty { throw .noReference("contains", prompt) }
            throw ScoringError("scorer contains: the phrase \"\(phrase)\" has no letter or digit")
        }
        return FunctionScorer(settles: { matcher.settles(TextFolding.normalizedBeginning($0)) }) {
            matcher.matchesAny(in: TextFolding.normalize($0)) ? 1 : 0
        }
    }
}
