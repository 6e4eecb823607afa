import Evidence
import Inference
import Journal
import Platform
import Prompts
import Synchronization
import TestSupport
import Testing

@testable import Findings
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

    /// Two texts in strict alternation, as blocks of two that are given again: the usual server with
    /// four slots.
    @Test func blocksOfTwoThatRepeatAreNoticedAfterSomeThirtyTimes() {
        var watch = CopiesWatch(prompts: 4)
        for request in 0..<20 where !watch.isAlarm {
            for prompt in 0..<4 {
                watch.take([1, 2], from: request * 2, prompt: prompt, server: 0)
            }
            #expect(request < 10)
        }
        #expect(watch.isAlarm && watch.repeats <= 35, "\(watch.repeats)")
    }

    /// Every answer of a request is a copy of its first, and the next request brings another.
    @Test(arguments: [2, 4, 8], [1, 4]) func copiesWithinRequestsAreNoticed(
        size: Int, prompts: Int
    ) {
        var watch = CopiesWatch(prompts: prompts)
        var random = SeededGenerator(seed: 3)
        var draws = 0
        while !watch.isAlarm, draws < 256 {
            for prompt in 0..<prompts {
                let text = Int.random(in: 0..<20, using: &random)
                watch.take(
                    Array(repeating: text, count: size), from: draws, prompt: prompt, server: 0)
            }
            draws += size
        }
        #expect(watch.isAlarm && draws <= 64, "\(draws)")
        #expect(watch.words.contains("within one request"))
    }

    /// A model that says two things, half of whose requests are copies of their first answer.
    @Test func someCopiesWithinRequestsAreNoticed() {
        var watch = CopiesWatch()
        var random = SeededGenerator(seed: 5)
        for request in 0..<400 where !watch.isAlarm {
            let texts = (0..<8).map { _ in Int.random(in: 0..<2, using: &random) }
            watch.take(
                request % 2 == 0 ? texts : Array(repeating: texts[0], count: 8), from: request * 8,
                prompt: 0, server: 0)
        }
        #expect(watch.isAlarm)
    }

    /// The mean of the e-value over all ways of putting the same texts together is 1.
    @Test(arguments: [
        [1, 1, 2, 2, 3, 3, 4, 5], [1, 1, 1, 1, 1, 2, 2, 3], [1, 1, 1, 1, 2, 2, 2, 2],
    ])
    func theEvidenceWithinRequestsIsFair(texts: [Int]) {
        var sums = [0.0, 0, 0]
        var orders = 0.0
        func place(_ rest: [Int], _ placed: [Int]) {
            guard !rest.isEmpty else {
                let pairs = stride(from: 0, to: placed.count, by: 2).map {
                    (placed[$0], placed[$0 + 1])
                }
                for (index, value) in EqualPairs.logEValues(pairs).enumerated() {
                    sums[index] += exp(value)
                }
                orders += 1
                return
            }
            for text in Set(rest) {
                var others = rest
                others.remove(at: others.firstIndex(of: text) ?? 0)
                place(others, placed + [text])
            }
        }
        place(texts, [])
        for sum in sums { #expect(abs(sum / orders - 1) < 1e-9, "\(sum / orders)") }
    }

    /// Few texts, long runs: the mean of the evidence over runs is 1 at most, and no run alarms.
    @Test func chanceHardlyEverMakesAnswersOfOneRequestEqual() {
        var random = SeededGenerator(seed: 11)
        for run in 0..<300 {
            var watch = CopiesWatch(prompts: 2)
            let texts = [2, 5, 50][run % 3]
            for request in 0..<150 {
                let answers = (0..<4).map { _ in Int.random(in: 0..<texts, using: &random) }
                watch.take(answers, from: request * 4, prompt: request % 2, server: 0)
            }
            #expect(!watch.isAlarm && watch.within.logEvidence < log(1000))
        }
    }

    /// Draws of a model of few texts are accused less often than once in ten runs at evidence 10, and
    /// the mean of the evidence is 1 at most; draws from two stored texts are.
    @Test func drawsThatFallIntoAFewTextsAreFairEvidence() {
        var random = SeededGenerator(seed: 19)
        for probabilities in [[0.5, 0.3, 0.1, 0.1], [0.27, 0.06, 0.04, 0.63], [0.97, 0.03]] {
            func draw() -> Int {
                var left = Double.random(in: 0..<1, using: &random)
                for (text, probability) in probabilities.enumerated() {
                    left -= probability
                    if left < 0 { return text }
                }
                return probabilities.count - 1
            }
            var (sum, alarms) = (0.0, 0)
            let runs = 4000
            for _ in 0..<runs {
                var evidence = PromptEvidence(
                    prompt: Fixture.plan(prompts: 1).prompts[0], scorerCount: 0)
                for index in 0..<32 {
                    evidence.add(
                        Draw(
                            prompt: evidence.prompt.id, index: index, seed: UInt32(index),
                            outcome: .completed(
                                Answer(text: "text \(draw())", stop: .endOfText, tokenCount: 1))),
                        scores: [])
                }
                let fresh = Set((0..<8).map { _ in draw() })
                let value = RepeatedAnswers.Case(0, evidence).logEvidence(
                    Dictionary(
                        uniqueKeysWithValues: fresh.map {
                            (ExactText("text \($0)"), log(probabilities[$0]))
                        }))
                sum += exp(value)
                if value > log(10) { alarms += 1 }
            }
            #expect(sum / Double(runs) < 1.05, "\(sum / Double(runs))")
            #expect(alarms * 10 < runs)
        }
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

    /// Seeds are echoed as they were asked for, and yet all answers of a request are the first one's.
    @Test func copiesWithinRequestsVoidTheRunThoughSeedsAreEchoed() async throws {
        for slots in [4, 16] {
            var behaviour = SimulatedServer.Behaviour(slots: slots)
            behaviour.isCopying = true
            expectCopies(try await voids(behaviour))
        }
    }

    /// A few bits of each seed are kept, and the seeds echoed as they were asked for: draws come again in
    /// their order, however far apart.
    @Test(arguments: [16, 64] as [UInt32], [1, 4])
    func drawsThatComeAgainInTheirOrderVoidTheRun(seeds: UInt32, slots: Int) async throws {
        var behaviour = SimulatedServer.Behaviour(slots: slots)
        behaviour.rewrite = { _, seed in "number \(seed % seeds)" }
        expectCopies(try await voids(behaviour, draws: 200))
    }

    /// While there is much to do half of the draws are the answers to few seeds; each question beforehand,
    /// and each draw by itself, has the answer to its own.
    @Test(arguments: [1, 40] as [UInt32])
    func drawsThatRepeatOnlyUnderLoadVoidTheRun(stored: UInt32) async throws {
        for echoes in [true, false] {
            let fixture = Fixture()
            var behaviour = SimulatedServer.Behaviour(slots: 4)
            behaviour.echoes = echoes
            behaviour.rewrite = { _, seed in "number \(seed)" }
            let server = SimulatedServer(behaviour)
            server.change {
                $0.seed = { request, number in
                    server.busy > 1 && number % 2 == 0
                        ? UInt32(number / 2) * 7919 % stored : request.seed
                }
            }
            let plan = Fixture.plan(prompts: 2, draws: 256)
            guard case .finished = try await fixture.run(plan, [server]) else {
                throw TestFailure("it failed")
            }
            let void = try fixture.restored().evidence.map(\.void)
            expectCopies(void)
        }
    }

    /// The same where the run stays open for further orders, as in the explorer.
    @Test func drawsThatRepeatOnlyUnderLoadVoidARunThatStaysOpen() async throws {
        let fixture = Fixture()
        var behaviour = SimulatedServer.Behaviour(slots: 4)
        behaviour.rewrite = { _, seed in "number \(seed)" }
        let server = SimulatedServer(behaviour)
        server.change {
            $0.seed = { request, number in
                server.busy > 1 && number % 2 == 0
                    ? UInt32(number / 2) * 7919 % 40 : request.seed
            }
        }
        let plan = Fixture.plan(prompts: 2, draws: 128)
        let running = Mutex<Sampler?>(nil)
        let sampler = Sampler(plan: plan, servers: [server], record: try fixture.journal(plan)) {
            let isVoid = $0.prompts.allSatisfy { $0.void != nil }
            if isVoid { running.withLock { $0?.stop() } }
        }
        running.withLock { $0 = sampler }
        let giveUp = Task {
            try await Task.sleep(for: .seconds(110))
            sampler.stop()
        }
        #expect(await sampler.run(staysOpen: true) == .finished(reason: "stopped by the user"))
        giveUp.cancel()
        running.withLock { $0 = nil }
        let run = try fixture.restored()
        #expect(run.evidence.allSatisfy { $0.drawCount > 100 })
        expectCopies(run.evidence.map(\.void))
    }

    @Test func looksAreFewWhateverTheSessions() {
        var looks = 0
        var (draws, session) = (0, CopiesLooks(draws: 0))
        while draws < 1_000_000 {
            draws += 1 + draws / 1000
            if draws % 7 == 0 { session = CopiesLooks(draws: draws - 1) }
            if session.isDue(draws: draws) { looks += 1 }
            let isDueAgain = session.isDue(draws: draws)
            #expect(!isDueAgain)
        }
        #expect(looks > 20 && looks < CopiesLooks.most / 2)
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

    /// A cache that chooses at random among a few stored answers, seeds being echoed rightly.
    @Test(arguments: [2, 4]) func aPoolOfStoredAnswersVoidsTheRun(size: UInt32) async throws {
        var behaviour = SimulatedServer.Behaviour(slots: 4)
        behaviour.rewrite = { text, seed in
            text == SimulatedServer.answer("Once upon a time", seed: seed)
                ? text : "stored answer \((seed &* 2_654_435_769) >> 16 % size)"
        }
        behaviour.tokenProbability = 0.55
        expectCopies(try await voids(behaviour))
    }

    /// A model that says few things, each as often as it says it does.
    @Test(arguments: [2, 4]) func aModelThatSaysFewThingsIsNotAccused(size: UInt32) async throws {
        var behaviour = SimulatedServer.Behaviour(slots: 4)
        behaviour.rewrite = { text, seed in "\((seed &* 2_654_435_769) >> 16 % size)" }
        behaviour.tokenProbability = 1 / Double(size)
        #expect(try await voids(behaviour).allSatisfy { $0 == nil })
    }

    @Test func goodDrawsAreNotAccused() async throws {
        #expect(
            try await voids(SimulatedServer.Behaviour(slots: 16), draws: 400)
                .allSatisfy { $0 == nil })
    }
}

/// What is asked once all draws are there.
@Suite(.timeLimit(.minutes(2))) struct LastQuestionsTests {
    private let fixture = Fixture()

    /// Draws of few texts bring up the question that is put by draws alone.
    private func server() -> SimulatedServer {
        var behaviour = SimulatedServer.Behaviour(slots: 4)
        behaviour.rewrite = { _, seed in
            var random = SeededGenerator(seed: UInt64(seed))
            return "number \(Int.random(in: 0..<20, using: &random))"
        }
        return SimulatedServer(behaviour)
    }

    private static func isAlone(_ request: CompletionRequest) -> Bool {
        request.limits.total != nil && request.prompt.hasPrefix("text")
    }

    private func warnings() throws -> [String] { try fixture.restored().plan.warnings }

    @Test func anAnswerTakesAnOpenQuestionBack() async throws {
        let server = server()
        let plan = Fixture.plan(prompts: 1, draws: 64)
        server.change {
            $0.fault = { request, _ in
                Self.isAlone(request) ? .error(.badRequest("not now")) : nil
            }
        }
        #expect(try await fixture.run(plan, [server]) == .finished(reason: "64 draws per prompt"))
        #expect(try warnings().contains(RunState.aloneWarning))
        server.change { $0.fault = { _, _ in nil } }
        _ = try await fixture.run(Fixture.plan(prompts: 1, draws: 72), [server])
        #expect(try !warnings().contains(RunState.aloneWarning))
        // Where nothing is drawn, nothing is asked, and nothing said.
        _ = try await fixture.run(Fixture.plan(prompts: 1, draws: 72), [server])
        #expect(try !warnings().contains(RunState.aloneWarning))
        #expect(try fixture.restored().evidence.allSatisfy { $0.void == nil })
    }

    /// One order to stop ends the questions, and takes nothing from the run.
    @Test func oneOrderToStopEndsThem() async throws {
        let server = server()
        let plan = Fixture.plan(prompts: 1, draws: 64)
        let running = Mutex<Sampler?>(nil)
        let order = Mutex<ContinuousClock.Instant?>(nil)
        server.change {
            $0.fault = { request, _ in
                guard Self.isAlone(request) else { return nil }
                order.withLock { $0 = .now }
                running.withLock { $0?.stop() }
                return .hangs
            }
        }
        let sampler = Sampler(plan: plan, servers: [server], record: try fixture.journal(plan)) {
            _ in
        }
        running.withLock { $0 = sampler }
        #expect(await sampler.run() == .finished(reason: "64 draws per prompt"))
        running.withLock { $0 = nil }
        let ordered = order.withLock(\.self)
        let start = try #require(ordered)
        #expect(start.duration(to: .now) < Sampler.longestAlone / 2)
        #expect(try warnings().contains(RunState.aloneWarning))
    }

    /// What a budget has no room for is not asked, and that is said.
    @Test(arguments: [StopRule.requests(30), .tokens(100_000), .tokens(193)])
    func budgetsHold(rule: StopRule) async throws {
        let server = server()
        let plan = Fixture.plan(prompts: 1, draws: 64, rules: [rule])
        guard case .finished = try await fixture.run(plan, [server]) else {
            throw TestFailure("it failed")
        }
        let alone = server.requests.count(where: Self.isAlone)
        // A model of twenty texts repeats itself in the first further draws.
        let isSettled = rule == .tokens(100_000)
        #expect(try warnings().contains(RunState.aloneWarning) == !isSettled)
        #expect((alone > 0) == isSettled)
    }

    /// Draws alone have what is left of the time, in a session that began some time ago.
    @Test func theTimeThatIsLeftIsTheirs() async throws {
        let first = Fixture.plan(prompts: 1, draws: 64)
        try await fixture.run(first, [server()])
        var plan = first
        plan.stopRules = [.wallTime(.seconds(50))]
        let journal = try fixture.journal(plan)
        func time(at now: Duration) throws -> Duration? {
            var state = RunState(
                plan: plan, journal: journal, restored: try journal.restore(),
                scores: ScoreBook(prompts: Array(plan.prompts), scorers: plan.scorers),
                addresses: ["http://simulated:1"])
            state.counts.requests = 1
            return state.askAlone(at: now)?.time
        }
        #expect(try time(at: .seconds(10)) == .seconds(40))
        #expect(!journal.plan.warnings.contains(RunState.aloneWarning))
        #expect(try time(at: .seconds(50)) == nil)
        #expect(journal.plan.warnings.contains(RunState.aloneWarning))
        plan.stopRules = []
        #expect(try time(at: .seconds(50)) == Sampler.longestAlone)
    }

    /// What was said of a question that nobody answered is taken back by the first answer, as far as draws
    /// were not made before.
    @Test(arguments: [0, 64]) func anAnswerTakesTheUnansweredQuestionBack(draws: Int) async throws {
        let plan = Fixture.plan(prompts: 1, draws: 64)
        if draws > 0 { try await fixture.run(plan, [server()]) }
        let journal = try fixture.journal(plan)
        var state = RunState(
            plan: plan, journal: journal, restored: try journal.restore(),
            scores: ScoreBook(prompts: Array(plan.prompts), scorers: plan.scorers),
            addresses: ["http://simulated:1"])
        let facts = ServerFacts(modelName: "toy", echoesSettings: true)
        _ = state.takeProbe(0, facts, nil, nil, at: .zero)
        #expect(journal.plan.warnings == [RunPlan.unaskedWarning])
        let answer = ModelProbe(kind: "completion", text: "Paris", steps: [])
        _ = state.takeProbe(0, facts, answer, nil, at: .zero)
        #expect(!journal.plan.warnings.contains(RunPlan.unaskedWarning))
        #expect(journal.plan.warnings.count == (draws > 0 ? 1 : 0))
    }

    /// A slow server has the time that it took before; what is longer than anybody waits is said.
    @Test(arguments: [true, false]) func aSlowServerIsWaitedForAtTheEnd(hasTime: Bool) async throws
    {
        var limits = Fixture.quick
        limits.look = .milliseconds(1)...(hasTime ? .seconds(60) : .milliseconds(2))
        let server = SimulatedServer()
        server.change {
            $0.factsDelay = .milliseconds(300)
            $0.fault = { [weak server] request, _ in
                if !hasTime, request.prompt.hasPrefix("text") {
                    server?.change { $0.factsDelay = .seconds(20) }
                }
                return nil
            }
        }
        let plan = Fixture.plan(draws: 2, limits: limits)
        #expect(try await fixture.run(plan, [server]) == .finished(reason: "2 draws per prompt"))
        let isSaid = try warnings().contains { $0.contains("did not say, when it was asked") }
        #expect(isSaid == !hasTime)
    }
}
