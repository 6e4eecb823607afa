import Evidence
import Statistics

/// The scores of the first draws of one prompt, ready for bounds: the only place where the explorer
/// asks for statistics.
struct ScoreSample: Sendable, Hashable {
    /// The scores of the draws that have one.
    var distribution = ScoreDistribution()
    /// Draws without a score.
    var lost = 0

    /// Draws with or without a score.
    var draws: Int { distribution.draws + lost }

    init() {}

    /// The scores of the first `limit` draws in launch order; all of them for nil.
    init(_ evidence: PromptEvidence, scorer: Int, first limit: Int? = nil) {
        guard let limit, limit < evidence.drawCount else {
            for (score, count) in evidence.weightedScores(scorer: scorer) {
                insert(score, count: count)
            }
            lost = evidence.drawCount - distribution.draws
            return
        }
        var counts: [Int32: Int] = [:]
        for position in evidence.sequence.prefix(limit) { counts[position, default: 0] += 1 }
        for (position, count) in counts {
            guard position >= 0, let score = evidence.score(ofOutput: position, scorer: scorer)
            else {
                lost += count
                continue
            }
            insert(score, count: count)
        }
    }

    /// Adds draws with one score; a score that is no number in [0, 1] counts as lost.
    mutating func insert(_ score: Double, count: Int) {
        do throws(StatisticsError) {
            try distribution.insert(score, count: count)
        } catch {
            lost += count
        }
    }

    /// What the sample would be after so many times as many draws of the same kind.
    func multiplied(by factor: Double) -> ScoreSample {
        var more = ScoreSample()
        for (score, count) in zip(distribution.scores, distribution.counts) {
            more.insert(score, count: max(1, Int((Double(count) * factor).rounded())))
        }
        more.lost = Int((Double(lost) * factor).rounded())
        return more
    }

    /// The distribution with every lost draw counted as this score.
    private func completed(with score: Double) -> ScoreDistribution {
        var sample = self
        if lost > 0 { sample.insert(score, count: lost) }
        return sample.distribution
    }

    // MARK: - Bounds

    /// A bound on the mean score; a leak probability where scores are binary.
    func mean(_ question: BoundQuestion, isBinary: Bool) -> Bound? {
        guard !distribution.isEmpty else { return nil }
        let isAnytime = question.validity == .anytime
        do throws(StatisticsError) {
            if isBinary {
                let method: Bound.Method =
                    switch (isAnytime, question.side) {
                    case (false, _): .clopperPearson
                    case (true, .upper): .mixture
                    case (true, .lower): .bets
                    case (true, .two): .mixtureAndBets
                    }
                return try LostDraws.proportion(
                    leaks: distribution.sum, completed: distribution.draws, lost: lost,
                    alpha: question.alpha, side: question.side, method: method)
            }
            let method: Bound.Method = isAnytime ? .bets : .anderson
            var bound = try Mean.bound(
                of: completed(with: 1), alpha: question.alpha, side: question.side, method: method)
            if lost > 0 {
                bound.lower =
                    try Mean.bound(
                        of: completed(with: 0), alpha: question.alpha, side: question.side,
                        method: method
                    ).lower
                bound.estimate = distribution.mean
            }
            return bound
        } catch {
            return nil
        }
    }

    /// A bound on the share of draws that give one answer, seen `count` times.
    static func share(
        count: Int, completed: Int, lost: Int, question: BoundQuestion
    ) -> Bound? {
        guard completed > 0 else { return nil }
        let method: Bound.Method =
            switch (question.validity, question.side) {
            case (.fixed, _): .clopperPearson
            case (.anytime, .upper): .mixture
            case (.anytime, .lower): .bets
            case (.anytime, .two): .mixtureAndBets
            }
        return try? LostDraws.proportion(
            leaks: Double(count), completed: completed, lost: lost, alpha: question.alpha,
            side: question.side, method: method)
    }
}

extension PromptEvidence {
    /// The score of a distinct output by one scorer.
    func score(ofOutput position: Int32, scorer: Int) -> Double? {
        let output = outputs[Int(position)]
        return scorer < output.scores.count ? output.scores[scorer] : nil
    }
}
