import Platform
import Statistics
import TestSupport
import Testing

@Suite struct BayesianTests {
    @Test func `the Jeffreys credible interval is the interval of the same name`() throws {
        let posterior = try BetaPosterior(leaks: 3, draws: 40)
        let interval = try posterior.credibleInterval(mass: 0.95)
        let bound = try Proportion.jeffreys(leaks: 3, draws: 40, alpha: 0.05, side: .two)
        #expect(abs(interval.lower - bound.lower) < 1e-14)
        #expect(abs(interval.upper - bound.upper) < 1e-14)
        #expect(interval.mean == 3.5 / 41)
        #expect(interval.prior == .jeffreys)
    }

    @Test func `P(p < p0) is the beta distribution function`() throws {
        // Under the uniform prior with no draws p is uniform; with one leak its density is 2p.
        let prior = try BetaPosterior(leaks: 0, draws: 0, priorA: 1, priorB: 1)
        #expect(abs(try prior.probabilityBelow(0.3) - 0.3) < 1e-15)
        let one = try BetaPosterior(leaks: 1, draws: 1, priorA: 1, priorB: 1)
        #expect(abs(try one.probabilityBelow(0.3) - 0.09) < 1e-15)
    }

    @Test func `P(pA < pB) agrees with its finite sum for whole parameters`() throws {
        for (kA, nA, kB, nB) in [(2, 20, 9, 30), (0, 5, 0, 400), (50, 60, 3, 900), (7, 9, 7, 9)] {
            let first = try BetaPosterior(
                leaks: Double(kA), draws: nA, priorA: 1, priorB: 1)
            let second = try BetaPosterior(
                leaks: Double(kB), draws: nB, priorA: 1, priorB: 1)
            // P(pA < pB) = Σ_{i<aB} B(aA + i, bA + bB) / ((bB + i) B(1 + i, bB) B(aA, bA)).
            var sum = 0.0
            for i in 0..<Int(second.a) {
                let i = Double(i)
                sum += exp(
                    SpecialFunctions.logBeta(first.a + i, first.b + second.b)
                        - log(second.b + i) - SpecialFunctions.logBeta(1 + i, second.b)
                        - SpecialFunctions.logBeta(first.a, first.b))
            }
            #expect(abs(first.probabilityLess(than: second) - sum) < 1e-11)
            let reversed = second.probabilityLess(than: first)
            #expect(abs(first.probabilityLess(than: second) + reversed - 1) < 1e-11)
        }
    }

    @Test func `equal posteriors are equally likely to be smaller, for fractional counts too`()
        throws
    {
        for (leaks, draws) in [(0.0, 3), (0.25, 7), (100.5, 1_000_000)] {
            let one = try BetaPosterior(leaks: leaks, draws: draws)
            #expect(abs(one.probabilityLess(than: one) - 0.5) < 1e-10)
        }
    }

    @Test func `shrinkage lies between the prompt's own rate and that of the set`() throws {
        var counts = Array(repeating: PromptMean.Count(leaks: 0, draws: 8), count: 18)
        counts.append(.init(leaks: 8, draws: 8))
        counts.append(.init(leaks: 4, draws: 8))
        let model = try HierarchicalPosterior(counts)
        let population = try model.populationMean(mass: 0.95)
        #expect(population.lower < population.mean && population.mean < population.upper)
        #expect(population.prior == .hierarchical)
        let high = try model.mean(of: counts[18])
        #expect(high < 1 && high > population.mean)
        let low = try model.mean(of: counts[0])
        #expect(low > 0 && low < population.mean)
        #expect(try model.probabilityAbove(0.5, for: counts[18]) > 0.9)
        #expect(try model.probabilityAbove(0.5, for: counts[0]) < 0.05)
    }

    @Test func `the hierarchical interval covers the mean of simulated sets`() throws {
        var generator = SeededGenerator(seed: 99)
        let runs = 40
        var covered = 0
        for _ in 0..<runs {
            let counts = (0..<50).map { _ in
                // p ~ Beta(1, 3) as the smallest of three uniforms.
                let p = (0..<3).map { _ in Double.random(in: 0..<1, using: &generator) }.min() ?? 0
                let leaks = (0..<8).count { _ in Double.random(in: 0..<1, using: &generator) < p }
                return PromptMean.Count(leaks: Double(leaks), draws: 8)
            }
            let interval = try HierarchicalPosterior(counts).populationMean(mass: 0.95)
            if interval.lower <= 0.25, 0.25 <= interval.upper { covered += 1 }
        }
        // P(Bin(40, 0.95) < 33) is below 0.1 %.
        #expect(covered >= 33)
    }

    @Test func `priors and counts are checked`() {
        #expect(throws: StatisticsError.self) {
            try BetaPosterior(leaks: 0, draws: 4, priorA: 0, priorB: 1)
        }
        #expect(throws: StatisticsError.countAboveTotal(name: "leaks", count: 5, total: 4)) {
            try BetaPosterior(leaks: 5, draws: 4)
        }
        #expect(throws: StatisticsError.empty(name: "counts")) { try HierarchicalPosterior([]) }
    }
}
