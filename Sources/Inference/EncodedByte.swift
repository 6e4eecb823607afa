/// A character of plain text in one of the codings that texts go through on their way: in addresses (`%73`,
/// `%2573`), in strings of programs and JSON (`\\u0073`, `\\x73`, the backslash doubled or not), in HTML
/// (`&#115;`, `&#x73;`, `&amp;`) and in mail (`=73`).
struct EncodedByte {
    let byte: UInt8
    /// The place behind it.
    let end: Int

    /// The one that begins at a place; nil where none does.
    init?(_ bytes: [UInt8], at start: Int) {
        let found: (UInt32, Int)? =
            switch bytes[start] {
            case UInt8(ascii: "%"): Self.percent(bytes, start + 1)
            case UInt8(ascii: "\\"): Self.escape(bytes, start)
            case UInt8(ascii: "&"): Self.entity(bytes, start + 1)
            case UInt8(ascii: "="):
                Self.hexadecimal(bytes, start + 1, digits: 2).map { ($0, start + 3) }
            default: nil
            }
        guard let (value, end) = found, let byte = UInt8(exactly: value) else { return nil }
        (self.byte, self.end) = (byte, end)
    }

    /// So many hexadecimal digits as a number; nil where there are other characters.
    static func hexadecimal(_ bytes: [UInt8], _ start: Int, digits: Int) -> UInt32? {
        guard start + digits <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[start..<start + digits] {
            guard let digit = digit(byte) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// Two digits behind a percent sign, which is itself encoded where it is a percent sign that is followed
    /// by more of them.
    private static func percent(_ bytes: [UInt8], _ start: Int) -> (UInt32, Int)? {
        var position = start
        while let value = hexadecimal(bytes, position, digits: 2) {
            position += 2
            let goesOn =
                value == UInt32(UInt8(ascii: "%"))
                && hexadecimal(bytes, position, digits: 2) != nil
            if !goesOn { return (value, position) }
        }
        return nil
    }

    private static func escape(_ bytes: [UInt8], _ start: Int) -> (UInt32, Int)? {
        var position = start
        // Text within text within text.
        while position < bytes.count, bytes[position] == UInt8(ascii: "\\") { position += 1 }
        guard position < bytes.count else { return nil }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "u"):
            guard position < bytes.count, bytes[position] == UInt8(ascii: "{") else {
                return hexadecimal(bytes, position, digits: 4).map { ($0, position + 4) }
            }
            return number(bytes, position + 1, hexadecimal: true, end: UInt8(ascii: "}"))
        case UInt8(ascii: "U"):
            return hexadecimal(bytes, position, digits: 8).map { ($0, position + 8) }
        case UInt8(ascii: "x"):
            return hexadecimal(bytes, position, digits: 2).map { ($0, position + 2) }
        default: return (UInt32(letter), position)
        }
    }

    private static let names: [(name: [UInt8], byte: UInt8)] =
        ([
            ("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("apos;", "'"),
        ] as [(String, Unicode.Scalar)]).map { (Array($0.0.utf8), UInt8(ascii: $0.1)) }

    private static func entity(_ bytes: [UInt8], _ start: Int) -> (UInt32, Int)? {
        var position = start
        func begins(_ text: [UInt8]) -> Bool { bytes[position...].starts(with: text) }
        guard position <= bytes.count else { return nil }
        // "&amp;#115;" is one that was encoded once more.
        while begins(Array("amp;".utf8)), position + 4 < bytes.count,
            bytes[position + 4] == UInt8(ascii: "#")
        {
            position += 4
        }
        if let known = names.first(where: { begins($0.name) }) {
            return (UInt32(known.byte), position + known.name.count)
        }
        guard begins(Array("#".utf8)) else { return nil }
        position += 1
        let isHexadecimal = begins(Array("x".utf8)) || begins(Array("X".utf8))
        return number(
            bytes, position + (isHexadecimal ? 1 : 0), hexadecimal: isHexadecimal,
            end: UInt8(ascii: ";"))
    }

    /// A number of up to eight digits and the character behind it.
    private static func number(
        _ bytes: [UInt8], _ start: Int, hexadecimal: Bool, end: UInt8
    ) -> (UInt32, Int)? {
        var (value, position): (UInt32, Int) = (0, start)
        while position < bytes.count, position < start + 8, let digit = digit(bytes[position]),
            hexadecimal || digit < 10
        {
            value = value &* (hexadecimal ? 16 : 10) &+ UInt32(digit)
            position += 1
        }
        guard position > start, position < bytes.count, bytes[position] == end else { return nil }
        return (value, position + 1)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    // MARK: - Between characters

    /// Characters without width, and the line ends that mail puts into long lines.
    private static let invisible: [[UInt8]] =
        [
            "\u{AD}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}", "\u{200F}", "\u{2060}",
            "\u{2061}", "\u{2062}", "\u{2063}", "\u{2064}", "\u{FEFF}", "=\r\n", "=\n",
        ].map { Array($0.utf8) }

    static func behindInvisible(_ bytes: [UInt8], _ start: Int) -> Int {
        var position = start
        while position < bytes.count,
            [0xC2, 0xE2, 0xEF, UInt8(ascii: "=")].contains(bytes[position]),
            let found = invisible.first(where: { bytes[position...].starts(with: $0) })
        {
            position += found.count
        }
        return position
    }

    /// The place behind what stands between two bytes in hexadecimal: `:`, `-`, `, 0x`.
    static func behindSeparator(_ bytes: [UInt8], _ start: Int) -> Int {
        var position = start
        let marks = Array(":-, ".utf8)
        while position < min(bytes.count, start + 2), marks.contains(bytes[position]) {
            position += 1
        }
        let isPrefix =
            position + 1 < bytes.count && bytes[position] == UInt8(ascii: "0")
            && [UInt8(ascii: "x"), UInt8(ascii: "X")].contains(bytes[position + 1])
        return isPrefix ? position + 2 : position
    }
}
