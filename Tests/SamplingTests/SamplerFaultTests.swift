import Evidence
import Inference
import Journal
import Prompts
import Scoring
import Synchronization
import TestSupport
import Testing

@testable import Sampling

private let allFaults: [SimulatedServer.Fault] = [
    .error(.connectionLost(address: "x", reason: "reset")),
    .error(.unreachable(address: "x", reason: "refused")),
    .error(.overloaded(status: 503, retryAfter: .zero)),
    .error(.overloaded(status: 429, retryAfter: nil)),
    .error(.notACompletionServer(address: "x", found: "a web page")),
    .errorAfter(1, .serverError(status: 500, message: "cache full")),
    .errorAfter(1, .streamEndedEarly(received: 1, of: 2)),
    .errorAfter(0, .malformed("an event is not JSON")),
    .errorAfter(0, .timedOut(.inactivity, after: .seconds(1))),
    .endsAfter(0),
    .endsAfter(1),
]

@Suite("Servers that fail")
struct SamplerFaultTests {
    private let fixture = Fixture()
    @Test("With a fifth of the requests failing, the draws are those of a run without faults")
    func faults() async throws {
        let plan = Fixture.plan(prompts: 4, draws: 100)
        let server = SimulatedServer()
        server.change {
            $0.fault = { _, number in
                var random = SeededGenerator(seed: UInt64(number))
                guard Int.random(in: 0..<5, using: &random) == 0 else { return nil }
                return allFaults.randomElement(using: &random)
            }
        }
        try await fixture.run(plan, [server])
        try fixture.expectComplete(plan)
        let last = try #require(fixture.lastSnapshot)
        #expect(last.progress.retried > 0)
        #expect(last.progress.lost == 0)
        #expect(server.busiest <= 4)
    }

    @Test("Every kind of fault is retried with the same seed", arguments: 0..<11)
    func retry(fault: Int) async throws {
        let plan = Fixture.plan(prompts: 1, draws: 8)
        let server = SimulatedServer()
        server.change { $0.fault = { _, number in number == 2 ? allFaults[fault] : nil } }
        try await fixture.run(plan, [server])
        try fixture.expectComplete(plan)
    }

    @Test("An empty answer among several, of which nothing is counted, is asked for again alone")
    func emptyAnswers() async throws {
        let plan = Fixture.plan(prompts: 2, draws: 40)
        let server = SimulatedServer()
        server.change {
            $0.leavesOut = { request, seed in request.count > 1 && seed % 3 == 0 }
            $0.counts = { $0.count == 1 }
        }
        try await fixture.run(plan, [server])
        try fixture.expectComplete(plan)
        #expect(try !fixture.restored().plan.warnings.contains(RunPlan.emptyWarning))
        #expect(server.requests.count < 2 * 40 + 40)
    }

    @Test("Where asking again would choose, it is lost, and all others are asked for alone")
    func emptyAnswersOfAServerThatDoesNotRepeatItself() async throws {
        let plan = Fixture.plan(prompts: 2, draws: 60)
        let server = SimulatedServer(.init(echoes: false))
        server.change {
            $0.seed = { request, number in request.seed &+ UInt32(number) &* 1000 }
            $0.leavesOut = { request, seed in request.count > 1 && seed % 3 == 0 }
            $0.counts = { $0.count == 1 }
        }
        try await fixture.run(plan, [server])
        let run = try fixture.restored()
        let lost = run.evidence.reduce(0) { $0 + $1.lost }
        #expect(run.evidence.map(\.drawCount) == [60, 60])
        #expect((1...8).contains(lost))
        #expect(run.evidence.allSatisfy { $0.outputs.allSatisfy { !$0.text.isEmpty } })
        #expect(server.requests.suffix(60).allSatisfy { $0.count == 1 })
        #expect(!run.plan.warnings.contains(RunPlan.emptyWarning))
    }

