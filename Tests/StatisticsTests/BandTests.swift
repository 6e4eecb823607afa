import Platform
import TestSupport
import Testing

@testable import Statistics

@Suite struct BandTests {
    @Test func `half-widths agree with fifty-digit values and the paper's`() throws {
        for row in try Oracle.rows("dkw_cdf", type: "epsilon") {
            let draws = try row.integer("n")
            let alpha = try row.number("alpha")
            try row.expect(
                "one_sided", is: Band.halfWidth(draws: draws, alpha: alpha, twoSided: false))
            try row.expect(
                "two_sided", is: Band.halfWidth(draws: draws, alpha: alpha, twoSided: true))
        }
        for (draws, one, two) in [
            (128, 0.134122877, 0.143862963), (1024, 0.047419598, 0.050863238),
            (10_000, 0.015174271, 0.016276236),
        ] {
            let oneSided = try Band.halfWidth(draws: draws, alpha: 0.01, twoSided: false)
            let twoSided = try Band.halfWidth(draws: draws, alpha: 0.01, twoSided: true)
            #expect(abs(oneSided - one) < 1e-9)
            #expect(abs(twoSided - two) < 1e-9)
        }
    }

    @Test func `bands agree with fifty-digit values at every point`() throws {
        for row in try Oracle.rows("dkw_cdf", type: "band") {
            let scores = try ScoreDistribution(row.numbers("samples"))
            let alpha = try row.number("alpha")
            let band = try Band.dkw(of: scores, alpha: alpha, side: .two)
            let lower = try Band.dkw(of: scores, alpha: alpha, side: .lower)
            for (index, x) in try row.numbers("x").enumerated() {
                let limits = band.cumulative(at: x)
                // The reference does not use that F(1) = 1; the band does.
                let isEnd = x >= 1
                #expect(abs(limits.estimate - (try row.expectedNumbers("F_n")[index])) < 1e-13)
                let low = try row.expectedNumbers("lower")[index]
                #expect(isEnd ? limits.lower == 1 : abs(limits.lower - low) < 1e-13)
                #expect(abs(limits.upper - (try row.expectedNumbers("upper")[index])) < 1e-13)
                let exceedance = try row.expectedNumbers("exceed_upper_one_sided")[index]
                #expect(abs(lower.exceedance(above: x).upper - exceedance) < 1e-13)
            }
        }
    }

    @Test func `exact one-sided half-widths agree with fifty-digit values`() throws {
        for row in try Oracle.rows("dkw_cdf", type: "smirnov_one_sided") {
            let draws = try row.integer("n")
            let alpha = try row.number("alpha")
            let exact = try Band.kolmogorovHalfWidth(
                draws: draws, alpha: alpha, twoSided: false)
            try row.expect("d", is: exact)
            #expect(exact <= (try Band.halfWidth(draws: draws, alpha: alpha, twoSided: false)))
        }
    }

