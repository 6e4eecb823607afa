import Prompts

/// A scorer for one prompt that is a plain function of the answer.
struct FunctionScorer: PromptScorer {
    private let function: @Sendable (String) -> Double
    private let settles: @Sendable (String) -> Bool

    /// - Parameter settles: whether every answer that begins so scores 1.
    init(
        settles: @escaping @Sendable (String) -> Bool = { _ in false },
        _ function: @escaping @Sendable (String) -> Double
    ) {
        self.function = function
        self.settles = settles
    }

    func score(_ text: String) async throws(ScoringError) -> Double {
        function(text)
    }

    func decided(_ prefix: String) -> Double? { settles(prefix) ? 1 : nil }
}

extension ScoringError {
    /// The prompt has no reference that the scorer could compare with.
    static func noReference(_ scorer: String, _ prompt: Prompt) -> ScoringError {
        ScoringError(
            scorer, prompt,
            hasNo: "no reference answer; name the field that has it with --reference-field")
    }

    /// The prompt has no keyword.
    static func noKeyword(_ scorer: String, _ prompt: Prompt) -> ScoringError {
        ScoringError(
            scorer, prompt,
            hasNo: "no keywords; name the field that has them with --keyword-field")
    }
}
