import Platform
import TestSupport
import Testing

@testable import Statistics

/// The posterior of a set's mean rate against a brute-force quadrature of the stated prior.
@Suite struct HierarchicalTests {
    /// Sums over a fine even grid in ln(μ/(1−μ)) and ln κ that covers all of the mass.
    private func quadrature(
        _ counts: [(leaks: Double, draws: Int, prompts: Double)], mass: Double,
        logits: ClosedRange<Double>, steps: Int
    ) -> (mean: Double, lower: Double, upper: Double) {
        var rows: [(mean: Double, logs: [Double])] = []
        let (lowest, highest) = (log(0.5), log(1e6))
        for step in 0...steps {
            let logit =
                logits.lowerBound
                + (logits.upperBound - logits.lowerBound) * Double(step) / Double(steps)
            let (mean, complement) = (1 / (1 + exp(-logit)), 1 / (1 + exp(logit)))
            // Midpoints of 400 cells of ln κ.
            rows.append(
                (
                    mean,
                    (0..<400).map { cell in
                        let kappa = exp(lowest + (highest - lowest) * (Double(cell) + 0.5) / 400)
                        let (a, b) = (mean * kappa, complement * kappa)
                        return counts.reduce(0.5 * (log(mean) + log(complement))) {
                            $0 + $1.prompts
                                * (SpecialFunctions.logBeta(
                                    a + $1.leaks, b + Double($1.draws) - $1.leaks)
                                    - SpecialFunctions.logBeta(a, b))
                        }
                    }
                ))
        }
        let greatest = rows.reduce(-Double.infinity) { max($0, $1.logs.max() ?? 0) }
        let weights = rows.map { $0.logs.reduce(0) { $0 + exp($1 - greatest) } }
        let total = weights.reduce(0, +)
        func quantile(_ wanted: Double) -> Double {
            var below = 0.0
            for (row, weight) in zip(rows, weights) {
                below += weight / total
                if below >= wanted { return row.mean }
            }
            return 1
        }
        let mean = zip(rows, weights).reduce(0) { $0 + $1.0.mean * $1.1 } / total
        return (mean, quantile((1 - mass) / 2), quantile(1 - (1 - mass) / 2))
    }

    @Test(
        arguments: [
            ([(1.0, 100_000, 200.0)], -13.0, -5.0), ([(10, 10_000, 50)], -9, -4),
            ([(0, 1000, 49), (1, 1000, 1)], -25, -2), ([(3, 10, 1)], -12, 8),
            ([(0, 512, 26), (11, 512, 1), (154, 512, 1), (49, 512, 1)], -9, 1),
        ] as [([(Double, Int, Double)], Double, Double)])
    func `mean and interval agree with a brute-force quadrature`(
        groups: [(Double, Int, Double)], low: Double, high: Double
    ) throws {
        let counts = groups.flatMap { group in
            Array(
                repeating: PromptMean.Count(leaks: group.0, draws: group.1), count: Int(group.2))
        }
        let interval = try HierarchicalPosterior(counts).populationMean(mass: 0.95)
        let expected = quadrature(
            groups.map { (leaks: $0.0, draws: $0.1, prompts: $0.2) }, mass: 0.95,
            logits: low...high, steps: 1600)
        #expect(abs(interval.mean / expected.mean - 1) < 1e-3, "\(interval) \(expected)")
        // The quadrature's quantiles are good to one step of its grid.
        let step = 1.2 * (high - low) / 1600
        #expect(abs(log(interval.lower / expected.lower)) < step + 1e-3, "\(interval) \(expected)")
        #expect(abs(log(interval.upper / expected.upper)) < step + 1e-3, "\(interval) \(expected)")
    }

