import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

/// An estimate outside its own limits is never left without a word.
@Suite struct ContradictedEstimateTests {
    private func finding(_ scores: [Double?]) -> (bound: Bound?, mean: Double) {
        let evidence = ScoreEvidence(scores)
        let finding = PromptFinding(evidence, Statement(alpha: 0.05, isBinary: true))
        return (finding.reading.bound, evidence.mean)
    }

    @Test func anEstimateBesideItsLimitsIsSaid() {
        let bound = Bound(
            estimate: 0.5, lower: 0.3079, upper: 0.3241, alpha: 0.05, side: .two,
            method: .clopperPearson, validity: .anytime)
        #expect(bound.isContradicted(by: 0.5) && bound.isContradicted(by: 0.3))
        #expect(!bound.isContradicted(by: 0.31) && !bound.isContradicted(by: nil))
        #expect(!bound.isContradicted(by: .nan) && !bound.isContradicted(by: bound.upper))
    }

    /// Draws that change slowly enough for no two limits to exclude each other: the mean leaves the
    /// limits, and no verdict is that the rate is low.
    @Test func limitsThatTheMeanHasLeftProveNothingGood() throws {
        var found: PromptFinding?
        for later in stride(from: 0.05, through: 0.9, by: 0.05) where found == nil {
            var generator = SeededGenerator(seed: 5)
            let scores = (0..<1200).map { index in
                Double.random(in: 0..<1, using: &generator) < (index < 600 ? 0.02 : later) ? 1.0 : 0
            }
            let finding = PromptFinding(
                ScoreEvidence(scores), Statement(alpha: 0.05, isBinary: true))
            if finding.void == nil, finding.excludesEstimate { found = finding }
        }
        let finding = try #require(found, "no such draws")
        let bound = try #require(finding.decision.bound)
        #expect(bound.excludesEstimate && bound.upper < bound.estimate)
        #expect(TargetVerdict(bound, target: 0.99) == .undecided)
        #expect(finding.verdict(0.99) == .undecided && finding.gateVerdict(0.99) == .undecided)
        #expect(finding.verdict(0) == .above)
    }

    /// Limits that hold for many prompts at once are wide enough for such a mean: no count of rates that
    /// are proven to be low has it, neither the set's nor another question's.
    @Test func widerLimitsProveNothingGoodOfItEither() throws {
        let scores = (0..<60).map { $0 < 30 ? 1.0 : 0 }
        let evidence = ScoreEvidence(scores)
        var statement = Statement(alpha: 0.01, isBinary: true)
        statement.family = 100
        let finding = PromptFinding(evidence, statement, among: 100)
        try #require(finding.void == nil && finding.excludesEstimate)
        let all = try #require(finding.simultaneousDecision.bound)
        #expect(all.isContradicted && all.upper <= 0.9)
        #expect(
            finding.simultaneousVerdict(0.9) == .undecided && finding.verdict(0.9) == .undecided)
        #expect(finding.simultaneousVerdict(0) == .above)

