/// Bounds on the q quantile of a score, inf {x : P(score ≤ x) ≥ q}.
///
/// Methods and their validity:
/// - `dkw` (default), `kolmogorov`, `berkJones`: from a band, fixed n, valid for all q together.
/// - `epochs`: from the anytime band, for all q together; order-dependent.
/// - `clopperPearson`: order statistics at exact binomial ranks, fixed n, for *one* q chosen before
///   the draws; the tightest.
public enum Quantile {
    /// The bound from the multiset of the scores.
    ///
    /// Throws if there are no draws, q is not in (0, 1), α lies outside (0, ½], or the method needs
    /// the order or does not fit. Cost: that of the band; O(d) binomial limits for
    /// `clopperPearson`.
    public static func bound(
        of scores: ScoreDistribution, q: Double, alpha: Double, side: Bound.Side,
        method: Bound.Method = .dkw
    ) throws(StatisticsError) -> Bound {
        try Check.openUnit(q, "q")
        try Check.draws(scores.draws)
        try Check.alpha(alpha)
        let band =
            method == .clopperPearson
            ? pointwise(scores, alpha: alpha, side: side.mirrored)
            : try Band.fixed(of: scores, alpha: alpha, side: side.mirrored, method: method)
        return bound(over: band, q: q, estimate: scores.quantile(q))
    }

    /// The bound from the scores in the order of their draws, for every method.
    public static func bound(
        ofDraws draws: [Double], q: Double, alpha: Double, side: Bound.Side, method: Bound.Method
    ) throws(StatisticsError) -> Bound {
        guard method == .epochs else {
            return try bound(
                of: ScoreDistribution(draws), q: q, alpha: alpha, side: side, method: method)
        }
        try Check.openUnit(q, "q")
        let bands = try EpochBand(of: draws, alpha: alpha, side: side.mirrored)
        try Check.draws(bands.scores.draws)
        return bound(over: bands.current, q: q, estimate: bands.scores.quantile(q))
    }

    /// The limits at one q of a band; level and validity are the band's.
    public static func bound(over band: Band, q: Double, estimate: Double) -> Bound {
        let limits = band.quantile(q)
        return band.bound(
            estimate: estimate, lower: limits.lower, upper: limits.upper, falling: true)
    }

    /// Exact binomial limits of F at every jump, each valid on its own.
    ///
    /// They are no band, but for one q the set of ranks that they select depends on n, q and α
    /// alone: the quantile exceeds the i-th smallest score only if at least i draws lie below it,
    /// which has probability at most P(Bin(n, q) ≥ i).
    private static func pointwise(
        _ scores: ScoreDistribution, alpha: Double, side: Bound.Side
    ) -> Band {
        let share = side.share(of: alpha)
        let draws = scores.draws
        return Band(of: scores, alpha: alpha, side: side, method: .clopperPearson) { count in
            (
                lower: Proportion.clopperPearsonLower(
                    leaks: count, draws: draws, validAlpha: share
                ).value,
                upper: Proportion.clopperPearsonUpper(
                    leaks: count, draws: draws, validAlpha: share
                ).value
            )
        }
    }
}
