import Canvas
import TestSupport
import Testing
import Text

@Suite("Hostile text")
struct SanitizerTests {
    private func shown(_ hostile: String) -> String { SafeText(sanitizing: hostile).string }

    @Test("Plain text stays as it is")
    func plainText() {
        #expect(shown("What is the capital of France?") == "What is the capital of France?")
        #expect(shown("") == "")
    }

    @Test("Controls are shown in caret notation")
    func controls() {
        #expect(shown("a\u{1B}[31mb") == "a^[[31mb")
        #expect(shown("\u{0}\u{7}\u{7F}") == "^@^G^?")
        #expect(shown("\u{1B}]52;c;ZXZpbA==\u{7}") == "^[]52;c;ZXZpbA==^G")
        #expect(shown("\u{9B}31m") == "<U+009B>31m")
    }

    @Test("A tab becomes blanks up to the next stop and a line break a visible sign")
    func tabsAndBreaks() {
        #expect(shown("a\tb") == "a   b")
        #expect(shown("abcd\tb") == "abcd    b")
        #expect(shown("a\nb\r\nc\rd") == "a⏎b⏎c^Md")
    }

    @Test("Direction overrides and invisible characters become tags")
    func invisible() {
        #expect(shown("user\u{202E}nimda") == "user<U+202E>nimda")
        #expect(shown("a\u{2066}b\u{2069}") == "a<U+2066>b<U+2069>")
        #expect(shown("a\u{AD}b\u{FEFF}c\u{2060}") == "a<U+00AD>b<U+FEFF>c<U+2060>")
        #expect(shown("\u{3164}\u{115F}\u{1160}") == "<U+3164><U+115F><U+1160>")
        #expect(shown("\u{E0041}\u{E0042}") == "<U+E0041><U+E0042>")
        #expect(shown("a\u{2028}b") == "a<U+2028>b")
    }

    @Test("A run of the same invisible character is one tag")
    func runs() {
        let hidden = String(repeating: "\u{200B}", count: 400)
        #expect(shown("a\(hidden)b") == "a<U+200B*400>b")
        #expect(shown("\u{200B}\u{200B}\u{200C}") == "<U+200B*2><U+200C>")
    }

    @Test("Private-use and unassigned characters become tags")
    func unknown() {
        #expect(shown("\u{E000}\u{F8FF}\u{10FFFD}") == "<U+E000><U+F8FF><U+10FFFD>")
        #expect(shown("\u{378}\u{FFFF}") == "<U+0378><U+FFFF>")
    }

    @Test("Combining marks stay on a letter up to four, then are counted")
    func marks() {
        #expect(shown("e\u{301}a").unicodeScalars.map(\.value) == [0x65, 0x301, 0x61])
        let stack = "e" + String(repeating: "\u{301}", count: 32)
        #expect(shown(stack).hasSuffix("<+28 marks>"))
        #expect(SafeText(sanitizing: stack).width == 1 + "<+28 marks>".count)
    }

    @Test("A mark without a letter becomes a tag, so that it cannot alter what stands before it")
    func loneMarks() {
        #expect(shown("\u{301}abc") == "<U+0301>abc")
        #expect(shown("\u{202E}\u{301}") == "<U+202E><U+0301>")
        #expect(shown("\n\u{301}") == "⏎<U+0301>")
    }

    @Test("Joiners stay between letters of scripts that need them and nowhere else")
    func joiners() {
        #expect(shown("می\u{200C}خواهم") == "می\u{200C}خواهم")
        #expect(shown("क\u{94D}\u{200D}ष") == "क\u{94D}\u{200D}ष")
        #expect(shown("pay\u{200D}pal") == "pay<U+200D>pal")
        #expect(shown("\u{200D}a") == "<U+200D>a")
        #expect(shown("می\u{200C}") == "می<U+200C>")
    }

    @Test("Joined pictographs are reduced to the first, flags to their letters")
    func pictographs() {
        #expect(shown("👨‍👩‍👧‍👦!") == "👨!")
        #expect(shown("🧑🏽‍🚀!") == "🧑!")
        #expect(shown("❤️!") == "❤!")
        #expect(shown("🇩🇪!") == "DE!")
        #expect(shown("🏴󠁧󠁢󠁥󠁮󠁧󠁿!") == "🏴!")
        #expect(shown("\u{1F3FD}!") == "<U+1F3FD>!")
        #expect(shown("❤️‍🔥!") == "❤!")
        let chain = "👨" + String(repeating: "\u{200D}👩", count: 9)
        #expect(shown(chain) == "👨<U+200D>👩")
    }

