import Platform
import Statistics
import Testing

@Suite struct DifferenceTests {
    @Test func `paired limits agree with fifty-digit values and are never tighter`() throws {
        for row in try Oracle.rows("two_sample", type: "paired_difference") {
            let (a, b) = (try row.numbers("a"), try row.numbers("b"))
            let alpha = try row.number("alpha")
            let upper = try Difference.paired(a, b, alpha: alpha, side: .upper)
            let lower = try Difference.paired(a, b, alpha: alpha, side: .lower)
            try row.expect("mean_difference", is: upper.estimate, absolute: 1e-14)
            try row.expect("anytime_upper", is: upper.upper, absolute: 1e-11)
            try row.expect("anytime_lower", is: lower.lower, absolute: 1e-11)
            #expect(upper.upper >= (try row.expectedNumber("anytime_upper")))
            #expect(lower.lower <= (try row.expectedNumber("anytime_lower")))
        }
    }

    @Test func `swapping the sides mirrors the interval`() throws {
        let a = (0..<60).map { $0 % 4 == 0 ? 1.0 : 0.25 }
        let b = (0..<60).map { $0 % 9 == 0 ? 1.0 : 0.0 }
        let bounds = [
            (
                try Difference.paired(a, b, alpha: 0.05, side: .two),
                try Difference.paired(b, a, alpha: 0.05, side: .two)
            ),
            (
                try Difference.unpaired(a, b, alpha: 0.05, side: .two),
                try Difference.unpaired(b, a, alpha: 0.05, side: .two)
            ),
        ]
        for (forward, backward) in bounds {
            #expect(abs(forward.lower + backward.upper) < 1e-11)
            #expect(abs(forward.upper + backward.lower) < 1e-11)
            #expect(forward.lower < forward.estimate && forward.estimate < forward.upper)
        }
    }

    @Test func `the joint limit is the edge of what the product of evidence refutes`() throws {
        // A second implementation: the minimum over a fine grid of the common rate.
        func evidence(_ leaks: Int, _ draws: Int, stakes: [Double], weights: [Double], above: Bool)
            -> (Double) -> Double
        {
            { m in
                zip(stakes, weights).reduce(0.0) { sum, bet in
                    let (c, w) = bet
                    let hit = above ? 1 - c + c / m : 1 - c
                    let miss = above ? 1 - c : 1 + c * m / (1 - m)
                    return sum + w * pow(hit, Double(leaks)) * pow(miss, Double(draws - leaks))
                }
            }
        }
        let stakes = [
            0.95, 0.6, 0.35, 0.2, 0.12, 0.08, 0.05, 0.03, 0.02, 0.012, 0.007, 0.004, 0.002, 0.001,
            0.0005, 0.00025,
        ]
        let weights = [
            0.12, 0.1, 0.12, 0.115, 0.095, 0.085, 0.105, 0.055, 0.06, 0.05, 0.035, 0.035, 0.01,
            0.006, 0.005, 0.004,
        ]
        let upperStakes = [
            1, 0.95, 0.8, 0.65, 0.5, 0.35, 0.25, 0.17, 0.12, 0.08, 0.05, 0.03, 0.015, 0.007, 0.003,
            0.001,
        ]
        let upperWeights = [
            0.135, 0.17, 0.095, 0.105, 0.12, 0.095, 0.065, 0.055, 0.045, 0.05, 0.022, 0.022, 0.011,
            0.005, 0.003, 0.002,
        ]
        for (leaksA, drawsA, leaksB, drawsB) in [(40, 80, 5, 60), (9, 30, 0, 200), (3, 10, 2, 12)] {
            let ofA = evidence(leaksA, drawsA, stakes: stakes, weights: weights, above: true)
            let ofB = evidence(
                leaksB, drawsB, stakes: upperStakes, weights: upperWeights, above: false)
            let bound = try Difference.unpaired(
                leaksA: leaksA, drawsA: drawsA, leaksB: leaksB, drawsB: drawsB, alpha: 0.05,
                side: .lower)
            func refutes(_ delta: Double) -> Bool {
                (1..<4000).allSatisfy { index in
                    let m = Double(index) / 4000
                    let other = m + delta
                    return other <= 0 || other >= 1 || ofA(other) * ofB(m) >= 20
                }
            }
            #expect(refutes(bound.lower - 1e-6))
            #expect(!refutes(bound.lower + 1e-3))
        }
    }

