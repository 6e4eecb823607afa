import Statistics
import TestSupport
import Testing

/// The chances of verdicts, and that plan and gate ask one question.
@Suite struct PowerTests {
    @Test func `clean draws have one path, so that the chance is a power`() throws {
        // The 74th clean draw certifies 5 % at α = .05, as the 59th does at a fixed number.
        for p in [0.0, 0.003, 0.02] {
            let before = try Planner.power(
                rate: p, target: 0.05, draws: 73, alpha: 0.05, validity: .anytime)
            let at = try Planner.power(
                rate: p, target: 0.05, draws: 74, alpha: 0.05, validity: .anytime)
            #expect(before.below == 0)
            let clean = (0..<74).reduce(1.0) { product, _ in product * (1 - p) }
            #expect(abs(at.below - clean) < 1e-12)
            let fixed = try Planner.power(
                rate: p, target: 0.05, draws: 59, alpha: 0.05, validity: .fixed)
            let fewer = (0..<59).reduce(1.0) { product, _ in product * (1 - p) }
            #expect(abs(fixed.below - fewer) < 1e-12)
        }
    }

    @Test(arguments: [(0.02, 0.1), (0.3, 0.1), (0.1, 0.1), (0.5, 0.45)])
    func `dynamic programming agrees with every path of short streams`(
        rate: Double, target: Double
    ) throws {
        // Brute force over all 2^14 streams, each asked by limits and stopped at its first verdict.
        let (draws, alpha) = (14, 0.25)
        var below = [Bool](), above = [Bool]()
        for n in 0...draws {
            for k in 0...draws {
                guard k <= n, n > 0 else {
                    below.append(false)
                    above.append(false)
                    continue
                }
                let upper = try Proportion.bound(
                    leaks: Double(k), draws: n, alpha: alpha, side: .upper,
                    method: .anytimeProportion(.upper))
                let lower = try Proportion.bound(
                    leaks: Double(k), draws: n, alpha: alpha, side: .lower,
                    method: .anytimeProportion(.lower))
                below.append(TargetVerdict(upper, target: target) == .below)
                above.append(TargetVerdict(lower, target: target) == .above)
            }
        }
        var sums = (below: 0.0, above: 0.0)
        for stream in 0..<(1 << draws) {
            var leaks = 0
            var chance = 1.0
            for n in 1...draws { chance *= (stream >> (n - 1)) & 1 == 1 ? rate : 1 - rate }
            for n in 1...draws {
                leaks += (stream >> (n - 1)) & 1
                if below[n * (draws + 1) + leaks] { sums.below += chance }
                if above[n * (draws + 1) + leaks] { sums.above += chance }
                if below[n * (draws + 1) + leaks] || above[n * (draws + 1) + leaks] { break }
            }
        }
        let power = try Planner.power(
            rate: rate, target: target, draws: draws, alpha: alpha, validity: .anytime)
        #expect(abs(power.below - sums.below) < 1e-12)
        #expect(abs(power.above - sums.above) < 1e-12)
    }

    @Test(arguments: [0.05, 0.01])
    func `a false verdict has at most the chance alpha, however long it is watched`(
        alpha: Double
    ) throws {
        for target in [0.003, 0.01, 0.05, 0.3] {
            // At the target itself both verdicts are wrong: each has at most α.
            let power = try Planner.power(
                rate: target, target: target, draws: 4000, alpha: alpha, validity: .anytime)
            #expect(power.below <= alpha && power.above <= alpha)
            let fixed = try Planner.power(
                rate: target, target: target, draws: 4000, alpha: alpha, validity: .fixed)
            #expect(fixed.below <= alpha && fixed.above <= alpha)
        }
    }

    @Test func `a watched verdict falls sooner than one at a single look, and never later`() throws
    {
        for (rate, target) in [(0.01, 0.05), (0.2, 0.05)] {
            let watched = try #require(
                try Planner.drawsForWatchedVerdict(
                    rate: rate, target: target, power: 0.9, alpha: 0.05))
            let single = try #require(
                try Planner.drawsForVerdict(
                    rate: rate, target: target, power: 0.9, alpha: 0.05,
                    method: .mixtureAndBets48))
            #expect(watched <= single)
            let chances = try Planner.power(
                rate: rate, target: target, draws: watched, alpha: 0.05, validity: .anytime)
            #expect((rate < target ? chances.below : chances.above) >= 0.9)
            let fewer = try Planner.power(
                rate: rate, target: target, draws: watched - 1, alpha: 0.05, validity: .anytime)
            #expect((rate < target ? fewer.below : fewer.above) < 0.9)
            #expect(fewer.undecided > 0 && chances.below + chances.above <= 1)
        }
        #expect(
            try Planner.drawsForWatchedVerdict(rate: 0.1, target: 0.1, power: 0.5, alpha: 0.1)
                == nil)
    }
}
