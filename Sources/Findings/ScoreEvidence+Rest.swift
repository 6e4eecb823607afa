import Evidence
import Statistics

/// Draws without replacement.
extension ScoreEvidence {
    /// The bound on the mean score from draws without replacement, cut by what is known exactly and
    /// widened by the error of the server's probabilities; it holds at any time.
    func restBound(_ statement: Statement) throws(StatisticsError) -> Bound {
        var draws = restDraws
        if statement.losses == .ignored { draws.removeAll { $0.score == nil } }
        let bound = try Mean.withoutReplacement(
            draws, alpha: statement.each, side: statement.side, now: exact)
        return statement.widening(bound.widened(by: exactError).raised(to: exactLimits?.lower))
    }

    /// The draws with all that was absorbed between them, for figures other than the mean.
    func restSample(_ statement: Statement) throws(StatisticsError) -> RestSample {
        // What was settled by its beginning has no score of its own here; such scores are 0 or 1.
        guard !isSettledEarly, let exact else {
            throw .unsupportedMethod(.bets, quantity: "figure of graded scores")
        }
        return try RestSample(
            absorbing.filter { statement.losses != .ignored || $0.score != nil }, leaves: leaves,
            start: launches.first ?? .nothing, now: exact)
    }

    /// The limits of a figure from these draws, as the table of metrics says.
    ///
    /// - Throws: `StatisticsError` for a judge's verdicts, and for a figure that such draws do not give.
    package func restBound(
        _ metric: Metric, _ statement: Statement, _ parameters: MetricParameters
    ) throws(StatisticsError) -> Bound {
        guard statement.judge == nil, let rest = metric.computation?.rest else {
            throw .noDraws(0)
        }
        return try rest(
            try restSample(statement),
            RestQuestion(
                alpha: statement.each, side: statement.side, error: exactError,
                parameters: parameters))
    }

    /// Among so many thresholds from 0 on α is shared where any may be looked at: the steps of the keys
    /// that move one.
    package static let thresholds = 20

    /// The bound on the chance of a score above a threshold that may be moved after a look at the
    /// draws, from draws without replacement: it holds for all thresholds together.
    func leakBound(
        _ statement: Statement, aboveAny threshold: Double
    ) throws(StatisticsError) -> Bound {
        guard statement.judge == nil else { throw .noDraws(0) }
        return try restSample(statement).exceedance(
            aboveAny: threshold, steps: Self.thresholds, alpha: statement.each,
            side: statement.side,
            error: exactError)
    }

    /// The limits of P(score ≤ x) from draws without replacement, for all x together; nil where there
    /// are none.
    package func cumulativeLimits(_ statement: Statement) -> [RestSample.CumulativePoint]? {
        guard isWithoutReplacement, count > 0, !statement.isBinary, statement.judge == nil else {
            return nil
        }
        return try? restSample(statement).cumulative(
            steps: Self.thresholds, alpha: statement.each, side: statement.side, error: exactError)
    }
}

extension Bound {
    /// The same, no lower than what is known for certain; nil is nothing.
    func raised(to certain: Double?) -> Bound {
        guard let certain, certain > lower else { return self }
        var bound = self
        bound.lower = min(certain, upper)
        bound.estimate = max(estimate, bound.lower)
        return bound
    }
}
