import CTerminal
import Canvas

extension TerminalSession {
    /// Asks the terminal to put a text on the clipboard (OSC 52), which works over SSH too.
    ///
    /// Many terminals refuse or ask their user; none answers. The caller asks the user's leave first.
    /// - Returns: whether the text was short enough to be sent.
    @discardableResult
    package func copyToClipboard(_ text: SafeText) -> Bool {
        guard let sequence = Clipboard.sequence(for: text.string) else { return false }
        cterminal_send(sequence, Int32(sequence.count))
        return true
    }
}

/// The escape sequence that sets the clipboard.
enum Clipboard {
    /// What xterm accepts at most; other terminals accept more.
    static let limit = 74_994

    /// The bytes to send, or nil if the text is too long.
    static func sequence(for text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        guard bytes.count <= limit else { return nil }
        return Array("\u{1B}]52;c;".utf8) + base64(bytes) + [0x07]
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var encoded: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var value = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            value <<= UInt32(8 * (3 - group.count))
            for digit in 0..<4 {
                let index = Int(value >> UInt32(18 - 6 * digit)) & 63
                encoded.append(digit <= group.count ? digits[index] : UInt8(ascii: "="))
            }
        }
        return encoded
    }
}
