/// How often one is wrong who answers only where it is surest: risk against coverage (Geifman & El-Yaniv
/// 2017).
package enum RiskCoverage {
    /// The area under the curve of risk against coverage (AURC): the mean, over k = 1 … n, of the share that
    /// is wrong among the k surest answers; lower is better.
    ///
    /// Of answers that are equally sure the order is left to chance, and this is the mean over it. An
    /// estimate: no limits are known that hold for it without further assumptions.
    ///
    /// - Returns: nil without an answer.
    /// - Throws: `StatisticsError` for a confidence that is not finite.
    package static func area(
        _ answers: [(confidence: Double, isWrong: Bool)]
    ) throws(StatisticsError) -> Double? {
        guard !answers.isEmpty else { return nil }
        for (value, _) in answers where !value.isFinite {
            throw .notFinite(name: "confidence", value: value)
        }
        let sorted = answers.sorted { $0.confidence > $1.confidence }
        var (sum, wrong, start) = (0.0, 0.0, 0)
        while start < sorted.count {
            let least = sorted[start].confidence - 1e-12 * max(1, abs(sorted[start].confidence))
            let end = sorted[start...].firstIndex { $0.confidence < least } ?? sorted.count
            let own = Double(sorted[start..<end].count { $0.isWrong })
            for place in 1...(end - start) {
                let expected = wrong + own * Double(place) / Double(end - start)
                sum += expected / Double(start + place)
            }
            wrong += own
            start = end
        }
        return sum / Double(sorted.count)
    }
}
