extension Proportion {
    /// Clopper & Pearson (1934): the exact bound for a number of draws fixed in advance.
    ///
    /// The upper limit solves P(Bin(n, p) ≤ k) = α, which is the 1 − α quantile of
    /// Beta(k + 1, n − k); the lower limit mirrors it. With `.two` each side gets α/2.
    /// Coverage is at least 1 − α for every p, and more because counts are discrete. Watching it
    /// while draws come in voids the level. Cost: 1–3 µs per side for any n ≤ 10⁷.
    package static func clopperPearson(
        leaks: Int, draws: Int, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        let perSide = side == .two ? alpha / 2 : alpha
        try Check.alpha(alpha)
        try Check.count(Double(leaks), of: draws)
        return Bound(
            estimate: Double(leaks) / Double(draws),
            lower: side == .upper
                ? 0 : clopperPearsonLower(leaks: leaks, draws: draws, validAlpha: perSide).value,
            upper: side == .lower
                ? 1 : clopperPearsonUpper(leaks: leaks, draws: draws, validAlpha: perSide).value,
            alpha: alpha, side: side, method: .clopperPearson, validity: .fixed(n: draws))
    }

    /// The one-sided upper limit at error probability `alpha`, with its complement.
    package static func clopperPearsonUpper(
        leaks: Int, draws: Int, alpha: Double
    ) throws(StatisticsError) -> Limit {
        try Check.alpha(alpha)
        try Check.count(Double(leaks), of: draws)
        return clopperPearsonUpper(leaks: leaks, draws: draws, validAlpha: alpha)
    }

    /// The one-sided lower limit at error probability `alpha`, with its complement.
    package static func clopperPearsonLower(
        leaks: Int, draws: Int, alpha: Double
    ) throws(StatisticsError) -> Limit {
        try Check.alpha(alpha)
        try Check.count(Double(leaks), of: draws)
        return clopperPearsonLower(leaks: leaks, draws: draws, validAlpha: alpha)
    }

    /// The same for input that was checked already: 0 ≤ k ≤ n, 0 < α < 1.
    static func clopperPearsonUpper(leaks: Int, draws: Int, validAlpha alpha: Double) -> Limit {
        if leaks >= draws { return (1, 0) }
        let quantile = BetaDistribution(a: Double(leaks) + 1, b: Double(draws - leaks))
            .upperQuantile(alpha)
        return outwardUpper(quantile)
    }

    /// The same for input that was checked already: 0 ≤ k ≤ n, 0 < α < 1.
    static func clopperPearsonLower(leaks: Int, draws: Int, validAlpha alpha: Double) -> Limit {
        if leaks <= 0 { return (0, 1) }
        let mirrored = clopperPearsonUpper(
            leaks: draws - leaks, draws: draws, validAlpha: alpha)
        return (mirrored.complement, mirrored.value)
    }
}
