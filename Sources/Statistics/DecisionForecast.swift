import Glibc

/// When a running prompt will probably be decided against a target.
///
/// Future counts follow the beta-binomial predictive distribution of Beta(k + ½, n − k + ½). It is
/// a forecast for the display and must never enter a bound.
public struct DecisionForecast: Sendable, Hashable {
    /// The total number of draws by which the decision falls with the given probability; nil if not
    /// below the cap, in which case the prompt may never be decided.
    public struct Quantile: Sendable, Hashable {
        public var probability: Double
        public var draws: Int?
    }

    /// One entry for each wanted probability, in the order given.
    public let quantiles: [Quantile]

    /// Forecasts from k leaks in n draws, on numbers of draws that grow by 5 %.
    ///
    /// At each one the chance is that the count certifies p ≤ target or proves p > target at that
    /// look. Cost: a few milliseconds; the cap is at most 10⁶ draws.
    public init(
        leaks: Int, draws: Int, target: Double, alpha: Double, method: Bound.Method,
        probabilities: [Double] = [0.1, 0.5, 0.9], cap: Int = 100_000
    ) throws(StatisticsError) {
        try Check.count(Double(leaks), of: draws)
        try Check.openUnit(target, "target")
        for (index, value) in probabilities.enumerated() {
            try Check.openUnit(value, "probabilities[\(index)]")
        }
        guard cap <= 1_000_000 else {
            throw .tooLarge(name: "cap", value: Double(cap), limit: 1_000_000)
        }
        let upper = try Planner.upperLimit(method, alpha: alpha)
        let lower = try Planner.lowerLimit(method, alpha: alpha)
        var found = [Int?](repeating: nil, count: probabilities.count)
        var total = draws
        while total <= cap, found.contains(where: { $0 == nil }) {
            let future = PredictiveCount(leaks: leaks, draws: draws, more: total - draws)
            let certifying = Planner.certifying(draws: total, target: target, limit: upper)
            let proving = Planner.proving(draws: total, target: target, limit: lower)
            let chance = future.outside(
                atMost: certifying - leaks, atLeast: proving - leaks)
            for index in found.indices where found[index] == nil {
                if chance >= probabilities[index] { found[index] = total }
            }
            total = max(total + 1, Int((Double(total) * 1.05).rounded(.up)))
        }
        quantiles = zip(probabilities, found).map { Quantile(probability: $0, draws: $1) }
    }
}

/// The number of leaks among further draws, under the posterior Beta(k + ½, n − k + ½).
private struct PredictiveCount {
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
