import Platform
import Testing

@testable import Statistics

@Suite struct AnytimeProportionTests {
    @Test func `mixture and bets agree with fifty-digit values and are never tighter`() throws {
        for row in try Oracle.rows("betabinomial_cs") {
            let leaks = try row.number("k")
            let draws = try row.integer("n")
            let alpha = try row.number("alpha")
            let upper = try Proportion.mixtureUpper(leaks: leaks, draws: draws, alpha: alpha)
            let lower = Proportion.mixtureLower(leaks: leaks, draws: draws, validAlpha: alpha)
            let two = try Proportion.mixture(
                leaks: leaks, draws: draws, alpha: alpha, side: .two)
            try row.expect("anytime_upper_one_sided", is: upper.value)
            try row.expect("anytime_lower_one_sided", is: lower.value)
            try row.expect("anytime_upper_two_sided", is: two.upper)
            try row.expect("anytime_lower_two_sided", is: two.lower)
            #expect(upper.value >= (try row.expectedNumber("anytime_upper_one_sided")))
            #expect(lower.value <= (try row.expectedNumber("anytime_lower_one_sided")))
            let evidence = Proportion.mixtureLogEvidence(
                leaks: leaks, draws: draws, againstAtLeast: try row.number("m_test"))
            try row.expect("log_e_upper_at_m_test", is: evidence, absolute: 1e-12)
            if let count = Int(exactly: leaks), row.expected["bets16_upper_one_sided"] != nil {
                let above = try Proportion.bets(
                    leaks: count, draws: draws, alpha: alpha, side: .upper)
                let below = try Proportion.bets(
                    leaks: count, draws: draws, alpha: alpha, side: .lower)
                try row.expect("bets16_upper_one_sided", is: above.upper)
                try row.expect("bets16_lower_one_sided", is: below.lower)
                #expect(above.upper >= (try row.expectedNumber("bets16_upper_one_sided")))
                #expect(below.lower <= (try row.expectedNumber("bets16_lower_one_sided")))
            }
        }
    }

    @Test func `the mixture's evidence equals its defining integral`() throws {
        // A second implementation: trapezoids in s with t = exp(2s), which absorbs t^(−1/2).
        for (leaks, draws, target) in [(0.0, 40, 0.1), (3, 50, 0.2), (2.5, 30, 0.3), (9, 12, 0.9)] {
            let step = 1e-3
            var sum = 0.0
            for index in 0...40_000 {
                let s = -Double(index) * step
                let t = exp(2 * s)
                // ½ t^(−½) dt = t^½ ds
                let weight = index == 0 ? 0.5 : 1.0
                let ratio = (1 - target * t) / (1 - target)
                sum +=
                    weight * step * sqrt(t) * pow(t, leaks) * pow(ratio, Double(draws) - leaks)
            }
            let value = Proportion.mixtureLogEvidence(
                leaks: leaks, draws: draws, againstAtLeast: target)
            #expect(abs(value - log(sum)) < 1e-5, "\(leaks) of \(draws) at \(target)")
        }
    }

    @Test func `zero leaks cost at most 1.27 times the fixed limit`() throws {
        for draws in [1, 8, 32, 128, 1024, 16_384, 1_000_000] {
            for alpha in [0.1, 0.05, 0.01, 1e-6] {
                let live = try Proportion.mixtureUpper(leaks: 0, draws: draws, alpha: alpha)
                let fixed = try Proportion.clopperPearsonUpper(
                    leaks: 0, draws: draws, alpha: alpha)
                #expect(live.value >= fixed.value)
                #expect(live.value <= 1.27 * fixed.value || alpha == 0.1)
            }
        }
        let scaled = try Proportion.mixtureUpper(leaks: 0, draws: 1_000_000, alpha: 0.05).value
        #expect(abs(scaled * 1e6 - 3.788) < 0.001)
    }

    @Test func `the two-sided default joins the mixture above and the bets below`() throws {
        let both = try Proportion.anytime(leaks: 5, draws: 90, alpha: 0.02, side: .two)
        let above = try Proportion.mixture(leaks: 5, draws: 90, alpha: 0.01, side: .upper)
        let below = try Proportion.bets(
            leaks: 5, draws: 90, alpha: 0.01, side: .lower, withSmall: true)
        #expect(both.upper == above.upper)
        #expect(both.lower == below.lower)
        #expect(both.alpha == 0.02)
        #expect(both.method == .mixtureAndBets48)
        #expect(both.validity == .anytime)
    }
}
