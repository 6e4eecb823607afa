/// An interval that holds a given posterior mass under a stated prior.
///
/// It is a statement about belief after the draws, not a guarantee over repetitions, and never
/// mixed with `Bound`: other words, other type. It stays a correct posterior under optional
/// stopping, but its frequency of covering the truth under watching is not controlled.
package struct CredibleInterval: Sendable, Hashable {
    /// The posterior mean.
    package var mean: Double
    package var lower: Double
    package var upper: Double
    /// The posterior mass between the limits, in (0, 1).
    package var mass: Double
    /// The prior that the statement depends on.
    package var prior: Prior

    /// What was believed before the draws.
    package enum Prior: Sendable, Hashable, CustomStringConvertible {
        /// Beta(a, b) with these pseudo-counts of leaks and of clean draws.
        case beta(a: Double, b: Double)
        /// Beta(μκ, (1−μ)κ) shared by a set of prompts, with μ and κ learned from the whole set.
        case hierarchical

        /// Beta(½, ½).
        package static let jeffreys = Prior.beta(a: 0.5, b: 0.5)

        package var description: String {
            switch self {
            case .beta(let a, let b): "prior Beta(\(a), \(b))"
            case .hierarchical:
                "prior Beta(μκ, (1−μ)κ), μ Beta(0.5, 0.5), ln κ uniform for κ from 0.5 to 10⁶"
            }
        }
    }
}
