import Evidence
import Prompts
import Statistics

/// What the list shows of one prompt under one scorer.
package struct PromptRow: Sendable, Hashable {
    package let id: PromptID
    /// The first line of the prompt.
    package let text: String
    /// Draws in the evidence, the lost ones included.
    package var draws: Int
    package var lost: Int
    /// The scores in ten equal bins from 0 to 1.
    package var histogram: [Int]
    /// The mean score of those of them that were completed; NaN without any.
    package var mean: Double
    package var greedyScore: Double?
    package var reading: Reading
    /// What the draws prove about the target, each side by a limit of its own; nil while there is nothing to judge.
    package var verdict: TargetVerdict?
    /// The evidence that the rate is above the target, for a race of all prompts.
    package var logEvidence: Double?
    /// Whether sampling proves what the greedy answer hides.
    package var hidesLeak: Bool
    /// Whether a score of 1 was drawn although the greedy answer is clean.
    package var drewLeak: Bool
    package var failure: String?
    /// Why no limit holds for the draws; nil while all is well.
    package var void: VoidReason? { reading.void }

    /// The bins of the list's histogram.
    package static let binCount = 10

    package init(
        evidence: PromptEvidence, scores: ScoreEvidence, isBinary: Bool, isJudged: Bool,
        greedyScore: Double?, finding: PromptFinding, target: Double
    ) {
        id = evidence.prompt.id
        text = evidence.prompt.text
        draws = evidence.drawCount
        lost = evidence.lost
        failure = evidence.failure
        self.greedyScore = greedyScore
        reading = finding.reading
        histogram = Self.counts(scores.distribution)
        mean = scores.mean
        verdict = finding.verdict(target)
        logEvidence = TargetRace.logEvidence(
            scores, above: target, isJudged: isJudged, isVoid: finding.void != nil)
        let isClean =
            greedyScore.map { !GreedyFinding.isLeak($0, isBinary: isBinary, above: target) }
            ?? false
        drewLeak = isClean && scores.distribution.greatest == 1
        hidesLeak = PromptFinding.hidesLeak(
            scores, greedyScore: greedyScore, above: isBinary ? 0 : target,
            by: finding.decision.bound,
            isVoid: finding.void != nil, isBinary: isBinary, isJudged: isJudged)
    }

    /// The draws in the bins of the list's histogram.
    package static func counts(_ scores: ScoreDistribution) -> [Int] {
        (try? Histogram(of: scores, bins: .count(binCount)))?.counts ?? []
    }
}

extension PromptRow {
    /// Whether the row still says what is known of the prompt.
    package func isCurrent(_ evidence: PromptEvidence, greedyScore: Double?) -> Bool {
        id == evidence.prompt.id && draws == evidence.drawCount && failure == evidence.failure
            && self.greedyScore == greedyScore
    }
}
