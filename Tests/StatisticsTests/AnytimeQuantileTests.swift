import Statistics
import TestSupport
import Testing

/// Quantiles by inverting the anytime limits of a proportion.
@Suite struct AnytimeQuantileTests {
    private func uniform(_ draws: Int, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<draws).map { _ in Double.random(in: 0..<1, using: &generator) }
    }

    /// From the definition: every distinct score is asked, with the limits of a named method.
    private func direct(
        _ scores: [Double], q: Double, alpha: Double, method: Bound.Method
    ) throws -> (lower: Double, upper: Double) {
        var lower = 0.0
        var upper = 1.0
        let points = Set(scores).sorted()
        func count(_ x: Double) -> Double { Double(scores.count { $0 <= x }) }
        func limits(_ count: Double) throws -> (Double, Double) {
            (
                try Proportion.bound(
                    leaks: count, draws: scores.count, alpha: alpha / 2, side: .lower,
                    method: method
                ).lower,
                try Proportion.bound(
                    leaks: count, draws: scores.count, alpha: alpha / 2, side: .upper,
                    method: method
                ).upper
            )
        }
        if try limits(0).1 < q {
            lower = try points.first { try limits(count($0)).1 >= q } ?? 1
        }
        if let reached = try points.first(where: { try limits(count($0)).0 >= q }) {
            upper = reached
        }
        return (lower, upper)
    }

    @Test(arguments: [Bound.Method.mixture, .bets, .bets48])
    func `the searches find what asking every score finds`(method: Bound.Method) throws {
        for (draws, q) in [(1, 0.5), (7, 0.5), (60, 0.1), (60, 0.9), (200, 0.25)] {
            let scores = uniform(draws, seed: UInt64(draws)).map { ($0 * 20).rounded() / 20 }
            let bound = try Quantile.anytime(
                of: ScoreDistribution(scores), q: q, alpha: 0.1, side: .two, method: method)
            let expected = try direct(scores, q: q, alpha: 0.1, method: method)
            #expect(bound.lower == expected.lower && bound.upper == expected.upper)
        }
    }

    @Test func `a constant score has itself as its quantile once there are enough draws`() throws {
        let scores = try ScoreDistribution(Array(repeating: 0.3, count: 400))
        let bound = try Quantile.anytime(of: scores, q: 0.9, alpha: 0.05, side: .two)
        #expect(bound.lower == 0.3 && bound.upper == 0.3)
        let few = try Quantile.anytime(
            of: ScoreDistribution([0.3]), q: 0.9, alpha: 0.05, side: .two)
        #expect(few.upper == 1)
    }

    @Test func `it is several times tighter than the band in the tail`() throws {
        let scores = uniform(1024, seed: 9)
        for (q, ratio) in [(0.99, 3.0), (0.5, 1.15), (0.01, 3.0)] {
            let point = try Quantile.anytime(
                of: ScoreDistribution(scores), q: q, alpha: 0.05, side: .two)
            let band = try Quantile.bound(
                ofDraws: scores, q: q, alpha: 0.05, side: .two, method: .epochs)
            #expect(ratio * (point.upper - point.lower) <= band.upper - band.lower, "\(q)")
        }
    }

    @Test(arguments: [0.05, 0.01], [0.1, 0.5, 0.95])
    func `watched quantiles keep their level, with ties too`(alpha: Double, q: Double) throws {
        let runs = 100
        for levels in [10.0, 1e9] {
            var misses = 0
            for run in 0..<runs {
                let scores = uniform(150, seed: UInt64(run)).map {
                    ($0 * levels).rounded(.up) / levels
                }
                let truth = (q * levels).rounded(.up) / levels
                for n in stride(from: 10, through: 150, by: 10) {
                    let bound = try Quantile.anytime(
                        of: ScoreDistribution(scores[..<n]), q: q, alpha: alpha, side: .two)
                    if bound.lower > truth + 1e-12 || bound.upper < truth - 1e-12 {
                        misses += 1
                        break
                    }
                }
            }
            let mean = Double(runs) * alpha
            #expect(Double(misses) <= mean + 4 * (mean * (1 - alpha)).squareRoot())
        }
    }
}
