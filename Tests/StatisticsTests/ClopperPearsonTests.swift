import Statistics
import Testing

@Suite struct ClopperPearsonTests {
    @Test func `limits and complement agree with fifty-digit values and are never tighter`() throws
    {
        for row in try Oracle.rows("clopper_pearson") {
            let leaks = try row.integer("k")
            let draws = try row.integer("n")
            let alpha = try row.number("alpha")
            let upper = try Proportion.clopperPearsonUpper(
                leaks: leaks, draws: draws, alpha: alpha)
            let lower = try Proportion.clopperPearsonLower(
                leaks: leaks, draws: draws, alpha: alpha)
            let two = try Proportion.clopperPearson(
                leaks: leaks, draws: draws, alpha: alpha, side: .two)
            try row.expect("upper_one_sided", is: upper.value)
            try row.expect("one_minus_upper_one_sided", is: upper.complement)
            try row.expect("lower_one_sided", is: lower.value)
            try row.expect("lower_two_sided", is: two.lower)
            try row.expect("upper_two_sided", is: two.upper)
            #expect(upper.value >= (try row.expectedNumber("upper_one_sided")), "\(row.id)")
            #expect(
                upper.complement <= (try row.expectedNumber("one_minus_upper_one_sided")),
                "\(row.id)")
            #expect(lower.value <= (try row.expectedNumber("lower_one_sided")), "\(row.id)")
            #expect(two.upper >= (try row.expectedNumber("upper_two_sided")), "\(row.id)")
            #expect(two.lower <= (try row.expectedNumber("lower_two_sided")), "\(row.id)")
        }
    }
}
