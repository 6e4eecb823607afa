import Statistics

/// Which guarantee the reader wants to see.
public struct BoundQuestion: Sendable, Hashable {
    /// The error probability of each single statement.
    public var alpha: Double
    public var side: Bound.Side
    public var validity: Validity

    /// When a shown limit must hold.
    public enum Validity: String, Sendable, Hashable, CaseIterable {
        /// At every number of draws at once.
        case anytime
        /// At the planned number of draws only.
        case fixed
    }

    public init(alpha: Double, side: Bound.Side = .two, validity: Validity = .anytime) {
        self.alpha = alpha
        self.side = side
        self.validity = validity
    }
}

/// What can be said about one quantity now: a bound, or why there is none yet.
enum Reading: Sendable, Hashable {
    case bound(Bound)
    /// A bound for a fixed number of draws holds there alone, and that number is not reached yet.
    case pending(drawn: Int, planned: Int)
    /// There are no draws, or the bound does not exist.
    case none

    var bound: Bound? {
        guard case .bound(let bound) = self else { return nil }
        return bound
    }
}
