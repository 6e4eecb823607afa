import Evidence
import Findings
import Statistics
import TestSupport
import Testing

/// What is stated of a prompt: the same live and at the end, and nothing where draws contradict
/// each other.
@Suite struct PromptFindingTests {
    private static let statements = [Bound.Side.upper, .lower, .two].flatMap { side in
        [Validity.fixed, .anytime].flatMap { validity in
            [true, false].map {
                Statement(
                    alpha: 0.05, side: side, validity: validity, planned: 300, isBinary: $0)
            }
        }
    }

    @Test(arguments: ScoreStream.allCases, statements)
    func `extended with any budget it ends where all draws at once do`(
        stream: ScoreStream, statement: Statement
    ) {
        let scores = stream.scores(300, seed: 11)
        let whole = PromptFinding(ScoreEvidence(scores), statement, among: 7)
        var live = PromptFinding()
        var bounds = BinaryBounds()
        var generator = SeededGenerator(seed: 5)
        var drawn = 0
        while drawn < scores.count || live.isUnfinished {
            drawn = min(scores.count, drawn + Int(generator.uniform() * 40))
            var budget = Int(generator.uniform() * 30)
            live.extend(
                to: ScoreEvidence(scores.prefix(drawn)), statement, among: 7, budget: &budget,
                sharing: &bounds)
        }
        #expect(live.reading == whole.reading && whole.reading.bound != nil)
        #expect(live.simultaneous == whole.simultaneous)
        #expect(live.driftedAt == whole.driftedAt)
        // Together at α: each at α/7, which is never tighter.
        let (alone, shared) = (whole.reading.bound, whole.simultaneous.bound)
        #expect(shared?.alpha == 0.05 / 7)
        #expect((shared?.upper ?? 0) >= (alone?.upper ?? 1))
        #expect((shared?.lower ?? 1) <= (alone?.lower ?? 0))
    }

    /// One alarm, whatever is asked about the same draws.
    @Test(arguments: statements)
    func `contradictory draws have no limit under any question`(statement: Statement) {
        let scores: [Double?] = (0..<900).map { $0 < 300 ? 0 : 1 }
        let evidence = ScoreEvidence(scores)
        let first = ScoreEvidence(scores.prefix(300))
        let alarm = PromptFinding(evidence, Statement(alpha: 0.05, isBinary: statement.isBinary))
            .driftedAt
        #expect(alarm != nil)
        for together in [1, 40] {
            var asked = statement.shared(among: together)
            asked.planned = 900
            let finding = PromptFinding(evidence, asked, among: 3)
            #expect(finding.driftedAt == alarm)
            #expect(finding.reading == .void(.drift(at: alarm ?? 0)))
            #expect(finding.simultaneous == finding.reading)
        }
        // Later draws than those of a fixed n contradict it as well.
        var finding = PromptFinding()
        var (budget, bounds) = (Int.max, BinaryBounds())
        finding.extend(
            to: first, all: evidence, statement.valid(.fixed), budget: &budget, sharing: &bounds)
        #expect(finding.driftedAt == alarm && finding.reading.bound == nil)
        #expect(PromptFinding(first, statement).void == nil)
    }

    /// A healthy run shows an alarm with probability at most α, however many prompts it has.
    @Test(arguments: [1, 50])
    func `the alarms of a run share alpha among its prompts`(prompts: Int) {
        var statement = Statement(alpha: 0.05, isBinary: true)
        statement.family = prompts
        #expect(statement.alarm.each == 0.05 / Double(prompts))
        // Draws that change from clean to leaks: the alarm is that of plain limits at that share.
        let scores: [Double?] = (0..<200).map { $0 < 30 ? 0 : 1 }
        let finding = PromptFinding(ScoreEvidence(scores), statement)
        let alone = PromptFinding(
            ScoreEvidence(scores), Statement(alpha: 0.05 / Double(prompts), isBinary: true))
        #expect(finding.driftedAt == alone.driftedAt && finding.driftedAt != nil)
        if prompts > 1 {
            let single = PromptFinding(
                ScoreEvidence(scores), Statement(alpha: 0.05, isBinary: true))
            #expect((single.driftedAt ?? .max) < (finding.driftedAt ?? 0))
        }
    }

    /// "Is it at or below?" and "is it above?" are two questions: each has the whole of α, and an
    /// interval has half of it on each side.
    @Test func `verdicts read each side at the whole of alpha`() throws {
        let evidence = ScoreEvidence((0..<120).map { $0 % 30 == 0 ? 1 : 0 })
        let interval = Statement(alpha: 0.05, isBinary: true)
        let finding = PromptFinding(evidence, interval, among: 4)
        let decision = try #require(finding.decision.bound)
        let upper = PromptFinding(evidence, interval.on(.upper), among: 4)
        let lower = PromptFinding(evidence, interval.on(.lower), among: 4)
        #expect(decision.upper == upper.reading.bound?.upper)
        #expect(decision.lower == lower.reading.bound?.lower)
        let together = try #require(finding.simultaneousDecision.bound)
        #expect(together.upper == upper.simultaneous.bound?.upper)
        #expect(together.lower == lower.simultaneous.bound?.lower)
        // The interval is wider on both sides.
        let both = try #require(finding.reading.bound)
        #expect(both.upper > decision.upper && both.lower < decision.lower)
        // A one-sided question has one limit, and the verdict is read from it.
        #expect(upper.decision == upper.reading && lower.decision == lower.reading)
        #expect(upper.verdict(decision.upper) == .below && finding.verdict(both.upper) == .below)
        #expect(finding.verdict(decision.upper) == .below)
    }

    @Test func `a reason found elsewhere voids like a drift`() {
        let evidence = ScoreEvidence([0, 1, 0, 0])
        let finding = PromptFinding(
            evidence, Statement(alpha: 0.05, isBinary: true), void: .copies("4 equal texts"))
        #expect(finding.reading == .void(.copies("4 equal texts")))
        #expect(finding.driftedAt == nil && finding.void != nil)
    }
}
