import Platform

/// Anytime bounds on the difference E[a] − E[b] of two leak rates or mean scores, in [−1, 1].
package enum Difference {
    /// The bound from pairs: the i-th committed draw of one side with the i-th of the other.
    ///
    /// Bets on x = (1 + a − b)/2 with the sixteen stakes of the upper side, for both limits.
    /// Any dependence inside a pair is allowed; pairs must have a constant mean given the past.
    /// For binary scores, ties multiply by one: it is the sequential form of McNemar's test. With
    /// `.two` each side gets α/2. Cost: two sixteen-bet limits.
    ///
    /// - Parameters:
    ///   - a: scores in [0, 1], one per pair.
    ///   - b: scores in [0, 1], as many.
    package static func paired(
        _ a: [Double], _ b: [Double], alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try Check.scores(a, "a")
        try Check.scores(b, "b")
        guard a.count == b.count else {
            throw .differentLengths(first: a.count, second: b.count)
        }
        func limit(_ x: some Sequence<Double>) throws(StatisticsError) -> Double {
            let bets = bets(try ScoreDistribution(x))
            return outward(2 * bets.upper(alpha: side.share(of: alpha)) - 1)
        }
        let estimate = zip(a, b).reduce(0) { $0 + $1.0 - $1.1 } / Double(a.count)
        return Bound(
            estimate: estimate,
            lower: side == .upper ? -1 : -(try limit(zip(a, b).map { (1 - ($0 - $1)) / 2 })),
            upper: side == .lower ? 1 : try limit(zip(a, b).map { (1 + ($0 - $1)) / 2 }),
            alpha: alpha, side: side, method: .bets, validity: .anytime)
    }

    /// The bound from two independent lists of scores of any lengths: the joint e-process.
    ///
    /// The difference is at most δ only if for some m the mean of b is m and that of a at most
    /// m + δ. Evidence against both multiplies, so δ is refuted once
    /// min over m of Eᵃ(m + δ) · Eᵇ(m) reaches 1/α, with E the sixteen-bet evidence; ln E is convex
    /// in m, so the minimum is found by a one-dimensional search. Any interleaving of the two
    /// streams and any stopping rule is allowed. Weaker than pairs where draws can be paired.
    /// Cost: about 200 evaluations of the sixteen bets per side.
    package static func unpaired(
        _ a: [Double], _ b: [Double], alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try Check.scores(a, "a")
        try Check.scores(b, "b")
        return unpaired(
            bets(try ScoreDistribution(a)), bets(try ScoreDistribution(b)), alpha: alpha,
            side: side)
    }

    /// The same for binary scores, from counts.
    package static func unpaired(
        leaksA: Int, drawsA: Int, leaksB: Int, drawsB: Int, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try Check.count(Double(leaksA), of: drawsA, "leaksA")
        try Check.count(Double(leaksB), of: drawsB, "leaksB")
        return unpaired(
            SixteenBets(zeros: drawsA - leaksA, ones: leaksA),
            SixteenBets(zeros: drawsB - leaksB, ones: leaksB), alpha: alpha, side: side)
    }

    private static func unpaired(
        _ a: SixteenBets, _ b: SixteenBets, alpha: Double, side: Bound.Side
    ) -> Bound {
        let perSide = side == .two ? alpha / 2 : alpha
        return Bound(
            estimate: a.mean - b.mean,
            lower: side == .upper ? -1 : jointLower(a, b, alpha: perSide),
            upper: side == .lower ? 1 : -jointLower(b, a, alpha: perSide),
            alpha: alpha, side: side, method: .joint, validity: .anytime)
    }

    private static func bets(_ scores: ScoreDistribution) -> SixteenBets {
        SixteenBets(values: scores.scores, counts: scores.counts)
    }

    /// The least mᵃ − mᵇ with ln Eᵃ(mᵃ) + ln Eᵇ(mᵇ) ≤ ln(1/α).
    ///
    /// For each mᵇ the budget that is left gives the least mᵃ; the difference is convex in mᵇ.
    private static func jointLower(_ a: SixteenBets, _ b: SixteenBets, alpha: Double) -> Double {
        let goal = -log(alpha)
        let leastA = a.logEvidenceThatMeanIsAbove(1)
        let greatestB = b.upper(alpha: exp(max(-690, leastA - goal)), start: nil)
        var start = min(max(a.mean, 1e-9), 1 - 1e-9)
        func difference(_ mB: Double) -> Double {
            let budget = goal - b.logEvidenceThatMeanIsBelow(mB)
            guard budget > leastA else { return 1 - mB }
            let mA = a.lower(alpha: exp(-min(690, budget)), start: start)
            if mA > 0, mA < 1 { start = mA }
            return mA - mB
        }
        let golden = (5.0.squareRoot() - 1) / 2
        var (low, high) = (0.0, greatestB)
        var left = high - golden * (high - low)
        var right = low + golden * (high - low)
        var (atLeft, atRight) = (difference(left), difference(right))
        var best = min(difference(low), difference(high), atLeft, atRight)
        for _ in 0..<60 where high - low > 1e-9 {
            if atLeft <= atRight {
                high = right
                (right, atRight) = (left, atLeft)
                left = high - golden * (high - low)
                atLeft = difference(left)
            } else {
                low = left
                (left, atLeft) = (right, atRight)
                right = low + golden * (high - low)
                atRight = difference(right)
            }
            best = min(best, atLeft, atRight)
        }
        // The search stops within 10⁻⁹ of the minimum, where the difference is flat.
        return -outward(-(best - 1e-12))
    }

    /// A limit of a difference, moved up by the rounding of values near one.
    private static func outward(_ limit: Double) -> Double { min(1, limit + 4e-16) }
}
