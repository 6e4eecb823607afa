import Evidence
import Findings
import Inference
import Journal
import Prompts
import Scoring
import Statistics
import Synchronization
import Testing

@testable import Sampling

/// Plain draws and draws without replacement in one run.
@Suite("Plain draws that go on without replacement")
struct GoingOnTests {
    private let fixture = Fixture()
    private static let plain = 24

    private static func plan(draws: Int, isPlain: Bool) throws -> SamplingPlan {
        var plan = Fixture.plan(prompts: 2, draws: draws, decoding: .pure(maxTokens: 4))
        if !isPlain {
            plan.rest = try RestPlan(
                alternatives: 4, decoding: plan.decoding, facts: TableServer.facts)
        }
        return plan
    }

    private func sample(_ plan: SamplingPlan, _ record: any RunRecord) async -> Snapshot? {
        let (fixture, server) = (fixture, TableServer(.init(slots: 4)))
        _ = await Sampler(plan: plan, servers: [server], record: record) { snapshot in
            fixture.snapshots.withLock { $0.append(snapshot) }
        }.run()
        return fixture.lastSnapshot
    }

    @Test("The draws stay what they are, nothing is known of them, and the limits are of all")
    func both() async throws {
        let first = try fixture.journal(
            try Self.plan(draws: Self.plain, isPlain: true), of: TableServer.facts)
        _ = await sample(try Self.plan(draws: Self.plain, isPlain: true), first)
        let before = try first.restore().evidence
        #expect(try first.reasonNotToGoOn() == nil)
        let plan = try Self.plan(draws: 60, isPlain: false)
        let journal = try first.goingOnWithoutReplacement()
        let snapshot = try #require(await sample(plan, journal))
        try journal.close()
        let run = try fixture.restored()
        // Built draw by draw or read from the file it is one evidence.
        for (now, live) in zip(run.evidence, snapshot.prompts) {
            #expect(now.scores == live.scores && now.outputs == live.outputs)
        }
        for (evidence, before) in zip(run.evidence, before) {
            #expect(evidence.drawCount == 60 && evidence.plain == Self.plain)
            #expect(Fixture.texts(evidence).prefix(Self.plain) == Fixture.texts(before)[...])
            let launches = evidence.scores[0].launches
            #expect(launches.prefix(Self.plain).allSatisfy { $0 == .nothing })
            #expect(launches.count == 60 && (evidence.exact?.left ?? 1) < 0.9)
            let table = TableServer.table(evidence.prompt.text, maxTokens: 4)
            let truth = table.reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) }
            let exact = try #require(evidence.scores[0].exactLimits)
            #expect(exact.lower <= truth && truth <= exact.upper)
            let statement = Statement(alpha: 0.01, isBinary: true)
            let bound = try evidence.scores[0].meanBound(statement)
            #expect(bound.validity == .anytime && bound.method == .bets)
            // One process over both kinds, in the order of their launches.
            let joined = try Mean.withoutReplacement(
                before.scores[0].scores.map { RestDraw(score: $0) }
                    + evidence.scores[0].restDraws.dropFirst(Self.plain), alpha: 0.01, side: .two,
                now: evidence.scores[0].exact
            ).widened(by: evidence.scores[0].exactError)
            #expect(bound.lower == joined.lower && bound.upper == joined.upper)
        }
    }

    @Test(
        "Plain draws are not read one by one when the run goes on, and not looked for in the rest")
    func plainDrawsAreNotReadAgain() async throws {
        let first = try fixture.journal(
            try Self.plan(draws: Self.plain, isPlain: true), of: TableServer.facts)
        _ = await sample(try Self.plan(draws: Self.plain, isPlain: true), first)
        let journal = CountingRecord(try first.goingOnWithoutReplacement())
        _ = await sample(try Self.plan(draws: 40, isPlain: false), journal)
        #expect(journal.reads.withLock(\.self) == 0)
        // The others are: each took something out of the rest.
        _ = await sample(try Self.plan(draws: 44, isPlain: false), journal)
        let run = try journal.restore()
        let drawn = run.evidence.map { $0.drawCount - Self.plain }
        #expect(drawn.allSatisfy { $0 > 0 })
        #expect((1...drawn.reduce(0, +)).contains(journal.reads.withLock(\.self)))
    }

    @Test("A run that was stopped goes on plainly first")
    func incomplete() async throws {
        let plan = try Self.plan(draws: 40, isPlain: true)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        await Fixture.sample(plan, stoppingAt: 9, record: journal)
        let reason = try #require(try journal.reasonNotToGoOn())
        #expect(reason.contains("not complete"))
        _ = await sample(plan, journal)
        #expect(try journal.reasonNotToGoOn() == nil)
        // Fewer are planned than once were: some of these may have been under way.
        var other = journal.plan
        other.plan(draws: 30, seen: 40)
        try journal.setPlan(other)
        #expect(try journal.reasonNotToGoOn() != nil)
        // More were planned, and it was stopped where the plan was lowered to.
        var raised = plan.runPlan(servers: [], created: "2025-01-01T00:00:00Z")
        raised.plan(draws: 60, seen: 40)
        raised.plan(draws: 40, seen: 40)
        try journal.setPlan(raised)
        #expect(try journal.reasonNotToGoOn()?.contains("60 draws were planned before") == true)
        raised.plan(draws: 60, seen: 40)
        raised.plan(draws: 60, seen: 60)
        #expect(raised.most == nil)
    }

    @Test("It is continued like any run of its kind, and never plainly again", arguments: [70, 90])
    func resumed(stopAt: Int) async throws {
        let plain = try Self.plan(draws: Self.plain, isPlain: true)
        let first = try fixture.journal(plain, of: TableServer.facts)
        _ = await sample(plain, first)
        let plan = try Self.plan(draws: 60, isPlain: false)
        let journal = try first.goingOnWithoutReplacement()
        #expect(journal.identity.withoutReplacement == true)
        await Fixture.sample(plan, stoppingAt: stopAt - Self.plain * 2, record: journal)
        let open = try journal.restore()
        let launches = open.openLaunches
        _ = await sample(plan, journal)
        for (evidence, open) in zip(try fixture.restored().evidence, launches) {
            #expect(evidence.drawCount == 60 && evidence.plain == Self.plain)
            for (index, launch) in open {
                let now = try journal.draw(prompt: evidence.prompt.id, index: index)?.draw.launch
                #expect(now == launch)
            }
        }
    }
}

