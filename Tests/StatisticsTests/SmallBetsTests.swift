import Platform
import TestSupport
import Testing

@testable import Statistics

/// The lower limit of rates far below 1/4000.
@Suite struct SmallBetsTests {
    /// ln E straight from its definition with forty-eight stakes.
    private func directLogEvidence(leaks: Int, draws: Int, mean m: Double) -> Double {
        let stakes = [
            0.95, 0.6, 0.35, 0.2, 0.12, 0.08, 0.05, 0.03, 0.02, 0.012, 0.007, 0.004, 0.002,
            0.001, 0.0005, 0.00025,
        ]
        let weights = [
            0.12, 0.1, 0.12, 0.115, 0.095, 0.085, 0.105, 0.055, 0.06, 0.05, 0.035, 0.035, 0.01,
            0.006, 0.005, 0.004,
        ]
        var bets = zip(stakes, weights).map { ($0, 0.999 * $1) }
        bets += (1...32).map { (2.5e-4 * exp2(-Double($0)), 0.001 / 32) }
        return SpecialFunctions.logSumExp(
            bets.map { stake, weight in
                log(weight) + Double(draws - leaks) * log1p(-stake)
                    + Double(leaks) * log1p(stake * (1 / m - 1))
            })
    }

    @Test func `the evidence at the limit is one over alpha by a second implementation`() throws {
        for (leaks, draws) in [(1, 1), (1, 64), (5, 90), (100, 1_000_000), (10_000, 1_000_000_000)]
        {
            for alpha in [0.05, 0.01, 1e-6] {
                let bound = try Proportion.bets(
                    leaks: leaks, draws: draws, alpha: alpha, side: .lower, withSmall: true)
                #expect(bound.method == .bets48)
                let evidence = directLogEvidence(leaks: leaks, draws: draws, mean: bound.lower)
                #expect(abs(evidence + log(alpha)) < 1e-6, "\(leaks) of \(draws)")
                #expect(evidence >= -log(alpha) - 1e-9, "\(leaks) of \(draws)")
            }
        }
    }

    @Test func `the limit of rare rates does not collapse`() throws {
        // Between Clopper–Pearson at a fixed n and the mixture, which is known to be valid.
        for (leaks, draws) in [
            (100, 1_000_000), (100, 10_000_000), (10_000, 1_000_000_000),
            (1_000_000, 1_000_000_000_000),
        ] {
            let bound = try Proportion.anytime(
                leaks: leaks, draws: draws, alpha: 0.05, side: .lower)
            let mixture = try Proportion.mixture(
                leaks: Double(leaks), draws: draws, alpha: 0.05, side: .lower)
            let exact = try Proportion.clopperPearson(
                leaks: leaks, draws: draws, alpha: 0.05, side: .lower)
            #expect(bound.lower >= 0.98 * mixture.lower, "\(leaks) of \(draws)")
            #expect(bound.lower < exact.lower)
        }
        let many = try Proportion.anytime(
            leaks: 500_000_000_000, draws: 1_000_000_000_000, alpha: 0.05, side: .two)
        #expect(0.5 - many.lower < 3 * (many.upper - 0.5))
    }

    @Test func `elsewhere the small stakes cost no more than a thousandth of alpha`() throws {
        for draws in [1, 10, 64, 512, 4096] {
            for leaks in [0, 1, 2, 5, draws / 4, draws / 2, draws] where leaks <= draws {
                let wide = try Proportion.bets(
                    leaks: leaks, draws: draws, alpha: 0.01, side: .lower, withSmall: true)
                let plain = try Proportion.bets(
                    leaks: leaks, draws: draws, alpha: 0.01, side: .lower)
                let dearer = try Proportion.bets(
                    leaks: leaks, draws: draws, alpha: 0.999 * 0.01, side: .lower)
                #expect(wide.lower >= dearer.lower * (1 - 1e-12))
                #expect(wide.lower >= plain.lower * (1 - 1.1e-3))
            }
        }
    }

    @Test(arguments: [0.05, 0.01], [0.0005, 0.01, 0.1, 0.5])
    func `the watched limit keeps its level, exactly`(alpha: Double, p: Double) throws {
        let chance = try Peeking.chanceOfFalseLimit(.bets48Lower, p: p, draws: 600, alpha: alpha)
        #expect(chance <= alpha)
        #expect(chance > 0)
    }

    @Test func `a split gives the upper side its share of alpha`() throws {
        let split = try Proportion.bound(
            leaks: 0, draws: 512, alpha: 0.01, side: .two, method: .mixtureAndBets48, split: 0.9)
        let upper = try Proportion.mixture(leaks: 0, draws: 512, alpha: 0.009, side: .upper)
        #expect(split.upper == upper.upper && split.lower == 0 && split.alpha == 0.01)
        let some = try Proportion.bound(
            leaks: 9, draws: 512, alpha: 0.01, side: .two, method: .mixtureAndBets48, split: 0.9)
        let lower = try Proportion.bets(
            leaks: 9, draws: 512, alpha: 0.01 * (1 - 0.9), side: .lower, withSmall: true)
        #expect(some.lower == lower.lower)
        let even = try Proportion.bound(
            leaks: 9, draws: 512, alpha: 0.01, side: .two, method: .mixtureAndBets48, split: 0.5)
        #expect(even == (try Proportion.anytime(leaks: 9, draws: 512, alpha: 0.01, side: .two)))
        for split in [0, 1, -0.5, .nan] {
            #expect(throws: StatisticsError.self) {
                try Proportion.bound(
                    leaks: 9, draws: 512, alpha: 0.01, side: .two, method: .mixture, split: split)
            }
        }
    }
}
