/// A search pattern that is ready to be used.
///
/// Plain words match as they are; a pattern with any of `\ [ ] ( ) * + ? | ^ $ { }` or `.` followed
/// by `*` or `+` is a regular expression. Without a capital letter, capitals do not matter.
struct Matcher {
    let pattern: String
    private let ignoresCase: Bool
    private let folded: String
    private let regex: Regex<AnyRegexOutput>?
    /// Whether a match must not be a part of a longer word.
    private var isWholeWord = false

    /// Why a pattern cannot be used.
    struct PatternError: Error {
        let description: String
    }

    init(_ pattern: String) throws(PatternError) {
        self.pattern = pattern
        ignoresCase = !pattern.contains { $0.isUppercase }
        folded = ignoresCase ? pattern.lowercased() : pattern
        guard pattern.contains(where: { "\\[]()*+?|^${}".contains($0) }) else {
            regex = nil
            return
        }
        do {
            regex = try Regex(pattern).ignoresCase(ignoresCase)
        } catch {
            throw PatternError(description: "not a regular expression: \(pattern)")
        }
    }

    /// A matcher for whole words as they stand, whatever their case.
    init(literal: String) throws(PatternError) {
        guard !literal.isEmpty else { throw PatternError(description: "an empty word") }
        pattern = literal
        ignoresCase = true
        folded = literal.lowercased()
        regex = nil
        isWholeWord = true
    }

    /// Whether the pattern occurs in the text; the empty pattern occurs everywhere.
    func matches(_ text: String) -> Bool {
        if folded.isEmpty { return true }
        if let regex { return text.firstMatch(of: regex) != nil }
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
        if let regex { return text.ranges(of: regex).filter { !$0.isEmpty } }
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
}
