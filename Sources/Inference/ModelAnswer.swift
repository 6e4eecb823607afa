/// What a model answers to a fixed question: which model it is, told by what it does.
///
/// Names and sizes are equal for all checkpoints of one training; the probabilities of a few tokens
/// are not.
package struct ModelAnswer: Sendable, Hashable {
    /// How it was asked: `completion` or `chat`; answers of one kind alone can be compared.
    package var kind: String
    /// The greedy text.
    package var text: String
    /// The greedy tokens with the most probable others; empty where the server tells none.
    package var tokens: [TokenRecord]
    /// The model in the server's words, where it says.
    package var model: String?

    /// Whether it was computed anew, without what the server had computed amid other requests.
    package var isFresh = false
    /// How far other answers of the same address were from this one, in thousandths of a logarithm of
    /// a probability; nil where that was not measured.
    package var noise: Int?

    /// Creates an answer.
    package init(kind: String, text: String, tokens: [TokenRecord], model: String? = nil) {
        self.kind = kind
        self.text = text
        self.tokens = tokens
        self.model = model
    }

    /// The fixed question.
    ///
    /// It belongs to the format of run files and must never change.
    static let question = "The capital of France is"
    /// How many tokens are asked for.
    static let length = 8
    /// How many alternatives are asked for at each; five are the most that all servers give.
    static let alternatives = 5
}

extension CompletionServer {
    /// Puts the fixed question, as a rule under a seed that it never had.
    func ask(
        kind: String, patience: Duration, probabilities: Int = ModelAnswer.alternatives,
        seed: UInt32 = CompletionRequest.seedOfAQuestion
    ) async throws(InferenceError) -> ModelAnswer {
        var request = CompletionRequest(
            prompt: ModelAnswer.question,
            decoding: .greedy(maxTokens: ModelAnswer.length),
            seed: seed, probabilities: probabilities,
            limits: TimeLimits(firstByte: patience, inactivity: patience, total: patience * 4))
        request.usesCache = false
        let completion = try await firstCompletion(of: request)
        return ModelAnswer(
            kind: kind, text: completion.text, tokens: completion.tokens ?? [],
            model: completion.model)
    }
}
