import Prompts

/// Whether the answer makes the right choice.
///
/// The choices are those of the prompt, the right ones those whose letter or text is a reference.
/// 1 where ``ChoiceReading`` finds a right one, 0 for another and where the answer makes no choice.
package struct ChoiceScorer: Scorer {
    package init(options text: String = "") throws(ScoringError) {
        _ = try ScorerArguments(text, scorer: "choice", allowed: [])
    }

    package var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "choice", isBinary: true, zero: "another choice, or none",
            one: "the right choice")
    }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        let choices = prompt.choices
        guard choices.count > 1 else {
            throw ScoringError(
                "choice", prompt,
                hasNo: "no choices; a field named choices or options, or columns A, B, …, has them")
        }
        let right = prompt.rightChoices
        guard !right.isEmpty else { throw .noReference("choice", prompt) }
        let reading = ChoiceReading(choices)
        return FunctionScorer { text in
            reading.choice(text).map(right.contains) == true ? 1 : 0
        }
    }
}
