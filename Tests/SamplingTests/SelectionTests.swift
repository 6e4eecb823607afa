import Evidence
import Inference
import Journal
import Synchronization
import TestSupport
import Testing

@testable import Sampling

/// A server behind a filter that fails wherever an answer says what it must not.
private final class FilteredServer: CompletionServer {
    enum Failure: CaseIterable { case status, stream, end, refusal, broken }

    let address = "http://filter:1"
    let failure: Failure
    /// Whether a seed gives its answer again.
    let heedsSeeds: Bool
    let random = Mutex(SeededGenerator(seed: 4))

    init(_ failure: Failure, heedsSeeds: Bool) {
        (self.failure, self.heedsSeeds) = (failure, heedsSeeds)
    }

    func facts() async throws(InferenceError) -> ServerFacts {
        ServerFacts(modelName: "toy", totalSlots: 4, largestBlock: 2, echoesSettings: false)
    }

    func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {}

    private func answer(_ seed: UInt32) -> String {
        func draw(_ generator: inout SeededGenerator) -> String {
            let number = Int.random(in: 0..<10_000, using: &generator)
            return number < 1000 ? "secret \(number)" : "fine \(number)"
        }
        var own = SeededGenerator(seed: UInt64(seed))
        return heedsSeeds ? draw(&own) : random.withLock { draw(&$0) }
    }

    func complete(_ request: CompletionRequest) -> AsyncThrowingStream<Completion, any Error> {
        let texts = (0..<request.count).map { answer(request.seed + UInt32($0)) }
        // Questions about the server itself are not filtered.
        let isFiltered = request.prompt.hasPrefix("text ")
        return AsyncThrowingStream { output in
            for (index, text) in texts.enumerated() {
                guard !(isFiltered && text.hasPrefix("secret")) else {
                    let error: InferenceError? =
                        switch failure {
                        case .status: .serverError(status: 500, message: "withheld")
                        case .stream: .malformed("withheld")
                        case .refusal: .badRequest("withheld")
                        case .broken: .connectionLost(address: address, reason: "reset")
                        case .end: nil
                        }
                    output.finish(throwing: error)
                    return
                }
                output.yield(Completion(index: index, text: text, tokenCount: 1, stop: .endOfText))
            }
            output.finish()
        }
    }

    func modelAnswer(patience: Duration) async throws(InferenceError) -> ModelAnswer? {
        ModelAnswer(kind: "completion", text: "Paris", tokens: [])
    }

    func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String { "" }
    func tokenize(_ text: String) async throws(InferenceError) -> [Int] { [] }
}

/// Draws that fail are not made again until they are harmless.
@Suite(.timeLimit(.minutes(2))) struct SelectionTests {
    private func run(_ server: FilteredServer) async throws -> (Snapshot.Phase, RestoredRun) {
        let fixture = Fixture()
        let plan = Fixture.plan(prompts: 2, draws: 200)
        let sampler = Sampler(
            plan: plan, servers: [server],
            record: try fixture.journal(
                plan, of: ServerFacts(modelName: "toy", echoesSettings: false))
        ) { _ in }
        return (await sampler.run(), try fixture.restored())
    }

    @Test(arguments: FilteredServer.Failure.allCases)
    private func aDrawThatFailsIsLostWhereSeedsDoNotRepeat(
        failure: FilteredServer.Failure
    ) async throws {
        let (phase, restored) = try await run(FilteredServer(failure, heedsSeeds: false))
        guard case .finished = phase else { throw TestFailure("\(phase)") }
        for prompt in restored.evidence {
            // A tenth of the answers is withheld, and with a block of two the other one may be lost too.
            #expect(prompt.drawCount == 200 && (8...90).contains(prompt.lost), "\(prompt.lost)")
            #expect(prompt.failure == nil)
        }
        #expect(restored.plan.warnings.contains(RunPlan.unrepeatableWarning))
        #expect(restored.plan.decodingRemarks.contains("seeds that do not repeat"))
    }

    /// Where a seed gives its answer again, what was withheld is withheld at each attempt.
    @Test func aDrawThatFailsIsTriedAgainWhereSeedsRepeat() async throws {
        let (phase, restored) = try await run(FilteredServer(.status, heedsSeeds: true))
        guard case .finished = phase else { throw TestFailure("\(phase)") }
        for prompt in restored.evidence {
            #expect(prompt.drawCount == 200 && (5...40).contains(prompt.lost), "\(prompt.lost)")
        }
        #expect(!restored.plan.warnings.contains(RunPlan.unrepeatableWarning))
    }

    @Test func aStopStringInAnAnswerIsSeen() {
        let stops = ["cat", "\n"]
        #expect(
            "a cat sat".stopString(of: stops) == "cat" && "a\r\nb".stopString(of: stops) == "\n")
        #expect("a ca".stopString(of: stops) == nil && "a cat".stopString(of: stops) == nil)
        #expect("a cat".stopString(of: []) == nil && "cat".stopString(of: stops) == nil)
        #expect("<think>\nx\n</think>\n\ny".stopString(of: stops) == nil)
    }
}
