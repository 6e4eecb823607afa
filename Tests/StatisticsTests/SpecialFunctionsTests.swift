import Testing

@testable import Statistics

@Suite struct SpecialFunctionsTests {
    @Test func `log-gamma agrees with fifty-digit values`() throws {
        for row in try Oracle.rows("special_functions", type: "lgamma") {
            let value = SpecialFunctions.logGamma(try row.number("x"))
            try row.expect("y", is: value, absolute: 1e-15)
        }
    }

    @Test func `the normal quantile agrees with fifty-digit values`() throws {
        for row in try Oracle.rows("special_functions", type: "normal_upper_quantile") {
            let value = SpecialFunctions.normalUpperQuantile(try row.number("p"))
            try row.expect("z", is: value, absolute: 1e-15)
        }
    }

    @Test func `both tails of the incomplete beta function agree with fifty-digit values`() throws {
        for row in try Oracle.rows("special_functions", type: "incomplete_beta") {
            let tails = SpecialFunctions.logIncompleteBeta(
                a: try row.number("a"), b: try row.number("b"), x: try row.number("x"))
            try row.expect("log_lower", is: tails.lower, absolute: 1e-13)
            try row.expect("log_upper", is: tails.upper, absolute: 1e-13)
        }
    }

    @Test func `the beta quantile and its complement agree with fifty-digit values`() throws {
        for row in try Oracle.rows("special_functions", type: "beta_upper_quantile") {
            let beta = BetaDistribution(a: try row.number("a"), b: try row.number("b"))
            let quantile = beta.upperQuantile(try row.number("alpha"))
            try row.expect("x", is: quantile.value)
            try row.expect("one_minus_x", is: quantile.complement)
        }
    }
}