    @Test("Hidden variation selectors behind a letter are shown")
    func variationSelectors() {
        #expect(shown("a\u{E0101}b") == "a<U+E0101>b")
        #expect(shown("a\u{FE01}b") == "a<U+FE01>b")
        #expect(shown("a\u{FE0F}b\u{FE0E}") == "a<U+FE0F>b<U+FE0E>")
        #expect(shown("❤\u{FE0F}\u{FE0E}\u{FE0F}") == "❤<U+FE0E><U+FE0F>")
        #expect(shown("1\u{FE0F}\u{20E3}") == "1\u{20E3}")
    }

    @Test("Bytes that are not UTF-8, lone surrogates too, are shown one by one")
    func invalidBytes() {
        let surrogate: [UInt8] = [0x61, 0xED, 0xA0, 0x80, 0x62]
        #expect(SafeText(sanitizingUTF8: surrogate).string == "a<ED><A0><80>b")
        #expect(SafeText(sanitizingUTF8: [0xC0, 0xAF]).string == "<C0><AF>")
        #expect(SafeText(sanitizingUTF8: [0xF0, 0x9F, 0x98]).string == "<F0><9F><98>")
        #expect(SafeText(sanitizingUTF8: Array("é😀".utf8)).string == "é😀")
        #expect(SafeText(sanitizingUTF8: [0x1B, 0x0]).string == "^[^@")
    }

    @Test("No scalar of Unicode reaches a cell unsafe, alone or between others")
    func everyScalar() {
        var unsafe: [String] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            // The vast unassigned and private planes need no neighbours.
            let isPlain = value >= 0x30000 && value < 0xE0000 || value >= 0xF0000
            let between = isPlain ? [] : ["e\(scalar)\u{301}", "\u{645}\(scalar)\u{645}"]
            for text in [String(scalar)] + between {
                let safe = SafeText(sanitizing: text)
                let reason = Safety.problem(in: safe)
                if let reason { unsafe.append("U+\(String(value, radix: 16)): \(reason)") }
            }
        }
        #expect(unsafe.isEmpty, "\(unsafe.prefix(20))")
    }

    @Test("Random texts of nasty scalars are safe, and sanitizing them twice changes nothing")
    func randomTexts() {
        var random = SeededGenerator(seed: 7)
        let nasty: [Unicode.Scalar] = [
            "a", "\u{301}", "\u{200D}", "\u{200C}", "\u{645}", "\u{94D}", "\u{915}", "👩", "🏽",
            "\u{FE0F}", "🇩", "\u{1B}", "\n", "\r", "\t", "\u{202E}", "漢", "\u{1100}", "\u{1161}",
            "\u{E0061}", "🏴", "\u{E007F}", "\u{20E3}", "\u{3164}", "\u{E000}", " ", "1",
        ]
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                text.append(nasty.randomElement(using: &random) ?? "a")
            }
            let safe = SafeText(sanitizing: String(text))
            #expect(Safety.problem(in: safe) == nil, "\(String(text).debugDescription)")
            #expect(SafeText(sanitizing: safe.string) == safe, "\(String(text).debugDescription)")
        }
    }

    @Test("A line of a megabyte is sanitized whole")
    func longLine() {
        let line = String(repeating: "a\u{1B}é漢", count: 150_000)
        let safe = SafeText(sanitizing: line)
        #expect(safe.width == 6 * 150_000)
        #expect(safe.clipped(to: 10).string == "a^[é漢a^[…")
    }

    @Test("Lines are split at line breaks, which can be shown")
    func lines() {
        #expect(SafeText.lines("a\r\nb\n\nc").map(\.string) == ["a", "b", "", "c"])
        #expect(SafeText.lines("a\nb", showingBreaks: true).map(\.string) == ["a⏎", "b"])
        #expect(SafeText.lines("").map(\.string) == [""])
    }

    @Test(
        "Strings interpolated into a literal are sanitized, safe text and numbers are not touched")
    func interpolation() {
        let hostile = "x\u{1B}"
        let safe = SafeText(sanitizing: "\u{202E}")
        let text: SafeText = "n=\(12) \(hostile) \(safe) \(0.5) ≤"
        #expect(text.string == "n=12 x^[ <U+202E> 0.5 ≤")
        #expect(text.width == 23)
    }
}
