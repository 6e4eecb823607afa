import Evidence
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Findings

/// Drift is a matter of the draws: where it shows by one scorer, no limit holds by any.
@Suite struct DriftAlarmsTests {
    private static let scorers = [
        RunFacts.Scorer(name: "changes", isBinary: true, zero: "", one: ""),
        RunFacts.Scorer(name: "steady", isBinary: false, zero: "", one: ""),
    ]

    /// A prompt whose draws leak first and never later, by the first scorer alone.
    private func prompt(_ id: String, drifts: Bool) -> PromptEvidence {
        var prompt = PromptEvidence(
            prompt: Prompt(id: PromptID(id), text: "?"), scorerCount: 2)
        for draw in 0..<200 {
            let leaks = drifts ? draw < 60 : draw % 4 == 0
            prompt.add(
                Draw(
                    prompt: prompt.prompt.id, index: draw, seed: UInt32(draw),
                    outcome: .completed(
                        Answer(text: "\(draw % 7)", stop: .endOfText, tokenCount: 1))),
                scores: [leaks ? 1 : 0, draw % 2 == 0 ? 0.25 : 0.75])
        }
        return prompt
    }

    private func snapshot() -> Snapshot {
        Snapshot(
            facts: RunFacts(
                name: "two", model: "m", servers: [], decoding: "d", scorers: Self.scorers,
                plannedDraws: 200, alpha: 0.01, seed: 1, created: "2026-01-01T00:00:00Z"),
            prompts: [prompt("drifts", drifts: true), prompt("steady", drifts: false)],
            greedyScores: [[0, 0], [0, 0]], progress: Snapshot.Progress(phase: .recorded))
    }

    @Test(arguments: [0, 1]) func whatOneScorerShowsLeavesNoLimitByAnother(scorer: Int) {
        let finding = RunFinding(
            snapshot(), Statement(alpha: 0.01), target: 0.05, scorer: scorer)
        #expect(finding.rows[0].void?.driftedAt != nil && finding.rows[0].verdict == nil)
        #expect(finding.rows[1].void == nil && finding.rows[1].reading.bound != nil)
        #expect(finding.summary.drifted == 1 && finding.mean?.void == 1)
        #expect(finding.rows[0].logEvidence == nil)
    }

    /// The mean of a run whose prompts were looked at is that of one of which nothing is known yet.
    @Test(arguments: [0, 1]) func theMeanIsTheSameWhoeverLooksForDrift(scorer: Int) throws {
        var run = snapshot()
        run.prompts.append(prompt("steady too", drifts: false))
        run.greedyScores.append([0, 0])
        let known = RunFinding(run, Statement(alpha: 0.01), target: 0.05, scorer: scorer)
        let anew = MeanQuestion(run, by: scorer, known.question).answer()
        let mean = try #require(known.mean)
        #expect(mean.void == 1 && anew.void == 1)
        #expect(mean.reading.bound == anew.reading.bound && mean.reading.bound != nil)
    }

    /// All readers name the same draw.
    @Test func theDrawIsTheSameByEveryScorer() {
        let places = [0, 1].map {
            RunFinding(snapshot(), Statement(alpha: 0.01), target: 0.05, scorer: $0)
                .rows[0].void?.driftedAt
        }
        #expect(places[0] == places[1])
        let run = snapshot()
        let statements = Self.scorers.map {
            Statement(alpha: 0.01).about($0).about(run.facts, prompts: 2)
        }
        let alone = PromptFinding(run.prompts[0].scores[1], statements[1], among: 2)
        #expect(alone.driftedAt == nil)
        var findings: [PromptFinding] = []
        var bounds = BinaryBounds()
        findings.bringUp(to: run.prompts[0], statements, among: 2, sharing: &bounds)
        #expect(findings.map(\.driftedAt) == places)
    }

    /// Where draws are void for two reasons, all readers name the same one.
    @Test func allReadersNameTheSameReason() {
        var run = snapshot()
        for position in run.prompts.indices { run.prompts[position].void = .copies("equal texts") }
        let question = Statement(alpha: 0.01)
        let reasons = run.voids(question)
        #expect(reasons[0]?.driftedAt != nil && reasons[1] == .copies("equal texts"))
        for scorer in 0...1 {
            let finding = RunFinding(run, question, target: 0.05, scorer: scorer)
            #expect(finding.rows.map(\.void) == reasons)
        }
        for (position, prompt) in run.prompts.enumerated() {
            var findings: [PromptFinding] = []
            var bounds = BinaryBounds()
            findings.bringUp(
                to: prompt, question.alarms(of: Self.scorers, prompts: 2), sharing: &bounds)
            #expect(findings.map(\.void) == [reasons[position], reasons[position]])
            #expect(run.isVoid(at: position, question))
        }
    }

    @Test func aSideOfAComparisonIsVoidByAnyScorer() {
        let run = snapshot()
        for scorer in 0...1 {
            let pairs = RunPairs(
                run.prompts, by: scorer, run.prompts, by: scorer,
                Statement(alpha: 0.01).about(Self.scorers[scorer]),
                scorers: (Self.scorers, Self.scorers))
            #expect(pairs.rows[0].isVoid && pairs.rows[0].difference == nil)
            #expect(pairs.set == nil && pairs.rows[1].difference != nil)
        }
    }

    /// The alarms of a run share α among prompts and scorers, so that a healthy run has any of them
    /// with probability at most α.
    @Test func alarmsShareAlphaAmongPromptsAndScorers() {
        let alarms = Statement(alpha: 0.01).alarms(of: Self.scorers, prompts: 5)
        #expect(alarms.map(\.isBinary) == [true, false])
        for alarm in alarms { #expect(abs(alarm.each - 0.001) < 1e-15 && alarm.side == .two) }
        let run = snapshot()
        let statement = Statement(alpha: 0.01).about(run.facts, prompts: 2)
        #expect(abs(statement.alarm.each - 0.0025) < 1e-15)
    }
}
