import Evidence
import Statistics
import Text

extension Metric {
    /// The standard deviation of the score.
    package static let deviation = Metric(
        name: "std", key: "standard_deviation", column: "std", isForBinary: true, parameter: nil,
        words: { _ in MetricWords("standard deviation", label: "σ") },
        meaning: { _ in "how much scores differ" },
        estimate: { input, _ in input.scores.populationDeviation },
        source: .draws(heedsRest: true) { scores, statement, _ throws(StatisticsError) in
            try scores.deviationBound(statement)
        },
        computation: MetricComputation(
            MetricMethods(
                fixed: MetricMethods.bands + [.clopperPearson, .maurerPontil],
                anytime: [.bets, .epochs]),
            losses: (spreadLossMethods, deviationWithLosses),
            rest: { sample, asked throws(StatisticsError) in
                try sample.deviation(alpha: asked.alpha, side: asked.side, error: asked.error)
            }, deviationAnswer))

    /// Mean + λ standard deviations: the ED score.
    package static let expectationDeviation = Metric(
        name: "ed", key: "expectation_deviation", column: "ed", isForBinary: true,
        parameter: .weight,
        words: { parameters in
            let weight = Figure.given(parameters.weight).string
            return MetricWords(
                "ED score, mean + \(weight) standard deviations",
                label: "ED = mean + \(weight) σ", short: "ED")
        },
        meaning: { _ in "average and spread in one" },
        estimate: { input, parameters in
            EDScore.estimate(
                of: input.scores.distribution, deviationWeight: parameters.weight)
        },
        source: .draws(heedsRest: true) { scores, statement, parameters throws(StatisticsError) in
            try scores.edBound(statement, weight: parameters.weight)
        },
        computation: MetricComputation(
            MetricMethods(
                fixed: MetricMethods.bands + [.clopperPearson], anytime: [.bets, .epochs]),
            losses: (spreadLossMethods, edWithLosses),
            rest: { sample, asked throws(StatisticsError) in
                try sample.score(
                    deviationWeight: asked.parameters.weight, alpha: asked.alpha,
                    side: asked.side, error: asked.error)
            }, edAnswer))

    private static let deviationAnswer: MetricComputation.Answer = {
        scores, request throws(StatisticsError) in
        request.method == .bets || request.method == .epochs
            ? try Deviation.bound(
                ofDraws: scores, alpha: request.alpha, side: request.side, method: request.method)
            : try Deviation.bound(
                of: ScoreDistribution(scores), alpha: request.alpha, side: request.side,
                method: request.method)
    }

    private static let edAnswer: MetricComputation.Answer = {
        scores, request throws(StatisticsError) in
        let weight = request.parameters.weight
        return request.method == .bets || request.method == .epochs
            ? try EDScore.bound(
                ofDraws: scores, alpha: request.alpha, side: request.side, method: request.method,
                deviationWeight: weight)
            : try EDScore.bound(
                of: ScoreDistribution(scores), alpha: request.alpha, side: request.side,
                method: request.method, deviationWeight: weight)
    }

    // MARK: - Lost draws

    private static let spreadLossMethods = MetricMethods(
        fixed: MetricMethods.bands, anytime: [.bets])

    private static let deviationWithLosses: MetricComputation.LossAnswer = {
        evidence, request throws(StatisticsError) in
        guard request.method != .bets else {
            return try evidence.deviationBound(Statement(alpha: request.alpha, side: request.side))
        }
        return Deviation.bound(
            over: try band(evidence, request), side: request.side,
            estimate: evidence.populationDeviation)
    }

    private static let edWithLosses: MetricComputation.LossAnswer = {
        evidence, request throws(StatisticsError) in
        let weight = request.parameters.weight
        guard request.method != .bets else {
            return try evidence.edBound(
                Statement(alpha: request.alpha, side: request.side), weight: weight)
        }
        return try EDScore.bound(
            over: band(evidence, request), side: request.side, deviationWeight: weight,
            estimate: EDScore.estimate(of: evidence.distribution, deviationWeight: weight))
    }

    /// The band that holds whatever the lost scores were.
    private static func band(
        _ evidence: ScoreEvidence, _ request: MetricQuestion
    ) throws(StatisticsError) -> Band {
        try LostDraws.band(
            completed: evidence.distribution, lost: evidence.lost, alpha: request.alpha,
            side: .two, method: request.method)
    }
}
