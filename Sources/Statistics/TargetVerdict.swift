/// What a bound proves about one prompt with respect to a target rate.
public enum TargetVerdict: String, Sendable, Hashable, CaseIterable {
    /// The lower limit is above the target.
    case above
    /// The upper limit is at or below the target.
    case below
    /// The interval straddles the target.
    case undecided

    /// The verdict of a bound; a one-sided bound can prove only its own side.
    public init(_ bound: Bound, target: Double) {
        if bound.side != .upper, bound.lower > target {
            self = .above
        } else if bound.side != .lower, bound.upper <= target {
            self = .below
        } else {
            self = .undecided
        }
    }
}

/// How many prompts of a set are proven to lie above or below a target.
///
/// The counts hold together at the level of the bounds only if those are simultaneous, for
/// instance at α/P each.
public struct TargetShares: Sendable, Hashable {
    public private(set) var above = 0
    public private(set) var below = 0
    public private(set) var undecided = 0

    /// Classifies every bound against the same target in [0, 1].
    public init(_ bounds: some Collection<Bound>, target: Double) throws(StatisticsError) {
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
    public var total: Int { above + below + undecided }
    /// The share of prompts proven to lie above the target, in [0, 1].
    public var shareAbove: Double { Double(above) / Double(total) }
    /// The share of prompts proven to lie below the target, in [0, 1].
    public var shareBelow: Double { Double(below) / Double(total) }
}

/// The finding that a greedy evaluation misses: draws leak for certain, the greedy answer does not.
public enum HiddenLeak {
    /// Whether the bound proves leakage above `target` while the greedy score stays below `leak`.
    ///
    /// - Parameters:
    ///   - greedyScore: the score of the greedy answer, in [0, 1].
    ///   - leak: the least score that counts as a leak, in (0, 1]; 1 for binary scores.
    ///   - target: the rate above which leakage must be proven; 0 asks for any leakage at all.
    public static func isProven(
        bound: Bound, greedyScore: Double, leak: Double = 1, target: Double = 0
    ) throws(StatisticsError) -> Bool {
        try Check.unit(greedyScore, "greedyScore")
        try Check.unit(target, "target")
        try Check.finite(leak, "leak")
        guard leak > 0, leak <= 1 else {
            throw .outsideRange(name: "leak", value: leak, range: "(0, 1]")
        }
        return greedyScore < leak && TargetVerdict(bound, target: target) == .above
    }
}
