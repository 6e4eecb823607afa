import Platform
import TestSupport
import Testing

@testable import Statistics

@Suite struct SixteenBetsTests {
    /// Distinct values with counts, without the type under test.
    private func histogram(_ scores: [Double]) -> SixteenBets {
        let groups = Dictionary(grouping: scores) { $0 }
        return SixteenBets(
            values: groups.keys.sorted(),
            counts: groups.keys.sorted().map { groups[$0]?.count ?? 0 })
    }

    /// ln E straight from its definition: one factor per draw, no histogram, no products.
    private func directLogEvidence(_ scores: [Double], mean m: Double, below: Bool) -> Double {
        let stakes: [Double]
        let weights: [Double]
        if below {
            stakes = [
                1, 0.95, 0.8, 0.65, 0.5, 0.35, 0.25, 0.17, 0.12, 0.08, 0.05, 0.03, 0.015, 0.007,
                0.003, 0.001,
            ]
            weights = [
                0.135, 0.17, 0.095, 0.105, 0.12, 0.095, 0.065, 0.055, 0.045, 0.05, 0.022, 0.022,
                0.011, 0.005, 0.003, 0.002,
            ]
        } else {
            stakes = [
                0.95, 0.6, 0.35, 0.2, 0.12, 0.08, 0.05, 0.03, 0.02, 0.012, 0.007, 0.004, 0.002,
                0.001, 0.0005, 0.00025,
            ]
            weights = [
                0.12, 0.1, 0.12, 0.115, 0.095, 0.085, 0.105, 0.055, 0.06, 0.05, 0.035, 0.035, 0.01,
                0.006, 0.005, 0.004,
            ]
        }
        let fortunes = zip(stakes, weights).map { stake, weight in
            scores.reduce(log(weight)) { sum, score in
                let gain = below ? (m - score) / (1 - m) : (score - m) / m
                return sum + log(1 + stake * gain)
            }
        }
        return SpecialFunctions.logSumExp(fortunes)
    }

    /// The root of an increasing function by plain bisection.
    private func bisect(_ low: Double, _ high: Double, _ f: (Double) -> Double) -> Double {
        var low = low
        var high = high
        for _ in 0..<100 {
            let middle = 0.5 * (low + high)
            if f(middle) < 0 { low = middle } else { high = middle }
        }
        return 0.5 * (low + high)
    }

    @Test func `binary limits agree with fifty-digit values and are never tighter`() throws {
        for row in try Oracle.rows("betabinomial_cs") {
            let draws = try row.integer("n")
            let leaks = try row.number("k")
            guard let leaks = Int(exactly: leaks), row.expected["bets16_upper_one_sided"] != nil
            else { continue }
            let alpha = try row.number("alpha")
            let bets = SixteenBets(zeros: draws - leaks, ones: leaks)
            let upper = bets.upper(alpha: alpha)
            let lower = bets.lower(alpha: alpha)
            try row.expect("bets16_upper_one_sided", is: upper, absolute: 1e-300)
            try row.expect("bets16_lower_one_sided", is: lower, absolute: 1e-300)
            #expect(upper >= (try row.expectedNumber("bets16_upper_one_sided")), "\(row.id)")
            #expect(lower <= (try row.expectedNumber("bets16_lower_one_sided")), "\(row.id)")
        }
    }

    @Test func `limits of graded scores agree with fifty-digit values and are never tighter`()
        throws
    {
        for row in try Oracle.rows("mean_bounds") {
            let bets = histogram(try row.numbers("samples"))
            let alpha = try row.number("alpha")
            let upper = bets.upper(alpha: alpha)
            let lower = bets.lower(alpha: alpha)
            try row.expect("mix16_upper", is: upper)
            try row.expect("mix16_lower", is: lower, absolute: 1e-300)
            #expect(upper >= (try row.expectedNumber("mix16_upper")), "\(row.id)")
            #expect(lower <= (try row.expectedNumber("mix16_lower")), "\(row.id)")
        }
    }

    @Test(arguments: [1, 2, 9, 40, 300])
    func `a histogram gives the evidence that one factor per draw gives`(draws: Int) {
        var generator = SeededGenerator(seed: UInt64(draws))
        // A few repeated values, many distinct ones, and both ends of the range.
        let scores = (0..<draws).map { index -> Double in
            switch index % 4 {
            case 0: Double.random(in: 0...1, using: &generator)
            case 1: (Double.random(in: 0...1, using: &generator) * 4).rounded() / 4
            case 2: 0
            default: Double.random(in: 0...0.1, using: &generator)
            }
        }
        let bets = histogram(scores)
        for m in [0.001, 0.1, 0.5, 0.9, 0.999] {
            let below = directLogEvidence(scores, mean: m, below: true)
            let above = directLogEvidence(scores, mean: m, below: false)
            let scale = 1e-12 * Double(draws)
            #expect(abs(bets.logEvidenceThatMeanIsBelow(m) - below) <= scale * (1 + abs(below)))
            #expect(abs(bets.logEvidenceThatMeanIsAbove(m) - above) <= scale * (1 + abs(above)))
        }
        let target = log(0.05)
        let upper = bisect(0, 1 - 1e-12) {
            directLogEvidence(scores, mean: $0, below: true) + target
        }
        #expect(abs(bets.upper(alpha: 0.05) - upper) < 1e-11)
        if scores.contains(where: { $0 > 0 }) {
            let lower = bisect(1e-9, 1) {
                -(directLogEvidence(scores, mean: $0, below: false) + target)
            }
            #expect(abs(bets.lower(alpha: 0.05) - lower) < 1e-11)
        }
    }

