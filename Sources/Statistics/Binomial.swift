import Platform

/// Probabilities of the binomial distribution (Loader 2000).
enum Binomial {
    /// ln P(Bin(n, p) = k), with q = 1 − p given separately.
    static func logProbability(_ k: Int, of n: Int, p: Double, q: Double) -> Double {
        guard k >= 0, k <= n else { return -.infinity }
        if p <= 0 { return k == 0 ? 0 : -.infinity }
        if q <= 0 { return k == n ? 0 : -.infinity }
        let total = Double(n)
        let misses = Double(n - k)
        if k == 0 { return total * (p < 0.5 ? log1p(-p) : log(q)) }
        if k == n { return total * (q < 0.5 ? log1p(-q) : log(p)) }
        let hits = Double(k)
        return SpecialFunctions.stirlingError(total) - SpecialFunctions.stirlingError(hits)
            - SpecialFunctions.stirlingError(misses)
            - SpecialFunctions.deviance(hits, total * p)
            - SpecialFunctions.deviance(misses, total * q)
            + 0.5 * log(total / (2 * Double.pi * hits) / misses)
    }

    /// P(Bin(n, p) ≤ k), from the incomplete beta function.
    static func atMost(_ k: Int, of n: Int, p: Double) -> Double {
        if k < 0 { return 0 }
        if k >= n { return 1 }
        let beta = BetaDistribution(a: Double(k) + 1, b: Double(n - k))
        return exp(beta.tails(x: p, complement: 1 - p).logUpper)
    }

    /// P(Bin(n, p) ≥ k).
    static func atLeast(_ k: Int, of n: Int, p: Double) -> Double {
        if k <= 0 { return 1 }
        if k > n { return 0 }
        let beta = BetaDistribution(a: Double(k), b: Double(n - k) + 1)
        return exp(beta.tails(x: p, complement: 1 - p).logLower)
    }
}
