import Files
import Foundation
import Prompts
import TestSupport
import Testing

/// What is said about the sample data is true of the files.
@Suite struct SampleDataTests {
    private static let folder = Program.checkout + "/SampleData"

    private static func names(_ folder: String, _ ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
    }

    @Test func everyModelHasACardWithItsChecksum() throws {
        let models = Self.folder + "/models"
        let names = try Self.names(models, ".gguf")
        #expect(names.count >= 12)
        #expect(try Self.names(models, ".md") == names)
        for name in names {
            let bytes = try Data(contentsOf: URL(filePath: "\(models)/\(name).gguf"))
            var hash = SHA256()
            hash.update(bytes)
            let checksum = hash.finish()
            let card = try String(contentsOfFile: "\(models)/\(name).md", encoding: .utf8)
            #expect(card.hasPrefix("# \(name)\n"))
            #expect(card.contains("| SHA-256 | `\(checksum)` |"), "\(name) has \(checksum)")
            for row in ["What", "How", "Data", "Licence"] {
                #expect(card.contains("\n| \(row) | "), "\(name) lacks \(row)")
            }
            #expect(card.contains("seed"), "\(name) lacks its seed")
        }
    }

    @Test func theSampleDataIsSmall() throws {
        let files = try #require(FileManager.default.enumerator(atPath: Self.folder))
        var total = 0
        for case let file as String in files {
            let parts = file.split(separator: "/")
            // What is built there and what SQLite leaves behind is not in the repository.
            let isBuilt = parts.contains { $0.hasPrefix(".") || $0 == "__pycache__" }
            if isBuilt || ["-wal", "-shm", "-lock"].contains(where: file.hasSuffix) { continue }
            let attributes = try FileManager.default.attributesOfItem(
                atPath: Self.folder + "/" + file)
            guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
            total += attributes[.size] as? Int ?? 0
        }
        #expect(total > 1_000_000)
        #expect(total <= 7_500_000, "the sample data has \(total) bytes")
    }

    @Test func theReadmeHasTheReproductionTableThatTheReportsGive() throws {
        let laidOut = try Subprocess.run(
            try RealServer.python(), [Self.folder + "/lab/layout.py", "--check"])
        #expect(laidOut.status == 0, "\(laidOut.errors)")
        let text = try String(contentsOfFile: Self.folder + "/lab/README.md", encoding: .utf8)
        #expect(text.contains("| NPO + entropy, drafts |"))
    }

    @Test func twoRunsWithDifferentSeedsAgreeWithinTheirLimits() throws {
        let compared = try Subprocess.run(
            try RealServer.python(), [Self.folder + "/lab/layout.py", "--compare"])
        #expect(compared.status == 0, "\(compared.output)")
    }
}