    /// Against a quadrature in double precision by another program (Gauss–Legendre of ten points on
    /// edges that close in on logit x from both sides, 160 and 280 points in ln κ: eight digits agree).
    @Test(
        arguments: [
            ([(64, 0, 1)], 0.05, [0.0062965317]), ([(64, 3, 1)], 0.05, [0.4912808674]),
            ([(64, 3, 1)], 0.2, [0.00022387659]), ([(64, 0, 1)], 0.2, [5.3234888e-08]),
            ([(8, 0, 1)], 0.5, [0.00058960374]), ([(16, 0, 1)], 0.2, [0.0054467216]),
            ([(1000, 0, 1)], 0.01, [2.1494674e-06]),
            ([(8, 0, 2), (8, 1, 1)], 0.2, [0.0165511297, 0.0465228156]),
            ([(4, 0, 8)], 0.5, [6.2710598e-05]), ([(64, 0, 3)], 0.05, [0.00027961929]),
            (
                [(512, 0, 26), (512, 11, 1), (512, 154, 1), (512, 49, 1)], 0.02,
                [6.2812907e-08, 0.553166641, 1, 1]
            ), ([(1000, 0, 1), (1000, 1, 1)], 0.005, [0.00032523963, 0.0046019057]),
            ([(32, 3, 30), (32, 4, 20)], 0.15, [0.00030438033, 0.00043901280]),
            ([(100_000, 1, 200)], 3e-5, [2.0918770e-05]),
        ] as [([(Int, Double, Int)], Double, [Double])])
    func `the chance to be above a rate is right to a thousandth of its value`(
        groups: [(Int, Double, Int)], rate: Double, expected: [Double]
    ) throws {
        let counts = groups.flatMap { group in
            Array(repeating: PromptMean.Count(leaks: group.1, draws: group.0), count: group.2)
        }
        let posterior = try HierarchicalPosterior(counts)
        for (group, expected) in zip(groups, expected) {
            let count = PromptMean.Count(leaks: group.1, draws: group.0)
            let chance = try posterior.probabilityAbove(rate, for: count)
            #expect(abs(chance / expected - 1) < 1e-3, "\(group) \(rate): \(chance)")
        }
        #expect(try posterior.probabilityAbove(0, for: counts[0]) == 1)
        #expect(try posterior.probabilityAbove(1, for: counts[0]) == 0)
    }

    /// Many draws of few prompts make a ridge, narrow at a great κ and wide at a small one.
    ///
    /// Against a quadrature by another program whose points follow the ridge (ten digits agree).
    @Test(
        arguments: [
            ([(100_000, 5000)], 0.0515, 0.0807763459, [0.01562364064]),
            ([(1_000_000, 300_000)], 0.301, 0.3146644690, [0.01460501287]),
            ([(10_000_000, 500_000)], 0.0501, 0.0807720370, [0.07355592277]),
            ([(1_000_000, 3000)], 0.0031, 0.0404671593, [0.03543801249]),
            (
                [(100_000, 5000), (100_000, 5010)], 0.0515, 0.0506962563,
                [0.007846340182, 0.01031219633]
            ),
        ] as [([(Int, Double)], Double, Double, [Double])])
    func `few prompts with many draws have a ridge that is seen`(
        prompts: [(Int, Double)], rate: Double, mean: Double, above: [Double]
    ) throws {
        let counts = prompts.map { PromptMean.Count(leaks: $0.1, draws: $0.0) }
        let posterior = try HierarchicalPosterior(counts)
        let interval = try posterior.populationMean(mass: 0.95)
        #expect(abs(interval.mean / mean - 1) < 1e-5, "\(interval)")
        for (count, expected) in zip(counts, above) {
            let chance = try posterior.probabilityAbove(rate, for: count)
            #expect(abs(chance / expected - 1) < 1e-3, "\(count) \(chance)")
        }
    }

    @Test func `rates of one in a million are told from one in five hundred`() throws {
        let counts = Array(repeating: PromptMean.Count(leaks: 1, draws: 1_000_000), count: 200)
        let interval = try HierarchicalPosterior(counts).populationMean(mass: 0.95)
        #expect(interval.lower > 5e-7 && interval.upper < 1e-5)
    }

    @Test func `clean and leaking sets mirror each other`() throws {
        let few = [(1, 40), (0, 40), (3, 25)].map {
            PromptMean.Count(leaks: Double($0.0), draws: $0.1)
        }
        let many = few.map { PromptMean.Count(leaks: Double($0.draws) - $0.leaks, draws: $0.draws) }
        let (one, other) = (try HierarchicalPosterior(few), try HierarchicalPosterior(many))
        let (a, b) = (try one.populationMean(mass: 0.9), try other.populationMean(mass: 0.9))
        #expect(abs(a.mean + b.mean - 1) < 1e-6)
        #expect(abs(a.lower + b.upper - 1) < 1e-4 && abs(a.upper + b.lower - 1) < 1e-4)
        #expect(abs(try one.mean(of: few[0]) + other.mean(of: many[0]) - 1) < 1e-6)
        let above = try one.probabilityAbove(0.1, for: few[0])
        let mirrored = try other.probabilityAbove(0.9, for: many[0])
        #expect(abs(above + mirrored - 1) < 1e-3, "\(above) \(mirrored)")
    }
}
