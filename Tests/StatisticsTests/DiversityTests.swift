import Platform
import Statistics
import TestSupport
import Testing

@Suite struct DiversityTests {
    @Test func `one output has no entropy, equal counts have the logarithm of their number`()
        throws
    {
        let single = try OutputDiversity(counts: [64])
        #expect(single.pluginEntropy == 0)
        #expect(single.chaoShenEntropy == 0)
        #expect(single.effectiveNumber == 1)
        let uniform = try OutputDiversity(counts: Array(repeating: 500, count: 10))
        #expect(abs(uniform.pluginEntropy - log(10.0)) < 1e-14)
        #expect(abs(uniform.effectiveNumber - 10) < 1e-6)
        #expect(abs(uniform.millerMadowEntropy - log(10.0) - 9.0 / 10_000) < 1e-14)
    }

    @Test func `counts are summarised, the order does not matter`() throws {
        let forward = try OutputDiversity(counts: [5, 1, 1, 2, 1, 30])
        #expect(forward == (try OutputDiversity(counts: [30, 1, 2, 1, 1, 5])))
        #expect(forward.draws == 40)
        #expect(forward.distinct == 6)
        #expect(forward.singletons == 3)
        #expect(forward.doubletons == 1)
        #expect(forward.unseenMass == 0.075)
    }

    @Test func `both corrections reduce the bias of the plug-in entropy`() throws {
        var generator = SeededGenerator(seed: 3)
        let support = 40
        let truth = log(Double(support))
        var errors = [0.0, 0, 0]
        for _ in 0..<200 {
            var counts = [Int](repeating: 0, count: support)
            for _ in 0..<60 { counts[Int.random(in: 0..<support, using: &generator)] += 1 }
            let diversity = try OutputDiversity(counts: counts.filter { $0 > 0 })
            errors[0] += (diversity.pluginEntropy - truth) / 200
            errors[1] += (diversity.millerMadowEntropy - truth) / 200
            errors[2] += (diversity.chaoShenEntropy - truth) / 200
        }
        #expect(errors[0] < -0.2)
        #expect(abs(errors[1]) < 0.6 * abs(errors[0]))
        #expect(abs(errors[2]) < 0.4 * abs(errors[0]))
    }

    @Test func `the bound on the unseen mass holds in simulation`() throws {
        var generator = SeededGenerator(seed: 17)
        // A geometric tail, a uniform set larger than the sample, and a single likely output.
        let laws: [[Double]] = [
            (0..<60).map { pow(0.85, Double($0)) * 0.15 },
            Array(repeating: 1.0 / 400, count: 400),
            [0.9] + Array(repeating: 0.1 / 500, count: 500),
        ]
        let runs = 60
        for law in laws {
            let total = law.reduce(0, +)
            var misses = 0
            for _ in 0..<runs {
                var counts = [Int](repeating: 0, count: law.count)
                for _ in 0..<200 {
                    var left = Double.random(in: 0..<total, using: &generator)
                    var index = 0
                    while index < law.count - 1, left >= law[index] {
                        left -= law[index]
                        index += 1
                    }
                    counts[index] += 1
                }
                let unseen = zip(law, counts).reduce(0) { $0 + ($1.1 == 0 ? $1.0 / total : 0) }
                let bound = try OutputDiversity(counts: counts.filter { $0 > 0 })
                    .unseenMassBound(alpha: 0.2, anytime: false)
                #expect(bound.validity == .fixed(n: 200))
                if unseen > bound.upper { misses += 1 }
            }
            // What is allowed is a fifth of the runs; the limit on new outputs alone has .11 of them.
            #expect(misses <= 12)
        }
    }

    @Test func `the anytime bound on the unseen mass is wider, and both shrink with n`() throws {
        var last = 2.0
        for copies in [100, 1000, 10_000] {
            let diversity = try OutputDiversity(counts: [copies, copies])
            let fixed = try diversity.goodTuringBound(alpha: 0.05, anytime: false)
            let live = try diversity.goodTuringBound(alpha: 0.05, anytime: true)
            #expect(fixed.upper < last)
            #expect(live.upper > fixed.upper)
            #expect(fixed.lower == 0)
            last = fixed.upper
        }
        // n = 20,000 and no singleton: (1 + √2) √(ln 40 / 20,000).
        #expect(abs(last - 2.414_213_562 * (log(40.0) / 20_000).squareRoot()) < 1e-9)
    }

