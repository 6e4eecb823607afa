import Platform

/// Bounds on the standard deviation σ of a score in [0, 1], which is at most ½.
///
/// Methods and their validity:
/// - `dkw` (fixed-n default), `kolmogorov`, `berkJones`: the exact largest and smallest σ over the
///   two-sided band at α. Both limits come from one band, so `.two` costs no more than one side.
/// - `clopperPearson`: for binary scores, where σ = √(p(1 − p)); two-sided interval at α.
/// - `maurerPontil`: one formula (theorem 10), better than `dkw` for small σ beyond 1000 draws.
/// - `bets`: anytime, order-dependent, the default of the live display and usually the tightest.
/// - `epochs`: the extremes over the anytime band; order-dependent.
package enum Deviation {
    /// The fixed-n bound from the multiset of the scores.
    ///
    /// Throws if there are no draws, if α lies outside (0, ½], or if the method needs the order or
    /// does not fit.
    package static func bound(
        of scores: ScoreDistribution, alpha: Double, side: Bound.Side,
        method: Bound.Method = .dkw
    ) throws(StatisticsError) -> Bound {
        try Check.draws(scores.draws)
        try Check.alpha(alpha)
        switch method {
        case .clopperPearson where scores.isBinary:
            let proportion = try Proportion.clopperPearson(
                leaks: scores.count(above: 0), draws: scores.draws, alpha: alpha, side: .two)
            return bound(ofBinary: proportion, side: side)
        case .maurerPontil:
            return maurerPontil(of: scores, alpha: alpha, side: side)
        case .dkw, .kolmogorov, .berkJones:
            let band = try Band.fixed(of: scores, alpha: alpha, side: .two, method: method)
            return bound(over: band, side: side, estimate: scores.deviation)
        default:
            throw .unsupportedMethod(method, quantity: "standard deviation of these scores")
        }
    }

    /// The anytime bound from sixteen bets; `.two` gives α/2 to each side.
    ///
    /// `start` is a bound a few draws ago, which only saves time.
    package static func bound(
        of draws: AnytimeDeviation, alpha: Double, side: Bound.Side, start: Bound? = nil
    ) throws(StatisticsError) -> Bound {
        try Check.draws(draws.scores.draws)
        try Check.alpha(alpha)
        let share = side.share(of: alpha)
        return Bound(
            estimate: draws.scores.deviation,
            lower: side.hasLower ? draws.lower(alpha: share, start: start?.lower) : 0,
            upper: side.hasUpper ? draws.upper(alpha: share, start: start?.upper) : 0.5,
            alpha: alpha, side: side, method: .bets, validity: .anytime)
    }

    /// The bound from the scores in the order of their draws, for every method.
    package static func bound(
        ofDraws draws: [Double], alpha: Double, side: Bound.Side, method: Bound.Method
    ) throws(StatisticsError) -> Bound {
        switch method {
        case .bets:
            return try bound(of: AnytimeDeviation(draws), alpha: alpha, side: side)
        case .epochs:
            let bands = try EpochBand(of: draws, alpha: alpha, side: .two)
            return bound(over: bands.current, side: side, estimate: bands.scores.deviation)
        default:
            return try bound(
                of: ScoreDistribution(draws), alpha: alpha, side: side, method: method)
        }
    }

    /// The exact extremes over a two-sided band; level and validity are the band's.
    ///
    /// They hold on the same event as the band, together with all else that is read from it.
    /// `estimate` is the deviation of all draws where the band is older than the last of them.
    package static func bound(
        over band: Band, side: Bound.Side = .two, estimate: Double? = nil
    ) -> Bound {
        let limits = band.deviationLimits
        return Bound(
            estimate: estimate ?? band.estimatedVariance.squareRoot(),
            lower: side.hasLower ? limits.lower : 0, upper: side.hasUpper ? limits.upper : 0.5,
            alpha: band.alpha, side: side, method: band.method, validity: band.validity)
    }

    /// The bound for a binary score, from a bound on its proportion p; fixed or anytime as that is.
    ///
    /// √(p(1 − p)) rises to ½ at p = ½ and falls again, so its extremes over the interval of p lie
    /// at the ends or at ½. A one-sided bound on p has a trivial end and gives a limit on one side
    /// of ½ only. Exact for binary scores.
    package static func bound(ofBinary proportion: Bound, side: Bound.Side? = nil) -> Bound {
        let side = side ?? proportion.side
        return Bound(
            estimate: bernoulli(proportion.estimate),
            lower: side.hasLower
                ? max(0, min(bernoulli(proportion.lower), bernoulli(proportion.upper)).nextDown)
                : 0,
            upper: side.hasUpper ? greatestBernoulli(proportion) : 0.5,
            alpha: proportion.alpha, side: side, method: proportion.method,
            validity: proportion.validity)
    }

    private static func bernoulli(_ p: Double) -> Double {
        max(0, p * (1 - p)).squareRoot()
    }

    /// The largest √(p(1 − p)) over the limits of p.
    private static func greatestBernoulli(_ p: Bound) -> Double {
        guard p.upper < 0.5 || p.lower > 0.5 else { return 0.5 }
        return min(0.5, (max(bernoulli(p.lower), bernoulli(p.upper)) * (1 + 0x1p-51)).nextUp)
    }

    /// s ± √(2 ln(1/α)/(n − 1)) with the unbiased variance s² (Maurer & Pontil 2009, theorem 10).
    private static func maurerPontil(
        of scores: ScoreDistribution, alpha: Double, side: Bound.Side
    ) -> Bound {
        let degrees = Double(scores.draws - 1)
        var bound = Bound(
            estimate: scores.deviation, lower: 0, upper: 0.5, alpha: alpha, side: side,
            method: .maurerPontil, validity: .fixed(n: scores.draws))
        guard degrees > 0 else { return bound }
        let unbiased = (scores.variance * Double(scores.draws) / degrees).squareRoot()
        let margin =
            (-2 * log(side.share(of: alpha)) / degrees).squareRoot() * (1 + 0x1p-50)
        if side.hasUpper { bound.upper = min(0.5, (unbiased + margin) * (1 + 0x1p-50)) }
        if side.hasLower { bound.lower = max(0, (unbiased - margin) - 0x1p-50) }
        return bound
    }
}