    @Test func `unequal numbers of draws and lists without leaks are accepted`() throws {
        let bound = try Difference.unpaired(
            leaksA: 0, drawsA: 200, leaksB: 60, drawsB: 90, alpha: 0.05, side: .two)
        #expect(ComparisonVerdict(difference: bound) == .secondLeaksMore)
        let same = try Difference.unpaired(
            leaksA: 0, drawsA: 5, leaksB: 0, drawsB: 7, alpha: 0.05, side: .two)
        #expect(same.lower < 0 && same.upper > 0)
        let all = try Difference.unpaired(
            leaksA: 9, drawsA: 9, leaksB: 0, drawsB: 400, alpha: 0.05, side: .two)
        #expect(all.lower > 0 && all.upper <= 1)
    }

    @Test func `a verdict is worded with the names of the sides`() throws {
        let a = Array(repeating: 1.0, count: 30)
        let b = Array(repeating: 0.0, count: 30)
        let bound = try Difference.paired(a, b, alpha: 0.05, side: .two)
        let verdict = ComparisonVerdict(difference: bound)
        #expect(verdict.words(first: "T=1", second: "greedy") == "T=1 leaks more than greedy")
        let other = ComparisonVerdict(
            difference: try Difference.paired(b, b, alpha: 0.05, side: .two))
        #expect(other == .undecided)
    }

    @Test func `pairs must have equal length and scores in range`() {
        #expect(throws: StatisticsError.differentLengths(first: 1, second: 2)) {
            try Difference.paired([0], [0, 1], alpha: 0.05, side: .two)
        }
        #expect(
            throws: StatisticsError.outsideRange(name: "b[1]", value: 1.5, range: "[0, 1]")
        ) {
            try Difference.unpaired([0], [0, 1.5], alpha: 0.05, side: .two)
        }
    }
}

@Suite struct ExactTestTests {
    @Test func `Fisher and McNemar agree with exact rationals`() throws {
        for row in try Oracle.rows("two_sample", type: "fisher_greater") {
            let p = try ExactTest.fisher(
                leaksA: try row.integer("kA"), drawsA: try row.integer("nA"),
                leaksB: try row.integer("kB"), drawsB: try row.integer("nB"),
                alternative: .greater)
            try row.expect("p", is: p)
        }
        for row in try Oracle.rows("two_sample", type: "mcnemar_exact_greater") {
            let p = try ExactTest.mcNemar(
                onlyA: try row.integer("only_a"), onlyB: try row.integer("only_b"),
                alternative: .greater)
            try row.expect("p", is: p)
        }
    }

    /// Of four pairs that differ: (½)⁴ for all on one side, five of sixteen for three or more.
    @Test func `McNemar's two-sided value is twice the smaller tail, at most one`() throws {
        func p(_ a: Int, _ b: Int) throws -> Double {
            try ExactTest.mcNemar(onlyA: a, onlyB: b, alternative: .different)
        }
        for (a, b, expected) in [(4, 0, 2.0 / 16), (0, 4, 2.0 / 16), (3, 1, 10.0 / 16)] {
            let value = try p(a, b)
            #expect(abs(value - expected) < 1e-14)
        }
        #expect(try p(2, 2) == 1)
        #expect(try p(0, 0) == 1)
    }