    @Test("Empty answers that nothing bears out are said")
    func emptyAnswersThatNothingBearsOut() async throws {
        let plan = Fixture.plan(prompts: 1, draws: 40)
        let server = SimulatedServer()
        server.change {
            $0.leavesOut = { _, seed in seed % 3 == 0 }
            $0.counts = { _ in false }
        }
        try await fixture.run(plan, [server])
        let run = try fixture.restored()
        #expect(run.evidence[0].drawCount == 40 && run.evidence[0].lost == 0)
        #expect(run.evidence[0].outputs.contains { $0.text.isEmpty && $0.count > 8 })
        #expect(run.plan.warnings.contains(RunPlan.emptyWarning))
    }

    @Test("A draw that never comes is lost after its attempts, counted, and the others go on")
    func lost() async throws {
        var limits = Fixture.quick
        limits.retry.attempts = 3
        let plan = Fixture.plan(prompts: 2, draws: 20, limits: limits)
        let seeds = SeedAllocation(runSeed: plan.seed)
        let cursed = seeds.seed(of: PromptID("p0"), index: 7)
        let server = SimulatedServer()
        server.change {
            $0.fault = { request, _ in
                let seeds = request.seed..<(request.seed + UInt32(request.count))
                guard request.decoding.kind != .greedy, seeds.contains(cursed) else { return nil }
                return .error(.serverError(status: 500, message: "this one always fails"))
            }
        }
        try await fixture.run(plan, [server])
        let evidence = try fixture.restored().evidence
        #expect(evidence.map(\.drawCount) == [20, 20])
        #expect(evidence.map(\.lost) == [1, 0])
        var expected = Fixture.expectedTexts(plan, prompt: 0, count: 20)
        expected[7] = nil
        #expect(Fixture.texts(evidence[0]) == expected)
        let last = try #require(fixture.lastSnapshot)
        #expect(last.progress.lost == 1)
        #expect(last.progress.completed == 40)
        let draw = try fixture.journal(plan).draw(prompt: PromptID("p0"), index: 7)
        #expect(draw?.draw.attempts == 3)
    }

    @Test("A draw that reaches its time limit is lost and the launch order moves on")
    func tooSlow() async throws {
        let plan = Fixture.plan(prompts: 1, draws: 6)
        let first = SeedAllocation(runSeed: plan.seed).seed(of: PromptID("p0"), index: 0)
        let server = SimulatedServer()
        server.change {
            $0.fault = { request, _ in
                request.count == 2 && request.seed == first
                    ? .errorAfter(1, .timedOut(.total, after: .seconds(600))) : nil
            }
        }
        try await fixture.run(plan, [server])
        let evidence = try fixture.restored().evidence[0]
        #expect(evidence.drawCount == 6)
        #expect(evidence.lost == 1)
    }

    @Test("A setting that the server applies differently stops the run and is named")
    func mismatch() async throws {
        let plan = Fixture.plan()
        let server = SimulatedServer(.init(override: (name: "top_p", value: 0.95)))
        let phase = try await fixture.run(plan, [server])
        guard case .failed(let reason) = phase else {
            Issue.record("the run ended as \(phase)")
            return
        }
        #expect(reason.contains("top_p"))
        #expect(try fixture.restored().evidence.allSatisfy { $0.drawCount == 0 })
    }

    @Test("A server that comes back with another model stops the run")
    func otherModel() async throws {
        let plan = Fixture.plan()
        let server = SimulatedServer()
        server.change {
            $0.fault = { [weak server] _, number in
                guard number == 10 else { return nil }
                server?.change { $0.model = "another" }
                return .error(.connectionLost(address: "x", reason: "reset"))
            }
        }
        let phase = try await fixture.run(plan, [server])
        guard case .failed(let reason) = phase else {
            Issue.record("the run ended as \(phase)")
            return
        }
        #expect(reason.contains("the model of this run is toy, not another"))
    }

    @Test("What came from a server that did not say at the end what it holds is not vouched for")
    func silentAtTheEnd() async throws {
        let plan = Fixture.plan(draws: 2)
        let server = SimulatedServer()
        try await fixture.run(plan, [server])
        // It has no answer to the question by which models are told apart.
        #expect(try fixture.restored().plan.warnings == [RunPlan.unaskedWarning])
        let other = Fixture()
        server.change {
            $0.fault = { [weak server] request, _ in
                if request.prompt.hasPrefix("text") {
                    server?.change {
                        $0.factsFault = .notACompletionServer(address: "x", found: "{}")
                    }
                }
                return nil
            }
        }
        #expect(try await other.run(plan, [server]) == .finished(reason: "2 draws per prompt"))
        let warnings = try other.restored().plan.warnings
        #expect(warnings.count == 2 && warnings[1].contains("last 6 draws may be"))
    }

