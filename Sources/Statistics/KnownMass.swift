/// What is known exactly about a distribution of scores: the part that was absorbed.
///
/// `known` is the score mass of the absorbed answers, Σ P·h, and `left` the probability of all
/// other answers, so that the mean score lies in [known, known + left] without any α.
package struct KnownMass: Sendable, Hashable {
    /// The score mass of the absorbed answers, in [0, 1].
    package var known: Double
    /// The probability that is not absorbed, in [0, 1].
    package var left: Double

    package init(known: Double, left: Double) {
        self.known = known
        self.left = left
    }

    /// Nothing is known yet.
    package static let nothing = KnownMass(known: 0, left: 1)

    /// Sums of thousands of probabilities are off by this much at most.
    package static let rounding = 1e-9

    /// Throws unless both masses are probabilities whose sum is at most one.
    func check(_ place: @autoclosure () -> String = "") throws(StatisticsError) {
        for (name, value) in [("known", known), ("left", left)] {
            try Check.finite(value, name + place())
            guard value >= 0, value <= 1 + Self.rounding else {
                throw .outsideRange(name: name + place(), value: value, range: "[0, 1]")
            }
        }
        guard known + left <= 1 + Self.rounding else {
            throw .outsideRange(
                name: "known + left" + place(), value: known + left, range: "[0, 1]")
        }
    }
}

/// A draw from what was left of a distribution when the draw was launched.
///
/// A plain draw is one with nothing known: `known` 0 and `left` 1.
package struct RestDraw: Sendable, Hashable {
    /// The score in [0, 1]; nil for a lost draw.
    package var score: Double?
    /// What was known when the draw was launched.
    package var mass: KnownMass

    package init(score: Double?, known: Double = 0, left: Double = 1) {
        self.score = score
        mass = KnownMass(known: known, left: left)
    }
}
