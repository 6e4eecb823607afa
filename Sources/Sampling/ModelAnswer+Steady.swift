import Inference
import Journal

/// What came of asking one address several times which model it holds.
package enum SteadyAnswer: Sendable, Hashable {
    /// One model gives this answer each time.
    case steady(ModelAnswer)
    /// The greedy answers change: one model's arithmetic does it, or more than one model is there.
    case changing
    /// It cannot be asked.
    case none

    /// The answer that came each time.
    package var answer: ModelAnswer? {
        guard case .steady(let answer) = self else { return nil }
        return answer
    }
}

extension CompletionServer {
    /// The answer to the fixed question, asked for as often as it takes to see that one model gives
    /// it.
    ///
    /// Behind one address there may be several servers, llama.cpp's own too. It is asked four times, or
    /// eight where it tells no probabilities: a balancer that throws a coin is overlooked once in 8 or
    /// 128 times, and then asked again at each look. Where the four differ by more than rounding it is
    /// asked as often as ``ModelProbe/several(_:)`` wants: what is computed beside a request may move one
    /// model's numbers, even where each answer is computed anew. The answer given is that in the middle,
    /// with how far others were from it.
    ///
    /// - Throws: ``InferenceError/anotherModel(address:reason:)`` where two models answer.
    package func steadyAnswer(
        _ facts: ServerFacts, patience: Duration = .seconds(30)
    ) async throws(InferenceError) -> SteadyAnswer {
        guard let first = try await modelAnswer(patience: patience) else { return .none }
        let times = first.tokens.isEmpty ? 8 : 4
        var answers = [first]
        while true {
            if answers.count >= times {
                switch ModelProbe.several(answers.map { ModelProbe($0) }) {
                case .one(let place, let noise):
                    var answer = answers[place]
                    // What is computed anew for each answer is the same each time, as a rule.
                    let isExact = facts.echoesSettings && ModelProbe.isRounding(noise)
                    if !isExact, !answer.tokens.isEmpty { answer.noise = noise }
                    return .steady(answer)
                case .two(let difference):
                    throw .anotherModel(
                        address: address, reason: "two models answer there: \(difference)")
                case .unclear: break
                }
            }
            guard let next = try await modelAnswer(patience: patience) else { return .none }
            if let one = first.model, let other = next.model, one != other {
                throw .anotherModel(
                    address: address, reason: "two models answer there, \(one) and \(other)")
            }
            answers.append(next)
            guard first.tokens.isEmpty || next.tokens.isEmpty,
                ModelProbe(first).difference(to: ModelProbe(next)) != nil
            else { continue }
            // Without probabilities a text that changes may be one model's as well.
            guard await holdsTwoModels(patience: patience) else { return .changing }
            throw .anotherModel(
                address: address,
                reason: "two models answer there: to most of "
                    + "\(GreedyQuestions.texts.count) questions there are two greedy answers")
        }
    }

    /// Whether two models give the answers, told by their texts alone.
    ///
    /// One model's greedy text changes with what is computed beside it where two tokens are as good as
    /// equally probable, which is rare: in 8 tokens of 16-bit arithmetic at one question in seven or
    /// less, so that five of six are met once in two thousand times. Two models behind one address
    /// give two texts to nearly every question. A server that does not heed temperature 0 gives more
    /// than two.
    private func holdsTwoModels(patience: Duration) async -> Bool {
        var single = 0
        var double = 0
        for question in GreedyQuestions.texts {
            var texts: Set<String> = []
            for _ in 0..<GreedyQuestions.repeats {
                let request = CompletionRequest(
                    prompt: question, decoding: .greedy(maxTokens: GreedyQuestions.length),
                    seed: CompletionRequest.seedOfAQuestion,
                    limits: TimeLimits(
                        firstByte: patience, inactivity: patience, total: patience * 4))
                guard let completion = try? await firstCompletion(of: request) else { return false }
                texts.insert(completion.text)
            }
            if texts.count == 2 { double += 1 } else { single += 1 }
            if single > GreedyQuestions.texts.count - GreedyQuestions.fewest { return false }
        }
        return double >= GreedyQuestions.fewest
    }
}

/// Questions to whose greedy answers two models hardly ever agree.
private enum GreedyQuestions {
    static let texts = [
        "The capital of Italy is", "My favourite colour is", "He opened the door and",
        "The best way to learn is", "In the year 1969", "Water boils when",
    ]
    /// A balancer that throws a coin shows one model alone once in 32 times.
    static let repeats = 6
    static let length = 8
    /// At so many of them there must be two answers.
    static let fewest = 5
}