    @Test("A run is not continued under another decoding")
    func otherDecoding() async throws {
        try await fixture.run(Fixture.plan(draws: 2), [SimulatedServer()])
        let other = Fixture.plan(draws: 4, decoding: .pure(temperature: 0.5, maxTokens: 12))
        let phase = try await fixture.run(other, [SimulatedServer()])
        guard case .failed(let reason) = phase else {
            Issue.record("the run ended as \(phase)")
            return
        }
        #expect(reason.contains("decoding"))
    }

    @Test("A prompt that does not fit is marked, and the others go on")
    func promptTooLong() async throws {
        let plan = Fixture.plan()
        let server = SimulatedServer()
        server.change {
            $0.fault = { request, _ in
                request.prompt == "text 1" ? .error(.promptTooLong(tokens: 900, context: 512)) : nil
            }
        }
        #expect(try await fixture.run(plan, [server]) == .finished(reason: "40 draws per prompt"))
        let run = try fixture.restored()
        #expect(run.evidence.map(\.drawCount) == [40, 0, 40])
        #expect(run.evidence[1].failure?.contains("900") == true)
        // With more room it is sampled after all.
        try await fixture.run(plan, [SimulatedServer()])
        try fixture.expectComplete(plan)
        #expect(try fixture.restored().evidence[1].failure == nil)
    }

    @Test("Where no prompt can be sampled, the run has failed")
    func allTooLong() async throws {
        let server = SimulatedServer()
        server.change { $0.fault = { _, _ in .error(.promptTooLong(tokens: 900, context: 512)) } }
        guard case .failed = try await fixture.run(Fixture.plan(), [server]) else {
            Issue.record("the run did not fail")
            return
        }
    }

    @Test("Copies of one draw are noticed and asked for one at a time", arguments: [true, false])
    func copies(echoes: Bool) async throws {
        let plan = Fixture.plan()
        let server = SimulatedServer(.init(echoes: echoes, copies: true))
        try await fixture.run(plan, [server])
        try fixture.expectComplete(plan)
        #expect(server.requests.filter { $0.count > 1 }.count < 10)
        let warnings = try #require(fixture.lastSnapshot).facts.warnings
        #expect(warnings.contains { $0.contains("unverified") } == !echoes)
    }

