import Statistics
import Testing

@Suite struct EDScoreTests {
    private let draws: [Double] = (0..<96).map { Double($0 * $0 % 97) / 194 }

    @Test func `the estimate is that of the published reference samples`() throws {
        let expected = [1.207106781, 1.080244274, 0.892820323, 1.077349994, 1.5, 0]
        for (sample, score) in zip(try ReferenceSample.all, expected) {
            #expect(abs(EDScore.estimate(of: sample.scores) - score) < 1e-9)
        }
    }

    @Test func `weight zero gives the mean, and more weight gives more`() throws {
        let scores = try ScoreDistribution(draws)
        let band = try Band.dkw(of: scores, alpha: 0.05, side: .two)
        let mean = try EDScore.bound(over: band, deviationWeight: 0)
        #expect(abs(mean.upper - Mean.bound(over: band).upper) < 1e-12)
        #expect(abs(mean.lower - Mean.bound(over: band).lower) < 1e-12)
        var previous = mean
        for weight in [0.5, 1, 2, 5] {
            let bound = try EDScore.bound(over: band, deviationWeight: weight)
            #expect(bound.upper > previous.upper)
            #expect(bound.estimate > previous.estimate)
            #expect(bound.lower >= previous.lower)
            #expect(bound.lower <= bound.estimate)
            #expect(bound.upper >= bound.estimate)
            #expect(bound.upper <= EDScore.greatest(deviationWeight: weight))
            previous = bound
        }
    }

    @Test func `the joint supremum is below the sum of the separate ones`() throws {
        let scores = try ScoreDistribution(draws)
        for method in [Bound.Method.dkw, .kolmogorov, .berkJones] {
            let band = try Band.fixed(of: scores, alpha: 0.05, side: .two, method: method)
            let sum =
                Mean.bound(over: band).upper + 2 * Deviation.bound(over: band).upper
            let joint = try EDScore.bound(of: scores, alpha: 0.05, side: .upper, method: method)
            #expect(joint.upper < sum)
            #expect(joint.upper > joint.estimate)
        }
    }

    @Test func `the anytime bound is the sum of two limits at half of alpha`() throws {
        let evidence = try AnytimeDeviation(draws)
        let bound = try EDScore.bound(of: evidence, alpha: 0.05, side: .upper, deviationWeight: 3)
        let mean = try Mean.bound(of: evidence.scores, alpha: 0.025, side: .upper)
        let deviation = try Deviation.bound(of: evidence, alpha: 0.025, side: .upper)
        #expect(bound.upper == mean.upper + 3 * deviation.upper)
        #expect(bound.validity == .anytime)
        #expect(bound.lower == 0)
        let dispatched = try EDScore.bound(
            ofDraws: draws, alpha: 0.05, side: .upper, method: .bets, deviationWeight: 3)
        #expect(dispatched == bound)
    }

    @Test func `a binary score attains the greatest value there is`() {
        for weight in [0, 0.5, 2, 10.0] {
            let best =
                stride(from: 0.0, through: 1, by: 1e-4)
                .map { $0 + weight * ($0 * (1 - $0)).squareRoot() }.max() ?? 0
            #expect(abs(EDScore.greatest(deviationWeight: weight) - best) < 1e-5)
        }
    }

    /// Worked out apart: with no leak among 1,024 draws and α = 0.01 the upper end of p is
    /// 1 − .005^(1/1024) = .00516077, and p + 2√(p(1 − p)) there .148466; with no clean draw the
    /// lower end is .005^(1/1024), and the score there 1.138145.
    @Test func `the limits for a binary score are those of every share in the interval`() throws {
        func bound(_ leaks: Int, _ draws: Int, _ side: Bound.Side, weight: Double = 2) throws
            -> Bound
        {
            try EDScore.bound(
                of: ScoreDistribution(zeros: draws - leaks, ones: leaks), alpha: 0.01, side: side,
                method: .clopperPearson, deviationWeight: weight)
        }
        #expect(abs(try bound(0, 1024, .upper).upper - 0.148466) < 1e-6)
        #expect(abs(try bound(1024, 1024, .upper).upper - 1.138145) < 1e-6)
        #expect(try bound(0, 1024, .two).lower == 0)
        for weight in [0, 0.7, 2, 10.0] {
            for leaks in [0, 1, 7, 32, 48, 58, 63, 64] {
                let interval = try Proportion.clopperPearson(
                    leaks: leaks, draws: 64, alpha: 0.01, side: .two)
                let all = (0...2000).map { step in
                    let share = Double(step) / 2000
                    let p = interval.lower + share * (interval.upper - interval.lower)
                    return p + weight * max(0, p * (1 - p)).squareRoot()
                }
                let limits = try bound(leaks, 64, .two, weight: weight)
                let (least, most) = (all.min() ?? 0, all.max() ?? 0)
                #expect(limits.lower <= least && least - limits.lower < 1e-9)
                #expect(limits.upper >= most && limits.upper - most < 1e-5)
                #expect(limits.estimate >= limits.lower && limits.estimate <= limits.upper)
                #expect(limits.method == .clopperPearson && limits.validity == .fixed(n: 64))
            }
        }
    }

    /// Summed over all counts, not simulated.
    @Test func `the limits for a binary score are wrong no more often than alpha`() throws {
        let (draws, alpha) = (40, 0.05)
        let limits = try (0...draws).map { leaks in
            try EDScore.bound(
                of: ScoreDistribution(zeros: draws - leaks, ones: leaks), alpha: alpha, side: .two,
                method: .clopperPearson)
        }
        for step in 1..<200 {
            let p = Double(step) / 200
            let score = p + 2 * (p * (1 - p)).squareRoot()
            var chance = (0..<draws).reduce(1.0) { product, _ in product * (1 - p) }
            var missed = 0.0
            for leaks in 0...draws {
                if limits[leaks].upper < score || limits[leaks].lower > score { missed += chance }
                chance *= Double(draws - leaks) / Double(leaks + 1) * p / (1 - p)
            }
            #expect(missed <= alpha, "p = \(p)")
        }
    }

    @Test(arguments: [-0.1, Double.nan, .infinity])
    func `a weight that is negative or not finite is refused`(weight: Double) {
        #expect(throws: StatisticsError.self) {
            try EDScore.bound(
                of: ScoreDistribution(zeros: 1, ones: 1), alpha: 0.05, side: .two,
                deviationWeight: weight)
        }
        #expect(throws: StatisticsError.self) {
            try EDScore.bound(
                of: AnytimeDeviation([0, 1]), alpha: 0.05, side: .two, deviationWeight: weight)
        }
    }

    @Test func `the anytime band serves the score too`() throws {
        let bound = try EDScore.bound(ofDraws: draws, alpha: 0.05, side: .two, method: .epochs)
        #expect(bound.validity == .anytime)
        #expect(bound.lower <= bound.estimate)
        #expect(bound.upper >= bound.estimate)
    }
}
