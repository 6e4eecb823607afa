import Synchronization
import _StringProcessing

/// The part of a completion that counts as its answer: what scorers look at, and groups.
///
/// Whatever the part, thoughts come first: an answer that ends inside them never came.
public struct AnswerPart: Sendable, Hashable, CustomStringConvertible {
    /// The rules there are.
    public enum Rule: Sendable, Hashable {
        /// The whole completion, with its thoughts.
        case whole
        /// What follows the thoughts; the whole where there are none.
        case afterThinking
        /// The last line that is not blank.
        case lastLine
        /// The last number, as it is written.
        case lastNumber
        /// What a regular expression's first group captures, or without a group, what it matches.
        case pattern(String)
    }

    public let rule: Rule

    public init(_ rule: Rule) {
        self.rule = rule
    }

    /// What counts where nothing else is asked for: what follows the thoughts.
    public static let standard = AnswerPart(.afterThinking)

    /// The rule by its name.
    ///
    /// - Parameter text: `whole`, `after-thinking`, `last-line`, `last-number` or `regex:PATTERN`.
    /// - Returns: nil for any other text, and for a pattern that is no regular expression.
    public init?(_ text: String) {
        switch text {
        case "whole": rule = .whole
        case "after-thinking": rule = .afterThinking
        case "last-line": rule = .lastLine
        case "last-number": rule = .lastNumber
        default:
            guard text.hasPrefix("regex:"), text.utf8.count > 6 else { return nil }
            let pattern = String(text.dropFirst(6))
            guard (try? Regex(pattern)) != nil else { return nil }
            rule = .pattern(pattern)
        }
    }

    public var description: String {
        switch rule {
        case .whole: "whole"
        case .afterThinking: "after-thinking"
        case .lastLine: "last-line"
        case .lastNumber: "last-number"
        case .pattern(let pattern): "regex:" + pattern
        }
    }

    /// What became of the answer within a completion.
    public enum Found: Sendable, Hashable {
        case text(String)
        /// The completion ends inside its thoughts.
        case cutInThought
        /// There is no such part: no number, no match.
        case missing

        /// The answer's text, nil where it never came.
        public var text: String? {
            guard case .text(let text) = self else { return nil }
            return text
        }
    }
}

/// Finds the part of completions that counts; ready for use by many tasks at once.
public final class AnswerFinder: Sendable {
    public let part: AnswerPart
    /// `Regex` is not sendable.
    private let regex: Mutex<Regex<AnyRegexOutput>?>
    private let thoughts = Mutex(false)

    /// Whether one of the completions so far held thoughts.
    public var hasSeenThoughts: Bool { thoughts.withLock { $0 } }

    public init(_ part: AnswerPart) {
        self.part = part
        if case .pattern(let pattern) = part.rule {
            regex = Mutex(try? Regex(pattern))
        } else {
            regex = Mutex(nil)
        }
    }

    /// The part of a completion that counts.
    public func find(in completion: String) -> AnswerPart.Found {
        if part.rule == .whole { return .text(completion) }
        let rest: Substring
        let end = Thoughts.end(of: completion)
        if end != .none { thoughts.withLock { $0 = true } }
        switch end {
        case .none: rest = Substring(completion)
        case .open: return .cutInThought
        case .closed(let end): rest = Self.trimmed(completion[end...])
        }
        switch part.rule {
        case .whole, .afterThinking: return .text(String(rest))
        case .lastLine:
            let line = rest.split(whereSeparator: \.isNewline).last { !Self.trimmed($0).isEmpty }
            return .text(line.map { String(Self.trimmed($0)) } ?? "")
        case .lastNumber: return Self.lastNumber(in: rest).map { .text($0) } ?? .missing
        case .pattern:
            return regex.withLock { regex in
                guard let regex, let match = try? regex.firstMatch(in: rest) else {
                    return .missing
                }
                let groups = match.output
                let group = groups.count > 1 ? groups[1].substring : groups[0].substring
                return group.map { .text(String($0)) } ?? .missing
            }
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    /// The last number with its sign, its fraction and its separators of thousands left out.
    private static func lastNumber(in text: Substring) -> String? {
        let scalars = Array(text.unicodeScalars)
        func isDigit(_ index: Int) -> Bool {
            scalars.indices.contains(index) && ("0"..."9").contains(scalars[index])
        }
        guard let last = scalars.indices.last(where: isDigit) else { return nil }
        var start = last
        while start > 0 {
            let before = scalars[start - 1]
            let isPart =
                isDigit(start - 1) || ((before == "." || before == ",") && isDigit(start - 2))
            guard isPart else { break }
            start -= 1
        }
        var number = scalars[start...last].filter { $0 != "," }
        let hasSign = start > 0 && (scalars[start - 1] == "-" || scalars[start - 1] == "\u{2212}")
        // A hyphen behind a letter or a digit joins words and ranges.
        if hasSign, start < 2 || !scalars[start - 2].properties.isAlphabetic && !isDigit(start - 2)
        {
            number.insert("-", at: number.startIndex)
        }
        return String(String.UnicodeScalarView(number))
    }
}

/// Where the thoughts of a completion end.
public enum Thoughts {
    /// What a completion has of thoughts.
    public enum End: Sendable, Hashable {
        /// There are none.
        case none
        /// It ends inside them.
        case open
        /// They end here.
        case closed(String.Index)
    }

    /// The marks at the beginning and the end of thoughts, as model families have them.
    private static let marks: [(open: [UInt8], close: [UInt8])] = [
        ("<think>", "</think>"), ("<thinking>", "</thinking>"), ("<thought>", "</thought>"),
        ("<reasoning>", "</reasoning>"), ("<seed:think>", "</seed:think>"),
        ("[THINK]", "[/THINK]"), ("\u{25C1}think\u{25B7}", "\u{25C1}/think\u{25B7}"),
        ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),
    ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

    /// Where the thoughts of a completion end; a mark of an end needs none of a beginning, which a
    /// chat template may have put into the prompt.
    public static func end(of completion: String) -> End {
        var completion = completion
        let found: (opened: Int?, closed: Int?) = completion.withUTF8 { bytes in
            var (opened, closed): (Int?, Int?) = (nil, nil)
            for (index, byte) in bytes.enumerated()
            where byte == UInt8(ascii: "<") || byte == UInt8(ascii: "[") || byte == 0xE2 {
                for mark in marks {
                    if begins(bytes, index, mark.open) { opened = index }
                    if begins(bytes, index, mark.close) { closed = index + mark.close.count }
                }
            }
            return (opened, closed)
        }
        if let opened = found.opened, opened >= found.closed ?? 0 { return .open }
        guard let closed = found.closed else { return .none }
        return .closed(completion.utf8.index(completion.utf8.startIndex, offsetBy: closed))
    }

    private static func begins(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ mark: [UInt8]
    ) -> Bool {
        guard index + mark.count <= bytes.count else { return false }
        return mark.indices.allSatisfy { bytes[index + $0] == mark[$0] }
    }
}
