import Evidence
import Inference
import Journal
import Prompts
import Synchronization
import TestSupport
import Testing

@testable import Sampling

/// Which model a server holds is told by what it answers, not by what it is called.
@Suite struct ModelProbeTests {
    private func probe(_ values: [[String: Double]], isFresh: Bool = true) -> ModelProbe {
        let tokens = values.map { values in
            let sorted = values.sorted { $0.value > $1.value }
            return TokenRecord(
                id: nil, text: sorted[0].key, logProbability: sorted[0].value,
                alternatives: sorted.map {
                    TokenRecord.Alternative(id: nil, text: $0.key, logProbability: $0.value)
                })
        }
        var answer = ModelAnswer(
            kind: "completion", text: tokens.map(\.text).joined(), tokens: tokens)
        answer.isFresh = isFresh
        return ModelProbe(answer)
    }

    @Test func roundingIsNoDifferenceAndOtherProbabilitiesAre() {
        let one = probe([["a": -0.5, "b": -1.5], ["c": -0.1, "d": -3]])
        #expect(one.difference(to: one) == nil)
        #expect(
            one.difference(to: probe([["a": -0.52, "b": -1.49], ["c": -0.1, "d": -3]])) == nil)
        #expect(one.difference(to: probe([["a": -0.7, "b": -1.5], ["c": -0.1, "d": -3]])) != nil)
        #expect(one.difference(to: probe([["a": -0.5, "x": -1.5], ["c": -0.1, "d": -3]])) == nil)
        // A token that the other does not name is at most as probable as the last that it names.
        #expect(one.difference(to: probe([["a": -0.5, "x": -4], ["c": -0.1, "d": -3]])) != nil)
    }

    /// What was computed amid other requests differs by more than rounding.
    @Test func aServerThatUsesItsCacheIsNotAccusedForIt() {
        let one = probe([["a": -0.5, "b": -1.5]])
        let cached = probe([["a": -0.69, "b": -1.4]], isFresh: false)
        #expect(one.difference(to: cached) == nil && cached.difference(to: one) == nil)
        #expect(one.difference(to: probe([["a": -0.69, "b": -1.4]])) != nil)
        #expect(one.difference(to: probe([["a": -0.9, "b": -1.1]], isFresh: false)) != nil)
    }

    /// What was measured at an address is the limit there, and not what was once seen at others.
    @Test func answersAreComparedAsCloselyAsTheirAddressAllows() {
        func probe(_ value: Double, noise: Int?) -> ModelProbe {
            var probe = self.probe([["a": value, "b": -1.5]], isFresh: false)
            probe.noise = noise
            return probe
        }
        let one = probe(-0.5, noise: 0)
        #expect(one.difference(to: probe(-0.55, noise: 0)) == nil)
        #expect(one.difference(to: probe(-0.6, noise: 0)) != nil)
        #expect(one.difference(to: probe(-0.6, noise: 30)) == nil)
        #expect(one.difference(to: probe(-0.6, noise: nil)) == nil)
        #expect(one.difference(to: probe(-0.76, noise: 200)) != nil)
    }

    /// Several answers of one model, of one whose answers waver, of one with an answer far off, of two.
    @Test func oneModelIsToldFromTwoByHowItsAnswersAreScattered() {
        func several(_ values: [Double]) -> ModelProbe.Several {
            ModelProbe.several(
                values.map { self.probe([["a": -0.5 + $0, "b": -1.5]], isFresh: false) })
        }
        func noise(_ values: [Double]) -> Int? {
            guard case .one(_, let noise) = several(values) else { return nil }
            return noise
        }
        #expect(noise([0, 0, 0, 0]) == 0 && noise([0, 0.01, -0.02, 0.01]) ?? 99 <= 30)
        #expect(several([0, 0.1, 0, 0.1]) == .unclear && several([0, 0, 0, 0.19]) == .unclear)
        // Once in a while an answer is far off.
        #expect(noise([0, 0, 0, 0.19] + Array(repeating: 0, count: 8)) == 0)
        #expect(noise([0.19, 0, 0, 0.15] + Array(repeating: 0, count: 8)) == 0)
        let wavering = [0, 0.03, 0.07, -0.04, 0.11, 0.02, -0.08, 0.05, 0.09, -0.02, 0.14, -0.06]
        #expect((80...180).contains(noise(wavering) ?? 0))
        let twice = (0..<12).map { Double($0 % 2) * 0.1 }
        guard case .two(let words) = several(twice) else { return #expect(Bool(false)) }
        #expect(words.contains("other probabilities"))
        // One that is farther off than any wavering is asked for again, and a second one decides.
        #expect(several([0, 0, 0, 0.4]) == .unclear)
        #expect(noise([0, 0, 0, 0.4] + Array(repeating: 0, count: 8)) == 0)
        guard case .two = several([0, 0.4, 0, 0, 0.4]) else { return #expect(Bool(false)) }
        guard case .two = several([0, 0.4, 0, 0, 2]) else { return #expect(Bool(false)) }
    }

    /// A server that says what it used computes each answer anew.
    ///
    /// What is computed beside it may move its numbers all the same. Another model's are moved each time.
    @Test func wavesOfAServerThatEchoesAreNoOtherModel() async throws {
        func answer(_ values: [Double]) async throws(InferenceError) -> ModelAnswer? {
            let server = NoisyServer(values: values.map { -0.5 + $0 }, echoes: true)
            return try await server.steadyAnswer(try await server.facts()).answer
        }
        #expect(try await answer([0])?.noise == nil)
        let wavering = [0, 0.08, -0.03, 0.04, 0.11, 0.02, -0.08, 0.05, 0.09, -0.02, 0.01, -0.06]
        let noisy = ModelProbe(try #require(try await answer(wavering)))
        #expect(noisy.noise ?? 0 > 15)
        // What is looked at later is as far off, on either side, and runs from before have no measure.
        for value in [-0.6, -0.4] {
            let later = probe([["Paris": value]])
            #expect(noisy.difference(to: later) == nil && later.difference(to: noisy) == nil)
        }
        #expect(noisy.difference(to: probe([["Paris": -0.8]])) != nil)
        // Once far off, wherever it comes.
        for place in 0..<5 {
            var values = Array(repeating: 0.0, count: 12)
            values[place] = -1.2
            #expect(try await answer(values)?.tokens.first?.logProbability == -0.5)
        }
        for values in [[0, -1.2], [0, -0.1], [0, 0, 0, -1.2], [0, 0, -0.1]] {
            await #expect(throws: InferenceError.self) { try await answer(values) }
        }
    }

    /// The answer that stands for an address is none of those that are far off.
    @Test func theAnswerInTheMiddleIsKept() async throws {
        for far in 0..<4 {
            let values = (0..<12).map { $0 == far ? -0.69 : -0.5 }
            let server = NoisyServer(values: values)
            let answer = try #require(
                try await server.steadyAnswer(try await server.facts()).answer)
            #expect(answer.tokens.first?.logProbability == -0.5 && answer.noise == 0)
        }
        let two = NoisyServer(values: (0..<12).map { $0 % 2 == 0 ? -0.6 : -0.5 })
        await #expect(throws: InferenceError.self) {
            try await two.steadyAnswer(try await two.facts())
        }
    }

    @Test func afterATieNothingMoreIsCompared() {
        let one = probe([["a": -0.69, "b": -0.70], ["c": -0.1, "d": -3]])
        let two = probe([["a": -0.70, "b": -0.69], ["x": -2, "y": -0.2]])
        #expect(one.difference(to: two) == nil)
    }

    @Test func withoutProbabilitiesTheTextsAreCompared() {
        let one = ModelProbe(kind: "chat", text: "Paris", steps: [])
        #expect(one.difference(to: ModelProbe(kind: "chat", text: "Paris", steps: [])) == nil)
        #expect(one.difference(to: ModelProbe(kind: "chat", text: "London", steps: [])) != nil)
        #expect(one.difference(to: ModelProbe(kind: "completion", text: "x", steps: [])) == nil)
    }
}

/// A server whose answers have these log-probabilities, in turn.
private struct NoisyServer: CompletionServer {
    let address = "http://noise:1"
    let values: [Double]
    var echoes = false
    let count = TextServer.Counter()

    func facts() async throws(InferenceError) -> ServerFacts {
        ServerFacts(modelName: "m", totalSlots: 1, largestBlock: 1, echoesSettings: echoes)
    }

    func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {}

    func complete(_ request: CompletionRequest) -> AsyncThrowingStream<Completion, any Error> {
        AsyncThrowingStream { $0.finish() }
    }

    func modelAnswer(patience: Duration) async throws(InferenceError) -> ModelAnswer? {
        let value = values[(count.next() - 1) % values.count]
        var answer = ModelAnswer(
            kind: "completion", text: "Paris",
            tokens: [
                TokenRecord(
                    id: nil, text: "Paris", logProbability: value,
                    alternatives: [.init(id: nil, text: "Paris", logProbability: value)])
            ])
        answer.isFresh = echoes
        return answer
    }

    func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String { "" }
    func tokenize(_ text: String) async throws(InferenceError) -> [Int] { [] }
}

/// A server that tells nothing but texts.
private struct TextServer: CompletionServer {
    let address = "http://texts:1"
    let answer: @Sendable (String, Int) -> String
    let count = Counter()

    final class Counter: Sendable {
        private let value = Mutex(0)
        func next() -> Int {
            value.withLock {
                $0 += 1
                return $0
            }
        }
        var total: Int { value.withLock { $0 } }
    }

    func facts() async throws(InferenceError) -> ServerFacts {
        ServerFacts(modelName: "m", totalSlots: 1, largestBlock: 1, echoesSettings: false)
    }

    func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {}

    func complete(_ request: CompletionRequest) -> AsyncThrowingStream<Completion, any Error> {
        let text = answer(request.prompt, count.next())
        return AsyncThrowingStream { output in
            output.yield(Completion(index: 0, text: text, tokenCount: 1, stop: .limit))
            output.finish()
        }
    }

    func modelAnswer(patience: Duration) async throws(InferenceError) -> ModelAnswer? {
        let text = answer("The capital of France is", count.next())
        return ModelAnswer(kind: "completion", text: text, tokens: [])
    }

    func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String { "" }
    func tokenize(_ text: String) async throws(InferenceError) -> [Int] { [] }
}

/// A router that sends equal prompts to equal servers, one of which is exchanged in mid-run.
private struct HashingRouter: CompletionServer {
    let address = "http://router:1"
    /// From this request on the server behind all questions but the fixed one holds another model.
    let exchange: Int
    let count = TextServer.Counter()

    func facts() async throws(InferenceError) -> ServerFacts {
        ServerFacts(modelName: "toy", totalSlots: 2, largestBlock: 2, echoesSettings: false)
    }

    func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {}

    func complete(_ request: CompletionRequest) -> AsyncThrowingStream<Completion, any Error> {
        let isOther = count.next() >= exchange && !request.prompt.hasPrefix("The capital of France")
        return AsyncThrowingStream { output in
            for index in 0..<request.count {
                let text = SimulatedServer.answer(
                    request.prompt, seed: request.seed + UInt32(index))
                let token = TokenRecord(
                    id: nil, text: text, logProbability: isOther ? -2 : -0.5, alternatives: [])
                output.yield(
                    Completion(
                        index: index, text: text, tokenCount: 1, stop: .limit,
                        tokens: request.probabilities > 0 ? [token] : nil))
            }
            output.finish()
        }
    }

    func modelAnswer(patience: Duration) async throws(InferenceError) -> ModelAnswer? {
        ModelAnswer(
            kind: "completion", text: "Paris",
            tokens: [TokenRecord(id: nil, text: "Paris", logProbability: -0.5, alternatives: [])])
    }

    func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String { "" }
    func tokenize(_ text: String) async throws(InferenceError) -> [Int] { [] }
}

@Suite(.timeLimit(.minutes(3))) struct QuestionsInTurnTests {
    private func outcome(exchange: Int) async throws -> (Snapshot.Phase, [VoidReason?]) {
        let fixture = Fixture()
        var limits = Fixture.quick
        limits.modelCheck = .milliseconds(2)
        let plan = Fixture.plan(draws: 200, limits: limits)
        let sampler = Sampler(
            plan: plan, servers: [HashingRouter(exchange: exchange)],
            record: try fixture.journal(
                plan, of: ServerFacts(modelName: "toy", echoesSettings: false))
        ) { _ in }
        let phase = await sampler.run()
        return (phase, try fixture.restored().evidence.map(\.void))
    }

    @Test func anExchangeThatTheFixedQuestionDoesNotReachIsNoticed() async throws {
        let (phase, _) = try await outcome(exchange: 60)
        guard case .failed(let reason) = phase else { throw TestFailure("\(phase)") }
        #expect(reason.contains("another model"), "\(reason)")
    }

    @Test func oneModelIsNotAccused() async throws {
        let (phase, void) = try await outcome(exchange: Int.max)
        guard case .finished = phase else { throw TestFailure("\(phase)") }
        #expect(void.allSatisfy { $0 == nil })
    }
}

/// Without probabilities one model whose arithmetic wavers must be told from two models.
@Suite struct TextOnlyModelTests {
    private func ask(
        _ answer: @escaping @Sendable (String, Int) -> String
    ) async throws(InferenceError) -> SteadyAnswer {
        let server = TextServer(answer: answer)
        return try await server.steadyAnswer(try await server.facts())
    }

    @Test func oneModelIsOne() async throws {
        #expect(try await ask { prompt, _ in "so " + prompt }.answer?.text.hasPrefix("so") == true)
    }

    /// Requests in turn, or by a coin.
    @Test(arguments: [0, 1, 2, 3, 4]) func twoModelsAreTwo(seed: Int) async {
        let coin = Mutex(SeededGenerator(seed: UInt64(seed)))
        await #expect(throws: InferenceError.self) {
            try await ask { prompt, call in
                let isFirst =
                    seed == 0 ? call % 2 == 0 : coin.withLock { Bool.random(using: &$0) }
                return (isFirst ? "one " : "two ") + prompt
            }
        }
    }

    /// At each question a text that changes with probability one in seven, and a server that does not
    /// heed temperature 0.
    @Test func aModelWhoseTextsWaverIsNotAccused() async throws {
        var changing = 0
        for run in 0..<300 {
            let random = Mutex(SeededGenerator(seed: UInt64(run)))
            let wavers = Mutex<[String: Bool]>(["The capital of France is": true])
            let answer = try await ask { prompt, _ in
                let does = wavers.withLock { wavers in
                    let known =
                        wavers[prompt]
                        ?? random.withLock { Int.random(in: 0..<7, using: &$0) == 0 }
                    wavers[prompt] = known
                    return known
                }
                return does && random.withLock { Bool.random(using: &$0) } ? "a" : "b"
            }
            if answer == .changing { changing += 1 }
        }
        #expect(changing > 200)
        let sampled = try await ask { _, call in "text \(call * 7919 % 101)" }
        #expect(sampled == .changing)
    }

    /// It is said wherever a limit is.
    @Test func doubtStandsBesideTheDecoding() {
        var plan = RunPlan(name: "n", draws: 1, alpha: 0.1, servers: [], created: "")
        plan.warnings = [RunPlan.changingWarning]
        #expect(plan.decodingRemarks.contains("perhaps not one model"))
    }
}

