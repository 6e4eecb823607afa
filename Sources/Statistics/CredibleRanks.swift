import Platform

/// What is believed of how several models rank by their mean leak rate over the same prompts.
///
/// Every rate has a Beta posterior of its own, Beta(½ + k, ½ + n − k), independent of all others; a
/// model's rate is the mean over its prompts. By Monte Carlo from a fixed seed. Belief under this prior
/// for these prompts (Xiao et al. 2025, arXiv 2504.21303, ask the same of one capability), never a
/// guarantee.
package struct CredibleRanks: Sendable, Hashable {
    /// Per model, what is believed of its mean rate.
    package let rates: [CredibleInterval]
    /// Per model, the chance of each rank, the lowest rate first.
    package let ranks: [[Double]]
    /// Per pair, the chance that the first has the higher rate.
    package let above: [[Double]]
    package let samples: Int

    package static let mostModels = 100

    /// - Parameters:
    ///   - models: per model, the counts of its prompts.
    ///   - mass: the posterior mass of intervals, in (0, 1).
    /// - Throws: `StatisticsError` without models or prompts, for impossible counts, and for too many
    ///   models.
    package init(
        _ models: [[PromptMean.Count]], mass: Double = 0.95, samples: Int = 20_000
    ) throws(StatisticsError) {
        try Check.openUnit(mass, "mass")
        guard !models.isEmpty else { throw .empty(name: "models") }
        guard models.count <= Self.mostModels else {
            throw .tooLarge(
                name: "models", value: Double(models.count), limit: Double(Self.mostModels))
        }
        for (position, counts) in models.enumerated() {
            guard !counts.isEmpty else { throw .empty(name: "models[\(position)]") }
            for count in counts { try Check.count(count.leaks, of: count.draws) }
        }
        var generator = SplitMix64(seed: 0x2A4B)
        var drawn = models.map { _ in [Double]() }
        var ranks = models.map { _ in models.map { _ in 0.0 } }
        var above = ranks
        for _ in 0..<samples {
            let rates = models.map { counts in
                counts.reduce(0.0) { sum, count in
                    sum
                        + generator.beta(
                            count.leaks + 0.5, Double(count.draws) - count.leaks + 0.5)
                } / Double(counts.count)
            }
            for (model, rate) in rates.enumerated() {
                drawn[model].append(rate)
                ranks[model][rates.count { $0 < rate }] += 1
                for (other, otherRate) in rates.enumerated() where rate > otherRate {
                    above[model][other] += 1
                }
            }
        }
        let total = Double(samples)
        self.samples = samples
        self.ranks = ranks.map { $0.map { $0 / total } }
        self.above = above.map { $0.map { $0 / total } }
        self.rates = drawn.map { values in
            let sorted = values.sorted()
            func quantile(_ q: Double) -> Double {
                sorted[min(sorted.count - 1, max(0, Int(q * Double(sorted.count))))]
            }
            return CredibleInterval(
                mean: values.reduce(0, +) / total, lower: quantile((1 - mass) / 2),
                upper: quantile(1 - (1 - mass) / 2), mass: mass, prior: .jeffreys)
        }
    }

    /// The ranks, from 1, that hold the given mass together, from below and above.
    package func rankInterval(of model: Int, mass: Double = 0.95) -> ClosedRange<Int> {
        let chances = ranks[model]
        let tail = (1 - mass) / 2
        func end(_ order: some Sequence<Int>) -> Int {
            var sum = 0.0
            var last = 0
            for rank in order {
                last = rank
                sum += chances[rank]
                if sum > tail { break }
            }
            return last + 1
        }
        let (low, high) = (end(chances.indices), end(chances.indices.reversed()))
        return min(low, high)...max(low, high)
    }
}

extension SplitMix64 {
    /// A number with a Beta distribution, as a ratio of gamma ones.
    fileprivate mutating func beta(_ a: Double, _ b: Double) -> Double {
        let (x, y) = (gammaVariate(a), gammaVariate(b))
        return x / (x + y)
    }

    /// A gamma variate of a shape of ½ or more: Marsaglia & Tsang (2000), shapes below 1 by their power
    /// of a uniform number.
    private mutating func gammaVariate(_ shape: Double) -> Double {
        let boost = shape < 1 ? pow(positive(), 1 / shape) : 1
        let d = (shape < 1 ? shape + 1 : shape) - 1 / 3.0
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = 1 + c * x
            guard v > 0 else { continue }
            let cube = v * v * v
            let (u, square) = (positive(), x * x)
            // Their squeeze decides nearly always, without a logarithm.
            if u < 1 - 0.0331 * square * square
                || log(u) < 0.5 * square + d - d * cube + d * log(cube)
            {
                return d * cube * boost
            }
        }
    }

    private mutating func positive() -> Double {
        Double.random(in: Double.leastNormalMagnitude..<1, using: &self)
    }

    private mutating func normal() -> Double {
        let radius = (-2 * log(positive())).squareRoot()
        return radius * cos(2 * Double.pi * Double.random(in: 0..<1, using: &self))
    }
}
