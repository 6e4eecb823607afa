extension Bound {
    /// Whether an estimate from all draws lies outside limits that earlier draws have narrowed.
    ///
    /// Of draws from one distribution limits that grow with them hold all the time with probability
    /// 1 − α, and an estimate leaves them seldom: by itself that proves nothing, and whoever reads both
    /// must be told. Limits that were moved for the errors of a judge are about something else.
    package func isContradicted(by estimate: Double?) -> Bool {
        guard let estimate, !estimate.isNaN, judge == nil else { return false }
        // By more than the rounding of sums.
        return estimate < lower - 1e-9 || estimate > upper + 1e-9
    }

    /// Whether the bound's own estimate lies outside of it, or that of the draws outside of the alarm's
    /// limits.
    ///
    /// The first happens to one of very many limits, and is said without a conclusion.
    package var excludesEstimate: Bool { isContradicted || isContradicted(by: estimate) }
}

extension Bound {
    /// The same with both limits moved outwards by an error of what is known exactly.
    package func widened(by error: Double) -> Bound {
        guard error > 0 else { return self }
        var wide = self
        wide.lower = max(0, (lower - error).nextDown)
        wide.upper = min(1, (upper + error).nextUp)
        return wide
    }
}
