extension RestSample {
    /// P(score > x) for one x that was chosen before the draws.
    ///
    /// - Parameter error: how far off absorbed probability may be, absolutely.
    package func exceedance(
        above x: Double, alpha: Double, side: Bound.Side, error: Double = 0
    ) throws(StatisticsError) -> Bound {
        try bound(of: { $0 > x ? 1 : 0 }, alpha: alpha, side: side).widened(by: error)
    }

    /// The quantile Q of one order q, inf {x : P(score ≤ x) ≥ q}, that was chosen before the draws.
    ///
    /// Q is below a score a only if P(score ≥ a) ≤ 1 − q, and above it only if P(score > a) > 1 − q.
    /// The evidence against either falls as the set of scores grows, draw by draw, so that all that
    /// can be wrong hangs on the one set that begins at Q: no union over scores. α/2 for each side.
    package func quantile(
        _ q: Double, alpha: Double, side: Bound.Side, error: Double = 0
    ) throws(StatisticsError) -> Bound {
        try Check.openUnit(q, "q")
        let share = side.share(of: alpha)
        let (values, beyond) = (values, 1 - q)
        let last = values.count - 1
        func above(_ x: Double, _ side: Bound.Side) throws(StatisticsError) -> Bound {
            try exceedance(above: x, alpha: share, side: side, error: error)
        }
        // The least value above which there is provably no more than 1 − q.
        let upper = try Self.first(upTo: last) { place throws(StatisticsError) in
            let most = try above(values[place], .upper).upper
            return most <= beyond.nextDown
        }
        // The first value whose next one Q does not provably reach.
        let lower = try Self.first(upTo: last) { place throws(StatisticsError) in
            // No score lies between two values, so that above one is from the next one on.
            let least = try above(values[place], .lower).lower
            return least <= beyond.nextUp
        }
        let likely = Self.first(upTo: last) { place in
            estimate(of: { $0 > values[place] ? 1 : 0 }) <= beyond
        }
        return Bound(
            estimate: min(max(values[likely], values[lower]), values[upper]),
            lower: side.hasLower ? values[lower] : 0, upper: side.hasUpper ? values[upper] : 1,
            alpha: alpha, side: side, method: .bets, validity: .anytime)
    }

    /// The first place at which a condition holds that stays true; it holds at the last one.
    private static func first<Failure>(
        upTo last: Int, where holds: (Int) throws(Failure) -> Bool
    ) throws(Failure) -> Int {
        var (low, high) = (0, last)
        while low < high {
            let middle = (low + high) / 2
            if try holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The standard deviation of the score.
    ///
    /// From limits on E[s²] and on the mean at half of α each: σ² = E[s²] − μ². What is known exactly
    /// cuts it: with the score mass L and that of squares Q absorbed and R left, σ² is at most
    /// Q + (μ − L) − μ², where all others score 0 or 1, and at least Q + (μ − L)²/R − μ², where all
    /// others score alike.
    package func deviation(
        alpha: Double, side: Bound.Side, error: Double = 0
    ) throws(StatisticsError) -> Bound {
        let moments = try RestMoments(self, alpha: alpha, side: side, error: error)
        return Bound(
            estimate: moments.deviation,
            lower: side.hasLower ? moments.leastVariance.squareRoot().nextDown.clamped(0, 0.5) : 0,
            upper: side.hasUpper
                ? moments.greatestVariance.squareRoot().nextUp.clamped(0, 0.5) : 0.5,
            alpha: alpha, side: side, method: .bets, validity: .anytime)
    }

    /// Mean + λσ, from the same limits at half of α each.
    package func score(
        deviationWeight weight: Double, alpha: Double, side: Bound.Side, error: Double = 0
    ) throws(StatisticsError) -> Bound {
        try Check.finite(weight, "the weight of the deviation")
        guard weight >= 0 else {
            throw .outsideRange(name: "the weight of the deviation", value: weight, range: "[0, ∞)")
        }
        let moments = try RestMoments(self, alpha: alpha, side: side, error: error)
        let greatest = EDScore.greatest(deviationWeight: weight)
        let lower = moments.leastScore(weight) * (1 - 0x1p-48)
        let upper = moments.greatestScore(weight) * (1 + 0x1p-48)
        return Bound(
            estimate: moments.mean.estimate + weight * moments.deviation,
            lower: side.hasLower ? max(0, lower.nextDown) : 0,
            upper: side.hasUpper ? min(greatest, upper.nextUp) : greatest,
            alpha: alpha, side: side, method: .bets, validity: .anytime)
    }
}
