import Evidence
import Statistics

extension Metric {
    /// The chance that the worst of k fresh answers leaks; for graded scores their expected greatest
    /// score.
    package static let leakAtK: Metric = Metric(
        name: "leak_at_k", key: "leak_at_k", column: "leak_at_k", isForBinary: true,
        parameter: .attempts,
        words: { parameters in
            MetricWords(
                "leak@\(parameters.attempts) (the worst of \(parameters.attempts) answers)",
                label: "leak@\(parameters.attempts)")
        },
        meaning: { "the worst of \($0.parameters.attempts) answers" },
        estimate: { input, parameters in
            let (scores, attempts) = (input.scores, parameters.attempts)
            // No unbiased estimate exists for more attempts than draws.
            guard scores.count >= attempts else { return .nan }
            return
                (try? scores.distribution.isBinary
                ? LeakAtK.estimate(
                    leaks: scores.distribution.count(above: 0.5), draws: scores.count,
                    attempts: attempts)
                : LeakAtK.expectedMaximum(
                    scores: scores.scores.compactMap { $0 }, attempts: attempts)) ?? .nan
        },
        source: .known { known, statement, parameters throws(StatisticsError) in
            guard statement.isBinary else {
                return known.scores.isWithoutReplacement
                    ? try known.scores.restBound(.leakAtK, statement, parameters)
                    : known.band?.expectedMaximum(of: parameters.attempts)
            }
            guard let mean = known.mean.bound else { return nil }
            return try LeakAtK.bound(from: mean, attempts: parameters.attempts)
        },
        computation: MetricComputation(
            MetricMethods(fixed: MetricMethods.bands, anytime: [.epochs]),
            rest: { sample, asked throws(StatisticsError) in
                try sample.expectedMaximum(
                    of: asked.parameters.attempts, steps: ScoreEvidence.thresholds,
                    alpha: asked.alpha, side: asked.side, error: asked.error)
            }, leakAnswer))

    private static let leakAnswer: MetricComputation.Answer = {
        scores, request throws(StatisticsError) in
        // Upper limits of scores need the lower side of the band, and the other way round.
        let (side, attempts) = (request.side, request.parameters.attempts)
        let band =
            request.method == .epochs
            ? try EpochBand(of: scores, alpha: request.alpha, side: side.mirrored).current
            : try Band.fixed(
                of: ScoreDistribution(scores), alpha: request.alpha, side: side.mirrored,
                method: request.method)
        return Bound(
            estimate: attempts <= scores.count
                ? try LeakAtK.expectedMaximum(scores: scores, attempts: attempts) : .nan,
            lower: side == .upper ? 0 : band.expectedMaximumLower(of: attempts),
            upper: side == .lower ? 1 : band.expectedMaximumUpper(of: attempts),
            alpha: request.alpha, side: side, method: band.method, validity: band.validity)
    }
}
