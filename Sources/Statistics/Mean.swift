/// Bounds on the mean of a score in [0, 1].
///
/// Methods and their validity:
/// - `bets` (default): the mixture of sixteen bets, anytime, and for graded scores at n ≤ 1024
///   usually tighter than the paper's fixed-n bound.
/// - `mixture`: the closed form that needs only the sum; anytime; the tighter one for binary scores.
/// - `anderson`: exact integral of the DKW band, fixed n (the paper's bound without its grid);
///   `kolmogorov` and `berkJones` integrate those bands instead.
/// - `star`: bets aimed anew after every draw, fixed n, the tightest; depends on the order.
/// - `bentkus`, `chernoffKL`, `hoeffding`, `maurerPontil`: closed forms, fixed n.
/// - `epochs`: the integral of the anytime band; depends on the order.
///
/// With `.two` each side gets α/2.
package enum Mean {
    /// The bound from the multiset of the scores, for every method that ignores their order.
    ///
    /// `start` is a bound a few draws ago, which only saves time. Throws if there are no draws, if
    /// α lies outside (0, ½], or if the method does not bound a mean or needs the order.
    package static func bound(
        of scores: ScoreDistribution, alpha: Double, side: Bound.Side,
        method: Bound.Method = .bets, start: Bound? = nil
    ) throws(StatisticsError) -> Bound {
        try Check.draws(scores.draws)
        try Check.alpha(alpha)
        switch method {
        case .bets:
            return bets(of: scores, alpha: alpha, side: side, start: start)
        case .mixture:
            return try Proportion.mixture(
                leaks: scores.sum, draws: scores.draws, alpha: alpha, side: side)
        case .anderson, .dkw:
            var bound = bound(
                over: try .dkw(of: scores, alpha: alpha, side: side.mirrored),
                estimate: scores.mean)
            bound.method = method
            return bound
        case .kolmogorov, .berkJones:
            return bound(
                over: try .fixed(of: scores, alpha: alpha, side: side.mirrored, method: method),
                estimate: scores.mean)
        case .hoeffding, .chernoffKL, .bentkus, .maurerPontil:
            return closedForm(of: scores, alpha: alpha, side: side, method: method)
        default:
            throw .unsupportedMethod(method, quantity: "mean of a multiset of scores")
        }
    }

    /// The bound from the scores in the order of their draws, for every method.
    package static func bound(
        ofDraws draws: [Double], alpha: Double, side: Bound.Side, method: Bound.Method = .bets
    ) throws(StatisticsError) -> Bound {
        switch method {
        case .star:
            return try star(ofDraws: draws, alpha: alpha, side: side)
        case .epochs:
            let bands = try EpochBand(of: draws, alpha: alpha, side: side.mirrored)
            return bound(over: bands.current, estimate: bands.scores.mean)
        default:
            return try bound(
                of: ScoreDistribution(draws), alpha: alpha, side: side, method: method)
        }
    }

    /// The exact extremes of the mean over a band; level and validity are the band's.
    ///
    /// `estimate` is the mean of all draws where the band is older than the last of them.
    package static func bound(over band: Band, estimate: Double? = nil) -> Bound {
        let limits = band.meanLimits
        return band.bound(
            estimate: estimate ?? band.estimatedMean, lower: limits.lower, upper: limits.upper,
            falling: true)
    }

    /// The bound by sixteen bets with each lost draw at its worst, no wider than limits that hold
    /// already.
    ///
    /// Limits at all numbers of draws hold together (Ville 1939), so that narrower ones of earlier
    /// draws still do; where the new ones are no narrower they are not computed.
    ///
    /// - Parameters:
    ///   - lost: how many draws have no score: 1 for the upper limit, 0 for the lower one.
    ///   - known: limits of earlier draws at the same α and side.
    /// - Throws: where there are no scores, or α lies outside (0, ½].
    package static func bets(
        of scores: ScoreDistribution, lost: Int, alpha: Double, side: Bound.Side,
        within known: Bound? = nil
    ) throws(StatisticsError) -> Bound {
        try Check.draws(scores.draws)
        try Check.alpha(alpha)
        return bets(of: scores, lost: lost, alpha: alpha, side: side, start: nil, within: known)
    }

    private static func bets(
        of scores: ScoreDistribution, lost: Int = 0, alpha: Double, side: Bound.Side,
        start: Bound?, within known: Bound? = nil
    ) -> Bound {
        let plain = SixteenBets(values: scores.scores, counts: scores.counts)
        func bets(lostAt score: Double) -> SixteenBets {
            guard lost > 0 else { return plain }
            let all = scores.adding(lost: lost, at: score)
            return SixteenBets(values: all.scores, counts: all.counts)
        }
        let share = side.share(of: alpha)
        var bound = Bound(
            estimate: scores.mean, lower: 0, upper: 1, alpha: alpha, side: side, method: .bets,
            validity: .anytime)
        if side.hasLower {
            bound.lower = bets(lostAt: 0).lower(
                alpha: share, start: start?.lower, within: known?.lower ?? 0)
        }
        if side.hasUpper {
            bound.upper = bets(lostAt: 1).upper(
                alpha: share, start: start?.upper, within: known?.upper ?? 1)
        }
        return bound
    }
}

extension Band {
    /// The mean of the estimated distribution function.
    var estimatedMean: Double {
        var sum = CompensatedSum()
        sum.add(1)
        var start = 0.0
        for (index, share) in estimate.enumerated() {
            let end = index < jumps.count ? jumps[index] : 1
            sum.add(-(end - start) * share)
            start = end
        }
        return min(1, max(0, sum.value))
    }
}
