/// How often a judge of yes-or-no questions is right at least, and what that does to limits.
///
/// With a share p of true cases the rate of positive verdicts is q = p·S + (1 − p)(1 − C), with S
/// the judge's sensitivity and C its specificity on these very answers. All that is known is S ≥ s
/// and C ≥ c, so that p·s ≤ q ≤ p + (1 − p)(1 − c), and limits on q give
/// p ≤ q/s and p ≥ (q − (1 − c))/c for every judge that is no worse. The estimator of Rogan and
/// Gladen (1978), (q − (1 − c))/(s + c − 1), would use s and c as if they were exact: a judge that
/// is better than promised makes it wrong, and so it is no limit. Both maps rise with q: the level
/// and the validity of a bound stay what they were.
package struct JudgeAccuracy: Sendable, Hashable {
    /// The least share of true cases that the judge affirms, in (0, 1].
    package let sensitivity: Double
    /// The least share of false cases that the judge denies, in (0, 1].
    package let specificity: Double

    /// - Throws: ``StatisticsError`` for a share that is not in (0, 1].
    package init(sensitivity: Double, specificity: Double) throws(StatisticsError) {
        try Check.share(sensitivity, "sensitivity")
        try Check.share(specificity, "specificity")
        self.sensitivity = sensitivity
        self.specificity = specificity
    }

    /// What a file promises of a judge: shares that are none promise nothing, so that limits are as wide
    /// as can be.
    package init(promised sensitivity: Double, specificity: Double) {
        let known = try? JudgeAccuracy(sensitivity: sensitivity, specificity: specificity)
        let least = Double.leastNormalMagnitude
        (self.sensitivity, self.specificity) =
            known.map { ($0.sensitivity, $0.specificity) } ?? (least, least)
    }

    /// Limits on the share of true cases from limits on the rate of positive verdicts.
    ///
    /// The estimate stays that of the verdicts, which lies within: the limits only move outwards.
    package func widening(_ bound: Bound) -> Bound {
        var wide = bound
        if sensitivity < 1 { wide.upper = min(1, (bound.upper / sensitivity).nextUp) }
        wide.lower = max(0, leastShare(bound.lower))
        wide.judge = self
        return wide
    }

    /// (q − (1 − c))/c, moved down by more than its rounding.
    private func leastShare(_ rate: Double) -> Double {
        guard specificity < 1 else { return rate }
        return (rate - (1 - specificity)) / specificity - 4e-16 / specificity
    }

    /// What is said wherever limits are shown that were widened.
    package var words: String {
        "widened for a judge of sensitivity >= \(sensitivity), specificity >= \(specificity)"
    }
}

extension Difference {
    /// The bound on the difference of the shares of true cases, from pairs of a judge's verdicts.
    ///
    /// p_A − p_B ≤ E[a/s − b/c] + (1 − c)/c, and the other limit by exchanging the sides: a paired
    /// bound on scaled verdicts. The judge may err differently on the two sides, so nothing cancels.
    ///
    /// - Parameters:
    ///   - a: verdicts, or their means over prompts, in [0, 1], one per pair.
    ///   - b: as many.
    ///   - judge: nil for scores that are what they say.
    package static func paired(
        _ a: [Double], _ b: [Double], judge: JudgeAccuracy?, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        var bound = try paired(a, b, alpha: alpha, side: side)
        guard let judge else { return bound }
        let (sensitivity, specificity) = (judge.sensitivity, judge.specificity)
        let scale = max(1 / sensitivity, 1 / specificity)
        func upper(_ a: [Double], _ b: [Double]) throws(StatisticsError) -> Double {
            let limit = try paired(
                a.map { min(1, $0 / (sensitivity * scale)) },
                b.map { min(1, $0 / (specificity * scale)) },
                alpha: side.share(of: alpha), side: .upper
            ).upper
            // Eight roundings of values up to the scale.
            return min(1, scale * limit + (1 - specificity) / specificity + 2e-15 * scale)
        }
        if side != .lower { bound.upper = max(bound.upper, try upper(a, b)) }
        if side != .upper { bound.lower = min(bound.lower, -(try upper(b, a))) }
        bound.judge = judge
        return bound
    }
}
