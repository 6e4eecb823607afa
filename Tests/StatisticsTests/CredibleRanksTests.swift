import Platform
import TestSupport
import Testing

@testable import Statistics

/// What is believed of ranks, against exact posteriors and counting.
@Suite struct CredibleRanksTests {
    private func count(_ leaks: Int, _ draws: Int) -> PromptMean.Count {
        PromptMean.Count(leaks: Double(leaks), draws: draws)
    }

    @Test(arguments: [(3, 20, 8, 20), (0, 5, 1, 200), (50, 100, 50, 100), (0, 1, 0, 1)])
    func `with one prompt the chance is the exact one`(a: Int, n: Int, b: Int, m: Int) throws {
        let ranks = try CredibleRanks([[count(a, n)], [count(b, m)]])
        let first = try BetaPosterior(leaks: Double(a), draws: n)
        let second = try BetaPosterior(leaks: Double(b), draws: m)
        let exact = second.probabilityLess(than: first)
        // Five standard deviations of 20,000 samples.
        #expect(abs(ranks.above[0][1] - exact) < 5 * 0.5 / 141)
        for (interval, posterior) in zip(ranks.rates, [first, second]) {
            let own = try posterior.credibleInterval(mass: 0.95)
            #expect(abs(interval.mean - own.mean) < 0.01)
            // By the mass that the exact posterior has between the limits.
            let mass =
                try posterior.probabilityBelow(interval.upper)
                - posterior.probabilityBelow(interval.lower)
            #expect(abs(mass - 0.95) < 0.01)
        }
    }

    @Test func `ranks follow from the pairs`() throws {
        let ranks = try CredibleRanks([
            [count(1, 50), count(2, 50)], [count(30, 50), count(20, 50)],
            [count(3, 50), count(1, 50)],
        ])
        for model in 0..<3 {
            #expect(abs(ranks.ranks[model].reduce(0, +) - 1) < 1e-9)
            let mean = ranks.ranks[model].enumerated().reduce(0) {
                $0 + Double($1.offset) * $1.element
            }
            let beaten = ranks.above[model].reduce(0, +)
            #expect(abs(mean - beaten) < 1e-9)
        }
        #expect(ranks.rankInterval(of: 1) == 3...3)
        #expect(ranks.rankInterval(of: 0) == 1...2)
    }

    /// Rates from the prior: the interval holds as often as it says, on average over the prior.
    @Test func `intervals hold the truth as often as is believed`() throws {
        var generator = SeededGenerator(seed: 12)
        var held = 0
        let runs = 400
        for _ in 0..<runs {
            // Beta(½, ½) by the arcsine law.
            let angle = Double.random(in: 0..<(Double.pi / 2), using: &generator)
            let p = Self.arcsine(angle)
            let leaks = (0..<12).count { _ in Double.random(in: 0..<1, using: &generator) < p }
            let ranks = try CredibleRanks([[count(leaks, 12)]], mass: 0.9, samples: 1500)
            if ranks.rates[0].lower <= p, p <= ranks.rates[0].upper { held += 1 }
        }
        let expected = 0.9 * Double(runs)
        #expect(abs(Double(held) - expected) < 4 * (expected * 0.1).squareRoot() + 4)
    }

    private static func arcsine(_ angle: Double) -> Double { sin(angle) * sin(angle) }

    /// The numbers that all of this is made of: as many below each place as their laws say.
    @Test func `normal and gamma numbers follow their laws, tails and seams of layers too`() {
        var generator = SplitMix64(seed: 3)
        let normal = NormalLayers()
        let count = 400_000
        func expect(_ numbers: [Double], below place: Double, _ chance: Double, _ what: String) {
            let found = Double(numbers.count { $0 < place })
            let deviation = (Double(count) * chance * (1 - chance)).squareRoot()
            #expect(abs(found - Double(count) * chance) < 5 * deviation, "\(what) below \(place)")
        }
        let numbers = (0..<count).map { _ in normal.next(&generator) }
        for step in -45...45 {
            let place = Double(step) / 10
            expect(numbers, below: place, 0.5 * erfc(-place / 2.squareRoot()), "normal")
        }
        // Of shape ½ half the square of a normal one, of shape 1 the exponential law.
        let half = GammaVariate(shape: 0.5)
        let squares = (0..<count).map { _ in half.next(normal, &generator) }
        let whole = GammaVariate(shape: 1)
        let waits = (0..<count).map { _ in whole.next(normal, &generator) }
        for place in [0.001, 0.01, 0.1, 0.3, 0.7, 1, 2, 4, 8] {
            expect(squares, below: place, erf(place.squareRoot()), "gamma of ½")
            expect(waits, below: place, 1 - exp(-place), "gamma of 1")
        }
    }

    @Test func `impossible input is refused`() {
        #expect(throws: StatisticsError.self) { try CredibleRanks([]) }
        #expect(throws: StatisticsError.self) { try CredibleRanks([[]]) }
        #expect(throws: StatisticsError.self) { try CredibleRanks([[count(2, 1)]]) }
        #expect(throws: StatisticsError.self) {
            try CredibleRanks(Array(repeating: [count(0, 1)], count: 101))
        }
    }
}
