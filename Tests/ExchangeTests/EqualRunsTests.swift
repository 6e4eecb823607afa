import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Testing

/// Imported runs without seeds whose answers are equal: one file twice, or files that say the same.
@Suite struct EqualRunsTests {
    private let fixture: Fixture

    init() throws { fixture = try Fixture() }

    private func run(_ name: String, _ answers: [String], _ more: String = "") throws -> Journal {
        try run(name, lines: answers.map { #"{"prompt_id":"a","text":"\#($0)"\#(more)}"# })
    }

    private func run(_ name: String, lines: [String]) throws -> Journal {
        try DrawImport(Array(lines.joined(separator: "\n").utf8), name: name).write(
            to: fixture.path(name + ".run"), name: name, set: "set",
            created: "2026-01-01T00:00:00Z"
        ) { name in
            RunIdentity.ScorerIdentity(
                name: name, settings: "imported", isBinary: true, zero: "0", one: "1")
        }
    }

    private func merge(
        _ sources: [Journal], _ equal: EqualRuns? = nil, to name: String = "m.run"
    ) throws -> (summary: MergeSummary, run: Journal) {
        try OverlappingRuns.check(sources, equal: equal)
        let path = fixture.path(name)
        let summary = try Journal.merge(sources, to: path, name: "m", equal: equal ?? .copies)
        return (summary, try Journal.open(at: path, mode: .readOnly))
    }

    /// To count each of them once would leave the frequent answers out.
    @Test func `short files that say the same are not taken for copies unasked`() throws {
        let runs = try (0..<6).map { try run("r\($0)", Array(repeating: "Yes", count: 4)) }
        #expect {
            try merge(runs)
        } throws: {
            "\($0)".contains("--equal-runs draws") && "\($0)".contains("--equal-runs copies")
                && "\($0)".contains("r1.run") && "\($0)".contains("r0.run")
        }
        let all = try merge(runs, .draws)
        #expect(all.summary.draws == 24 && all.summary.duplicates == 0)
        let once = try merge(runs, .copies, to: "once.run")
        #expect(once.summary.draws == 4 && once.summary.duplicates == 20)
    }

    @Test func `what chance cannot have made equal is one file`() throws {
        let answers = (0..<50).map { "answer \($0 * 7919 % 10_007)" }
        let runs = try [run("one", answers), run("two", answers)]
        #expect(try merge(runs).summary.draws == 50)
        #expect(throws: MergeError.self) { try merge(runs, .draws, to: "no.run") }
    }

    @Test func `all draws of merged runs are there when they are merged again`() throws {
        let runs = try (0..<4).map { try run("r\($0)", ["Yes", "No"]) }
        let first = try merge(Array(runs[0..<2]), .draws, to: "x.run").run
        let second = try merge(Array(runs[2..<4]), .draws, to: "y.run").run
        #expect(try merge([first, second], .draws).summary.draws == 8)
    }

    @Test func `other scores of the same draws are said`() throws {
        let answers = (0..<50).map { "answer \($0 * 7919 % 10_007)" }
        let runs = try [
            run("one", answers, #","scores":{"s":1}"#), run("two", answers, #","scores":{"s":0}"#),
        ]
        let merged = try merge(runs)
        #expect(merged.summary.rescored == 50)
        #expect(merged.run.plan.warnings.contains { $0.contains("50 of them have other scores") })
    }

    // MARK: - Seeds that nobody knows

    /// A seed of the file, none, and one that 32 bits do not hold.
    private var mixed: [String] {
        [
            #"{"prompt_id":"a","text":"x","seed":11}"#, #"{"prompt_id":"a","text":"y"}"#,
            #"{"prompt_id":"a","text":"z","seed":12345678901234}"#,
        ]
    }

    @Test(arguments: [RunExport.Format.jsonl, .leakAtK, .lmEval, .inspect])
    func `a seed that is not known is null in exports`(format: RunExport.Format) throws {
        let journal = try run("a", lines: mixed)
        let text = try RunExport(journal).text(format)
        #expect(text.split(separator: "\"seed\":11,").count == 2, "\(text)")
        #expect(text.split(separator: "\"seed\":null,").count == 3, "\(text)")
        // The draws are known again by what stands in for it.
        let again = try DrawImport(Array(text.utf8), name: "again").write(
            to: fixture.path("again.run"), name: "a", set: "set", created: "2026-01-01T00:00:00Z"
        ) { _ in Fixture.keyword }
        var seeds: [UInt32] = []
        try journal.forEachDraw { seeds.append($0.draw.seed) }
        var others: [UInt32] = []
        try again.forEachDraw { others.append($0.draw.seed) }
        #expect(seeds == others && again.identity.hasStandIns == true)
    }

    @Test func `a seed that is not known is no cell of tables`() throws {
        let journal = try run("a", lines: mixed)
        var table = ""
        try DrawTable.write(journal) { table += String(decoding: $0, as: UTF8.self) }
        let seeds = table.split(whereSeparator: \.isNewline).dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)[2]
        }
        #expect(seeds == ["11", "", ""], "\(table)")
        var rows = ""
        try TypedDrawTable.writeRows(journal) { rows += String(decoding: $0, as: UTF8.self) }
        #expect(rows.split(separator: "\"seed\"").count == 2)
    }

    @Test func `seeds of 32 bits are a file's own where all draws have one`() throws {
        let journal = try run(
            "a",
            lines: [3_000_000_000, 7].map { #"{"prompt_id":"a","text":"x","seed":\#($0)}"# })
        #expect(journal.identity.hasStandIns == nil)
        #expect(try RunExport(journal).text(.jsonl).contains("\"seed\":3000000000,"))
    }
}
