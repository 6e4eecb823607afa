import Testing
import Text

/// Numbers as people read them: outwards where they are limits.
@Suite struct FigureTests {
    @Test func limitsAreRoundedOutwards() {
        #expect(Figure.number(0.004_487, .up) == "0.00449")
        #expect(Figure.number(0.004_487, .down) == "0.00448")
        #expect(Figure.rate(0.004_487, .up).string == "0.0045")
        #expect(Figure.rate(0.004_487, .down).string == "0.0044")
        #expect(Figure.rate(0.000_004_12, .down).string == "4.1e-6")
        #expect(Figure.percent(0.999_95, .down) == "99.9 %")
        #expect(Figure.fixed(0.012_31, places: 4, .up).string == "0.0124")
        #expect(Figure.fixed(0.012_39, places: 4, .down).string == "0.0123")
        #expect(Figure.fixed(0.3, places: 4, .up).string == "0.3000")
        #expect(Figure.fixed(-0.012_31, places: 4, .down).string == "-0.0124")
    }

    @Test func aNumberHasThreeDigitsAndNoExponent() {
        #expect(Figure.number(0) == "0")
        #expect(Figure.number(862.3) == "862")
        #expect(Figure.number(0.000_012_34) == "0.0000123")
        #expect(Figure.number(.infinity) == "–")
        #expect(Figure.percent(0.99) == "99 %")
        #expect(Figure.count(-16384, "draw", "draws") == "-16,384 draws")
    }

    /// One leak in 32 draws: a report and the screen are about the same number.
    @Test func aNumberIsRoundedInOneWayEverywhere() {
        #expect(Figure.number(1 / 32) == "0.0312")
        #expect(Figure.fixed(1 / 32, places: 4).string == "0.0312")
        #expect(Figure.unit(1 / 32).string == "0.0312")
        #expect(Figure.signed(1 / 32, places: 4).string == "+0.0312")
        #expect(Figure.rate(1 / 32).string == "0.0312")
        #expect(Figure.fixed(-0.00001, places: 3).string == "0.000")
        #expect(Figure.fixed(1e300, places: 4).string == "1e+300")
    }

    /// What decimals show exactly stays; the least more than that moves a limit outwards.
    @Test func onlyTheNoiseOfTheLastBitsIsForgiven() {
        #expect(Figure.fixed(0.1 + 0.2, places: 1, .up).string == "0.3")
        #expect(Figure.fixed(0.3 + 1e-12, places: 4, .up).string == "0.3001")
        #expect(Figure.fixed(1 - 1e-12, places: 4, .down).string == "0.9999")
    }

    /// A threshold of 0.125 was shown as 0.13 and as 0.12 in one picture.
    @Test func whatSomebodyGaveIsNotRounded() {
        #expect(Figure.given(0.125, places: 2).string == "0.125")
        #expect(Figure.given(0.5, places: 2).string == "0.50")
        #expect(Figure.given(1, places: 2).string == "1.00")
        #expect(Figure.given(-0.4, places: 2).string == "-0.40")
        #expect(Figure.given(0.1234567).string == "0.1234567")
        #expect(Figure.given(3).string == "3" && Figure.given(0.95).string == "0.95")
        #expect(Figure.given(1.5e-7, places: 2).string == "0.00000015")
        #expect(Figure.given(1e20).string == "1e+20")
        #expect(Figure.given(.nan).string == "-")
    }

    @Test func aTableHasColumnsAsWideAsTheirWidestCell() {
        var table = TextTable(["id", "漢字", "verdict"], rightAligned: [1])
        table.add(["a\u{1B}[1m", "7", ""])
        table.add(["b", "1234567", "ok"])
        #expect(
            table.lines == [
                "id         漢字  verdict", "a^[[1m        7", "b       1234567  ok",
            ])
    }

    @Test func aDurationHasTwoUnitsAtMost() {
        #expect(Figure.duration(42.2) == "43 s")
        #expect(Figure.duration(725) == "12 min 5 s")
        #expect(Figure.duration(12_000) == "3 h 20 min")
        #expect(Figure.duration(400_000) == "4 d 15 h")
        #expect(Figure.duration(.infinity) == "for ever")
    }
}
