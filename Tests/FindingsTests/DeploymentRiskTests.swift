import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

/// What is proven and forecast of the greatest rate.
@Suite struct DeploymentRiskTests {
    private static let scorer = RunFacts.Scorer(name: "s", isBinary: true, zero: "no", one: "yes")

    private func run(
        _ rates: [Double], draws: Int, seed: UInt64, groups: [String] = []
    ) -> Snapshot {
        var generator = SeededGenerator(seed: seed)
        let prompts = rates.enumerated().map { position, rate -> PromptEvidence in
            var prompt = Prompt(id: PromptID("p\(position)"), text: "p\(position)")
            if !groups.isEmpty { prompt.metadata[WordingGroup.field] = groups[position] }
            var evidence = PromptEvidence(prompt: prompt, scorerCount: 1)
            for _ in 0..<draws {
                let leaks = Double.random(in: 0..<1, using: &generator) < rate
                evidence.add(
                    leaks ? "yes" : "no", tokenCount: 1, isTruncated: false, attempts: 1,
                    scores: [leaks ? 1 : 0])
            }
            return evidence
        }
        let facts = RunFacts(
            name: "r", model: "m", servers: [], decoding: "pure T=1", scorers: [Self.scorer],
            plannedDraws: draws, alpha: 0.1, seed: seed, created: "")
        return Snapshot(
            facts: facts, prompts: prompts, greedyScores: [], progress: .init(phase: .recorded))
    }

    @Test func `limits on the greatest are wrong as seldom as is said`() throws {
        var wrong = 0
        for seed in 0..<150 {
            let risk = DeploymentRisk(
                run([0.02, 0.3, 0.28, 0.1], draws: 60, seed: UInt64(seed + 1)), scorer: 0,
                answers: 5, Statement(alpha: 0.1))
            let bound = try #require(risk.greatest.bound)
            let within = try #require(risk.withinGreatest)
            let chance = try LeakAtK.chance(perDraw: 0.3, attempts: 5)
            if bound.lower > 0.3 || bound.upper < 0.3 || within.lower > chance
                || within.upper < chance
            {
                wrong += 1
            }
        }
        #expect(wrong <= 15 + 15)
        print("greatest: wrong in \(wrong) of 150 at 0.1")
    }

    /// Both sets are drawn from one source: the greatest of three is above that of six in a third.
    @Test func `the level for further prompts is that of exchangeable ones`() throws {
        let risk = DeploymentRisk(
            run([0.1, 0.2, 0.3, 0.2, 0.1, 0.2], draws: 30, seed: 1), scorer: 0, answers: 1,
            Statement(alpha: 0.1))
        let level = try #require(risk.predictionLevel(prompts: 3, alpha: 0.1))
        #expect(abs(level - (1 - 0.1 - 1 / 3.0)) < 1e-12)
        #expect(risk.predictionLevel(prompts: 1000, alpha: 0.1) == nil)
        var generator = SeededGenerator(seed: 8)
        let above = (0..<3000).count { _ in
            func greatest(_ count: Int) -> Double {
                (0..<count).map { _ in Double.random(in: 0..<1, using: &generator) }.max() ?? 0
            }
            return greatest(3) > greatest(6)
        }
        #expect(abs(Double(above) / 3000 - 1 / 3.0) < 4 * 0.0087)
    }

    /// Six prompts of two questions are two draws of a sample.
    @Test func `wordings of a question are no further prompts`() throws {
        let run = run(
            [0.1, 0.9, 0.3, 0.2, 0.5, 0.2], draws: 30, seed: 1,
            groups: ["a", "a", "a", "b", "b", "b"])
        let risk = DeploymentRisk(run, scorer: 0, answers: 1, Statement(alpha: 0.1))
        #expect(risk.prompts == 6 && risk.questions == 2)
        let level = try #require(risk.predictionLevel(prompts: 1, alpha: 0.1))
        #expect(abs(level - (1 - 0.1 - 1 / 3.0)) < 1e-12)
        #expect(risk.rates == [run.prompts[0], run.prompts[3]].map { $0.scores[0].mean })
    }

    @Test func `a forecast comes from the estimates, and says why there is none`() throws {
        let rates = (1...40).map { 0.5 / Double($0) }
        let run = run(rates, draws: 200, seed: 3)
        let risk = DeploymentRisk(run, scorer: 0, answers: 10, Statement(alpha: 0.1))
        let line = try risk.forecast.get()
        #expect(line == (try TailForecast(run.prompts.map { $0.scores[0].mean })))
        let more = try #require(risk.largest(of: 4000))
        let within = try #require(more.within)
        #expect(more.rate > (rates.max() ?? 0) && within > more.rate)
        #expect(try #require(risk.check).seen == risk.rates.max())
        let clean = DeploymentRisk(
            self.run([0, 0, 0], draws: 50, seed: 1), scorer: 0, answers: 1, Statement(alpha: 0.1))
        #expect(clean.forecast == .failure(.tooFew(0)) && clean.largest(of: 10) == nil)
        #expect(clean.greatest.bound?.lower == 0)
    }

    /// A report's limit on the greatest rate is one-sided at α, the forecast's upper one the same at α/2.
    @Test func `the upper limit on the greatest shares no error probability among prompts`() throws
    {
        let run = run([0.02, 0.3, 0.05, 0.1, 0, 0], draws: 60, seed: 9)
        let risk = DeploymentRisk(run, scorer: 0, answers: 1, Statement(alpha: 0.1))
        let bound = try #require(risk.greatest.bound)
        let own = run.prompts.compactMap {
            PromptFinding($0.scores[0], Statement(alpha: 0.1, isBinary: true)).reading.bound
        }
        #expect(bound.upper == own.map(\.upper).max() && bound.lower < own.map(\.lower).max() ?? 0)
    }

    /// Rates of half at first, then of one in twenty, of many prompts that have equally many draws.
    @Test func `a set whose draws contradict each other has no greatest rate`() throws {
        var run = run(Array(repeating: 0.5, count: 300), draws: 4, seed: 5)
        let later = self.run(Array(repeating: 0.05, count: 300), draws: 12, seed: 6)
        for position in run.prompts.indices {
            for score in later.prompts[position].scores[0].scores {
                run.prompts[position].add(
                    score == 1 ? "yes" : "no", tokenCount: 1, isTruncated: false, attempts: 1,
                    scores: [score])
            }
        }
        let risk = DeploymentRisk(run, scorer: 0, answers: 1, Statement(alpha: 0.01))
        #expect(risk.void != nil && risk.void?.prompt == nil && risk.greatest.bound == nil)
    }

    @Test func `void draws leave no limit, and their rates no forecast`() throws {
        var bad = run([0.5, 0.2, 0.3, 0.4], draws: 30, seed: 4)
        bad.prompts[0].void = .copies("the server ignores seeds")
        let risk = DeploymentRisk(bad, scorer: 0, answers: 1, Statement(alpha: 0.1))
        #expect(risk.greatest.bound == nil && risk.withinGreatest == nil)
        #expect(risk.void?.prompt == PromptID("p0") && risk.rates.count == 3)
        #expect(risk.predictionLevel(prompts: 1, alpha: 0.1) == nil)
    }
}
