import Files
import Prompts
import TestSupport
import Testing

@Suite struct CSVTests {
    private func rows(_ text: String) throws(PromptError) -> [[String]] {
        let source = try SourceText(TextBytes(Array(text.utf8)), name: "p.csv")
        var records = try RecordSource(source, format: .csv)
        var rows: [[String]] = []
        while let record = try records.next() { rows.append(record.values.map(\.text)) }
        return rows
    }

    @Test(arguments: [
        ("a,b\r\n1,2\r\n", [["1", "2"]]),
        ("a,b\n1,2", [["1", "2"]]),
        ("a,b\r1,2\r", [["1", "2"]]),
        ("a,b\n\"1\",\"2\"", [["1", "2"]]),
        ("a,b\n\"x \"\"y\"\"\",\"\"\"\"", [["x \"y\"", "\""]]),
        ("a,b\n\"\"\"\"\"\",\"\"\n", [["\"\"", ""]]),
        ("a,b\n\"x,y\",\"1\r\n2\n3\r4\"\n", [["x,y", "1\r\n2\n3\r4"]]),
        ("a,b\n\"\r\n\",\"\n\"", [["\r\n", "\n"]]),
        ("a,b\n1,\n,2\n,", [["1", ""], ["", "2"], ["", ""]]),
        ("a,b\n1,\"\"", [["1", ""]]),
        // A quote within an unquoted cell is a character.
        ("a,b\n1,x\"\"y", [["1", "x\"\"y"]]), ("a,b\n5\" pipe,2\"", [["5\" pipe", "2\""]]),
        ("a,b\n1,\"2\"\n3,x\"4", [["1", "2"], ["3", "x\"4"]]),
        ("a\n1\n\n\r\n2\n\n", [["1"], ["2"]]),
        ("a\n1\n\"\"\n2", [["1"], [""], ["2"]]),
        // Space is part of a cell.
        ("a,b\n 1 ,\t2\n  ,\u{A0}x", [[" 1 ", "\t2"], ["  ", "\u{A0}x"]]),
        ("a\tb\n 1 \t2 \n\t", [[" 1 ", "2 "], ["", ""]]),
        ("a;b\n\u{2028}1;\" 2\"\n", [["\u{2028}1", " 2"]]),
        // Scalars that make one character with what is before or behind them.
        ("a,b\n1,\u{301}é", [["1", "\u{301}é"]]),
        ("a,b\n\"\u{301}1\",\"\u{1F3FB}\"", [["\u{301}1", "\u{1F3FB}"]]),
        ("a,b\nก,ำ\n\u{600},\"\u{600}\"", [["ก", "ำ"], ["\u{600}", "\u{600}"]]),
        ("a,b\n\u{200D}x\u{200D},\u{FE0F}\n", [["\u{200D}x\u{200D}", "\u{FE0F}"]]),
        ("a,b\n👩‍👩‍👧,\"🇩🇪\"\"🏽\"", [["👩‍👩‍👧", "🇩🇪\"🏽"]]),
        ("\u{FEFF}a,b\n\u{FEFF}1,日本", [["\u{FEFF}1", "日本"]]),
        // Separators of the other kinds are text.
        ("a;b\n1,2;3\t4", [["1,2", "3\t4"]]),
        ("\"a\n,;\";b\n1;2", [["1", "2"]]),
        ("a\n\"1,2;3\"", [["1,2;3"]]),
    ])
    func `a text of the standard has the cells that it has`(
        text: String, expected: [[String]]
    ) throws {
        // Strings are equal where their scalars may differ.
        #expect(
            try rows(text).map { $0.map { Array($0.utf8) } }
                == expected.map { $0.map { Array($0.utf8) } })
    }

    @Test(arguments: [
        ("a,b\n\"1\" ,2", 2, "text follows the closing quote"),
        ("a,b\n1, \"2\"", 2, "white space stands before"),
        ("a,b\n1,2\n3,\t\"4\"", 3, "white space stands before"),
        ("a,b\n\"1\"\"2", 2, "never closed"),
        ("a,b\n\"1\n\r2\r\n3\",\"\n4", 5, "never closed"),
        ("a,\"b\n1", 1, "never closed"),
        ("a,b\n1,\"", 2, "never closed"),
        ("a,b\r\n\"1\r\n\r2\n3\",4\r\n5\r\n", 6, "1 cells, but the first line names 2"),
    ])
    func `what is no text of the standard is refused at its line`(
        text: String, line: Int, part: String
    ) {
        let error = #expect(throws: PromptError.self) { _ = try rows(text) }
        #expect(error?.line == line && error?.reason.contains(part) == true, "\(error as Any)")
    }

    /// Any cells at all, written as the standard has them, are read back scalar for scalar.
    @Test func `made-up tables are read back`() throws {
        let pieces = [
            "a", "\"", ",", ";", "\t", "\n", "\r\n", "\r", " ", "\u{301}", "\u{200D}", "é",
            "\u{1F3FB}", "\u{600}", "\u{FEFF}", "ำ", "ā", "👧", "\u{85}", "\u{E0}",
        ]
        var random = SeededGenerator(seed: 4180)
        for _ in 0..<500 {
            let cells = (0..<3).map { _ in
                (0..<2).map { _ in
                    (0..<Int.random(in: 0...4, using: &random))
                        .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
                }
            }
            let text = cells.map { row in
                row.map { cell in
                    let scalars = cell.unicodeScalars
                    let needsQuotes = scalars.contains { "\",\n\r".unicodeScalars.contains($0) }
                    guard needsQuotes || Bool.random(using: &random) else { return cell }
                    var written = "\"".unicodeScalars
                    for scalar in scalars {
                        written.append(contentsOf: scalar == "\"" ? ["\"", "\""] : [scalar])
                    }
                    return String(written) + "\""
                }.joined(separator: ",")
            }.joined(separator: "\n")
            let read = try rows("x,y\n" + text)
            #expect(
                read.map { $0.map { Array($0.utf8) } } == cells.map { $0.map { Array($0.utf8) } },
                "\(text.debugDescription)")
        }
    }
}
