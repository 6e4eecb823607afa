import Inference
import Journal
import Synchronization

/// Further questions at each look at a server's model, in turn.
///
/// A router may send equal prompts to equal servers, so that the fixed question never reaches the others;
/// a model that is exchanged there shows in the answer to another question. Each answer is compared with
/// the first one that any server gave to the same question. What a router hides from the start stays
/// hidden: then there never was another answer.
extension RequestRunner {
    private static let questions = [
        "The capital of Italy is", "Water boils when", "He opened the door and",
        "The best way to learn is", "In the year 1969",
    ]
    /// How many tokens are asked for.
    private static let length = 4

    /// Asks the next question.
    ///
    /// - Throws: ``InferenceError/anotherModel(address:reason:)`` where the answer cannot be the same
    ///   model's as the first one; nothing else, since a question that is not answered says nothing.
    func askInTurn(_ server: Int) async throws(InferenceError) {
        let turn = shared.looks.withLock { looks in
            defer { looks[server, default: 0] += 1 }
            return looks[server, default: 0] % Self.questions.count
        }
        let patience = min(plan.limits.firstByte, plan.limits.inactivity)
        var request = CompletionRequest(
            prompt: Self.questions[turn], decoding: .greedy(maxTokens: Self.length), seed: 1,
            probabilities: 5,
            limits: TimeLimits(firstByte: patience, inactivity: patience, total: patience * 4))
        request.usesCache = false
        guard let completion = try? await servers[server].firstCompletion(of: request),
            let tokens = completion.tokens, !tokens.isEmpty
        else { return }
        let answer = ModelProbe(
            ModelAnswer(
                kind: servers[server].takesMessages ? "chat" : "completion", text: completion.text,
                tokens: tokens))
        let first = shared.answers.withLock { answers in
            let first = answers[turn] ?? answer
            answers[turn] = first
            return first
        }
        guard let difference = first.difference(to: answer) else { return }
        throw .anotherModel(
            address: servers[server].address,
            reason: difference.replacing("a fixed question", with: "\"\(Self.questions[turn])\""))
    }
}
