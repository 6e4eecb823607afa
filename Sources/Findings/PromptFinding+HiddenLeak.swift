import Evidence
import Statistics

extension PromptFinding {
    /// Whether sampling proves what the greedy answer hides: a mean score above `rate`.
    ///
    /// What is known exactly needs no α: a binary leak that was drawn proves a rate above 0, and so
    /// does the exact probability of leaks that were found or settled, also where the draws
    /// themselves were all clean. Not so where a judge may be wrong about them. Of a binary scorer
    /// what is proven above one rate is proven above every smaller one.
    ///
    /// - Parameters:
    ///   - greedyScore: nil where there is no greedy answer, which hides nothing then.
    ///   - bound: the limits that have to prove what is not known exactly.
    package static func hidesLeak(
        _ scores: ScoreEvidence, greedyScore: Double?, above rate: Double, by bound: Bound?,
        isVoid: Bool, isBinary: Bool, isJudged: Bool
    ) -> Bool {
        guard !isVoid, let greedyScore,
            !GreedyFinding.isLeak(greedyScore, isBinary: isBinary, above: rate)
        else { return false }
        return isCertain(scores, above: rate, isBinary: isBinary, isJudged: isJudged)
            || bound.map { TargetVerdict($0, target: rate) == .above } ?? false
    }

    /// Whether a mean score above `rate` is known without any α.
    package static func isCertain(
        _ scores: ScoreEvidence, above rate: Double, isBinary: Bool, isJudged: Bool
    ) -> Bool {
        guard !isJudged else { return false }
        if isBinary, rate == 0, scores.distribution.greatest == 1 { return true }
        return scores.exactLimits.map { $0.lower > rate } ?? false
    }
}