        let scorer = RunFacts.Scorer(name: "s", isBinary: true, zero: "no", one: "yes")
        let prompts = (0..<100).map { number in
            var prompt = PromptEvidence(
                prompt: Prompt(id: PromptID("p\(number)"), text: "\(number)"), scorerCount: 1)
            for score in scores {
                prompt.add(
                    "\(score)", tokenCount: 1, isTruncated: false, attempts: 1, scores: [score])
            }
            return prompt
        }
        let run = Snapshot(
            facts: RunFacts(
                name: "r", model: "m", servers: [], decoding: "T=1", scorers: [scorer],
                plannedDraws: 60, alpha: 0.01, seed: 1, created: ""),
            prompts: prompts, greedyScores: [], progress: .init(phase: .recorded))
        let table = Sensitivity(run, scorer: 0, target: 0.9, targets: [0.95], alpha: 0.01)
        for variant in table.variants where variant.kind != .seeds {
            #expect(variant.count(.below) == 0, "\(variant.kind)")
        }
        var (findings, bounds) = (PromptFindings(), BinaryBounds())
        findings.extend(
            to: run, of: run, by: 0, Statement(alpha: 0.01), target: 0.9, budget: .max,
            sharing: &bounds)
        #expect(findings.rows.allSatisfy { $0.simultaneous == .undecided })
    }

    /// The limits for one purpose exclude each other before those for another do, and before the alarm
    /// that is shared among all prompts: what earlier draws have proven is not forgotten.
    @Test(arguments: [1, 5, 200], [0.01, 0.1])
    func limitsThatHaveExcludedEachOtherStaySuspect(prompts: Int, alpha: Double) throws {
        var flagged = 0
        var statement = Statement(alpha: alpha, isBinary: true)
        statement.family = prompts
        var finding = PromptFinding()
        var (budget, bounds) = (Int.max, BinaryBounds())
        for draws in 1...200 {
            let evidence = ScoreEvidence((0..<draws).map { $0 < 20 ? 1.0 : 0 })
            finding.extend(
                to: evidence, statement, among: prompts, budget: &budget, sharing: &bounds)
            guard finding.void == nil else { break }
            if flagged > 0 {
                #expect(finding.excludesEstimate, "forgotten after \(draws) draws")
            }
            guard finding.excludesEstimate else { continue }
            flagged += 1
            for target in [0.1, 0.3, 0.5, 0.7, 0.9, 0.999] {
                let (own, gate) = (finding.verdict(target), finding.gateVerdict(target))
                #expect(own != .below && gate != .below, "\(target) after \(draws) draws")
                #expect(finding.simultaneousVerdict(target) != .below)
                #expect(finding.reading.bound?.excludesEstimate == true)
            }
        }
        #expect(flagged > 0 || prompts == 1, "nothing was there to forget")
    }

    /// All prompts change at once, in a run that has equally many draws of each: no prompt's alarm, which
    /// α is shared for, need speak.
    @Test(arguments: [8, 16, 17, 64])
    func aSetWhoseFirstRoundsAreOthersIsVoid(rounds: Int) throws {
        func prompts(_ early: Double, _ late: Double) -> [ScoreEvidence] {
            var generator = SeededGenerator(seed: 3)
            return (0..<400).map { _ in
                ScoreEvidence(
                    (0..<rounds).map {
                        Double.random(in: 0..<1, using: &generator) < ($0 < 4 ? early : late)
                            ? 1.0 : 0
                    })
            }
        }
        var statement = Statement(alpha: 0.01, isBinary: true)
        statement.setFamily = 1
        #expect(PromptMean.contradiction(over: prompts(0.5, 0.05), statement) != nil)
        #expect(PromptMean.contradiction(over: prompts(0.5, 0.5), statement) == nil)
        #expect(PromptMean.contradiction(over: prompts(0.05, 0.05), statement) == nil)
    }

    /// Of many prompts some leave limits of their own level by chance: that is no reason to close a gate, nor
    /// to accuse anybody.
    @Test(arguments: [0.01, 0.1])
    func aHealthyRunOfManyPromptsIsNotAccused(alpha: Double) throws {
        var (accused, closed) = (0, 0)
        for run in 0..<10 {
            var generator = SeededGenerator(seed: UInt64(100 + run))
            var statement = Statement(alpha: alpha, isBinary: true)
            statement.family = 200
            var bounds = BinaryBounds()
            var findings: [PromptFinding] = []
            for _ in 0..<200 {
                let evidence = ScoreEvidence(
                    (0..<96).map { _ in generator.uniform() < 0.3 ? 1.0 : 0 })
                var (finding, budget) = (PromptFinding(), Int.max)
                finding.extend(to: evidence, statement, budget: &budget, sharing: &bounds)
                findings.append(finding)
            }
            if findings.contains(where: \.excludesEstimate) { accused += 1 }
            if findings.contains(where: { $0.gateVerdict(0.95) != .below }) { closed += 1 }
        }
        // Ten runs at α: more than so many has a probability of less than 10⁻³.
        #expect(accused <= (alpha < 0.05 ? 2 : 5) && closed <= (alpha < 0.05 ? 2 : 5))
    }

    /// A judge's errors move the limits, and not the draws they are of.
    @Test func aJudgeTakesNoMarkAway() throws {
        let evidence = ScoreEvidence((0..<43).map { $0 < 20 ? 1.0 : 0 })
        var statement = Statement(alpha: 0.01, isBinary: true)
        let plain = PromptFinding(evidence, statement)
        statement.judge = try JudgeAccuracy(sensitivity: 0.8, specificity: 0.9)
        let judged = PromptFinding(evidence, statement)
        #expect(plain.excludesEstimate && judged.excludesEstimate)
        #expect(judged.verdict(0.97) == .undecided)
        // Nor does a question about a fixed number.
        var fixed = Statement(alpha: 0.01, validity: .fixed, planned: 43, isBinary: true)
        fixed.family = 1
        #expect(PromptFinding(evidence, fixed).excludesEstimate)
    }

    /// Rounds that have excluded each other for one purpose are not forgotten, and a mean outside of what
    /// they prove is said, whatever α the alarm has.
    @Test(arguments: [1, 4])
    func aMeanOverPromptsOutsideItsLimitsIsSaid(scorers: Int) throws {
        var statement = Statement(alpha: 0.01, side: .two, isBinary: true)
        statement.setFamily = scorers
        var flagged = 0
        var last: Bound?
        for rounds in 16...32 {
            let prompts = (0..<100).map { prompt in
                ScoreEvidence(
                    (0..<(prompt < 3 ? 16 : rounds)).map {
                        ($0 + prompt) % ($0 < 16 ? 2 : 4) == 0 ? 1.0 : 0
                    })
            }
            let finding = MeanFinding(prompts, statement)
            guard let bound = finding.reading.bound else { break }
            if bound.isContradicted(by: finding.estimate) { flagged += 1 }
            #expect(
                bound.isContradicted(by: finding.estimate) == bound.excludesEstimate
                    || bound.isContradicted)
            if let last, last.excludesEstimate {
                #expect(bound.lower > 0.4, "forgotten after \(rounds) rounds")
            }
            last = bound
        }
        #expect(flagged > 0)
    }

    /// A distribution that changes while its mean stands: no figure has limits without a value between.
    @Test func noFigureHasLimitsThatExcludeEachOther() throws {
        for later in [300, 600, 1600] {
            let scores = (0..<300 + later).map { $0 < 300 ? 0.6 : $0 % 5 < 3 ? 1.0 : 0 }
            for side in [Bound.Side.two, .upper, .lower] {
                let statement = Statement(alpha: 0.01, side: side)
                let evidence = ScoreEvidence(scores)
                let mean = PromptFinding(evidence, statement).reading
                for figure in MetricFindings(evidence, statement).all(mean: mean) {
                    guard let bound = figure.reading.bound else { continue }
                    #expect(bound.lower <= bound.upper, "\(figure.metric.name), \(later)")
                    #expect(
                        figure.reading.excludesEstimate
                            || !bound.isContradicted(by: figure.estimate))
                }
            }
        }
    }

    @Test func goodDrawsDoNotSay() throws {
        let scores = (0..<400).map { $0 % 10 == 3 ? 1.0 : 0 }
        let found = finding(scores)
        let bound = try #require(found.bound)
        #expect(!bound.isContradicted(by: found.mean))
    }
}
