import Canvas
import TestSupport
import Testing
import Text

@Suite("Clipping, padding and wrapping")
struct SafeTextLayoutTests {
    @Test("A text that fits is not clipped")
    func fits() {
        let text: SafeText = "abc"
        #expect(text.clipped(to: 3) == text)
        #expect(text.clipped(to: 9) == text)
    }

    @Test("A clipped text ends with an ellipsis and has exactly the width asked for")
    func clips() {
        #expect(SafeText(sanitizing: "abcdef").clipped(to: 4).string == "abc…")
        #expect(SafeText(sanitizing: "abcdef").clipped(to: 4, ellipsis: false).string == "abcd")
        #expect(SafeText(sanitizing: "abcdef").clipped(to: 0).string == "")
        #expect(SafeText(sanitizing: "abc").clipped(to: 1).string == "…")
        #expect(
            SafeText(sanitizing: "abcdef").clipped(to: 4, glyphs: Glyphs(.ascii)).string == "abc~")
    }

    @Test("A wide character is never cut: its column becomes a blank")
    func wideClip() {
        let text: SafeText = "漢字漢字"
        #expect(text.width == 8)
        #expect(text.clipped(to: 4).string == "漢 …")
        #expect(text.clipped(to: 5).string == "漢字…")
        #expect(text.clipped(to: 3, ellipsis: false).string == "漢 ")
    }

    @Test("A cluster with marks is clipped whole")
    func clusterClip() {
        let text = SafeText(sanitizing: "e\u{301}e\u{301}e\u{301}")
        #expect(text.clipped(to: 2, ellipsis: false).string == "e\u{301}e\u{301}")
        let conjunct = SafeText(sanitizing: "क\u{94D}षक")
        #expect(conjunct.clipped(to: 1, ellipsis: false).string == " ")
    }

    @Test("Padding aligns left, right and in the middle")
    func padding() {
        let text: SafeText = "漢"
        #expect(text.padded(to: 5).string == "漢   ")
        #expect(text.padded(to: 5, alignment: .right).string == "   漢")
        #expect(text.padded(to: 5, alignment: .center).string == " 漢  ")
        #expect(text.padded(to: 1) == text)
    }

    @Test("Lines are broken at blanks, and inside words that are too long")
    func wrapping() {
        let text: SafeText = "the quick brown fox"
        #expect(text.wrapped(to: 10).map(\.string) == ["the quick", "brown fox"])
        #expect(text.wrapped(to: 4).map(\.string) == ["the", "quic", "k", "brow", "n", "fox"])
        #expect(SafeText("").wrapped(to: 4).map(\.string) == [""])
        #expect(SafeText("漢字漢字漢").wrapped(to: 5).map(\.string) == ["漢字", "漢字", "漢"])
    }

    @Test("Wrapped lines fit and lose nothing but blanks, whatever the text and the width")
    func wrappingProperties() {
        var random = SeededGenerator(seed: 3)
        let pieces = ["a", "bc", " ", "  ", "漢", "e\u{301}", "loooong", "👩", "\u{202E}", "-"]
        for _ in 0..<3000 {
            let count = Int.random(in: 0...20, using: &random)
            let hostile = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
            let text = SafeText(sanitizing: hostile)
            let width = Int.random(in: 2...12, using: &random)
            let lines = text.wrapped(to: width)
            #expect(lines.allSatisfy { $0.width <= width })
            let before = text.string.filter { $0 != " " }
            #expect(lines.map(\.string).joined().filter { $0 != " " } == before)
        }
    }

    @Test("Clipped text has the width asked for, whatever the text")
    func clippingProperties() {
        var random = SeededGenerator(seed: 4)
        let pieces = ["a", " ", "漢", "e\u{301}", "👩", "\u{1B}", "ก\u{E33}", "ක\u{DCA}\u{200D}ෂ"]
        for _ in 0..<3000 {
            let count = Int.random(in: 0...12, using: &random)
            let hostile = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
            let text = SafeText(sanitizing: hostile)
            let width = Int.random(in: 0...14, using: &random)
            #expect(text.clipped(to: width).width == min(width, text.width))
            #expect(Safety.problem(in: text.clipped(to: width, ellipsis: false)) == nil)
        }
    }
}
