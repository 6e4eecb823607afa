import Platform

/// The posterior of one leak probability under a Beta prior: Beta(a + k, b + n − k).
package struct BetaPosterior: Sendable, Hashable {
    /// The pseudo-count of leaks.
    package let a: Double
    /// The pseudo-count of clean draws.
    package let b: Double
    private let prior: CredibleInterval.Prior

    /// The posterior after k leaks in n draws; zero draws give the prior itself.
    ///
    /// - Parameters:
    ///   - leaks: k, or a sum of scores in [0, 1].
    ///   - priorA: the prior's pseudo-count of leaks, above 0.
    ///   - priorB: the prior's pseudo-count of clean draws, above 0.
    package init(
        leaks: Double, draws: Int, priorA: Double = 0.5, priorB: Double = 0.5
    ) throws(StatisticsError) {
        for (name, value) in [("priorA", priorA), ("priorB", priorB)] {
            try Check.finite(value, name)
            guard value > 0 else {
                throw .outsideRange(name: name, value: value, range: "(0, ∞)")
            }
        }
        if draws != 0 || leaks != 0 { try Check.count(leaks, of: draws) }
        a = priorA + leaks
        b = priorB + Double(draws) - leaks
        prior = .beta(a: priorA, b: priorB)
    }

    /// The posterior mean, the expected leak rate of the next draw.
    package var mean: Double { a / (a + b) }

    /// P(p < `target`).
    package func probabilityBelow(_ target: Double) throws(StatisticsError) -> Double {
        try Check.unit(target, "target")
        return exp(
            BetaDistribution(a: a, b: b).tails(x: target, complement: 1 - target).logLower)
    }

    /// The equal-tailed interval with the given posterior mass in (0, 1).
    package func credibleInterval(mass: Double) throws(StatisticsError) -> CredibleInterval {
        try Check.openUnit(mass, "mass")
        let tail = (1 - mass) / 2
        return CredibleInterval(
            mean: mean, lower: BetaDistribution(a: b, b: a).upperQuantile(tail).complement,
            upper: BetaDistribution(a: a, b: b).upperQuantile(tail).value, mass: mass,
            prior: prior)
    }

    /// P(p of this posterior < p of the other), for independent draws.
    ///
    /// ∫ K(u) T(u) du over the logit u, K the density of the narrower posterior and T the tail of
    /// the other, by the trapezoidal rule, which converges geometrically for such integrands.
    /// Cost: some hundreds of incomplete beta functions.
    package func probabilityLess(than other: BetaPosterior) -> Double {
        // Integrate over the narrower density, on whose scale the other's tail is smooth.
        if other.logitScale < logitScale { return 1 - other.probabilityLess(than: self) }
        let density = BetaDistribution(a: a, b: b)
        let tail = BetaDistribution(a: other.a, b: other.b)
        let step = min(0.125, logitScale / 8)
        let center = log(a / b)
        var mass = 0.0
        var sum = 0.0
        for direction in [-1.0, 1.0] {
            var index = direction < 0 ? 1.0 : 0.0
            while index < 40_000 {
                let (x, y) = SpecialFunctions.logistic(center + direction * index * step)
                let weight = exp(density.logKernel(x: x, complement: y))
                let value = exp(tail.tails(x: x, complement: y).logUpper)
                mass += weight
                sum += weight * value
                if weight < 1e-18 * mass { break }
                index += 1
            }
        }
        return min(1, max(0, sum / mass))
    }

    /// The order of the standard deviation of the logit.
    private var logitScale: Double { (1 / a + 1 / b).squareRoot() }
}
