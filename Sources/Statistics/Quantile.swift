/// Bounds on the q quantile of a score, inf {x : P(score ≤ x) ≥ q}.
///
/// Methods and their validity:
/// - `dkw` (default), `kolmogorov`, `berkJones`: from a band, fixed n, valid for all q together.
/// - `epochs`: from the anytime band, for all q together; order-dependent.
/// - `clopperPearson`: order statistics at exact binomial ranks, fixed n, for *one* q chosen before
///   the draws; the tightest.
/// - `mixture`, `bets`, `bets48` and their pairs: the anytime limits of a proportion inverted, for
///   *one* q chosen before the draws.
package enum Quantile {
    /// The bound from the multiset of the scores.
    ///
    /// Throws if there are no draws, q is not in (0, 1), α lies outside (0, ½], or the method needs
    /// the order or does not fit. Cost: that of the band; O(d) binomial limits for
    /// `clopperPearson`.
    package static func bound(
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
    package static func bound(
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
    package static func bound(over band: Band, q: Double, estimate: Double) -> Bound {
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

    /// The anytime limits at one q that was chosen before the draws.
    ///
    /// The quantile Q exceeds a score x only if P(score ≤ x) < q. Every x below Q has at most as many
    /// draws at or below it as lie below Q, whose share of the distribution is at most q; so the
    /// least score where the lower limit of that proportion reaches q lies below Q at any n with
    /// probability at most α, and likewise for the other side (Howard & Ramdas 2022). The order of
    /// the draws does not matter. Cost: about 2 log₂ n limits of a proportion.
    ///
    /// - Parameter method: a method for a proportion; nil takes for each side the one that is tight
    ///   where the rarer of the two sides of Q is rare.
    package static func anytime(
        of scores: ScoreDistribution, q: Double, alpha: Double, side: Bound.Side,
        method: Bound.Method? = nil
    ) throws(StatisticsError) -> Bound {
        try Check.openUnit(q, "q")
        try Check.draws(scores.draws)
        try Check.alpha(alpha)
        let draws = scores.draws
        let share = side.share(of: alpha)
        // Above the median the draws beyond a score are the rare ones, and are counted instead.
        let countsBeyond = method == nil && q >= 0.5
        let usual = Bound.Method.anytimeProportion(countsBeyond ? side : side.mirrored)
        let named = method ?? usual
        // Checks the method before the searches, which cannot throw.
        _ = try Proportion.bound(leaks: 0, draws: 1, alpha: share, side: .two, method: named)
        func limit(_ count: Int, _ wanted: Bound.Side) -> Double {
            let leaks = Double(countsBeyond ? draws - count : count)
            let asked = countsBeyond ? wanted.mirrored : wanted
            let bound = try? Proportion.bound(
                leaks: leaks, draws: draws, alpha: share, side: asked,
                method: method ?? .anytimeProportion(asked))
            guard let bound else { return wanted == .lower ? 0 : 1 }
            guard countsBeyond else { return wanted == .lower ? bound.lower : bound.upper }
            return wanted == .lower ? (1 - bound.upper).nextDown : (1 - bound.lower).nextUp
        }
        let reached = Count.first(upTo: draws) { limit($0, .lower) >= q }
        let possible = Count.first(upTo: draws) { limit($0, .upper) >= q }
        return Bound(
            estimate: scores.quantile(q),
            lower: side.hasLower ? scores.ordered(possible) ?? 1 : 0,
            upper: side.hasUpper ? scores.ordered(reached) ?? 1 : 1,
            alpha: alpha, side: side, method: named, validity: .anytime)
    }

    private enum Count {
        /// The least count from 0 to n at which a condition that stays true holds; nil if none.
        static func first(upTo n: Int, where holds: (Int) -> Bool) -> Int? {
            guard holds(n) else { return nil }
            var (low, high) = (-1, n)
            while high - low > 1 {
                let middle = low + (high - low) / 2
                if holds(middle) { high = middle } else { low = middle }
            }
            return high
        }
    }
}

extension ScoreDistribution {
    /// The least score at or below which this many draws lie; 0 for none, nil for no such score.
    fileprivate func ordered(_ count: Int?) -> Double? {
        guard let count else { return nil }
        guard count > 0 else { return 0 }
        let cumulative = cumulativeCounts
        return cumulative.firstIndex { $0 >= count }.map { scores[$0] }
    }
}
