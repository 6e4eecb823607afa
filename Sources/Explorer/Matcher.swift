import Text

/// A search pattern that is ready to be used.
///
/// Plain words match as they are; a pattern with any of `\ [ ] ( ) * + ? | ^ $ { }` is a regular
/// expression, which takes time in proportion to the text whatever it is. Without a capital letter,
/// capitals do not matter.
struct Matcher: Sendable {
    let pattern: String
    /// Whether capitals do not matter.
    let ignoresCase: Bool
    private let folded: String
    /// The bytes looked for, in lower case where capitals do not matter; nil where they are not all
    /// ASCII.
    private let bytes: [UInt8]?
    private let regex: Pattern?
    /// Whether a match must not be a part of a longer word.
    private var isWholeWord = false

    /// Why a pattern cannot be used.
    struct PatternError: Error {
        let description: String
    }

    init(_ pattern: String) throws(PatternError) {
        self.init(pattern, ignoresCase: !pattern.contains { $0.isUppercase })
        guard pattern.contains(where: { "\\[]()*+?|^${}".contains($0) }) else { return }
        try self.init(expression: pattern)
    }

    /// A matcher for a regular expression, whatever characters it has.
    init(expression pattern: String) throws(PatternError) {
        self.pattern = pattern
        ignoresCase = !pattern.contains { $0.isUppercase }
        folded = pattern
        bytes = nil
        do throws(Text.PatternError) {
            regex = try Pattern(pattern, ignoresCase: ignoresCase)
        } catch {
            throw PatternError(description: "not a regular expression: \(pattern)")
        }
        guard let regex, regex.size <= Self.largest else {
            throw PatternError(description: "too large a pattern: count fewer repetitions")
        }
    }

    /// A matcher for whole words as they stand, whatever their case.
    init(literal: String) throws(PatternError) {
        guard !literal.isEmpty else { throw PatternError(description: "an empty word") }
        self.init(literal, ignoresCase: true)
        isWholeWord = true
    }

    private init(_ plain: String, ignoresCase: Bool) {
        pattern = plain
        self.ignoresCase = ignoresCase
        folded = ignoresCase ? plain.lowercased() : plain
        let utf8 = Array(folded.utf8)
        bytes = utf8.allSatisfy { $0 < 0x80 } ? utf8 : nil
        regex = nil
    }

    /// Whether it is a regular expression.
    var isExpression: Bool { regex != nil }

    /// Regular expressions of more steps than this are refused: each key that is typed searches.
    private static let largest = 1000

    /// Whether the pattern occurs in the text; the empty pattern occurs everywhere.
    func matches(_ text: String) -> Bool {
        if folded.isEmpty { return true }
        if let regex { return regex.matches(text) }
        if let bytes, let found = isFound(bytes, in: text) { return found }
        return (ignoresCase ? text.lowercased() : text).contains(folded)
    }

    /// The places where the pattern occurs, in order and not empty.
    func ranges(in text: String) -> [Range<String.Index>] {
        let found = allRanges(in: text)
        guard isWholeWord else { return found }
        return found.filter { range in
            let before = text[..<range.lowerBound].last
            let after = text[range.upperBound...].first
            return ![before, after].contains { $0?.isLetter ?? false || $0?.isNumber ?? false }
        }
    }

    private func allRanges(in text: String) -> [Range<String.Index>] {
        if folded.isEmpty { return [] }
        if let regex { return regex.ranges(in: text) }
        if let bytes, let places = places(of: bytes, in: text) {
            return places.map {
                let lower = text.utf8.index(text.startIndex, offsetBy: $0)
                return lower..<text.utf8.index(lower, offsetBy: bytes.count)
            }
        }
        guard ignoresCase else { return text.ranges(of: folded) }
        let lowered = text.lowercased()
        // Lower-casing a few letters changes their length; then only an exact match can be placed.
        guard lowered.count == text.count else { return text.ranges(of: pattern) }
        return lowered.ranges(of: folded).map { range in
            let start = lowered.distance(from: lowered.startIndex, to: range.lowerBound)
            let length = lowered.distance(from: range.lowerBound, to: range.upperBound)
            let lower = text.index(text.startIndex, offsetBy: start)
            return lower..<text.index(lower, offsetBy: length)
        }
    }

    /// Whether the bytes stand in a text of ASCII; nil for any other text.
    ///
    /// Lists of answers are searched with every key that is typed.
    private func isFound(_ bytes: [UInt8], in text: String) -> Bool? {
        var text = text
        return text.withUTF8 { text in
            text.isASCII ? place(of: bytes, in: text, from: 0) != nil : nil
        }
    }

    /// Where the bytes stand in a text of ASCII; nil for any other text.
    private func places(of bytes: [UInt8], in text: String) -> [Int]? {
        var text = text
        return text.withUTF8 { text in
            guard text.isASCII else { return nil }
            var places: [Int] = []
            var index = 0
            while let place = place(of: bytes, in: text, from: index) {
                places.append(place)
                index = place + bytes.count
            }
            return places
        }
    }

    /// The first place of the bytes from an index on.
    private func place(
        of bytes: [UInt8], in text: UnsafeBufferPointer<UInt8>, from index: Int
    ) -> Int? {
        guard let first = bytes.first else { return nil }
        let other = (0x61...0x7A).contains(first) && ignoresCase ? first & 0xDF : first
        var index = index
        while index + bytes.count <= text.count {
            let byte = text[index]
            if byte == first || byte == other, begins(text, index, bytes) { return index }
            index += 1
        }
        return nil
    }

    private func begins(
        _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ bytes: [UInt8]
    ) -> Bool {
        for offset in bytes.indices {
            let byte = text[start + offset]
            let isCapital = ignoresCase && (0x41...0x5A).contains(byte)
            if (isCapital ? byte | 0x20 : byte) != bytes[offset] { return false }
        }
        return true
    }
}
