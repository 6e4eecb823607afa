/// The finding that a greedy evaluation misses: draws leak for certain, the greedy answer does not.
package enum HiddenLeak {
    /// Whether the bound proves leakage above `target` while the greedy score stays below `leak`.
    ///
    /// - Parameters:
    ///   - greedyScore: the score of the greedy answer, in [0, 1].
    ///   - leak: the least score that counts as a leak, in (0, 1]; 1 for binary scores.
    ///   - target: the rate above which leakage must be proven; 0 asks for any leakage at all.
    package static func isProven(
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
