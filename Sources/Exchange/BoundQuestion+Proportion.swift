import Findings
import Statistics

/// Leak probabilities and what follows from them.
extension BoundQuestion {
    func proportion(of sample: Sample) throws -> Bound {
        guard let draws = sample.draws else { throw QuestionError.missing("n", for: metric) }
        guard let leaks = sample.leaks else { throw QuestionError.missing("k", for: metric) }
        return try proportion(leaks: leaks, draws: draws)
    }

    func proportion(leaks: Double, draws: Int, alpha share: Double? = nil) throws -> Bound {
        // A fractional sum of scores has an anytime bound too, by the mixture alone.
        let usual: Bound.Method =
            leaks == leaks.rounded() ? .anytimeProportion(side) : .mixture
        return try Proportion.bound(
            leaks: leaks, draws: draws, alpha: share ?? alpha, side: side,
            method: try chosen(
                MetricMethods(
                    fixed: [.clopperPearson, .wilson, .jeffreys],
                    anytime: MetricMethods.proportions, usual: { _ in usual })),
            split: split ?? 0.5)
    }

    /// Leak@k from counts.
    func leakAtK() throws -> Bound {
        guard let attempts else { throw QuestionError.missing("at_k", for: metric) }
        let proportion = try proportion(of: sample)
        var bound = try LeakAtK.bound(from: proportion, attempts: attempts)
        if let draws = sample.draws, let leaks = sample.leaks, leaks == leaks.rounded() {
            bound.estimate =
                attempts <= draws
                ? try LeakAtK.estimate(leaks: Int(leaks), draws: draws, attempts: attempts) : .nan
        }
        return bound
    }
}
