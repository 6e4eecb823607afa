import Evidence
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Findings

/// The mean over a set of prompts, and the difference of two runs over it.
@Suite struct PooledFindingTests {
    /// Leaks in even distances; those of several prompts are to be shifted against each other, for all
    /// leaks in the same rounds would be a contradiction.
    private func evidence(_ leaks: Int, of draws: Int, shift: Int = 0) -> ScoreEvidence {
        ScoreEvidence(
            (0..<draws).map {
                let place = ($0 + shift * 97) % draws
                return place * leaks / draws < (place + 1) * leaks / draws ? 1 : 0
            })
    }

    private func statement(_ alpha: Double = 0.01, _ side: Bound.Side = .two) -> Statement {
        Statement(alpha: alpha, side: side, isBinary: true)
    }

    @Test func rightMeansOfUnlikePromptsAreMuchNarrowerThanJointLimitsAre() throws {
        let prompts = (0..<32).map { evidence([0, 0, 3, 20][$0 % 4], of: 512, shift: $0) }
        let counts = prompts.map { PromptMean.Count(leaks: $0.sum, draws: $0.draws) }
        let joint = try PromptMean.joint(counts, alpha: 0.01, side: .two)
        let bound = try #require(MeanFinding(prompts, statement()).reading.bound)
        #expect(bound.method == .pooledAndJoint && bound.validity == .anytime)
        #expect(bound.lower < bound.estimate && bound.estimate < bound.upper)
        #expect(bound.upper - bound.lower < 0.6 * (joint.upper - joint.lower))
        // Pooled at six tenths of α is what one proportion's limits are.
        let pooled = try Proportion.anytime(
            leaks: 8 * 23, draws: 32 * 512, alpha: 0.01 * 0.6, side: .two)
        #expect(bound.lower == pooled.lower && bound.upper == pooled.upper)
    }

    /// The mean of one prompt is the prompt's: two limits of it would be two answers.
    @Test(arguments: [Bound.Side.two, .upper, .lower], Validity.allCases)
    func onePromptHasItsOwnLimits(side: Bound.Side, validity: Validity) throws {
        let judge = try JudgeAccuracy(sensitivity: 0.9, specificity: 0.95)
        for scores in [[1, 0, 0, nil, 1], [0.25, 0.5, nil, 0, 1]] as [[Double?]] {
            for judge in [nil, judge] {
                var all: [Double?] = []
                for _ in 0..<40 { all += scores }
                let isBinary = scores[0] == 1
                if judge != nil, !isBinary { continue }
                let one = ScoreEvidence(all)
                let statement = Statement(
                    alpha: 0.05, side: side, validity: validity, planned: 200,
                    isBinary: isBinary, judge: judge)
                let bound = try #require(MeanFinding([one], statement).reading.bound)
                let own = try #require(PromptFinding(one, statement).reading.bound)
                #expect(bound.lower == own.lower && bound.upper == own.upper, "\(statement)")
                #expect(bound.validity == own.validity && bound.method == own.method)
            }
        }
    }

