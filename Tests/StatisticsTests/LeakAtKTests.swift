import Platform
import Statistics
import Testing

@Suite struct LeakAtKTests {
    @Test func `the unbiased estimate agrees with exact rationals`() throws {
        for row in try Oracle.rows("leak_at_k", type: "estimate") {
            let value = try LeakAtK.estimate(
                leaks: try row.integer("c"), draws: try row.integer("n"),
                attempts: try row.integer("k"))
            try row.expect("pass_at_k", is: value)
        }
    }

    @Test func `the bounds through p agree with fifty-digit values`() throws {
        for row in try Oracle.rows("leak_at_k", type: "bound") {
            let (leaks, draws) = (try row.integer("c"), try row.integer("n"))
            let (alpha, attempts) = (try row.number("alpha"), try row.integer("k"))
            for (method, prefix) in [(Bound.Method.clopperPearson, "cp"), (.mixture, "anytime")] {
                for (side, name) in [(Bound.Side.upper, "upper"), (.lower, "lower")] {
                    let bound = try LeakAtK.bound(
                        leaks: leaks, draws: draws, attempts: attempts, alpha: alpha, side: side,
                        method: method)
                    try row.expect(
                        "\(prefix)_\(name)", is: side == .upper ? bound.upper : bound.lower)
                }
            }
        }
    }

    @Test func `the expected maximum and its band limit agree with fifty-digit values`() throws {
        for row in try Oracle.rows("leak_at_k", type: "expected_max") {
            let scores = try row.numbers("samples")
            let attempts = try row.integer("k")
            if attempts <= scores.count {
                let value = try LeakAtK.expectedMaximum(scores: scores, attempts: attempts)
                try row.expect("estimate", is: value, absolute: 1e-15)
            }
            let band = try Band.fixed(
                of: ScoreDistribution(scores), alpha: try row.number("alpha"), side: .lower)
            try row.expect("upper_dkw", is: band.expectedMaximumUpper(of: attempts))
        }
    }

    @Test func `more attempts than draws have no unbiased estimate but still have a bound`() throws
    {
        #expect(throws: StatisticsError.countAboveTotal(name: "attempts", count: 9, total: 8)) {
            try LeakAtK.estimate(leaks: 0, draws: 8, attempts: 9)
        }
        #expect(throws: StatisticsError.countAboveTotal(name: "attempts", count: 3, total: 2)) {
            try LeakAtK.expectedMaximum(scores: [0, 1], attempts: 3)
        }
        let bound = try LeakAtK.bound(
            leaks: 0, draws: 8, attempts: 9, alpha: 0.05, side: .upper, method: .mixture)
        #expect(bound.estimate.isNaN)
        #expect(bound.upper > 0.9 && bound.upper < 1)
    }

    @Test func `one attempt gives the plain proportion`() throws {
        #expect(try LeakAtK.estimate(leaks: 0, draws: 100, attempts: 10).sign == .plus)
        #expect(abs(try LeakAtK.estimate(leaks: 3, draws: 12, attempts: 1) - 0.25) < 1e-15)
        let scores = [0.25, 0.5, 0.75, 1]
        #expect(abs(try LeakAtK.expectedMaximum(scores: scores, attempts: 1) - 0.625) < 1e-15)
        #expect(try LeakAtK.expectedMaximum(scores: scores, attempts: 4) == 1)
    }

    @Test func `on binary scores the expected maximum is the leak@k estimate`() throws {
        let scores = (0..<40).map { $0 % 7 == 0 ? 1.0 : 0.0 }
        for attempts in [1, 2, 5, 20, 40] {
            let direct = try LeakAtK.estimate(leaks: 6, draws: 40, attempts: attempts)
            let maximum = try LeakAtK.expectedMaximum(scores: scores, attempts: attempts)
            #expect(abs(direct - maximum) < 1e-13)
        }
    }

    @Test func `the estimate is unbiased over all outcomes`() throws {
        let (draws, p, attempts) = (9, 0.3, 4)
        var expectation = 0.0
        for leaks in 0...draws {
            let choose = exp(
                lgamma(10.0) - lgamma(Double(leaks) + 1) - lgamma(10.0 - Double(leaks)))
            let probability = choose * pow(p, Double(leaks)) * pow(1 - p, Double(draws - leaks))
            let estimate = try LeakAtK.estimate(leaks: leaks, draws: draws, attempts: attempts)
            expectation += probability * estimate
        }
        #expect(abs(expectation - (1 - pow(0.7, 4))) < 1e-13)
    }
}
