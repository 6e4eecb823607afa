import Statistics
import TestSupport
import Testing

/// Limits that are widened for the errors of a judge.
@Suite struct JudgeAccuracyTests {
    private func limits(_ lower: Double, _ upper: Double) -> Bound {
        Bound(
            estimate: (lower + upper) / 2, lower: lower, upper: upper, alpha: 0.05, side: .two,
            method: .mixtureAndBets, validity: .anytime)
    }

    @Test(
        arguments: [
            // lower and upper limit of verdicts, sensitivity, specificity, and what they become
            (0.3, 0.4, 0.8, 0.9, 2.0 / 9, 0.5), (0.05, 0.1, 0.8, 0.9, 0, 0.125),
            (0.5, 0.9, 0.8, 0.9, 4.0 / 9, 1), (0.2, 0.4, 1, 0.9, 1.0 / 9, 0.4),
            (0.2, 0.4, 0.5, 1, 0.2, 0.8), (0, 0, 0.9, 0.9, 0, 0), (1, 1, 0.9, 0.9, 1, 1),
            // Where the shares sum to less than one, estimators break down and limits hold.
            (0.2, 0.3, 0.4, 0.5, 0, 0.75), (0.8, 0.9, 0.4, 0.5, 0.6, 1),
        ] as [(Double, Double, Double, Double, Double, Double)])
    func `limits are what pencil and paper give`(
        lower: Double, upper: Double, sensitivity: Double, specificity: Double, wantLower: Double,
        wantUpper: Double
    ) throws {
        let judge = try JudgeAccuracy(sensitivity: sensitivity, specificity: specificity)
        let wide = judge.widening(limits(lower, upper))
        #expect(abs(wide.lower - wantLower) < 1e-14)
        #expect(abs(wide.upper - wantUpper) < 1e-14)
        #expect(wide.judge == judge)
        #expect(wide.alpha == 0.05 && wide.validity == .anytime)
    }

    @Test func `a judge that is better than promised does not make limits wrong`() throws {
        let judge = try JudgeAccuracy(sensitivity: 0.8, specificity: 0.9)
        // A faultless judge: the verdicts are the truth, which the usual correction would miss.
        let wide = judge.widening(limits(0.5, 0.5))
        #expect(wide.lower < 0.5 && wide.upper > 0.5)
        let usual: Double = (0.5 - 0.1) / (0.8 + 0.9 - 1)
        #expect(usual > 0.57)
    }

    @Test func `limits hold for every judge that keeps its promise`() throws {
        var random = SeededGenerator(seed: 6)
        func unit() -> Double { random.uniform() }
        for _ in 0..<20_000 {
            let (s, c) = (1 - unit() * 0.9, 1 - unit() * 0.9)
            let judge = try JudgeAccuracy(sensitivity: s, specificity: c)
            let (truth, sensitivity, specificity) = (
                unit(), s + (1 - s) * unit(), c + (1 - c) * unit()
            )
            let rate = min(1, truth * sensitivity + (1 - truth) * (1 - specificity))
            let wide = judge.widening(limits(rate, rate))
            #expect(wide.lower <= truth + 1e-12)
            #expect(wide.upper >= truth - 1e-12)
            #expect(wide.lower <= rate && rate <= wide.upper)
            // A higher rate never lowers a limit, and a worse judge never narrows one.
            let higher = judge.widening(limits(min(1, rate + 0.01), min(1, rate + 0.01)))
            #expect(higher.lower >= wide.lower && higher.upper >= wide.upper)
            let worse = try JudgeAccuracy(sensitivity: s * 0.9, specificity: c * 0.9)
                .widening(limits(rate, rate))
            #expect(worse.lower <= wide.lower && worse.upper >= wide.upper)
        }
    }

    @Test func `one-sided limits keep their trivial side`() throws {
        let judge = try JudgeAccuracy(sensitivity: 0.7, specificity: 0.8)
        let upper = judge.widening(
            try Proportion.bound(
                leaks: 3, draws: 100, alpha: 0.05, side: .upper, method: .clopperPearson))
        #expect(upper.lower == 0 && upper.upper < 1)
        let lower = judge.widening(
            try Proportion.bound(
                leaks: 97, draws: 100, alpha: 0.05, side: .lower, method: .clopperPearson))
        #expect(lower.upper == 1 && lower.lower > 0)
    }

    @Test func `shares that cannot be divided by are refused`() {
        for bad in [0, -0.1, 1.1, .nan, .infinity] {
            #expect(throws: StatisticsError.self) {
                try JudgeAccuracy(sensitivity: bad, specificity: 0.9)
            }
            #expect(throws: StatisticsError.self) {
                try JudgeAccuracy(sensitivity: 0.9, specificity: bad)
            }
        }
    }

    @Test func `differences hold for judges that err differently on the two sides`() throws {
        var random = SeededGenerator(seed: 7)
        func unit() -> Double { random.uniform() }
        for _ in 0..<40 {
            let (s, c) = (1 - unit() * 0.5, 1 - unit() * 0.5)
            let judge = try JudgeAccuracy(sensitivity: s, specificity: c)
            func side() -> (truth: Double, verdicts: [Double]) {
                let (truth, sensitivity, specificity) = (
                    unit(), s + (1 - s) * unit(), c + (1 - c) * unit()
                )
                let rate = truth * sensitivity + (1 - truth) * (1 - specificity)
                return (truth, (0..<200).map { _ in unit() < rate ? 1 : 0 })
            }
            let (a, b) = (side(), side())
            let wide = try Difference.paired(
                a.verdicts, b.verdicts, judge: judge, alpha: 0.001, side: .two)
            #expect(wide.lower <= a.truth - b.truth && a.truth - b.truth <= wide.upper)
            let plain = try Difference.paired(a.verdicts, b.verdicts, alpha: 0.001, side: .two)
            #expect(wide.lower <= plain.lower && plain.upper <= wide.upper)
            let swapped = try Difference.paired(
                b.verdicts, a.verdicts, judge: judge, alpha: 0.001, side: .two)
            #expect(abs(swapped.upper + wide.lower) < 1e-12)
        }
    }

    @Test func `without a judge differences are those of the scores`() throws {
        let (a, b) = ([1.0, 0, 1, 1], [0.0, 0, 1, 0])
        #expect(
            try Difference.paired(a, b, judge: nil, alpha: 0.05, side: .two)
                == Difference.paired(a, b, alpha: 0.05, side: .two))
    }
}
