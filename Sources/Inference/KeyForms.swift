/// The forms in which a key is repeated by servers and gateways: as it is, in other case, with any of its
/// characters encoded (``EncodedByte``), in hexadecimal digits, and in either alphabet of base64, alone or
/// within a longer text such as `user:key`.
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
        if key.count >= Self.shortestEncoded, let end = hexadecimalEnd(in: bytes, from: start) {
            return end
        }
        for form in encoded where start + form.count <= bytes.count {
            if zip(form, bytes[start...]).allSatisfy({ $0 == Self.standard($1) }) {
                return start + form.count
            }
        }
        return nil
    }

    /// Where the key ends, each of its characters being as it is or encoded, with characters between them
    /// that nobody sees.
    private func plainEnd(in bytes: [UInt8], from start: Int, of place: Int = 0) -> Int? {
        guard place < key.count else { return start }
        let position = place == 0 ? start : EncodedByte.behindInvisible(bytes, start)
        guard position < bytes.count else { return nil }
        func isWanted(_ byte: UInt8) -> Bool {
            byte == key[place] || ignoresCase && Self.lower(byte) == Self.lower(key[place])
        }
        // A mark of an encoding may itself be a character of the key.
        if isWanted(bytes[position]),
            let end = plainEnd(in: bytes, from: position + 1, of: place + 1)
        {
            return end
        }
        guard let encoded = EncodedByte(bytes, at: position), isWanted(encoded.byte) else {
            return nil
        }
        return plainEnd(in: bytes, from: encoded.end, of: place + 1)
    }

    /// Where the key ends that is written in hexadecimal digits, with marks or spaces between the bytes or
    /// without.
    private func hexadecimalEnd(in bytes: [UInt8], from start: Int) -> Int? {
        var position = start
        for (place, wanted) in key.enumerated() {
            if place > 0 { position = EncodedByte.behindSeparator(bytes, position) }
            guard let byte = EncodedByte.hexadecimal(bytes, position, digits: 2),
                byte == UInt32(wanted)
            else { return nil }
            position += 2
        }
        return position
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
