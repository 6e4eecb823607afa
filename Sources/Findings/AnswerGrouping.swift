import Prompts

/// The rule by which answers count as one.
///
/// The first three are functions of the text alone, fixed before any draw, so that the groups are
/// categories of independent draws like the texts themselves. Topics and meanings are found by asking
/// a server about the answers that are there: see ``AnswerPartition``.
package enum AnswerGrouping: String, Sendable, Hashable, CaseIterable {
    /// Only equal texts.
    case exact
    /// Texts that differ in case, blanks, Markdown emphasis or closing punctuation only.
    case folded
    /// Answers whose part that counts (`--answer`) is the same, folded.
    case answer
    /// Answers about one subject, by the embeddings that a server gives; says nothing of their truth.
    case topic
    /// Answers that entail each other, as a judge says.
    case meaning

    /// Whether a server has to be asked about the answers.
    package var asksServer: Bool { self == .topic || self == .meaning }

    /// The nearest rule that looks at the text alone.
    package var ofText: AnswerGrouping { asksServer ? .folded : self }

    /// What answers of one group have in common, by the nearest rule that looks at the text alone.
    ///
    /// - Parameter finder: finds the part that counts.
    package func key(of text: String, finder: AnswerFinder) -> String {
        switch self {
        case .exact: text
        case .folded, .topic, .meaning: Self.folded(text)
        case .answer:
            switch finder.find(in: text) {
            case .text(let part): Self.folded(part)
            // Neither is the text of any part.
            case .cutInThought: "\u{0}cut"
            case .missing: "\u{0}missing"
            }
        }
    }

    /// The text in lower case with single blanks, without blanks around it, emphasis of Markdown and
    /// punctuation at its end; a text of nothing but punctuation keeps it.
    package static func folded(_ text: String) -> String {
        var text = text
        let isASCII = text.withUTF8 { $0.allSatisfy { $0 < 0x80 } }
        if !isASCII { text = plain(text) }
        return text.withUTF8 { bytes in
            String(unsafeUninitializedCapacity: bytes.count) { fold(bytes, into: $0) }
        }
    }

    /// Lower case, and blanks and closing marks of other scripts as those of ASCII.
    private static func plain(_ text: String) -> String {
        String(
            text.lowercased().map { character in
                if character.isWhitespace { return " " }
                return closing.contains(character) ? "." : character
            })
    }

    private static let closing: Set<Character> = ["…", "。", "．", "！", "？", "，", "、", "؟", "।"]

    private static func fold(
        _ bytes: UnsafeBufferPointer<UInt8>, into result: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var count = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let isMark = byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_")
            var end = index + 1
            if isMark {
                while end < bytes.count, bytes[end] == byte { end += 1 }
                if isEmphasis(bytes, index..<end) {
                    index = end
                    continue
                }
            }
            for _ in index..<end {
                if isBlank(byte) {
                    if count > 0, result[count - 1] != 0x20 {
                        result[count] = 0x20
                        count += 1
                    }
                } else {
                    result[count] = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
                    count += 1
                }
            }
            index = end
        }
        while count > 0, result[count - 1] == 0x20 { count -= 1 }
        var kept = count
        while kept > 0, result[kept - 1] == 0x20 || isClosing(result[kept - 1]) { kept -= 1 }
        return kept > 0 ? kept : count
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
