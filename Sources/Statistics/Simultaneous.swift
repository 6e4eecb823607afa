/// Statements about many prompts at once.
///
/// α is the error probability of one statement; picking the worst of P prompts after the draws
/// needs one of these procedures.
package enum Simultaneous {
    /// The α of each of P statements such that all hold together at level 1 − α: α/P.
    ///
    /// Bonferroni's inequality; no assumption on their dependence.
    package static func bonferroni(
        alpha: Double, statements: Int
    ) throws(StatisticsError) -> Double {
        try Check.alpha(alpha)
        guard statements > 0 else { throw .empty(name: "statements") }
        return alpha / Double(statements)
    }

    /// Holm (1979): the hypotheses that are rejected with a family-wise error of at most α.
    ///
    /// Steps down through the sorted p-values, comparing the i-th smallest with α/(P − i + 1).
    /// Never rejects less than Bonferroni; any dependence. Valid for fixed-n p-values at their
    /// planned n, or for anytime p-values 1/e at any time.
    ///
    /// - Returns: indices into `pValues`, ascending.
    package static func holm(pValues: [Double], alpha: Double) throws(StatisticsError) -> [Int] {
        try Check.alpha(alpha)
        try check(pValues)
        let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
        var rejected: [Int] = []
        for (rank, index) in order.enumerated() {
            guard pValues[index] <= alpha / Double(pValues.count - rank) else { break }
            rejected.append(index)
        }
        return rejected.sorted()
    }

    /// Holm's adjusted p-values: a hypothesis is rejected at any α of at least its value.
    package static func holmAdjusted(pValues: [Double]) throws(StatisticsError) -> [Double] {
        try check(pValues)
        let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
        var adjusted = pValues
        var greatest = 0.0
        for (rank, index) in order.enumerated() {
            greatest = max(greatest, min(1, pValues[index] * Double(pValues.count - rank)))
            adjusted[index] = greatest
        }
        return adjusted
    }

    /// e-BH (Wang & Ramdas 2022): rejections with a false discovery rate of at most α.
    ///
    /// Sorts the e-values downwards and rejects the largest r with e₍ᵣ₎ ≥ P/(α r). Holds under any
    /// dependence, and at any stopping time when the e-values come from anytime evidence.
    ///
    /// - Parameter evidence: one e-value per hypothesis, in [0, ∞].
    /// - Returns: indices into `evidence`, ascending.
    package static func eBenjaminiHochberg(
        evidence: [Double], alpha: Double
    ) throws(StatisticsError) -> [Int] {
        try Check.alpha(alpha)
        guard !evidence.isEmpty else { throw .empty(name: "evidence") }
        for (index, value) in evidence.enumerated() where !(value >= 0) {
            throw .outsideRange(name: "evidence[\(index)]", value: value, range: "[0, ∞]")
        }
        let order = evidence.indices.sorted { evidence[$0] > evidence[$1] }
        let total = Double(evidence.count)
        var rejections = 0
        for (offset, index) in order.enumerated()
        where evidence[index] >= total / (alpha * Double(offset + 1)) {
            rejections = offset + 1
        }
        return order.prefix(rejections).sorted()
    }

    private static func check(_ pValues: [Double]) throws(StatisticsError) {
        guard !pValues.isEmpty else { throw .empty(name: "pValues") }
        for (index, value) in pValues.enumerated() { try Check.unit(value, "pValues[\(index)]") }
    }
}
