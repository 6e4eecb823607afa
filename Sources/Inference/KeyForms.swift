/// The forms in which a key is repeated by servers and gateways: as it is, in other case, with any of its
/// characters percent-encoded once or more, and in either alphabet of base64, alone or within a longer
/// text such as `user:key`.
struct KeyForms {
    private let key: [UInt8]
    /// The key in base64 by its place among three bytes, without the digits that depend on neighbours.
    private let encoded: [[UInt8]]
    private let ignoresCase: Bool

    /// A key of a letter or two would be found everywhere.
    private static let shortest = 4
    /// Shorter keys, such as "EMPTY", are words as well.
    private static let shortestEncoded = 8
    private static let shortestCaseless = 12

    init(_ key: String) {
        let bytes = Array(key.utf8)
        self.key = bytes
        ignoresCase = bytes.count >= Self.shortestCaseless
        encoded =
            bytes.count >= Self.shortestEncoded ? (0..<3).map { Self.base64(bytes, at: $0) } : []
    }

    /// Where a form of the key ends that begins at a place; nil where none does.
    func end(in bytes: [UInt8], from start: Int) -> Int? {
        guard key.count >= Self.shortest else { return nil }
        if let end = plainEnd(in: bytes, from: start) { return end }
        for form in encoded where start + form.count <= bytes.count {
            if zip(form, bytes[start...]).allSatisfy({ $0 == Self.standard($1) }) {
                return start + form.count
            }
        }
        return nil
    }

    private func plainEnd(in bytes: [UInt8], from start: Int) -> Int? {
        var position = start
        for wanted in key {
            guard position < bytes.count else { return nil }
            var found = bytes[position]
            position += 1
            if found == UInt8(ascii: "%"), let (byte, end) = Self.decoded(bytes, behind: position) {
                (found, position) = (byte, end)
            }
            guard found == wanted || ignoresCase && Self.lower(found) == Self.lower(wanted) else {
                return nil
            }
        }
        return position
    }

    /// The byte that two hexadecimal digits behind a percent sign stand for, which is itself encoded
    /// where it is a percent sign followed by more of them.
    private static func decoded(_ bytes: [UInt8], behind start: Int) -> (UInt8, Int)? {
        var position = start
        while position + 1 < bytes.count, let high = digit(bytes[position]),
            let low = digit(bytes[position + 1])
        {
            position += 2
            let byte = high << 4 | low
            let goesOn =
                byte == UInt8(ascii: "%") && position + 1 < bytes.count
                && digit(bytes[position]) != nil && digit(bytes[position + 1]) != nil
            if !goesOn { return (byte, position) }
        }
        return nil
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch lower(byte) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): lower(byte) - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    /// A digit of the alphabet for file names as that of the usual one.
    private static func standard(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }

    /// The digits that depend on these bytes alone, where so many bytes stand before them.
    private static func base64(_ bytes: [UInt8], at offset: Int) -> [UInt8] {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let all = Array(repeating: 0, count: offset) + bytes
        let digits = (offset * 8 + 5) / 6..<all.count * 8 / 6
        return digits.map { digit in
            let (byte, bit) = (digit * 6 / 8, digit * 6 % 8)
            let pair = UInt16(all[byte]) << 8 | UInt16(byte + 1 < all.count ? all[byte + 1] : 0)
            return alphabet[Int(pair >> (10 - UInt16(bit))) & 63]
        }
    }
}
