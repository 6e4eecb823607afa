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
