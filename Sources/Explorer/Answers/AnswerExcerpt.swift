import Canvas
import Evidence
import Prompts

/// What is shown of an answer where a list has less room than it takes.
struct AnswerExcerpt {
    /// What is looked for, or a keyword.
    let matchers: [Matcher]
    let glyphs: Glyphs

    /// The answer from its beginning; where what matters stands further behind, from a few words
    /// before that; where it begins like the one above, from where it goes on otherwise.
    ///
    /// - Returns: how many columns of it are the beginning of the one above, too.
    func excerpt(
        _ text: SafeText, below above: String?, room: Int
    ) -> (SafeText, greyed: Int) {
        let shared = above.map { sharedStart(text.string, SafeText(sanitizing: $0).string) } ?? ""
        let string = text.string
        let ellipsis = SafeText(glyphs.ellipsis)
        if text.width > room {
            for matcher in matchers {
                guard let hit = matcher.ranges(in: string).first else { continue }
                let end = SafeText(sanitizing: String(string[..<hit.upperBound])).width
                guard end >= room else { return (text.clipped(to: room, glyphs: glyphs), 0) }
                let rest = SafeText(sanitizing: String(string[hit.lowerBound...])).width
                let before = string[..<hit.lowerBound].suffix(max(room / 3, room - 2 - rest))
                let word = before.drop { $0 != " " }.dropFirst()
                let shown = (word.isEmpty ? before : word) + string[hit.lowerBound...]
                return (
                    (ellipsis + SafeText(sanitizing: String(shown)))
                        .clipped(to: room, glyphs: glyphs), 0
                )
            }
        }
        let width = SafeText(sanitizing: shared).width
        guard width >= Self.leastShared else {
            return (text.clipped(to: room, glyphs: glyphs), 0)
        }
        guard text.width > room else { return (text, width) }
        // The last word in common stays, so that the reader sees where it goes on.
        let last = shared.dropLast().lastIndex(of: " ").map { shared[shared.index(after: $0)...] }
        let kept = last ?? shared[...]
        let rest = String(kept) + String(string.dropFirst(shared.count))
        return (
            (ellipsis + SafeText(sanitizing: rest)).clipped(to: room, glyphs: glyphs),
            1 + SafeText(sanitizing: String(kept)).width
        )
    }

    /// The columns that two answers must have in common before that is shown.
    private static let leastShared = 12

    /// The whole words that two answers begin with.
    private func sharedStart(_ text: String, _ above: String) -> String {
        guard text != above else { return "" }
        var end = text.startIndex
        var blank = end
        for (a, b) in zip(text, above) {
            guard a == b else { break }
            end = text.index(after: end)
            if a == " " { blank = end }
        }
        return String(text[..<blank])
    }
}

extension Context {
    /// An answer without its thoughts, which scorers do not look at and the reader unfolds; nil where
    /// all of it is to be seen, as there are none or what is searched for stands in them alone.
    func afterThoughts(_ text: String) -> String? {
        guard let answer = answerList.part.said(in: text) else { return nil }
        let isMissed = [search.matcher, answerList.filter.matcher].compactMap { $0 }
            .contains { $0.matches(text) && !$0.matches(answer) }
        return isMissed ? nil : answer
    }

    /// An answer as lists begin it.
    func listed(_ text: String) -> String { afterThoughts(text) ?? trimmedStart(text) }

    /// What is looked for in answers, and the keywords of the prompt that is shown.
    func answerMatchers(_ others: Matcher?...) -> [Matcher] {
        let keywords = selectedEvidence?.prompt.keywords ?? []
        return ([search.matcher] + others + keywords.map { try? Matcher(literal: $0) })
            .compactMap { $0 }
    }
}
