/// A regular expression that is matched in time proportional to the text, whatever it is.
///
/// No backtracking: all ways to match go through the text side by side, so that neither a pattern nor
/// an answer by somebody who means harm can hold the program up (`(a+)+$` is as fast as `a+$`). The
/// syntax is that of Python, PCRE and Swift without back references, atomic groups and possessive
/// quantifiers, which cannot be matched in this way; looking ahead and behind can. One unit is a
/// Unicode scalar. Of several matches the leftmost counts, and of those there the one that a
/// backtracking engine would find first.
package struct Pattern: Sendable {
    /// The pattern as it was given.
    package let text: String
    private let program: PatternProgram

    /// - Throws: ``PatternError`` with the fault and its place.
    package init(_ text: String, ignoresCase: Bool = false) throws(PatternError) {
        self.text = text
        var parser = PatternParser(text, ignoresCase: ignoresCase)
        let node = try parser.pattern()
        program = try PatternProgram(node, captures: parser.captureCount)
    }

    /// How many steps it has: matching takes at most so many for each character.
    package var size: Int { program.size }

    /// Whether it matches somewhere in a text.
    package func matches(_ text: String) -> Bool {
        PatternSearch(program, Array(text.unicodeScalars)).matches()
    }

    /// Whether it matches somewhere in every text that begins so.
    ///
    /// A pattern that looks ahead never promises that.
    package func isMatchSettled(by prefix: String) -> Bool {
        guard !program.looksAhead else { return false }
        return PatternSearch(program, Array(prefix.unicodeScalars), goesOn: true).matches()
    }

    /// The first match in a text; nil without one.
    package func firstMatch(in text: String) -> Match? {
        let scalars = Array(text.unicodeScalars)
        return PatternSearch(program, scalars).firstMatch().map { slots in
            Match(
                parts: stride(from: 0, to: slots.count, by: 2).map { index in
                    guard slots[index] >= 0, slots[index + 1] >= slots[index] else { return nil }
                    var part = String.UnicodeScalarView()
                    part.append(contentsOf: scalars[slots[index]..<slots[index + 1]])
                    return String(part)
                })
        }
    }

    /// The bytes of the first match and of each group in it, nil for one that took no part; nil without a
    /// match.
    package func firstPlaces(in text: String) -> [Range<Int>?]? {
        let scalars = Array(text.unicodeScalars)
        guard let slots = PatternSearch(program, scalars).firstMatch() else { return nil }
        func bytes(_ place: Int) -> Int {
            scalars[..<place].reduce(0) { $0 + UTF8.width($1) }
        }
        return stride(from: 0, to: slots.count, by: 2).map { index in
            guard slots[index] >= 0, slots[index + 1] >= slots[index] else { return nil }
            return bytes(slots[index])..<bytes(slots[index + 1])
        }
    }

    /// The places of a text where it matches, in order, not empty and not overlapping.
    ///
    /// The search ends where finding one more would take longer than a few passes through the text,
    /// so that no pattern makes it slow; what is left out then are later places.
    package func ranges(in text: String) -> [Range<String.Index>] {
        let scalars = Array(text.unicodeScalars)
        let search = PatternSearch(program, scalars)
        var found: [Range<Int>] = []
        var (start, work) = (0, 0)
        while start <= scalars.count, work <= 16 * scalars.count + 4096 {
            guard let match = search.firstMatch(from: start, work: &work) else { break }
            if match.isEmpty {
                start = match.upperBound + 1
            } else {
                found.append(match)
                start = match.upperBound
            }
        }
        return Self.indexes(of: found, in: text.unicodeScalars)
    }

    private static func indexes(
        of ranges: [Range<Int>], in text: String.UnicodeScalarView
    ) -> [Range<String.Index>] {
        var (index, offset) = (text.startIndex, 0)
        func advance(to place: Int) -> String.Index {
            index = text.index(index, offsetBy: place - offset)
            offset = place
            return index
        }
        return ranges.map {
            let lower = advance(to: $0.lowerBound)
            return lower..<advance(to: $0.upperBound)
        }
    }

    /// What a pattern found.
    package struct Match: Sendable, Hashable {
        /// The whole match, then each group; nil for a group that took no part.
        package var parts: [String?]
    }
}

/// Why a text is no pattern.
package struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    init(_ reason: String, at place: Int) {
        description = "\(reason) (character \(place + 1))"
    }
}

/// The parts of a pattern.
indirect enum PatternNode {
    case empty
    case set(PatternSet)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repeated(PatternNode, least: Int, most: Int?, isLazy: Bool)
    case capture(PatternNode, Int)
    case position(PatternPosition)
    case look(PatternNode, isBehind: Bool, isNegated: Bool)
}

/// A place in a text that has no width.
enum PatternPosition: Sendable {
    case textStart, textEnd, lastLineEnd, lineStart, lineEnd, wordEdge, noWordEdge

    func holds(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        switch self {
        case .textStart: index == 0
        case .textEnd: index == text.count
        case .lastLineEnd: index == text.count || index == text.count - 1 && text[index] == "\n"
        case .lineStart: index == 0 || text[index - 1] == "\n"
        case .lineEnd: index == text.count || text[index] == "\n"
        case .wordEdge: Self.isEdge(text, index)
        case .noWordEdge: !Self.isEdge(text, index)
        }
    }

    /// Whether the place is one such and stays one, whatever follows the text.
    func stays(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        switch self {
        case .textStart, .lineStart: holds(text, index)
        case .textEnd, .lastLineEnd: false
        case .lineEnd, .wordEdge, .noWordEdge: index < text.count && holds(text, index)
        }
    }

    private static func isEdge(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        let before = index > 0 && PatternSet.Kind.word.contains(text[index - 1])
        let after = index < text.count && PatternSet.Kind.word.contains(text[index])
        return before != after
    }
}