/// Seeds of two prompts never meet.
@Suite struct SeedRangesTests {
    @Test(arguments: [(200, 256), (32, 300_000), (2, 300_000)])
    func noTwoPromptsShareASeed(prompts: Int, draws: Int) {
        let ids = (0..<prompts).map { PromptID("q\($0)") }
        for runSeed: UInt64 in [1, 7] {
            let seeds = SeedAllocation(runSeed: runSeed, prompts: ids)
            var taken = Set<UInt32>()
            for id in ids {
                for index in stride(from: 0, to: draws, by: max(1, draws / 1024)) {
                    #expect(taken.insert(seeds.seed(of: id, index: index)).inserted)
                }
            }
        }
    }

    @Test func rangesOfPromptsAreApartAsAWhole() {
        let ids = (0..<5_000).map { PromptID("q\($0)") }
        let seeds = SeedAllocation(runSeed: 1, prompts: ids)
        let starts = ids.map { seeds.offset(of: $0) }.sorted()
        let gaps = zip(starts, starts.dropFirst()).map { $1 - $0 }
        #expect(gaps.min() ?? 0 >= 65_536)
    }

    @Test func blocksEndWhereARangeEndsAndMostPromptsStayWhereTheyWere() {
        let ids = (0..<32).map { PromptID("q\($0)") }
        let seeds = SeedAllocation(runSeed: 3, prompts: ids)
        let old = SeedAllocation(runSeed: 3)
        #expect(ids.count { seeds.offset(of: $0) == old.offset(of: $0) } >= 28)
        for id in ids {
            var index = 131_000
            while index < 131_200 {
                let count = seeds.wholeBlock(of: id, from: index, atMost: 64)
                let first = seeds.seed(of: id, index: index)
                for step in 0..<count {
                    #expect(seeds.seed(of: id, index: index + step) == first + UInt32(step))
                }
                index += count
            }
        }
        // The same whatever the order of the prompts.
        #expect(
            SeedAllocation(runSeed: 3, prompts: ids.reversed()).offset(of: ids[5])
                == seeds.offset(of: ids[5]))
    }
}
