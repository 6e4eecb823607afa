/// Bounds on P(score > x), the share of draws whose score lies strictly above a threshold x.
///
/// Methods and their validity:
/// - `dkw` (default), `kolmogorov`, `berkJones`: from a band, fixed n, and so valid for all
///   thresholds together: browse them freely.
/// - `epochs`: from the anytime band, for all thresholds together; order-dependent.
/// - `clopperPearson`, `wilson`, `jeffreys` (fixed n), `mixture`, `bets`, `mixtureAndBets`
///   (anytime): the bound on a proportion for *one* threshold chosen before the draws. For T
///   thresholds give each α/T.
package enum Exceedance {
    /// The bound from the multiset of the scores.
    ///
    /// Throws if there are no draws, x is not in [0, 1], α lies outside (0, ½], or the method needs
    /// the order or does not fit. Cost: that of the band or of the proportion.
    package static func bound(
        of scores: ScoreDistribution, above x: Double, alpha: Double, side: Bound.Side,
        method: Bound.Method = .dkw
    ) throws(StatisticsError) -> Bound {
        try Check.unit(x, "the threshold")
        switch method {
        case .dkw, .kolmogorov, .berkJones:
            let band = try Band.fixed(
                of: scores, alpha: alpha, side: side.mirrored, method: method)
            return bound(over: band, above: x)
        default:
            return try Proportion.bound(
                leaks: Double(scores.count(above: x)), draws: scores.draws, alpha: alpha,
                side: side, method: method)
        }
    }

    /// The bound from the scores in the order of their draws, for every method.
    package static func bound(
        ofDraws draws: [Double], above x: Double, alpha: Double, side: Bound.Side,
        method: Bound.Method
    ) throws(StatisticsError) -> Bound {
        guard method == .epochs else {
            return try bound(
                of: ScoreDistribution(draws), above: x, alpha: alpha, side: side, method: method)
        }
        try Check.unit(x, "the threshold")
        let bands = try EpochBand(of: draws, alpha: alpha, side: side.mirrored)
        try Check.draws(bands.scores.draws)
        var bound = bound(over: bands.current, above: x)
        bound.estimate = 1 - bands.scores.share(atMost: x)
        return bound
    }

    /// The limits at one threshold of a band; level and validity are the band's.
    package static func bound(over band: Band, above x: Double) -> Bound {
        let limits = band.exceedance(above: x)
        return band.bound(
            estimate: limits.estimate, lower: limits.lower, upper: limits.upper, falling: true)
    }

    /// The bound on P(score ≤ x) = 1 − P(score > x) that a bound on P(score > x) implies.
    package static func complement(_ bound: Bound) -> Bound {
        Bound(
            estimate: 1 - bound.estimate,
            lower: lowerComplement(of: bound.upper),
            upper: bound.lower > 0 ? min(1, (1 - bound.lower).nextUp) : 1,
            alpha: bound.alpha, side: bound.side.mirrored, method: bound.method,
            validity: bound.validity)
    }

    /// 1 − p rounded down, but exactly 1 for p = 0: no score lies above 1.
    private static func lowerComplement(of p: Double) -> Double {
        p <= 0 ? 1 : max(0, (1 - p).nextDown)
    }
}
