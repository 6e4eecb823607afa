import Foundation
import Testing

@testable import Statistics

/// The weight of the upper limit at any n, as it was decided (widths): the table by which Beta(½, 1) was
/// kept against Beta(⅓, 1) and Beta(¼, 1), computed anew by quadrature.
@Suite struct BetaChoiceTests {
    /// The evidence against a rate m from k leaks in n draws: bets on rates m·t, t ~ Beta(s, 1), by
    /// Simpson's rule over y = tˢ.
    private static func evidence(_ m: Double, _ leaks: Int, of draws: Int, s: Double) -> Double {
        let cells = 2000
        func value(_ cell: Int) -> Double {
            let y = Double(cell) / Double(cells)
            guard y > 0 else { return leaks > 0 ? 0 : exp(-Double(draws) * log1p(-m)) }
            let others = Double(draws - leaks) * (log1p(-m * pow(y, 1 / s)) - log1p(-m))
            return exp(Double(leaks) / s * log(y) + others)
        }
        var sum = value(0) + value(cells)
        for cell in 1..<cells { sum += value(cell) * (cell.isMultiple(of: 2) ? 2 : 4) }
        return sum / Double(3 * cells)
    }

    private static func upper(_ leaks: Int, of draws: Int, alpha: Double, s: Double) -> Double {
        var (low, high) = (max(1e-9, Double(leaks) / Double(draws)), 0.2)
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if evidence(middle, leaks, of: draws, s: s) < 1 / alpha {
                low = middle
            } else {
                high = middle
            }
        }
        return high
    }

    @Test(arguments: [0.05, 0.01], [0, 1, 3, 10])
    func `the limit is that of the weight that was kept`(alpha: Double, leaks: Int) throws {
        let limit = try Proportion.mixtureUpper(leaks: Double(leaks), draws: 1024, alpha: alpha)
            .value
        let kept = Self.upper(leaks, of: 1024, alpha: alpha, s: 0.5)
        #expect(abs(limit / kept - 1) < 1e-6, "\(limit) \(kept)")
    }

    /// Percent wider than the kept one at k = 0, 1, 3, 10, and times Clopper–Pearson's limit at k = 0.
    private static let table: [(alpha: Double, s: Double, times: Double, wider: [Double])] = [
        (0.05, 1.0 / 3, 1.179, [-6.7, 1.5, 2.5, 2.2]),
        (0.05, 1.0 / 4, 1.136, [-10.1, 3.6, 4.7, 3.9]),
        (0.01, 1.0 / 3, 1.145, [-5.6, 0.5, 1.6, 1.6]),
        (0.01, 1.0 / 4, 1.110, [-8.5, 1.8, 3.2, 3.0]),
    ]

    @Test(arguments: table.indices) func `the table of the decision is right`(row: Int) {
        let (alpha, s, times, wider) = Self.table[row]
        let fixed = 1 - pow(alpha, 1 / 1024.0)
        #expect(abs(Self.upper(0, of: 1024, alpha: alpha, s: s) / fixed - times) < 6e-4)
        let kept = alpha == 0.05 ? 1.264 : 1.212
        #expect(abs(Self.upper(0, of: 1024, alpha: alpha, s: 0.5) / fixed - kept) < 6e-4)
        for (leaks, percent) in zip([0, 1, 3, 10], wider) {
            let ratio =
                Self.upper(leaks, of: 1024, alpha: alpha, s: s)
                / Self.upper(leaks, of: 1024, alpha: alpha, s: 0.5)
            #expect(abs(100 * (ratio - 1) - percent) < 0.06, "\(leaks): \(ratio)")
        }
    }
}
