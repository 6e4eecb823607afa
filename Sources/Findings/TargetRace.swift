import Evidence
import Platform
import Statistics

/// Which prompts of a set are above a target, as a list with few false names on it.
///
/// Limits that hold for all prompts at once answer with no false name at all but for a probability
/// of α (family-wise error), and need α/P for each prompt. A list that is to be sent on may have a
/// few: here the expected share of false names among all that it has is at most α (false discovery
/// rate), by the procedure of Wang & Ramdas (2022) on e-values. It names more prompts from the same
/// draws. The e-values are those of the bets against a rate of at most the target: they may be
/// watched, and sampling may stop at will; the prompts may depend on each other in any way.
package struct TargetRace: Sendable, Hashable {
    /// The positions of the prompts that are named, ascending.
    package let above: [Int]
    /// The false discovery rate.
    package let alpha: Double

    /// - Parameter evidence: for each prompt what ``logEvidence(_:above:isJudged:isVoid:)`` gives.
    package init(_ evidence: [Double?], alpha: Double) {
        self.alpha = alpha
        let values = evidence.map { $0.map { exp($0) } ?? 0 }
        above = (try? Simultaneous.eBenjaminiHochberg(evidence: values, alpha: alpha)) ?? []
    }

    /// The logarithm of the e-value against a mean of at most `target`, lost draws read as 0.
    ///
    /// Nil where nothing can be said: without draws, for draws that contradict each other, for a
    /// target of 1, and for the verdicts of a judge that may err.
    package static func logEvidence(
        _ scores: ScoreEvidence, above target: Double, isJudged: Bool, isVoid: Bool
    ) -> Double? {
        guard !isVoid, !isJudged, scores.count > 0, target < 1 else { return nil }
        guard !scores.isWithoutReplacement else {
            // Such draws are not alike: how often they leak says little by itself.
            if let exact = scores.exactLimits, exact.lower > target { return .infinity }
            return try? Mean.logEvidence(of: scores.restDraws, againstAtMost: target)
        }
        let all = scores.distribution.merging(ScoreDistribution(zeros: scores.lost, ones: 0))
        return try? Mean.logEvidence(of: all, againstAtMost: target)
    }
}
