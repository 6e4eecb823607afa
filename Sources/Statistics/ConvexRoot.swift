/// The root of an increasing convex function, by Newton's method inside a bracket.
///
/// From the right of the root Newton's method descends monotonically; from the left one step
/// lands on the right. The bracket and the limit on one step guard against overflow.
enum ConvexRoot {
    /// The point in [low, high] with f = `target`, moved up by the rounding of the last digits.
    ///
    /// `function` returns f and f′. Nil if f stays below the target on the whole interval. The
    /// answer is never below the true root by more than the error of `function` itself, which is
    /// covered by the last, outward move; where larger arguments are the safe side this makes
    /// the result conservative. With a greater `tolerance` than usual it is only near the root.
    static func solve(
        target: Double, guess: Double, low: Double, high: Double, longestStep: Double = 4,
        tolerance relative: Double = 1e-9, function: (Double) -> (value: Double, slope: Double)
    ) -> Double? {
        var low = low
        var high = high
        var provenHigh = false
        var point = min(max(guess, low), high)
        for _ in 0..<200 {
            let (value, slope) = function(point)
            let excess = value - target
            if excess > 0 {
                high = point
                provenHigh = true
            } else {
                if point >= high, !provenHigh { return excess < 0 ? nil : point }
                low = point
            }
            var step = longestStep
            if slope > 0, slope.isFinite, excess.isFinite {
                step = -excess / slope
            } else if excess > 0 {
                step = -longestStep
            }
            step = max(-longestStep, min(longestStep, step))
            let tolerance = relative * min(1, slope > 0 ? 1 / slope : 1)
            if abs(step) <= tolerance, slope > 0 {
                // Convergence is quadratic: what is left is the rounding of f and of the point.
                let rounding = 2e-15 * (1 + abs(target)) / slope + 4e-16 * abs(point)
                return min(max(point + step + rounding, low), high)
            }
            let next = point + step
            if next > low, next < high {
                point = next
            } else if next >= high, !provenHigh {
                point = high
            } else {
                let middle = 0.5 * (max(low, point - longestStep) + min(high, point + longestStep))
                if middle <= low || middle >= high { return high }
                point = middle
            }
        }
        return high
    }
}