    @Test("One server of several that does not tell its settings is enough for the warning")
    func mixed() async throws {
        let plan = Fixture.plan()
        let telling = SimulatedServer(address: "http://a:1")
        let silent = SimulatedServer(address: "http://b:1", .init(echoes: false))
        try await fixture.run(plan, [telling, silent])
        #expect(!silent.requests.isEmpty && !telling.requests.isEmpty)
        let kept = try fixture.restored().plan
        #expect(kept.settings == ["temperature = 1"])
        #expect(
            Set(kept.warnings) == [SamplingPlan.unverifiedWarning, RunPlan.unaskedWarning])
    }

    @Test("A server that is loading is waited for, and the reason is shown")
    func loading() async throws {
        let plan = Fixture.plan(draws: 4)
        let server = SimulatedServer(.init(factsFault: .loading(address: "http://simulated:1")))
        let sampler = Sampler(
            plan: plan, servers: [server], journal: try fixture.journal(plan)
        ) { snapshot in
            guard snapshot.progress.phase == .waitingForServer,
                snapshot.progress.notices.contains(where: { $0.contains("loading") })
            else { return }
            server.change { $0.factsFault = nil }
        }
        #expect(await sampler.run() == .finished(reason: "4 draws per prompt"))
    }

    @Test("A wrong key fails the run at once")
    func unauthorized() async throws {
        let fault = InferenceError.unauthorized(address: "http://simulated:1", keyGiven: true)
        let server = SimulatedServer(.init(factsFault: fault))
        let phase = try await fixture.run(Fixture.plan(), [server])
        #expect(phase == .failed(reason: fault.description))
    }

    @Test("A server that stays away longer than one's patience fails the run")
    func patience() async throws {
        var limits = Fixture.quick
        limits.retry.patience = .milliseconds(20)
        let fault = InferenceError.unreachable(address: "http://simulated:1", reason: "refused")
        let server = SimulatedServer(.init(factsFault: fault))
        guard case .failed = try await fixture.run(Fixture.plan(limits: limits), [server]) else {
            Issue.record("the run did not fail")
            return
        }
    }

    @Test("A server that never answers the first questions fails the run, which says so")
    func silenceFromTheStart() throws {
        let plan = Fixture.plan()
        let journal = try fixture.journal(plan)
        var rules = RuleBook(plan: plan)
        var state = RunState(
            plan: plan, journal: journal, restored: try journal.restore(),
            scores: ScoreBook(prompts: Array(plan.prompts), scorers: plan.scorers),
            addresses: ["http://simulated:1"])
        _ = state.begin(&rules)
        _ = state.take(.timer, at: plan.limits.retry.patience)
        guard case .failed(let reason) = state.ending else {
            Issue.record("the run did not fail")
            return
        }
        #expect(reason.contains("http://simulated:1 has not answered"))
    }

    @Test("The work of a server that dies is done by the other one")
    func deadServer() async throws {
        let plan = Fixture.plan()
        let dying = SimulatedServer(address: "http://dying:1")
        let fault = InferenceError.unreachable(address: "http://dying:1", reason: "refused")
        dying.change {
            $0.fault = { [weak dying] _, number in
                guard number >= 4 else { return nil }
                dying?.change { $0.factsFault = fault }
                return .error(.connectionLost(address: "http://dying:1", reason: "reset"))
            }
        }
        try await fixture.run(plan, [dying, SimulatedServer()])
        try fixture.expectComplete(plan)
    }

    @Test("Requests that hang are cancelled when the run is stopped, and made again later")
    func hanging() async throws {
        let plan = Fixture.plan(prompts: 1, draws: 8)
        let server = SimulatedServer()
        let journal = try fixture.journal(plan)
        let sampler = Sampler(plan: plan, servers: [server], journal: journal)
        server.change {
            $0.fault = { [weak sampler] _, number in
                guard number == 3 else { return nil }
                sampler?.stop()
                return .hangs
            }
        }
        #expect(await sampler.run() == .finished(reason: "stopped by the user"))
        try await fixture.run(plan, [SimulatedServer()], record: journal)
        try fixture.expectComplete(plan)
        #expect(try fixture.restored().evidence[0].lost == 0)
    }
}

/// A journal on a disk that is full for some calls.
private final class FullDisk: RunRecord {
    let journal: Journal
    private let refusals: Mutex<Int>
    /// Whether every second transaction is refused, so that it fills up between two batches.
    private let isIntermittent: Bool
    /// The most draws that were written in one transaction.
    let largestBatch = Mutex(0)

    init(_ journal: Journal, refusals: Int, isIntermittent: Bool = false) {
        self.journal = journal
        self.refusals = Mutex(refusals)
        self.isIntermittent = isIntermittent
    }

    var identity: RunIdentity { journal.identity }
    var plan: RunPlan { journal.plan }
    func restore() throws(JournalError) -> RestoredRun { try journal.restore() }

    func append(_ draws: [JournalDraw]) throws(JournalError) {
        let isFull = refusals.withLock { left in
            defer { left -= 1 }
            return left > 0 && !(isIntermittent && left.isMultiple(of: 2))
        }
        if isFull { throw .diskFull(path: journal.path) }
        largestBatch.withLock { $0 = max($0, draws.count) }
        try journal.append(draws)
    }

    func appendGreedy(_ greedy: GreedyAnswer, scores: [Double?]) throws(JournalError) {
        try journal.appendGreedy(greedy, scores: scores)
    }

    func setFailure(_ reason: String?, prompt: PromptID) throws(JournalError) {
        try journal.setFailure(reason, prompt: prompt)
    }

