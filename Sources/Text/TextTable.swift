/// A table of text for terminals and files: columns as wide as their widest cell, two blanks apart.
package struct TextTable {
    private var rows: [[SafeText]] = []
    private let rightAligned: Set<Int>

    /// - Parameters:
    ///   - header: the columns' names.
    ///   - rightAligned: which columns hold numbers.
    package init(_ header: [String], rightAligned: some Sequence<Int>) {
        rows = [header.map { SafeText(sanitizing: $0) }]
        self.rightAligned = Set(rightAligned)
    }

    /// Adds a row of hostile texts; cells beyond the header's are left out.
    package mutating func add(_ cells: [String]) {
        rows.append(cells.prefix(rows[0].count).map { SafeText(sanitizing: $0) })
    }

    /// The columns of the longest line.
    package var width: Int {
        let widths = widths
        return widths.reduce(0, +) + 2 * max(0, widths.count - 1)
    }

    private var widths: [Int] {
        rows[0].indices.map { column in
            rows.map { column < $0.count ? $0[column].width : 0 }.max() ?? 0
        }
    }

    /// The header and rows, each without blanks at its end.
    package var lines: [String] {
        let widths = widths
        return rows.map { row in
            let line = row.enumerated().map { column, cell in
                cell.padded(
                    to: widths[column], alignment: rightAligned.contains(column) ? .right : .left
                ).string
            }.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
