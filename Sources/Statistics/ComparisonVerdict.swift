/// What a bound on the difference of two sides proves.
package enum ComparisonVerdict: String, Sendable, Hashable, CaseIterable {
    case firstLeaksMore = "first leaks more"
    case secondLeaksMore = "second leaks more"
    case undecided = "no difference proven"

    /// The verdict of a bound on E[first] − E[second].
    package init(difference bound: Bound) {
        if bound.side != .upper, bound.lower > 0 {
            self = .firstLeaksMore
        } else if bound.side != .lower, bound.upper < 0 {
            self = .secondLeaksMore
        } else {
            self = .undecided
        }
    }

    /// The verdict as words about two named sides.
    ///
    /// - Parameter isLeak: whether a higher score is a leak; else it is a higher score.
    package func words(first: String, second: String, isLeak: Bool = true) -> String {
        let more = isLeak ? "leaks more" : "scores higher"
        return switch self {
        case .firstLeaksMore: "\(first) \(more) than \(second)"
        case .secondLeaksMore: "\(second) \(more) than \(first)"
        case .undecided: "no difference between \(first) and \(second) is proven yet"
        }
    }
}
