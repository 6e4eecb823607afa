import Evidence
import Exchange
import Files
import Foundation
import Journal
import Prompts
import Testing

/// Exports and tables go out piece by piece, whatever the size of a prompt.
@Suite struct StreamedExportTests {
    private final class Pieces {
        var sizes: [Int] = []
        var shown: [(done: Int, total: Int)] = []
        var bytes: [UInt8] = []
    }

    private static let draws = 12_000

    /// One prompt with many different answers, which no reader may keep.
    private func large(_ fixture: Fixture) throws -> Journal {
        let answers = (0..<Self.draws).map { number -> (text: String, scores: [Double?])? in
            number % 97 == 5
                ? nil
                : ("answer \(number) " + String(repeating: "x", count: 60), [Double(number % 2)])
        }
        return try fixture.run(answers: [(Prompt(id: PromptID("p"), text: "Who?"), answers)])
    }

    @Test(arguments: [RunExport.Format.jsonl, .leakAtK, .lmEval, .inspect])
    func `no piece grows with the run, and progress is told`(format: RunExport.Format) throws {
        let fixture = try Fixture()
        let journal = try large(fixture)
        let pieces = Pieces()
        try RunExport(journal).write(format) {
            pieces.shown.append(($0, $1))
        } to: {
            pieces.sizes.append($0.count)
            pieces.bytes += $0
        }
        #expect(pieces.sizes.count > 4)
        #expect(pieces.sizes.allSatisfy { $0 < 1 << 18 })
        #expect(
            pieces.shown.map(\.done) == Array(stride(from: 1024, through: Self.draws, by: 1024)))
        #expect(pieces.shown.allSatisfy { $0.total == Self.draws })
        let read = try DrawImport(pieces.bytes, name: "export")
        #expect(read.draws.map(\.count) == [Self.draws])
        #expect(read.draws[0].count { $0.error != nil } == Self.draws / 97 + 1)
    }

    @Test func `what the writer throws comes out as it is`() throws {
        struct Full: Error {}
        let fixture = try Fixture()
        let journal = try large(fixture)
        #expect(throws: Full.self) { try RunExport(journal).write(.jsonl) { _ in throw Full() } }
        #expect(throws: Full.self) { try DrawTable.write(journal) { _ in throw Full() } }
    }

    @Test func `a table for spreadsheets has no formula and no control character`() throws {
        let fixture = try Fixture()
        let texts = [
            "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-2+3", "\t=1", "\u{FF1D}1", "-5", "1e3",
            "a\u{1B}[2J\u{0}\u{202E}b", "plain, \"quoted\"\nline", "",
        ]
        let journal = try fixture.run(
            answers: [(Prompt(id: PromptID("=1+1"), text: "Q"), texts.map { ($0, [1]) })])
        func cells(_ forSpreadsheets: Bool) throws -> [String] {
            let pieces = Pieces()
            try DrawTable.write(journal, isForSpreadsheets: forSpreadsheets) { pieces.bytes += $0 }
            var parser = CSVParser(TextBytes(pieces.bytes), from: 0)
            var cells: [String] = []
            while let row = try parser.row() { cells.append(row.cells[4]) }
            #expect(cells.count == texts.count + 1)
            return Array(cells.dropFirst())
        }
        #expect(try cells(false) == texts)
        let safe = try cells(true)
        #expect(safe[0] == "'=cmd|' /C calc'!A0")
        #expect(safe[1] == "'@SUM(1)" && safe[2] == "'+1+1" && safe[3] == "'-2+3")
        #expect(safe[5] == "'\u{FF1D}1")
        // Numbers stay numbers, and words with commas and line ends stay what they are.
        #expect(safe[6] == "-5" && safe[7] == "1e3" && safe[9] == texts[9] && safe[10] == "")
        for cell in safe {
            #expect(!["=", "+", "@", "\t"].contains(String(cell.prefix(1))))
            for scalar in cell.unicodeScalars where scalar != "\n" {
                #expect(scalar.value >= 0x20 && scalar.value != 0x7F && scalar.value != 0x202E)
            }
        }
    }
}
