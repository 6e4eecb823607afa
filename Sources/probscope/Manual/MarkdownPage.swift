import Text

/// A page of the documentation as lines for a terminal or a pipe.
///
/// Paragraphs, lists and tables are filled to the width; examples and pictures stay as they are;
/// links keep their words. It reads the Markdown of our own pages, which a test sees to.
struct MarkdownPage {
    private(set) var lines: [String] = []
    private let columns: Int

    init(_ source: String, columns: Int) {
        self.columns = max(20, columns)
        var rest = Self.withoutComments(source)
            .split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let line = rest.first {
            if line.isEmpty {
                blank()
                rest.removeFirst()
            } else if line.hasPrefix("```") {
                rest.removeFirst()
                append(take(while: { !$0.hasPrefix("```") }, from: &rest), indent: 4)
                rest = rest.dropFirst()
            } else if line.hasPrefix("    ") {
                append(take(while: { $0.hasPrefix("    ") }, from: &rest), indent: 0)
            } else if line.hasPrefix("#") {
                blank()
                append(Self.plain(line.drop { $0 == "#" }.dropFirst()))
                rest.removeFirst()
            } else if line.hasPrefix("|") {
                table(take(while: { $0.hasPrefix("|") }, from: &rest))
            } else {
                paragraph(from: &rest)
            }
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
    }

    // MARK: - Blocks

    private mutating func blank() {
        if let last = lines.last, !last.isEmpty { lines.append("") }
    }

    private mutating func append(_ block: [Substring], indent: Int) {
        let blanks = String(repeating: " ", count: indent)
        for line in block { lines.append(line.isEmpty ? "" : blanks + line) }
    }

    private mutating func append(_ words: String, indent: Int = 0, first: String = "") {
        let filled = SafeText(sanitizing: words).wrapped(to: columns - indent)
        for (number, line) in filled.enumerated() {
            let start = number == 0 ? first : ""
            lines.append(start + String(repeating: " ", count: indent - start.count) + line.string)
        }
    }

    /// A paragraph or an item of a list: what follows it without an empty line belongs to it.
    private mutating func paragraph(from rest: inout ArraySlice<Substring>) {
        guard let line = rest.popFirst() else { return }
        let mark = Self.mark(of: line)
        let others = take(
            while: {
                !$0.isEmpty && !$0.hasPrefix("|") && !$0.hasPrefix("```")
                    && Self.mark(of: $0).isEmpty
            }, from: &rest)
        let words = ([line.dropFirst(mark.count)] + others).map { $0.drop { $0 == " " } }
        append(Self.plain(words.joined(separator: " ")), indent: mark.count, first: mark)
    }

    /// What an item of a list begins with, such as `- ` or `2. `; empty for other lines.
    private static func mark(of line: Substring) -> String {
        let digits = line.prefix { $0.isNumber }
        let end = digits.isEmpty ? "- " : ". "
        return line.dropFirst(digits.count).hasPrefix(end) ? digits + end : ""
    }

    private func take(
        while condition: (Substring) -> Bool, from rest: inout ArraySlice<Substring>
    ) -> [Substring] {
        let taken = rest.prefix(while: condition)
        rest = rest.dropFirst(taken.count)
        return Array(taken)
    }

    // MARK: - Tables

    /// Columns as wide as their cells, the widest of them filled where there is too little room.
    private mutating func table(_ block: [Substring]) {
        let rows = block.map(Self.cells).filter { row in
            !row.allSatisfy { $0.allSatisfy { "-: ".contains($0) } && !$0.isEmpty }
        }
        let count = rows.map(\.count).max() ?? 0
        var widths = (0..<count).map { column in
            rows.map { $0.indices.contains(column) ? SafeText(sanitizing: $0[column]).width : 0 }
                .max() ?? 0
        }
        let room = max(columns - 2 * (count - 1), 4 * count)
        while widths.reduce(0, +) > room,
            let widest = widths.indices.max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
        }
        for row in rows {
            let cells = widths.indices.map { column in
                SafeText(sanitizing: row.indices.contains(column) ? row[column] : "")
                    .wrapped(to: widths[column])
            }
            for number in 0..<(cells.map(\.count).max() ?? 0) {
                let line = widths.indices.map { column in
                    let cell =
                        cells[column].indices.contains(number) ? cells[column][number] : SafeText()
                    return cell.padded(to: widths[column], alignment: .left).string
                }.joined(separator: "  ")
                lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
            }
        }
    }

    private static func cells(_ line: Substring) -> [String] {
        let inner = line.replacing(#"\|"#, with: "\u{1}").dropFirst()
        return inner.split(separator: "|", omittingEmptySubsequences: false).dropLast().map {
            let cell = $0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            return plain(String(cell)).replacing("\u{1}", with: "|")
        }
    }

    // MARK: - Words

    /// Words without links and bold marks; code keeps its marks.
    private static func plain(_ words: some StringProtocol) -> String {
        var rest = Substring(words)
        var result = ""
        while let start = rest.firstIndex(of: "["),
            let middle = rest[start...].firstRange(of: "]("),
            let end = rest[middle.upperBound...].firstIndex(of: ")")
        {
            result += rest[..<start] + rest[rest.index(after: start)..<middle.lowerBound]
            rest = rest[rest.index(after: end)...]
        }
        return (result + rest).replacing("**", with: "")
    }

    private static func withoutComments(_ source: String) -> String {
        var rest = source[...]
        var result = ""
        while let start = rest.firstRange(of: "<!--"),
            let end = rest[start.upperBound...].firstRange(of: "-->")
        {
            result += rest[..<start.lowerBound]
            rest = rest[end.upperBound...]
            if rest.first == "\n" { rest.removeFirst() }
        }
        return result + rest
    }
}
