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
        guard !prompts.contains(where: \.isWithoutReplacement) else {
            return try averageBound(over: prompts, request)
        }
        let lost = request.losses == .worstCase ? prompts.reduce(0) { $0 + $1.lost } : 0
        var result = try LostDraws.worst(lost: lost, request.side) {
            lostScore throws(StatisticsError) in
            try bound(over: prompts, request, side: request.side, lostScore: lostScore)
        }
        let means = prompts.filter { $0.count > 0 }.map(\.mean)
        if !means.isEmpty { result.estimate = means.reduce(0, +) / Double(means.count) }
        return request.widening(result)
    }

    /// The average of the prompts' own limits at α/P each, which hold together.
    ///
    /// Draws without replacement have weights of their own at each prompt, so that they cannot be
    /// pooled; exact limits need no α and are not widened by sharing it.
    private static func averageBound(
        over prompts: [ScoreEvidence], _ request: Statement
    ) throws(StatisticsError) -> Bound {
        var part = request.shared(among: prompts.count).valid(.anytime)
        part.judge = nil
        var (lower, upper, estimate) = (0.0, 0.0, 0.0)
        for prompt in prompts {
            guard prompt.count > 0 else {
                upper += 1
                estimate += 0.5
                continue
            }
            let bound = try prompt.meanBound(part)
            lower += bound.lower
            upper += bound.upper
            estimate += bound.estimate
        }
        let count = Double(prompts.count)
        return request.widening(
            Bound(
                estimate: estimate / count, lower: max(0, (lower / count).nextDown),
                upper: min(1, (upper / count).nextUp), alpha: request.each, side: request.side,
                method: .bets, validity: .anytime))
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
