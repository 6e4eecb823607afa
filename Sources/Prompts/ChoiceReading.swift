import Text

/// Which choice of a question of multiple choice an answer makes.
///
/// In this order: the answer begins with a letter that stands alone, as in "B", "(B)", "B. Oak",
/// "**B**"; it says "answer is B", "option B", "B is correct" or "\boxed{B}", of several the last; it
/// has the text of one choice and of no other. All else is no choice. "A tree" is no letter.
package struct ChoiceReading: Sendable {
    private let choices: [PhraseMatcher]
    private let normalized: [String]
    private let last: UInt8

    /// - Parameter choices: at most 26 texts, in the order of their letters.
    package init(_ choices: [String]) {
        normalized = choices.map(TextFolding.normalize)
        self.choices = normalized.map { PhraseMatcher([$0], wholeWords: true) }
        last = UInt8(ascii: "A") + UInt8(clamping: min(max(choices.count, 1), 26) - 1)
    }

    /// The place of the choice that is made, from 0; nil where none is.
    package func choice(_ answer: String) -> Int? {
        let bytes = Array(Typography.plain(answer).utf8)
        if let place = leadingLetter(bytes) ?? statedLetter(bytes) { return place }
        let text = TextFolding.normalize(answer)
        if let place = normalized.firstIndex(of: text), !text.isEmpty { return place }
        let found = choices.indices.filter { choices[$0].matchesAny(in: text) }
        // A choice within another's text is the longer one.
        let outer = found.filter { place in
            !found.contains { other in
                other != place && normalized[other].utf8.count > normalized[place].utf8.count
                    && normalized[other].contains(normalized[place])
            }
        }
        return outer.count == 1 ? outer[0] : nil
    }

    // MARK: - Letters

    /// The letter as a place, where it stands alone.
    private func place(_ bytes: [UInt8], _ index: Int, isOpen: Bool) -> Int? {
        guard index < bytes.count else { return nil }
        let upper = isOpen ? bytes[index] & 0xDF : bytes[index]
        guard (UInt8(ascii: "A")...last).contains(upper) else { return nil }
        if index + 1 < bytes.count,
            TextFolding.isASCIIWord(bytes[index + 1]) || bytes[index + 1] >= 0x80
        {
            return nil
        }
        return Int(upper - UInt8(ascii: "A"))
    }

    private func leadingLetter(_ bytes: [UInt8]) -> Int? {
        var index = 0
        var isOpen = false
        while index < bytes.count, Self.wrappers.contains(bytes[index]) {
            isOpen = isOpen || bytes[index] > 0x20
            index += 1
        }
        // A small letter is one where a bracket or dot follows, or nothing.
        let follows = index + 1 < bytes.count ? bytes[index + 1] : 0x0A
        isOpen = isOpen || follows < 0x20 || ")].:".utf8.contains(follows)
        guard let place = place(bytes, index, isOpen: isOpen) else { return nil }
        // Behind a letter that stands alone comes no further word of its sentence.
        var next = index + 1
        var isClosed = false
        while next < bytes.count, bytes[next] == 0x20 || Self.closers.contains(bytes[next]) {
            isClosed = isClosed || Self.closers.contains(bytes[next])
            next += 1
        }
        return isClosed || next == bytes.count || bytes[next] < 0x20 ? place : nil
    }

    private static let wrappers = Set("([{*\"'`_ \t\r\n#>$".utf8)
    private static let closers = Set(")]}.:,;*\"'`_-/\\=$".utf8)

    private static let statements: [[UInt8]] = [
        "answer is ", "answer: ", "answer:", "choice is ", "option is ", "choice: ", "option: ",
        "boxed{", "answer would be ", "answer should be ", "i choose ", "i pick ", "option ",
        "choice ", "answer ", "ans: ", "ans:", "<answer>", "answer\"", "answer is:", "choice is:",
        "option is:", "go with ", "答案:", "答案是",
    ].map { Array($0.utf8) }

    /// Statements that say a choice only where nothing but its letter follows.
    private static let bareStatements: [[UInt8]] = ["it's ", "it is "].map {
        Array($0.utf8)
    }

    /// What follows a letter that is said to be right.
    private static let verdicts: [[UInt8]] = [
        " is correct", " is the correct", " is right", " is the right", " is the answer",
        " is the best answer",
    ].map { Array($0.utf8) }

    /// Whether the answer or its line ends here, but for marks of punctuation.
    private func ends(_ bytes: [UInt8], _ index: Int) -> Bool {
        var index = index
        while index < bytes.count, Self.closers.contains(bytes[index]) { index += 1 }
        while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        return index >= bytes.count || bytes[index] < 0x20
    }

    /// The letter behind a statement that ends at an index.
    private func letter(_ bytes: [UInt8], after end: Int, isBare: Bool) -> Int? {
        var index = end
        while index < bytes.count,
            Self.wrappers.contains(bytes[index]) || bytes[index] == 0x3A
                || bytes[index] == 0x2D
        {
            index += 1
        }
        for command in Self.textCommands where bytes[index...].starts(with: command) {
            index += command.count
        }
        guard index < bytes.count else { return nil }
        let isLast = ends(bytes, index + 1)
        guard !isBare || isLast else { return nil }
        return place(bytes, index, isOpen: isLast && bytes[index] != UInt8(ascii: "a"))
    }

    private static let textCommands: [[UInt8]] = [
        "\\text{", "\\textbf{", "\\mathrm{", "\\mathbf{",
    ].map { Array($0.utf8) }

    /// Statements by their first letter, so that most places of an answer are passed in one step.
    private static let byFirst: [UInt8: [(text: [UInt8], isBare: Bool)]] = Dictionary(
        grouping: statements.map { (text: $0, isBare: false) }
            + bareStatements.map { (text: $0, isBare: true) },
        by: { $0.text[0] }
    )

    /// The letter of the last statement about the answer.
    private func statedLetter(_ bytes: [UInt8]) -> Int? {
        let lower = bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        for start in lower.indices.reversed() {
            guard start == 0 || !TextFolding.isASCIIWord(lower[start - 1]) else { continue }
            for statement in Self.byFirst[lower[start]] ?? []
            where lower[start...].starts(with: statement.text) {
                // "option a" may be an article; a capital letter is none, nor is the last one.
                let end = start + statement.text.count
                if let place = letter(bytes, after: end, isBare: statement.isBare) { return place }
            }
            if let place = place(bytes, start, isOpen: false),
                Self.verdicts.contains(where: { lower[(start + 1)...].starts(with: $0) })
            {
                return place
            }
        }
        return nil
    }
}
