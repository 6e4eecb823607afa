import Evidence
import Statistics
import Text

extension Metric {
    /// The chance that a draw scores above x.
    ///
    /// For scores of 0 and 1 that is the mean. Else it is a proportion by itself where x was chosen
    /// before the draws; where x may be moved while one looks, the limits come from the band and hold
    /// for all x together.
    package static let exceedance = Metric(
        name: "survival", key: "exceedance", column: "exceedance", isForBinary: true,
        parameter: .threshold,
        words: { parameters in
            let x = Figure.given(parameters.threshold, places: 2).string
            return MetricWords("P(score > \(x))", short: "P(> \(x))")
        },
        meaning: { finding in
            if finding.isBinary { return "yes or no: as the mean" }
            let isMovable = finding.parameters.isThresholdMovable
            return switch finding.reading {
            case .bound(let bound):
                (isMovable ? "at all thresholds" : "at this threshold")
                    + " (\(bound.method.rawValue))"
            case .none where finding.estimate.isFinite: "limits from n=\(Epoch.first.draws) on"
            case .none: "no scores"
            case .pending, .unplanned, .void: "no limit"
            }
        },
        estimate: { input, parameters in
            let scores = input.scores
            guard scores.count > 0 else { return .nan }
            return Double(scores.distribution.count(above: parameters.threshold))
                / Double(scores.count)
        },
        source: .known { known, statement, parameters throws(StatisticsError) in
            if statement.isBinary, parameters.threshold < 1 { return known.mean.bound }
            guard !parameters.isThresholdMovable, parameters.threshold < 1 else {
                return known.scores.isWithoutReplacement
                    ? try known.scores.leakBound(statement, aboveAny: parameters.threshold)
                    : known.band?.exceedance(above: parameters.threshold)
            }
            return try known.scores.leakBound(statement, above: parameters.threshold)
        },
        computation: MetricComputation(
            MetricMethods(
                fixed: MetricMethods.bands + [.clopperPearson],
                anytime: MetricMethods.proportions + [.epochs],
                usual: Bound.Method.anytimeProportion),
            rest: { sample, asked throws(StatisticsError) in
                try sample.exceedance(
                    above: asked.parameters.threshold, alpha: asked.alpha, side: asked.side,
                    error: asked.error)
            }, exceedanceAnswer),
        pooled: { $0.above($1.threshold) })

    /// The score at or below which a share q of the draws lies, for one q chosen beforehand.
    package static let quantile = Metric(
        name: "quantile", key: "quantile", column: "quantile", isForBinary: false,
        parameter: .order,
        words: { parameters in
            let order = Figure.given(parameters.order).string
            return MetricWords("\(order) quantile", short: "q\(order)")
        },
        meaning: { Figure.given($0.parameters.order).string + " of scores are at most this" },
        estimate: { input, parameters in
            input.scores.count > 0
                ? input.scores.distribution.quantile(parameters.order) : .nan
        },
        source: .draws(heedsRest: true) { scores, statement, parameters throws(StatisticsError) in
            try scores.quantileBound(statement, q: parameters.order)
        },
        computation: MetricComputation(
            MetricMethods(
                fixed: MetricMethods.bands + [.clopperPearson],
                anytime: MetricMethods.proportions + [.epochs],
                usual: { _ in .mixtureAndBets48 }),
            rest: { sample, asked throws(StatisticsError) in
                try sample.quantile(
                    asked.parameters.order, alpha: asked.alpha, side: asked.side,
                    error: asked.error)
            }, quantileAnswer))

    private static let exceedanceAnswer: MetricComputation.Answer = {
        scores, request throws(StatisticsError) in
        let x = request.parameters.threshold
        return request.method == .epochs
            ? try Exceedance.bound(
                ofDraws: scores, above: x, alpha: request.alpha, side: request.side,
                method: .epochs)
            : try Exceedance.bound(
                of: ScoreDistribution(scores), above: x, alpha: request.alpha,
                side: request.side, method: request.method)
    }

    private static let quantileAnswer: MetricComputation.Answer = {
        scores, request throws(StatisticsError) in
        let (q, alpha, side) = (request.parameters.order, request.alpha, request.side)
        switch request.method {
        case .epochs:
            return try Quantile.bound(
                ofDraws: scores, q: q, alpha: alpha, side: side, method: .epochs)
        case let method where MetricMethods.proportions.contains(method):
            // The usual one stands for what is tight on each side at this q.
            return try Quantile.anytime(
                of: ScoreDistribution(scores), q: q, alpha: alpha, side: side,
                method: request.isMethodChosen ? method : nil)
        default:
            return try Quantile.bound(
                of: ScoreDistribution(scores), q: q, alpha: alpha, side: side,
                method: request.method)
        }
    }
}

extension ScoreEvidence {
    /// The bound on the quantile of an order q that was chosen before the draws.
    ///
    /// Fixed: order statistics at exact binomial ranks. Anytime: the limits of a proportion, inverted.
    ///
    /// - Throws: `StatisticsError` without a scored draw, for a judge's verdicts, and for values out
    ///   of range.
    package func quantileBound(_ statement: Statement, q: Double) throws(StatisticsError) -> Bound {
        guard statement.judge == nil else { throw .noDraws(0) }
        if isWithoutReplacement {
            var parameters = MetricParameters()
            parameters.order = q
            return try restBound(.quantile, statement, parameters)
        }
        return try statement.worst(of: distribution, lost: lost) {
            scores, side throws(StatisticsError) in
            statement.validity == .fixed
                ? try Quantile.bound(
                    of: scores, q: q, alpha: statement.each, side: side, method: .clopperPearson)
                : try Quantile.anytime(of: scores, q: q, alpha: statement.each, side: side)
        }
    }
}
