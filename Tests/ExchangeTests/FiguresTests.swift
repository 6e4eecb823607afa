import Exchange
import Testing

/// Numbers as people read them: outwards where they are limits.
@Suite struct FiguresTests {
    @Test func limitsAreRoundedOutwards() {
        #expect(Figures.percent(0.004_487, .up) == "0.449 %")
        #expect(Figures.percent(0.004_487, .down) == "0.448 %")
        #expect(Figures.percent(0.999_95, .down) == "99.9 %")
        #expect(Figures.fixed(0.012_31, decimals: 4, .up) == "0.0124")
        #expect(Figures.fixed(0.012_39, decimals: 4, .down) == "0.0123")
        #expect(Figures.fixed(0.3, decimals: 4, .up) == "0.3000")
        #expect(Figures.fixed(-0.012_31, decimals: 4, .down) == "-0.0124")
    }

    @Test func aNumberHasThreeDigitsAndNoExponent() {
        #expect(Figures.number(0) == "0")
        #expect(Figures.number(862.3) == "862")
        #expect(Figures.number(0.000_012_34) == "0.0000123")
        #expect(Figures.number(.infinity) == "–")
        #expect(Figures.percent(0.05) == "5 %")
        #expect(Figures.count(-16384, "draw", "draws") == "-16,384 draws")
    }

    @Test func aDurationHasTwoUnitsAtMost() {
        #expect(Figures.duration(42.2) == "43 s")
        #expect(Figures.duration(725) == "12 min 5 s")
        #expect(Figures.duration(12_000) == "3 h 20 min")
        #expect(Figures.duration(400_000) == "4 d 15 h")
        #expect(Figures.duration(.infinity) == "for ever")
    }
}
