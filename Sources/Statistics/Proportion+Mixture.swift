import Platform

extension Proportion {
    /// The default anytime-valid bound: a scale-free truncated beta mixture, in closed form.
    ///
    /// For a candidate m the hypothesis p ≥ m is tested by the likelihood ratios against m·t,
    /// averaged over t ~ Beta(½, 1) on [0, 1]:
    /// M(m) = ½ (1 − m) B_m(a, b) / (mᵃ (1 − m)ᵇ) with a = k + ½, b = n − k + 1 and B_m the
    /// incomplete beta function. Each factor has conditional mean at most one whenever p ≥ m, so M
    /// is a supermartingale and Ville's inequality gives P(p ≥ U at any n) ≤ α for the U that
    /// solves M(U) = 1/α. The same convexity makes it valid for the mean of any score in [0, 1]
    /// with k the sum of the scores (Robbins 1970; Howard, Ramdas, McAuliffe & Sekhon 2021).
    ///
    /// The lower limit is one minus the upper limit of the mirrored counts: valid, but weak for
    /// small p, where the sixteen bets are the better choice. With `.two` each side gets α/2. The
    /// order of the draws does not matter. Cost: 3–5 µs per side.
    package static func mixture(
        leaks: Double, draws: Int, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try Check.count(leaks, of: draws)
        let perSide = side == .two ? alpha / 2 : alpha
        return Bound(
            estimate: leaks / Double(draws),
            lower: side == .upper
                ? 0 : mixtureLower(leaks: leaks, draws: draws, validAlpha: perSide).value,
            upper: side == .lower
                ? 1 : mixtureUpper(leaks: leaks, draws: draws, validAlpha: perSide).value,
            alpha: alpha, side: side, method: .mixture, validity: .anytime)
    }

    /// The one-sided anytime upper limit at error probability `alpha`, with its complement.
    package static func mixtureUpper(
        leaks: Double, draws: Int, alpha: Double
    ) throws(StatisticsError) -> Limit {
        try Check.alpha(alpha)
        try Check.count(leaks, of: draws)
        return mixtureUpper(leaks: leaks, draws: draws, validAlpha: alpha)
    }

    /// The one-sided anytime lower limit, with its complement, for input that was checked already.
    static func mixtureLower(leaks: Double, draws: Int, validAlpha alpha: Double) -> Limit {
        if leaks <= 0 { return (0, 1) }
        let mirrored = mixtureUpper(
            leaks: Double(draws) - leaks, draws: draws, validAlpha: alpha)
        return (mirrored.complement, mirrored.value)
    }

    /// Solves M(m) = 1/α for input that was checked already.
    ///
    /// ln M is increasing and convex in v = logit m, so Newton's method from the right converges
    /// monotonically; a bracket and a limit on the step guard the start.
    static func mixtureUpper(leaks: Double, draws: Int, validAlpha alpha: Double) -> Limit {
        let n = Double(draws)
        // Half of the least positive number is zero, and no evidence is infinite.
        if leaks >= n || alpha <= 0 { return (1, 0) }
        let evidence = MixtureEvidence(leaks: leaks, draws: draws)
        let goal = -log(alpha)
        let z = SpecialFunctions.normalUpperQuantile(min(0.4, alpha / sqrt(4 + n)))
        let p = (leaks + 0.5) / (n + 1)
        var v = log(p / (1 - p)) + 1.3 * z / sqrt(n * p * (1 - p)) + 0.5
        var low = -800.0
        var high = 800.0
        var slope = 1.0
        for _ in 0..<100 {
            let (x, y) = SpecialFunctions.logistic(v)
            let point = evidence.at(x: x, complement: y)
            let f = point.logEvidence - goal
            if f > 0 { high = v } else { low = v }
            slope = point.slope
            let step = slope > 0 ? max(-4, min(4, -f / slope)) : 4
            if abs(step) <= 1e-9 * min(1, slope > 0 ? 1 / slope : 1) {
                v += step
                break
            }
            let next = v + step
            v = next > low && next < high ? next : 0.5 * (max(low, v - 4) + min(high, v + 4))
        }
        // ln M carries a few 10⁻¹⁵ of rounding, which the slope turns into an error of v.
        let rounding = 2e-14 * max(1, slope > 0 ? 1 / slope : 1)
        let limit = SpecialFunctions.logistic(v + rounding)
        return (min(1, limit.value.nextUp), max(0, limit.complement.nextDown))
    }
}
