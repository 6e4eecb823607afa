import Platform

/// How well a number tells two kinds of prompts apart: the area under the ROC curve.
///
/// The chance that a prompt of the one kind has the greater number than one of the other, equal ones
/// counted half (Mann & Whitney 1947). Numbers that differ by no more than rounding are equal: the same
/// shares in another order are summed to another last bit.
package enum Discrimination {
    /// The area, with limits for prompts that are an independent sample.
    ///
    /// Given how many there are of either kind it is a two-sample U-statistic with a kernel in [0, 1];
    /// Hoeffding (1963, section 5b): it is t away on one side with probability at most
    /// exp(−2 min(n₁, n₀) t²).
    ///
    /// - Returns: nil where there is none of one kind.
    /// - Throws: `StatisticsError` for a number that is not finite and an α out of range.
    package static func area(
        of hits: [Double], against others: [Double], alpha: Double, side: Bound.Side = .two
    ) throws(StatisticsError) -> Bound? {
        try Check.alpha(alpha)
        guard let area = try area(hits, others) else { return nil }
        let slack = slack(hits.count, others.count, alpha: alpha, side: side)
        return Bound(
            estimate: area, lower: side == .upper ? 0 : max(0, area - slack),
            upper: side == .lower ? 1 : min(1, area + slack), alpha: alpha, side: side,
            method: .hoeffding, validity: .fixed(n: hits.count + others.count))
    }

    /// By how much the area of the first numbers is above that of the second ones, both of the same
    /// prompts, with limits on two sides for prompts that are an independent sample.
    ///
    /// The difference of the kernels is one of the same kind, in [−1, 1]: limits are twice as far away.
    ///
    /// - Returns: nil where there is no prompt of one kind.
    /// - Throws: `StatisticsError` for a number that is not finite and an α out of range.
    package static func difference(
        of hits: [(first: Double, second: Double)],
        against others: [(first: Double, second: Double)],
        alpha: Double
    ) throws(StatisticsError) -> Bound? {
        try Check.alpha(alpha)
        guard let first = try area(hits.map(\.first), others.map(\.first)),
            let second = try area(hits.map(\.second), others.map(\.second))
        else { return nil }
        let slack = 2 * slack(hits.count, others.count, alpha: alpha, side: .two)
        return Bound(
            estimate: first - second, lower: max(-1, first - second - slack),
            upper: min(1, first - second + slack), alpha: alpha, side: .two, method: .hoeffding,
            validity: .fixed(n: hits.count + others.count))
    }

    private static func slack(
        _ hits: Int, _ others: Int, alpha: Double, side: Bound.Side
    ) -> Double {
        let perSide = side == .two ? alpha / 2 : alpha
        return (-log(perSide) / (2 * Double(min(hits, others)))).squareRoot() * (1 + 1e-12)
    }

    private static func area(
        _ hits: [Double], _ others: [Double]
    ) throws(StatisticsError) -> Double? {
        guard !hits.isEmpty, !others.isEmpty else { return nil }
        for value in hits + others where !value.isFinite {
            throw .notFinite(name: "value", value: value)
        }
        let levels = levels(hits + others)
        let sorted = others.compactMap { levels[$0] }.sorted()
        let sum = hits.compactMap { levels[$0] }.reduce(0.0) { sum, hit in
            let below = sorted.place { $0 < hit }
            let through = sorted.place { $0 <= hit }
            return sum + Double(below + through) / 2
        }
        return sum / Double(hits.count) / Double(others.count)
    }

    /// For each value its place among those that differ by more than rounding.
    private static func levels(_ values: [Double]) -> [Double: Int] {
        var levels: [Double: Int] = [:]
        var (level, last) = (0, -Double.infinity)
        for value in Set(values).sorted() {
            if value - last > 1e-12 * max(1, abs(value)) { level += 1 }
            levels[value] = level
            last = value
        }
        return levels
    }
}

extension [Int] {
    /// How many at the start of an ascending list fulfil a condition that none behind them does.
    fileprivate func place(_ isBelow: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBelow(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
