import Evidence
import Inference
import Journal
import Platform
import Prompts
import Scoring
import Synchronization
import TestSupport
import Testing

@testable import Sampling

/// An explanation first, then the answer given the explanation: all that holds of draws holds of these.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ExplainFirstTests {
    private let fixture = Fixture()

    private static func plan(
        prompts: Int = 3, draws: Int = 40, limits: SamplingLimits = Fixture.quick
    ) -> SamplingPlan {
        var decoding = Decoding.pure(maxTokens: 12)
        decoding.kind = .explainFirst(tokens: 30)
        return Fixture.plan(prompts: prompts, draws: draws, limits: limits, decoding: decoding)
    }

    /// What each draw has to be, from its own seed.
    private static func expected(_ plan: SamplingPlan, prompt: Int) -> [String?] {
        let seeds = SeedAllocation(runSeed: plan.seed)
        let prompt = plan.prompts[prompt]
        return (0..<plan.draws).map { index in
            let seed = seeds.seed(of: prompt.id, index: index)
            let opened = prompt.text + " Let's think step by step."
            let explanation = SimulatedServer.answer(opened, seed: seed)
            let answer = SimulatedServer.answer(
                opened + explanation + "\nSo the answer is:", seed: seed | 1 << 31)
            return "<think>" + explanation + "</think>" + answer
        }
    }

    private func expectComplete(_ plan: SamplingPlan) throws {
        for (position, evidence) in try fixture.restored().evidence.enumerated() {
            #expect(Fixture.texts(evidence) == Self.expected(plan, prompt: position))
        }
    }

    @Test func `each draw is the answer behind the explanation of its own seed`() async throws {
        let plan = Self.plan()
        let server = SimulatedServer()
        try await fixture.run(plan, [server])
        try expectComplete(plan)
        // Explanations are as long as asked for, answers as long as planned, the greedy ones too.
        for request in server.requests {
            let isAnswer = request.prompt.hasSuffix("So the answer is:")
            #expect(request.decoding.maxTokens == (isAnswer ? 12 : 30))
            #expect(request.prompt.contains("Let's think step by step."))
            #expect((request.seed >= 1 << 31) == isAnswer)
        }
        let greedy = server.requests.filter { $0.decoding.temperature == 0 }
        #expect(!greedy.isEmpty && greedy.count.isMultiple(of: 2))
    }

    @Test func `a fault in either half is retried with the same seeds`() async throws {
        var limits = Fixture.quick
        limits.retry.attempts = 12
        let plan = Self.plan(prompts: 4, draws: 60, limits: limits)
        let server = SimulatedServer()
        server.change {
            $0.fault = { _, number in
                var random = SeededGenerator(seed: UInt64(number))
                guard Int.random(in: 0..<6, using: &random) == 0 else { return nil }
                return [
                    .error(.connectionLost(address: "x", reason: "reset")),
                    .errorAfter(1, .streamEndedEarly(received: 1, of: 2)), .endsAfter(0),
                ].randomElement(using: &random)
            }
        }
        try await fixture.run(plan, [server])
        try expectComplete(plan)
        let last = try #require(fixture.lastSnapshot)
        #expect(last.progress.retried > 0 && last.progress.lost == 0)
    }

    @Test func `a lost explanation or answer is a lost draw`() async throws {
        var limits = Fixture.quick
        limits.retry.attempts = 4
        let plan = Self.plan(prompts: 1, draws: 20, limits: limits)
        let seeds = SeedAllocation(runSeed: plan.seed)
        let (first, second) = (
            seeds.seed(of: PromptID("p0"), index: 7), seeds.seed(of: PromptID("p0"), index: 9)
        )
        let server = SimulatedServer()
        server.change {
            $0.fault = { request, _ in
                guard request.decoding.temperature > 0 else { return nil }
                let own = request.seed..<(request.seed + UInt32(request.count))
                return own.contains(first) || own.contains(second | 1 << 31)
                    ? .error(.serverError(status: 500, message: "never")) : nil
            }
        }
        try await fixture.run(plan, [server])
        let evidence = try fixture.restored().evidence[0]
        #expect(evidence.drawCount == 20 && evidence.lostDraws == [7, 9])
        var expected = Self.expected(plan, prompt: 0)
        (expected[7], expected[9]) = (nil, nil)
        #expect(Fixture.texts(evidence) == expected)
    }

    /// Where the thoughts end could not be told.
    @Test func `an explanation with a mark of thoughts in it is a lost draw`() async throws {
        let plan = Self.plan(prompts: 1, draws: 30)
        let server = SimulatedServer()
        server.change {
            $0.rewrite = { text, seed in
                seed < 1 << 31 && seed.isMultiple(of: 5) ? "</think> secret " + text : text
            }
        }
        try await fixture.run(plan, [server])
        let evidence = try fixture.restored().evidence[0]
        let seeds = SeedAllocation(runSeed: plan.seed)
        let lost = (0..<30).filter { seeds.seed(of: PromptID("p0"), index: $0).isMultiple(of: 5) }
        #expect(!lost.isEmpty && evidence.lostDraws == lost)
        #expect(
            try fixture.journal(plan).draw(prompt: PromptID("p0"), index: lost[0])
                .map { "\($0.draw.outcome)" }?.contains("mark of thoughts") == true)
    }

    @Test func `a run that was stopped goes on to the same draws`() async throws {
        let plan = Self.plan(draws: 50)
        let server = SimulatedServer()
        let journal = try fixture.journal(plan)
        let running = Mutex<Sampler?>(nil)
        server.change {
            $0.onRequest = { number in
                if number == 30 { running.withLock { $0?.stop() } }
            }
        }
        let sampler = Sampler(plan: plan, servers: [server], record: journal) { _ in }
        running.withLock { $0 = sampler }
        _ = await sampler.run()
        running.withLock { $0 = nil }
        let before = try fixture.restored().evidence.reduce(0) { $0 + $1.drawCount }
        #expect(before < 150)
        try await fixture.run(plan, [SimulatedServer()], record: journal)
        try expectComplete(plan)
    }

    @Test func `a setting that only explanations get otherwise stops the run`() async throws {
        let server = SimulatedServer(.init(override: (name: "top_p", value: 0.95)))
        guard case .failed(let reason) = try await fixture.run(Self.plan(), [server]) else {
            Issue.record("the run did not fail")
            return
        }
        #expect(reason.contains("top_p"))
    }

    /// On the real server, with a known table: explanation and answer are drawn independently of each other
    /// where the table says so, which one seed for both would not give.
    @Test func `answers are drawn by numbers of their own`() async throws {
        let model = MarkovModel(rows: [
            "step.": ["red": 0.5, "blue": 0.5], "red": [nil: 1], "blue": [nil: 1],
            "is:": ["yes": 0.5, "no": 0.5], "yes": [nil: 1], "no": [nil: 1],
            "what": [nil: 1], "Let's": [nil: 1], "think": [nil: 1], "by": [nil: 1],
            "step": [nil: 1],
            "So": [nil: 1], "the": [nil: 1], "answer": [nil: 1],
        ])
        let server = try await RealServer.start(model, slots: 4)
        defer { server.stop() }
        var decoding = Decoding.pure(maxTokens: 3)
        decoding.kind = .explainFirst(tokens: 3)
        let plan = SamplingPlan(
            name: "known",
            prompts: PromptSet(
                name: "known", prompts: [Prompt(id: PromptID("q"), text: " what")], provenance: ""),
            decoding: decoding, draws: 400, scorers: [SecretScorer()], alpha: 0.01, seed: 2,
            probabilities: 2)
        let base = LlamaServer(try ServerAddress(server.address))
        let facts = try await base.facts()
        let journal = try fixture.journal(plan, of: facts)
        let phase = await Sampler(plan: plan, servers: [base], journal: journal).run()
        #expect(phase == .finished(reason: "400 draws per prompt"), "\(phase)")
        let evidence = try fixture.restored().evidence[0]
        #expect(evidence.drawCount == 400 && evidence.lost == 0)
        var counts: [String: Int] = [:]
        for output in evidence.outputs { counts[output.text, default: 0] += output.count }
        #expect(counts.count == 4, "\(counts)")
        // Each of the four has 100 in expectation; seven standard deviations of 8.7.
        for (text, count) in counts { #expect((40...160).contains(count), "\(text): \(count)") }
        let draw = try #require(try journal.draw(prompt: PromptID("q"), index: 0)?.draw.answer)
        let said = try #require(OwnProbabilities.Said(draw, AnswerFinder(.standard)))
        #expect(abs(said.whole - 2 * -0.6931471805599453) < 1e-3)
        #expect(abs((said.part ?? .nan) - -0.6931471805599453) < 1e-3)
    }
}
