import Platform

extension JSONText {
    /// Matches a member's name, so that `switch key { case "index": … }` compares bytes.
    ///
    /// A name written with escapes matches nothing; no server does that.
    package static func ~= (pattern: StaticString, key: JSONText) -> Bool {
        guard key.bytes.count == pattern.utf8CodeUnitCount, let base = key.bytes.baseAddress
        else { return false }
        return memcmp(base, pattern.utf8Start, key.bytes.count) == 0
    }

    /// Appends the text with its escapes resolved; half a surrogate pair becomes U+FFFD.
    package func append(to output: inout [UInt8]) {
        guard hasEscapes else {
            output.append(contentsOf: bytes)
            return
        }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\\") else {
                output.append(byte)
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "u"):
                index += appendScalar(at: index, to: &output)
                continue
            case let other: output.append(other)
            }
            index += 2
        }
    }

    /// Appends the scalar of the escape at `index` and returns its length, 12 bytes for a pair.
    ///
    /// The reader has checked the digits.
    private func appendScalar(at index: Int, to output: inout [UInt8]) -> Int {
        let high = codeUnit(at: index)
        if let scalar = Unicode.Scalar(high) {
            output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            return 6
        }
        let next = index + 6
        if high < 0xDC00, next + 6 <= bytes.count, bytes[next] == UInt8(ascii: "\\"),
            bytes[next + 1] == UInt8(ascii: "u")
        {
            let low = codeUnit(at: next)
            if (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            {
                output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                return 12
            }
        }
        output.append(contentsOf: UTF8.encodedReplacementCharacter)
        return 6
    }

    /// Where an escape is half a surrogate pair; nil where none is.
    package var loneSurrogate: Int? {
        guard hasEscapes else { return nil }
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            guard bytes[index + 1] == UInt8(ascii: "u") else {
                index += 2
                continue
            }
            let unit = codeUnit(at: index)
            guard (0xD800...0xDFFF).contains(unit) else {
                index += 6
                continue
            }
            guard unit < 0xDC00, index + 12 <= bytes.count,
                bytes[index + 6] == UInt8(ascii: "\\"), bytes[index + 7] == UInt8(ascii: "u"),
                (0xDC00...0xDFFF).contains(codeUnit(at: index + 6))
            else { return index }
            index += 12
        }
        return nil
    }

    private func codeUnit(at index: Int) -> UInt32 {
        bytes[index + 2..<index + 6].reduce(0) { $0 << 4 | (hexadecimalValue($1) ?? 0) }
    }
}

extension String {
    /// The text with escapes resolved; bytes that are no UTF-8 become U+FFFD.
    package init(_ text: JSONText) {
        guard text.hasEscapes else {
            self.init(decoding: text.bytes, as: UTF8.self)
            return
        }
        var resolved: [UInt8] = []
        resolved.reserveCapacity(text.bytes.count)
        text.append(to: &resolved)
        self.init(decoding: resolved, as: UTF8.self)
    }
}
