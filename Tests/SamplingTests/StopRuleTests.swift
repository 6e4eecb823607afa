import Evidence
import Inference
import Journal
import Prompts
import Scoring
import Statistics
import Synchronization
import Testing

@testable import Sampling

@Suite("Rules that stop sampling")
struct StopRuleTests {
    private let fixture = Fixture()

    @Test("A verdict ends each prompt that has one, and the rule is kept with the run")
    func verdict() async throws {
        let plan = Fixture.plan(prompts: 3, draws: 4_000, rules: [.verdict(target: 0.5)])
        let phase = try await fixture.run(plan, [SimulatedServer(.init(slots: 8))])
        #expect(phase == .finished(reason: "upper limit at or below 0.5"))
        let run = try fixture.restored()
        for count in run.evidence.map(\.drawCount) { #expect(count < 400 && count > 4) }
        let stops = run.events.compactMap { PromptStop($0) }
        #expect(Set(stops.map(\.prompt)) == Set(plan.prompts.map(\.id)))
        #expect(stops.allSatisfy { $0.reason == "upper limit at or below 0.5" })
        #expect(run.events.last?.text == "upper limit at or below 0.5")
        // It is shown live and from the file.
        let live = try #require(fixture.lastSnapshot)
        for shown in [live, Snapshot(recorded: run)] {
            #expect(shown.facts.ending == "upper limit at or below 0.5")
            #expect(shown.prompts.allSatisfy { $0.stopped == "upper limit at or below 0.5" })
        }
    }

    @Test("A run that is continued with the same rule stays stopped")
    func continued() async throws {
        let plan = Fixture.plan(prompts: 2, draws: 4_000, rules: [.verdict(target: 0.5)])
        try await fixture.run(plan, [SimulatedServer()])
        let before = try fixture.restored().evidence.map(\.drawCount)
        try await fixture.run(plan, [SimulatedServer()])
        #expect(try fixture.restored().evidence.map(\.drawCount) == before)
    }

    @Test("Without the rule it goes on to the planned number")
    func withoutRule() async throws {
        try await fixture.run(
            Fixture.plan(prompts: 1, draws: 300, rules: [.verdict(target: 0.5)]),
            [SimulatedServer()])
        #expect(try fixture.restored().evidence[0].stopped != nil)
        let plan = Fixture.plan(prompts: 1, draws: 300)
        try await fixture.run(plan, [SimulatedServer()])
        try fixture.expectComplete(plan)
        let run = try fixture.restored()
        #expect(run.evidence[0].stopped == nil)
        #expect(run.ending == "300 draws per prompt")
    }

    @Test("An interval that is narrow enough ends a prompt")
    func width() async throws {
        let plan = Fixture.plan(prompts: 1, draws: 4_000, rules: [.width(0.3)])
        try await fixture.run(plan, [SimulatedServer()])
        let evidence = try fixture.restored().evidence[0]
        let bound = try #require(Fixture.interval(evidence, alpha: plan.alpha))
        #expect(bound.upper - bound.lower <= 0.3)
        #expect(evidence.drawCount < 400)
    }

    @Test("Tokens and requests that are spent end the run; what was launched still counts")
    func budgets() async throws {
        for rule in [StopRule.tokens(500), .requests(20)] {
            let fixture = Fixture()
            let server = SimulatedServer()
            let plan = Fixture.plan(prompts: 2, draws: 4_000, rules: [rule])
            let phase = try await fixture.run(plan, [server])
            guard case .finished(let reason) = phase else {
                Issue.record("the run ended as \(phase)")
                return
            }
            #expect(reason == (rule == .requests(20) ? "20 requests sent" : "500 tokens generated"))
            #expect(server.requests.count < 200)
            let run = try fixture.restored()
            for (position, evidence) in run.evidence.enumerated() {
                #expect(run.waiting[position].isEmpty)
                let count = evidence.drawCount
                #expect(
                    Fixture.texts(evidence)
                        == Fixture.expectedTexts(plan, prompt: position, count: count))
            }
        }
    }

    @Test("A time that has passed ends the run")
    func wallTime() async throws {
        let plan = Fixture.plan(draws: 4_000, rules: [.wallTime(.zero)])
        let phase = try await fixture.run(plan, [SimulatedServer()])
        #expect(phase == .finished(reason: "0 s of sampling"))
    }

    @Test("A rule ends a run although no server is there for what was begun, which is made later")
    func withoutServer() async throws {
        var limits = Fixture.quick
        limits.retry.grace = .milliseconds(20)
        let server = SimulatedServer()
        let gone = InferenceError.unreachable(address: "http://simulated:1", reason: "refused")
        server.change {
            $0.fault = { [weak server] _, number in
                guard number >= 6 else { return nil }
                server?.change { $0.factsFault = gone }
                return .error(.connectionLost(address: "http://simulated:1", reason: "reset"))
            }
        }
        let phase = try await fixture.run(
            Fixture.plan(limits: limits, rules: [.requests(6)]), [server])
        guard case .finished(let reason) = phase else {
            Issue.record("the run ended as \(phase)")
            return
        }
        #expect(reason.hasPrefix("6 requests sent; no server"))
        let run = try fixture.restored()
        #expect(run.evidence.allSatisfy { $0.lost == 0 && $0.drawCount < 40 })
        #expect(run.ending == reason)
        let plan = Fixture.plan()
        try await fixture.run(plan, [SimulatedServer()])
        try fixture.expectComplete(plan)
    }

