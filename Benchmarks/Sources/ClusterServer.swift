import Inference
import Platform
import Synchronization
import TestSupport

/// A server in memory whose draws end one by one, after times as unlike as answers are, and fail now
/// and then; it keeps account of when its slots were at work.
final class ClusterServer: CompletionServer {
    let inner: SimulatedServer
    let slowness: Double
    private let account = Mutex(Account())
    /// How many draws the run is to have; what is asked for beyond them are questions about them.
    static let planned = 40_000
    /// The seeds of the draws that any server was asked for.
    private static let asked = Mutex<Set<UInt32>>([])

    var address: String { inner.address }

    init(number: Int, slots: Int, slowness: Double) {
        inner = SimulatedServer(address: "http://cluster:\(number + 1)", slots: slots)
        self.slowness = slowness
    }

    /// When slots began and ended to work.
    struct Usage {
        var firstStart = 0.0
        /// Of a draw that nobody was asked for before.
        var lastStart = 0.0
        var failures = 0
    }

    private struct Account {
        var spans: [(start: Double, end: Double)] = []
        var lastStart = 0.0
        var failures = 0
    }

    func usage() -> Usage {
        account.withLock {
            Usage(
                firstStart: $0.spans.map(\.start).min() ?? 0,
                lastStart: $0.lastStart, failures: $0.failures)
        }
    }

    /// The share of its slots' time, between two moments, in which they were at work.
    func busyShare(from begin: Double, to end: Double) -> Double {
        let busy = account.withLock { account in
            account.spans.reduce(0) { $0 + max(0, min($1.end, end) - max($1.start, begin)) }
        }
        return busy / (Double(inner.slots) * (end - begin))
    }

    func facts() async throws(InferenceError) -> ServerFacts { try await inner.facts() }

    func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {}

    func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String {
        try await inner.render(messages)
    }

    func tokenize(_ text: String) async throws(InferenceError) -> [Int] { [] }

    func complete(_ request: CompletionRequest) -> AsyncThrowingStream<Completion, any Error> {
        AsyncThrowingStream { output in
            let task = Task {
                await withTaskGroup(of: Bool.self) { group in
                    for index in 0..<request.count {
                        group.addTask { await self.draw(index, of: request, output) }
                    }
                    var isWhole = true
                    for await isDone in group where !isDone { isWhole = false }
                    output.finish(
                        throwing: isWhole
                            ? nil
                            : InferenceError.connectionLost(
                                address: self.address, reason: "the cluster lost it"))
                }
            }
            output.onTermination = { if case .cancelled = $0 { task.cancel() } }
        }
    }

    private func draw(
        _ index: Int, of request: CompletionRequest,
        _ output: AsyncThrowingStream<Completion, any Error>.Continuation
    ) async -> Bool {
        let start = Measure.wallClock
        let isNew = Self.asked.withLock {
            $0.count < Self.planned && $0.insert(request.seed &+ UInt32(index)).inserted
        }
        // Not by the seed: what fails once is well when it is asked for again.
        let length = -log(max(0x1p-40, Double.random(in: 0..<1)))
        let fails = Int.random(in: 0..<100) == 0
        try? await Task.sleep(for: .seconds((0.1 + 0.2 * length) * slowness))
        account.withLock {
            // Looks at its model go on when nothing is left to draw.
            if request.prompt.hasPrefix("prompt ") {
                $0.spans.append((start, Measure.wallClock))
                if isNew { $0.lastStart = max($0.lastStart, start) }
            }
            if fails { $0.failures += 1 }
        }
        guard !fails else { return false }
        output.yield(inner.completion(index, of: request))
        return true
    }
}
