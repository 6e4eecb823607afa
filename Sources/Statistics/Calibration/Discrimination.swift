import Platform

/// How well a number tells two kinds of prompts apart: the area under the ROC curve.
///
/// The chance that a prompt of the one kind has the greater number than one of the other, equal ones
/// counted half (Mann & Whitney 1947).
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
        guard !hits.isEmpty, !others.isEmpty else { return nil }
        for value in hits + others where !value.isFinite {
            throw .notFinite(name: "value", value: value)
        }
        let sorted = others.sorted()
        let sum = hits.reduce(0.0) { sum, hit in
            let below = sorted.place { $0 < hit }
            let through = sorted.place { $0 <= hit }
            return sum + Double(below + through) / 2
        }
        let area = sum / Double(hits.count) / Double(others.count)
        let perSide = side == .two ? alpha / 2 : alpha
        let pairs = Double(min(hits.count, others.count))
        let slack = (-log(perSide) / (2 * pairs)).squareRoot() * (1 + 1e-12)
        return Bound(
            estimate: area, lower: side == .upper ? 0 : max(0, area - slack),
            upper: side == .lower ? 1 : min(1, area + slack), alpha: alpha, side: side,
            method: .hoeffding, validity: .fixed(n: hits.count + others.count))
    }
}

extension [Double] {
    /// How many at the start of an ascending list fulfil a condition that none behind them does.
    fileprivate func place(_ isBelow: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBelow(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
