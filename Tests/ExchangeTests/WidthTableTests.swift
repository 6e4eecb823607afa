import Foundation
import Testing

/// How wide limits were before and are now, and that the table in the pages is what the program
/// computes.
@Suite struct WidthTableTests {
    /// `UPDATE_GOLDEN=1` writes the table anew.
    @Test func `no limit that held before is wider by more than two percent, and the page says so`()
        throws
    {
        let rows = try WidthTable.rows()
        for row in rows where row.wasInvalid == nil {
            #expect(row.ratio <= 1.02, "\(row.line)")
        }
        #expect(rows.count > 40)
        let table = ([WidthRow.head] + rows.map(\.line)).joined(separator: "\n")

        let page = WidthTable.checkout + "/Documentation/widths.md"
        let text = try String(contentsOfFile: page, encoding: .utf8)
        let (begin, end) = ("<!-- before and now: begin -->\n", "\n<!-- before and now: end -->")
        let from = try #require(text.range(of: begin)).upperBound
        let to = try #require(text.range(of: end)).lowerBound
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try text.replacingCharacters(in: from..<to, with: table)
                .write(toFile: page, atomically: true, encoding: .utf8)
            return
        }
        #expect(text[from..<to] == table, "write it with UPDATE_GOLDEN=1")
    }
}
