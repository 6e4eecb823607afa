import Platform

/// The chance that the worst of k fresh draws leaks: 1 − (1 − p)^k.
///
/// For graded scores the analogue is the expected maximum of k fresh scores.
package enum LeakAtK {
    /// The unbiased estimate 1 − C(n−c, k)/C(n, k) from c leaks in n draws.
    ///
    /// Chen et al. (2021, pass@k); Reisizadeh et al. (2025, leak@k). It is undefined for more
    /// attempts than draws, which throws; and it is 0 whenever no leak was seen, however few
    /// draws there were, so a bound belongs beside it. Cost: at most min(c, k) logarithms.
    ///
    /// - Parameter attempts: k, from 1 to `draws`.
    package static func estimate(
        leaks: Int, draws: Int, attempts: Int
    ) throws(StatisticsError) -> Double {
        try Check.count(Double(leaks), of: draws)
        try check(attempts: attempts)
        guard attempts <= draws else {
            throw .countAboveTotal(
                name: "attempts", count: Double(attempts), total: Double(draws))
        }
        if draws - leaks < attempts { return 1 }
        // C(n−c, k)/C(n, k) is symmetric in c and k: take the product over the shorter range.
        let (terms, factor) = leaks < attempts ? (leaks, attempts) : (attempts, leaks)
        var logMiss = 0.0
        for index in 0..<terms {
            logMiss += log1p(-Double(factor) / Double(draws - index))
            if logMiss < -50 { return 1 }
        }
        // Not −expm1, which would make a negative zero of no leak.
        return 0 - expm1(logMiss)
    }

    /// The probability of at least one leak in `attempts` draws that each leak with probability p.
    ///
    /// Monotone in p, so it maps a bound on p to one on leak@k at the same α.
    package static func chance(
        perDraw p: Double, attempts: Int
    ) throws(StatisticsError) -> Double {
        try Check.unit(p, "probability")
        try check(attempts: attempts)
        // Plus zero: a chance of −0 would be printed with its sign.
        return p >= 1 ? 1 : -expm1(Double(attempts) * log1p(-p)) + 0
    }

    /// The bound on leak@k that a bound on p implies: same α, side, method and validity.
    ///
    /// The number of attempts is unrelated to the number of draws and may exceed it. The estimate
    /// is the plug-in value 1 − (1 − p̂)^k.
    package static func bound(
        from proportion: Bound, attempts: Int
    ) throws(StatisticsError) -> Bound {
        var bound = proportion
        bound.estimate = try chance(perDraw: proportion.estimate, attempts: attempts)
        bound.lower = try chance(perDraw: proportion.lower, attempts: attempts)
        bound.upper = try chance(perDraw: proportion.upper, attempts: attempts)
        if bound.lower > 0 { bound.lower = max(0, bound.lower.nextDown) }
        if bound.upper < 1 { bound.upper = bound.upper.nextUp }
        return bound
    }

    /// The bound from counts, with the unbiased estimate.
    ///
    /// The limits exist for any k; the estimate is NaN where k exceeds the number of draws, because
    /// no unbiased estimate exists there.
    package static func bound(
        leaks: Int, draws: Int, attempts: Int, alpha: Double, side: Bound.Side,
        method: Bound.Method
    ) throws(StatisticsError) -> Bound {
        let proportion = try Proportion.bound(
            leaks: Double(leaks), draws: draws, alpha: alpha, side: side, method: method)
        var bound = try bound(from: proportion, attempts: attempts)
        bound.estimate =
            attempts <= draws
            ? try estimate(leaks: leaks, draws: draws, attempts: attempts) : .nan
        return bound
    }

    /// The unbiased estimate of the expected maximum of k fresh scores.
    ///
    /// Σ C(i−1, k−1)/C(n, k) · x₍ᵢ₎ over the sorted scores; undefined for k > n, which throws. Its
    /// limits over a confidence band are members of `Band`.
    package static func expectedMaximum(
        scores: [Double], attempts: Int
    ) throws(StatisticsError) -> Double {
        try Check.scores(scores)
        try check(attempts: attempts)
        let n = scores.count
        guard attempts <= n else {
            throw .countAboveTotal(name: "attempts", count: Double(attempts), total: Double(n))
        }
        // From the greatest score down: the weight of rank i−1 is that of rank i · (i−k)/(i−1).
        var weight = Double(attempts) / Double(n)
        var sum = 0.0
        for (offset, score) in scores.sorted().reversed().enumerated() {
            let rank = n - offset
            guard rank >= attempts else { break }
            sum += weight * score
            if rank > 1 { weight *= Double(rank - attempts) / Double(rank - 1) }
        }
        return min(1, sum)
    }

    /// The probability that all of so many draws do what each does with this probability.
    static func allMiss(perDraw probability: Double, attempts: Int) -> Double {
        probability > 0 ? exp(Double(attempts) * log(min(1, probability))) : 0
    }

    static func check(attempts: Int) throws(StatisticsError) {
        guard attempts >= 1 else {
            throw .outsideRange(name: "attempts", value: Double(attempts), range: "[1, ∞)")
        }
    }
}
