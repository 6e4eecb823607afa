/// What a bound on the difference of two sides proves.
public enum ComparisonVerdict: String, Sendable, Hashable, CaseIterable {
    case firstLeaksMore = "first leaks more"
    case secondLeaksMore = "second leaks more"
    case undecided = "no difference proven"

    /// The verdict of a bound on E[first] − E[second].
    public init(difference bound: Bound) {
        if bound.side != .upper, bound.lower > 0 {
            self = .firstLeaksMore
        } else if bound.side != .lower, bound.upper < 0 {
            self = .secondLeaksMore
        } else {
            self = .undecided
        }
    }

    /// The verdict as words about two named sides.
    public func words(first: String, second: String) -> String {
        switch self {
        case .firstLeaksMore: "\(first) leaks more than \(second)"
        case .secondLeaksMore: "\(second) leaks more than \(first)"
        case .undecided: "no difference between \(first) and \(second) is proven yet"
        }
    }
}
