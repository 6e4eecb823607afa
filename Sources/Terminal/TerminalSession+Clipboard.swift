import Canvas
import FoundationEssentials
import Glibc

extension TerminalSession {
    /// Puts text on the user's clipboard by the escape sequence OSC 52.
    ///
    /// Works over SSH; terminals that do not know the sequence, or forbid it, ignore it. Nothing is
    /// sent for more than 74,994 bytes, the most that terminals take.
    /// - Returns: whether the text was sent.
    @discardableResult
    public func copy(_ text: SafeText) -> Bool {
        let bytes = Data(text.string.utf8)
        guard bytes.count <= 74_994 else { return false }
        let sequence = Array("\u{1B}]52;c;\(bytes.base64EncodedString())\u{07}".utf8)
        var rest = sequence[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written < 0 && errno != EINTR && errno != EAGAIN { return false }
            if written > 0 { rest = rest.dropFirst(written) }
        }
        return true
    }
}
