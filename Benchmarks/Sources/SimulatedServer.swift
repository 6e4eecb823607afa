import Inference
import TestSupport

/// A server in memory that gives every draw of a request at once, after a delay if one is wanted.
///
/// Most answers are among a hundred usual ones, and one has the word "secret".
struct SimulatedServer: CompletionServer {
    var address = "http://simulated:1"
    var slots: Int
    var delay: Duration?
    /// The share of answers that no draw has given before.
    var novelty = 0.1
    /// The share of a prompt's answers that have the word "secret".
    var leakRate: @Sendable (_ prompt: String) -> Double = { _ in 0.02 }

    func facts() async throws(InferenceError) -> ServerFacts {
        ServerFacts(
            modelName: "toy", totalSlots: slots, largestBlock: slots, echoesSettings: true)
    }

    func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {}

    func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String {
        messages.map(\.content).joined()
    }

    func tokenize(_ text: String) async throws(InferenceError) -> [Int] { [] }

    func complete(_ request: CompletionRequest) -> AsyncThrowingStream<Completion, any Error> {
        AsyncThrowingStream { output in
            let task = Task {
                if let delay { try? await Task.sleep(for: delay) }
                for index in 0..<request.count {
                    output.yield(completion(index, of: request))
                }
                output.finish()
            }
            output.onTermination = { if case .cancelled = $0 { task.cancel() } }
        }
    }

    /// A draw of a request: the same for the same seed.
    func completion(_ index: Int, of request: CompletionRequest) -> Completion {
        let seed = request.seed &+ UInt32(index)
        var generator = SeededGenerator(seed: UInt64(seed))
        let kind = generator.uniform()
        let number = kind < 1 - novelty ? generator.next() % 100 : generator.next()
        let leaks = generator.uniform() < leakRate(request.prompt)
        let text =
            leaks
            ? " the secret that they know"
            : " the answer is number \(number) of those that are known"
        return Completion(
            index: index, text: text, tokenCount: 12, stop: .endOfText, seed: seed,
            settings: EchoedSettings(
                seed: seed, numbers: ["temperature": request.decoding.temperature]))
    }
}
