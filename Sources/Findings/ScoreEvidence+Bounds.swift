import Evidence
import Statistics

extension ScoreEvidence {
    /// The same draws with 1 for a score above a threshold and 0 for others; plain draws alone.
    package func above(_ threshold: Double) -> ScoreEvidence {
        ScoreEvidence(scores.map { $0.map { $0 > threshold ? 1 : 0 } })
    }

    /// The bound on the chance that a draw leaks, that is, scores above a threshold.
    ///
    /// For binary scores any threshold below 1 is the same. For graded ones it must be chosen before
    /// the draws. Fixed: Clopper–Pearson. Anytime: mixture above, forty-eight bets below.
    ///
    /// - Throws: `StatisticsError` without a scored draw, or for values out of range.
    package func leakBound(
        _ statement: Statement, above threshold: Double = 0.5
    ) throws(StatisticsError) -> Bound {
        guard !isWithoutReplacement else {
            if statement.isBinary, distribution.isBinary, (0..<1).contains(threshold) {
                return try restBound(statement)
            }
            return statement.widening(
                try restSample(statement).exceedance(
                    above: threshold, alpha: statement.each, side: statement.side, error: exactError
                ))
        }
        return statement.widening(
            try statement.share(
                distribution.count(above: threshold), completed: count, lost: lost))
    }

    /// The bound on the mean score.
    ///
    /// Binary scores: that on the chance of a leak. Graded ones, fixed: Anderson's bound; anytime:
    /// sixteen bets.
    ///
    /// - Parameter known: limits of earlier draws, not widened for a judge, which may be given in
    ///   place of wider ones.
    package func meanBound(
        _ statement: Statement, within known: Bound? = nil
    ) throws(StatisticsError) -> Bound {
        if statement.decides {
            var bound = try meanBound(statement.on(.upper), within: known)
            bound.lower = try meanBound(statement.on(.lower), within: known).lower
            (bound.alpha, bound.side) = (min(1, 2 * statement.each), .two)
            return bound
        }
        guard !isWithoutReplacement else { return try restBound(statement) }
        return try statement.meanBound(of: distribution, lost: lost, within: known)
    }

    /// The bound on the standard deviation of the score.
    ///
    /// Binary scores: √(p(1 − p)) over the interval of p. Graded ones, fixed: the exact extremes
    /// over the two-sided DKW band; anytime: sixteen bets on squared differences, for which the
    /// order of the draws matters.
    package func deviationBound(_ statement: Statement) throws(StatisticsError) -> Bound {
        if statement.isBinary, distribution.isBinary {
            var interval = statement
            // The least deviation needs both limits of p.
            if statement.side != .upper { interval.side = .two }
            var bound = Deviation.bound(ofBinary: try leakBound(interval), side: statement.side)
            bound.estimate = populationDeviation
            bound.judge = statement.judge
            return bound
        }
        guard !isWithoutReplacement else {
            return try restBound(.deviation, statement, MetricParameters())
        }
        guard statement.validity == .fixed else {
            return try Deviation.bound(
                of: ordered(statement), alpha: statement.each, side: statement.side)
        }
        return Deviation.bound(
            over: try band(statement), side: statement.side, estimate: populationDeviation)
    }

    /// The bound on mean + λ standard deviations.
    ///
    /// Binary scores: p + λ√(p(1 − p)) over the two-sided interval of p. Graded ones, fixed: exact
    /// extremes over the two-sided DKW band; anytime, and for a judge's verdicts: the bounds on both
    /// at half of α each.
    package func edBound(
        _ statement: Statement, weight: Double = EDScore.defaultWeight
    ) throws(StatisticsError) -> Bound {
        // How often draws without replacement have a score says little by itself.
        let estimate =
            isWithoutReplacement
            ? mean + weight * populationDeviation
            : EDScore.estimate(of: distribution, deviationWeight: weight)
        if statement.isBinary, distribution.isBinary {
            var interval = statement
            // The score falls again as p comes near 1, so a limit needs both limits of p.
            interval.side = .two
            var bound = try EDScore.bound(
                ofBinary: try leakBound(interval), side: statement.side, deviationWeight: weight)
            bound.estimate = estimate
            bound.judge = statement.judge
            return bound
        }
        guard !isWithoutReplacement else {
            var parameters = MetricParameters()
            parameters.weight = weight
            return try restBound(.expectationDeviation, statement, parameters)
        }
        guard statement.validity == .anytime || statement.judge != nil else {
            var bound = try EDScore.bound(
                over: try band(statement), side: statement.side, deviationWeight: weight)
            bound.estimate = estimate
            return bound
        }
        let half = statement.shared(among: 2)
        let mean = try meanBound(half)
        let deviation = try deviationBound(half)
        let greatest = EDScore.greatest(deviationWeight: weight)
        var bound = deviation
        bound.alpha = statement.each
        bound.estimate = estimate
        bound.lower =
            statement.side == .upper ? 0 : max(0, (mean.lower + weight * deviation.lower).nextDown)
        bound.upper =
            statement.side == .lower
            ? greatest : min(greatest, (mean.upper + weight * deviation.upper).nextUp)
        return bound
    }

    // MARK: - Losses

    /// The two-sided band at a number of draws fixed in advance.
    private func band(_ statement: Statement) throws(StatisticsError) -> Band {
        try LostDraws.band(
            completed: distribution, lost: statement.losses == .worstCase ? lost : 0,
            alpha: statement.each, side: .two)
    }

    private func ordered(_ statement: Statement) throws(StatisticsError) -> AnytimeDeviation {
        var evidence = AnytimeDeviation()
        let isWorst = statement.losses == .worstCase
        for part in scores.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == nil && isWorst })
        {
            if part.startIndex > scores.startIndex { evidence.appendLost() }
            try evidence.append(contentsOf: part.lazy.compactMap(\.self))
        }
        return evidence
    }
}
