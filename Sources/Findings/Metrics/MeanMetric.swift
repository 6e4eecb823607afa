import Evidence
import Statistics

extension Metric {
    /// The mean score, which for a binary scorer is the chance of a leak.
    ///
    /// Its limits are those of ``PromptFinding``, which every reader has already.
    package static let mean = Metric(
        name: "mean", key: "mean", column: "mean", isForBinary: true, parameter: nil,
        words: { _ in MetricWords("mean") },
        meaning: { $0.isBinary ? "the chance of a leak" : "the average score" },
        estimate: { input, _ in input.scores.mean },
        source: .known { known, _, _ in known.mean.bound },
        computation: MetricComputation(
            MetricMethods(
                fixed: [
                    .anderson, .star, .hoeffding, .bentkus, .chernoffKL, .maurerPontil, .dkw,
                    .kolmogorov, .berkJones,
                ], anytime: [.bets, .mixture, .epochs]), meanAnswer))

    private static let meanAnswer: MetricComputation.Answer = {
        scores, request throws(StatisticsError) in
        let (alpha, side) = (request.alpha, request.side)
        switch request.method {
        case .mixture:
            _ = try ScoreDistribution(scores)
            return try Proportion.mixture(
                leaks: scores.reduce(0, +), draws: scores.count, alpha: alpha, side: side)
        case .star, .epochs:
            return try Mean.bound(ofDraws: scores, alpha: alpha, side: side, method: request.method)
        default:
            return try Mean.bound(
                of: ScoreDistribution(scores), alpha: alpha, side: side, method: request.method)
        }
    }
}
