import Evidence
import Inference
import Journal
import Prompts
import Scoring
import Synchronization
import Testing

@testable import Sampling

@Suite("A run without faults")
struct SamplerTests {
    private let fixture = Fixture()

    @Test("Every prompt gets exactly the draws planned, each from its own seed, in launch order")
    func complete() async throws {
        let plan = Fixture.plan()
        let server = SimulatedServer()
        let phase = try await fixture.run(plan, [server])
        #expect(phase == .finished(reason: "40 draws per prompt"))
        try fixture.expectComplete(plan)
        #expect(server.busiest <= 4)
        let last = try #require(fixture.lastSnapshot)
        #expect(last.progress.completed == 120)
        #expect(last.progress.planned == 120)
        #expect(last.progress.lost == 0)
        #expect(last.facts.settings == ["temperature = 1"])
    }

    @Test("No snapshot shows a draw ahead of a slower one, or one that the journal has not")
    func snapshots() async throws {
        let plan = Fixture.plan(prompts: 2, draws: 60)
        let journal = try fixture.journal(plan)
        let problems = Mutex<[String]>([])
        let waited = Mutex(0)
        let server = SimulatedServer()
        server.change { $0.fault = { _, number in number == 4 ? .waits(untilRequest: 9) : nil } }
        let sampler = Sampler(plan: plan, servers: [server], journal: journal) { shown in
            guard let kept = try? journal.restore() else { return }
            for (position, evidence) in shown.prompts.enumerated() {
                let count = evidence.drawCount
                if kept.evidence[position].drawCount < count {
                    problems.withLock { $0.append("\(count) shown before they were kept") }
                }
                if Fixture.texts(evidence)
                    != Fixture.expectedTexts(plan, prompt: position, count: count)
                {
                    problems.withLock { $0.append("\(count) are no prefix") }
                }
                waited.withLock { $0 += evidence.waiting }
            }
        }
        _ = await sampler.run()
        #expect(problems.withLock(\.self).isEmpty)
        #expect(waited.withLock(\.self) > 0)
    }

    @Test("Between snapshots lies the interval asked for, and the last one shows everything")
    func snapshotsKeepTheirDistance() async throws {
        var limits = Fixture.quick
        try await fixture.run(Fixture.plan(limits: limits), [SimulatedServer()])
        #expect(fixture.snapshots.withLock { $0.count } > 5)
        // Longer than any test: the first snapshot and the last one are left.
        limits.snapshotInterval = .seconds(100_000)
        let rare = Fixture()
        try await rare.run(Fixture.plan(limits: limits), [SimulatedServer()])
        #expect(rare.snapshots.withLock { $0.count } <= 2)
        #expect(rare.lastSnapshot?.progress.completed == 120)
    }

    @Test("Live evidence and evidence rebuilt from the journal are the same")
    func rebuilt() async throws {
        let plan = Fixture.plan()
        try await fixture.run(plan, [SimulatedServer()])
        let live = try #require(fixture.lastSnapshot).prompts
        for (live, rebuilt) in zip(live, try fixture.restored().evidence) {
            #expect(live.outputs == rebuilt.outputs)
            #expect(live.sequence == rebuilt.sequence)
            #expect(live.scores == rebuilt.scores)
            #expect(live.greedy == rebuilt.greedy)
            #expect(live.tokens == rebuilt.tokens)
        }
    }

    @Test("Each distinct answer is scored once")
    func scoreCache() async throws {
        let scorer = SecretScorer()
        let plan = Fixture.plan(prompts: 1, draws: 300, scorers: [scorer])
        // One answer at a time, so that equal ones never meet.
        try await fixture.run(plan, [SimulatedServer(.init(slots: 1))])
        let outputs = try fixture.restored().evidence[0].outputs
        #expect(outputs.count < 300)
        let greedy = 1
        #expect(scorer.calls.withLock(\.self) == outputs.count + greedy)
    }

    @Test("Several servers share one run")
    func servers() async throws {
        let plan = Fixture.plan()
        let servers = [
            SimulatedServer(address: "http://a:1"),
            SimulatedServer(address: "http://b:1", .init(slots: 6)),
        ]
        try await fixture.run(plan, servers)
        try fixture.expectComplete(plan)
        for server in servers { #expect(!server.requests.isEmpty) }
        #expect(servers[1].busiest <= 6)
    }

    @Test("What is sent is the template with the prompt in it")
    func template() async throws {
        let plan = Fixture.plan(prompts: 1, draws: 2, template: try Template(text: "Q: {prompt}"))
        let server = SimulatedServer()
        try await fixture.run(plan, [server])
        #expect(Set(server.requests.map(\.prompt)) == ["Q: text 0"])
    }

    @Test("With the chat template, the server renders the messages")
    func chat() async throws {
        let plan = Fixture.plan(prompts: 1, draws: 2, template: .chat)
        let server = SimulatedServer()
        try await fixture.run(plan, [server])
        #expect(Set(server.requests.map(\.prompt)) == ["<user>text 0"])
    }

    @Test("A greedy answer that changes is said to be unstable", arguments: [true, false])
    func stability(unstable: Bool) async throws {
        var limits = Fixture.quick
        limits.checksGreedy = true
        let plan = Fixture.plan(prompts: 2, draws: 4, limits: limits)
        try await fixture.run(plan, [SimulatedServer(.init(unstable: unstable))])
        for evidence in try fixture.restored().evidence {
            #expect(evidence.greedy?.isStable == !unstable)
        }
    }

    @Test("A prompt that no scorer can score is marked, and the others go on")
    func unscorable() async throws {
        struct Picky: Scorer {
            let descriptor = ScorerDescriptor(name: "picky", isBinary: true, zero: "", one: "")
            func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
                if prompt.id == PromptID("p1") { throw ScoringError("p1 has no keywords") }
                return SecretScorer()
            }
        }
        let plan = Fixture.plan(draws: 5, scorers: [Picky()])
        try await fixture.run(plan, [SimulatedServer()])
        let run = try fixture.restored()
        #expect(run.evidence.map(\.drawCount) == [5, 0, 5])
        #expect(run.evidence[1].failure == "p1 has no keywords")
    }
}

