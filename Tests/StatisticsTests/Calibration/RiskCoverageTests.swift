import Statistics
import TestSupport
import Testing

/// The area under risk against coverage, by all orders of equal confidences.
@Suite struct RiskCoverageTests {
    /// The mean of the risks at every coverage, of answers in an order.
    private func area(_ wrong: [Bool]) -> Double {
        wrong.indices.reduce(0.0) { sum, last in
            sum + Double(wrong[...last].count { $0 }) / Double(last + 1)
        } / Double(wrong.count)
    }

    private func orders(_ wrong: [Bool]) -> [[Bool]] {
        guard wrong.count > 1 else { return [wrong] }
        return wrong.indices.flatMap { first -> [[Bool]] in
            var rest = wrong
            let one = rest.remove(at: first)
            return orders(rest).map { [one] + $0 }
        }
    }

    @Test func `it is the mean over the orders of equal ones`() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<40 {
            let answers = (0..<7).map { _ in
                (
                    confidence: Double(Int.random(in: 0..<3, using: &generator)) / 3,
                    isWrong: Bool.random(using: &generator)
                )
            }
            let blocks = Dictionary(grouping: answers, by: \.confidence)
                .sorted { $0.key > $1.key }.map { orders($0.value.map(\.isWrong)) }
            let all = blocks.reduce([[Bool]()]) { known, block in
                known.flatMap { start in block.map { start + $0 } }
            }
            let expected = all.reduce(0) { $0 + area($1) } / Double(all.count)
            #expect(abs(try #require(try RiskCoverage.area(answers)) - expected) < 1e-12)
        }
    }

    @Test func `rounding is a tie, and the ends are what they have to be`() throws {
        #expect(try RiskCoverage.area([]) == nil)
        let third = 0.1 + 0.2
        let tied = try RiskCoverage.area([(0.3, true), (third, false)])
        #expect(tied == 0.5)
        #expect(try RiskCoverage.area([(0.9, true), (0.1, false)]) == 0.75)
        #expect(try RiskCoverage.area([(0.1, true), (0.9, false)]) == 0.25)
        #expect(throws: StatisticsError.self) { try RiskCoverage.area([(.nan, true)]) }
    }
}
