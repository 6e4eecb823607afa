import Testing

@testable import Terminal

@Suite("The clipboard sequence")
struct ClipboardTests {
    private func sequence(_ text: String) -> String? {
        Clipboard.sequence(for: text).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("Text is sent as base64 (vectors of RFC 4648)")
    func base64() {
        let vectors = [
            "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==",
            "fooba": "Zm9vYmE=", "foobar": "Zm9vYmFy",
        ]
        for (text, encoded) in vectors {
            #expect(sequence(text) == "\u{1B}]52;c;\(encoded)\u{7}")
        }
        #expect(sequence("漢") == "\u{1B}]52;c;5ryi\u{7}")
    }

    @Test("A text that terminals would cut off is not sent")
    func limit() {
        #expect(sequence(String(repeating: "a", count: 74_995)) == nil)
        #expect(sequence(String(repeating: "a", count: 74_994)) != nil)
    }
}
