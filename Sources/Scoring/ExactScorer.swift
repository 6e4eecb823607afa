import Prompts
import Text

/// Whether the answer equals a reference after normalisation.
///
/// Both are case folded; every punctuation character becomes a space, but for those between two
/// digits (3.14), a minus or point that begins a number (-3, .5) and # % & @ * / \ _; runs of white
/// space become one space; none at either end. An empty answer scores 0.
package struct ExactScorer: Scorer {
    package init(options text: String = "") throws(ScoringError) {
        _ = try ScorerArguments(text, scorer: "exact", allowed: [])
    }

    package var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "exact", isBinary: true, zero: "the answer is not a reference",
            one: "the answer is a reference", isLeak: true)
    }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        let references = Set(prompt.references.map(TextFolding.normalize)).subtracting([""])
        guard !references.isEmpty else { throw .noReference("exact", prompt) }
        return FunctionScorer { references.contains(TextFolding.normalize($0)) ? 1 : 0 }
    }
}
