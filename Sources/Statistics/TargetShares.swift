/// How many prompts of a set are proven to lie above or below a target.
///
/// The counts hold together at the level of the bounds only if those are simultaneous, for
/// instance at α/P each.
package struct TargetShares: Sendable, Hashable {
    package private(set) var above = 0
    package private(set) var below = 0
    package private(set) var undecided = 0

    /// Classifies every bound against the same target in [0, 1].
    package init(_ bounds: some Collection<Bound>, target: Double) throws(StatisticsError) {
        try Check.unit(target, "target")
        guard !bounds.isEmpty else { throw .empty(name: "bounds") }
        for bound in bounds {
            switch TargetVerdict(bound, target: target) {
            case .above: above += 1
            case .below: below += 1
            case .undecided: undecided += 1
            }
        }
    }

    /// The number of prompts.
    package var total: Int { above + below + undecided }
    /// The share of prompts proven to lie above the target, in [0, 1].
    package var shareAbove: Double { Double(above) / Double(total) }
    /// The share of prompts proven to lie below the target, in [0, 1].
    package var shareBelow: Double { Double(below) / Double(total) }
}
