import Platform

/// The sixteen bets on draws from the rest of a distribution, between its exact limits.
///
/// All quantities are distances from the exact lower limit, so that limits keep their digits where
/// almost everything is known.
struct RestBets {
    /// Z, L and L + R of one kind of draw, less the exact lower limit.
    private struct Entry: Hashable {
        var value: Double
        var least: Double
        /// R.
        var left: Double
        /// L + R less the exact *upper* limit, at least 0.
        var beyond: Double
    }

    private let entries: [Entry]
    private let runs: [BetMixture.Run]
    private let exact: ExactLimits
    private let width: Double
    private let greatestValue: Double
    /// Masses are sums of probabilities: what is left between the exact limits below this is
    /// nothing but their rounding, and no bet is made on it.
    private static let leastWidth = 1e-15

    /// - Parameter lostScore: the score that lost draws count as.
    init(_ draws: some Sequence<RestDraw>, within exact: ExactLimits, lostScore: Double) {
        self.exact = exact
        let width = exact.upper - exact.lower
        self.width = width
        var counts: [Entry: Int] = [:]
        var order: [Entry] = []
        for draw in draws where draw.mass.left > 0 {
            let least = min(0, draw.mass.known - exact.lower)
            let value = least + draw.mass.left * (draw.score ?? lostScore)
            let entry = Entry(
                value: value, least: least, left: draw.mass.left,
                beyond: max(0, least + draw.mass.left - width))
            if counts.updateValue(counts[entry, default: 0] + 1, forKey: entry) == nil {
                order.append(entry)
            }
        }
        // Equal counts become neighbours, whose factors are multiplied before the logarithm.
        let sorted = order.map { (entry: $0, count: counts[$0] ?? 1) }.sorted {
            ($0.count, $0.entry.least, $0.entry.value) < ($1.count, $1.entry.least, $1.entry.value)
        }
        entries = sorted.map(\.entry)
        runs = BetMixture.runs(ofSortedCounts: sorted.map(\.count))
        greatestValue = entries.reduce(0) { max($0, $1.value) }
    }

    /// The upper limit: the least m whose evidence reaches 1/α, or the exact limit.
    ///
    /// Throws where the evidence refutes even the exact lower limit.
    func upper(alpha: Double) throws(StatisticsError) -> Double {
        guard !entries.isEmpty else { return exact.upper }
        guard width > Self.leastWidth else {
            // The rest had to have the score 1 throughout where all of it was needed.
            try refute { $0.least + $0.left <= Self.leastWidth && $0.value < -KnownMass.rounding }
            return exact.upper
        }
        // ln E increases with m; the last point found is rejected, and so is all beyond it.
        let goal = -log(alpha)
        let excess = { (logit: Double) in evidenceBelow(logit) - goal }
        guard excess(-745) <= 0 else {
            throw .contradiction(
                "the draws refute a mean of \(exact.lower), which is the least that is known")
        }
        guard let logit = boundary(from: -745, to: 36, excess) else { return exact.upper }
        let (share, _) = SpecialFunctions.logistic(logit)
        return min(exact.upper, (exact.lower + width * share * (1 + 0x1p-50)).nextUp)
    }

    /// The lower limit: the greatest m whose evidence reaches 1/α, or the exact limit.
    ///
    /// Throws where the evidence refutes even the exact upper limit.
    func lower(alpha: Double) throws(StatisticsError) -> Double {
        guard greatestValue > 0 else { return exact.lower }
        guard width > Self.leastWidth else {
            // The rest had to have the score 0 throughout where nothing more was to come.
            try refute { $0.least >= -Self.leastWidth && $0.value > KnownMass.rounding }
            return exact.lower
        }
        let goal = -log(alpha)
        let excess = { (logit: Double) in evidenceAbove(logit) - goal }
        guard excess(745) <= 0 else {
            throw .contradiction(
                "the draws refute a mean of \(exact.upper), the most that is possible")
        }
        guard let logit = boundary(from: 745, to: -745, excess) else { return exact.lower }
        let (share, _) = SpecialFunctions.logistic(logit)
        return max(exact.lower, (exact.lower + width * share * (1 - 0x1p-50)).nextDown)
    }

    /// Throws where everything is known and a draw cannot have been made.
    private func refute(_ isImpossible: (Entry) -> Bool) throws(StatisticsError) {
        guard entries.contains(where: isImpossible) else { return }
        throw .contradiction("the draws refute a mean of \(exact.lower), which is known exactly")
    }

    /// Where f turns positive on the way from `start`, moved outwards; nil if it never does.
    ///
    /// Bisection to the neighbourhood of the rounding, since f need not be convex in the logit.
    private func boundary(
        from start: Double, to end: Double, _ f: (Double) -> Double
    ) -> Double? {
        guard f(end) > 0 else { return nil }
        var (outside, inside) = (end, start)
        while abs(outside - inside) > 1e-13 * max(1, abs(inside)) {
            let middle = 0.5 * (outside + inside)
            if middle == outside || middle == inside { break }
            if f(middle) > 0 { outside = middle } else { inside = middle }
        }
        // The evidence is a sum with some rounding of its own.
        return outside + (end > start ? 1 : -1) * 4e-14 * max(1, abs(outside))
    }

    /// ln E that the mean is below m, at m = exact lower + width · σ(logit).
    private func evidenceBelow(_ logit: Double) -> Double {
        let (share, rest) = SpecialFunctions.logistic(logit)
        let (d, toEnd) = (width * share, width * rest)
        return BetMixture.upper.evidence(runs: runs, mayMultiply: logit < 36) { index in
            let entry = entries[index]
            return ((d - entry.value) / (toEnd + entry.beyond), 0)
        }.value
    }

    /// ln E that the mean is above m.
    private func evidenceAbove(_ logit: Double) -> Double {
        let d = width * SpecialFunctions.logistic(logit).value
        guard d > 0 else { return .infinity }
        let mayMultiply = greatestValue / d < 0x1p60
        return BetMixture.lower.evidence(runs: runs, mayMultiply: mayMultiply) { index in
            let entry = entries[index]
            return ((entry.value - d) / (d - entry.least), 0)
        }.value
    }
}
