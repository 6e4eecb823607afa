import Platform

/// The number of leaks among further draws, under the posterior Beta(k + ½, n − k + ½).
struct PredictiveCount {
    let a: Double
    let b: Double
    let more: Int

    init(leaks: Int, draws: Int, more: Int) {
        a = Double(leaks) + 0.5
        b = Double(draws - leaks) + 0.5
        self.more = more
    }

    /// P(X ≤ low or X ≥ high), by the ratio of neighbouring probabilities.
    func outside(atMost low: Int, atLeast high: Int) -> Double {
        if low >= more || high <= 0 { return 1 }
        // Between the two thresholds lies the undecided range; sum whichever part is shorter.
        let (first, last) = (max(0, low + 1), min(more, high - 1))
        guard first <= last else { return 1 }
        let inner = first...last
        if inner.count <= more + 1 - inner.count { return max(0, 1 - sum(inner)) }
        var total = 0.0
        if low >= 0 { total += sum(0...low) }
        if high <= more { total += sum(high...more) }
        return min(1, total)
    }

    private func sum(_ range: ClosedRange<Int>) -> Double {
        let m = Double(more)
        func logProbability(_ k: Int) -> Double {
            let k = Double(k)
            return -log(m + 1) - SpecialFunctions.logBeta(m - k + 1, k + 1)
                + SpecialFunctions.logBeta(k + a, m - k + b) - SpecialFunctions.logBeta(a, b)
        }
        // Start where the mass is, so that nothing underflows on the way there.
        let mode = Int((m * a / (a + b)).rounded())
        let start = min(max(mode, range.lowerBound), range.upperBound)
        let first = exp(logProbability(start))
        var total = first
        var term = first
        var k = start
        while k < range.upperBound, term > 1e-20 {
            term *= (m - Double(k)) / Double(k + 1) * (Double(k) + a) / (m - Double(k) - 1 + b)
            total += term
            k += 1
        }
        term = first
        k = start
        while k > range.lowerBound, term > 1e-20 {
            term *= Double(k) / (m - Double(k) + 1) * (m - Double(k) + b) / (Double(k) - 1 + a)
            total += term
            k -= 1
        }
        return total
    }
}
