import Prompts

/// A scorer for one prompt that is a plain function of the answer.
struct FunctionScorer: PromptScorer {
    private let function: @Sendable (String) -> Double

    init(_ function: @escaping @Sendable (String) -> Double) {
        self.function = function
    }

    func score(_ text: String) async throws(ScoringError) -> Double {
        function(text)
    }
}

extension ScoringError {
    /// The prompt has no reference that the scorer could compare with.
    static func noReference(_ scorer: String, _ prompt: Prompt) -> ScoringError {
        ScoringError(
            "scorer \(scorer): prompt \(prompt.id) has no reference answer; name the field that "
                + "has it with --reference-field")
    }

    /// The prompt has no keyword.
    static func noKeyword(_ scorer: String, _ prompt: Prompt) -> ScoringError {
        ScoringError(
            "scorer \(scorer): prompt \(prompt.id) has no keywords; name the field that has them "
                + "with --keyword-field")
    }
}
