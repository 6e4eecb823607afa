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
        let estimate = try Self.first(upTo: last) { place throws(StatisticsError) in
            let share = try above(values[place], .two).estimate
            return share <= beyond
        }
        return Bound(
            estimate: min(max(values[estimate], values[lower]), values[upper]),
            lower: side.hasLower ? values[lower] : 0, upper: side.hasUpper ? values[upper] : 1,
            alpha: alpha, side: side, method: .bets, validity: .anytime)
    }

    /// The first place at which a condition holds that stays true; it holds at the last one.
    private static func first(
        upTo last: Int, where holds: (Int) throws(StatisticsError) -> Bool
    ) throws(StatisticsError) -> Int {
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
        let moments = try Moments(self, alpha: alpha, side: side, error: error)
        return Bound(
            estimate: moments.deviation,
            lower: side.hasLower ? moments.leastVariance.squareRoot().nextDown.clamped(0, 0.5) : 0,
            upper: side.hasUpper ? moments.greatestVariance.squareRoot().nextUp.clamped(0, 0.5) : 0.5,
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
        let moments = try Moments(self, alpha: alpha, side: side, error: error)
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

/// Limits on the first two moments of the score, and what follows from them.
private struct Moments {
    let mean: Bound
    let square: Bound
    private let known: (known: Double, squares: Double, left: Double)
    /// How far off a variance may be that is made from known masses.
    private let slack: Double

    init(
        _ sample: RestSample, alpha: Double, side: Bound.Side, error: Double
    ) throws(StatisticsError) {
        try Check.alpha(alpha)
        square = try sample.bound(of: { $0 * $0 }, alpha: alpha / 2, side: side)
            .widened(by: error)
        // An upper limit of σ needs the lower one of the mean, that of mean + λσ the upper one.
        mean = try sample.bound(of: { $0 }, alpha: alpha / 2, side: .two).widened(by: error)
        known = sample.now
        slack = 4 * error + 0x1p-44
    }

    /// σ of the estimates.
    var deviation: Double {
        min(
            max(0, square.estimate - mean.estimate * mean.estimate).squareRoot(),
            max(0, greatestVariance).squareRoot())
    }

    /// Over the limits of the mean: each of the two parts is concave in it.
    var greatestVariance: Double {
        let byMoments = square.upper - mean.lower * mean.lower
        let exact = known.squares - known.known
        let peak = 0.5.clamped(mean.lower, mean.upper)
        return max(0, min(byMoments, exact + peak - peak * peak + slack, 0.25) + 0x1p-50)
    }

    var leastVariance: Double {
        let byMoments = square.lower - mean.upper * mean.upper
        return max(0, max(byMoments, leastExact) - 0x1p-50)
    }

    /// The least over the limits of the mean of Q + (μ − L)²/R − μ², which is convex.
    private var leastExact: Double {
        guard known.left > 0x1p-40 else {
            let (low, high) = (mean.lower, mean.upper)
            return known.squares - max(low * low, high * high) - slack
        }
        let rest = 1 - known.left
        let valley = rest > 0 ? min(1, known.known / rest) : mean.lower
        let point = valley.clamped(mean.lower, mean.upper)
        let others = point - known.known
        return known.squares + others * others / known.left - point * point - slack
    }

    /// The greatest μ + λ√v over the limits of the mean.
    func greatestScore(_ weight: Double) -> Double {
        let scale = (1 + weight * weight).squareRoot()
        // μ + λ√(E − μ²) and μ + λ√(D − (μ − ½)²) are concave.
        func value(_ mean: Double, _ variance: Double) -> Double {
            mean + weight * max(0, variance).squareRoot()
        }
        let first = (square.upper.squareRoot() / scale).clamped(mean.lower, mean.upper)
        let byMoments = value(first, square.upper - first * first + 0x1p-50)
        let spread = max(0, known.squares - known.known + 0.25 + slack)
        let second = (0.5 + spread.squareRoot() / scale).clamped(mean.lower, mean.upper)
        let exact = value(second, spread - (second - 0.5) * (second - 0.5) + 0x1p-50)
        return min(byMoments, exact, value(mean.upper, greatestVariance))
    }

    /// The least μ + λ√v: concave where E[s²] > μ², and at least μ beyond.
    func leastScore(_ weight: Double) -> Double {
        func value(_ mean: Double) -> Double {
            mean + weight * max(0, square.lower - mean * mean - 0x1p-50).squareRoot()
        }
        let end = min(mean.upper, square.lower.squareRoot())
        let byMoments = end > mean.lower ? min(value(mean.lower), value(end)) : mean.lower
        return max(byMoments, mean.lower + weight * leastVariance.squareRoot())
    }
}

extension Double {
    /// The nearest number between two limits.
    fileprivate func clamped(_ low: Double, _ high: Double) -> Double {
        Swift.min(Swift.max(self, low), Swift.max(low, high))
    }
}
