import Platform
import Statistics
import TestSupport
import Testing

@Suite struct ProportionPropertyTests {
    static let guaranteed: [Bound.Method] = [.clopperPearson, .mixture, .bets, .mixtureAndBets]

    /// Random counts, most of them with few leaks.
    private func cases(_ number: Int) -> [(leaks: Int, draws: Int, alpha: Double)] {
        var generator = SeededGenerator(seed: 2024)
        return (0..<number).map { _ in
            let scale = Double.random(in: 0...14, using: &generator)
            let draws = Int(exp(scale)) + 1
            let share = pow(Double.random(in: 0...1, using: &generator), 4)
            let leaks = min(draws, Int(Double(draws) * share))
            let alpha = pow(10, Double.random(in: -12 ... -0.31, using: &generator))
            return (Bool.random(using: &generator) ? leaks : draws - leaks, draws, alpha)
        }
    }

    @Test func `Clopper–Pearson limits leave exactly the wanted tail`() throws {
        // A second implementation: the binomial tail at the limit, summed term by term.
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<60 {
            let draws = Int.random(in: 1...400, using: &generator)
            let leaks = Int.random(in: 0..<draws, using: &generator)
            let alpha = pow(10, Double.random(in: -10 ... -0.4, using: &generator))
            let limit = try Proportion.clopperPearsonUpper(
                leaks: leaks, draws: draws, alpha: alpha)
            var tail = 0.0
            for k in 0...leaks {
                let choose =
                    lgamma(Double(draws) + 1) - lgamma(Double(k) + 1)
                    - lgamma(Double(draws - k) + 1)
                tail += exp(
                    choose + Double(k) * log(limit.value)
                        + Double(draws - k) * log(limit.complement))
            }
            #expect(abs(tail / alpha - 1) < 1e-10, "\(leaks) of \(draws) at \(alpha)")
        }
    }

    @Test func `zero leaks have the closed form of Clopper–Pearson`() throws {
        for draws in [1, 7, 128, 1_000_000] {
            for alpha in [0.5, 0.05, 1e-9] {
                let limit = try Proportion.clopperPearsonUpper(
                    leaks: 0, draws: draws, alpha: alpha)
                let closed = -expm1(log(alpha) / Double(draws))
                #expect(limit.value >= closed)
                #expect(limit.value <= closed * (1 + 1e-13))
                #expect(
                    try Proportion.clopperPearsonLower(leaks: 0, draws: draws, alpha: alpha).value
                        == 0)
            }
        }
    }

    @Test(arguments: guaranteed)
    func `bounds contain the estimate and mirror under exchange of leak and clean`(
        method: Bound.Method
    ) throws {
        for (leaks, draws, alpha) in cases(150) {
            let bound = try Proportion.bound(
                leaks: Double(leaks), draws: draws, alpha: alpha, side: .two, method: method)
            #expect(bound.lower <= bound.estimate && bound.estimate <= bound.upper)
            #expect(bound.lower >= 0 && bound.upper <= 1)
            if method == .clopperPearson || method == .mixture {
                let mirrored = try Proportion.bound(
                    leaks: Double(draws - leaks), draws: draws, alpha: alpha, side: .two,
                    method: method)
                #expect(abs(mirrored.upper - (1 - bound.lower)) < 1e-13)
                #expect(abs(mirrored.lower - (1 - bound.upper)) < 1e-13)
            }
        }
    }

    @Test(arguments: guaranteed)
    func `smaller α widens, and the same share in more draws narrows`(
        method: Bound.Method
    ) throws {
        for (leaks, draws, alpha) in cases(100) where draws < 100_000 {
            let bound = try Proportion.bound(
                leaks: Double(leaks), draws: draws, alpha: alpha, side: .two, method: method)
            let stricter = try Proportion.bound(
                leaks: Double(leaks), draws: draws, alpha: alpha / 3, side: .two, method: method)
            #expect(stricter.upper >= bound.upper)
            #expect(stricter.lower <= bound.lower)
            let more = try Proportion.bound(
                leaks: Double(leaks * 4), draws: draws * 4, alpha: alpha, side: .two,
                method: method)
            #expect(more.upper <= bound.upper)
            #expect(more.lower >= bound.lower)
        }
    }

    @Test func `one more leak raises both limits, one more clean draw lowers them`() throws {
        for method in Self.guaranteed {
            for (leaks, draws) in [(0, 5), (2, 40), (39, 40), (100, 900)] {
                let now = try Proportion.bound(
                    leaks: Double(leaks), draws: draws, alpha: 0.05, side: .two, method: method)
                let leak = try Proportion.bound(
                    leaks: Double(leaks + 1), draws: draws + 1, alpha: 0.05, side: .two,
                    method: method)
                let clean = try Proportion.bound(
                    leaks: Double(leaks), draws: draws + 1, alpha: 0.05, side: .two,
                    method: method)
                #expect(leak.upper >= now.upper && leak.lower >= now.lower)
                #expect(clean.upper <= now.upper && clean.lower <= now.lower)
            }
        }
    }

    @Test func `the anytime upper limit is never inside the fixed one`() throws {
        for (leaks, draws, alpha) in cases(400) {
            let live = try Proportion.mixtureUpper(
                leaks: Double(leaks), draws: draws, alpha: alpha)
            let fixed = try Proportion.clopperPearsonUpper(
                leaks: leaks, draws: draws, alpha: alpha)
            #expect(live.value >= fixed.value)
            #expect(live.complement <= fixed.complement)
        }
    }

    @Test func `fixed limits cover at every rate, summed over all counts`() throws {
        let (draws, alpha) = (40, 0.05)
        for method in [Bound.Method.clopperPearson, .mixture, .bets] {
            let bounds = try (0...draws).map {
                try Proportion.bound(
                    leaks: Double($0), draws: draws, alpha: alpha, side: .two, method: method)
            }
            for index in 1..<100 {
                let p = Double(index) / 100
                var covered = 0.0
                var probability = pow(1 - p, Double(draws))
                for (leaks, bound) in bounds.enumerated() {
                    if bound.lower <= p, p <= bound.upper { covered += probability }
                    probability *= Double(draws - leaks) / Double(leaks + 1) * p / (1 - p)
                }
                #expect(covered >= 1 - alpha - 1e-12, "\(method) at \(p)")
            }
        }
    }

    @Test func `a one-sided bound has the trivial other limit`() throws {
        for method in Self.guaranteed {
            let upper = try Proportion.bound(
                leaks: 3, draws: 9, alpha: 0.1, side: .upper, method: method)
            let lower = try Proportion.bound(
                leaks: 3, draws: 9, alpha: 0.1, side: .lower, method: method)
            #expect(upper.lower == 0 && lower.upper == 1)
            #expect(upper.level == 0.9)
        }
    }
}
