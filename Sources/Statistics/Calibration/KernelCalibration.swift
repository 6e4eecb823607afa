import Platform

/// The squared kernel calibration error: a test of calibration without bins.
///
/// Widmann, Lindsten & Zachariah (2021, arXiv 2210.13355): SKCE = E h(Z, Z′) over independent pairs,
/// 0 where calibrated. With the kernel k(p, p′)·1{y = y′} on forecast and outcome h is
/// 2 k(p, p′)(y − p)(y′ − p′) for an event; here that is without its factor 2, which is of no matter
/// to a test. k(p, p′) = exp(−|p − p′|/γ) with a γ fixed beforehand.
package enum KernelCalibration {
    /// γ.
    package static let width = 0.2

    /// The unbiased estimate: the mean of h over all pairs of draws of different groups.
    ///
    /// Draws of one group share what is right and are no independent pair. May be below 0. NaN for
    /// fewer than two groups. Cost: O(m log m) for m forecasts.
    package static func unbiased(_ groups: [ForecastGroup]) -> Double {
        guard groups.count > 1 else { return .nan }
        let all = groups.flatMap(points)
        let within = groups.reduce(0) { $0 + pairs(points($1)) }
        let count = Double(groups.count)
        return (pairs(all) - within) / (count * (count - 1))
    }

    /// A forecast with the weight of its residual.
    private typealias Point = (probability: Double, residual: Double)

    private static func points(_ group: ForecastGroup) -> [Point] {
        let weight = 1 / Double(group.forecasts.count)
        return group.forecasts.map { ($0.probability, -$0.excess * weight) }
    }

    /// The sum of k·r·r′ over all ordered pairs, a point with itself included.
    private static func pairs(_ points: [Point]) -> Double {
        let sorted = points.sorted { $0.probability < $1.probability }
        return sum(sorted.map(\.residual), decays(sorted.map(\.probability)))
    }

    /// What the kernel loses from each point to the next one.
    private static func decays(_ sorted: [Double]) -> [Double] {
        zip(sorted, sorted.dropFirst()).map { exp(($0 - $1) / width) }
    }

    /// The same of residuals in the order of their probabilities: along a line the kernel is a
    /// product, so that one sweep sums it over all earlier points.
    private static func sum(_ residuals: [Double], _ decays: [Double]) -> Double {
        var (total, earlier) = (0.0, 0.0)
        for index in residuals.indices {
            if index > 0 { earlier *= decays[index - 1] }
            total += residuals[index] * (residuals[index] + 2 * earlier)
            earlier += residuals[index]
        }
        return total
    }

    /// The p-value of the first draw of each group, by Monte Carlo: exact at any number of groups.
    ///
    /// Given the probabilities a calibrated model's outcomes are independent and come true with just
    /// these, so that the statistic's distribution is known and resampled: the test of Barnard (1963)
    /// with p = (1 + #{T* ≥ T})/(1 + R). The resamples' seed is made of the draws, so that equal draws
    /// have equal p. It supposes that the groups are independent draws of prompts with their
    /// references.
    ///
    /// - Returns: nil for fewer than two groups.
    package static func firstDrawPValue(
        _ groups: [ForecastGroup], resamples: Int = 4999
    ) -> Double? {
        guard groups.count > 1 else { return nil }
        let firsts = groups.map { $0.forecasts[0] }.sorted { $0.probability < $1.probability }
        let decays = decays(firsts.map(\.probability))
        /// The sum over pairs without those of a point with itself.
        func statistic(_ residuals: [Double]) -> Double {
            sum(residuals, decays) - residuals.reduce(0) { $0 + $1 * $1 }
        }
        // Equal data may be summed with other rounding.
        let seen = statistic(firsts.map { -$0.excess }) - 1e-12
        var generator = SplitMix64(seed: seed(of: firsts))
        var reached = 1
        for _ in 0..<resamples {
            let residuals = firsts.map { first in
                (Double.random(in: 0..<1, using: &generator) < first.probability ? 1 : 0)
                    - first.probability
            }
            if statistic(residuals) >= seen { reached += 1 }
        }
        return Double(reached) / Double(1 + resamples)
    }

    /// A number that other draws as good as never have.
    private static func seed(of forecasts: [Forecast]) -> UInt64 {
        forecasts.reduce(0x5CE) { seed, forecast in
            var mixer = SplitMix64(
                seed: seed ^ forecast.probability.bitPattern ^ (forecast.isRight ? 1 << 63 : 0))
            return mixer.next()
        }
    }
}