    /// The average of limits is between the least and the greatest of them, also where rounding
    /// outwards would leave the possible values.
    @Test func anAverageOfLimitsStaysWithinThem() throws {
        func bound(_ lower: Double, _ upper: Double) -> Bound {
            Bound(
                estimate: (lower + upper) / 2, lower: lower, upper: upper, alpha: 0.01, side: .two,
                method: .bets, validity: .anytime)
        }
        let whole = try #require(Bound.average([bound(0, 1), bound(0, 1)], alpha: 0.02))
        #expect(whole.lower == 0 && whole.upper == 1 && whole.alpha == 0.02)
        let some = try #require(
            Bound.average([bound(0.1, 0.3), bound(0.2, 0.7), bound(0.1, 0.1)], alpha: 0.01))
        #expect(some.lower <= 0.4 / 3 && some.lower > 0.13)
        #expect(some.upper >= 1.1 / 3 && some.upper < 0.37)
        #expect(Bound.average([], alpha: 0.01) == nil)
    }

    /// What nothing was seen of has no mean, whatever limits hold for it.
    @Test func aSetWithoutAScoreHasNoMean() throws {
        let lost = ScoreEvidence([nil, nil, nil])
        for prompts in [[lost], [lost, lost]] {
            let finding = MeanFinding(prompts, statement())
            #expect(finding.estimate.isNaN && finding.undrawn == prompts.count)
            if let bound = finding.reading.bound { #expect(bound.estimate.isNaN) }
        }
        let (one, other) = (evidence(50, of: 100), evidence(20, of: 100))
        let drifted = MeanFinding([one, other], voids: [true, true], statement())
        #expect(drifted.estimate.isNaN)
        #expect(drifted.reading.bound?.estimate.isNaN ?? true)
        let some = MeanFinding([one, other, lost], voids: [true, false, false], statement())
        #expect(some.estimate == 0.2 && some.reading.bound?.estimate == 0.2)
        #expect(some.void == 1 && some.undrawn == 1)
    }

    @Test func aDifferenceSaysWhichPromptsHaveNoScore() throws {
        let lost = ScoreEvidence([nil, nil, nil])
        let (one, other) = (evidence(50, of: 100), evidence(20, of: 100))
        let pairs = Statement.pairs(alpha: 0.01, judge: nil).ofSet
        let all = try #require(PairFinding([(one, other), (other, other)], pairs))
        #expect(all.undrawn == 0)
        let some = try #require(PairFinding([(one, other), (other, lost)], pairs))
        #expect(some.undrawn == 1)
        #expect(PairFinding([(one, lost), (other, lost)], pairs) == nil)
    }

    /// Where no limit holds for the draws, none is stated of how varied the answers are.
    @Test func nothingIsProvenOfHowVariedVoidDrawsAre() throws {
        var evidence = PromptEvidence(
            prompt: Prompt(id: PromptID("p"), text: "?"), scorerCount: 0)
        for index in 0..<40 {
            evidence.add(
                "\(index)", tokenCount: 1, isTruncated: false, attempts: 1, scores: [])
        }
        let statement = Statement(alpha: 0.01)
        let sound = try #require(DiversityFinding([evidence], isVoid: false, statement))
        let void = try #require(DiversityFinding([evidence], isVoid: true, statement))
        #expect(sound.distinct != nil && void.distinct == nil)
        let diversity = try #require(evidence.diversity)
        func variety(_ isVoid: Bool) -> VarietyFinding {
            VarietyFinding(
                VarietyFinding.Question(
                    diversity: diversity, drawsBeforeRepeat: 40, alpha: 0.01, isVoid: isVoid))
        }
        guard case .least(let answers) = variety(false) else {
            Issue.record("40 draws without a repetition prove something")
            return
        }
        #expect(answers > 40)
        #expect(variety(true) == .seen(40))
    }

    /// One pair among 64 draws is no ground for a number of hundreds.
    @Test(arguments: [(1, 62, false), (15, 34, false), (16, 32, true)])
    func howVariedAnswersAreIsToldWhereHalfOfTheDrawsRepeat(
        pairs: Int, single: Int, isTold: Bool
    ) throws {
        let diversity = try OutputDiversity(
            counts: Array(repeating: 2, count: pairs) + Array(repeating: 1, count: single))
        let finding = VarietyFinding(
            VarietyFinding.Question(
                diversity: diversity, drawsBeforeRepeat: 40, alpha: 0.01, isVoid: false))
        if case .estimate = finding {
            #expect(isTold)
        } else {
            #expect(!isTold)
        }
        let figure = try #require(
            Metric.answers(diversity, lost: 0, Statement(alpha: 0.05))
                .first { $0.metric.name == "effective_number" })
        #expect(figure.estimate.isFinite == isTold)
    }

    @Test func aPromptThatWasDrawnLessDoesNotThrowAwayTheOthersDraws() throws {
        // Each prompt leaks at other draws: where all leaked at the same ones, rounds would differ.
        let even = (0..<100).map { prompt in
            let scores = evidence(10, of: 400).scores
            return ScoreEvidence(scores.indices.map { scores[($0 + 7 * prompt) % 400] })
        }
        var uneven = even
        uneven[0] = evidence(1, of: 20)
        let all = try #require(MeanFinding(even, statement()).reading.bound)
        let some = try #require(MeanFinding(uneven, statement()).reading.bound)
        let rounds = try PromptMean.pooled(
            ScoreDistribution(zeros: 1950, ones: 50), isBinary: true, alpha: 0.005, side: .two)
        #expect(some.upper >= all.upper && some.lower <= all.lower)
        #expect(some.upper - some.lower < 0.018)
        #expect(rounds.upper - rounds.lower > 0.025)
    }

    @Test func gradedScoresHaveSixteenBetsAndAreBlindToNothing() throws {
        func scores(_ prompt: Int) -> [Double?] {
            (0..<200).map { draw in
                let step = Double((draw * 7 + prompt) % 10)
                return 0.3 + 0.01 * step
            }
        }
        let prompts = (0..<20).map { ScoreEvidence(scores($0)) }
        let finding = MeanFinding(prompts, Statement(alpha: 0.01))
        let bound = try #require(finding.reading.bound)
        #expect(bound.upper - bound.lower < 0.02)
    }

    @Test func aFixedNumberOfDrawsHasClopperPearsonsLimits() throws {
        let prompts = (0..<64).map { evidence($0 == 0 ? 2 : 8, of: 512, shift: $0) }
        var fixed = statement(0.05).valid(.fixed)
        fixed.planned = 512
        let bound = try #require(MeanFinding(prompts, fixed).reading.bound)
        let plain = try Proportion.clopperPearson(
            leaks: 506, draws: 64 * 512, alpha: 0.05, side: .two)
        #expect(bound.lower == plain.lower && bound.upper == plain.upper)
        #expect(bound.validity == .fixed(n: 512) && bound.method == .pooledClopperPearson)
    }

    @Test func lostDrawsAreAtTheirWorst() throws {
        let clean = ScoreEvidence((0..<50).map { $0 < 10 ? nil : 0 })
        let bound = try #require(MeanFinding([clean, clean], statement()).reading.bound)
        let worst = try #require(
            MeanFinding(
                [evidence(10, of: 50), evidence(10, of: 50)], statement(0.01, .upper)
            ).reading.bound)
        #expect(bound.upper >= worst.upper && bound.lower == 0)
    }

    @Test func promptsWithoutDrawsAndContradictoryOnesAreCountedApart() throws {
        let prompts = [evidence(3, of: 40), ScoreEvidence(), evidence(2, of: 40), ScoreEvidence()]
        let finding = MeanFinding(prompts, voids: [true, false, false, false], statement())
        #expect(finding.undrawn == 2 && finding.void == 1)
        // Each of the three may have any mean.
        let bound = try #require(finding.reading.bound)
        #expect(bound.upper >= 0.75 && bound.lower <= 0.02)
    }

    @Test func withoutReplacementAPromptWithoutDrawsMayHaveAnyMean() throws {
        var known = ScoreEvidence()
        for _ in 0..<8 { known.add(0, launchedAt: KnownMass(known: 0, left: 0.02)) }
        known.setExact(KnownMass(known: 0, left: 0.01), error: 0)
        let bound = try #require(
            MeanFinding([known, ScoreEvidence()], statement()).reading.bound)
        #expect(bound.upper >= 0.5 && bound.upper < 0.51 && bound.lower == 0)
    }

    // MARK: - Rounds that contradict each other

    /// Two prompts with few draws and others with many, whose rate changes after the few.
    private func changing(_ before: Double, _ after: Double, prompts: Int = 40) -> [ScoreEvidence] {
        (0..<prompts).map { prompt in
            let draws = prompt < 2 ? 30 : 200
            return ScoreEvidence(
                (0..<draws).map { draw in
                    let rate = draw < 30 ? before : after
                    return Double((draw * 7 + prompt * 3) % 10) < 10 * rate ? 1 : 0
                })
        }
    }

    /// Limits at all numbers of rounds hold together; where none agrees with all no side, validity or
    /// method may state one.
    @Test(arguments: [Bound.Side.two, .upper, .lower], Validity.allCases)
    func roundsThatContradictEachOtherLeaveNoLimitOfTheSet(
        side: Bound.Side, validity: Validity
    ) throws {
        for (before, after) in [(0.5, 0.1), (0.1, 0.5)] {
            let prompts = changing(before, after)
            let statement = Statement(
                alpha: 0.01, side: side, validity: validity, planned: 30, isBinary: true)
            guard validity == .anytime else {
                // The planned draws alone are all alike.
                let finding = MeanFinding(prompts, statement)
                #expect(finding.reading.bound != nil)
                continue
            }
            let finding = MeanFinding(prompts, statement)
            #expect(finding.reading.void?.driftedAt == 64, "\(finding.reading)")
            #expect(finding.estimate.isFinite)
        }
        // The same draws in an even order prove what they prove.
        let even = MeanFinding(changing(0.2, 0.2), statement(0.01, side)).reading
        #expect(even.bound != nil)
    }

    @Test func roundsThatContradictEachOtherLeaveNoDifference() throws {
        func run(_ scores: [ScoreEvidence]) -> [PromptEvidence] {
            scores.enumerated().map { index, scores in
                var prompt = PromptEvidence(
                    prompt: Prompt(id: PromptID("p\(index)"), text: "?"), scorerCount: 1)
                for (draw, score) in scores.scores.enumerated() {
                    let answer = Answer(text: "\(draw)", stop: .endOfText, tokenCount: 1)
                    prompt.add(
                        Draw(
                            prompt: prompt.prompt.id, index: draw, seed: UInt32(draw),
                            outcome: .completed(answer)), scores: [score])
                }
                return prompt
            }
        }
        let (falling, rising) = (changing(0.5, 0.1), changing(0.1, 0.5))
        let statement = Statement(alpha: 0.01, isBinary: true)
        let pairs = RunPairs(
            run(falling), by: 0, run(rising), by: 0, statement, scorers: ([], []))
        #expect(pairs.set == nil)
        #expect(
            pairs.contradictions == [
                PairSetFinding.Contradiction(source: .first, rounds: 64),
                PairSetFinding.Contradiction(source: .second, rounds: 64),
            ])
        // Also where each run alone agrees with itself: its partner changes the other way.
        let all = Array(zip(falling, rising)).map { (first: $0.0, second: $0.1) }
        let set = Statement.pairs(alpha: 0.01, judge: nil).ofSet
        #expect(PairFinding(all, set) == nil && (PairFinding.contradiction(all, set) ?? 0) > 30)
        let same = RunPairs(
            run(changing(0.2, 0.2)), by: 0, run(changing(0.3, 0.3)), by: 0, statement,
            scorers: ([], []))
        #expect(same.set != nil && same.contradictions.isEmpty)
    }

    /// A healthy run is called contradictory with probability at most α, watched round by round.
    @Test func aHealthySetIsSeldomCalledContradictory() {
        var generator = SeededGenerator(seed: 3)
        let statement = Statement(alpha: 0.2, isBinary: true)
        var wrong = 0
        for _ in 0..<100 {
            var prompts = [0.02, 0.1, 0.4, 0.8].map { _ in ScoreEvidence() }
            var isWrong = false
            for round in 1...40 {
                for (index, rate) in [0.02, 0.1, 0.4, 0.8].enumerated() {
                    // Some prompts are given up early.
                    guard index != 1 || round < 10 else { continue }
                    let isLeak = Double.random(in: 0..<1, using: &generator) < rate
                    prompts[index].add(isLeak ? 1.0 : 0.0)
                }
                if round % 5 == 0 {
                    isWrong =
                        isWrong || PromptMean.contradiction(over: prompts, statement) != nil
                }
            }
            wrong += isWrong ? 1 : 0
        }
        #expect(wrong <= 20)
    }

    // MARK: - Differences

    @Test func pooledPairsProveWhatAveragedRoundsDoNot() throws {
        var generator = SeededGenerator(seed: 5)
        func run(_ rate: Double) -> [ScoreEvidence] {
            (0..<100).map { _ in
                ScoreEvidence(
                    (0..<24).map { _ in Double.random(in: 0..<1, using: &generator) < rate ? 1 : 0 }
                )
            }
        }
        let (a, b) = (run(0.10), run(0.05))
        let pair = try #require(
            PairFinding(
                Array(zip(a, b)), Statement.pairs(alpha: 0.05, judge: nil).ofSet))
        #expect(pair.verdict == .firstLeaksMore)
        #expect(pair.pairs == 2400)
        func averages(_ run: [ScoreEvidence]) -> [Double] {
            (0..<24).map { round in
                var sum = 0.0
                for prompt in run { sum += prompt.scores[round] ?? 0 }
                return sum / 100
            }
        }
        let old = try Difference.paired(averages(a), averages(b), alpha: 0.025, side: .two)
        #expect(ComparisonVerdict(difference: old) == .undecided)
        // The other order is the mirror image.
        let mirror = try #require(
            PairFinding(Array(zip(b, a)), Statement.pairs(alpha: 0.05, judge: nil).ofSet))
        #expect(abs(mirror.bound.lower + pair.bound.upper) < 1e-12)
    }

    @Test func oneEarlyPromptDoesNotThrowAwayTheOthersPairs() throws {
        let leaky = (0..<50).map { evidence(40, of: 200, shift: $0) }
        let clean = (0..<50).map { evidence(10, of: 200, shift: $0 + 3) }
        var short = leaky
        short[7] = evidence(2, of: 10)
        let statement = Statement.pairs(alpha: 0.01, judge: nil).ofSet
        let pair = try #require(PairFinding(Array(zip(short, clean)), statement))
        let least = try #require(
            PairFinding(
                zip(leaky, clean).map {
                    (ScoreEvidence($0.0.scores.prefix(10)), ScoreEvidence($0.1.scores.prefix(10)))
                }, statement))
        #expect(pair.verdict == .firstLeaksMore)
        #expect(pair.bound.upper - pair.bound.lower < least.bound.upper - least.bound.lower)
        #expect(pair.pairs == 49 * 200 + 10)
    }

    /// The difference is greatest where the first run's lost draws leaked and the second's did not.
    @Test func lostDrawsOfEitherRunAreAtTheirWorstForTheDifference() throws {
        func scores(_ lost: Double?) -> ScoreEvidence {
            ScoreEvidence((0..<60).map { $0 % 6 == 1 ? lost : $0 % 5 == 0 ? 1 : 0 })
        }
        func bound(_ first: Double?, _ second: Double?) throws -> Bound {
            let statement = Statement.pairs(alpha: 0.05, judge: nil).ofSet
            return try #require(
                PairFinding([(scores(first), scores(second))], statement)
            ).bound
        }
        let lost = try bound(nil, nil)
        #expect(lost.upper == (try bound(1, 0)).upper)
        #expect(lost.lower == (try bound(0, 1)).lower)
    }

    /// All differences of two runs hold together: the set has half of α, each prompt its part of
    /// the other half.
    @Test func theDifferencesOfTwoRunsShareAlpha() throws {
        let counts = [(12, 3), (4, 4), (0, 5)]
        func run(_ pick: ((Int, Int)) -> Int) -> [PromptEvidence] {
            counts.enumerated().map { index, pair in
                var prompt = PromptEvidence(
                    prompt: Prompt(id: PromptID("p\(index)"), text: "?"), scorerCount: 1)
                for draw in 0..<40 {
                    let answer = Answer(text: "\(draw)", stop: .endOfText, tokenCount: 1)
                    prompt.add(
                        Draw(
                            prompt: prompt.prompt.id, index: draw, seed: UInt32(draw),
                            outcome: .completed(answer)),
                        scores: [(draw * 7 + index * 13) % 40 < pick(pair) ? 1 : 0])
                }
                return prompt
            }
        }
        let (a, b) = (run { $0.0 }, run { $0.1 })
        let pairs = RunPairs(
            a, by: 0, b, by: 0, Statement(alpha: 0.06, isBinary: true), scorers: ([], []))
        #expect(pairs.set?.bound.alpha == 0.03 && pairs.set?.pairs == 120)
        let alphas = pairs.rows.compactMap { $0.difference?.bound.alpha }
        #expect(alphas.count == 3 && alphas.allSatisfy { abs($0 - 0.01) < 1e-15 })
        let spent = (pairs.set?.bound.alpha ?? 1) + alphas.reduce(0, +)
        #expect(spent <= 0.06 + 1e-12)
        let scores = { (run: [PromptEvidence], index: Int) in
            run[index].scores[0].scores.compactMap { $0 }
        }
        let one = try Difference.paired(scores(a, 0), scores(b, 0), alpha: 0.01, side: .two)
        #expect(abs((pairs.rows[0].difference?.bound.upper ?? 9) - one.upper) < 1e-9)
    }

    // MARK: - Ever wrong

    /// Watched round by round, over unlike prompts of which some are stopped when they look decided.
    @Test(arguments: [0.05, 0.01])
    func theMeanIsEverWrongWithAtMostTheChanceAlpha(alpha: Double) throws {
        let rates = [0.0, 0.02, 0.1, 0.4]
        let truth = rates.reduce(0, +) / 4
        let streams = 120
        var wrong = 0
        var generator = SeededGenerator(seed: 11)
        let statement = Statement(alpha: alpha, isBinary: true)
        for _ in 0..<streams {
            var prompts = rates.map { _ in ScoreEvidence() }
            var isWrong = false
            for round in 1...96 where !isWrong {
                for (index, rate) in rates.enumerated() {
                    // A leaky prompt is left alone once it has leaked three times, others go on.
                    if index > 1, prompts[index].sum >= 3, round > 20 { continue }
                    prompts[index].add(Double.random(in: 0..<1, using: &generator) < rate ? 1 : 0)
                }
                guard round % 8 == 0 else { continue }
                let bound = try PromptMean.bound(over: prompts, statement)
                isWrong = bound.lower > truth || bound.upper < truth
            }
            if isWrong { wrong += 1 }
        }
        // Four standard errors above α.
        let allowed = alpha + 4 * (alpha * (1 - alpha) / Double(streams)).squareRoot()
        #expect(Double(wrong) / Double(streams) <= allowed, "\(wrong) of \(streams)")
    }

    /// Graded scores of unlike prompts, some of which stop early.
    @Test(arguments: [0.05, 0.01])
    func theMeanOfGradedScoresIsEverWrongWithAtMostTheChanceAlpha(alpha: Double) throws {
        let streams = 60
        var wrong = 0
        var generator = SeededGenerator(seed: 13)
        let statement = Statement(alpha: alpha)
        // Of prompt i a share has the score 0, the others a tenth of 0…9: mean (1 − share) · 0.45.
        let shares = [0.0, 0.5, 0.95]
        let truth = shares.reduce(0) { $0 + (1 - $1) * 0.45 } / 3
        for _ in 0..<streams {
            var prompts = shares.map { _ in ScoreEvidence() }
            var isWrong = false
            for round in 1...64 where !isWrong {
                for (index, share) in shares.enumerated() {
                    if index == 0, prompts[0].mean > 0.5, round > 16 { continue }
                    let score = Double(Int.random(in: 0..<10, using: &generator)) / 10
                    prompts[index].add(generator.uniform() < share ? 0 : score)
                }
                guard round % 8 == 0 else { continue }
                let bound = try PromptMean.bound(over: prompts, statement)
                isWrong = bound.lower > truth || bound.upper < truth
            }
            if isWrong { wrong += 1 }
        }
        let allowed = alpha + 4 * (alpha * (1 - alpha) / Double(streams)).squareRoot()
        #expect(Double(wrong) / Double(streams) <= allowed, "\(wrong) of \(streams)")
    }

    /// A healthy run of many prompts, watched at every checkpoint.
    @Test(arguments: [0.05, 0.01])
    func anyAlarmOfAHealthyRunHasAtMostTheChanceAlpha(alpha: Double) throws {
        let (runs, prompts) = (150, 20)
        var generator = SeededGenerator(seed: 14)
        var statement = Statement(alpha: alpha, isBinary: true)
        statement.family = prompts
        var bounds = BinaryBounds()
        var alarms = 0
        for _ in 0..<runs {
            var isAlarmed = false
            for _ in 0..<prompts {
                let scores = ScoreEvidence((0..<64).map { _ in generator.uniform() < 0.5 ? 1 : 0 })
                var trajectory = BoundTrajectory(statement.alarm)
                _ = try trajectory.extend(to: scores, sharing: &bounds, computing: .max)
                isAlarmed = isAlarmed || trajectory.driftedAt != nil
            }
            alarms += isAlarmed ? 1 : 0
        }
        let mean = Double(runs) * alpha
        #expect(Double(alarms) <= mean + 4 * (mean * (1 - alpha)).squareRoot(), "\(alarms)")
    }

    @Test(arguments: [0.05, 0.01])
    func theDifferenceIsEverWrongWithAtMostTheChanceAlpha(alpha: Double) throws {
        // Swapped rates: every prompt differs, the means do not.
        let rates = [(0.3, 0.0), (0.0, 0.3), (0.1, 0.1)]
        let streams = 120
        var wrong = 0
        var generator = SeededGenerator(seed: 12)
        let statement = Statement(alpha: alpha)
        for _ in 0..<streams {
            var prompts = rates.map { _ in (first: ScoreEvidence(), second: ScoreEvidence()) }
            var isWrong = false
            for round in 1...96 where !isWrong {
                for (index, rate) in rates.enumerated() {
                    let (a, b) = (
                        Double.random(in: 0..<1, using: &generator) < rate.0,
                        Double.random(in: 0..<1, using: &generator) < rate.1
                    )
                    if index == 2, round > 30 { continue }
                    prompts[index].first.add(a ? 1 : 0)
                    prompts[index].second.add(b ? 1 : 0)
                }
                guard round % 8 == 0 else { continue }
                isWrong = PairFinding(prompts, statement)?.verdict != .undecided
            }
            if isWrong { wrong += 1 }
        }
        let allowed = alpha + 4 * (alpha * (1 - alpha) / Double(streams)).squareRoot()
        #expect(Double(wrong) / Double(streams) <= allowed, "\(wrong) of \(streams)")
    }
}
