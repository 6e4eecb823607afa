import Evidence
import Statistics

extension PromptFinding {
    /// Whether draws prove what the greedy answer hides: a score above `rate` now and then, or more
    /// often than that.
    ///
    /// A binary leak needs no target to be a leak; one draw of it proves that draws can leak,
    /// whatever limit is asked for and without an α, unless a judge may be wrong about it.
    ///
    /// - Parameters:
    ///   - greedyScore: nil where there is no greedy answer, which hides nothing then.
    ///   - bound: the limits that have to prove it.
    package static func hidesLeak(
        _ scores: ScoreEvidence, greedyScore: Double?, above rate: Double, by bound: Bound?,
        isVoid: Bool, isBinary: Bool, isJudged: Bool
    ) -> Bool {
        guard !isVoid, let greedyScore,
            !GreedyFinding.isLeak(greedyScore, isBinary: isBinary, above: rate)
        else { return false }
        if isBinary, !isJudged, rate == 0 { return scores.provesLeak }
        return bound.map { TargetVerdict($0, target: rate) == .above } ?? false
    }
}

extension ScoreEvidence {
    /// Whether it is certain that answers score above 0 now and then: one was drawn, or is known to have
    /// a probability.
    var provesLeak: Bool {
        distribution.greatest == 1 || exactLimits.map { $0.lower > 0 } ?? false
    }
}
