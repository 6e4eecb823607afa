import Platform

extension Proportion {
    /// Wilson (1927): the interval that inverts the score test; approximate, for comparison only.
    ///
    /// Mean coverage is near the nominal level, but for p near 0 it dips to about 0.83 at a nominal
    /// 95 %. Cost: under a microsecond.
    package static func wilson(
        leaks: Int, draws: Int, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try Check.count(Double(leaks), of: draws)
        let z = SpecialFunctions.normalUpperQuantile(side == .two ? alpha / 2 : alpha)
        let n = Double(draws)
        let p = Double(leaks) / n
        let square = z * z / n
        let half = sqrt(p * (1 - p) * square + square * square / 4)
        let upper = leaks == draws ? 1 : (p + square / 2 + half) / (1 + square)
        // The product of the two roots gives the lower one without cancellation.
        let lower = leaks == 0 ? 0 : p * p / (1 + square) / upper
        return Bound(
            estimate: p, lower: side == .upper ? 0 : lower, upper: side == .lower ? 1 : upper,
            alpha: alpha, side: side, method: .wilson, validity: .fixed(n: draws))
    }

    /// The equal-tailed interval of the posterior Beta(k + ½, n − k + ½), for comparison only.
    ///
    /// The lower limit is 0 at k = 0 and the upper one 1 at k = n (Brown, Cai & DasGupta 2001). It
    /// is a credible interval under the prior Beta(½, ½); its coverage is not guaranteed.
    package static func jeffreys(
        leaks: Int, draws: Int, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try Check.count(Double(leaks), of: draws)
        let perSide = side == .two ? alpha / 2 : alpha
        let (k, n) = (Double(leaks), Double(draws))
        var lower = 0.0
        var upper = 1.0
        if side != .upper, leaks > 0 {
            lower = BetaDistribution(a: n - k + 0.5, b: k + 0.5).upperQuantile(perSide).complement
        }
        if side != .lower, leaks < draws {
            upper = BetaDistribution(a: k + 0.5, b: n - k + 0.5).upperQuantile(perSide).value
        }
        return Bound(
            estimate: k / n, lower: lower, upper: upper, alpha: alpha, side: side,
            method: .jeffreys, validity: .fixed(n: draws))
    }
}
