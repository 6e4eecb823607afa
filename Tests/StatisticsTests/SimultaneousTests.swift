import Platform
import Testing

@testable import Statistics

@Suite struct SimultaneousTests {
    @Test func `e-BH rejects what the definition rejects`() throws {
        for row in try Oracle.rows("two_sample", type: "e_bh") {
            let rejected = try Simultaneous.eBenjaminiHochberg(
                evidence: try row.numbers("e"), alpha: try row.number("alpha"))
            #expect(rejected.map(Double.init) == (try row.expectedNumbers("rejected_indices")))
        }
        // Each alone misses P/α = 60; together the three of 25 pass 60/3 = 20.
        let evidence = [25.0, 25, 25]
        #expect(try Simultaneous.eBenjaminiHochberg(evidence: evidence, alpha: 0.05) == [0, 1, 2])
        #expect(
            try Simultaneous.eBenjaminiHochberg(evidence: [.infinity, 0], alpha: 0.05) == [0])
    }

    @Test func `Holm steps down and stops at the first failure`() throws {
        let pValues = [0.04, 0.001, 0.026, 0.012]
        #expect(try Simultaneous.holm(pValues: pValues, alpha: 0.05) == [1, 3])
        let adjusted = try Simultaneous.holmAdjusted(pValues: pValues)
        for (value, expected) in zip(adjusted, [0.052, 0.004, 0.052, 0.036]) {
            #expect(abs(value - expected) < 1e-15)
        }
        for alpha in [0.001, 0.01, 0.04, 0.05, 0.3] {
            let byValue = adjusted.indices.filter { adjusted[$0] <= alpha }
            #expect(try Simultaneous.holm(pValues: pValues, alpha: alpha) == byValue)
        }
    }

    @Test func `Bonferroni divides the error probability`() throws {
        #expect(try Simultaneous.bonferroni(alpha: 0.05, statements: 50) == 0.001)
        #expect(throws: StatisticsError.empty(name: "statements")) {
            try Simultaneous.bonferroni(alpha: 0.05, statements: 0)
        }
    }

    @Test func `verdicts against a target use only the proven side`() throws {
        let leaky = try Proportion.anytime(leaks: 30, draws: 100, alpha: 0.05, side: .two)
        let clean = try Proportion.anytime(leaks: 0, draws: 200, alpha: 0.05, side: .two)
        let open = try Proportion.anytime(leaks: 5, draws: 60, alpha: 0.05, side: .two)
        let shares = try TargetShares([leaky, clean, open], target: 0.05)
        #expect((shares.above, shares.below, shares.undecided) == (1, 1, 1))
        #expect(shares.shareAbove == 1.0 / 3)
        let upper = try Proportion.anytime(leaks: 30, draws: 100, alpha: 0.05, side: .upper)
        #expect(TargetVerdict(upper, target: 0.05) == .undecided)
    }

    /// "At or below" is proven by an upper limit that equals the target, "above" is not by a lower one.
    @Test func `a limit that equals the target proves at or below and not above`() throws {
        let clean = try Proportion.anytime(leaks: 0, draws: 200, alpha: 0.05, side: .upper)
        #expect(TargetVerdict(clean, target: clean.upper) == .below)
        #expect(TargetVerdict(clean, target: clean.upper.nextDown) == .undecided)
        let leaky = try Proportion.anytime(leaks: 30, draws: 100, alpha: 0.05, side: .lower)
        #expect(TargetVerdict(leaky, target: leaky.lower) == .undecided)
        #expect(TargetVerdict(leaky, target: leaky.lower.nextDown) == .above)
        // A difference of 0 is none.
        for (lower, upper) in [(-0.5, 0.0), (0.0, 0.5)] {
            var none = clean
            (none.lower, none.upper, none.side) = (lower, upper, .two)
            #expect(ComparisonVerdict(difference: none) == .undecided)
        }
        var less = clean
        (less.lower, less.upper, less.side) = (-0.5, -1e-300, .two)
        #expect(ComparisonVerdict(difference: less) == .secondLeaksMore)
    }

    @Test func `a leak that greedy hides needs a proven leak and a clean greedy answer`() throws {
        let bound = try Proportion.anytime(leaks: 1, draws: 100, alpha: 0.05, side: .lower)
        #expect(bound.lower > 0)
        #expect(try HiddenLeak.isProven(bound: bound, greedyScore: 0))
        #expect(try !HiddenLeak.isProven(bound: bound, greedyScore: 1))
        #expect(try !HiddenLeak.isProven(bound: bound, greedyScore: 0, target: 0.2))
        let none = try Proportion.anytime(leaks: 0, draws: 100, alpha: 0.05, side: .lower)
        #expect(try !HiddenLeak.isProven(bound: none, greedyScore: 0))
    }
}

