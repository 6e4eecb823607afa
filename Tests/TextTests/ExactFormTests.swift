import TestSupport
import Testing

@testable import Text

/// Different answers that are listed together never look the same.
@Suite struct ExactFormTests {
    /// Texts of which each looks like another one as they are read.
    private static let twins = [
        "\u{1F1FA}\u{1F1F8}", "US",
        "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}", "\u{1F469}",
        "\u{1F469}\u{1F3FF}", "\u{1F469}\u{FE0F}", "\u{E9}", "e\u{301}", "A", "\u{410}", "\u{391}",
        "yes", "yes ", " yes", "yes  ", "yes\u{A0}", "yes\n", "yes\u{23CE}", "<U+200B>", "\u{200B}",
        "^M", "\r", "a\r\nb", "a\nb", "a\tb", "a   b", "a b", "a\u{2003}b", "a-b", "a\u{2010}b",
        "a\u{2212}b", "K", "\u{212A}", "\u{C5}", "\u{212B}", "a\u{300}\u{301}", "a\u{301}\u{300}",
        "", " ", "<U+200B*2>", "\u{200B}\u{200B}",
    ]

    @Test func `no two forms in a list are equal`() {
        let forms = SafeText.distinct(Self.twins).map(\.string)
        // Strings are equal where they are canonically equivalent, which is what a reader sees.
        #expect(Set(forms).count == Self.twins.count, "\(forms)")
        // Nobody sees a blank at an end.
        #expect(forms.allSatisfy { $0.first != " " && $0.last != " " })
        for form in SafeText.distinct(Self.twins) { #expect(Safety.problem(in: form) == nil) }
    }

    @Test func `what looks like nothing else is shown as it is read`() {
        let texts = [
            " Blue.", " Blue.", "gr\u{FC}n \u{1F469}\u{1F3FF}", "\u{1F1E9}\u{1F1EA}", "no\n",
        ]
        #expect(SafeText.distinct(texts) == texts.map { SafeText(sanitizing: $0) })
    }

    @Test func `only twins get tags`() {
        let forms = SafeText.distinct(["yes", "yes ", "no ", "\u{1F469}\u{1F3FF}", "\u{1F469}"])
        #expect(
            forms.map(\.string)
                == ["yes", "yes<U+0020>", "no ", "\u{1F469}<U+1F3FF>", "\u{1F469}"])
    }

    @Test func `exact forms of random texts are as different as the texts`() {
        let pieces = Self.twins + ["<", "U", "+", "0", "*", ">", "^"]
        var generator = SeededGenerator(seed: 14)
        var texts: [[UInt32]: String] = [:]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...4, using: &generator))
                .map { _ in pieces[Int.random(in: pieces.indices, using: &generator)] }.joined()
            texts[text.unicodeScalars.map(\.value)] = text
        }
        let forms = texts.values.map { text in
            SafeText(exactly: text).string.unicodeScalars.map(\.value)
        }
        #expect(Set(forms).count == texts.count)
    }
}
