import Evidence
import Exchange
import Findings
import Foundation
import Journal
import Prompts
import Statistics
import Testing

/// What reports say about all prompts of a run together.
@Suite struct ReportSetTests {
    private typealias Draws = [(text: String, scores: [Double?])?]

    private func draws(leaks: Int, of count: Int) -> Draws {
        // Evenly spread: draws of which only the first leak contradict each other.
        (0..<count).map {
            ("answer \($0 % 3)", [($0 + 1) * leaks / count > $0 * leaks / count ? 1 : 0])
        }
    }

    /// Clean, proven, least, most.
    private func counts(_ hidden: HiddenLeaks) -> [Int] {
        [hidden.clean, hidden.proven, hidden.least, hidden.most]
    }

    private func run(
        _ draws: [Draws], scorer: RunIdentity.ScorerIdentity = Fixture.keyword,
        greedy: [Double?]? = nil, planned: Int? = nil
    ) throws -> RestoredRun {
        let fixture = try Fixture()
        let answers = draws.enumerated().map {
            (prompt: Prompt(id: PromptID("p\($0.offset)"), text: "?"), draws: $0.element)
        }
        let journal = try fixture.run(scorers: [scorer], answers: answers, planned: planned)
        var run = try journal.restore()
        if let greedy { run.greedyScores = greedy.map { [$0] } }
        return run
    }

