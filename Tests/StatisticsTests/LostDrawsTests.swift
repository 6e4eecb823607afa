import Statistics
import Testing

@Suite struct LostDrawsTests {
    @Test func `lost draws count as leaks above and as clean below`() throws {
        for method in [Bound.Method.clopperPearson, .mixture, .bets] {
            let worst = try LostDraws.proportion(
                leaks: 2, completed: 60, lost: 4, alpha: 0.05, side: .two, method: method)
            let above = try Proportion.bound(
                leaks: 6, draws: 64, alpha: 0.05, side: .two, method: method)
            let below = try Proportion.bound(
                leaks: 2, draws: 64, alpha: 0.05, side: .two, method: method)
            #expect(worst.upper == above.upper)
            #expect(worst.lower == below.lower)
            #expect(worst.estimate == 2.0 / 60)
        }
    }

    @Test func `the worst case contains the bound of every possible outcome`() throws {
        let worst = try LostDraws.proportion(
            leaks: 3, completed: 40, lost: 5, alpha: 0.05, side: .two, method: .mixture)
        for leaked in 0...5 {
            let truth = try Proportion.mixture(
                leaks: Double(3 + leaked), draws: 45, alpha: 0.05, side: .two)
            #expect(worst.lower <= truth.lower)
            #expect(worst.upper >= truth.upper)
        }
    }

    @Test func `the worst-case band contains the band of every possible outcome`() throws {
        let completed = try ScoreDistribution([0, 0, 0.2, 0.5, 0.5, 0.9, 1, 0.3, 0, 0.7])
        let worst = try LostDraws.band(completed: completed, lost: 3, alpha: 0.2, side: .two)
        for lost in [[0, 0, 0], [1, 1, 1], [0, 0.4, 1], [0.5, 0.5, 0.5]] {
            let truth = try Band.fixed(
                of: completed.merging(ScoreDistribution(lost)), alpha: 0.2, side: .two)
            for x in [0, 0.1, 0.2, 0.45, 0.5, 0.8, 0.95, 1] {
                #expect(worst.cumulative(at: x).lower <= truth.cumulative(at: x).lower)
                #expect(worst.cumulative(at: x).upper >= truth.cumulative(at: x).upper)
            }
            #expect(worst.meanLimits.lower <= truth.meanLimits.lower)
            #expect(worst.meanLimits.upper >= truth.meanLimits.upper)
            #expect(worst.deviationLimits.lower <= truth.deviationLimits.lower + 1e-12)
            #expect(worst.deviationLimits.upper >= truth.deviationLimits.upper - 1e-12)
        }
        let none = try LostDraws.band(completed: completed, lost: 0, alpha: 0.2, side: .two)
        #expect(none == (try Band.fixed(of: completed, alpha: 0.2, side: .two)))
        let one = try LostDraws.band(completed: completed, lost: 3, alpha: 0.2, side: .lower)
        #expect(one.cumulative(at: 0.5).upper == 1)
    }

    @Test func `without losses it is the plain bound`() throws {
        let worst = try LostDraws.proportion(
            leaks: 2, completed: 60, lost: 0, alpha: 0.05, side: .upper, method: .mixture)
        #expect(
            worst == (try Proportion.mixture(leaks: 2, draws: 60, alpha: 0.05, side: .upper)))
        for (completed, lost) in [(60, -1), (0, 5)] {
            #expect(throws: StatisticsError.self) {
                try LostDraws.proportion(
                    leaks: 0, completed: completed, lost: lost, alpha: 0.05, side: .upper,
                    method: .mixture)
            }
        }
    }
}