    @Test func `a limit with lost draws holds whatever decides which draws are lost`() throws {
        // Output 0 is always lost, output 1 half of the time; 2...41 are rare and never lost.
        let law = [0.1, 0.3] + [Double](repeating: 0.015, count: 40)
        var misses = 0
        var generator = SeededGenerator(seed: 41)
        for _ in 0..<200 {
            var counts = [Int](repeating: 0, count: law.count)
            var lost = 0
            for _ in 0..<150 {
                var left = generator.uniform() * law.reduce(0, +)
                let output = law.firstIndex { share in
                    left -= share
                    return left < 0
                }
                let index = output ?? law.count - 1
                let isLost = index == 0 || index == 1 && generator.uniform() < 0.5
                if isLost { lost += 1 } else { counts[index] += 1 }
            }
            // The chance that a further draw is lost or new.
            let lossRate = 0.1 + 0.15
            let new = zip(law, counts).dropFirst().enumerated().reduce(0.0) { sum, element in
                let (position, (share, count)) = element
                return sum + (count > 0 ? 0 : position == 0 ? share / 2 : share)
            }
            let bound = try OutputDiversity(counts: counts.filter { $0 > 0 })
                .goodTuringBound(alpha: 0.2, anytime: false, lost: lost)
            #expect(bound.validity == .fixed(n: 150))
            if new + lossRate > bound.upper { misses += 1 }
        }
        // Five standard deviations above the nominal level.
        #expect(Double(misses) <= 40 + 5 * (200 * 0.2 * 0.8).squareRoot())
    }

    @Test func `the worst of lost draws is added to the singletons`() throws {
        let diversity = try OutputDiversity(counts: [50, 30, 1, 1])
        let bound = try diversity.goodTuringBound(alpha: 0.05, anytime: false, lost: 18)
        let radius = 2.414_213_562_373_095 * (log(40.0) / 100).squareRoot()
        #expect(abs(bound.upper - (0.2 + radius)) < 1e-12)
        #expect(bound.estimate == 2.0 / 82)
    }

    @Test func `the number of distinct outputs at any n spreads alpha over all numbers of draws`()
        throws
    {
        for (draws, prompts) in [(1, 1), (32, 288), (512, 8)] {
            let distinct = Array(repeating: max(1, draws / 3), count: prompts)
            let n = Double(draws)
            let anytime = try OutputDiversity.distinctBound(
                distinct, draws: draws, alpha: 0.05, side: .two, anytime: true)
            let fixed = try OutputDiversity.distinctBound(
                distinct, draws: draws, alpha: 0.05 / (n * (n + 1)), side: .two)
            #expect(abs(anytime.upper - fixed.upper) < 1e-9 * n)
            #expect(abs(anytime.lower - fixed.lower) < 1e-9 * n)
            #expect(anytime.validity == .anytime && fixed.validity == .fixed(n: draws))
        }
    }

    @Test func `empty and non-positive counts are refused`() {
        #expect(throws: StatisticsError.empty(name: "counts")) { try OutputDiversity(counts: []) }
        #expect(throws: StatisticsError.self) { try OutputDiversity(counts: [3, 0]) }
    }

    @Test func `the number of distinct outputs has limits that hold in simulation`() throws {
        // √(32 · ln 200 / (2 · 288)) = .542541.
        let wide = try OutputDiversity.distinctBound(
            Array(repeating: 10, count: 288), draws: 32, alpha: 0.01, side: .two)
        #expect(wide.estimate == 10)
        #expect(abs(wide.upper - 10.542541) < 1e-6)
        #expect(abs(wide.lower - 9.457459) < 1e-6)
        #expect(wide.validity == .fixed(n: 32))
        let lossy = try OutputDiversity.distinctBound(
            Array(repeating: 10, count: 288), draws: 32, lost: 288, alpha: 0.01, side: .two)
        #expect(abs(lossy.upper - wide.upper - 1) < 1e-9)
        #expect(lossy.lower == wide.lower)

        var generator = SeededGenerator(seed: 23)
        // Eight equally likely outputs, 16 draws: 8 (1 − (7/8)^16) different ones are expected.
        let expected = 8 * (1 - pow(7.0 / 8, 16))
        var misses = 0
        for _ in 0..<400 {
            let distinct = (0..<5).map { _ in
                Set((0..<16).map { _ in Int.random(in: 0..<8, using: &generator) }).count
            }
            let bound = try OutputDiversity.distinctBound(
                distinct, draws: 16, alpha: 0.2, side: .two)
            if !(bound.lower...bound.upper).contains(expected) { misses += 1 }
        }
        #expect(misses <= 80)
        #expect(throws: StatisticsError.self) {
            try OutputDiversity.distinctBound([33], draws: 32, alpha: 0.01, side: .two)
        }
        #expect(throws: StatisticsError.self) {
            try OutputDiversity.distinctBound([], draws: 32, alpha: 0.01, side: .two)
        }
    }
}
