import Evidence
import Exchange
import Foundation
import Journal
import TestSupport
import Testing

/// Imported runs that are joined: a file counts once, and no draw of two files is taken for one.
@Suite struct MergedImportTests {
    private let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func run(_ name: String, _ lines: [String]) throws -> Journal {
        let bytes = Array(lines.joined(separator: "\n").utf8)
        return try DrawImport(bytes, name: name).write(
            to: fixture.path(name + ".run"), name: name, set: "set",
            created: "2026-01-01T00:00:00Z"
        ) { name in
            RunIdentity.ScorerIdentity(
                name: name, settings: "imported", isBinary: true, zero: "0", one: "1")
        }
    }

    private func lines(_ ending: String, seeds: Bool = false, count: Int = 100) -> [String] {
        (0..<count).map { number in
            #"{"prompt_id":"a","text":"text \#(number)\#(ending)""#
                + (seeds ? #","seed":\#(number)}"# : "}")
        }
    }

    private func merge(_ sources: Journal...) throws -> MergeSummary {
        try Journal.merge(sources, to: fixture.path("merged.run"), name: "merged")
    }

    @Test func drawsWithoutSeedsOfTwoFilesAreAllKept() throws {
        let summary = try merge(run("one", lines("")), run("two", lines(" Canberra")))
        #expect(summary.draws == 200 && summary.duplicates == 0)
        let merged = try Journal.open(at: fixture.path("merged.run"), mode: .readOnly).restore()
        #expect(merged.evidence[0].drawCount == 200 && merged.plan.draws == 200)
    }

    @Test func aFileThatIsImportedTwiceCountsOnce() throws {
        let summary = try merge(run("one", lines("")), run("again", lines("")))
        #expect(summary.draws == 100 && summary.duplicates == 100)
    }

    @Test func drawsOfOneSeedAreOneDraw() throws {
        let summary = try merge(
            run("short", lines("", seeds: true, count: 40)), run("long", lines("", seeds: true)))
        #expect(summary.draws == 100 && summary.duplicates == 40)
    }

    @Test func twoTextsUnderOneSeedAreAContradiction() throws {
        #expect {
            try merge(run("one", lines("", seeds: true)), run("two", lines("!", seeds: true)))
        } throws: {
            "\($0)".contains("prompt a has two answers under seed 0")
        }
        #expect(!FileManager.default.fileExists(atPath: fixture.path("merged.run")))
    }

    /// In a prompt no draw has another's number, however large a file's hash is.
    @Test func standInSeedsAreDifferent() throws {
        let journal = try run("many", lines("", count: 5000))
        var seeds: Set<UInt32> = []
        try journal.forEachDraw { seeds.insert($0.draw.seed) }
        #expect(seeds.count == 5000)
    }
}
