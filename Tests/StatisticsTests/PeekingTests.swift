import Statistics
import TestSupport
import Testing

@Suite struct PeekingTests {
    @Test(arguments: [
        (0.01, 0.118), (0.03, 0.196), (0.1, 0.272), (0.3, 0.327), (0.5, 0.339),
    ])
    func `a watched 5 % Clopper–Pearson limit is wrong far more often than 5 %`(
        p: Double, expected: Double
    ) throws {
        let chance = try Peeking.chanceOfFalseLimit(
            .clopperPearsonUpper, p: p, draws: 1000, alpha: 0.05)
        #expect(abs(chance - expected) < 0.0006)
    }

    @Test(arguments: [0.05, 0.01], [0.01, 0.1, 0.5])
    func `the watched anytime limits keep their level`(alpha: Double, p: Double) throws {
        for limit in [Peeking.Limit.mixtureUpper, .betsUpper, .betsLower, .mixtureLower] {
            let chance = try Peeking.chanceOfFalseLimit(limit, p: p, draws: 500, alpha: alpha)
            #expect(chance <= alpha, "\(limit) at \(p)")
            // A limit at 99 % cannot fall to 1 % within so few draws.
            if alpha == 0.05 { #expect(chance > 0.001, "\(limit) at \(p)") }
        }
    }

    @Test func `the watched mixture spends 3 to 4.2 % of its 5 % within a thousand draws`() throws {
        for p in [0.01, 0.1, 0.5] {
            let chance = try Peeking.chanceOfFalseLimit(
                .mixtureUpper, p: p, draws: 1000, alpha: 0.05)
            #expect(chance > 0.0295 && chance < 0.0425, "\(chance) at \(p)")
        }
    }

    @Test func `a single planned look keeps the fixed level`() throws {
        for p in [0.05, 0.3] {
            let chance = try Peeking.chanceOfFalseLimit(
                .clopperPearsonUpper, p: p, draws: 128, alpha: 0.05, every: 128)
            #expect(chance <= 0.05)
            #expect(chance > 0.02)
        }
    }

    @Test func `looking less often helps but does not cure`() throws {
        let often = try Peeking.chanceOfFalseLimit(
            .clopperPearsonUpper, p: 0.1, draws: 1000, alpha: 0.05)
        let rarely = try Peeking.chanceOfFalseLimit(
            .clopperPearsonUpper, p: 0.1, draws: 1000, alpha: 0.05, every: 32)
        #expect(rarely < often)
        #expect(rarely > 0.105)
    }

    @Test func `a limit on leaks mirrors one on clean draws`() throws {
        let above = try Peeking.chanceOfFalseLimit(
            .clopperPearsonUpper, p: 0.2, draws: 200, alpha: 0.05)
        let below = try Peeking.chanceOfFalseLimit(
            .clopperPearsonLower, p: 0.8, draws: 200, alpha: 0.05)
        #expect(abs(above - below) < 1e-12)
    }

    @Test func `a simulation agrees with the exact computation`() throws {
        // A second implementation: watch the published limits themselves.
        var generator = SeededGenerator(seed: 42)
        let runs = 400
        var wrong = 0
        for _ in 0..<runs {
            var leaks = 0
            for n in 1...100 {
                if Double.random(in: 0..<1, using: &generator) < 0.2 { leaks += 1 }
                let upper = try Proportion.clopperPearsonUpper(
                    leaks: leaks, draws: n, alpha: 0.05)
                if upper.value < 0.2 {
                    wrong += 1
                    break
                }
            }
        }
        let exact = try Peeking.chanceOfFalseLimit(
            .clopperPearsonUpper, p: 0.2, draws: 100, alpha: 0.05)
        let deviation = (exact * (1 - exact) / Double(runs)).squareRoot()
        #expect(abs(Double(wrong) / Double(runs) - exact) < 4 * deviation)
    }
}
