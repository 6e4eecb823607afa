import Evidence
import Findings
import Inference
import Journal
import Platform
import Prompts
import TestSupport
import Testing

@testable import Sampling

/// Copies are not draws: they are noticed while they come, and a model that truly says one thing is
/// not accused.
@Suite struct CopiesWatchTests {
    @Test func chanceHardlyEverRaisesTheAlarmWhateverTheModelSays() {
        var random = SeededGenerator(seed: 7)
        // Models of one to a hundred answers, even and uneven, in requests of 1 to 8 draws.
        for run in 0..<2000 {
            var watch = CopiesWatch()
            let answers = [1, 2, 3, 8, 100][run % 5]
            let evenness = Double.random(in: 0...1, using: &random)
            for request in 0..<40 {
                let count = Int.random(in: 1...8, using: &random)
                let texts = (0..<count).map { _ in
                    Double.random(in: 0..<1, using: &random) < evenness
                        ? 0 : Int.random(in: 0..<answers, using: &random)
                }
                watch.take(texts, from: request * 8, prompt: request % 2, server: 0)
            }
            #expect(!watch.isAlarm)
        }
    }

    /// Each bet is fair at best: what it wins on average, given what came, is 1 at most.
    @Test func theBetsAreFair() {
        let before = [1, 2, 1, 3]
        var sum = 0.0
        var orders = 0
        for a in 0..<4 {
            for b in 0..<4 where b != a {
                for c in 0..<4 where c != a && c != b {
                    let d = 6 - a - b - c
                    var watch = CopiesWatch()
                    watch.take(before, from: 0, prompt: 0, server: 0)
                    watch.take([a, b, c, d].map { before[$0] }, from: 4, prompt: 0, server: 0)
                    sum += exp(watch.logWealth)
                    orders += 1
                }
            }
        }
        #expect(orders == 24)
        #expect(abs(sum / 24 - 1) < 1e-12)
    }

    @Test func fewRequestsOfCopiesAreEnough() {
        var watch = CopiesWatch()
        for request in 0..<8 where !watch.isAlarm {
            watch.take([5, 6, 7, 8, 9, 10, 11, 12], from: request * 8, prompt: 0, server: 0)
            #expect(request < 4)
        }
        #expect(watch.isAlarm)
        // Two requests that are the same draws, sent for again, are none.
        var again = CopiesWatch()
        for _ in 0..<9 { again.take([5, 6, 7, 8, 9], from: 0, prompt: 0, server: 0) }
        #expect(!again.isAlarm && again.repeats == 0)
    }

    /// Of all arrangements of two answers that two requests may bring, the bets win 1 on average.
    @Test func theBetsOnPairsAreFair() {
        var sum = 0.0
        var arrangements = 0
        for bits in 0..<256 where bits.nonzeroBitCount == 4 {
            var watch = CopiesWatch()
            let answers = (0..<8).map { bits >> $0 & 1 }
            watch.take(Array(answers[..<4]), from: 0, prompt: 0, server: 0)
            watch.take(Array(answers[4...]), from: 4, prompt: 0, server: 0)
            sum += exp(watch.logWealth)
            arrangements += 1
        }
        #expect(arrangements == 70)
        #expect(abs(sum / 70 - 1) < 1e-12)
    }

    /// A server that gives all draws of a request one text, and one that alternates between two.
    @Test(arguments: [2, 4, 8]) func drawsOfOneRequestThatAreCopiesAreNoticed(size: Int) {
        var watch = CopiesWatch()
        var needed = 0
        for request in 0..<80 where !watch.isAlarm {
            watch.take(
                Array(repeating: request, count: size), from: request * size, prompt: 0, server: 0)
            needed = request + 1
        }
        #expect(watch.isAlarm && needed <= [2: 48, 4: 14, 8: 6][size] ?? 0)
        var alternating = CopiesWatch()
        for request in 0..<40 { alternating.take([1, 2], from: request * 2, prompt: 0, server: 0) }
        #expect(alternating.isAlarm)
    }