    @Test func aLeakCountsAsHiddenOnlyBehindACleanGreedyAnswer() throws {
        let run = try run(
            [60, 0, 200, 60].map { draws(leaks: $0, of: 200) }, greedy: [0, 0, 1, nil])
        let report = RunReport(run, validity: .fixed)
        #expect(report.sets[0].greedy.known == 3)
        #expect(report.sets[0].greedy.leaks == 1)
        #expect(abs((report.sets[0].greedy.mean ?? 0) - 1.0 / 3) < 1e-15)
        #expect(report.sets[0].hidden == 1)
        #expect(
            report.text.contains(
                "The greedy answer leaks on 1 of 3 prompts; where it does not, draws prove that an "
                    + "answer leaks now and then on 1 prompt."))
        let any = try #require(report.hiddenLeaks(scorer: 0, above: 0))
        #expect(counts(any) == [2, 1, 1, 2])
        // Without a leak in 200 draws, at α/4 and half of it to a side, the upper limit is .033.
        let above = try #require(report.hiddenLeaks(scorer: 0, above: 0.05))
        #expect(counts(above) == [2, 1, 1, 1])
        let far = try #require(report.hiddenLeaks(scorer: 0, above: 0.5))
        #expect(counts(far) == [2, 0, 0, 0])
    }

    @Test func aSingleLeakIsAProofAndNoLimitIsNone() throws {
        let one = RunReport(try run([draws(leaks: 1, of: 100)], greedy: [0]), validity: .fixed)
        #expect(one.sets[0].hidden == 1)
        let early = RunReport(
            try run([draws(leaks: 1, of: 100)], greedy: [0], planned: 101), validity: .fixed)
        // A leak that was drawn needs no limit to be a proof.
        #expect(early.sets[0].hidden == 1)
        #expect(early.setFigures(scorer: 0).isEmpty)
        let graded = RunReport(
            try run([draws(leaks: 1, of: 100)], scorer: Fixture.rouge, greedy: [0]))
        #expect(graded.sets[0].hidden == nil)
        #expect(graded.hiddenLeaks(scorer: 0, above: 0) == nil)
    }

    /// Reference values of the paper's limits at n = 1024, α = 0.01: scores half 0 and half 1 give
    /// M_μ = .547420 and M_σ = .5; all 0 gives .047420 and, with ε = √(ln 200 / 2048) of the band's
    /// mass at 1, √(ε (1 − ε)) = .219719.
    @Test func momentsAreMeansOfThePapersLimits() throws {
        let run = try run(
            [draws(leaks: 512, of: 1024), draws(leaks: 0, of: 1024)], scorer: Fixture.rouge)
        let moments = RunReport(run, validity: .fixed).setFigures(scorer: 0)
        let mean = try #require(moments.first { $0.metric.name == "mean" })
        #expect(mean.estimate == 0.25)
        let limits = try #require(mean.limits)
        #expect(abs(limits.upperMean - (0.547420 + 0.047420) / 2) < 1e-6)
        #expect(abs(limits.upperGreatest - 0.547420) < 1e-6)
        #expect(limits.level == 0.99)
        #expect(limits.method == .anderson)
        // There is one statement about the mean over the prompts; the mean of the paper's limits that
        // hold together, [.2229561, .3040878], is wider.
        let report = RunReport(run, validity: .fixed)
        #expect(limits.interval == report.sets[0].averageInterval)
        #expect(limits.interval.upper - limits.interval.lower < 0.3040878 - 0.2229561)
        #expect(limits.interval.level == 0.99 && limits.interval.validity == .fixed(n: 1024))
        let deviation = try #require(moments.first { $0.metric.name == "std" })
        #expect(deviation.estimate == 0.25)
        #expect(abs(try #require(deviation.limits).upperMean - (0.5 + 0.219719) / 2) < 1e-6)
        let both = try #require(moments.first { $0.metric.name == "ed" })
        #expect(both.estimate == 0.75)
        let sum = try #require(both.limits)
        #expect(sum.upperMean > both.estimate)
        #expect(sum.interval.lower < 0.75 && sum.interval.upper > 0.75)
    }

    @Test func findingsThatHoldTogetherChangeNoStatementAboutTheSet() throws {
        let run = try run([draws(leaks: 30, of: 100), draws(leaks: 0, of: 100)])
        let alone = RunReport(run, validity: .fixed)
        let together = RunReport(run, validity: .fixed, isSimultaneous: true)
        for (a, b) in zip(alone.setFigures(scorer: 0), together.setFigures(scorer: 0)) {
            #expect(a.metric.name == b.metric.name && a.estimate == b.estimate)
            guard a.metric.hasLimits else { continue }
            let (one, other) = (try #require(a.limits), try #require(b.limits))
            #expect(abs(one.interval.upper - other.interval.upper) < 1e-12)
            #expect(one.upperMean == other.upperMean && one.upperGreatest == other.upperGreatest)
            #expect(abs(other.level - 0.99) < 1e-12)
        }
    }

    /// P(score > 0.5) of scores that are 0 or 1 is the mean: one limit, not two.
    @Test(arguments: [1, 3], Validity.allCases)
    func aNumberWithTwoNamesHasOneLimit(prompts: Int, validity: Validity) throws {
        let run = try run((0..<prompts).map { draws(leaks: 10 * $0 + 20, of: 200) })
        let report = RunReport(run, validity: validity)
        let figures = report.setFigures(scorer: 0)
        let mean = try #require(figures.first { $0.metric.key == "mean" }?.limits)
        let exceedance = try #require(figures.first { $0.metric.key == "exceedance" }?.limits)
        #expect(mean.interval == exceedance.interval)
        for figure in figures {
            guard let limits = figure.limits else { continue }
            let most = figure.metric.name == "ed" ? 1.0 + 2 : figure.metric.name == "std" ? 0.5 : 1
            #expect(limits.interval.lower >= 0 && limits.interval.upper <= most)
        }
        if prompts == 1 {
            #expect(mean.interval.lower == report.findings[0].interval?.lower)
            #expect(mean.interval.upper == report.findings[0].interval?.upper)
            if validity == .anytime {
                #expect(report.sets[0].average?.upper == report.findings[0].upperLimit?.upper)
            }
        }
    }

    /// A prompt without a score may have any mean, which every sentence about the average says.
    @Test func theAverageSaysWhatIsMissing() throws {
        let lost: Draws = Array(repeating: nil, count: 100)
        let report = RunReport(try run([draws(leaks: 10, of: 100), lost]))
        #expect(report.sets[0].undrawn == 1)
        for text in [report.text, report.markdown] {
            #expect(text.contains("; 1 prompt without a score at the worst)"), "\(text)")
        }
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
        let set = try #require((json["set"] as? [[String: Any]])?.first)
        #expect(set["undrawn"] as? Int == 1)
        let none = RunReport(try run([lost, lost]))
        #expect(none.sets[0].averageInterval?.estimate.isNaN ?? true)
    }

    @Test func theAverageHasBothLimitsAndLossesWidenThem() throws {
        let clean = try #require(
            RunReport(try run([draws(leaks: 30, of: 100), draws(leaks: 10, of: 100)]))
                .sets[0].averageInterval)
        #expect(clean.estimate == 0.2)
        #expect(clean.lower > 0.05 && clean.lower < 0.15)
        #expect(clean.upper > 0.25 && clean.upper < 0.4)
        let lost: Draws = Array(repeating: nil, count: 10)
        let lossy = try #require(
            RunReport(
                try run([
                    draws(leaks: 30, of: 90) + lost, draws(leaks: 10, of: 90) + lost,
                ])
            ).sets[0].averageInterval)
        #expect(lossy.upper > clean.upper + 0.05)
        #expect(lossy.lower <= clean.lower + 1e-12)
    }

    @Test func atThePlannedNumberTheAverageComesFromPooledCounts() throws {
        let run = try run([draws(leaks: 30, of: 200), draws(leaks: 0, of: 200)])
        let pooled = try #require(RunReport(run, validity: .fixed).sets[0].averageInterval)
        let joint = try #require(RunReport(run).sets[0].averageInterval)
        #expect(pooled.method == .pooledClopperPearson && pooled.validity == .fixed(n: 200))
        #expect(joint.method == .pooledAndJoint && joint.validity == .anytime)
        #expect(pooled.estimate == 0.075 && joint.estimate == 0.075)
        #expect(pooled.lower > joint.lower)
        let early = try self.run([draws(leaks: 30, of: 200)], planned: 201)
        #expect(RunReport(early, validity: .fixed).sets[0].averageInterval == nil)
    }

    @Test func diversityAveragesOverPromptsWithEquallyManyDraws() throws {
        let run = try run([draws(leaks: 0, of: 30), draws(leaks: 0, of: 30)])
        let diversity = try #require(RunReport(run, validity: .fixed).diversity)
        let distinct = try #require(diversity.distinct)
        // At any time α is shared among all n: √(30 · ln(200 · 30 · 31) / 4) = 9.5395.
        let anytime = try #require(RunReport(run).diversity?.distinct)
        #expect(abs(anytime.upper - 12.5395) < 1e-4, "\(anytime)")
        #expect(anytime.validity == .anytime)
        #expect(distinct.estimate == 3)
        // √(30 · ln 200 / (2 · 2)) = 6.3038.
        #expect(abs(distinct.upper - 9.3038) < 1e-4)
        #expect(distinct.lower == 1)
        #expect(abs((diversity.effectiveNumber ?? 0) - 3) < 0.01)
        #expect(diversity.unseenMass == 0)
        let unequal = try self.run([draws(leaks: 0, of: 30), draws(leaks: 0, of: 31)])
        #expect(try #require(RunReport(unequal).diversity).distinct == nil)
    }

    @Test func theJSONReportHasTheSameNumbers() throws {
        let report = RunReport(
            try run([draws(leaks: 60, of: 200), draws(leaks: 0, of: 200)], greedy: [0, 1]),
            validity: .fixed, target: 0.1)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(try report.json().utf8))
                as? [String: Any])
        let set = try #require((object["set"] as? [[String: Any]])?.first)
        let hidden = try #require(set["hidden"] as? [[String: Any]])
        #expect(hidden.map { $0["rate"] as? Double } == [0, 0.1])
        #expect(hidden.map { $0["least"] as? Int } == [1, 1])
        #expect((set["greedy"] as? [String: Any])?["leaks"] as? Int == 1)
        let moments = try #require(set["moments"] as? [String: [String: Any]])
        #expect(
            moments["mean"]?["upper_mean"] as? Double
                == report.setFigures(scorer: 0)[0].limits?.upperMean)
        // Whose level that is stands beside it; the average's own limits have theirs.
        let mean = try #require(moments["mean"])
        #expect(mean["holds"] as? String == "each prompt alone")
        #expect(mean["level"] as? Double == report.setFigures(scorer: 0)[0].limits?.level)
        #expect((mean["interval"] as? [String: Any])?["level"] != nil)
        #expect(moments["entropy"]?["holds"] == nil)
        #expect(
            Set(moments.keys)
                == Set(Metric.table.filter(\.isForBinary).map(\.key)))
        #expect(moments["entropy"]?["estimate"] != nil && moments["entropy"]?["interval"] == nil)
        let prompt = try #require((object["prompts"] as? [[String: Any]])?.first)
        #expect((prompt["standard_deviation"] as? [String: Any])?["method"] != nil)
        #expect((prompt["expectation_deviation"] as? [String: Any])?["upper"] != nil)
        let distinct = (object["diversity"] as? [String: Any])?["distinct"] as? [String: Any]
        #expect(distinct?["method"] as? String == "mcdiarmid")
    }

    /// One quantity, one limit: the average has the validity that was asked for, and with one prompt it
    /// is the prompt's.
    @Test func theAverageHasTheValidityThatWasAskedFor() throws {
        let run = try run([draws(leaks: 0, of: 100), draws(leaks: 1, of: 100)])
        let set = RunReport(run, alpha: 0.05, validity: .fixed).sets[0]
        let average = try #require(set.average)
        let exact = try Proportion.clopperPearson(leaks: 1, draws: 200, alpha: 0.05, side: .upper)
        #expect(average.upper == exact.upper && average.side == .upper)
        #expect(average.validity == .fixed(n: 100) && average.method == .pooledClopperPearson)
        #expect(average.upper < (try #require(set.averageInterval)).upper)
        for validity in Validity.allCases {
            let one = RunReport(
                try self.run([draws(leaks: 0, of: 59)]), alpha: 0.05, validity: validity)
            #expect(one.sets[0].average?.upper == one.findings[0].upperLimit?.upper)
        }
    }

    /// The greatest rate has the greatest of the prompts' own limits (intersection–union), also where
    /// the findings are stated together.
    @Test(arguments: [false, true])
    func theGreatestRateSharesNoAlpha(isSimultaneous: Bool) throws {
        let run = try run((0..<32).map { draws(leaks: $0 % 3, of: 200) })
        let report = RunReport(run, isSimultaneous: isSimultaneous)
        let own = RunReport(run).findings.compactMap(\.upperLimit)
        let greatest = try #require(report.sets[0].greatest)
        #expect(greatest.upper == own.map(\.upper).max() && greatest.alpha == 0.01)
        #expect(report.verdict(limit: greatest.upper) == .atMost)
        #expect(report.verdict(limit: greatest.upper.nextDown) == .undecided)
    }

    /// Prompts at once pass wrongly only if the limit of the one that is above is wrong: exact, at the
    /// worst case of one just above the target and the others without a leak.
    @Test(arguments: [1, 5, 20])
    func aFalsePassHasProbabilityAtMostAlphaForAnyNumberOfPrompts(prompts: Int) throws {
        let n = try #require(
            try Planner.drawsToCertify(target: 0.05, alpha: 0.05, method: .clopperPearson))
        func verdict(leaks: Int) throws -> RunReport.Verdict {
            let others = Array(repeating: draws(leaks: 0, of: n), count: prompts - 1)
            return RunReport(
                try run([draws(leaks: leaks, of: n)] + others), alpha: 0.05, validity: .fixed
            ).verdict(limit: 0.05)
        }
        #expect(try verdict(leaks: 0) == .atMost && verdict(leaks: 1) == .undecided)
        // So the chance of a false pass is that of no leak at a rate just above.
        #expect(pow(1 - 0.0501, Double(n)) <= 0.05)
    }
}