/// A journal that counts how many draws are read one at a time.
private final class CountingRecord: RunRecord {
    let journal: Journal
    let reads = Mutex(0)

    init(_ journal: Journal) { self.journal = journal }

    var identity: RunIdentity { journal.identity }
    var plan: RunPlan { journal.plan }
    func restore() throws(JournalError) -> RestoredRun { try journal.restore() }
    func append(_ draws: [JournalDraw]) throws(JournalError) { try journal.append(draws) }
    func appendGreedy(_ greedy: GreedyAnswer, scores: [Double?]) throws(JournalError) {
        try journal.appendGreedy(greedy, scores: scores)
    }
    func record(sent texts: [PromptID: String]) throws(JournalError) {
        try journal.record(sent: texts)
    }
    func setFailure(_ reason: String?, prompt: PromptID) throws(JournalError) {
        try journal.setFailure(reason, prompt: prompt)
    }
    func recordEvent(_ kind: RunEvent.Kind, _ text: String) throws(JournalError) {
        try journal.recordEvent(kind, text, at: "")
    }
    func drawsWithoutReplacement(of prompt: PromptID) throws(JournalError) -> [Int] {
        try journal.drawsWithoutReplacement(of: prompt)
    }
    func draw(prompt: PromptID, index: Int) throws(JournalError) -> JournalDraw? {
        reads.withLock { $0 += 1 }
        return try journal.draw(prompt: prompt, index: index)
    }
    func record(
        launches: [JournalLaunch], leaves: [JournalLeaf], exact: [PromptID: ExactMass]
    ) throws(JournalError) {
        try journal.record(launches: launches, leaves: leaves, exact: exact)
    }
    func record(named answers: [JournalNamed]) throws(JournalError) {
        try journal.record(named: answers)
    }
    func setPlan(_ plan: RunPlan) throws(JournalError) { try journal.setPlan(plan) }
}