    @Test func `exact two-sided half-widths are those of the published tables`() throws {
        // n = 1: P(max(U, 1 − U) > d) = 2(1 − d). The others: tables of Massey (1951), Miller (1956).
        let one = try Band.kolmogorovHalfWidth(draws: 1, alpha: 0.05, twoSided: true)
        #expect(abs(one - 0.975) < 1e-10)
        for (draws, value) in [(5, 0.56328), (10, 0.40925), (20, 0.29408), (32, 0.2342)] {
            let width = try Band.kolmogorovHalfWidth(draws: draws, alpha: 0.05, twoSided: true)
            #expect(abs(width - value) < 6e-5)
        }
        #expect(throws: StatisticsError.self) {
            try Band.kolmogorovHalfWidth(draws: 1_000_000, alpha: 0.05, twoSided: true)
        }
    }

    @Test func `crossing probabilities agree with exact rationals`() throws {
        for row in try Oracle.rows("dkw_cdf", type: "crossing_probability") {
            try row.expect(
                "p",
                is: BoundaryCrossing.probability(
                    lower: row.numbers("b"), upper: row.numbers("B"), draws: row.integer("n")))
        }
    }

    @Test func `crossing probabilities agree with the closed form of a single boundary`() {
        // P(D⁺ < d) by the recursion, against the sum of Birnbaum and Tingey.
        for (draws, d) in [(3, 0.4), (20, 0.2), (150, 0.1), (700, 0.03)] {
            let n = Double(draws)
            let inside = BoundaryCrossing.probability(
                lower: (1...draws).map { max(0, Double($0) / n - d) }, upper: [], draws: draws)
            #expect(abs(1 - inside - Band.smirnovTail(d, draws: draws)) < 1e-11)
        }
    }

    @Test func `local levels agree with reference values`() throws {
        for row in try Oracle.rows("dkw_cdf", type: "bj_gamma") {
            let draws = try row.integer("n")
            guard draws <= 300 else { continue }
            let alpha = try row.number("alpha")
            let twoSided = try row.number("two_sided") == 1
            let level = try BerkJones.calibratedLevel(
                draws: draws, alpha: alpha, twoSided: twoSided)
            try row.expect("gamma", is: level)
            let tabulated = try BerkJones.tabulatedLevel(
                draws: draws, alpha: alpha, twoSided: twoSided)
            #expect(tabulated <= level)
            #expect(tabulated > 0.5 * level)
        }
    }

    @Test func `the calibrated level of one draw has a closed form`() throws {
        let one = try BerkJones.calibratedLevel(draws: 1, alpha: 0.05, twoSided: false)
        let two = try BerkJones.calibratedLevel(draws: 1, alpha: 0.05, twoSided: true)
        #expect(abs(one - 0.05) < 1e-9)
        #expect(abs(two - 0.05) < 1e-9)
    }

    @Test(arguments: [(16, false), (16, true), (64, true), (128, false)])
    func `tabulated levels spend no more than alpha, and nearly all of it`(
        draws: Int, twoSided: Bool
    ) throws {
        for alpha in BerkJonesTable.alphas {
            let level = try BerkJones.tabulatedLevel(
                draws: draws, alpha: alpha, twoSided: twoSided)
            let miss = BerkJones.missProbability(
                draws: draws, localLevel: level, twoSided: twoSided)
            #expect(miss <= alpha)
            #expect(miss > alpha * (1 - 1e-5))
        }
    }

    @Test func `the table falls with the number of draws and rises with alpha`() {
        for (row, next) in zip(BerkJonesTable.rows, BerkJonesTable.rows.dropFirst()) {
            #expect(row.draws < next.draws)
            for column in BerkJonesTable.alphas.indices {
                #expect(row.oneSided[column] > next.oneSided[column])
                #expect(row.twoSided[column] > next.twoSided[column])
                // Half of a two-sided level cannot exceed the one-sided level.
                #expect(row.twoSided[column] < row.oneSided[column])
                #expect(row.oneSided[column] > BerkJonesTable.alphas[column] / Double(row.draws))
            }
            for column in 1..<BerkJonesTable.alphas.count {
                #expect(row.oneSided[column] < row.oneSided[column - 1])
                #expect(row.twoSided[column] < row.twoSided[column - 1])
            }
        }
    }

    @Test func `levels outside the table fall back to what is certainly valid`() throws {
        let between = try BerkJones.tabulatedLevel(draws: 200, alpha: 0.03, twoSided: true)
        #expect(between == BerkJonesTable.rows.first { $0.draws == 256 }?.twoSided[2])
        let tiny = try BerkJones.tabulatedLevel(draws: 100, alpha: 1e-8, twoSided: true)
        #expect(tiny == 1e-8 / 100)
        let many = try BerkJones.tabulatedLevel(draws: 1_000_000, alpha: 0.05, twoSided: false)
        #expect(many == 0.05 / 1e6)
        #expect(throws: StatisticsError.self) {
            try BerkJones.calibratedLevel(draws: 100_000, alpha: 0.05, twoSided: false)
        }
    }

    @Test(arguments: [Bound.Method.dkw, .kolmogorov, .berkJones])
    func `a band is monotone, contains the empirical distribution and shrinks with alpha`(
        method: Bound.Method
    ) throws {
        var generator = SeededGenerator(seed: 11)
        let scores = try ScoreDistribution(
            (0..<50).map { _ in generator.uniform() < 0.3 ? 0 : generator.uniform() })
        var widest = 0.0
        for alpha in [0.2, 0.05, 0.001] {
            let band = try Band.fixed(of: scores, alpha: alpha, side: .two, method: method)
            #expect(band.lower == band.lower.sorted())
            #expect(band.upper == band.upper.sorted())
            for index in band.estimate.indices {
                #expect(band.lower[index] <= band.estimate[index])
                #expect(band.upper[index] >= band.estimate[index])
            }
            let width = zip(band.lower, band.upper).reduce(0) { $0 + $1.1 - $1.0 }
            #expect(width > widest)
            widest = width
            let one = try Band.fixed(of: scores, alpha: alpha, side: .lower, method: method)
            #expect(one.upper.allSatisfy { $0 == 1 })
            #expect(zip(one.lower, band.lower).allSatisfy { $0 >= $1 })
        }
        #expect(throws: StatisticsError.self) {
            try Band.fixed(of: scores, alpha: 0.05, side: .two, method: .bets)
        }
        #expect(throws: StatisticsError.self) {
            try Band.fixed(of: ScoreDistribution(), alpha: 0.05, side: .two, method: method)
        }
        #expect(throws: StatisticsError.self) {
            try Band.fixed(of: scores, alpha: 0.6, side: .two, method: method)
        }
    }

    @Test func `the Berk–Jones band is tighter in the tails`() throws {
        let scores = ScoreDistribution(zeros: 128, ones: 0)
        let dkw = try Band.dkw(of: scores, alpha: 0.05, side: .lower)
        let berkJones = try Band.berkJones(of: scores, alpha: 0.05, side: .lower)
        #expect(abs(dkw.exceedance(above: 0.5).upper - 0.108) < 5e-4)
        // All 128 scores at or below the threshold: 1 − γ^(1/128).
        let level = try BerkJones.calibratedLevel(draws: 128, alpha: 0.05, twoSided: false)
        #expect(abs(berkJones.exceedance(above: 0.5).upper + expm1(log(level) / 128)) < 1e-12)
    }

    @Test func `a tiny alpha falls back to what rounding cannot spoil`() throws {
        // Below the rounding of the recursion the exact values give way to DKW and to α/n.
        for alpha in [1e-9, 1e-12, 1e-15, 1e-100] {
            let exact = try Band.kolmogorovHalfWidth(draws: 40, alpha: alpha, twoSided: true)
            let dkw = try Band.halfWidth(draws: 40, alpha: alpha, twoSided: true)
            #expect(exact <= min(1, dkw))
            #expect(exact > 0.9 * min(1, dkw))
            let level = try BerkJones.calibratedLevel(draws: 40, alpha: alpha, twoSided: true)
            #expect(level >= alpha / 40 * (1 - 1e-12))
            #expect(level < alpha)
        }
    }
}
