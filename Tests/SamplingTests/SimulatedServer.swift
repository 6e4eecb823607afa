import Inference
import Platform
import Synchronization
import TestSupport

/// A server in memory whose answers depend on prompt and seed alone.
///
/// Answers are one to twelve words; in one of eight a word is "secret". Within a request the
/// shortest answer comes first, as on a real server.
final class SimulatedServer: CompletionServer {
    let address: String

    /// What it is and does; may be changed while it runs.
    struct Behaviour: Sendable {
        var slots = 4
        var model = "toy"
        /// Whether it says which seeds and settings it used.
        var echoes = true
        /// Whether all answers of a request are copies of the first.
        var copies = false
        /// The same, though it echoes the seeds that were asked for.
        var isCopying = false
        /// What its chat template puts before each message.
        var frame = ""
        /// What becomes of the text that is given to a seed.
        var rewrite: @Sendable (String, UInt32) -> String = { text, _ in text }
        /// Whether the text given to a seed is left out of a reply.
        var leavesOut: @Sendable (CompletionRequest, UInt32) -> Bool = { _, _ in false }
        /// Whether a reply counts the tokens of an answer.
        var counts: @Sendable (CompletionRequest) -> Bool = { _ in true }
        /// How an answer ends.
        var stop: @Sendable (String) -> StopReason = { _ in .endOfText }
        /// A setting that it applies differently from what was asked.
        var override: (name: String, value: Double)?
        /// What goes wrong with the n-th request, counted from 1.
        var fault: @Sendable (CompletionRequest, Int) -> Fault? = { _, _ in nil }
        /// What goes wrong with the question whether it is there.
        var factsFault: InferenceError?
        /// How long it takes to say what it holds.
        var factsDelay = Duration.zero
        /// Called when the n-th request has come.
        var onRequest: @Sendable (Int) -> Void = { _ in }
        /// Greedy answers differ from one request to the next.
        var unstable = false
        /// The seed that the n-th request is answered with.
        var seed: @Sendable (CompletionRequest, Int) -> UInt32 = { request, _ in request.seed }
        /// Whether it tells the probabilities of tokens.
        var hasProbabilities = true
        /// The probability of each token of a greedy answer.
        var tokenProbability = 0.5
    }

    enum Fault: Sendable {
        case error(InferenceError)
        /// So many answers come before the error.
        case errorAfter(Int, InferenceError)
        /// The stream ends as if all were there, after so many answers.
        case endsAfter(Int)
        /// Nothing comes until the request is cancelled.
        case hangs
        /// Nothing comes until so many requests have come.
        case waits(untilRequest: Int)
    }

    private struct State {
        var behaviour: Behaviour
        var requests: [CompletionRequest] = []
        var busy = 0
        var busiest = 0
    }

    private let state: Mutex<State>

    init(address: String = "http://simulated:1", _ behaviour: Behaviour = Behaviour()) {
        self.address = address
        state = Mutex(State(behaviour: behaviour))
    }

    var requests: [CompletionRequest] { state.withLock(\.requests) }
    /// How many answers are being made.
    var busy: Int { state.withLock(\.busy) }
    /// The most answers that were being made at once.
    var busiest: Int { state.withLock(\.busiest) }

    func change(_ body: (inout Behaviour) -> Void) {
        state.withLock { body(&$0.behaviour) }
    }

    /// The answer to a prompt under a seed.
    static func answer(_ prompt: String, seed: UInt32) -> String {
        var random = SeededGenerator(
            seed: prompt.utf8.reduce(UInt64(seed)) { $0 &* 31 &+ UInt64($1) })
        let count = Int.random(in: 1...12, using: &random)
        return (0..<count).map { _ in
            let draw = Int.random(in: 0..<64, using: &random)
            return draw == 0 ? "secret" : "word\(draw % 3)"
        }.joined(separator: " ")
    }

    static func greedyAnswer(_ prompt: String) -> String { "the answer to \(prompt)" }

