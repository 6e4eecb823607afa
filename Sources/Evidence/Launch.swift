/// What was settled about a draw without replacement before its request was sent: from where it goes
/// on, and what was known about its prompt at that moment.
///
/// A retry keeps all of it, however much has become known since: the draw follows the rest as it was
/// at its launch.
package struct Launch: Sendable, Hashable {
    /// The tokens after the prompt that it goes on from, by their numbers.
    package var path: [Int32]
    /// Tokens that must not come next; empty where anything may follow.
    package var forbidden: [Int32]
    /// The probability of all answers that were not absorbed.
    package var left: Double
    /// The score mass of those that were, one per scorer.
    package var known: [Double]
    /// Whether its path was chosen for where it may lead, and not drawn from what was left.
    ///
    /// Such an answer is no draw: its exact probability counts, and nothing else.
    package var isDirected: Bool
    /// Whether this is a plain draw, made before the run went on without replacement: nothing was known
    /// then, and its answer stays in the rest.
    package private(set) var isPlain = false

    /// A plain draw's.
    package static func plain(scorers: Int) -> Launch {
        var launch = Launch(path: [], left: 1, known: Array(repeating: 0, count: scorers))
        launch.isPlain = true
        return launch
    }

    package init(
        path: [Int32], forbidden: [Int32] = [], left: Double, known: [Double],
        isDirected: Bool = false
    ) {
        self.path = path
        self.forbidden = forbidden
        self.left = left
        self.known = known
        self.isDirected = isDirected
    }
}

/// What is known exactly about a prompt's answers: the part that was absorbed, of which score and
/// probability are known, and how much is left.
package struct ExactMass: Sendable, Hashable {
    /// The probability of all answers that were not absorbed.
    package var left: Double
    /// The score mass of those that were, one per scorer.
    package var known: [Double]
    /// How far off the server's probabilities may be, relative to themselves; exact limits are
    /// widened by it.
    package var error: Double
    /// What was absorbed without being seen: answers behind beginnings that settle every score; nil
    /// where there are none.
    package var early: Early?

    /// The part of the absorbed mass that belongs to answers nobody has seen.
    package struct Early: Sendable, Hashable {
        /// Their probability.
        package var mass: Double
        /// Their score mass, one per scorer.
        package var known: [Double]

        package init(mass: Double, known: [Double]) {
            self.mass = mass
            self.known = known
        }
    }

    /// The probability of all answers that were not seen, whether their scores are settled or not.
    package var unseen: Double { min(1, left + (early?.mass ?? 0)) }

    package init(left: Double, known: [Double], error: Double = 0, early: Early? = nil) {
        self.left = left
        self.known = known
        self.error = error
        self.early = early
    }
}
