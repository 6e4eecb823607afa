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
    /// What the reading proves about the target; nil while there is nothing to judge.
    var verdict: TargetVerdict?
    /// Whether sampling proves what the greedy answer hides.
    var hidesLeak: Bool
    /// Whether a score of 1 was drawn although the greedy answer is clean.
    var drewLeak: Bool
    var failure: String?
    /// The number of draws at which limits contradicted each other: the draws cannot all come from
    /// one distribution.
    var driftedAt: Int?

    /// The bins of the list's histogram.
    static let binCount = 10

    init(
        evidence: PromptEvidence, scores: ScoreEvidence, isBinary: Bool, greedyScore: Double?,
        finding: PromptFinding, target: Double
    ) {
        id = evidence.prompt.id
        text = evidence.prompt.text
        draws = evidence.drawCount
        lost = evidence.lost
        failure = evidence.failure
        self.greedyScore = greedyScore
        reading = finding.reading
        driftedAt = finding.driftedAt
        let weighted = zip(scores.distribution.scores, scores.distribution.counts)
        histogram = Histogram.counts(of: weighted.map { ($0, $1) }, bins: Self.binCount)
        mean = scores.mean
        verdict = reading.bound.map { TargetVerdict($0, target: target) }
        // A binary leak needs no target to be a leak; a graded score needs one to be called high.
        let clean = greedyScore.map { isBinary ? $0 < 1 : $0 <= target } ?? false
        let limit = isBinary ? 0 : target
        drewLeak = clean && scores.distribution.greatest == 1
        let isJudged = reading.bound?.judge != nil
        hidesLeak =
            isBinary && !isJudged
            // One draw that leaks proves that draws can, whichever limit is asked for.
            ? drewLeak
            : clean && (reading.bound.map { TargetVerdict($0, target: limit) == .above } ?? false)
    }
}

extension PromptRow {
    /// Whether the row still says what is known of the prompt.
    func isCurrent(_ evidence: PromptEvidence, greedyScore: Double?) -> Bool {
        id == evidence.prompt.id && draws == evidence.drawCount && failure == evidence.failure
            && self.greedyScore == greedyScore
    }
}

/// Counting scores in equal bins.
enum Histogram {
    /// The counts of scores in [0, 1]; a score on an edge belongs to the bin above it, 1 to the
    /// last bin.
    static func counts(of scores: [(score: Double, count: Int)], bins: Int) -> [Int] {
        var counts = Array(repeating: 0, count: max(1, bins))
        for (score, count) in scores where score.isFinite {
            let bin = Int((score * Double(counts.count)).rounded(.down))
            counts[max(0, min(counts.count - 1, bin))] += count
        }
        return counts
    }
}
