import Platform

/// An event about one token in exactly the form in which llama.cpp writes nearly all of them.
///
/// They come by the ten thousand a second, so they are compared with that form instead of being
/// taken for any JSON. Whatever differs in a byte, be it an escape in the text, another order, a
/// further field or damage, is no such event and left to ``LlamaEvent``.
struct LlamaTokenEvent {
    let index: Int
    /// The text, without escapes; it points into the event's bytes.
    let content: UnsafeRawBufferPointer
    let token: Int
    let tokensPredicted: Int

    init?(_ bytes: UnsafeRawBufferPointer) {
        var scanner = Scanner(bytes: bytes)
        guard scanner.take("{\"index\":"), let index = scanner.number(),
            scanner.take(",\"content\":\""), let content = scanner.plainText(),
            scanner.take("\",\"tokens\":["), let token = scanner.number(),
            scanner.take("],\"stop\":false,\"id_slot\":"),
            scanner.take("-1") || scanner.number() != nil,
            scanner.take(",\"tokens_predicted\":"), let tokensPredicted = scanner.number(),
            scanner.take(",\"tokens_evaluated\":"), scanner.number() != nil, scanner.take("}"),
            scanner.position == bytes.count
        else { return nil }
        self.index = index
        self.content = content
        self.token = token
        self.tokensPredicted = tokensPredicted
    }

    private struct Scanner {
        let bytes: UnsafeRawBufferPointer
        var position = 0

        mutating func take(_ text: StaticString) -> Bool {
            let count = text.utf8CodeUnitCount
            guard let base = bytes.baseAddress, bytes.count - position >= count,
                memcmp(base + position, text.utf8Start, count) == 0
            else { return false }
            position += count
            return true
        }

        /// A whole number below 10⁹.
        mutating func number() -> Int? {
            let start = position
            var value = 0
            while position < bytes.count, bytes[position] &- 0x30 < 10 {
                value = value * 10 + Int(bytes[position] &- 0x30)
                position += 1
                if position - start > 9 { return nil }
            }
            let count = position - start
            // JSON has no zero in front of other digits.
            return count == 0 || (count > 1 && bytes[start] == 0x30) ? nil : value
        }

        /// What comes before the next quotation mark, unless there is an escape in it.
        mutating func plainText() -> UnsafeRawBufferPointer? {
            let start = position
            while position < bytes.count {
                let byte = bytes[position]
                if byte == UInt8(ascii: "\"") {
                    return UnsafeRawBufferPointer(rebasing: bytes[start..<position])
                }
                if byte == UInt8(ascii: "\\") || byte < 0x20 { return nil }
                position += 1
            }
            return nil
        }
    }
}
