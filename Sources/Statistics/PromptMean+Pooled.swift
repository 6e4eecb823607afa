extension PromptMean {
    /// The anytime bound from the scores of complete rounds, pooled: every prompt has equally many.
    ///
    /// One round multiplies evidence with a constant stake λ by Π(1 + λ(xᵢ − m)), and the draws of
    /// different prompts are independent, so that its expectation Π(1 + λ(pᵢ − m)) is at most
    /// (1 + λ(p̄ − m))^P, by the inequality of the means, and at most 1 at m = p̄. The mixture's
    /// factors are linear in a binary score as well. So the plain limits of a proportion and of a
    /// mean hold at the end of every round at once although the pᵢ differ, whatever decides at
    /// which round they are looked at. Cost: one bound on a proportion or mean.
    ///
    /// - Parameters:
    ///   - scores: those of all prompts together.
    ///   - isBinary: whether only 0 and 1 can occur, known before the draws; it decides the method.
    package static func pooled(
        _ scores: ScoreDistribution, isBinary: Bool, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        var bound =
            isBinary && scores.isBinary
            ? try Proportion.bound(
                leaks: Double(scores.count(above: 0.5)), draws: scores.draws, alpha: alpha,
                side: side, method: .anytimeProportion(side))
            : try Mean.bound(of: scores, alpha: alpha, side: side, method: .bets)
        bound.method = .pooled
        return bound
    }

    /// The bound from the pooled counts of a fixed number of draws, equally many of each prompt:
    /// Clopper–Pearson.
    ///
    /// The total is a sum of independent draws with unequal rates of mean p̄. Hoeffding (1956,
    /// theorem 4): it is at most k with no greater chance than a binomial count with rate p̄ is,
    /// where k ≤ N p̄ − 1, and at least k where k ≥ N p̄ + 1. So Clopper–Pearson's limits hold where
    /// they are at least 1/N away from k/N, and are moved out to there where they are not.
    ///
    /// - Parameters:
    ///   - leaks: in all prompts together.
    ///   - draws: of all prompts together, N.
    ///   - each: the number fixed in advance, per prompt.
    package static func pooledFixed(
        leaks: Int, draws: Int, each: Int, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        var bound = try Proportion.clopperPearson(
            leaks: leaks, draws: draws, alpha: alpha, side: side)
        let (k, n) = (Double(leaks), Double(draws))
        if side != .lower { bound.upper = min(1, max(bound.upper, ((k + 1) / n).nextUp)) }
        if side != .upper { bound.lower = max(0, min(bound.lower, ((k - 1) / n).nextDown)) }
        bound.method = .pooledClopperPearson
        bound.validity = .fixed(n: each)
        return bound
    }

    /// The part of α that pooled limits have where joint ones have the rest.
    ///
    /// Pooled limits are the narrower ones wherever prompts have about equally many draws, which is
    /// the usual order; the joint ones are there for all others.
    package static let pooledShare = 0.6

    /// The narrower of pooled and joint limits for binary scores, which share α; every prompt has
    /// equally many draws.
    package static func pooledAndJoint(
        _ counts: [Count], alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        let all = try whole(counts)
        let joint = try joint(counts, alpha: alpha * (1 - pooledShare), side: side)
        let pooled = try pooled(
            ScoreDistribution(zeros: all.draws - all.leaks, ones: all.leaks), isBinary: true,
            alpha: alpha * pooledShare, side: side)
        guard var bound = joint.meeting(pooled) else {
            throw .contradiction("no mean agrees with the prompts' draws")
        }
        (bound.alpha, bound.method) = (alpha, .pooledAndJoint)
        return bound
    }

    /// The same limits for a fixed number of draws from the counts of all prompts.
    package static func pooledFixed(
        _ counts: [Count], alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        let all = try whole(counts)
        return try pooledFixed(
            leaks: all.leaks, draws: all.draws, each: counts[0].draws, alpha: alpha, side: side)
    }

    /// The whole numbers of leaks and draws of all prompts together.
    private static func whole(
        _ counts: [Count]
    ) throws(StatisticsError) -> (leaks: Int, draws: Int) {
        let draws = try checkRounds(counts)
        var leaks = 0
        for (index, count) in counts.enumerated() {
            guard let whole = Int(exactly: count.leaks) else {
                throw .outsideRange(
                    name: "counts[\(index)].leaks", value: count.leaks,
                    range: "the whole numbers from 0 to \(draws)")
            }
            leaks += whole
        }
        return (leaks, draws * counts.count)
    }
}
