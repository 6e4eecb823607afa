/// What a bound proves about one prompt with respect to a target rate.
package enum TargetVerdict: String, Sendable, Hashable, CaseIterable {
    /// The lower limit is above the target.
    case above
    /// The upper limit is at or below the target.
    case below
    /// The interval straddles the target.
    case undecided

    /// The verdict of a bound; a one-sided bound can prove only its own side.
    ///
    /// Limits of draws that are hardly independent ones from one distribution prove nothing good, nor
    /// do those that an estimate above the target lies outside of.
    package init(_ bound: Bound, target: Double) {
        if bound.side != .upper, bound.lower > target {
            self = .above
        } else if bound.side != .lower, bound.upper <= target, !bound.isContradicted,
            !(bound.estimate > target && bound.isContradicted(by: bound.estimate))
        {
            self = .below
        } else {
            self = .undecided
        }
    }
}
