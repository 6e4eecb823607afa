import Evidence
import Statistics

extension PromptMean {
    /// The limits on the mean over a fixed set of prompts of their mean scores, in [0, 1].
    ///
    /// Each lost draw is at its worst for each limit. Anytime: ``joint(_:alpha:side:)``, for every
    /// allotment of draws. Fixed: all prompts have equally many draws, so that their counts can be
    /// pooled; the limits hold at the end of every such round, of which this is one.
    ///
    /// - Parameter prompts: the scores of one scorer, an element per prompt.
    /// - Throws: `StatisticsError` without draws, or for a fixed number where prompts differ in it.
    public static func bound(
        over prompts: [ScoreEvidence], _ request: Statement
    ) throws(StatisticsError) -> Bound {
        let lost = request.losses == .worstCase ? prompts.reduce(0) { $0 + $1.lost } : 0
        var result = try LostDraws.worst(lost: lost, request.side) {
            lostScore throws(StatisticsError) in
            try bound(over: prompts, request, side: request.side, lostScore: lostScore)
        }
        let means = prompts.filter { $0.count > 0 }.map(\.mean)
        if !means.isEmpty { result.estimate = means.reduce(0, +) / Double(means.count) }
        return request.widening(result)
    }

    private static func bound(
        over prompts: [ScoreEvidence], _ request: Statement, side: Bound.Side, lostScore: Double
    ) throws(StatisticsError) -> Bound {
        let counts = prompts.map { scores in
            let lost = request.losses == .worstCase ? scores.lost : 0
            let draws = scores.count + lost
            return Count(
                leaks: min(Double(draws), scores.sum + lostScore * Double(lost)), draws: draws)
        }
        guard request.validity == .fixed else {
            return try joint(counts, alpha: request.each, side: side)
        }
        var pooled = try pooled(counts, alpha: request.each, side: side)
        pooled.validity = .fixed(n: counts[0].draws)
        return pooled
    }
}
