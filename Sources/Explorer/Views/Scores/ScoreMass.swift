import Evidence
import Findings
import Text

/// The exact probabilities of the answers seen, by their scores, from draws without replacement.
struct ScoreMass {
    /// Score and probability of each answer.
    private let answers: [(score: Double, probability: Double)]
    let unseen: Double
    /// What that probability is of.
    let name: SafeText

    /// Nil for plain draws, and where greedy answers are shown.
    init?(_ context: Context) {
        guard context.mode == .sampled, let evidence = context.selectedEvidence,
            let exact = evidence.exact
        else { return nil }
        let scorer = context.scorer
        var answers: [(score: Double, probability: Double)] = evidence.outputs.flatMap { output in
            guard output.scores.indices.contains(scorer), output.probability != nil else {
                return [(score: Double, probability: Double)]()
            }
            return output.scores[scorer].distinct.map { ($0.score, $0.mass) }
        }
        // Answers behind beginnings that settle the score: all of them have the score settled.
        if let early = exact.early, early.mass > 0, early.known.indices.contains(scorer) {
            answers.append((min(1, early.known[scorer] / early.mass), early.mass))
        }
        self.answers = answers
        unseen = exact.left
        name = evidence.hasUnknownAnswers ? "unknown" : "unseen"
    }

    /// The probability in each of so many equal bins from 0 to 1.
    func bins(_ count: Int) -> [Double] {
        var bins = Array(repeating: 0.0, count: max(1, count))
        for (score, probability) in answers {
            bins[min(bins.count - 1, Int(score * Double(bins.count)))] += probability
        }
        return bins
    }
}
