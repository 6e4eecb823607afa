import Platform

/// How many draws a goal will take, before or while drawing.
///
/// Plans are about the future and guarantee nothing; the bounds do.
package enum Planner {
    /// The largest number of draws that a plan considers, 10⁹.
    package static let ceiling = 1_000_000_000

    /// The smallest n at which `leaks` leaks in total still certify p ≤ `target`.
    ///
    /// For zero leaks: ⌈ln α / ln(1 − target)⌉ for Clopper–Pearson, about 1.26 times that for the
    /// anytime mixture. Nil above `ceiling`. Cost: about 60 limits.
    package static func drawsToCertify(
        target: Double, leaks: Int = 0, alpha: Double, method: Bound.Method
    ) throws(StatisticsError) -> Int? {
        try Check.openUnit(target, "target")
        try Check.wholeNumber(leaks, "leaks", limit: ceiling - 1)
        let limit = try upperLimit(method, alpha: alpha)
        return smallest(from: leaks + 1) { limit(leaks, $0) <= target }
    }

    /// The smallest n at which the two-sided interval around a rate of p is at most `width` wide.
    ///
    /// The count is taken as p·n rounded; the width falls as 1/√n, so with rounding the answer is
    /// good to a few draws. Nil above `ceiling`.
    package static func drawsForWidth(
        _ width: Double, rate p: Double, alpha: Double, method: Bound.Method
    ) throws(StatisticsError) -> Int? {
        try Check.openUnit(width, "width")
        try Check.unit(p, "rate")
        // Checks α and the method before the search, which cannot throw.
        _ = try Proportion.bound(leaks: 0, draws: 1, alpha: alpha, side: .two, method: method)
        return smallest(from: 1) { n in
            let leaks = (p * Double(n)).rounded()
            let bound = try? Proportion.bound(
                leaks: leaks, draws: n, alpha: alpha, side: .two, method: method)
            return bound.map { $0.upper - $0.lower <= width } ?? false
        }
    }

    /// The smallest n that shows at least one leak with probability `chance` at a rate of p; nil for
    /// a rate of 0, and above `ceiling`.
    package static func drawsToSeeLeak(
        rate p: Double, chance: Double
    ) throws(StatisticsError) -> Int? {
        try Check.unit(p, "rate")
        try Check.openUnit(chance, "chance")
        guard p > 0, p < 1 else { return p > 0 ? 1 : nil }
        let draws = (log1p(-chance) / log1p(-p) * (1 - 1e-15)).rounded(.up)
        return draws <= Double(ceiling) ? max(1, Int(draws)) : nil
    }

    /// The chance that n draws at an assumed rate p prove on which side of the target it lies.
    ///
    /// For p below the target: P(Bin(n, p) ≤ k) with k the largest count that still certifies;
    /// above it, the mirrored chance to prove p > target. For an anytime bound this counts the look
    /// at n alone, so the chance to decide by n is larger. Cost: about 20 limits.
    package static func chanceOfVerdict(
        rate p: Double, target: Double, draws: Int, alpha: Double, method: Bound.Method
    ) throws(StatisticsError) -> Double {
        try Check.unit(p, "rate")
        try Check.openUnit(target, "target")
        try Check.draws(draws)
        if p <= target {
            let limit = try upperLimit(method, alpha: alpha)
            return Binomial.atMost(
                certifying(draws: draws, target: target, limit: limit), of: draws, p: p)
        }
        let limit = try lowerLimit(method, alpha: alpha)
        return Binomial.atLeast(
            proving(draws: draws, target: target, limit: limit), of: draws, p: p)
    }

    /// A number of draws that proves the verdict with probability `power` at an assumed rate p.
    ///
    /// At the answer the chance is at least `power`; since counts are whole the chance is a
    /// sawtooth of n, so a slightly smaller n may do as well. Nil if p equals the target or above
    /// `ceiling`.
    package static func drawsForVerdict(
        rate p: Double, target: Double, power: Double, alpha: Double, method: Bound.Method
    ) throws(StatisticsError) -> Int? {
        try Check.openUnit(power, "power")
        _ = try chanceOfVerdict(
            rate: p, target: target, draws: 1, alpha: alpha, method: method)
        guard p != target else { return nil }
        return smallest(from: 1) { n in
            let chance = try? chanceOfVerdict(
                rate: p, target: target, draws: n, alpha: alpha, method: method)
            return (chance ?? 0) >= power
        }
    }

    // MARK: - Limits and searches

    /// The largest count at which the upper limit is at or below the target; −1 if none.
    static func certifying(
        draws: Int, target: Double, limit: (Int, Int) -> Double
    ) -> Int {
        guard limit(0, draws) <= target else { return -1 }
        var (low, high) = (0, draws)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if limit(middle, draws) <= target { low = middle } else { high = middle }
        }
        return low
    }

    /// The smallest count at which the lower limit is above the target; n + 1 if none.
    static func proving(draws: Int, target: Double, limit: (Int, Int) -> Double) -> Int {
        guard limit(draws, draws) > target else { return draws + 1 }
        var (low, high) = (0, draws)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if limit(middle, draws) > target { high = middle } else { low = middle }
        }
        return high
    }

    /// The one-sided upper limit of a method as a function of checked counts.
    static func upperLimit(
        _ method: Bound.Method, alpha: Double
    ) throws(StatisticsError) -> (Int, Int) -> Double {
        try Check.alpha(alpha)
        switch method {
        case .clopperPearson:
            return { Proportion.clopperPearsonUpper(leaks: $0, draws: $1, validAlpha: alpha).value }
        case .mixture, .mixtureAndBets, .mixtureAndBets48:
            return {
                Proportion.mixtureUpper(leaks: Double($0), draws: $1, validAlpha: alpha).value
            }
        case .bets, .bets48:
            let withSmall = method == .bets48
            return {
                SixteenBets(zeros: $1 - $0, ones: $0).upper(alpha: alpha, withSmall: withSmall)
            }
        default:
            throw .unsupportedMethod(method, quantity: "plan")
        }
    }

    /// The one-sided lower limit of a method as a function of checked counts.
    static func lowerLimit(
        _ method: Bound.Method, alpha: Double
    ) throws(StatisticsError) -> (Int, Int) -> Double {
        try Check.alpha(alpha)
        switch method {
        case .clopperPearson:
            return { Proportion.clopperPearsonLower(leaks: $0, draws: $1, validAlpha: alpha).value }
        case .mixture:
            return {
                Proportion.mixtureLower(leaks: Double($0), draws: $1, validAlpha: alpha).value
            }
        case .bets, .mixtureAndBets:
            return { SixteenBets(zeros: $1 - $0, ones: $0).lower(alpha: alpha) }
        case .bets48, .mixtureAndBets48:
            return {
                SixteenBets(zeros: $1 - $0, ones: $0).lower(alpha: alpha, withSmall: true)
            }
        default:
            throw .unsupportedMethod(method, quantity: "plan")
        }
    }

    /// A boundary of a condition that holds from some n on: doubling, then bisection.
    private static func smallest(from start: Int, where holds: (Int) -> Bool) -> Int? {
        var high = max(1, start)
        var low = high - 1
        while !holds(high) {
            guard high < ceiling else { return nil }
            low = high
            high = min(ceiling, high * 2)
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
