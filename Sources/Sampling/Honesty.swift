import OutputTree
import Platform

/// An e-value against tokens being drawn as their listed probabilities say.
///
/// Each token is a bet on a flattened and on a sharpened distribution (each listed probability, and
/// that of all others together, to the power of 0.8 and of 1.25): the ratio of what they give the
/// token to what the list gives it has mean 1 given everything before, so that the average of the two
/// products is a test martingale (Ville 1939). It finds a server that draws at another temperature
/// than it tells, or tells another model's probabilities.
struct Honesty: Sendable {
    private var flattened = 0.0
    private var sharpened = 0.0

    var logEvidence: Double {
        let top = max(flattened, sharpened)
        return top + log((exp(flattened - top) + exp(sharpened - top)) / 2)
    }

    /// Takes in an answer's tokens as far as they were drawn with a list beside them.
    mutating func add(_ steps: [OutputTree.Step]) {
        for step in steps where !step.alternatives.isEmpty {
            var sum = 0.0
            var listed: [Double] = []
            var chosen: Double?
            for other in step.alternatives where other.probability > 0 {
                listed.append(other.probability)
                sum += other.probability
                if other.id == step.token.id { chosen = other.probability }
            }
            let others = max(0, 1 - sum)
            // A token that was not listed is one of all others.
            let probability = chosen ?? others
            guard probability > 0, others < 1 else { continue }
            let all = others > 1e-6 ? listed + [others] : listed
            let total = all.reduce(0, +)
            flattened += Self.logRatio(probability / total, all, total, power: 0.8)
            sharpened += Self.logRatio(probability / total, all, total, power: 1.25)
        }
    }

    private static func logRatio(
        _ chosen: Double, _ all: [Double], _ total: Double, power: Double
    ) -> Double {
        let sum = all.reduce(0) { $0 + pow($1 / total, power) }
        return (power - 1) * log(chosen) - log(sum)
    }
}
