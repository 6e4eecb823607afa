import Canvas

/// One paragraph of safe text with a style for each character, to be broken into lines.
struct StyledText: Sendable {
    /// One cluster of the text.
    struct Piece: Sendable, Hashable {
        let character: Character
        let columns: Int
        var style: Style
    }

    private(set) var pieces: [Piece] = []
    /// The columns by which lines but the first are indented.
    var indent = 0
    /// Whether lines are broken where they are full, whatever stands there.
    var isPreformatted = false

    init(_ text: SafeText = "", style: Style = .text) {
        append(text.string, style: style)
    }

    /// Takes in clusters that are safe already.
    mutating func append(_ text: some StringProtocol, style: Style) {
        for character in text {
            pieces.append(Piece(character: character, columns: character.columns, style: style))
        }
    }

    /// The text, as a search goes through it.
    var string: String { String(pieces.map(\.character)) }

    /// Gives some clusters another style.
    mutating func restyle(_ range: Range<Int>, _ style: (Style) -> Style) {
        for index in range.clamped(to: pieces.indices) {
            pieces[index].style = style(pieces[index].style)
        }
    }

    /// The clusters where a pattern occurs.
    func places(of matcher: Matcher) -> [Range<Int>] {
        let string = string
        var (index, offset) = (string.startIndex, 0)
        func advance(to place: String.Index) -> Int {
            if place > index {
                offset += string.distance(from: index, to: place)
                index = place
            }
            return offset
        }
        return matcher.ranges(in: string).map {
            let lower = advance(to: $0.lowerBound)
            return lower..<max(lower + 1, advance(to: $0.upperBound))
        }
    }

    /// The lines of at most `width` columns: broken at blanks where possible, else inside a word.
    func lines(width: Int) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        while start < pieces.count {
            let room = max(2, width - (lines.isEmpty ? 0 : indent))
            var (end, columns, breakAt) = (start, 0, start)
            while end < pieces.count, columns + pieces[end].columns <= room {
                columns += pieces[end].columns
                // A wide script has no blanks: every cluster may end a line.
                if pieces[end].character == " " || pieces[end].columns == 2 { breakAt = end + 1 }
                end += 1
            }
            if end == pieces.count || isPreformatted || pieces[end].character == " " {
                end = max(end, start + 1)
                lines.append(start..<end)
                // The blank at a break is dropped.
                let isBlank = !isPreformatted && end < pieces.count
                start = isBlank && pieces[end].character == " " ? end + 1 : end
            } else {
                end = breakAt > start ? breakAt : max(end, start + 1)
                lines.append(start..<end)
                start = end
            }
        }
        return lines.isEmpty ? [0..<0] : lines
    }
}
