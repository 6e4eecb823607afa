import Statistics
import Testing

@Suite struct ExceedanceTests {
    private let scores: [Double] = (0..<64).map { Double($0 * $0 % 97) / 96 }

    @Test func `a pre-chosen threshold is a proportion of the draws above it`() throws {
        let distribution = try ScoreDistribution(scores)
        let leaks = scores.count { $0 > 0.5 }
        for method in [Bound.Method.clopperPearson, .mixture, .bets, .mixtureAndBets] {
            let bound = try Exceedance.bound(
                of: distribution, above: 0.5, alpha: 0.05, side: .two, method: method)
            let proportion = try Proportion.bound(
                leaks: Double(leaks), draws: 64, alpha: 0.05, side: .two, method: method)
            #expect(bound == proportion)
        }
    }

    @Test func `the threshold itself does not exceed the threshold`() throws {
        let distribution = try ScoreDistribution([0.5, 0.5, 0.5, 0.75])
        let bound = try Exceedance.bound(of: distribution, above: 0.5, alpha: 0.4, side: .two)
        #expect(bound.estimate == 0.25)
        let below = try Exceedance.bound(of: distribution, above: 0.499, alpha: 0.4, side: .two)
        #expect(below.estimate == 1)
    }

    @Test(arguments: [Bound.Method.dkw, .kolmogorov, .berkJones])
    func `limits fall with the threshold and enclose the share of draws`(method: Bound.Method)
        throws
    {
        let distribution = try ScoreDistribution(scores)
        var previous = (lower: 1.0, upper: 1.0)
        for x in stride(from: 0.0, through: 1, by: 0.03) {
            let two = try Exceedance.bound(
                of: distribution, above: x, alpha: 0.1, side: .two, method: method)
            let share = Double(scores.count { $0 > x }) / 64
            #expect(abs(two.estimate - share) < 1e-15)
            #expect(two.lower <= share)
            #expect(two.upper >= share)
            #expect(two.lower <= previous.lower)
            #expect(two.upper <= previous.upper)
            previous = (two.lower, two.upper)
            let upper = try Exceedance.bound(
                of: distribution, above: x, alpha: 0.1, side: .upper, method: method)
            #expect(upper.upper <= two.upper)
            #expect(upper.lower == 0 || x < 0)
            #expect(upper.side == .upper)
            #expect(upper.validity == .fixed(n: 64))
        }
    }

    @Test func `nothing exceeds one`() throws {
        let ones = ScoreDistribution(zeros: 0, ones: 9)
        let bound = try Exceedance.bound(of: ones, above: 1, alpha: 0.05, side: .upper)
        #expect(bound.upper == 0)
        #expect(bound.estimate == 0)
    }

    @Test func `the complement bounds the distribution function`() throws {
        let distribution = try ScoreDistribution(scores)
        let bound = try Exceedance.bound(of: distribution, above: 0.4, alpha: 0.05, side: .upper)
        let cumulative = Exceedance.complement(bound)
        let band = try Band.dkw(of: distribution, alpha: 0.05, side: .lower)
        #expect(cumulative.side == .lower)
        #expect(abs(cumulative.lower - band.cumulative(at: 0.4).lower) < 1e-15)
        #expect(cumulative.lower <= band.cumulative(at: 0.4).lower)
        #expect(cumulative.upper == 1)
    }

    @Test func `the anytime band shows the share of all draws with the epoch's limits`() throws {
        let bound = try Exceedance.bound(
            ofDraws: scores, above: 0.5, alpha: 0.05, side: .upper, method: .epochs)
        #expect(bound.validity == .anytime)
        #expect(bound.estimate == Double(scores.count { $0 > 0.5 }) / 64)
        let bands = try EpochBand(of: scores, alpha: 0.05, side: .lower)
        #expect(bound.upper == bands.current.exceedance(above: 0.5).upper)
    }

    @Test func `bad input is refused`() throws {
        let some = ScoreDistribution(zeros: 1, ones: 1)
        for x in [-0.1, 1.1, .nan] {
            #expect(throws: StatisticsError.self) {
                try Exceedance.bound(of: some, above: x, alpha: 0.05, side: .two)
            }
        }
        for alpha in [0, 0.51, -1, .nan] {
            #expect(throws: StatisticsError.self) {
                try Exceedance.bound(of: some, above: 0.5, alpha: alpha, side: .two)
            }
        }
        #expect(throws: StatisticsError.self) {
            try Exceedance.bound(of: ScoreDistribution(), above: 0.5, alpha: 0.05, side: .two)
        }
        #expect(throws: StatisticsError.self) {
            try Exceedance.bound(
                of: some, above: 0.5, alpha: 0.05, side: .two, method: .anderson)
        }
    }
}