    @Test func theChanceOfATextIsNeverGivenTooSmall() {
        let token = TokenRecord(
            id: nil, text: "a", logProbability: log(0.6),
            alternatives: [
                .init(id: nil, text: "a", logProbability: log(0.6)),
                .init(id: nil, text: "b", logProbability: log(0.3)),
            ])
        func chance(_ decoding: Decoding) -> Double? {
            decoding.logProbabilityAtMost(of: [token, token]).map { exp($0) }
        }
        #expect(abs((chance(.pure(maxTokens: 4)) ?? 0) - 0.36) < 1e-12)
        for (temperature, rest) in [(0.5, 0.1), (2.0, 0.1)] {
            let power = 1 / temperature
            let sum = [0.6, 0.3, rest].reduce(0) { $0 + pow($1, power) }
            let exact = pow(pow(0.6, power) / sum, 2)
            let most = chance(.pure(temperature: temperature, maxTokens: 4)) ?? 0
            #expect(most >= exact && most <= 1)
        }
        #expect(chance(Decoding(temperature: 1, topK: 3, maxTokens: 4)) == nil)
    }
}

/// The same in a run on simulated servers.
@Suite(.timeLimit(.minutes(2))) struct CopiesAlarmTests {
    private func voids(
        _ behaviour: SimulatedServer.Behaviour, prompts: Int = 4, draws: Int = 64
    ) async throws -> [VoidReason?] {
        let fixture = Fixture()
        let plan = Fixture.plan(prompts: prompts, draws: draws)
        let phase = try await fixture.run(plan, [SimulatedServer(behaviour)])
        guard case .finished = phase else { throw TestFailure("\(phase)") }
        let void = fixture.lastSnapshot?.prompts.map(\.void) ?? []
        #expect(try fixture.restored().evidence.map(\.void) == void)
        return void
    }

    private func expectCopies(_ void: [VoidReason?], location: SourceLocation = #_sourceLocation) {
        #expect(
            !void.isEmpty
                && void.allSatisfy { if case .copies = $0 { true } else { false } },
            sourceLocation: location)
    }

    @Test func blocksThatRepeatVoidTheRun() async throws {
        var behaviour = SimulatedServer.Behaviour(slots: 16)
        behaviour.echoes = false
        // A proxy that gives every request its own seed, after the run has begun well.
        behaviour.seed = { request, number in number > 12 ? 42 : request.seed }
        expectCopies(try await voids(behaviour))
    }

    @Test func singleAnswersThatRepeatVoidTheRun() async throws {
        var behaviour = SimulatedServer.Behaviour(slots: 1)
        behaviour.seed = { request, number in
            request.prompt == "Once upon a time" ? request.seed : 42
        }
        behaviour.echoes = false
        behaviour.tokenProbability = 0.2
        expectCopies(try await voids(behaviour))
    }

    @Test func aModelThatSaysOneThingIsNotAccused() async throws {
        var behaviour = SimulatedServer.Behaviour(slots: 1)
        behaviour.seed = { _, _ in 42 }
        behaviour.tokenProbability = 0.999_99
        #expect(try await voids(behaviour).allSatisfy { $0 == nil })
        behaviour.echoes = false
        behaviour.hasProbabilities = false
        // Without probabilities the question about seeds tells: at a high temperature it says more.
        behaviour.seed = { request, _ in request.decoding.temperature == 2 ? request.seed : 42 }
        #expect(try await voids(behaviour).allSatisfy { $0 == nil })
        behaviour.seed = { request, number in
            request.decoding.temperature == 2 && number < 40 ? request.seed : 42
        }
        expectCopies(try await voids(behaviour))
    }

    @Test func goodDrawsAreNotAccused() async throws {
        #expect(
            try await voids(SimulatedServer.Behaviour(slots: 16), draws: 400)
                .allSatisfy { $0 == nil })
    }
}
