import Canvas

/// Shows lines of Markdown lightly: headings, emphasis, code and lists; everything else as it is.
///
/// A mark that closes nothing is text, so that no answer loses a character that is none of Markdown.
struct MarkdownReader {
    let glyphs: Glyphs
    private var isCode = false

    init(glyphs: Glyphs) {
        self.glyphs = glyphs
    }

    static let codeStyle = Style(.bound)

    /// One line of safe text; lines are to be given in their order.
    mutating func read(_ line: SafeText) -> StyledText {
        let text = line.string
        let bare = text.drop { $0 == " " }
        if bare.hasPrefix("```") || bare.hasPrefix("~~~") {
            isCode.toggle()
            var fence = StyledText(line, style: .role(.muted))
            fence.isPreformatted = true
            return fence
        }
        if isCode {
            var code = StyledText(line, style: Self.codeStyle)
            code.isPreformatted = true
            return code
        }
        let hashes = bare.prefix { $0 == "#" }.count
        if (1...6).contains(hashes), bare.dropFirst(hashes).first == " " {
            var heading = StyledText()
            append(bare.dropFirst(hashes + 1), Style(.heading, .bold), to: &heading)
            return heading
        }
        var result = StyledText()
        let start = text.prefix { $0 == " " }
        result.append(start, style: .text)
        var rest = bare
        if let first = bare.first, "-*+".contains(first), bare.dropFirst().first == " " {
            result.append(String(glyphs.bullet) + " ", style: Style(.text, .bold))
            rest = bare.dropFirst(2)
            result.indent = start.count + 2
        } else if let end = numberEnd(bare) {
            let number = bare[..<end]
            result.append(number, style: Style(.text, .bold))
            rest = bare[end...]
            result.indent = start.count + number.count
        }
        append(rest, .text, to: &result)
        return result
    }

    /// Where the number of a list's item ends, its blank included.
    private func numberEnd(_ text: Substring) -> Substring.Index? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text[digits.endIndex...]
        guard (1...3).contains(digits.count), let mark = rest.first, mark == "." || mark == ")",
            rest.dropFirst().first == " "
        else { return nil }
        return rest.index(rest.startIndex, offsetBy: 2)
    }

    private static let marks = ["***", "**", "__", "*", "_", "`"]

    /// Emphasis and code within a line.
    private func append(_ text: Substring, _ style: Style, to result: inout StyledText) {
        var rest = text
        var plain = rest.startIndex
        var index = rest.startIndex
        while index < rest.endIndex {
            guard let mark = Self.marks.first(where: { rest[index...].hasPrefix($0) }),
                let (inside, end) = emphasised(rest, from: index, mark)
            else {
                index = rest.index(after: index)
                continue
            }
            result.append(rest[plain..<index], style: style)
            let marked = self.style(of: mark, style)
            if mark == "`" {
                result.append(inside, style: marked)
            } else {
                append(inside, marked, to: &result)
            }
            rest = rest[end...]
            (plain, index) = (end, end)
        }
        result.append(rest[plain...], style: style)
    }

    private func style(of mark: String, _ style: Style) -> Style {
        switch mark {
        case "`": Self.codeStyle
        case "*", "_": style.adding(.underline)
        case "***": style.adding([.bold, .underline])
        default: style.adding(.bold)
        }
    }

    /// What stands between a mark and the one that closes it.
    private func emphasised(
        _ text: Substring, from start: Substring.Index, _ mark: String
    ) -> (inside: Substring, end: Substring.Index)? {
        let open = text.index(start, offsetBy: mark.count)
        guard open < text.endIndex, text[open] != " ", text[open] != mark.first else { return nil }
        if mark != "`", start > text.startIndex {
            let before = text[text.index(before: start)]
            if before.isLetter || before.isNumber || before == mark.first { return nil }
        }
        var index = open
        while index < text.endIndex {
            if text[index...].hasPrefix(mark), index > open, text[text.index(before: index)] != " "
            {
                let end = text.index(index, offsetBy: mark.count)
                let after = end < text.endIndex ? text[end] : " "
                let closes =
                    mark == "`" || !(after.isLetter || after.isNumber || after == mark.first)
                if closes { return (text[open..<index], end) }
            }
            index = text.index(after: index)
        }
        return nil
    }
}