    func recordEvent(_ kind: RunEvent.Kind, _ text: String) throws(JournalError) {
        try journal.recordEvent(kind, text, at: "")
    }

    func setPlan(_ plan: RunPlan) throws(JournalError) { try journal.setPlan(plan) }

    func drawsWithoutReplacement(of prompt: PromptID) throws(JournalError) -> [Int] {
        try journal.drawsWithoutReplacement(of: prompt)
    }
    func draw(prompt: PromptID, index: Int) throws(JournalError) -> JournalDraw? {
        try journal.draw(prompt: prompt, index: index)
    }

    func record(
        launches: [JournalLaunch], leaves: [JournalLeaf], exact: [PromptID: ExactMass]
    ) throws(JournalError) {
        if refusals.withLock({ $0 > 0 }) { throw .diskFull(path: journal.path) }
        try journal.record(launches: launches, leaves: leaves, exact: exact)
    }

    func record(sent texts: [PromptID: String]) throws(JournalError) {
        try journal.record(sent: texts)
    }

    func record(named answers: [JournalNamed]) throws(JournalError) {
        try journal.record(named: answers)
    }
}

@Suite("A full disk")
struct FullDiskTests {
    private let fixture = Fixture()

    @Test("Patience with a disk that stays full ends as that with servers does")
    func patience() async throws {
        var plan = Fixture.plan()
        plan.limits.retry.patience = .milliseconds(200)
        let disk = FullDisk(try fixture.journal(plan), refusals: .max)
        let phase = try await fixture.run(plan, [SimulatedServer()], record: disk)
        guard case .failed(let reason) = phase else {
            Issue.record("it ended as \(phase)")
            return
        }
        #expect(reason.contains("no room left"))
    }

    @Test("Sampling pauses, says so, and goes on when there is room")
    func pausesAndResumes() async throws {
        let plan = Fixture.plan()
        let journal = try fixture.journal(plan)
        let disk = FullDisk(journal, refusals: 3)
        let phase = try await fixture.run(plan, [SimulatedServer()], record: disk)
        #expect(phase == .finished(reason: "40 draws per prompt"))
        let paused = fixture.snapshots.withLock { snapshots in
            snapshots.filter { $0.progress.phase == .paused }
        }
        #expect(!paused.isEmpty)
        #expect(
            paused.allSatisfy { $0.progress.notices.contains { $0.contains("no room left") } })
        #expect(paused.allSatisfy { $0.progress.completed == 0 })
        try fixture.expectComplete(plan)
    }

    @Test(
        "What gathers meanwhile is written in batches of the usual size", arguments: [false, true])
    func writesInBatches(isIntermittent: Bool) async throws {
        var limits = Fixture.quick
        limits.batch = 8
        let plan = Fixture.plan(limits: limits)
        let disk = FullDisk(
            try fixture.journal(plan), refusals: 20, isIntermittent: isIntermittent)
        // More slots than a batch: a block of draws is a burst.
        let server = SimulatedServer()
        server.change { $0.slots = 64 }
        try await fixture.run(plan, [server], record: disk)
        #expect(disk.largestBatch.withLock { 1...8 ~= $0 })
        try fixture.expectComplete(plan)
    }

    @Test("Stopping does not wait for room, says what is wrong, and loses nothing shown")
    func stops() async throws {
        let plan = Fixture.plan()
        let journal = try fixture.journal(plan)
        let stopper = Mutex<Sampler?>(nil)
        let sampler = Sampler(
            plan: plan, servers: [SimulatedServer()], record: FullDisk(journal, refusals: .max)
        ) { [fixture] snapshot in
            fixture.snapshots.withLock { $0.append(snapshot) }
            if snapshot.progress.phase == .paused { stopper.withLock { $0 }?.stop() }
        }
        stopper.withLock { $0 = sampler }
        #expect(await sampler.run() == .finished(reason: "stopped by the user"))
        stopper.withLock { $0 = nil }
        let last = try #require(fixture.lastSnapshot)
        #expect(last.progress.completed == 0)
        #expect(last.progress.notices.contains { $0.contains("no room left") })
        try await fixture.run(plan, [SimulatedServer()], record: journal)
        try fixture.expectComplete(plan)
    }
}
