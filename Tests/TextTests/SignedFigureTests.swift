import TestSupport
import Testing
import Text

/// Differences as text: the limits that are read contain the limits that are proven.
@Suite struct SignedFigureTests {
    @Test(arguments: [3, 4])
    func theTextOfLimitsContainsTheLimits(places: Int) throws {
        var generator = SeededGenerator(seed: 7)
        var values = [0.065326, 0.115701, 0.09749, 0.000075, 0.9999, 0.00099, 0.000951, 1e-6, 1]
        for exponent in 0..<12 {
            var scale = 1.0
            for _ in 0..<exponent { scale /= 10 }
            values += (0..<200).map { _ in generator.uniform() * scale }
        }
        for value in values.flatMap({ [$0, -$0] }) where value != 0 {
            let lower = Figure.signed(value, places: places, .down).string
            let upper = Figure.signed(value, places: places, .up).string
            let (low, high) = (try #require(Double(lower)), try #require(Double(upper)))
            // What the decimals show exactly is not moved by the noise of the last bit.
            #expect(low <= value + 1e-12 && high >= value - 1e-12, "\(lower) \(value) \(upper)")
            #expect(high - low < 0.002, "\(lower) \(value) \(upper)")
            // The limit that proves a verdict is on its side of zero, and no text hides its sign.
            if value > 0 { #expect(low > 0 && lower.hasPrefix("+"), "\(lower) for \(value)") }
            if value < 0 { #expect(high < 0 && upper.hasPrefix("-"), "\(upper) for \(value)") }
            #expect((low < 0) == lower.hasPrefix("-") && (high < 0) == upper.hasPrefix("-"))
            #expect(max(lower.count, upper.count) <= (abs(value) < 1e-9 ? 7 : places + 3))
        }
    }

    @Test(arguments: [
        (0.065326, 3, Figure.Rounding.up, "+0.066"), (-0.065326, 3, .down, "-0.066"),
        (0.115701, 4, .up, "+0.1158"), (-0.09749, 3, .down, "-0.098"),
        (-0.09749, 3, .up, "-0.097"), (0.000075, 3, .up, "+0.001"),
        (0.000075, 3, .down, "+7e-5"), (0.000075, 4, .down, "+7.5e-5"),
        (-0.000042, 3, .up, "-4e-5"), (-0.000042, 3, .down, "-0.001"),
        (0, 3, .down, "+0.000"), (0.25, 3, .up, "+0.250"), (1, 3, .up, "+1.000"),
        (-1, 3, .down, "-1.000"), (1.4e-17, 4, .nearest, "+0.0000"),
        (-0.00001, 3, .nearest, "-1e-5"), (0.158, 3, .nearest, "+0.158"),
    ])
    func aSignedNumberReads(value: Double, places: Int, rounding: Figure.Rounding, text: String) {
        #expect(Figure.signed(value, places: places, rounding).string == text)
    }
}