    func facts() async throws(InferenceError) -> ServerFacts {
        let behaviour = state.withLock(\.behaviour)
        if behaviour.factsDelay > .zero,
            (try? await Task.sleep(for: behaviour.factsDelay)) == nil
        {
            throw .cancelled
        }
        if let fault = behaviour.factsFault { throw fault }
        return ServerFacts(
            modelName: behaviour.model, totalSlots: behaviour.slots,
            largestBlock: behaviour.slots, echoesSettings: behaviour.echoes)
    }

    func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {
        _ = try await facts()
    }

    func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String {
        let frame = state.withLock(\.behaviour.frame)
        return messages.map { frame + "<\($0.role)>\($0.content)" }.joined()
    }

    func tokenize(_ text: String) async throws(InferenceError) -> [Int] {
        text.split(separator: " ").map(\.count)
    }

    func complete(_ request: CompletionRequest) -> AsyncThrowingStream<Completion, any Error> {
        let (behaviour, number) = state.withLock { state in
            state.requests.append(request)
            state.busy += request.count
            state.busiest = max(state.busiest, state.busy)
            return (state.behaviour, state.requests.count)
        }
        return AsyncThrowingStream { output in
            let task = Task {
                await self.serve(request, number, behaviour, output)
            }
            output.onTermination = { _ in task.cancel() }
        }
    }

    private func serve(
        _ request: CompletionRequest, _ number: Int, _ behaviour: Behaviour,
        _ output: AsyncThrowingStream<Completion, any Error>.Continuation
    ) async {
        behaviour.onRequest(number)
        var left = request.count
        defer { state.withLock { $0.busy -= left } }
        var limit = request.count
        var error: InferenceError?
        switch behaviour.fault(request, number) {
        case .error(let fault): (limit, error) = (0, fault)
        case .errorAfter(let count, let fault): (limit, error) = (count, fault)
        case .endsAfter(let count): limit = count
        case .hangs:
            while !Task.isCancelled { await Task.yield() }
            return
        case .waits(let number):
            while state.withLock(\.requests).count < number, !Task.isCancelled {
                await Task.yield()
            }
        case nil: break
        }
        let answers = completions(request, number, behaviour).sorted {
            ($0.tokenCount, $0.index) < ($1.tokenCount, $1.index)
        }
        for completion in answers.prefix(limit) {
            for _ in 0..<completion.tokenCount { await Task.yield() }
            // A slot is free before the client hears of it.
            left -= 1
            state.withLock { $0.busy -= 1 }
            output.yield(completion)
        }
        output.finish(throwing: error)
    }

    private func completions(
        _ request: CompletionRequest, _ number: Int, _ behaviour: Behaviour
    ) -> [Completion] {
        (0..<request.count).map { index in
            let asked = request.seed + UInt32(behaviour.copies ? 0 : index)
            let isCopy = behaviour.copies || behaviour.isCopying
            let seed = behaviour.seed(request, number) + UInt32(isCopy ? 0 : index)
            var text = behaviour.rewrite(Self.answer(request.prompt, seed: seed), seed)
            if request.decoding.kind == .greedy {
                text = Self.greedyAnswer(request.prompt)
                if behaviour.unstable { text += " \(number)" }
            }
            let wordCount = text.split(separator: " ").count
            if behaviour.leavesOut(request, seed) { text = "" }
            var numbers = ["temperature": request.decoding.temperature]
            if let override = behaviour.override { numbers[override.name] = override.value }
            let words = text.split(separator: " ")
            var completion = Completion(
                index: index, text: text, tokenCount: wordCount + 1,
                stop: behaviour.stop(text),
                seed: behaviour.echoes ? asked : nil,
                settings: behaviour.echoes ? EchoedSettings(seed: asked, numbers: numbers) : nil,
                tokens: request.probabilities > 0 && behaviour.hasProbabilities
                    ? words.map { word in
                        TokenRecord(
                            id: nil, text: String(word),
                            logProbability: log(behaviour.tokenProbability))
                    } : nil)
            completion.emptinessIsTold = !text.isEmpty || behaviour.counts(request)
            return completion
        }
    }
}
