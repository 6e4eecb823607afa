import OutputTree
import Platform

/// An e-value against tokens being drawn as their listed probabilities say.
///
/// Each token is a bet on a flattened and on a sharpened distribution: among the listed tokens that
/// are told whenever they are drawn, each probability to the power of 0.8 and of 1.25. Where one of
/// these was drawn, the ratio of what the bet gives it to what the list gives it, both among them
/// alone, has mean 1 given everything before, so that the average of the two products is a test
/// martingale (Ville 1939). It finds a server that draws at another temperature than it tells, or
/// tells another model's probabilities.
///
/// A server does not tell a token that ends inside a character. Bets on all tokens would therefore be
/// settled more often where others were drawn, and accuse a server that tells the truth: so none is
/// made on such a token, on what is not listed, nor behind a character that has begun, where a draw
/// may be lost for what comes. Each ratio is taken a little lower than it is, for probabilities are
/// told in single precision, however many tokens there are.
struct Honesty: Sendable {
    private var flattened = 0.0
    private var sharpened = 0.0

    var logEvidence: Double {
        let top = max(flattened, sharpened)
        return top + log((exp(flattened - top) + exp(sharpened - top)) / 2)
    }

    /// Takes in an answer's tokens as far as they were drawn with a list beside them.
    ///
    /// - Parameter endsInside: whether a token ends inside a character.
    mutating func add(_ steps: [OutputTree.Step], endsInside: (Int32) -> Bool = { _ in false }) {
        for step in steps {
            // Whether what follows is told hangs on what it is.
            if endsInside(step.token.id) { return }
            guard !step.alternatives.isEmpty else { continue }
            var chosen: Double?
            var told: [Double] = []
            for other in step.alternatives where other.probability > 0 && !endsInside(other.id) {
                told.append(other.probability)
                if other.id == step.token.id { chosen = other.probability }
            }
            let sum = told.reduce(0, +)
            guard let chosen, told.count > 1, sum.isFinite else { continue }
            flattened += Self.logRatio(chosen / sum, told, sum, power: 0.8)
            sharpened += Self.logRatio(chosen / sum, told, sum, power: 1.25)
        }
    }

    private static func logRatio(
        _ chosen: Double, _ all: [Double], _ total: Double, power: Double
    ) -> Double {
        let sum = all.reduce(0) { $0 + pow($1 / total, power) }
        return (power - 1) * log(chosen) - log(sum) - RestBook.leastError
    }
}
