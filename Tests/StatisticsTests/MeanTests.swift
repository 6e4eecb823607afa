import Platform
import TestSupport
import Testing

@testable import Statistics

@Suite struct MeanTests {
    private static let closedForms: [Bound.Method] = [
        .anderson, .hoeffding, .chernoffKL, .bentkus, .maurerPontil,
    ]
    private static let orderless =
        closedForms + [.kolmogorov, .berkJones, .bets, .mixture]

    private func bound(
        _ scores: [Double], _ method: Bound.Method, alpha: Double = 0.05, side: Bound.Side
    ) throws -> Bound {
        try Mean.bound(ofDraws: scores, alpha: alpha, side: side, method: method)
    }

    @Test func `bounds agree with fifty-digit values and are never tighter`() throws {
        let names: [(Bound.Method, String)] = [
            (.anderson, "anderson"), (.hoeffding, "hoeffding"), (.chernoffKL, "chernoff_kl"),
            (.bentkus, "bentkus"), (.maurerPontil, "maurer_pontil"), (.bets, "mix16"),
            (.mixture, "anytime_sf"),
        ]
        for row in try Oracle.rows("mean_bounds") {
            let scores = try row.numbers("samples")
            let alpha = try row.number("alpha")
            for (method, name) in names {
                if row.expected[name + "_upper"] != nil {
                    let upper = try bound(scores, method, alpha: alpha, side: .upper)
                    try row.expect(name + "_upper", is: upper.upper)
                    try row.expect("mean", is: upper.estimate, absolute: 1e-15)
                    let reference = try row.expectedNumber(name + "_upper")
                    #expect(upper.upper >= reference.nextDown, "\(row.id) \(name)")
                }
                if row.expected[name + "_lower"] != nil {
                    let lower = try bound(scores, method, alpha: alpha, side: .lower)
                    try row.expect(name + "_lower", is: lower.lower, absolute: 1e-15)
                    let reference = try row.expectedNumber(name + "_lower")
                    #expect(lower.lower <= reference.nextUp, "\(row.id) \(name)")
                }
            }
        }
    }

    @Test func `the exact mean interval is that of the published reference samples`() throws {
        for sample in try ReferenceSample.all {
            let bound = try Mean.bound(
                of: sample.scores, alpha: 0.02, side: .two, method: .anderson)
            #expect(abs(bound.lower - sample.meanLower) < sample.tolerance, "\(sample.name)")
            #expect(abs(bound.upper - sample.meanUpper) < sample.tolerance, "\(sample.name)")
            let grid = try Deviation.conboCompatibleMean(of: sample.scores, alpha: 0.02)
            #expect(abs(grid.lower - sample.gridMeanLower) < sample.tolerance, "\(sample.name)")
            #expect(abs(grid.upper - sample.gridMeanUpper) < sample.tolerance, "\(sample.name)")
            // The grid can only lose.
            #expect(bound.lower >= grid.lower - 1e-12)
            #expect(bound.upper <= grid.upper + 1e-12)
        }
    }

    @Test func `the integral of the band agrees with a fine sum`() throws {
        let scores = try ScoreDistribution((0..<40).map { Double($0 * 17 % 29) / 28 })
        let band = try Band.dkw(of: scores, alpha: 0.1, side: .two)
        let cells = 200_000
        var lower = 0.0
        var upper = 0.0
        for cell in 0..<cells {
            let limits = band.cumulative(at: (Double(cell) + 0.5) / Double(cells))
            lower += (1 - limits.upper) / Double(cells)
            upper += (1 - limits.lower) / Double(cells)
        }
        let bound = Mean.bound(over: band)
        #expect(abs(bound.lower - lower) < 1e-5)
        #expect(abs(bound.upper - upper) < 1e-5)
        #expect(abs(bound.estimate - scores.mean) < 1e-12)
    }

    @Test func `special cases have closed forms`() throws {
        let zeros = [Double](repeating: 0, count: 128)
        let dkw = try Band.halfWidth(draws: 128, alpha: 0.05, twoSided: false)
        #expect(abs(try bound(zeros, .anderson, side: .upper).upper - dkw) < 1e-13)
        #expect(abs(try bound(zeros, .hoeffding, side: .upper).upper - dkw) < 1e-13)
        let chernoff = -expm1(log(0.05) / 128)
        #expect(abs(try bound(zeros, .chernoffKL, side: .upper).upper - chernoff) < 1e-13)
        let bentkus = min(chernoff, -expm1(log(0.05 / M_E) / 128))
        #expect(abs(try bound(zeros, .bentkus, side: .upper).upper - bentkus) < 1e-13)
        let bernstein: Double = 7 * log(40.0) / 381
        #expect(abs(try bound(zeros, .maurerPontil, side: .upper).upper - bernstein) < 1e-13)
        for method in Self.orderless + [.star] {
            #expect(try bound(zeros, method, side: .two).lower == 0)
            #expect(try bound(zeros.map { 1 - $0 }, method, side: .two).upper == 1)
        }
    }

