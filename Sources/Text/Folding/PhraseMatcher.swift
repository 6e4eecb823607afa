/// Finds words and phrases in texts, without regard to the amount of white space and, unless asked
/// otherwise, to case.
package struct PhraseMatcher: Sendable {
    private let phrases: [Phrase]
    private let wholeWords: Bool
    private let equality: TextFolding.Equality

    private struct Phrase: Sendable {
        var characters: [Character]
        /// The same as bytes, where it is ASCII.
        var bytes: [UInt8]?
    }

    /// - Parameters:
    ///   - phrases: those that are empty once folded are left out; see ``isEmpty``.
    ///   - wholeWords: whether a match must begin and end at the boundary of a word.
    package init(
        _ phrases: [String], wholeWords: Bool,
        equality: TextFolding.Equality = TextFolding.Equality()
    ) {
        self.wholeWords = wholeWords
        self.equality = equality
        self.phrases = phrases.compactMap { phrase in
            let characters = Self.collapsed(phrase, equality)
            guard !characters.isEmpty else { return nil }
            let bytes = characters.compactMap(\.asciiValue)
            return Phrase(
                characters: characters, bytes: bytes.count == characters.count ? bytes : nil)
        }
    }

    package var isEmpty: Bool { phrases.isEmpty }

    package func matchesAny(in text: String) -> Bool {
        let text = Haystack(text, equality)
        return phrases.contains { matches($0, text) }
    }

    package func matchesAll(in text: String) -> Bool {
        let text = Haystack(text, equality)
        return phrases.allSatisfy { matches($0, text) }
    }

    /// A folded text; most answers are ASCII, which is searched about thirty times faster.
    private enum Haystack {
        case ascii([UInt8])
        case characters([Character])

        init(_ text: String, _ equality: TextFolding.Equality) {
            // Typographic marks are all that keeps many an answer from being ASCII.
            var text = Typography.plain(text)
            let bytes = text.withUTF8 { bytes -> [UInt8]? in
                guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
                var result: [UInt8] = []
                result.reserveCapacity(bytes.count)
                for byte in bytes {
                    switch byte {
                    case 0x41...0x5A where !equality.matchesCase: result.append(byte | 0x20)
                    case 0x09...0x0D, 0x20: if result.last != 0x20 { result.append(0x20) }
                    default: result.append(byte)
                    }
                }
                return result
            }
            self = bytes.map(Haystack.ascii) ?? .characters(PhraseMatcher.collapsed(text, equality))
        }
    }

    private func matches(_ phrase: Phrase, _ text: Haystack) -> Bool {
        switch text {
        case .ascii(let text):
            guard let bytes = phrase.bytes else { return false }
            return find(bytes, in: text) { a, b in
                !(TextFolding.isASCIIWord(a) && TextFolding.isASCIIWord(b))
            }
        case .characters(let text):
            return find(phrase.characters, in: text, isBoundary: Self.isBoundary)
        }
    }

    private func find<Element: Equatable>(
        _ phrase: [Element], in text: [Element], followedBy next: Element? = nil,
        isBoundary: (Element, Element) -> Bool
    ) -> Bool {
        guard phrase.count <= text.count, let first = phrase.first, let last = phrase.last else {
            return false
        }
        for start in 0...(text.count - phrase.count) where text[start] == first {
            let end = start + phrase.count
            guard text[start..<end].elementsEqual(phrase) else { continue }
            if !wholeWords { return true }
            let opens = start == 0 || isBoundary(text[start - 1], first)
            let following = end < text.count ? text[end] : next
            let closes = following.map { isBoundary(last, $0) } ?? true
            if opens, closes { return true }
        }
        return false
    }

    /// Whether a phrase (or each) is found in every text that begins so.
    ///
    /// What follows can change the last character alone, by marks that it puts on it; whether a word
    /// ends before that one hangs on its first scalar, which stays. So the phrase has to end before
    /// the last character.
    package func settles(_ prefix: String, needsAll: Bool = false) -> Bool {
        // Most texts have no match, which is found out faster.
        guard needsAll ? matchesAll(in: prefix) : matchesAny(in: prefix) else { return false }
        var folded = Array(TextFolding.fold(prefix, equality))
        guard let last = folded.popLast() else { return false }
        let fixed = Self.collapsed(folded)
        // White space at the end is no part of it.
        let next = folded.last?.isWhitespace == true ? " " : last
        func isSettled(_ phrase: Phrase) -> Bool {
            find(phrase.characters, in: fixed, followedBy: next, isBoundary: Self.isBoundary)
        }
        return needsAll ? phrases.allSatisfy(isSettled) : phrases.contains(where: isSettled)
    }

    private static func isBoundary(_ a: Character, _ b: Character) -> Bool {
        !(TextFolding.isWord(a) && TextFolding.isWord(b)) || TextFolding.standsAlone(a)
            || TextFolding.standsAlone(b)
    }

    /// Folded, with single spaces for runs of white space; none around a phrase.
    private static func collapsed(
        _ text: String, _ equality: TextFolding.Equality
    ) -> [Character] {
        collapsed(Array(TextFolding.fold(text, equality)))
    }

    private static func collapsed(_ folded: [Character]) -> [Character] {
        folded.split(whereSeparator: \.isWhitespace).map { String($0) }
            .joined(separator: " ").map { $0 }
    }
}
