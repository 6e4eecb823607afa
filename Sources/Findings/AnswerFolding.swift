import Text

/// Removes from answers what does not tell them apart: case, blanks, emphasis, closing punctuation.
///
/// Lists of a hundred thousand answers are grouped between a key and the picture, so that bytes are
/// folded and no characters, without a string for each answer.
enum AnswerFolding {
    /// The text as ``AnswerGrouping/folded(_:)`` says.
    static func folded(_ text: String) -> String {
        var text = text
        if !text.withUTF8({ $0.isASCII }) { text = plain(text) }
        return text.withUTF8 { bytes in
            String(unsafeUninitializedCapacity: bytes.count) {
                fold(bytes, into: $0.baseAddress).count
            }
        }
    }

    /// Lower case, and blanks and closing marks of other scripts as those of ASCII.
    static func plain(_ text: String) -> String {
        String(
            text.lowercased().map { character in
                if character.isWhitespace { return " " }
                if closing.contains(character) { return "." }
                // Two characters that are canonically those of ASCII.
                return character == ";" ? ";" : character == "`" ? "`" : character
            })
    }

    private static let closing: Set<Character> = ["…", "。", "．", "！", "？", "，", "、", "؟", "।"]

    // MARK: - Bytes

    /// What a byte becomes; 0 for blanks, 1 for what is looked at more closely: marks of emphasis, which
    /// depend on what is around, and what marks of thoughts begin with.
    private static let table: [UInt8] = (0...255).map { byte in
        let byte = UInt8(byte)
        if isBlank(byte) { return 0 }
        if isMark(byte) || isOpening(byte) { return 1 }
        // Two control characters are their own, and no sign of anything.
        return (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    /// Folds bytes of UTF-8 whose characters beyond ASCII are folded already.
    ///
    /// - Parameter result: room for as many bytes; nil where there are none.
    /// - Returns: how many there are, and whether one is what a mark of thoughts begins with in ASCII.
    static func fold(
        _ bytes: UnsafeBufferPointer<UInt8>, into result: UnsafeMutablePointer<UInt8>?
    ) -> (count: Int, mayThink: Bool) {
        guard let result else { return (0, false) }
        var (count, mayThink) = (0, false)
        table.withUnsafeBufferPointer { table in
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                let folded = table[Int(byte)]
                index += 1
                if folded > 1 {
                    result[count] = folded
                    count += 1
                } else if folded == 0, isBlank(byte) {
                    guard count > 0, result[count - 1] != 0x20 else { continue }
                    result[count] = 0x20
                    count += 1
                } else {
                    let start = index - 1
                    if isMark(byte) {
                        while index < bytes.count, bytes[index] == byte { index += 1 }
                        if isEmphasis(bytes, start..<index) { continue }
                    }
                    if isOpening(byte) { mayThink = true }
                    for _ in start..<index {
                        result[count] = byte
                        count += 1
                    }
                }
            }
        }
        while count > 0, result[count - 1] == 0x20 { count -= 1 }
        var kept = count
        while kept > 0, result[kept - 1] == 0x20 || isClosing(result[kept - 1]) { kept -= 1 }
        return (kept > 0 ? kept : count, mayThink)
    }

    /// Whether marks open or close emphasis: they stand at one side of a word, neither inside one
    /// nor alone.
    private static func isEmphasis(
        _ bytes: UnsafeBufferPointer<UInt8>, _ run: Range<Int>
    ) -> Bool {
        let before = run.lowerBound > 0 ? bytes[run.lowerBound - 1] : 0x20
        let after = run.upperBound < bytes.count ? bytes[run.upperBound] : 0x20
        if isBlank(before), isBlank(after) { return false }
        return !(isWord(before) && isWord(after))
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_")
    }

    private static func isOpening(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "<") || byte == UInt8(ascii: "[")
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte >= 0x80
    }

    private static func isClosing(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
            UInt8(ascii: "!"), UInt8(ascii: "?"):
            true
        default: false
        }
    }
}
