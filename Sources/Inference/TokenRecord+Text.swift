/// Whether the tokens that a server lists are those of the text that it gives.
///
/// Lists differ between servers in white space, in marks and in how bytes are written; so only letters
/// and digits are compared, and what can be told by them alone.
extension [TokenRecord] {
    /// Whether they show a text of their own, where none came: one that is no mark between brackets, no
    /// white space, no part of a character, and not taken away with a stop string.
    func showText(beside stops: [String]) -> Bool {
        var text = ""
        for token in self where !token.isMark { text += token.text }
        let shown = text.unicodeScalars.drop { $0.value <= 0x20 || $0 == "\u{FFFD}" }
        guard !shown.isEmpty else { return false }
        return !stops.contains { stop in
            text.contains(stop) || (!text.isEmpty && stop.hasPrefix(text))
                || stop.hasPrefix(String(Substring(shown)))
        }
    }

    /// Whether all letters and digits of a text are theirs, in this order; more may be between them.
    func hold(_ text: [UInt8]) -> Bool {
        guard areWritten else { return true }
        var letters = text.lazy.filter(TokenRecord.isLetter).makeIterator()
        var next = letters.next()
        for token in self {
            for byte in token.said where byte == next {
                next = letters.next()
            }
        }
        return next == nil
    }

    /// Whether a mark stands before others, as between thoughts and an answer: what it is about may have been
    /// taken away.
    var holdMarks: Bool { dropLast().contains(where: \.isMark) }

    /// Whether all letters and digits of theirs, but for marks, are the text's, in this order.
    func areHeld(by text: [UInt8]) -> Bool {
        guard areWritten else { return true }
        var place = text.startIndex
        for token in self where !token.isMark {
            for byte in token.said where TokenRecord.isLetter(byte) {
                guard let found = text[place...].firstIndex(of: byte) else { return false }
                place = found + 1
            }
        }
        return true
    }

    /// Whether they are given as text rather than by numbers and codes of bytes.
    private var areWritten: Bool {
        !contains { token in
            ["token_id:", "<0x", "bytes:"].contains { token.text.hasPrefix($0) }
        }
    }
}

extension TokenRecord {
    static let noText = "no text came of the tokens that the server tells of"
    static let partOfText = "some of its tokens never came"
    static let otherText = "the text is not that of the tokens that the server lists"

    /// Whether it may be a mark, which servers leave out of texts: nothing, or a word in brackets.
    fileprivate var isMark: Bool {
        guard let first = text.first, let last = text.last, text.utf8.count > 2 else {
            return text.isEmpty
        }
        return (first == "<" && last == ">") || (first == "[" && last == "]")
    }

    /// Its bytes; some servers write an empty list beside a text.
    fileprivate var said: [UInt8] {
        guard let bytes, !bytes.isEmpty else { return Array(text.utf8) }
        return bytes
    }

    fileprivate static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
