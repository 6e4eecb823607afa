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
        let normal = NormalLayers()
        let posteriors = models.map { counts in
            counts.map { count in
                (
                    GammaVariate(shape: count.leaks + 0.5),
                    GammaVariate(shape: Double(count.draws) - count.leaks + 0.5)
                )
            }
        }
        var rates = models.map { _ in 0.0 }
        for _ in 0..<samples {
            for (model, prompts) in posteriors.enumerated() {
                var sum = 0.0
                // A number with a Beta distribution is a ratio of gamma ones.
                for (leaks, others) in prompts {
                    let (x, y) = (leaks.next(normal, &generator), others.next(normal, &generator))
                    sum += x / (x + y)
                }
                rates[model] = sum / Double(prompts.count)
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