    @Test("More draws of a stopped prompt are as many as ordered, and no rule stops them")
    func orderedMore() async throws {
        let plan = Fixture.plan(prompts: 1, draws: 4_000, rules: [.verdict(target: 0.5)])
        let journal = try fixture.journal(plan)
        let counts = Mutex<[Int]>([])
        let box = Mutex<Sampler?>(nil)
        let sampler = Sampler(plan: plan, servers: [SimulatedServer()], journal: journal) { shown in
            guard case .finished = shown.progress.phase else { return }
            let sampler = box.withLock(\.self)
            let count = shown.prompts[0].drawCount
            let first = counts.withLock { counts in
                counts.append(count)
                return counts[0]
            }
            if count == first {
                sampler?.orderMore(prompt: PromptID("p0"), draws: 64)
            } else if count == first + 64 {
                sampler?.stop()
            }
        }
        box.withLock { $0 = sampler }
        _ = await sampler.run(staysOpen: true)
        box.withLock { $0 = nil }
        let first = counts.withLock { $0[0] }
        #expect(try journal.restore().evidence[0].drawCount == first + 64)
        // The next session knows.
        try await fixture.run(plan, [SimulatedServer()], record: journal)
        #expect(try journal.restore().evidence[0].drawCount == first + 64)
    }

    @Test("By need, a budget of requests brings more verdicts than breadth first")
    func need() async throws {
        var verdicts: [OrderPolicy: Int] = [:]
        for order in [OrderPolicy.breadth, .need] {
            let fixture = Fixture()
            let plan = Fixture.plan(
                prompts: 12, draws: 4_000, scorers: [HardForSome()],
                rules: [.verdict(target: 0.05), .requests(820)], order: order)
            try await fixture.run(plan, [SimulatedServer(.init(slots: 1))])
            let events = try fixture.restored().events
            verdicts[order] = events.count { PromptStop($0) != nil }
        }
        #expect(try #require(verdicts[.need]) >= 6)
        #expect(try #require(verdicts[.breadth]) <= 2)
    }
}

/// Scores 1 never for most prompts, and near the target of a test for every third.
private struct HardForSome: Scorer {
    let descriptor = ScorerDescriptor(name: "hard", isBinary: true, zero: "", one: "")

    struct Ready: PromptScorer {
        let isHard: Bool
        func score(_ text: String) async throws(ScoringError) -> Double {
            isHard && text.utf8.reduce(0) { $0 &* 31 &+ Int($1) } % 20 == 0 ? 1 : 0
        }
    }

    func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        Ready(isHard: (Int(prompt.id.rawValue.dropFirst()) ?? 0) % 3 == 0)
    }
}

@Suite("Adaptive temperature per answer")
struct AdaptiveTests {
    private let fixture = Fixture()

    @Test("A confident greedy answer is every draw; the server is asked once")
    func confident() async throws {
        let plan = Fixture.plan(
            prompts: 2, draws: 50,
            decoding: .adaptivePerAnswer(confidence: 0.9, maxTokens: 12))
        let server = SimulatedServer(.init(tokenProbability: 0.95))
        try await fixture.run(plan, [server])
        #expect(server.requests.count == 2)
        for (position, evidence) in try fixture.restored().evidence.enumerated() {
            #expect(evidence.drawCount == 50)
            #expect(
                evidence.outputs.map(\.text) == [SimulatedServer.greedyAnswer("text \(position)")])
        }
    }

    @Test("Per token, a server that does not tell its tokens is refused, nothing else sampled")
    func perToken() async throws {
        let plan = Fixture.plan(decoding: .adaptivePerToken(confidence: 0.9, maxTokens: 12))
        let server = SimulatedServer(.init(tokenProbability: 0.95))
        guard case .failed(let reason) = try await fixture.run(plan, [server]) else {
            Issue.record("the run did not fail")
            return
        }
        #expect(reason.contains("ids of tokens"))
    }

    @Test("Per token, an answer that is never confident is an ordinary draw")
    func perTokenUnsure() async throws {
        let plan = Fixture.plan(decoding: .adaptivePerToken(confidence: 0.9, maxTokens: 12))
        try await fixture.run(plan, [SimulatedServer(.init(tokenProbability: 0.8))])
        try fixture.expectComplete(plan)
        let warnings = try fixture.restored().plan.warnings
        #expect(warnings.contains { $0.contains("by construction") })
    }

    @Test("Where the greedy answer is not confident, draws are sampled")
    func unsure() async throws {
        let plan = Fixture.plan(
            decoding: .adaptivePerAnswer(confidence: 0.9, maxTokens: 12))
        let server = SimulatedServer(.init(tokenProbability: 0.8))
        try await fixture.run(plan, [server])
        try fixture.expectComplete(plan)
        #expect(server.requests.allSatisfy { $0.decoding.confidence == nil })
    }
}
