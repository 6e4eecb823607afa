import Statistics
import TestSupport
import Testing

/// Limits on the mean over prompts from pooled scores, and sides of paired differences.
@Suite struct PooledMeanTests {
    @Test func `pooled limits are those of one proportion or mean`() throws {
        let binary = ScoreDistribution(zeros: 950, ones: 50)
        let pooled = try PromptMean.pooled(binary, isBinary: true, alpha: 0.05, side: .two)
        let plain = try Proportion.anytime(leaks: 50, draws: 1000, alpha: 0.05, side: .two)
        #expect(pooled.lower == plain.lower && pooled.upper == plain.upper)
        let graded = try ScoreDistribution([0.1, 0.2, 0.4, 0.4, 0.9])
        let bets = try PromptMean.pooled(graded, isBinary: false, alpha: 0.05, side: .two)
        let mean = try Mean.bound(of: graded, alpha: 0.05, side: .two)
        #expect(bets.lower == mean.lower && bets.upper == mean.upper)
    }

    /// Hoeffding's theorem speaks of counts that are at least one away from N p̄.
    @Test func `at a fixed number limits stay one draw away from the count`() throws {
        for (leaks, draws) in [(0, 100), (3, 100), (50, 100), (100, 100)] {
            for alpha in [0.5, 0.05] {
                let bound = try PromptMean.pooledFixed(
                    leaks: leaks, draws: draws, each: 10, alpha: alpha, side: .two)
                let plain = try Proportion.clopperPearson(
                    leaks: leaks, draws: draws, alpha: alpha, side: .two)
                let (k, n) = (Double(leaks), Double(draws))
                #expect(bound.upper >= min(1, (k + 1) / n))
                #expect(bound.lower <= max(0, (k - 1) / n))
                #expect(bound.upper >= plain.upper && bound.lower <= plain.lower)
                #expect(bound.validity == .fixed(n: 10))
            }
        }
        // At α = ½ Clopper–Pearson's own limit is nearer than that.
        let upper = try PromptMean.pooledFixed(
            leaks: 0, draws: 100, each: 10, alpha: 0.5, side: .upper)
        let plain = try Proportion.clopperPearson(leaks: 0, draws: 100, alpha: 0.5, side: .upper)
        #expect(plain.upper < 0.01 && upper.upper >= 0.01 && upper.upper < 0.0101)
        let lower = try PromptMean.pooledFixed(
            leaks: 100, draws: 100, each: 10, alpha: 0.5, side: .lower)
        #expect(lower.lower <= 0.99 && lower.lower > 0.9899)
    }

    /// Exact: the distribution of a sum of draws with unequal rates, by convolution.
    @Test(arguments: [0.05, 0.01])
    func `at a fixed number unlike prompts are covered`(alpha: Double) throws {
        for rates in [[0.0, 0.5], [0.02, 0.3], [0.1, 0.1], [0.9, 1.0], [0.0, 1.0]] {
            let each = 40
            var masses = [1.0]
            for rate in rates {
                for _ in 0..<each {
                    var next = [Double](repeating: 0, count: masses.count + 1)
                    for (count, mass) in masses.enumerated() {
                        next[count] += mass * (1 - rate)
                        next[count + 1] += mass * rate
                    }
                    masses = next
                }
            }
            let truth = rates.reduce(0, +) / Double(rates.count)
            var missed = (above: 0.0, below: 0.0)
            for (count, mass) in masses.enumerated() {
                let bound = try PromptMean.pooledFixed(
                    leaks: count, draws: each * rates.count, each: each, alpha: 2 * alpha,
                    side: .two)
                if bound.upper < truth { missed.below += mass }
                if bound.lower > truth { missed.above += mass }
            }
            #expect(missed.above <= alpha && missed.below <= alpha, "\(rates)")
        }
    }

    @Test func `each side of a two-sided paired difference has half of alpha`() throws {
        let a = (0..<60).map { $0 % 3 == 0 ? 1.0 : 0 }
        let b = (0..<60).map { $0 % 5 == 0 ? 1.0 : 0 }
        let both = try Difference.paired(a, b, alpha: 0.1, side: .two)
        let upper = try Difference.paired(a, b, alpha: 0.05, side: .upper)
        let lower = try Difference.paired(a, b, alpha: 0.05, side: .lower)
        #expect(both.upper == upper.upper && both.lower == lower.lower)
    }
}
