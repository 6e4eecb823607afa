import Platform

/// Why some bytes are no JSON, or not the JSON that was expected.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// Bytes from the start of the text.
    package let offset: Int
    /// What is wrong, as a sentence's words: "a comma is expected".
    package let reason: String

    package init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }

    package var description: String { "byte \(offset): \(reason)" }
}

/// A string as it stands in the text: the bytes between its quotes, escapes not resolved.
package struct JSONText {
    package let bytes: UnsafeRawBufferPointer
    package let hasEscapes: Bool
}

/// Reads JSON by asking for what should come next.
///
/// Stream events arrive by the ten thousand a second and all but a few of their fields are
/// skipped, which decoding into values first would pay for. The bytes must outlive the reader and
/// every ``JSONText`` taken from it.
///
///     var reader = JSONReader(bytes)
///     try reader.enterObject()
///     while let key = try reader.nextKey() {
///         switch key {
///         case "index": index = try reader.integer()
///         default: try reader.skip()
///         }
///     }
///     try reader.end()
package struct JSONReader {
    /// Deeper nesting is refused: it is no server's reply and would exhaust the stack.
    private static let depthLimit = 64

    package let bytes: UnsafeRawBufferPointer
    package private(set) var position = 0
    private var depth = 0
    /// Whether a container was entered and nothing in it has been read yet.
    private var isFirst = false

    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Goes on at another place, behind a token or within other brackets.
    package mutating func move(to position: Int) { self.position = position }
}

// MARK: - Structure

extension JSONReader {
    package mutating func enterObject() throws(JSONError) {
        try enter(UInt8(ascii: "{"), "an object")
    }

    package mutating func enterArray() throws(JSONError) {
        try enter(UInt8(ascii: "["), "an array")
    }

    /// The next member's name, its value being next; `nil` where the object ends.
    package mutating func nextKey() throws(JSONError) -> JSONText? {
        guard try hasNext(before: UInt8(ascii: "}")) else { return nil }
        let key = try text()
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw expected("a colon") }
        return key
    }

    /// Whether another element comes; `false` ends the array.
    package mutating func nextElement() throws(JSONError) -> Bool {
        try hasNext(before: UInt8(ascii: "]"))
    }

    /// Reads the value and forgets it; it must be valid all the same.
    package mutating func skip() throws(JSONError) {
        switch peek() {
        case UInt8(ascii: "{"):
            try enterObject()
            while try nextKey() != nil { try skip() }
        case UInt8(ascii: "["):
            try enterArray()
            while try nextElement() { try skip() }
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try boolean()
        case UInt8(ascii: "n"): guard try null() else { throw expected("null") }
        default: _ = try numberRange()
        }
    }

    /// Nothing but white space may be left.
    package mutating func end() throws(JSONError) {
        skipSpace()
        guard position == bytes.count else { throw expected("the end") }
    }

    /// The first byte of the next value; 0 at the end.
    package mutating func peek() -> UInt8 {
        skipSpace()
        return position < bytes.count ? bytes[position] : 0
    }

    private mutating func enter(_ bracket: UInt8, _ name: String) throws(JSONError) {
        guard peek() == bracket else { throw expected(name) }
        guard depth < Self.depthLimit else { throw expected("less nesting") }
        position += 1
        depth += 1
        isFirst = true
    }

    private mutating func hasNext(before close: UInt8) throws(JSONError) -> Bool {
        if peek() == close {
            position += 1
            depth -= 1
            isFirst = false
            return false
        }
        if isFirst {
            isFirst = false
            return true
        }
        guard take(UInt8(ascii: ",")) else { throw expected("a comma") }
        guard peek() != close else { throw expected("a value") }
        return true
    }

    package func expected(_ what: String) -> JSONError {
        JSONError(offset: position, reason: "\(what) is expected")
    }
}

// MARK: - Values

extension JSONReader {
    /// Takes `null` where it comes next.
    package mutating func null() throws(JSONError) -> Bool {
        guard peek() == UInt8(ascii: "n") else { return false }
        try literal("null")
        return true
    }

    package mutating func boolean() throws(JSONError) -> Bool {
        if peek() == UInt8(ascii: "t") {
            try literal("true")
            return true
        }
        try literal("false")
        return false
    }

    package mutating func text() throws(JSONError) -> JSONText {
        guard peek() == UInt8(ascii: "\"") else { throw expected("a string") }
        let start = position + 1
        var index = bytes.firstSpecial(from: start)
        var hasEscapes = false
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                position = index + 1
                let inside = UnsafeRawBufferPointer(rebasing: bytes[start..<index])
                return JSONText(bytes: inside, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                index = bytes.firstSpecial(from: index + (try escapeLength(at: index)))
            default:
                throw JSONError(
                    offset: index,
                    reason: "a raw control character stands in a text; write it as an escape")
            }
        }
        throw JSONError(
            offset: start - 1, reason: "the text that begins here has no closing quote")
    }

    package mutating func string() throws(JSONError) -> String { String(try text()) }

    /// Bytes of a number by JSON's grammar.
    package mutating func numberRange() throws(JSONError) -> Range<Int> {
        skipSpace()
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")), takeDigits() == 0 { throw noDigit() }
        if take(UInt8(ascii: ".")), takeDigits() == 0 { throw noDigit() }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            if takeDigits() == 0 { throw noDigit() }
        }
        return start..<position
    }

    private func noDigit() -> JSONError {
        JSONError(offset: position, reason: "a digit is expected in this number")
    }

    private mutating func literal(_ word: StaticString) throws(JSONError) {
        let count = word.utf8CodeUnitCount
        guard let base = bytes.baseAddress, bytes.count - position >= count,
            memcmp(base + position, word.utf8Start, count) == 0
        else { throw expected("\(word)") }
        position += count
    }

    /// Bytes of the escape that begins at `index`; 4 hexadecimal digits must follow a `\u`.
    private mutating func escapeLength(at index: Int) throws(JSONError) -> Int {
        let kind = index + 1 < bytes.count ? bytes[index + 1] : 0
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        case UInt8(ascii: "u"):
            let digits = index + 2..<index + 6
            if digits.upperBound <= bytes.count,
                bytes[digits].allSatisfy({ hexadecimalValue($0) != nil })
            {
                return 6
            }
            throw JSONError(offset: index, reason: "\\u needs four hexadecimal digits")
        default: break
        }
        throw JSONError(
            offset: index, reason: "a backslash is followed by no known escape")
    }

    private mutating func takeDigits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] &- 0x30 < 10 { position += 1 }
        return position - start
    }

    /// Takes one byte, where it comes next at once.
    package mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    package mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}

/// The value of a hexadecimal digit.
package func hexadecimalValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
