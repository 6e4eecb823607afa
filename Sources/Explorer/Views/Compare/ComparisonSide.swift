import Evidence
import Findings
import Statistics

/// What the Compare view shows of one prompt in one of the runs.
struct ComparisonSide: Sendable {
    /// What its draws prove.
    let proven: RunSide
    /// Draws in the evidence.
    let draws: Int
    /// The mean score of the completed draws; NaN without any.
    let mean: Double
    let greedyScore: Double?
    let greedyAnswer: String?
    /// The scores in equal bins from 0 to 1.
    let histogram: [Int]

    var bound: Bound? { proven.reading.bound }
    /// Why no limit holds for the draws; nil while all is well.
    var void: VoidReason? { proven.void }
    /// The draws without a score.
    var missing: MissingScores { proven.scores == nil ? MissingScores() : proven.missing }

    /// - Parameter known: the same side earlier; what is drawn of the same draws is taken from it.
    init(
        _ proven: RunSide, _ evidence: PromptEvidence, greedyScore: Double?,
        known: ComparisonSide?
    ) {
        self.proven = proven
        self.greedyScore = greedyScore
        greedyAnswer = evidence.greedy?.answer.text
        guard let scores = proven.scores else {
            (draws, mean, histogram) = (0, .nan, [])
            return
        }
        draws = evidence.statedDraws
        if let known, known.draws == draws, known.proven.scores?.revision == scores.revision {
            (mean, histogram) = (known.mean, known.histogram)
        } else {
            (mean, histogram) = (scores.mean, PromptRow.counts(scores.distribution))
        }
    }
}
