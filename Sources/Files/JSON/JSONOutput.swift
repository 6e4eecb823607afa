/// Writes JSON piece by piece into bytes, for files of any size.
///
/// Characters by which a text could control a terminal or the direction of writing stand as escapes,
/// so that a file is harmless where it is shown and yet the same text. Commas are its own business.
package struct JSONOutput {
    /// What was written and not taken yet.
    package var bytes: [UInt8] = []
    /// Whether the next value or name comes after another one.
    private var needsComma = false

    package init() {}

    // MARK: - Structure

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginList() { open(UInt8(ascii: "[")) }
    package mutating func endList() { close(UInt8(ascii: "]")) }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// Begins a member of an object.
    package mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Ends a line; the next value stands for itself.
    package mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    // MARK: - Values

    package mutating func null() { word("null") }
    package mutating func bool(_ value: Bool) { word(value ? "true" : "false") }

    /// A list of texts.
    package mutating func strings(_ texts: [String]) {
        beginList()
        for text in texts { string(text) }
        endList()
    }

    package mutating func integer(_ value: some BinaryInteger) {
        separate()
        bytes.append(decimal: Int64(value))
        needsComma = true
    }

    /// A finite number with as many digits as tell it from all others, a whole one without a point.
    ///
    /// - Throws: ``EncodingFault`` where it is not finite, which JSON cannot say.
    package mutating func number(_ value: Double) throws(EncodingFault) {
        guard value.isFinite else {
            throw EncodingFault(description: "JSON cannot say the value \(value)")
        }
        if value != 0 || value.sign == .plus, let whole = Int64(exactly: value) {
            return integer(whole)
        }
        separate()
        bytes.append(contentsOf: value.description.utf8)
        needsComma = true
    }

    package mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { escape($0) }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes members or values that were written before, without the commas around them.
    package mutating func raw(_ json: [UInt8]) {
        guard !json.isEmpty else { return }
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    private mutating func word(_ word: StaticString) {
        separate()
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        needsComma = true
    }

    // MARK: - Escapes

    /// Appends the text in pieces that need no escape.
    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        var index = 0
        while index < text.count {
            let length = Self.lengthOfUnruly(text, at: index)
            guard length > 0 else {
                index += 1
                continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            appendEscape(text[index..<index + length])
            index += length
            start = index
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    /// How many bytes the character has that must be escaped; 0 where none begins here.
    private static func lengthOfUnruly(
        _ text: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> Int {
        func next(_ distance: Int) -> UInt8 {
            index + distance < text.count ? text[index + distance] : 0
        }
        switch text[index] {
        case 0..<0x20, 0x22, 0x5C, 0x7F: return 1
        // C1 controls; U+061C.
        case 0xC2: return (0x80...0x9F).contains(next(1)) ? 2 : 0
        case 0xD8: return next(1) == 0x9C ? 2 : 0
        // U+200E, U+200F, U+2028 to U+202E; U+2066 to U+2069.
        case 0xE2:
            switch (next(1), next(2)) {
            case (0x80, 0x8E...0x8F), (0x80, 0xA8...0xAE), (0x81, 0xA6...0xA9): return 3
            default: return 0
            }
        // U+FEFF.
        case 0xEF: return next(1) == 0xBB && next(2) == 0xBF ? 3 : 0
        default: return 0
        }
    }

    private mutating func appendEscape(_ character: Slice<UnsafeBufferPointer<UInt8>>) {
        let first = character[character.startIndex]
        bytes.append(UInt8(ascii: "\\"))
        switch first {
        case 0x22, 0x5C: bytes.append(first)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            let scalar = String(decoding: character, as: UTF8.self).unicodeScalars.first
            let digits = String(scalar?.value ?? 0xFFFD, radix: 16)
            bytes.append(UInt8(ascii: "u"))
            for _ in digits.count..<4 { bytes.append(UInt8(ascii: "0")) }
            bytes.append(contentsOf: digits.utf8)
        }
    }
}

extension [UInt8] {
    /// Appends a whole number in decimal digits.
    package mutating func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        var unit: UInt64 = 1
        while magnitude / unit >= 10 { unit *= 10 }
        while unit > 0 {
            append(UInt8(ascii: "0") + UInt8(magnitude / unit % 10))
            unit /= 10
        }
    }
}
