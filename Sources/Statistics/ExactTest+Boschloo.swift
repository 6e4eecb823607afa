import Platform

extension ExactTest {
    /// Boschloo (1970): the unconditional exact test that orders tables by Fisher's p-value.
    ///
    /// The p-value is the greatest probability, over a common leak rate π, of a table at least as
    /// extreme as the observed one. The maximum is enclosed rather than searched on a grid: with
    /// a larger rate on one end and a smaller one on the other the probability of the (monotone)
    /// region can only grow, which bounds it on whole intervals of π; intervals are split until
    /// the enclosure is within 10⁻⁴ of the maximum, and its upper end is returned, so rounding
    /// and search never make the value too small. With `.different` the smaller one-sided value is
    /// doubled, capped at 1. Cost: a few hundred passes over the draws; at most 1,000 per side.
    package static func boschloo(
        leaksA: Int, drawsA: Int, leaksB: Int, drawsB: Int, alternative: Alternative
    ) throws(StatisticsError) -> Double {
        try check(leaksA, drawsA, leaksB, drawsB)
        for (name, draws) in [("drawsA", drawsA), ("drawsB", drawsB)] where draws > 1000 {
            throw .tooLarge(name: name, value: Double(draws), limit: 1000)
        }
        func greater() -> Double {
            BoschlooRegion(leaksA, of: drawsA, against: leaksB, of: drawsB).greatestProbability()
        }
        func less() -> Double {
            BoschlooRegion(leaksB, of: drawsB, against: leaksA, of: drawsA).greatestProbability()
        }
        switch alternative {
        case .greater: return greater()
        case .less: return less()
        case .different: return min(1, 2 * min(greater(), less()))
        }
    }
}

/// The tables at least as extreme as an observed one, in the direction that A leaks more.
private struct BoschlooRegion {
    let drawsA: Int
    let drawsB: Int
    /// For each count of A, the greatest count of B inside the region, or −1.
    private var limits: [Int] = []
    private let fisher: Double

    init(_ leaksA: Int, of drawsA: Int, against leaksB: Int, of drawsB: Int) {
        self.drawsA = drawsA
        self.drawsB = drawsB
        func value(_ a: Int, _ b: Int) -> Double {
            Hypergeometric(first: drawsA, second: drawsB, leaks: a + b).atLeast(a)
        }
        fisher = value(leaksA, leaksB)
        // Fisher's p-value falls with A's leaks and grows with B's, so the limits are monotone.
        var limit = -1
        for a in 0...drawsA {
            while limit < drawsB, value(a, limit + 1) <= fisher * (1 + 1e-9) { limit += 1 }
            limits.append(limit)
        }
    }

    /// The distributions of both counts at one common rate.
    private struct Rate {
        let rate: Double
        let probabilitiesA: [Double]
        /// P(B's count ≤ j), j = 0…drawsB.
        let cumulativeB: [Double]
    }

    private func at(_ rate: Double) -> Rate {
        func probabilities(_ draws: Int) -> [Double] {
            (0...draws).map {
                exp(Binomial.logProbability($0, of: draws, p: rate, q: 1 - rate))
            }
        }
        var sum = 0.0
        let cumulative = probabilities(drawsB).map { term in
            sum += term
            return min(1, sum)
        }
        return Rate(rate: rate, probabilitiesA: probabilities(drawsA), cumulativeB: cumulative)
    }

    private func probability(a: Rate, b: Rate) -> Double {
        var sum = 0.0
        for (count, limit) in limits.enumerated() where limit >= 0 {
            sum += a.probabilitiesA[count] * b.cumulativeB[limit]
        }
        return sum
    }

    /// An upper enclosure of the greatest probability over all common rates.
    func greatestProbability() -> Double {
        if fisher >= 1 { return 1 }
        let cells = 64
        let rates = (0...cells).map { at(Double($0) / Double(cells)) }
        var best = rates.map { probability(a: $0, b: $0) }.max() ?? 0
        var intervals = zip(rates, rates.dropFirst()).map { low, high in
            (low: low, high: high, bound: probability(a: high, b: low))
        }
        var greatest = 0.0
        var splits = 0
        while let interval = intervals.popLast() {
            if interval.bound <= max(best * (1 + 1e-4), greatest) || splits >= 20_000 {
                greatest = max(greatest, interval.bound)
                continue
            }
            splits += 1
            let middle = at(0.5 * (interval.low.rate + interval.high.rate))
            best = max(best, probability(a: middle, b: middle))
            intervals.append(
                (interval.low, middle, probability(a: middle, b: interval.low)))
            intervals.append(
                (middle, interval.high, probability(a: interval.high, b: middle)))
        }
        return min(1, greatest * (1 + 1e-12))
    }
}
