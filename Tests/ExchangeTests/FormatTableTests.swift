import Exchange
import Foundation
import Testing

/// The page's table of formats says what the program does.
@Suite struct FormatTableTests {
    /// The rows as their cells.
    private static func rows() throws -> [[String]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(
            contentsOf: root.appending(path: "Documentation/formats.md"), encoding: .utf8)
        let start = try #require(page.range(of: "## Every format, read and written"))
        return page[start.upperBound...].split(separator: "\n")
            .drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
            .map { row in
                row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            }
    }

    @Test(arguments: DrawImport.Format.allCases)
    func `every format that is read is a row's`(format: DrawImport.Format) throws {
        let row = try Self.rows().first {
            $0[0].lowercased().replacing(" ", with: "-").contains(format.rawValue)
        }
        #expect(row?[1].contains("`import`") == true, "\(format.rawValue): \(row ?? [])")
    }

    /// Of these ``RoundTripTests`` compare the evidence of an export's import.
    @Test(arguments: RunExport.Format.allCases)
    func `every format that is written is a row's, with what comes back`(
        format: RunExport.Format
    ) throws {
        let row = try #require(
            try Self.rows().first { $0[0].contains("(`\(format.rawValue)`)") }, "\(format)")
        #expect(row[2].contains("`export`"))
        let isWhole = ["the same", "the same evidence, labels and identity"].contains(row[3])
        #expect(isWhole == (format != .openUnlearning), "\(row)")
    }

    @Test func `no row promises a format that is not there`() throws {
        let written = Set(RunExport.Format.allCases.map(\.rawValue)).union(["parquet"])
        for row in try Self.rows().dropFirst(2) where row[2].contains("`export`") {
            let names = row[0].split(separator: "`").map(String.init)
            #expect(names.contains(where: written.contains), "\(row)")
        }
    }
}
