import Evidence
import Statistics

extension PromptMean {
    /// The limits on the mean over a fixed set of prompts of their mean scores, in [0, 1].
    ///
    /// Anytime: pooled over complete rounds at ``pooledShare`` of α, which is the tightest where
    /// prompts are drawn in turn, beside ``joint(_:alpha:side:)`` at the rest, for every allotment
    /// of draws; one prompt has its own limits. Fixed: all prompts have equally many draws, pooled;
    /// Clopper–Pearson for binary scores, sixteen bets for graded ones. Each lost draw is at its
    /// worst for each limit, and so is one that a round lacks.
    ///
    /// - Parameter prompts: the scores of one scorer, an element per prompt.
    /// - Throws: `StatisticsError` without draws, for a fixed number where prompts differ in it, and
    ///   where the draws contradict each other.
    package static func bound(
        over prompts: [ScoreEvidence], _ statement: Statement
    ) throws(StatisticsError) -> Bound {
        let limits = try limits(over: prompts, statement)
        if let rounds = limits.contradictedAt {
            throw .contradiction("no mean agrees with the draws of \(rounds) rounds")
        }
        return limits.bound
    }

    /// The same, with the number of rounds whose limits exclude those of fewer: no mean is within all
    /// of them, so that the draws are not all from one distribution of each prompt, or else one of
    /// the limits is wrong.
    static func limits(
        over prompts: [ScoreEvidence], _ statement: Statement
    ) throws(StatisticsError) -> Rounds.Limits {
        guard !prompts.contains(where: \.isWithoutReplacement) else {
            return Rounds.Limits(try averageBound(over: prompts, statement))
        }
        var plain = statement
        plain.judge = nil
        let draws = prompts.map(\.draws)
        var result: Rounds.Limits
        if prompts.count == 1, draws[0] > 0 {
            // The mean of one prompt has the limits that the prompt has.
            if statement.validity == .anytime, let running = try prompts[0].runningBound(plain) {
                result = Rounds.Limits(running.bound)
            } else {
                result = Rounds.Limits(try prompts[0].meanBound(plain))
            }
        } else if statement.validity == .fixed {
            result = Rounds.Limits(try fixed(prompts, plain))
        } else {
            result = try pooledAndJoint(prompts, draws, plain)
        }
        let estimate = prompts.meanOfMeans
        result.change { bound in
            bound.estimate = estimate
            bound = statement.widening(bound)
        }
        return result
    }

    /// Pooled over the numbers of rounds that are worth a look, beside the joint limits of all draws.
    private static func pooledAndJoint(
        _ prompts: [ScoreEvidence], _ draws: [Int], _ statement: Statement
    ) throws(StatisticsError) -> Rounds.Limits {
        let (others, inRounds) = (statement.part(1 - pooledShare), statement.part(pooledShare))
        var limits: Rounds.Limits?
        for (rounds, isStated) in Rounds.choices(draws) {
            let pooled = try pooled(prompts, rounds: rounds, inRounds)
            if limits == nil {
                limits = Rounds.Limits(pooled, isStated: isStated)
            } else {
                limits?.add(pooled, rounds: rounds, isStated: isStated)
            }
        }
        let all = try joint(prompts, others)
        var result = limits ?? Rounds.Limits(all)
        result.add(all, rounds: draws.max() ?? 0)
        let alpha = statement.each
        result.change { ($0.alpha, $0.method) = (alpha, .pooledAndJoint) }
        return result
    }

    /// The number of rounds at which the draws of the prompts contradict those of fewer rounds; nil
    /// while all is well.
    ///
    /// If nothing changed while the draws were made, it is ever anything else with probability at most
    /// α, as limits that hold at all numbers of rounds at once exclude each other only where one of
    /// them is wrong. It is the same whatever side or validity is asked for.
    package static func contradiction(
        over prompts: [ScoreEvidence], _ statement: Statement
    ) -> Int? {
        alarm(over: prompts, statement).contradictedAt
    }

    /// The same, and whether the mean of the draws lies outside of these limits.
    static func alarm(
        over prompts: [ScoreEvidence], _ statement: Statement
    ) -> (contradictedAt: Int?, excludesMean: Bool) {
        var statement = statement.setAlarm
        statement.judge = nil
        // With one prompt the limits are the prompt's own, which have an alarm of their own.
        guard prompts.count > 1, !prompts.contains(where: \.isWithoutReplacement),
            let limits = try? limits(over: prompts, statement)
        else { return (nil, false) }
        return (limits.contradictedAt, limits.excludesMean)
    }

