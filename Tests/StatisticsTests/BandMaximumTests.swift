import Statistics
import Testing

@Suite struct BandMaximumTests {
    @Test func `the expected maximum over a band agrees with fifty-digit values`() throws {
        for row in try Oracle.rows("leak_at_k", type: "expected_max") {
            let scores = try ScoreDistribution(row.numbers("samples"))
            let band = try Band.dkw(of: scores, alpha: row.number("alpha"), side: .lower)
            let upper = band.expectedMaximumUpper(of: try row.integer("k"))
            try row.expect("upper_dkw", is: upper)
            #expect(upper >= (try row.expectedNumber("upper_dkw")), "\(row.id)")
        }
    }

    @Test func `the maximum of one draw is the mean, and more draws give more`() throws {
        let scores = try ScoreDistribution((0..<50).map { Double($0 % 11) / 20 })
        let band = try Band.dkw(of: scores, alpha: 0.05, side: .two)
        let mean = Mean.bound(over: band)
        #expect(abs(band.expectedMaximumUpper(of: 1) - mean.upper) < 1e-12)
        #expect(abs(band.expectedMaximumLower(of: 1) - mean.lower) < 1e-12)
        var previous = (lower: mean.lower, upper: mean.upper)
        for k in [2, 3, 10, 1000] {
            let next = (band.expectedMaximumLower(of: k), band.expectedMaximumUpper(of: k))
            #expect(next.0 >= previous.lower)
            #expect(next.1 > previous.upper)
            #expect(next.0 < next.1)
            previous = next
        }
        #expect(previous.upper <= 1)
    }
}