@Suite("Orders of a person")
struct SamplerOrderTests {
    private let fixture = Fixture()

    @Test("More draws of a prompt continue it, in this session and the next")
    func more() async throws {
        let plan = Fixture.plan(prompts: 2, draws: 10)
        let journal = try fixture.journal(plan)
        let ordered = Mutex(false)
        let box = Mutex<Sampler?>(nil)
        let sampler = Sampler(plan: plan, servers: [SimulatedServer()], journal: journal) { shown in
            guard case .finished = shown.progress.phase else { return }
            let sampler = box.withLock(\.self)
            let isFirst = ordered.withLock { ordered in
                defer { ordered = true }
                return !ordered
            }
            if isFirst {
                sampler?.orderMore(prompt: PromptID("p1"), draws: 7)
            } else if shown.prompts[1].drawCount == 17 {
                sampler?.stop()
            }
        }
        box.withLock { $0 = sampler }
        #expect(await sampler.run(staysOpen: true) == .finished(reason: "stopped by the user"))
        box.withLock { $0 = nil }
        #expect(try fixture.restored().evidence.map(\.drawCount) == [10, 17])
    }

    @Test("An order of more draws than a prompt can have is none, in a run file too")
    func absurdOrders() async throws {
        let plan = Fixture.plan(prompts: 2, draws: 10)
        let journal = try fixture.journal(plan)
        for prompt in ["p0", "p1"] {
            try journal.recordEvent(.ordered, "9223372036854775807 \(prompt)", at: "")
        }
        let sampler = Sampler(plan: plan, servers: [SimulatedServer()], journal: journal) { _ in }
        sampler.orderMore(prompt: PromptID("p0"), draws: .max)
        sampler.order(prompt: PromptID("p1"), until: .max)
        #expect(await sampler.run() == .finished(reason: "10 draws per prompt"))
        #expect(try fixture.restored().evidence.map(\.drawCount) == [10, 10])
    }

    @Test("An order up to a number ends at it, or at the plan where that is more")
    func orderUntil() async throws {
        let plan = Fixture.plan(prompts: 2, draws: 10)
        let sampler = Sampler(
            plan: plan, servers: [SimulatedServer()], journal: try fixture.journal(plan)
        ) { _ in }
        // Nothing is drawn yet: what is planned must not come on top.
        sampler.order(prompt: PromptID("p0"), until: 5)
        sampler.order(prompt: PromptID("p1"), until: 17)
        sampler.order(prompt: PromptID("p1"), until: 12)
        _ = await sampler.run()
        #expect(try fixture.restored().evidence.map(\.drawCount) == [10, 17])
    }

    @Test("An order that was taken back is not made up for in the next session")
    func takenBack() async throws {
        let plan = Fixture.plan(prompts: 2, draws: 10)
        let journal = try fixture.journal(plan)
        let sampler = Sampler(plan: plan, servers: [SimulatedServer()], journal: journal) { _ in }
        // Before anything is launched all of it can be taken back.
        sampler.orderMore(prompt: PromptID("p1"), draws: 7)
        sampler.takeBack(prompt: PromptID("p1"), draws: 4)
        sampler.takeBack(prompt: PromptID("p0"), draws: 4)
        _ = await sampler.run()
        #expect(try journal.restore().evidence.map(\.drawCount) == [10, 13])
        try await fixture.run(plan, [SimulatedServer()], record: journal)
        #expect(try journal.restore().evidence.map(\.drawCount) == [10, 13])
    }

    @Test("Nothing is launched while paused")
    func pause() async throws {
        let plan = Fixture.plan(prompts: 1, draws: 100)
        let box = Mutex<Sampler?>(nil)
        let counts = Mutex<[Int]>([])
        let server = SimulatedServer()
        let sampler = Sampler(
            plan: plan, servers: [server], journal: try fixture.journal(plan)
        ) { shown in
            let sampler = box.withLock(\.self)
            if shown.progress.phase == .sampling, shown.progress.completed >= 20,
                counts.withLock(\.isEmpty)
            {
                sampler?.pause()
            }
            if shown.progress.phase == .paused {
                counts.withLock { $0.append(server.requests.count) }
                if shown.prompts[0].drawCount + shown.prompts[0].waiting == shown.progress.completed
                {
                    sampler?.resume()
                }
            }
        }
        box.withLock { $0 = sampler }
        _ = await sampler.run()
        box.withLock { $0 = nil }
        #expect(Set(counts.withLock(\.self)).count == 1)
        try fixture.expectComplete(plan)
    }

    @Test(
        "A run stopped anywhere and continued is the run that was never stopped",
        arguments: [1, 2, 3, 5, 7, 8])
    func resume(requests: Int) async throws {
        let plan = Fixture.plan()
        for _ in 0..<5 {
            let server = SimulatedServer()
            let sampler = Sampler(
                plan: plan, servers: [server], journal: try fixture.journal(plan))
            server.change {
                $0.onRequest = { [weak sampler] number in
                    if number == requests { sampler?.stop() }
                }
            }
            #expect(await sampler.run() == .finished(reason: "stopped by the user"))
            server.change { $0.onRequest = { _ in } }
        }
        try await fixture.run(plan, [SimulatedServer()])
        try fixture.expectComplete(plan)
    }
}
