import Evidence
import Statistics

/// Bounds from scores whose order is of no matter, with each lost draw at its worst.
extension Statement {
    /// The bound on the mean score, of draws with replacement, on one of the sides or both at once.
    ///
    /// Binary scores: that on the chance of a leak. Graded ones, fixed: Anderson's bound; anytime:
    /// sixteen bets.
    ///
    /// - Parameter known: limits of earlier draws, not widened for a judge, which the bets may give
    ///   in place of wider ones.
    func meanBound(
        of scores: ScoreDistribution, lost: Int, within known: Bound? = nil
    ) throws(StatisticsError) -> Bound {
        if isBinary, scores.isBinary {
            return widening(
                try share(scores.count(above: 0.5), completed: scores.draws, lost: lost))
        }
        guard validity == .fixed else {
            return widening(
                try Mean.bets(
                    of: scores, lost: losses == .worstCase ? lost : 0, alpha: each, side: side,
                    within: known))
        }
        return widening(
            try worst(of: scores, lost: lost) { scores, side throws(StatisticsError) in
                try Mean.bound(of: scores, alpha: each, side: side, method: .anderson)
            })
    }

    /// The bound on the share of draws that are of one kind, not widened for any judge.
    ///
    /// - Parameter count: how many of the completed draws are.
    func share(_ count: Int, completed: Int, lost: Int) throws(StatisticsError) -> Bound {
        try LostDraws.proportion(
            leaks: Double(count), completed: completed, lost: losses == .worstCase ? lost : 0,
            alpha: each, side: side, method: proportionMethod)
    }

    /// A bound that rises with every score, with each lost draw at its worst for each limit.
    func worst(
        of scores: ScoreDistribution, lost: Int,
        _ bound: (ScoreDistribution, Bound.Side) throws(StatisticsError) -> Bound
    ) throws(StatisticsError) -> Bound {
        guard losses == .worstCase, lost > 0, scores.draws > 0 else {
            return try bound(scores, side)
        }
        var result = try LostDraws.worst(lost: lost, side) { score throws(StatisticsError) in
            try bound(scores.adding(lost: lost, at: score), side)
        }
        result.estimate = try bound(scores, side).estimate
        return result
    }
}
