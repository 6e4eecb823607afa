import Platform

/// Exact tests for the difference of two samples, at numbers of draws fixed in advance.
///
/// The p-values hold at one planned look only; under continued watching use `Difference`.
package enum ExactTest {
    /// The direction that the test looks for.
    package enum Alternative: String, Sendable, Hashable, CaseIterable {
        /// The first sample leaks more.
        case greater
        /// The first sample leaks less.
        case less
        /// They differ in either direction.
        case different
    }

    /// Fisher's exact test: conditional on the total number of leaks, the split is hypergeometric.
    ///
    /// Independent binary samples. Conservative; Boschloo's test is uniformly more powerful. With
    /// `.different` the p-value sums all splits that are no more probable than the observed one.
    /// Cost: one pass over a tail of the hypergeometric distribution.
    package static func fisher(
        leaksA: Int, drawsA: Int, leaksB: Int, drawsB: Int, alternative: Alternative
    ) throws(StatisticsError) -> Double {
        try check(leaksA, drawsA, leaksB, drawsB)
        let split = Hypergeometric(first: drawsA, second: drawsB, leaks: leaksA + leaksB)
        switch alternative {
        case .greater: return split.atLeast(leaksA)
        case .less: return split.atMost(leaksA)
        case .different:
            // The relative slack counts splits that tie with the observed one but for rounding.
            let observed = split.probability(leaksA) * (1 + 1e-7)
            return min(1, atMostAsProbable(split, as: observed))
        }
    }

    /// The total probability of splits with at most the given probability: two outer tails.
    private static func atMostAsProbable(
        _ split: Hypergeometric, as observed: Double
    ) -> Double {
        let mode = min(
            max(
                Int(
                    (Double(split.first) + 1) * (Double(split.leaks) + 1)
                        / (Double(split.first + split.second) + 2)), split.support.lowerBound),
            split.support.upperBound)
        // On each side of the mode the probabilities fall: bisect for the first small enough.
        func firstSmall(_ end: Int) -> Int? {
            guard split.probability(end) <= observed else { return nil }
            var (large, small) = (mode, end)
            if split.probability(mode) <= observed { return mode }
            while abs(small - large) > 1 {
                let middle = (small + large) / 2
                if split.probability(middle) <= observed { small = middle } else { large = middle }
            }
            return small
        }
        let above = firstSmall(split.support.upperBound)
        let below = firstSmall(split.support.lowerBound)
        if above == mode || below == mode { return 1 }
        return (above.map { split.tail(from: $0, step: 1) } ?? 0)
            + (below.map { split.tail(from: $0, step: -1) } ?? 0)
    }

    /// McNemar's exact test on pairs of binary draws.
    ///
    /// Of the pairs that differ, how many leak only on the first side is Bin(b + c, ½) without a
    /// difference.
    /// With `.different` the smaller one-sided value is doubled, capped at 1. Cost: one incomplete
    /// beta function.
    ///
    /// - Parameters:
    ///   - onlyA: pairs in which only the first leaks.
    ///   - onlyB: pairs in which only the second leaks.
    package static func mcNemar(
        onlyA: Int, onlyB: Int, alternative: Alternative
    ) throws(StatisticsError) -> Double {
        try Check.wholeNumber(onlyA, "onlyA")
        try Check.wholeNumber(onlyB, "onlyB")
        let greater = Binomial.atLeast(onlyA, of: onlyA + onlyB, p: 0.5)
        let less = Binomial.atLeast(onlyB, of: onlyA + onlyB, p: 0.5)
        switch alternative {
        case .greater: return greater
        case .less: return less
        case .different: return min(1, 2 * min(greater, less))
        }
    }

    static func check(
        _ leaksA: Int, _ drawsA: Int, _ leaksB: Int, _ drawsB: Int
    ) throws(StatisticsError) {
        try Check.count(Double(leaksA), of: drawsA, "leaksA")
        try Check.count(Double(leaksB), of: drawsB, "leaksB")
    }
}
