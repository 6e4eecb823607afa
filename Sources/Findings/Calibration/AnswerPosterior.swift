import Evidence
import Prompts
import Statistics

/// The answers to one prompt by their plain shares of the draws, beside their posterior: each draw weighs
/// as much as its question entails the explanation before its answer (Cycles of Thought: Becker & Soatto
/// 2024, arXiv 2406.03441).
///
/// Explanations are draws from the model, so that the sum over them of the chance of an answer given one,
/// times its weight, is estimated by the weighted share of the draws: p(a | q) ∝ Σ w(e) 1[answer is a].
/// An estimate.
package struct AnswerPosterior: Sendable, Hashable {
    /// One distinct answer: equal after folding.
    package struct Row: Sendable, Hashable {
        /// As it was drawn first.
        package let text: String
        package let count: Int
        /// Its share of the draws.
        package let share: Double
        /// Its share of the weights; nil where explanations have none.
        package let posterior: Double?
        /// Whether the scorer calls it right; nil where it has no score.
        package let isRight: Bool?
    }

    /// The answers, those with the greatest shares first, of equal ones the first drawn.
    package let rows: [Row]
    /// Draws that count; the others were lost, or have no part that counts or no weight.
    package let draws: Int

    /// - Parameters:
    ///   - weights: by launch number how strongly the question entails the explanation, in [0, 1]; nil
    ///     for all where nobody was asked, else draws without one do not count.
    /// - Returns: nil without a draw that counts.
    init?(
        _ evidence: PromptEvidence, _ scores: ScoreEvidence, part: AnswerFinder, weights: [Double?]?
    ) {
        guard evidence.exact == nil, !scores.isWithoutReplacement else { return nil }
        let parts = evidence.outputs.map { part.find(in: $0.text).text }
        let keys = parts.map { $0.map(AnswerGrouping.folded) }
        var places: [String: Int] = [:]
        var answers: [(text: String, count: Int, weight: Double, score: Double?)] = []
        for (draw, output) in evidence.sequence.enumerated() where output >= 0 {
            guard let key = keys[Int(output)], let text = parts[Int(output)] else { continue }
            var weight = 0.0
            if let weights {
                guard draw < weights.count, let known = weights[draw] else { continue }
                weight = known
            }
            let place = places[key] ?? answers.count
            if place == answers.count {
                places[key] = place
                answers.append((text, 0, 0, nil))
            }
            answers[place].count += 1
            answers[place].weight += weight
            if answers[place].score == nil, draw < scores.scores.count {
                answers[place].score = scores.scores[draw]
            }
        }
        let total = answers.reduce(0) { $0 + $1.count }
        let mass = answers.reduce(0) { $0 + $1.weight }
        guard total > 0, weights == nil || mass > 0 else { return nil }
        draws = total
        let order = answers.indices.sorted {
            (answers[$1].count, $0) < (answers[$0].count, $1)
        }
        rows = order.map { place in
            let answer = answers[place]
            return Row(
                text: answer.text, count: answer.count, share: Double(answer.count) / Double(total),
                posterior: weights == nil ? nil : answer.weight / mass,
                isRight: answer.score.map { $0 > 0.5 })
        }
    }

    /// The answer that was drawn most.
    package var commonest: Row? { rows.first }

    /// The answers with the greatest shares, and the one with the greatest posterior, in their order.
    package func shown(_ most: Int) -> [Row] {
        let top = rows.prefix(most)
        guard let favoured, !top.contains(favoured) else { return Array(top) }
        return rows.prefix(most - 1) + [favoured]
    }

    /// The answer with the greatest posterior, of equal ones the commonest; nil where none is known.
    package var favoured: Row? {
        rows.reduce(nil as Row?) { best, row in
            (row.posterior ?? -1) > (best?.posterior ?? -1) ? row : best
        }
    }
}
