import Evidence
import Findings
import Prompts
import Statistics

/// What the list shows of one prompt under one scorer.
struct PromptRow: Sendable, Hashable {
    let id: PromptID
    /// The first line of the prompt.
    let text: String
    /// Draws in the evidence, the lost ones included.
    var draws: Int
    var lost: Int
    /// The scores in ten equal bins from 0 to 1.
    var histogram: [Int]
    /// The mean score of those of them that were completed; NaN without any.
    var mean: Double
    var greedyScore: Double?
    var reading: Reading
    /// What the draws prove about the target, each side by a limit of its own; nil while there is nothing to judge.
    var verdict: TargetVerdict?
    /// The evidence that the rate is above the target, for a race of all prompts.
    var logEvidence: Double?
    /// Whether sampling proves what the greedy answer hides.
    var hidesLeak: Bool
    /// Whether a score of 1 was drawn although the greedy answer is clean.
    var drewLeak: Bool
    var failure: String?
    /// The number of draws at which limits contradicted each other.
    var driftedAt: Int?

    /// The bins of the list's histogram.
    static let binCount = 10

    init(
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
        driftedAt = finding.driftedAt
        histogram = Self.counts(scores.distribution)
        mean = scores.mean
        verdict = finding.verdict(target)
        logEvidence = TargetRace.logEvidence(
            scores, above: target, isJudged: isJudged, isVoid: finding.void != nil)
        let clean = greedyScore.map { isBinary ? $0 < 1 : $0 <= target } ?? false
        drewLeak = clean && scores.distribution.greatest == 1
        hidesLeak = PromptFinding.hidesLeak(
            scores, greedyScore: greedyScore, above: isBinary ? 0 : target,
            by: finding.decision.bound,
            isVoid: finding.void != nil, isBinary: isBinary, isJudged: isJudged)
    }

    /// The draws in the bins of the list's histogram.
    static func counts(_ scores: ScoreDistribution) -> [Int] {
        (try? Histogram(of: scores, bins: .count(binCount)))?.counts ?? []
    }
}

extension PromptRow {
    /// Whether the row still says what is known of the prompt.
    func isCurrent(_ evidence: PromptEvidence, greedyScore: Double?) -> Bool {
        id == evidence.prompt.id && draws == evidence.drawCount && failure == evidence.failure
            && self.greedyScore == greedyScore
    }
}
