import Inference
import Journal

extension CompletionServer {
    /// The answer to the fixed question, asked for as often as it takes to see that one model gives
    /// it; nil where the server cannot be asked or does not give the same answer to itself.
    ///
    /// Behind one address there may be several servers. A server of llama.cpp's kind names its model
    /// with each answer and is asked twice; any other one four times.
    ///
    /// - Throws: ``InferenceError/anotherModel(address:reason:)`` where two models answer.
    public func steadyAnswer(
        _ facts: ServerFacts, patience: Duration = .seconds(30)
    ) async throws(InferenceError) -> ModelAnswer? {
        guard let first = try await modelAnswer(patience: patience) else { return nil }
        for _ in 1..<(facts.echoesSettings ? 2 : 4) {
            guard let next = try await modelAnswer(patience: patience) else { return nil }
            if let one = first.model, let other = next.model, one != other {
                throw .anotherModel(
                    address: address, reason: "two models answer there, \(one) and \(other)")
            }
            guard let difference = ModelProbe(first).difference(to: ModelProbe(next)) else {
                continue
            }
            // Without probabilities a text that changes may be one model's as well.
            if first.tokens.isEmpty || next.tokens.isEmpty { return nil }
            throw .anotherModel(
                address: address, reason: "two models answer there: \(difference)")
        }
        return first
    }
}
