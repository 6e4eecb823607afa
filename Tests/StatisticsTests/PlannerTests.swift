import Statistics
import TestSupport
import Testing

@Suite struct PlannerTests {
    @Test func `draws to certify a target agree with the reference`() throws {
        for row in try Oracle.rows("leak_at_k", type: "samples_needed") {
            let target = try row.number("target")
            let alpha = try row.number("alpha")
            let leaks = try row.integer("leaks_in_total")
            let fixed = try Planner.drawsToCertify(
                target: target, leaks: leaks, alpha: alpha, method: .clopperPearson)
            let live = try Planner.drawsToCertify(
                target: target, leaks: leaks, alpha: alpha, method: .mixture)
            try row.expect("clopper_pearson_n", is: Double(try #require(fixed)))
            try row.expect("anytime_n", is: Double(try #require(live)))
        }
        let table: [(Double, Double, Int, Int, Int)] = [
            (0.1, 0.05, 0, 29, 36), (0.1, 0.05, 1, 46, 64), (0.05, 0.05, 3, 153, 213),
            (0.01, 0.05, 0, 299, 377), (0.001, 0.05, 3, 7752, 10_825), (0.05, 0.01, 1, 130, 170),
        ]
        for (target, alpha, leaks, fixed, live) in table {
            #expect(
                try Planner.drawsToCertify(
                    target: target, leaks: leaks, alpha: alpha, method: .clopperPearson) == fixed)
            #expect(
                try Planner.drawsToCertify(
                    target: target, leaks: leaks, alpha: alpha, method: .mixture) == live)
        }
    }

    @Test func `the planned number certifies and one fewer does not`() throws {
        let draws = try #require(
            try Planner.drawsToCertify(target: 0.02, leaks: 2, alpha: 0.01, method: .mixture))
        let at = try Proportion.mixtureUpper(leaks: 2, draws: draws, alpha: 0.01)
        let before = try Proportion.mixtureUpper(leaks: 2, draws: draws - 1, alpha: 0.01)
        #expect(at.value <= 0.02)
        #expect(before.value > 0.02)
    }

    @Test func `a wanted width is reached`() throws {
        for method in [Bound.Method.clopperPearson, .mixtureAndBets] {
            let draws = try #require(
                try Planner.drawsForWidth(0.1, rate: 0.3, alpha: 0.05, method: method))
            let bound = try Proportion.bound(
                leaks: (0.3 * Double(draws)).rounded(), draws: draws, alpha: 0.05, side: .two,
                method: method)
            #expect(bound.upper - bound.lower <= 0.1)
            #expect(bound.upper - bound.lower > 0.098)
        }
    }

    @Test func `sighting plans agree with their closed form`() throws {
        #expect(try Planner.drawsToSeeLeak(rate: 0.01, chance: 0.95) == 299)
        #expect(try Planner.drawsToSeeLeak(rate: 0.5, chance: 0.75) == 2)
        #expect(try Planner.drawsToSeeLeak(rate: 0, chance: 0.9) == nil)
        #expect(try Planner.drawsToSeeLeak(rate: 1, chance: 0.9) == 1)
    }

    @Test func `the planned power is reached for either verdict`() throws {
        for (rate, target) in [(0.01, 0.05), (0.2, 0.05)] {
            for method in [Bound.Method.clopperPearson, .mixtureAndBets] {
                let draws = try #require(
                    try Planner.drawsForVerdict(
                        rate: rate, target: target, power: 0.9, alpha: 0.05, method: method))
                // A second implementation of the chance: the sum over all counts.
                var chance = 0.0
                var probability = 1.0
                for _ in 0..<draws { probability *= 1 - rate }
                for leaks in 0...draws {
                    let bound = try Proportion.bound(
                        leaks: Double(leaks), draws: draws, alpha: 0.05,
                        side: rate < target ? .upper : .lower,
                        method: method == .mixtureAndBets
                            ? (rate < target ? .mixture : .bets) : method)
                    let verdict = TargetVerdict(bound, target: target)
                    if verdict == (rate < target ? .below : .above) { chance += probability }
                    probability *=
                        Double(draws - leaks) / Double(leaks + 1) * rate / (1 - rate)
                }
                let planned = try Planner.chanceOfVerdict(
                    rate: rate, target: target, draws: draws, alpha: 0.05, method: method)
                #expect(abs(planned - chance) < 1e-9)
                #expect(planned >= 0.9)
            }
        }
        #expect(
            try Planner.drawsForVerdict(
                rate: 0.05, target: 0.05, power: 0.9, alpha: 0.05, method: .mixture) == nil)
    }

    @Test func `a forecast is ordered, already decided prompts need nothing more`() throws {
        let open = try DecisionForecast(
            leaks: 0, draws: 30, target: 0.05, alpha: 0.05, method: .mixtureAndBets)
        let draws = open.quantiles.map { $0.draws ?? .max }
        #expect(draws == draws.sorted())
        // Without a further leak 74 draws certify; the median forecast cannot be sooner.
        #expect(draws[1] >= 74)
        let decided = try DecisionForecast(
            leaks: 0, draws: 200, target: 0.05, alpha: 0.05, method: .mixtureAndBets)
        #expect(decided.quantiles.allSatisfy { $0.draws == 200 })
        let close = try DecisionForecast(
            leaks: 50, draws: 1000, target: 0.05, alpha: 0.05, method: .clopperPearson,
            probabilities: [0.99], cap: 3000)
        #expect(close.quantiles[0].draws == nil)
    }

    @Test func `a forecast agrees with a simulation of the predictive distribution`() throws {
        // At n = 30, k = 1 the chance to be decided at N = 200 exactly, by drawing p and counts.
        let forecast = try DecisionForecast(
            leaks: 1, draws: 30, target: 0.1, alpha: 0.05, method: .clopperPearson,
            probabilities: [0.5])
        let total = try #require(forecast.quantiles[0].draws)
        var generator = SeededGenerator(seed: 7)
        var decided = 0
        for _ in 0..<2000 {
            // Pólya's urn draws from the beta-binomial distribution.
            var (a, b) = (1.5, 29.5)
            for _ in 30..<total {
                if Double.random(in: 0..<1, using: &generator) * (a + b) < a {
                    a += 1
                } else {
                    b += 1
                }
            }
            let leaks = Int(a - 0.5)
            let bound = try Proportion.clopperPearsonUpper(
                leaks: leaks, draws: total, alpha: 0.05)
            let lower = try Proportion.clopperPearsonLower(
                leaks: leaks, draws: total, alpha: 0.05)
            if bound.value <= 0.1 || lower.value > 0.1 { decided += 1 }
        }
        // The grid passes 0.5 between two numbers of draws 5 % apart.
        #expect(Double(decided) / 2000 > 0.5 - 0.045)
        #expect(Double(decided) / 2000 < 0.65)
    }

    @Test func `plans refuse bad goals`() {
        #expect(throws: StatisticsError.self) {
            try Planner.drawsToCertify(target: 0, alpha: 0.05, method: .mixture)
        }
        #expect(throws: StatisticsError.unsupportedMethod(.dkw, quantity: "plan")) {
            try Planner.drawsToCertify(target: 0.1, alpha: 0.05, method: .dkw)
        }
    }
}