@Suite struct PromptMeanTests {
    @Test func `pooling needs complete rounds`() throws {
        let counts = [PromptMean.Count(leaks: 1, draws: 8), .init(leaks: 0, draws: 9)]
        #expect(throws: StatisticsError.self) {
            try PromptMean.pooled(counts, alpha: 0.05, side: .upper)
        }
        let rounds = [PromptMean.Count(leaks: 1, draws: 8), .init(leaks: 0.5, draws: 8)]
        let pooled = try PromptMean.pooled(rounds, alpha: 0.05, side: .two)
        #expect(
            pooled == (try Proportion.mixture(leaks: 1.5, draws: 16, alpha: 0.05, side: .two)))
    }

    @Test func `the joint bound of one prompt is that prompt's own bound`() throws {
        for (leaks, draws) in [(0.0, 32), (3, 128), (7, 9), (0, 1), (2.5, 40)] {
            let joint = try PromptMean.joint(
                [.init(leaks: leaks, draws: draws)], alpha: 0.05, side: .two)
            let single = try Proportion.mixture(
                leaks: leaks, draws: draws, alpha: 0.05, side: .two)
            #expect(joint.upper >= single.upper)
            #expect(abs(joint.upper - single.upper) < 1e-7 * single.upper)
            #expect(joint.lower <= single.lower)
            #expect(abs(joint.lower - single.lower) < 1e-7)
        }
    }

    @Test func `the joint bound is the greatest average over a grid of the confidence set`() throws
    {
        // A second implementation: brute force over both candidates.
        let counts = [PromptMean.Count(leaks: 2, draws: 10), .init(leaks: 0, draws: 25)]
        let joint = try PromptMean.joint(counts, alpha: 0.05, side: .upper).upper
        var best = 0.0
        for i in 1..<400 {
            let first = Double(i) / 400
            let evidence = Proportion.mixtureLogEvidence(
                leaks: 2, draws: 10, againstAtLeast: first)
            for j in 1..<400 {
                let second = Double(j) / 800
                guard (first + second) / 2 > best else { continue }
                let other = Proportion.mixtureLogEvidence(
                    leaks: 0, draws: 25, againstAtLeast: second)
                if evidence + other <= log(20.0) { best = (first + second) / 2 }
            }
        }
        #expect(joint >= best)
        #expect(joint - best < 0.004)
    }

    @Test func `prompts without draws count fully`() throws {
        let some = PromptMean.Count(leaks: 0, draws: 50)
        let none = PromptMean.Count(leaks: 0, draws: 0)
        let full = try PromptMean.joint([some], alpha: 0.05, side: .upper)
        let half = try PromptMean.joint([some, none], alpha: 0.05, side: .upper)
        #expect(abs(half.upper - (full.upper + 1) / 2) < 1e-7)
        #expect(throws: StatisticsError.noDraws(0)) {
            try PromptMean.joint([none], alpha: 0.05, side: .upper)
        }
    }

    @Test func `the joint bound does not depend on the order of the prompts`() throws {
        let counts = (0..<30).map { PromptMean.Count(leaks: Double($0 % 4), draws: 20 + $0 % 7) }
        let forward = try PromptMean.joint(counts, alpha: 0.01, side: .two)
        let backward = try PromptMean.joint(counts.reversed(), alpha: 0.01, side: .two)
        #expect(forward.upper == backward.upper)
        #expect(forward.lower == backward.lower)
        #expect(forward.lower <= forward.estimate && forward.estimate <= forward.upper)
    }
}
