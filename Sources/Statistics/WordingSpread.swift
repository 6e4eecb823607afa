/// How much the rates of several wordings of one question differ, from limits on each that hold for all
/// at once.
package struct WordingSpread: Sendable, Hashable {
    /// Limits on the variance of the wordings' rates, and those on the mean variance within a wording,
    /// p(1 − p).
    package let between: Bound
    package let within: Bound

    /// The least and the greatest of both over all rates between the limits.
    ///
    /// - Parameter rates: two-sided limits that hold together at level 1 − α.
    /// - Throws: `StatisticsError` for fewer than two wordings, or limits that contradict each other.
    package init(_ rates: [Bound], alpha: Double) throws(StatisticsError) {
        try Check.alpha(alpha)
        guard rates.count > 1 else { throw .empty(name: "wordings") }
        guard rates.allSatisfy({ $0.lower <= $0.upper }) else {
            throw .contradiction("a wording's limits")
        }
        let estimates = rates.map(\.estimate)
        let method = rates[0].method
        let validity = rates[0].validity
        func bound(_ estimate: Double, _ range: (Double, Double)) -> Bound {
            var bound = Bound(
                estimate: estimate, lower: max(0, range.0 - 1e-12),
                upper: min(0.25, range.1 + 1e-12),
                alpha: alpha, side: .two, method: method, validity: validity)
            bound.judge = rates[0].judge
            return bound
        }
        between = bound(
            Self.variance(estimates), (Self.least(rates), Self.greatest(rates)))
        let inner = rates.map { rate -> (Double, Double) in
            let ends = [rate.lower * (1 - rate.lower), rate.upper * (1 - rate.upper)]
            let top = rate.lower <= 0.5 && rate.upper >= 0.5 ? 0.25 : max(ends[0], ends[1])
            return (min(ends[0], ends[1]), top)
        }
        let count = Double(rates.count)
        within = bound(
            estimates.reduce(0) { $0 + $1 * (1 - $1) } / count,
            (inner.reduce(0) { $0 + $1.0 } / count, inner.reduce(0) { $0 + $1.1 } / count))
    }

    private static func variance(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }

    /// The least: every rate as near as it can be to a common one, which is found by halving, as the
    /// mean of the rates pulled to it grows more slowly than it does.
    private static func least(_ rates: [Bound]) -> Double {
        var (low, high) = (0.0, 1.0)
        func pulled(_ common: Double) -> [Double] {
            rates.map { min(max(common, $0.lower), $0.upper) }
        }
        for _ in 0..<80 {
            let middle = (low + high) / 2
            let mean = pulled(middle).reduce(0, +) / Double(rates.count)
            if mean > middle { low = middle } else { high = middle }
        }
        return variance(pulled((low + high) / 2))
    }

    /// Up to so many wordings every corner is tried.
    private static let mostCorners = 12

    /// The greatest: the variance is convex, so that each rate is at an end.
    ///
    /// With many wordings what is at least as great instead: the least, over a common value m, of the
    /// mean of the greatest squared distances from it, which is convex in m.
    private static func greatest(_ rates: [Bound]) -> Double {
        if rates.count <= mostCorners {
            return (0..<(1 << rates.count)).reduce(0) { most, corner in
                max(
                    most,
                    variance(
                        rates.enumerated().map { corner >> $0 & 1 == 0 ? $1.lower : $1.upper }))
            }
        }
        func farthest(_ m: Double) -> Double {
            rates.reduce(0) {
                let distance = max(m - $1.lower, $1.upper - m)
                return $0 + distance * distance
            } / Double(rates.count)
        }
        var (low, high) = (0.0, 1.0)
        for _ in 0..<200 {
            let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
            if farthest(a) < farthest(b) { high = b } else { low = a }
        }
        return farthest((low + high) / 2)
    }
}
