/// When a running prompt will probably be decided against a target.
///
/// Future counts follow the beta-binomial predictive distribution of Beta(k + ½, n − k + ½). It is
/// a forecast for the display and must never enter a bound.
package struct DecisionForecast: Sendable, Hashable {
    /// The total number of draws by which the decision falls with the given probability; nil if not
    /// below the cap, in which case the prompt may never be decided.
    package struct Quantile: Sendable, Hashable {
        package var probability: Double
        package var draws: Int?
    }

    /// One entry for each wanted probability, in the order given.
    package let quantiles: [Quantile]

    /// Forecasts from k leaks in n draws, on numbers of draws that grow by 5 %.
    ///
    /// At each one the chance is that the count certifies p ≤ target or proves p > target at that
    /// look. Cost: a few milliseconds; the cap is at most 10⁶ draws.
    ///
    /// - Parameter above: the α of the verdict that the rate is above the target; nil for the same.
    package init(
        leaks: Int, draws: Int, target: Double, alpha: Double, method: Bound.Method,
        above: Double? = nil, probabilities: [Double] = [0.1, 0.5, 0.9], cap: Int = 100_000
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
        let lower = try Planner.lowerLimit(method, alpha: above ?? alpha)
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
