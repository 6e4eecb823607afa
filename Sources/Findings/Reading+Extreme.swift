import Statistics

extension Reading {
    /// The limits on a mean that is picked by its size, such as the greatest: those of all hold
    /// together, so that the same pick of their limits holds for whichever it is.
    ///
    /// One without draws may have any mean.
    ///
    /// - Parameter alpha: the error probability of all of them together.
    static func extreme(
        _ readings: [Reading], alpha: Double, _ pick: ([Double]) -> Double
    ) -> Reading {
        if let void = readings.lazy.compactMap(\.void).first { return .void(void) }
        if let other = readings.first(where: { $0.isWaiting }) { return other }
        let bounds = readings.compactMap(\.bound)
        guard var result = bounds.first else { return .none }
        let open = bounds.count < readings.count
        result.estimate = pick(bounds.map(\.estimate))
        result.lower = pick(bounds.map(\.lower) + (open ? [0] : []))
        result.upper = pick(bounds.map(\.upper) + (open ? [1] : []))
        result.alpha = alpha
        result.isContradicted = bounds.contains(where: \.isContradicted)
        return .bound(result)
    }

    /// Whether a fixed number of draws is waited for, or was not fixed.
    private var isWaiting: Bool {
        switch self {
        case .pending, .unplanned: true
        case .bound, .void, .none: false
        }
    }
}
