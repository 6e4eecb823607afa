import OutputTree
import Platform

/// An e-value against tokens being drawn as their listed probabilities say.
///
/// Each token is a bet on a flattened and on a sharpened distribution (each listed probability, and
/// that of all others together, to the power of 0.8 and of 1.25): the ratio of what they give the
/// token to what the list gives it has mean 1 given everything before, so that the average of the two
/// products is a test martingale (Ville 1939). It finds a server that draws at another temperature
/// than it tells, or tells another model's probabilities. As probabilities are told in single
/// precision, what others have together is taken at its most and each ratio at its least, so that
/// the mean is no more than 1 however many tokens there are.
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
            guard !listed.isEmpty else { continue }
            let others = max(0, 1 - sum) + OutputTree.rounding(of: listed.count)
            // A token that was not listed is one of all others.
            let all = (listed + [others]).map { $0 / max(1, sum) }
            let own = (chosen ?? others) / max(1, sum)
            flattened += Self.logRatio(own, all, power: 0.8)
            sharpened += Self.logRatio(own, all, power: 1.25)
        }
    }

    /// The logarithm of what a token is worth: no more than 1 in the mean if the probabilities of all
    /// are no larger than those given, but for the error of each.
    private static func logRatio(_ chosen: Double, _ all: [Double], power: Double) -> Double {
        let sum = all.reduce(0) { $0 + pow($1, power) }
        return (power - 1) * log(chosen) - log(sum) - RestBook.leastError
    }
}
