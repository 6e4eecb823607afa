import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Statistics
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

/// Files that overlap and were imported each alone.
@Suite struct OverlappingRunsTests {
    private let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func run(_ name: String, _ texts: [String: [String]], uuids: Bool = false) throws
        -> Journal
    {
        let lines = texts.sorted { $0.key < $1.key }.flatMap { prompt, texts in
            texts.enumerated().map { number, text in
                #"{"prompt_id":"\#(prompt)","text":"\#(text)""#
                    + (uuids ? #","uuid":"\#(prompt) \#(text) \#(number)"}"# : "}")
            }
        }
        return try DrawImport(Array(lines.joined(separator: "\n").utf8), name: name).write(
            to: fixture.path(name + ".run"), name: name, set: "set",
            created: "2026-01-01T00:00:00Z"
        ) { name in
            RunIdentity.ScorerIdentity(
                name: name, settings: "imported", isBinary: true, zero: "0", one: "1")
        }
    }

    /// Long answers, no two of which are equal, or short ones of which a few are frequent.
    private func answers(_ count: Int, isLong: Bool, _ random: inout some RandomNumberGenerator)
        -> [String]
    {
        (0..<count).map { _ in
            isLong
                ? "answer \(UInt32.random(in: 0...(.max), using: &random))"
                : ["no", "no", "no", "no", "yes", "perhaps", "ask"][
                    Int.random(in: 0..<7, using: &random)]
        }
    }

    /// What the second file has of the first one's hundred draws.
    enum Overlap: CaseIterable, Sendable {
        case grown, shrunk, window, behind, shuffled, spaced
    }

    @Test(arguments: Overlap.allCases, [true, false])
    func drawsOfTwoFilesThatAreTheSameAreRefused(_ overlap: Overlap, isLong: Bool) throws {
        // Short answers in another order look like any others.
        if overlap == .shuffled, !isLong { return }
        var random = SplitMix64(seed: 7)
        let first = answers(100, isLong: isLong, &random)
        let more = answers(100, isLong: isLong, &random)
        let second =
            switch overlap {
            case .grown: first + more
            case .shrunk: Array(first.prefix(80))
            case .window: Array(first.suffix(60)) + more
            case .behind: more + first
            case .shuffled: (first + more).shuffled(using: &random)
            case .spaced: first.map { $0 + " " }
            }
        let sources = try [run("one", ["a": first]), run("two", ["a": second])]
        #expect {
            try OverlappingRuns.check(sources)
        } throws: {
            "\($0)".contains("two.run holds draws that") && "\($0)".contains("of prompt a")
        }
    }

    /// Each answer is once among draws without replacement, so that many are in any two such runs.
    @Test func drawsWithoutReplacementAreNotAccused() throws {
        let (texts, id) = (answersInTurn, PromptID("a"))
        func rest(_ name: String) throws -> Journal {
            let prompts = PromptSet(
                name: "set", prompts: [Prompt(id: id, text: "Q")], provenance: "")
            var identity = RunIdentity(
                promptsFingerprint: prompts.fingerprint, model: "m", modelFingerprint: "",
                decodingName: "", decodingJSON: "{}", template: "", seed: 5, scorers: [])
            identity.withoutReplacement = true
            let journal = try Journal.create(
                at: fixture.path(name + ".run"), identity: identity,
                plan: RunPlan(name: name, draws: 60, alpha: 0.01, servers: [], created: ""),
                prompts: prompts)
            let launch = Launch(path: [], left: 1, known: [])
            try journal.record(
                launches: texts.indices.map {
                    JournalLaunch(prompt: id, index: $0, launch: launch)
                }, leaves: [], exact: [:])
            try journal.append(
                texts.enumerated().map { index, text in
                    let answer = Answer(text: text, stop: .endOfText, tokenCount: 1)
                    return JournalDraw(
                        draw: Draw(
                            prompt: id, index: index, seed: UInt32(index),
                            outcome: .completed(answer), attempts: 1), scores: [])
                })
            return journal
        }
        for sources in [
            [try run("one", ["a": texts]), try rest("two")], [try rest("three"), try rest("four")],
        ] {
            #expect {
                try OverlappingRuns.check(sources)
            } throws: {
                "\($0)".contains("holds draws without replacement, each of which depends")
            }
        }
    }

    private var answersInTurn: [String] { (0..<60).map { "answer \($0)" } }

    /// A few draws of each of many prompts.
    @Test func manyShortPromptsAreSeenTogether() throws {
        var random = SplitMix64(seed: 8)
        var (first, second): ([String: [String]], [String: [String]]) = ([:], [:])
        for prompt in 0..<40 {
            let texts = answers(8, isLong: true, &random)
            first["p\(prompt)"] = Array(texts.prefix(4))
            second["p\(prompt)"] = texts
        }
        let sources = try [run("one", first), run("two", second)]
        #expect(throws: MergeError.self) { try OverlappingRuns.check(sources) }
    }

    /// Draws of one model that says few things, or always one, or which somebody has sorted.
    @Test(arguments: 0..<20)
    func drawsOfOneModelAreNotAccused(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(100 + seed))
        func texts() -> [String: [String]] {
            [
                "constant": Array(repeating: "no", count: 200),
                "short": answers(200, isLong: false, &random),
                "sorted": answers(200, isLong: false, &random).sorted(),
                "long": answers(50, isLong: true, &random),
            ]
        }
        let sources = try [run("one", texts()), run("two", texts()), run("three", texts())]
        try OverlappingRuns.check(sources)
    }
}
