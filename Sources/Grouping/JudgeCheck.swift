import Inference
import Text

/// How well a judge tells pairs apart of which the answer is known.
package struct JudgeCheck: Sendable, Hashable {
    /// Below these a judge is refused: one that says no to everything is right on half of the pairs,
    /// and one that answers by chance has an AUC of .5.
    package static let leastAUC = 0.9
    package static let leastMass = 0.5
    package static let leastRight = 10

    /// The area under the ROC curve: how often a pair that means the same gets a higher probability
    /// than one that does not; a tie counts half.
    package let auc: Double
    /// How much of the probability of the first word lies on yes or no, on average.
    package let mass: Double
    /// The pairs that it decides rightly.
    package let right: Int
    package let pairs: Int
    /// The questions that were put to it.
    package var questions: Int { 2 * pairs }

    /// - Parameter readings: for each pair whether it is the same, and both answers.
    init(_ readings: [(isSame: Bool, there: YesNo, back: YesNo)]) {
        pairs = readings.count
        let scores = readings.map { ($0.isSame, min($0.there.share, $0.back.share)) }
        let same = scores.filter(\.0).map(\.1)
        let other = scores.filter { !$0.0 }.map(\.1)
        var wins = 0.0
        for a in same { for b in other { wins += a > b ? 1 : a == b ? 0.5 : 0 } }
        auc = wins / Double(max(1, same.count * other.count))
        let masses = readings.flatMap { [$0.there.mass, $0.back.mass] }
        mass = masses.reduce(0, +) / Double(max(1, masses.count))
        right = readings.count { $0.isSame == MeaningGrouper.isSame($0.there, $0.back) }
    }

    /// Whether what it says may be used.
    package var isPassed: Bool {
        auc >= Self.leastAUC && mass >= Self.leastMass && right >= Self.leastRight
    }

    /// What was found, for the reader.
    package var words: String {
        "AUC \(Self.short(auc)), \(right) of \(pairs) pairs right, mass on yes and no "
            + Self.short(mass)
    }

    /// Why a judge is refused, for the reader.
    package var refusal: String {
        words + "; wanted are at least \(Self.short(Self.leastAUC)), \(Self.leastRight) and "
            + Self.short(Self.leastMass)
    }

    private static func short(_ value: Double) -> String {
        Figure.fixed(value, places: 2, .down).string
    }
}
