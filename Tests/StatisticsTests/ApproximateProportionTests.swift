import Statistics
import Testing

@Suite struct ApproximateProportionTests {
    @Test func `Wilson and Jeffreys agree with fifty-digit values`() throws {
        for row in try Oracle.rows("wilson_jeffreys") {
            let (leaks, draws) = (try row.integer("k"), try row.integer("n"))
            let alpha = try row.number("alpha")
            let wilson = try Proportion.wilson(
                leaks: leaks, draws: draws, alpha: alpha, side: .two)
            let jeffreys = try Proportion.jeffreys(
                leaks: leaks, draws: draws, alpha: alpha, side: .two)
            try row.expect("z", is: SpecialFunctions.normalUpperQuantile(alpha / 2))
            try row.expect("wilson_lower", is: wilson.lower)
            try row.expect("wilson_upper", is: wilson.upper)
            try row.expect("jeffreys_lower", is: jeffreys.lower)
            try row.expect("jeffreys_upper", is: jeffreys.upper)
        }
    }
}
