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

    /// How often a question is asked where one answer may be far off by chance.
    private static let times = 3

    /// Asks the next question.
    ///
    /// - Throws: ``InferenceError/anotherModel(address:reason:)`` where the answer cannot be the same
    ///   model's as the first one; nothing else, since a question that is not answered says nothing.
    func askInTurn(_ server: Int) async throws(InferenceError) {
        let turn = shared.looks.withLock { looks in
            defer { looks[server, default: 0] += 1 }
            return looks[server, default: 0] % Self.questions.count
        }
        guard let first = shared.answers.withLock({ $0[turn] }) else {
            guard let answer = try await settledAnswer(turn, server) else { return }
            shared.answers.withLock { $0[turn] = $0[turn] ?? answer }
            return
        }
        guard var answer = await answer(turn, server) else { return }
        answer.noise = first.noise
        guard first.difference(to: answer) != nil else { return }
        // Now and then an answer is far off; another model's all are.
        guard let settled = try await settledAnswer(turn, server),
            let difference = first.difference(to: settled)
        else { return }
        throw anotherModel(server, turn, difference)
    }

    /// The answer to a question that is in the middle of several; nil where there is none now.
    private func settledAnswer(
        _ turn: Int, _ server: Int
    ) async throws(InferenceError) -> ModelProbe? {
        var answers: [ModelProbe] = []
        while true {
            guard let answer = await answer(turn, server) else { return nil }
            answers.append(answer)
            guard answers.count >= Self.times else { continue }
            switch ModelProbe.several(answers) {
            case .one(let place, let noise):
                answers[place].noise = noise
                return answers[place]
            case .two(let difference): throw anotherModel(server, turn, difference)
            case .unclear: continue
            }
        }
    }

    private func answer(_ turn: Int, _ server: Int) async -> ModelProbe? {
        let patience = min(plan.limits.firstByte, plan.limits.inactivity)
        var request = CompletionRequest(
            prompt: Self.questions[turn], decoding: .greedy(maxTokens: Self.length),
            seed: CompletionRequest.seedOfAQuestion, probabilities: 5,
            limits: TimeLimits(firstByte: patience, inactivity: patience, total: patience * 4))
        request.usesCache = false
        guard let completion = try? await servers[server].firstCompletion(of: request),
            let tokens = completion.tokens, !tokens.isEmpty
        else { return nil }
        var answer = ModelAnswer(
            kind: servers[server].takesMessages ? "chat" : "completion", text: completion.text,
            tokens: tokens)
        // A server that says what it used does without its cache where it is asked to.
        answer.isFresh = completion.settings != nil
        return ModelProbe(answer)
    }

    private func anotherModel(_ server: Int, _ turn: Int, _ difference: String) -> InferenceError {
        .anotherModel(
            address: servers[server].address,
            reason: difference.replacing("a fixed question", with: "\"\(Self.questions[turn])\""))
    }
}
