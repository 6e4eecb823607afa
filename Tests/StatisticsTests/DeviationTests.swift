import Platform
import TestSupport
import Testing

@testable import Statistics

@Suite struct DeviationTests {
    @Test func `bounds agree with fifty-digit values and are never tighter`() throws {
        for row in try Oracle.rows("std_bounds") {
            let draws = try row.numbers("samples_in_order")
            let alpha = try row.number("alpha")
            let scores = try ScoreDistribution(draws)
            let band = try Band.dkw(of: scores, alpha: alpha, side: .two)
            try row.expect("var_sup", is: band.greatestVariance)
            try row.expect("var_inf", is: band.leastVariance, absolute: 1e-12)
            let fixed = try Deviation.bound(of: scores, alpha: alpha, side: .two)
            try row.expect("std_upper", is: fixed.upper)
            #expect(abs(fixed.lower - (try row.expectedNumber("std_lower"))) < 1e-6)
            #expect(fixed.upper >= (try row.expectedNumber("std_upper")), "\(row.id)")
            #expect(fixed.lower <= (try row.expectedNumber("std_lower")), "\(row.id)")
            let score = try EDScore.bound(of: scores, alpha: alpha, side: .upper)
            try row.expect("ed2_upper", is: score.upper)
            #expect(score.upper >= (try row.expectedNumber("ed2_upper")), "\(row.id)")
            guard row.expected["anytime_std_upper"] != nil else { continue }
            let upper = try Deviation.bound(
                ofDraws: draws, alpha: alpha, side: .upper, method: .bets)
            let lower = try Deviation.bound(
                ofDraws: draws, alpha: alpha, side: .lower, method: .bets)
            try row.expect("anytime_std_upper", is: upper.upper)
            try row.expect("anytime_std_lower_pairs", is: lower.lower)
            #expect(upper.upper >= (try row.expectedNumber("anytime_std_upper")), "\(row.id)")
            #expect(
                lower.lower <= (try row.expectedNumber("anytime_std_lower_pairs")), "\(row.id)")
            let formulaUpper = try Deviation.bound(
                of: scores, alpha: alpha, side: .upper, method: .maurerPontil)
            let formulaLower = try Deviation.bound(
                of: scores, alpha: alpha, side: .lower, method: .maurerPontil)
            // The reference does not use that σ is at most ½; the bound does.
            let formula = try row.expectedNumber("maurer_pontil_std_upper")
            #expect(abs(formulaUpper.upper - min(0.5, formula)) < 1e-12)
            try row.expect("maurer_pontil_std_lower", is: formulaLower.lower)
        }
    }

    @Test func `the exact interval is that of the published reference samples`() throws {
        for sample in try ReferenceSample.all {
            let bound = try Deviation.bound(of: sample.scores, alpha: 0.01, side: .two)
            #expect(abs(bound.estimate - sample.deviation) < sample.tolerance)
            // The published lower limits are those of the same formula; the upper ones belong to
            // a formula without the monotonicity of F and are never below ours.
            #expect(abs(bound.lower - sample.deviationLower) < sample.tolerance, "\(sample.name)")
            #expect(bound.upper <= sample.deviationUpper + sample.tolerance, "\(sample.name)")
            #expect(bound.upper > sample.deviationUpper - 0.025, "\(sample.name)")
        }
        // Exact values of three of the samples.
        let exact = try ReferenceSample.all.prefix(4).map {
            try Deviation.bound(of: $0.scores, alpha: 0.01, side: .two).upper
        }
        #expect(abs(exact[0] - 0.42504) < 5e-6)
        #expect(abs(exact[2] - 0.4193) < 5e-5)
        #expect(abs(exact[3] - 0.32966) < 5e-6)
    }

    @Test func `the grid formula reproduces the published package`() throws {
        for sample in try ReferenceSample.all {
            let grid = try Deviation.conboCompatible(of: sample.scores, alpha: 0.01)
            #expect(abs(grid.lower - sample.conboLower) < sample.tolerance, "\(sample.name)")
            #expect(abs(grid.upper - sample.conboUpper) < sample.tolerance, "\(sample.name)")
        }
    }

    @Test func `the grid formula is wrong where scores have an atom at zero, and ours is not`()
        throws
    {
        var generator = SeededGenerator(seed: 77)
        for draws in [512, 1024, 4096] {
            for _ in 0..<20 {
                let ones = (0..<draws).count { _ in generator.uniform() < 0.5 }
                let scores = ScoreDistribution(zeros: draws - ones, ones: ones)
                let grid = try Deviation.conboCompatible(of: scores, alpha: 0.01)
                #expect(grid.upper < 0.5)
                #expect(try Deviation.bound(of: scores, alpha: 0.01, side: .upper).upper >= 0.4999)
            }
        }
    }

    @Test(arguments: 0..<12)
    func `extremes over a band agree with a search over its distributions`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        // A few jumps, so that a lattice of step functions inside the band can be searched.
        let levels = (0..<(2 + seed % 2)).map { _ in (generator.uniform() * 8).rounded() / 8 }
        let scores = try ScoreDistribution(levels.flatMap { [$0, $0, $0, $0] })
        let band = try Band.dkw(of: scores, alpha: 0.5, side: seed % 4 == 3 ? .lower : .two)
        let edges = [0] + scores.scores + [1]
        let lattice = 20
        var most = 0.0
        var least = 1.0
        var mostScore = 0.0
        func search(_ piece: Int, _ floor: Double, _ mean: Double, _ square: Double) {
            guard piece < band.lower.count else {
                let variance = max(0, square - mean * mean)
                most = max(most, variance)
                least = min(least, variance)
                mostScore = max(mostScore, mean + 2 * variance.squareRoot())
                return
            }
            let low = max(floor, band.lower[piece])
            let high = band.upper[piece]
            let width = edges[piece + 1] - edges[piece]
            for step in 0...(width > 0 ? lattice : 0) {
                let value = low + (high - low) * Double(step) / Double(lattice)
                search(
                    piece + 1, value, mean - width * value,
                    square - width * (edges[piece] + edges[piece + 1]) * value)
            }
        }
        search(0, 0, 1, 1)
        // The lattice misses the extreme by a little but can never pass it.
        #expect(band.greatestVariance >= most)
        #expect(band.greatestVariance - most < 0.01)
        #expect(band.leastVariance <= least + 1e-15)
        #expect(least - band.leastVariance < 0.05)
        let score = band.greatestScore(deviationWeight: 2)
        #expect(score >= mostScore)
        #expect(score - mostScore < 0.03)
    }

    @Test func `extremes over a band agree with a fine search over one family and one centre`()
        throws
    {
        var generator = SeededGenerator(seed: 31)
        let scores = try ScoreDistribution(
            (0..<120).map { _ in generator.uniform() < 0.4 ? 0 : generator.uniform() })
        for method in [Bound.Method.dkw, .berkJones] {
            let band = try Band.fixed(of: scores, alpha: 0.05, side: .two, method: method)
            let edges = [0] + scores.scores + [1]
            func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
                var mean = 1.0
                var square = 1.0
                for (index, value) in values.enumerated() {
                    let (a, b) = (edges[index], edges[index + 1])
                    mean -= (b - a) * value
                    square -= (b - a) * (b + a) * value
                }
                return (mean, square - mean * mean)
            }
            var most = 0.0
            var mostScore = 0.0
            for step in 0...4000 {
                let level = Double(step) / 4000
                let values = zip(band.lower, band.upper).map { max($0, min($1, level)) }
                let (mean, variance) = moments(values)
                most = max(most, variance)
                mostScore = max(mostScore, mean + 2 * variance.squareRoot())
            }
            #expect(band.greatestVariance >= most)
            #expect(band.greatestVariance - most < 1e-6)
            #expect(band.greatestScore(deviationWeight: 2) >= mostScore)
            #expect(band.greatestScore(deviationWeight: 2) - mostScore < 1e-6)
            var least = 1.0
            for step in 0...2000 {
                let c = Double(step) / 2000
                var sum = 0.0
                for index in band.lower.indices {
                    let (a, b) = (edges[index], edges[index + 1])
                    // The integrals of 2(c − x) left of c and of 2(x − c) right of it.
                    let nearLeft = max(0, c - b)
                    let farLeft = max(0, c - a)
                    let nearRight = max(0, a - c)
                    let farRight = max(0, b - c)
                    sum += band.lower[index] * (farLeft * farLeft - nearLeft * nearLeft)
                    sum +=
                        (1 - band.upper[index])
                        * (farRight * farRight - nearRight * nearRight)
                }
                least = min(least, sum)
            }
            #expect(band.leastVariance <= least + 1e-14)
            #expect(least - band.leastVariance < 1e-5)
        }
    }

    @Test func `a band that allows everything gives the extremes of all distributions`() throws {
        let one = try ScoreDistribution([0.3])
        let bound = try Deviation.bound(of: one, alpha: 0.05, side: .two)
        #expect(bound.upper == 0.5)
        #expect(bound.lower == 0)
        let score = try EDScore.bound(of: one, alpha: 0.05, side: .two)
        #expect(abs(score.upper - (1 + 5.0.squareRoot()) / 2) < 1e-12)
        #expect(score.lower == 0)
    }

    /// The limits against the definition, with draws that were lost or without.
    @Test(arguments: [[], [0], [9, 10, 31], [0, 1, 69]])
    func `the anytime limits agree with bisection on the definition`(lost: [Int]) throws {
        var generator = SeededGenerator(seed: 8)
        let draws = (0..<70).map { index -> Double? in
            let score = generator.uniform() * generator.uniform()
            return lost.contains(index) ? nil : score
        }
        var known = AnytimeDeviation()
        for draw in draws {
            if let draw { try known.append(draw) } else { known.appendLost() }
        }
        let bound = try Deviation.bound(of: known, alpha: 0.05, side: .two)
        let stakes: [Double] = [
            1, 0.95, 0.8, 0.65, 0.5, 0.35, 0.25, 0.17, 0.12, 0.08, 0.05, 0.03, 0.015, 0.007, 0.003,
            0.001,
        ]
        let weights: [Double] = [
            0.135, 0.17, 0.095, 0.105, 0.12, 0.095, 0.065, 0.055, 0.045, 0.05, 0.022, 0.022, 0.011,
            0.005, 0.003, 0.002,
        ]
        func evidence(_ s: Double) -> Double {
            var total = 0.0
            for (stake, weight) in zip(stakes, weights) {
                var fortune = weight
                for t in 1..<draws.count {
                    let before = draws[..<t].compactMap { $0 }
                    guard !before.isEmpty else { continue }
                    let centre = before.reduce(0, +) / Double(before.count)
                    let reach = max(centre, 1 - centre)
                    let r = reach * reach
                    // A lost draw may lie as far from the centre as is possible.
                    let y = draws[t].map { ($0 - centre) * ($0 - centre) } ?? r
                    fortune *= 1 - stake + stake * (r - y) / (r - s)
                }
                total += fortune
            }
            return total
        }
        #expect(abs(evidence(bound.upper * bound.upper) / 40 - 1) < 1e-9)
        // The two draws of a pair of which one is lost may have been equal.
        let halves: [Double] = (0..<35).map { index in
            guard let one = draws[2 * index], let other = draws[2 * index + 1] else { return 0 }
            return (one - other) * (one - other) / 2
        }
        let pairs = SixteenBets(values: halves, counts: .init(repeating: 1, count: 35))
        #expect(abs(bound.lower - pairs.lower(alpha: 0.025).squareRoot()) < 1e-14)
    }

    @Test(arguments: [Bound.Method.maurerPontil, .bets])
    func `each side of a two-sided limit has half of alpha`(method: Bound.Method) throws {
        let draws = (0..<900).map { $0 % 3 == 0 ? 0.9 : 0.1 }
        func bound(_ alpha: Double, _ side: Bound.Side) throws -> Bound {
            try Deviation.bound(ofDraws: draws, alpha: alpha, side: side, method: method)
        }
        let both = try bound(0.1, .two)
        #expect(both.lower == (try bound(0.05, .lower)).lower && both.lower > 0)
        #expect(both.upper == (try bound(0.05, .upper)).upper && both.upper < 0.5)
    }

    @Test func `draws fed one by one or appended give the same evidence, and order matters`()
        throws
    {
        let draws = (0..<61).map { Double($0 * 29 % 53) / 52 }
        let whole = try AnytimeDeviation(draws)
        var parts = try AnytimeDeviation(draws[..<20])
        try parts.append(contentsOf: draws[20...])
        #expect(parts == whole)
        let forward = try Deviation.bound(of: whole, alpha: 0.05, side: .two)
        let sorted = try Deviation.bound(
            of: AnytimeDeviation(draws.sorted()), alpha: 0.05, side: .two)
        #expect(forward.estimate == sorted.estimate)
        #expect(forward.lower != sorted.lower)
        let warm = try Deviation.bound(of: whole, alpha: 0.05, side: .two, start: forward)
        #expect(abs(warm.upper - forward.upper) < 1e-14)
        #expect(abs(warm.lower - forward.lower) < 1e-14)
    }

    @Test func `the binomial case follows the root of p times one minus p`() throws {
        let scores = ScoreDistribution(zeros: 115, ones: 13)
        let proportion = try Proportion.clopperPearson(
            leaks: 13, draws: 128, alpha: 0.05, side: .two)
        let bound = try Deviation.bound(
            of: scores, alpha: 0.05, side: .two, method: .clopperPearson)
        #expect(abs(bound.upper - (proportion.upper * (1 - proportion.upper)).squareRoot()) < 1e-14)
        #expect(abs(bound.lower - (proportion.lower * (1 - proportion.lower)).squareRoot()) < 1e-14)
        #expect(bound.upper >= (proportion.upper * (1 - proportion.upper)).squareRoot())
        // A proportion near one is the mirror image; an interval that contains ½ reaches ½.
        let mirror = try Deviation.bound(
            of: ScoreDistribution(zeros: 13, ones: 115), alpha: 0.05, side: .two,
            method: .clopperPearson)
        #expect(abs(mirror.upper - bound.upper) < 1e-13)
        #expect(abs(mirror.lower - bound.lower) < 1e-13)
        let middle = try Deviation.bound(
            of: ScoreDistribution(zeros: 5, ones: 6), alpha: 0.05, side: .two,
            method: .clopperPearson)
        #expect(middle.upper == 0.5)
        #expect(throws: StatisticsError.self) {
            try Deviation.bound(
                of: ScoreDistribution([0.5]), alpha: 0.05, side: .two, method: .clopperPearson)
        }
        let anytime = Deviation.bound(
            ofBinary: try Proportion.anytime(leaks: 0, draws: 128, alpha: 0.05, side: .upper))
        #expect(anytime.validity == .anytime)
        #expect(abs(anytime.upper - 0.168) < 5e-4)
    }

    @Test(arguments: [Bound.Method.dkw, .kolmogorov, .berkJones, .maurerPontil])
    func `limits enclose the estimate, widen as alpha falls and survive mirroring`(
        method: Bound.Method
    ) throws {
        let scores = (0..<80).map { Double($0 * $0 % 83) / 128 }
        let mirrored = try ScoreDistribution(scores.map { 1 - $0 })
        let distribution = try ScoreDistribution(scores)
        var previous: Bound?
        for alpha in [0.5, 0.1, 0.001] {
            let bound = try Deviation.bound(
                of: distribution, alpha: alpha, side: .two, method: method)
            #expect(bound.lower <= bound.estimate)
            #expect(bound.upper >= bound.estimate)
            #expect(bound.upper <= 0.5)
            let mirror = try Deviation.bound(
                of: mirrored, alpha: alpha, side: .two, method: method)
            #expect(abs(mirror.lower - bound.lower) < 1e-7)
            #expect(abs(mirror.upper - bound.upper) < 1e-9)
            if let previous {
                #expect(bound.lower <= previous.lower)
                #expect(bound.upper >= previous.upper)
            }
            previous = bound
        }
    }

    @Test func `bad input is refused`() throws {
        let some = ScoreDistribution(zeros: 1, ones: 1)
        for alpha in [0, 0.6, .nan] {
            #expect(throws: StatisticsError.self) {
                try Deviation.bound(of: some, alpha: alpha, side: .two)
            }
            #expect(throws: StatisticsError.self) {
                try Deviation.bound(of: AnytimeDeviation([0, 1]), alpha: alpha, side: .two)
            }
        }
        #expect(throws: StatisticsError.self) {
            try Deviation.bound(of: ScoreDistribution(), alpha: 0.05, side: .two)
        }
        #expect(throws: StatisticsError.self) {
            try Deviation.bound(of: AnytimeDeviation(), alpha: 0.05, side: .two)
        }
        #expect(throws: StatisticsError.self) {
            try Deviation.bound(of: some, alpha: 0.05, side: .two, method: .bets)
        }
        #expect(throws: StatisticsError.self) { try AnytimeDeviation([0.5, 1.5]) }
    }
}
