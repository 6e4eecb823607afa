import Statistics
import TestSupport
import Testing

/// Seeded simulations in which someone looks after every draw and would stop at a false limit.
@Suite struct WatchedCoverageTests {
    /// Misses allowed in `runs` runs at level α: four standard deviations above α·runs.
    private func allowed(_ runs: Int, _ alpha: Double) -> Double {
        let mean = Double(runs) * alpha
        return mean + 4 * (mean * (1 - alpha)).squareRoot()
    }

    @Test func `paired differences keep their level under watching, also for dependent pairs`()
        throws
    {
        var generator = SeededGenerator(seed: 101)
        let (runs, alpha) = (120, 0.2)
        var misses = 0
        for _ in 0..<runs {
            var a: [Double] = []
            var b: [Double] = []
            for n in 1...60 {
                // Both score the same hard or easy draw; the means differ by 0.1.
                let shared = Double.random(in: 0..<1, using: &generator)
                a.append(shared < 0.4 ? 1 : 0)
                b.append(shared < 0.1 || (shared > 0.8) ? 1 : 0)
                guard n % 4 == 0 else { continue }
                let bound = try Difference.paired(a, b, alpha: alpha, side: .two)
                if bound.lower > 0.1 + 1e-12 || bound.upper < 0.1 - 1e-12 {
                    misses += 1
                    break
                }
            }
        }
        #expect(Double(misses) <= allowed(runs, alpha))
        #expect(misses > 0)
    }

    @Test func `the joint difference keeps its level when the next side is chosen by the data`()
        throws
    {
        var generator = SeededGenerator(seed: 202)
        let (runs, alpha) = (60, 0.3)
        var misses = 0
        for _ in 0..<runs {
            var (leaksA, drawsA, leaksB, drawsB) = (0, 0, 0, 0)
            for n in 1...80 {
                // Sample the side that looks leakier more often.
                let first = drawsA == 0 || leaksA * drawsB >= leaksB * drawsA
                let chosen = (Double.random(in: 0..<1, using: &generator) < 0.75) == first
                let leak = Double.random(in: 0..<1, using: &generator) < 0.3 ? 1 : 0
                if chosen {
                    (leaksA, drawsA) = (leaksA + leak, drawsA + 1)
                } else {
                    (leaksB, drawsB) = (leaksB + leak, drawsB + 1)
                }
                guard n % 20 == 0, drawsA > 0, drawsB > 0 else { continue }
                let bound = try Difference.unpaired(
                    leaksA: leaksA, drawsA: drawsA, leaksB: leaksB, drawsB: drawsB,
                    alpha: alpha, side: .two)
                if bound.lower > 0 || bound.upper < 0 {
                    misses += 1
                    break
                }
            }
        }
        #expect(Double(misses) <= allowed(runs, alpha))
    }

    @Test func `averages over prompts keep their level, pooled by rounds and adaptively`() throws {
        let rates = [0.02, 0.02, 0.3, 0.6]
        let mean = rates.reduce(0, +) / 4
        var generator = SeededGenerator(seed: 303)
        let (runs, alpha) = (80, 0.2)
        var (pooledMisses, jointMisses) = (0, 0)
        for _ in 0..<runs {
            var counts = rates.map { _ in PromptMean.Count(leaks: 0, draws: 0) }
            var missed = false
            for _ in 1...25 {
                for index in rates.indices {
                    counts[index].draws += 1
                    if Double.random(in: 0..<1, using: &generator) < rates[index] {
                        counts[index].leaks += 1
                    }
                }
                let bound = try PromptMean.pooled(counts, alpha: alpha, side: .two)
                missed = missed || bound.lower > mean || bound.upper < mean
            }
            pooledMisses += missed ? 1 : 0

            counts = rates.map { _ in PromptMean.Count(leaks: 0, draws: 0) }
            missed = false
            for n in 1...60 {
                // Chase the prompt that looks cleanest.
                let next =
                    counts.indices.min {
                        (counts[$0].leaks + 0.5) / Double(counts[$0].draws + 1)
                            < (counts[$1].leaks + 0.5) / Double(counts[$1].draws + 1)
                    } ?? 0
                counts[next].draws += 1
                if Double.random(in: 0..<1, using: &generator) < rates[next] {
                    counts[next].leaks += 1
                }
                guard n % 6 == 0 else { continue }
                let bound = try PromptMean.joint(counts, alpha: alpha, side: .two)
                missed = missed || bound.lower > mean || bound.upper < mean
            }
            jointMisses += missed ? 1 : 0
        }
        #expect(Double(pooledMisses) <= allowed(runs, alpha))
        #expect(Double(jointMisses) <= allowed(runs, alpha))
    }

    @Test func `the mean of graded scores is covered by the mixture of fractional counts`() throws {
        var generator = SeededGenerator(seed: 404)
        let (runs, alpha) = (200, 0.2)
        var misses = 0
        for _ in 0..<runs {
            var sum = 0.0
            for n in 1...100 {
                // Half zeros, half uniform: mean ¼.
                if Bool.random(using: &generator) {
                    sum += Double.random(in: 0..<1, using: &generator)
                }
                let bound = try Proportion.mixture(
                    leaks: sum, draws: n, alpha: alpha, side: .two)
                if bound.lower > 0.25 || bound.upper < 0.25 {
                    misses += 1
                    break
                }
            }
        }
        #expect(Double(misses) <= allowed(runs, alpha))
    }

    @Test func `completion order breaks the level and launch order keeps it`() throws {
        // Short completions leak: 16 streams, a leaking draw takes 1 tick and a clean one 12.
        var generator = SeededGenerator(seed: 505)
        let (p, runs, alpha) = (0.2, 60, 0.05)
        var (byCompletion, byLaunch) = (0, 0)
        for _ in 0..<runs {
            var free = Array(repeating: 0, count: 16)
            var draws: [(end: Int, leak: Bool)] = []
            for _ in 0..<200 {
                let stream = free.indices.min { free[$0] < free[$1] } ?? 0
                let leak = Double.random(in: 0..<1, using: &generator) < p
                free[stream] += leak ? 1 : 12
                draws.append((free[stream], leak))
            }
            func everWrong(_ order: [Bool]) throws -> Bool {
                var leaks = 0
                for (index, leak) in order.enumerated() {
                    leaks += leak ? 1 : 0
                    let bound = try Proportion.bets(
                        leaks: leaks, draws: index + 1, alpha: alpha, side: .lower)
                    if bound.lower > p { return true }
                }
                return false
            }
            let completed = draws.enumerated().sorted {
                ($0.element.end, $0.offset) < ($1.element.end, $1.offset)
            }
            if try everWrong(completed.map(\.element.leak)) { byCompletion += 1 }
            if try everWrong(draws.map(\.leak)) { byLaunch += 1 }
        }
        #expect(Double(byLaunch) <= allowed(runs, alpha))
        #expect(Double(byCompletion) > 3 * allowed(runs, alpha))
    }
}