    @Test(arguments: orderless + [.star])
    func `limits enclose the estimate, widen as alpha falls and mirror under one minus the score`(
        method: Bound.Method
    ) throws {
        var generator = SeededGenerator(seed: 9)
        let scores = (0..<60).map { _ in
            (generator.uniform() * generator.uniform() * 64).rounded() / 64
        }
        var previous: Bound?
        for alpha in [0.5, 0.2, 0.05, 0.001] {
            let two = try bound(scores, method, alpha: alpha, side: .two)
            #expect(two.lower <= two.estimate)
            #expect(two.upper >= two.estimate)
            if let previous {
                #expect(two.lower <= previous.lower)
                #expect(two.upper >= previous.upper)
            }
            previous = two
            let upper = try bound(scores, method, alpha: alpha / 2, side: .upper)
            let lower = try bound(scores, method, alpha: alpha / 2, side: .lower)
            // Two-sided bands are calibrated jointly; all others give each side half of α.
            if method != .kolmogorov, method != .berkJones {
                #expect(abs(two.upper - upper.upper) < 1e-14)
                #expect(abs(two.lower - lower.lower) < 1e-14)
            }
            #expect(upper.lower == 0)
            #expect(lower.upper == 1)
            if method != .bets {
                // The bets have different weights on their two sides.
                let mirror = try bound(scores.map { 1 - $0 }, method, alpha: alpha, side: .two)
                #expect(abs(mirror.upper - (1 - two.lower)) < 1e-12)
                #expect(abs(mirror.lower - (1 - two.upper)) < 1e-12)
            }
        }
    }

    @Test(arguments: orderless)
    func `ten times the same draws give a tighter bound`(method: Bound.Method) throws {
        let scores = [0, 0.25, 0.5, 0.5, 1, 0, 0, 0.125]
        let few = try bound(scores, method, side: .two)
        let many = try bound(Array(repeating: scores, count: 10).flatMap { $0 }, method, side: .two)
        #expect(many.upper < few.upper)
        #expect(many.lower >= few.lower)
        #expect(abs(many.estimate - few.estimate) < 1e-15)
    }

    @Test func `aimed bets agree with a plain search over a finer grid`() throws {
        var generator = SeededGenerator(seed: 21)
        let scores = (0..<64).map { _ in generator.uniform() * generator.uniform() }
        let bound = try Mean.star(ofDraws: scores, alpha: 0.05, side: .upper)
        // The fortune written out anew, on data and candidates mirrored to the upper side.
        func rejects(_ candidate: Double) -> Bool {
            let m = 1 - candidate
            var fortune = 0.0
            var squares = 0.0
            for (index, score) in scores.enumerated() {
                let t = Double(index) + 1e-4
                let y = 1 - score
                let variance = min(squares / t + (m + 1e-4) * 64 / t / t, 1e-3 + m * (1 - m))
                let missing = max(0, log(20.0) - fortune)
                let stake = min(
                    (2 * missing / (Double(64 - index) * variance)).squareRoot(), 1 / (m + 1e-3))
                fortune += log(1 + stake * (y - m))
                squares += (y - m) * (y - m)
            }
            return fortune >= log(20.0) * (1 - 1e-12)
        }
        let first = try #require(
            stride(from: 1.0, to: 0, by: -1e-4).first { !rejects($0) })
        #expect(bound.upper >= first)
        #expect(bound.upper - first < 2 * Double.pi / 2 / 512)
    }

    @Test func `aimed bets depend on the order, and only on it does the multiset refuse`() throws {
        let scores = (0..<50).map { Double($0 % 10) / 9 }
        let forward = try bound(scores, .star, side: .two)
        let backward = try bound(scores.sorted(), .star, side: .two)
        #expect(forward.upper != backward.upper)
        #expect(throws: StatisticsError.self) {
            try Mean.bound(
                of: ScoreDistribution(scores), alpha: 0.05, side: .two, method: .star)
        }
    }

    @Test func `a warm start changes nothing`() throws {
        let scores = try ScoreDistribution((0..<300).map { Double($0 * $0 % 301) / 900 })
        let cold = try Mean.bound(of: scores, alpha: 0.05, side: .two)
        let warm = try Mean.bound(of: scores, alpha: 0.05, side: .two, start: cold)
        #expect(abs(cold.upper - warm.upper) < 1e-14)
        #expect(abs(cold.lower - warm.lower) < 1e-14)
    }

    @Test(arguments: orderless)
    func `bad input is refused`(method: Bound.Method) throws {
        let some = ScoreDistribution(zeros: 2, ones: 3)
        for alpha in [0, 0.5000001, -0.1, .nan, .infinity] {
            #expect(throws: StatisticsError.self) {
                try Mean.bound(of: some, alpha: alpha, side: .two, method: method)
            }
        }
        #expect(throws: StatisticsError.self) {
            try Mean.bound(of: ScoreDistribution(), alpha: 0.05, side: .two, method: method)
        }
        #expect(throws: StatisticsError.self) {
            try Mean.bound(ofDraws: [0.5, .nan], alpha: 0.05, side: .two, method: method)
        }
        #expect(throws: StatisticsError.self) {
            try Mean.bound(of: some, alpha: 0.05, side: .two, method: .wilson)
        }
    }
}
