import Files
import Synchronization
import Text

/// The part of a completion that counts as its answer: what scorers look at, and groups.
///
/// Whatever the part, thoughts come first: an answer that ends inside them never came.
package struct AnswerPart: Sendable, Hashable, CustomStringConvertible {
    /// The rules there are.
    package enum Rule: Sendable, Hashable {
        /// The whole completion, with its thoughts.
        case whole
        /// What follows the thoughts; the whole where there are none.
        case afterThinking
        /// The last line that is not blank.
        case lastLine
        /// The last number in plain notation (``LastNumber``).
        case lastNumber
        /// What a regular expression's first group captures, or without a group, what it matches; it
        /// takes time in proportion to the completion (``Pattern``).
        case pattern(String)
    }

    package let rule: Rule

    package init(_ rule: Rule) {
        self.rule = rule
    }

    /// What counts where nothing else is asked for: what follows the thoughts.
    package static let standard = AnswerPart(.afterThinking)

    /// The rule by its name.
    ///
    /// - Parameter text: `whole`, `after-thinking`, `last-line`, `last-number` or `regex:PATTERN`.
    /// - Returns: nil for any other text, and for a pattern that is no regular expression.
    package init?(_ text: String) {
        switch text {
        case "whole": rule = .whole
        case "after-thinking": rule = .afterThinking
        case "last-line": rule = .lastLine
        case "last-number": rule = .lastNumber
        default:
            guard text.hasPrefix("regex:"), text.utf8.count > 6 else { return nil }
            let pattern = String(text.dropFirst(6))
            guard (try? Pattern(pattern)) != nil else { return nil }
            rule = .pattern(pattern)
        }
    }

    package var description: String {
        switch rule {
        case .whole: "whole"
        case .afterThinking: "after-thinking"
        case .lastLine: "last-line"
        case .lastNumber: "last-number"
        case .pattern(let pattern): "regex:" + pattern
        }
    }

    /// What a completion says outside of its thoughts, whichever part of that counts; nil where that is all
    /// of it: it has no thoughts, it ends inside them, or they count too.
    package func said(in completion: String) -> String? {
        var completion = completion
        guard rule != .whole, completion.withUTF8(Thoughts.mayStand),
            case .closed = Thoughts.end(of: completion)
        else { return nil }
        return Thoughts.answer(of: completion)
    }

    /// Whether the answer of a completion never came: it ends inside its thoughts, or was cut right behind
    /// them.
    ///
    /// - Parameter isCut: whether the completion ended because it was as long as it may be.
    package func isCutInThought(_ completion: String, isCut: Bool) -> Bool {
        var completion = completion
        guard rule != .whole, completion.withUTF8(Thoughts.mayStand) else { return false }
        return Thoughts.rest(of: completion, Thoughts.end(of: completion), isCut: isCut) == nil
    }

    /// What became of the answer within a completion.
    package enum Found: Sendable, Hashable {
        case text(String)
        /// The completion ends inside its thoughts.
        case cutInThought
        /// There is no such part: no number, no match.
        case missing

        /// The answer's text, nil where it never came.
        package var text: String? {
            guard case .text(let text) = self else { return nil }
            return text
        }
    }
}

/// Finds the part of completions that counts; ready for use by many tasks at once.
package final class AnswerFinder: Sendable {
    package let part: AnswerPart
    private let pattern: Pattern?
    private let thoughts = Mutex(false)

    /// Whether one of the completions so far held thoughts.
    package var hasSeenThoughts: Bool { thoughts.withLock { $0 } }

    package init(_ part: AnswerPart) {
        self.part = part
        pattern = if case .pattern(let text) = part.rule { try? Pattern(text) } else { nil }
    }

    /// What a completion says outside of its thoughts, as ``AnswerPart/said(in:)`` has it.
    package func said(in completion: String) -> String? {
        let said = part.said(in: completion)
        if said != nil { thoughts.withLock { $0 = true } }
        return said
    }

    /// The bytes that a pattern's part stands in; nil without a match.
    func firstMatch(in text: String) -> Range<Int>? {
        guard let places = pattern?.firstPlaces(in: text) else { return nil }
        return places.count > 1 ? places[1] : places[0]
    }

    /// The part of a completion that counts.
    ///
    /// - Parameter isCut: whether the completion ended because it was as long as it may be: where nothing
    ///   follows its thoughts, the answer was still to come.
    package func find(in completion: String, isCut: Bool = false) -> AnswerPart.Found {
        if part.rule == .whole { return .text(completion) }
        let end = Thoughts.end(of: completion)
        if end != .none { thoughts.withLock { $0 = true } }
        guard let rest = Thoughts.rest(of: completion, end, isCut: isCut) else {
            return .cutInThought
        }
        switch part.rule {
        case .whole, .afterThinking: return .text(rest)
        case .lastLine:
            let line = rest.split(whereSeparator: \.isNewline).last {
                !$0.trimmed.isEmpty
            }
            return .text(line.map { String($0.trimmed) } ?? "")
        case .lastNumber: return LastNumber.find(in: rest[...]).map { .text($0) } ?? .missing
        case .pattern:
            guard let parts = pattern?.firstMatch(in: rest)?.parts,
                let text = parts.count > 1 ? parts[1] : parts[0]
            else { return .missing }
            return .text(text)
        }
    }
}
