import Evidence

/// The compact form in which the tokens of one answer are stored.
///
/// A version byte, the number of tokens, then for each token its text, its log probability, the
/// number of alternatives and each of these in the same way. Numbers are LEB128; a log probability
/// that a server computed in single precision takes four bytes, any other eight, so that what is
/// read equals what was written bit by bit. Version 2, where a token has a number or bytes of its
/// own, has behind each log probability the number plus one, or 0, then the count of bytes plus one,
/// or 0, and the bytes. Version 3, where a list is short, is version 2 with twice the number of
/// alternatives, plus one where more could have stood there.
package enum TokenBlob {

    package static func encode(_ tokens: [Answer.Token]) -> [UInt8] {
        let hasIdentity = tokens.contains { token in
            token.id != nil || token.bytes != nil
                || token.alternatives.contains { $0.id != nil || $0.bytes != nil }
        }
        let hasShort = tokens.contains { $0.isListShort == true }
        let hasIdentities = hasShort || hasIdentity
        var bytes: [UInt8] = [hasShort ? 3 : hasIdentities ? 2 : 1]
        bytes.reserveCapacity(16 + tokens.count * 24)
        LEB128.append(UInt64(tokens.count), to: &bytes)
        for token in tokens {
            append(token.text, token.logProbability, to: &bytes)
            if hasIdentities { append(token.id, token.bytes, to: &bytes) }
            let count = UInt64(token.alternatives.count)
            LEB128.append(
                hasShort ? count << 1 | (token.isListShort == true ? 1 : 0) : count, to: &bytes)
            for alternative in token.alternatives {
                append(alternative.text, alternative.logProbability, to: &bytes)
                if hasIdentities { append(alternative.id, alternative.bytes, to: &bytes) }
            }
        }
        return bytes
    }

    /// The tokens, or nil where the bytes are not such a blob.
    package static func decode(_ bytes: [UInt8]) -> [Answer.Token]? {
        var reader = Reader(bytes: bytes)
        guard let version = reader.byte(), (1...3).contains(version),
            let count = reader.count()
        else { return nil }
        var tokens: [Answer.Token] = []
        for _ in 0..<count {
            guard let (text, logProbability) = reader.entry() else { return nil }
            var token = Answer.Token(text: text, logProbability: logProbability)
            if version >= 2 {
                guard let identity = reader.identity() else { return nil }
                (token.id, token.bytes) = identity
            }
            guard let others = reader.count(isMarked: version == 3, &token.isListShort) else {
                return nil
            }
            for _ in 0..<others {
                guard let (text, logProbability) = reader.entry() else { return nil }
                var alternative = Answer.Alternative(text: text, logProbability: logProbability)
                if version >= 2 {
                    guard let identity = reader.identity() else { return nil }
                    (alternative.id, alternative.bytes) = identity
                }
                token.alternatives.append(alternative)
            }
            tokens.append(token)
        }
        return reader.isAtEnd ? tokens : nil
    }

    /// The lowest bit of the text's length tells whether the number takes eight bytes.
    private static func append(_ text: String, _ value: Double, to bytes: inout [UInt8]) {
        let single = Float(value)
        let isSingle = Double(single) == value
        LEB128.append(UInt64(text.utf8.count) << 1 | (isSingle ? 0 : 1), to: &bytes)
        bytes.append(contentsOf: text.utf8)
        if isSingle {
            withUnsafeBytes(of: single.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        } else {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
    }

    private static func append(_ id: Int?, _ own: [UInt8]?, to bytes: inout [UInt8]) {
        LEB128.append(id.flatMap { $0 >= 0 && $0 < .max ? UInt64($0) + 1 : nil } ?? 0, to: &bytes)
        LEB128.append(own.map { UInt64($0.count) + 1 } ?? 0, to: &bytes)
        bytes += own ?? []
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        var isAtEnd: Bool { position == bytes.count }

        mutating func byte() -> UInt8? {
            guard position < bytes.count else { return nil }
            defer { position += 1 }
            return bytes[position]
        }

        mutating func number() -> UInt64? { LEB128.read(bytes, at: &position) }

        /// A number of things that follow, each of at least five bytes.
        mutating func count() -> Int? {
            guard let number = number(), number <= UInt64((bytes.count - position) / 5) else {
                return nil
            }
            return Int(number)
        }

        /// A number of alternatives, and whether there were more.
        mutating func count(isMarked: Bool, _ isShort: inout Bool?) -> Int? {
            guard isMarked else { return count() }
            guard let number = number(), number >> 1 <= UInt64((bytes.count - position) / 5) else {
                return nil
            }
            if number & 1 == 1 { isShort = true }
            return Int(number >> 1)
        }

        mutating func identity() -> (id: Int?, bytes: [UInt8]?)? {
            guard let number = number(), number <= UInt64(Int.max), let size = self.number() else {
                return nil
            }
            let id = number == 0 ? nil : Int(number - 1)
            guard size > 0 else { return (id, nil) }
            guard size - 1 <= UInt64(bytes.count - position) else { return nil }
            defer { position += Int(size - 1) }
            return (id, Array(bytes[position..<position + Int(size - 1)]))
        }

        mutating func entry() -> (text: String, logProbability: Double)? {
            guard let header = number(), let length = Int(exactly: header >> 1) else { return nil }
            let size = header & 1 == 0 ? 4 : 8
            guard length <= bytes.count - position - size else { return nil }
            let text = String(decoding: bytes[position..<position + length], as: UTF8.self)
            position += length
            var pattern: UInt64 = 0
            for shift in 0..<size {
                pattern |= UInt64(bytes[position + shift]) << (8 * UInt64(shift))
            }
            position += size
            let value =
                size == 4
                ? Double(Float(bitPattern: UInt32(pattern))) : Double(bitPattern: pattern)
            return (text, value)
        }
    }
}