    @Test func `Fisher's tails overlap in exactly the observed split`() throws {
        for (leaksA, drawsA, leaksB, drawsB) in [(3, 10, 1, 12), (0, 5, 4, 9), (7, 7, 2, 8)] {
            let greater = try ExactTest.fisher(
                leaksA: leaksA, drawsA: drawsA, leaksB: leaksB, drawsB: drawsB,
                alternative: .greater)
            let less = try ExactTest.fisher(
                leaksA: leaksA, drawsA: drawsA, leaksB: leaksB, drawsB: drawsB,
                alternative: .less)
            func choose(_ n: Int, _ k: Int) -> Double {
                (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
            }
            let total = leaksA + leaksB
            let observed =
                choose(drawsA, leaksA) * choose(drawsB, leaksB) / choose(drawsA + drawsB, total)
            #expect(abs(greater + less - 1 - observed) < 1e-13)
            // The two-sided value against plain enumeration.
            var both = 0.0
            for k in max(0, total - drawsB)...min(total, drawsA) {
                let probability =
                    choose(drawsA, k) * choose(drawsB, total - k) / choose(drawsA + drawsB, total)
                if probability <= observed * (1 + 1e-9) { both += probability }
            }
            let value = try ExactTest.fisher(
                leaksA: leaksA, drawsA: drawsA, leaksB: leaksB, drawsB: drawsB,
                alternative: .different)
            #expect(abs(value - both) < 1e-13)
        }
    }

    @Test func `Boschloo encloses the maximum over the common rate and beats Fisher`() throws {
        for (leaksA, drawsA, leaksB, drawsB) in [(7, 12, 2, 13), (3, 8, 0, 9), (1, 5, 1, 6)] {
            let fisher = try ExactTest.fisher(
                leaksA: leaksA, drawsA: drawsA, leaksB: leaksB, drawsB: drawsB,
                alternative: .greater)
            let value = try ExactTest.boschloo(
                leaksA: leaksA, drawsA: drawsA, leaksB: leaksB, drawsB: drawsB,
                alternative: .greater)
            // A second implementation: every table, on a grid of rates.
            var extreme: [(Int, Int)] = []
            for a in 0...drawsA {
                for b in 0...drawsB {
                    let p = try ExactTest.fisher(
                        leaksA: a, drawsA: drawsA, leaksB: b, drawsB: drawsB,
                        alternative: .greater)
                    if p <= fisher * (1 + 1e-9) { extreme.append((a, b)) }
                }
            }
            func choose(_ n: Int, _ k: Int) -> Double {
                (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
            }
            var best = 0.0
            for index in 1..<500 {
                let rate = Double(index) / 500
                var sum = 0.0
                for (a, b) in extreme {
                    sum +=
                        choose(drawsA, a) * choose(drawsB, b) * pow(rate, Double(a + b))
                        * pow(1 - rate, Double(drawsA + drawsB - a - b))
                }
                best = max(best, sum)
            }
            #expect(value >= best * (1 - 1e-12))
            #expect(value <= best * 1.001)
            #expect(value <= fisher * (1 + 1e-4))
        }
    }

    @Test func `Boschloo agrees with the value published by SciPy`() throws {
        // The example of scipy.stats.boschloo_exact: [[74, 31], [43, 32]], p = 0.0355 (greater).
        let value = try ExactTest.boschloo(
            leaksA: 74, drawsA: 117, leaksB: 31, drawsB: 63, alternative: .greater)
        #expect(abs(value - 0.0355) < 0.0005)
    }

    @Test func `permutation values repeat with the seed and approach full enumeration`() throws {
        let a = [0.9, 0.7, 0.8, 0.6]
        let b = [0.1, 0.65, 0.2, 0.3]
        let value = try ExactTest.permutation(
            a, b, alternative: .greater, resamples: 4000, seed: 5)
        #expect(
            value
                == (try ExactTest.permutation(
                    a, b, alternative: .greater, resamples: 4000, seed: 5)))
        // Of the 70 splits, two have a sum of at least the observed 3.0: 3.0 itself and 3.05.
        let sums = (0..<256).filter { $0.nonzeroBitCount == 4 }.map { mask in
            zip(a + b, 0...).reduce(0.0) { $0 + (mask >> $1.1 & 1 == 1 ? $1.0 : 0) }
        }
        let exact = Double(sums.filter { $0 >= 3.0 - 1e-9 }.count) / Double(sums.count)
        #expect(sums.count == 70)
        #expect(abs(value - exact) < 5 * sqrt(exact / 4000))
    }

    @Test func `sign flips of pairs approach full enumeration`() throws {
        let a = [0.5, 0.75, 1, 0.25, 0.5]
        let b = [0.25, 0.25, 0.25, 0.5, 0.375]
        let value = try ExactTest.pairedPermutation(
            a, b, alternative: .greater, resamples: 4000, seed: 11)
        let differences = zip(a, b).map { $0 - $1 }
        let observed = differences.reduce(0, +)
        let exact =
            Double(
                (0..<32).filter { mask in
                    zip(differences, 0...).reduce(0.0) {
                        $0 + (mask >> $1.1 & 1 == 1 ? -$1.0 : $1.0)
                    } >= observed - 1e-12
                }.count) / 32
        #expect(abs(value - exact) < 5 * sqrt(exact / 4000))
    }
}