    /// The average of the prompts' own limits at α/P each, which hold together.
    ///
    /// Draws without replacement have weights of their own at each prompt, so that they cannot be
    /// pooled; exact limits need no α and are not widened by sharing it.
    private static func averageBound(
        over prompts: [ScoreEvidence], _ statement: Statement
    ) throws(StatisticsError) -> Bound {
        var part = statement.shared(among: prompts.count).valid(.anytime)
        part.judge = nil
        let bounds = try prompts.map { prompt throws(StatisticsError) -> Bound in
            guard prompt.count == 0 else { return try prompt.meanBound(part) }
            return Bound(
                estimate: 0.5, lower: 0, upper: 1, alpha: part.each, side: part.side,
                method: .bets, validity: .anytime)
        }
        guard let average = Bound.average(bounds, alpha: statement.each) else {
            throw .noDraws(0)
        }
        return statement.widening(average)
    }

    private static func joint(
        _ prompts: [ScoreEvidence], _ statement: Statement
    ) throws(StatisticsError) -> Bound {
        let lost = statement.losses == .worstCase ? prompts.reduce(0) { $0 + $1.lost } : 0
        return try LostDraws.worst(lost: lost, statement.side) {
            lostScore throws(StatisticsError) in
            let counts = prompts.map { scores in
                let lost = statement.losses == .worstCase ? scores.lost : 0
                let draws = scores.count + lost
                return Count(
                    leaks: min(Double(draws), scores.sum + lostScore * Double(lost)), draws: draws)
            }
            return try joint(counts, alpha: statement.each, side: statement.side)
        }
    }

    private static func pooled(
        _ prompts: [ScoreEvidence], rounds: Int, _ statement: Statement
    ) throws(StatisticsError) -> Bound {
        let (completed, holes) = scores(prompts, rounds: rounds)
        return try LostDraws.worst(lost: holes, statement.side) {
            lostScore throws(StatisticsError) in
            try pooled(
                completed.adding(lost: holes, at: lostScore), isBinary: statement.isBinary,
                alpha: statement.each, side: statement.side)
        }
    }

    private static func fixed(
        _ prompts: [ScoreEvidence], _ statement: Statement
    ) throws(StatisticsError) -> Bound {
        let each = prompts.first?.draws ?? 0
        for (index, prompt) in prompts.enumerated() where prompt.draws != each {
            throw .outsideRange(
                name: "prompts[\(index)].draws", value: Double(prompt.draws),
                range: "{\(each)}, as every prompt needs equally many draws")
        }
        let (completed, holes) = scores(prompts, rounds: each)
        return try LostDraws.worst(lost: holes, statement.side) {
            lostScore throws(StatisticsError) in
            let all = completed.adding(lost: holes, at: lostScore)
            guard statement.isBinary, all.isBinary else {
                var bound = try pooled(
                    all, isBinary: false, alpha: statement.each, side: statement.side)
                bound.validity = .fixed(n: each)
                return bound
            }
            return try pooledFixed(
                leaks: all.count(above: 0.5), draws: all.draws, each: each, alpha: statement.each,
                side: statement.side)
        }
    }

    /// The completed draws of so many rounds, and how many are lost or not there.
    private static func scores(
        _ prompts: [ScoreEvidence], rounds: Int
    ) -> (completed: ScoreDistribution, holes: Int) {
        // Halves are merged, so that many distinct scores are not moved once a prompt.
        var parts = prompts.map { prompt in
            prompt.draws <= rounds
                ? prompt.distribution : prompt.scores.distribution(ofFirst: rounds)
        }
        while parts.count > 1 {
            parts = stride(from: 0, to: parts.count, by: 2).map {
                $0 + 1 < parts.count ? parts[$0].merging(parts[$0 + 1]) : parts[$0]
            }
        }
        let completed = parts.first ?? ScoreDistribution()
        return (completed, rounds * prompts.count - completed.draws)
    }
}

extension [ScoreEvidence] {
    /// The mean over the prompts that have a mean; NaN without any.
    var meanOfMeans: Double {
        filter { $0.count > 0 }.map(\.mean).average
    }
}

extension Bound {
    /// The average of limits that all hold together, on the average of what they are about; nil for
    /// none.
    ///
    /// - Parameter alpha: the error probability of all of them.
    package static func average(_ bounds: [Bound], alpha: Double) -> Bound? {
        guard var result = bounds.first else { return nil }
        let (lower, upper) = (bounds.map(\.lower), bounds.map(\.upper))
        result.estimate = bounds.map(\.estimate).average
        // Rounded outwards, but no further than the farthest of them.
        result.lower = max(lower.average.nextDown, lower.min() ?? 0)
        result.upper = min(upper.average.nextUp, upper.max() ?? 1)
        result.alpha = alpha
        result.isContradicted = bounds.contains(where: \.isContradicted)
        return result
    }
}