    @Test func `a warm start and the order of the values change nothing but the time`() {
        let values = [0, 0.2, 0.25, 0.9, 1]
        let counts = [30, 5, 5, 2, 1]
        let bets = SixteenBets(values: values, counts: counts)
        let shuffled = SixteenBets(values: values.reversed(), counts: counts.reversed())
        let upper = bets.upper(alpha: 0.05)
        let lower = bets.lower(alpha: 0.05)
        for start in [1e-9, 0.1, upper, 0.5, 1 - 1e-9] {
            #expect(abs(bets.upper(alpha: 0.05, start: start) - upper) < 1e-13)
            #expect(abs(bets.lower(alpha: 0.05, start: start) - lower) < 1e-13)
        }
        #expect(abs(shuffled.upper(alpha: 0.05) - upper) < 1e-14)
        #expect(abs(shuffled.lower(alpha: 0.05) - lower) < 1e-14)
    }

    @Test func `a limit that is known is given where the new one is no narrower`() {
        for values in [[0, 0.2, 0.25, 0.9, 1], [0, 1], [0.1, 0.3, 0.300001, 0.31, 0.5]] {
            let counts = values.map { 1 + Int($0 * 97) % 13 }
            let bets = SixteenBets(values: values, counts: counts)
            let upper = bets.upper(alpha: 0.05)
            let lower = bets.lower(alpha: 0.05)
            for known in [1e-9, 1e-3, 0.1, 0.3, 0.5, 0.9, 1 - 1e-9, 1] {
                let narrower = bets.upper(alpha: 0.05, within: known)
                #expect(abs(narrower - min(upper, known)) < 1e-13 && narrower <= known)
                if known < upper { #expect(narrower == known) }
            }
            for known in [0, 1e-9, 1e-3, 0.1, 0.3, 0.5, 0.9, 1 - 1e-9] {
                let narrower = bets.lower(alpha: 0.05, within: known)
                #expect(abs(narrower - max(lower, known)) < 1e-13 && narrower >= known)
                if known > lower { #expect(narrower == known) }
            }
        }
    }

    @Test func `values with count zero have no influence`() {
        let bare = SixteenBets(values: [0.25, 0.5], counts: [3, 4])
        let padded = SixteenBets(values: [0, 0.25, 0.5, 1], counts: [0, 3, 4, 0])
        #expect(bare.upper(alpha: 0.01) == padded.upper(alpha: 0.01))
        #expect(bare.lower(alpha: 0.01) == padded.lower(alpha: 0.01))
        #expect(padded.logEvidenceThatMeanIsBelow(0.9).isFinite)
    }

    @Test func `degenerate samples give the trivial limit on their side`() {
        #expect(SixteenBets(zeros: 0, ones: 0).upper(alpha: 0.05) == 1)
        #expect(SixteenBets(zeros: 0, ones: 0).lower(alpha: 0.05) == 0)
        #expect(SixteenBets(zeros: 0, ones: 100).upper(alpha: 0.05) == 1)
        #expect(SixteenBets(zeros: 100, ones: 0).lower(alpha: 0.05) == 0)
        #expect(SixteenBets(zeros: 0, ones: 5).logEvidenceThatMeanIsBelow(1) == -.infinity)
        #expect(SixteenBets(zeros: 5, ones: 1).logEvidenceThatMeanIsBelow(1) == .infinity)
        #expect(SixteenBets(zeros: 5, ones: 1).logEvidenceThatMeanIsAbove(0) == .infinity)
        #expect(SixteenBets(zeros: 5, ones: 0).logEvidenceThatMeanIsAbove(0) < 0)
        // A score far below the smallest normal odds must not overflow a product.
        let tiny = SixteenBets(
            values: (1...20).map { Double($0) * 1e-200 }, counts: .init(repeating: 1, count: 20))
        #expect(tiny.lower(alpha: 0.05) >= 0)
        #expect(tiny.lower(alpha: 0.05) < 1e-198)
    }

    @Test func `limits widen as alpha falls and enclose the mean`() {
        for (zeros, ones) in [(1, 1), (31, 1), (1000, 24), (3, 90)] {
            let bets = SixteenBets(zeros: zeros, ones: ones)
            var upper = bets.mean
            var lower = bets.mean
            for alpha in [0.5, 0.1, 0.01, 1e-6, 1e-12] {
                let next = (bets.lower(alpha: alpha), bets.upper(alpha: alpha))
                #expect(next.0 < lower)
                #expect(next.1 > upper)
                (lower, upper) = next
            }
        }
    }

    @Test func `the evidence at a limit is one over alpha`() {
        let bets = SixteenBets(values: [0, 0.1, 0.3, 0.30001, 0.8], counts: [10, 3, 7, 1, 2])
        for alpha in [0.1, 0.05, 1e-3, 1e-9] {
            let target = -log(alpha)
            let upper = bets.logEvidenceThatMeanIsBelow(bets.upper(alpha: alpha))
            let lower = bets.logEvidenceThatMeanIsAbove(bets.lower(alpha: alpha))
            #expect(abs(upper - target) < 1e-10)
            #expect(abs(lower - target) < 1e-10)
        }
    }
}
