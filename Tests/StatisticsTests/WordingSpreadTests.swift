import Statistics
import TestSupport
import Testing

/// Extremes of variances over boxes, against a grid, and how often the limits are wrong.
@Suite struct WordingSpreadTests {
    private func bound(_ lower: Double, _ upper: Double) -> Bound {
        Bound(
            estimate: (lower + upper) / 2, lower: lower, upper: upper, alpha: 0.05, side: .two,
            method: .bets, validity: .anytime)
    }

    @Test func `no rates between the limits lie outside`() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<60 {
            let boxes = (0..<4).map { _ in
                let ends = [
                    Double.random(in: 0...1, using: &generator),
                    Double.random(in: 0...1, using: &generator),
                ].sorted()
                return bound(ends[0], ends[1])
            }
            let spread = try WordingSpread(boxes, alpha: 0.05)
            var (least, most) = (1.0, 0.0)
            // All corners and middles, and steps between them.
            let steps = 8
            for code in 0..<(steps * steps * steps * steps) {
                var rest = code
                let rates = boxes.map { box -> Double in
                    let step = rest % steps
                    rest /= steps
                    return box.lower + (box.upper - box.lower) * Double(step) / Double(steps - 1)
                }
                let mean = rates.reduce(0, +) / 4
                let variance = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
                (least, most) = (min(least, variance), max(most, variance))
            }
            #expect(spread.between.lower <= least + 1e-12)
            #expect(spread.between.upper >= most - 1e-12 && spread.between.upper <= most + 1e-9)
            // The grid misses the least by no more than its steps.
            #expect(least - spread.between.lower < 0.02)
        }
    }

    @Test func `both variances are wrong as seldom as is said`() throws {
        var generator = SeededGenerator(seed: 3)
        let rates = [0.1, 0.4, 0.15]
        let mean = rates.reduce(0, +) / 3
        let between = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
        let within = rates.reduce(0) { $0 + $1 * (1 - $1) } / 3
        var wrong = 0
        for _ in 0..<1000 {
            let limits = try rates.map { rate in
                let leaks = (0..<60).count { _ in
                    Double.random(in: 0..<1, using: &generator) < rate
                }
                return try Proportion.clopperPearson(
                    leaks: leaks, draws: 60, alpha: 0.1 / 3, side: .two)
            }
            let spread = try WordingSpread(limits, alpha: 0.1)
            let holds =
                (spread.between.lower...spread.between.upper).contains(between)
                && (spread.within.lower...spread.within.upper).contains(within)
            if !holds { wrong += 1 }
        }
        #expect(wrong <= 100 + 40)
        print("wordings: wrong in \(wrong) of 1000 at 0.1")
    }

    @Test func `one wording has no spread`() {
        #expect(throws: StatisticsError.self) { try WordingSpread([bound(0, 1)], alpha: 0.05) }
    }
}
