import Evidence
import Foundation
import GRDB
import Prompts
import TestSupport
import Testing

@testable import Journal

@Suite("Joining runs")
struct MergeTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func file(_ name: String) -> String { folder.file("\(name).run") }

    private let prompts = PromptSet(
        name: "two",
        prompts: [
            Prompt(id: PromptID("p"), text: "one"), Prompt(id: PromptID("q"), text: "two"),
        ], provenance: "")

    /// A run whose draws of each prompt have the given launch numbers and, from `first` on, seeds.
    private func run(
        _ name: String, seed: UInt64, first: UInt32, indexes: [Int], lost: Set<Int> = [],
        apart: UInt32 = 0, change: (inout RunIdentity) -> Void = { _ in }
    ) throws -> Journal {
        var identity = RunIdentity(
            promptsFingerprint: prompts.fingerprint, model: "toy", modelFingerprint: "toy, 1 byte",
            decodingName: "pure T=1, 8 tokens", decodingJSON: "{\"temperature\":1}",
            template: "none", seed: seed,
            scorers: [
                RunIdentity.ScorerIdentity(
                    name: "s", settings: "", isBinary: true, zero: "kept", one: "told")
            ])
        change(&identity)
        let journal = try Journal.create(
            at: file(name), identity: identity,
            plan: RunPlan(
                name: name, draws: 10, alpha: 0.05, servers: ["http://\(name)"],
                created: "2025-01-01T00:00:00Z"),
            prompts: prompts)
        for (place, prompt) in prompts.enumerated() {
            try journal.append(
                indexes.map { index in
                    let drawSeed = first + UInt32(place) * apart + UInt32(index)
                    let outcome: Draw.Outcome =
                        lost.contains(index)
                        ? .lost(reason: "gone")
                        : .completed(
                            Answer(
                                text: "\(prompt.id) \(drawSeed)", stop: .endOfText, tokenCount: 2))
                    return JournalDraw(
                        draw: Draw(
                            prompt: prompt.id, index: index, seed: drawSeed, outcome: outcome,
                            attempts: 1), scores: [lost.contains(index) ? nil : 0])
                })
            try journal.appendGreedy(
                GreedyAnswer(
                    prompt: prompt.id,
                    answer: Answer(text: "best", stop: .endOfText, tokenCount: 1), isStable: true),
                scores: [0])
        }
        return journal
    }

    private func merged(_ sources: Journal...) throws -> (MergeSummary, [[UInt32]], RestoredRun) {
        let summary = try Journal.merge(sources, to: file("merged"), name: "merged")
        let journal = try Journal.open(at: file("merged"), mode: .readOnly)
        var seeds: [PromptID: [UInt32]] = [:]
        try journal.forEachDraw { seeds[$0.draw.prompt, default: []].append($0.draw.seed) }
        let run = try journal.restore()
        #expect(run.waiting.joined().isEmpty)
        return (summary, prompts.map { seeds[$0.id] ?? [] }, run)
    }

    /// Prompt q of the first run has the seeds 110 to 112, prompt p of the second one 111 to 113.
    @Test("No two prompts of a merged run share a seed")
    func keepsSeedsOfPromptsApart() throws {
        let withRule = { (identity: inout RunIdentity) in identity.seedRule = 1 }
        let (summary, seeds, run) = try merged(
            run("a", seed: 1, first: 100, indexes: [0, 1, 2], apart: 10, change: withRule),
            run("b", seed: 2, first: 111, indexes: [0, 1, 2], apart: 10, change: withRule))
        #expect(seeds == [[100, 101, 102, 113], [110, 111, 112, 121, 122, 123]])
        #expect(summary.sharedSeeds == 2 && summary.draws == 10 && summary.duplicates == 0)
        #expect(Set(seeds.joined()).count == seeds.joined().count)
        #expect(run.evidence[0].drawCount == 4)
    }

    /// A server that does not heed seeds gives two runs of one seed different draws.
    @Test("Draws of one seed with other texts are not thrown away in silence")
    func otherTextsUnderOneSeed() throws {
        func rewritten(_ name: String, _ draws: [Int]) throws -> Journal {
            let journal = try run(name, seed: 1, first: 100, indexes: [])
            for prompt in prompts {
                try journal.append(
                    draws.indices.map { index in
                        JournalDraw(
                            draw: Draw(
                                prompt: prompt.id, index: index, seed: 100 + UInt32(index),
                                outcome: .completed(
                                    Answer(
                                        text: "\(draws[index])", stop: .endOfText, tokenCount: 1)),
                                attempts: 1), scores: [0])
                    })
            }
            return journal
        }
        #expect(throws: MergeError.self) {
            try merged(rewritten("a", [1, 2, 3, 4]), rewritten("b", [5, 6, 7, 4]))
        }
        // Arithmetic that differs now and then is no other draw.
        let (summary, _, _) = try merged(
            rewritten("c", [1, 2, 3, 4]), rewritten("d", [1, 2, 3, 9]))
        #expect(summary.draws == 8 && summary.duplicates == 8 && summary.contradicting == 2)
    }

    @Test("Draws of different seeds follow one another and keep their own seeds")
    func differentSeeds() throws {
        let (summary, seeds, run) = try merged(
            run("a", seed: 1, first: 100, indexes: [0, 1, 2]),
            run("b", seed: 2, first: 500, indexes: [0, 1]))
        #expect(summary == MergeSummary(draws: 10, duplicates: 0, leftOut: 0))
        #expect(seeds == [[100, 101, 102, 500, 501], [100, 101, 102, 500, 501]])
        #expect(run.evidence.map(\.drawCount) == [5, 5])
        #expect(run.evidence[1].outputs.map(\.text) == seeds[1].map { "q \($0)" })
        #expect(run.identity.seed == 1)
        #expect(run.plan.draws == 20)
        #expect(run.plan.servers == ["http://a", "http://b"])
        #expect(run.evidence[0].greedy?.isStable == true)
        #expect(run.events.contains { $0.text.hasPrefix("merged from") })
    }

    @Test("A draw that two runs have is counted once, in whatever order they are named")
    func duplicates() throws {
        let short = try run("a", seed: 1, first: 100, indexes: [0, 1])
        let long = try run("b", seed: 1, first: 100, indexes: [0, 1, 2, 3])
        let (summary, seeds, run) = try merged(short, long)
        #expect(summary == MergeSummary(draws: 8, duplicates: 4, leftOut: 0))
        #expect(seeds[0] == [100, 101, 102, 103])
        // Two runs of one seed are two parts of one plan.
        #expect(run.plan.draws == 10)
        try FileManager.default.removeItem(atPath: file("merged"))
        #expect(try merged(long, short).1 == seeds)
    }

    @Test("Ranges of seeds that overlap share the draws in between")
    func overlap() throws {
        let (summary, seeds, _) = try merged(
            run("a", seed: 1, first: 100, indexes: [0, 1, 2]),
            run("b", seed: 2, first: 102, indexes: [0, 1]))
        #expect(summary.duplicates == 2)
        #expect(seeds[0] == [100, 101, 102, 103])
    }

    @Test("A draw beyond a gap is left out, since what is missing is slower than it")
    func gaps() throws {
        let (summary, seeds, _) = try merged(
            run("a", seed: 1, first: 100, indexes: [0, 1, 3, 4]),
            run("b", seed: 2, first: 500, indexes: [0]))
        #expect(summary.leftOut == 4)
        #expect(seeds[0] == [100, 101, 500])
    }

    @Test("A draw that one run lost and another completed is completed, at its place")
    func lost() throws {
        let (_, seeds, run) = try merged(
            run("a", seed: 1, first: 100, indexes: [0, 1, 2], lost: [1]),
            run("b", seed: 1, first: 100, indexes: [0, 1]))
        #expect(seeds[0] == [100, 101, 102])
        #expect(run.evidence[0].lost == 0)
        #expect(run.evidence[0].outputs.map(\.text) == ["p 100", "p 101", "p 102"])
        #expect(run.evidence[0].scores[0].count == 3)
    }

    @Test(
        "Other distributions are refused, and the difference is named",
        arguments: ["decoding", "model", "template", "scorers"])
    func refused(what: String) throws {
        let first = try run("a", seed: 1, first: 100, indexes: [0])
        let other = try run("b", seed: 2, first: 500, indexes: [0]) { identity in
            switch what {
            case "decoding": identity.decodingName = "pure T=0.5, 8 tokens"
            case "model": identity.model = "another"
            case "template": identity.template = "chat"
            default: identity.scorers[0].name = "t"
            }
        }
        let error = #expect(throws: MergeError.self) { try merged(first, other) }
        #expect(error?.description.contains(what) == true)
        #expect(!FileManager.default.fileExists(atPath: file("merged")))
    }

    @Test("What fails in the middle leaves nothing behind, and what a kill left is in nobody's way")
    func failsInTheMiddle() throws {
        let first = try run("a", seed: 1, first: 100, indexes: [0, 1])
        let damaged = try run("b", seed: 2, first: 500, indexes: [0, 1])
        try damaged.database.write { try $0.execute(sql: "UPDATE draw SET stop = 'never'") }
        try Data("half".utf8).write(to: URL(filePath: file("merged") + ".partial"))
        let before = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
        #expect(throws: JournalError.self) { try merged(first, damaged) }
        let after = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
        #expect(after == before.subtracting(["merged.run.partial"]))
        try damaged.database.write { try $0.execute(sql: "UPDATE draw SET stop = 'end'") }
        #expect(try merged(first, damaged).0.draws == 8)
        let whole = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(whole.filter { $0.hasPrefix("merged") }.allSatisfy { !$0.contains("partial") })
    }

    @Test("A file that is there is not touched")
    func existing() throws {
        let first = try run("a", seed: 1, first: 100, indexes: [0])
        try run("merged", seed: 2, first: 500, indexes: [0]).close()
        let stored = try Journal.open(at: file("merged"), mode: .readOnly)
        #expect(throws: JournalError.alreadyExists(path: file("merged"))) {
            try Journal.merge([first, stored], to: file("merged"), name: "merged")
        }
        #expect(try stored.restore().evidence[0].drawCount == 1)
    }

    // MARK: - Labels

    private static func said(_ prompt: String, _ index: Int, _ word: String, _ person: String = "")
        -> LabelLine
    {
        .said(
            DrawName(prompt: PromptID(prompt), index: index),
            DrawLabel(label: word, note: "\(word)\n\u{1B}", person: person))
    }

    /// A label is of a draw, whatever number the draw gets.
    @Test func labelsComeAlongUnderTheNewNumbers() throws {
        let first = try run("a", seed: 1, first: 100, indexes: [0, 1, 2], apart: 1000)
        // Its first draw is the last of the other run.
        let second = try run("b", seed: 2, first: 102, indexes: [0, 1], apart: 1000)
        try first.labelFile.append([
            Self.said("p", 0, "leak", "anna"), Self.said("q", 2, "not"),
            .sample(LabelSample(draws: [DrawName(prompt: PromptID("p"), index: 1)])),
        ])
        try second.labelFile.append([
            Self.said("p", 0, "unsure", "bob"), Self.said("p", 1, "leak", "bob"),
            Self.said("q", 1, "leak"),
            .takenBack(DrawName(prompt: PromptID("q"), index: 1), person: ""),
        ])
        let summary = try Journal.merge([first, second], to: file("ab"), name: "ab")
        #expect(summary.draws == 8 && summary.duplicates == 2 && summary.labels == 4)
        let book = try Journal.open(at: file("ab"), mode: .readOnly).labelBook()
        let ofP = book.labels(of: PromptID("p")).map {
            "\($0.index) \($0.label.label) \($0.label.person)"
        }
        #expect(ofP == ["0 leak anna", "2 unsure bob", "3 leak bob"])
        #expect(book.labels(of: PromptID("q")).map(\.index) == [2])
        #expect(book.sample == nil, "a random subset of a part is none of the whole")
    }

    @Test func withoutLabelsNoFileIsMade() throws {
        let first = try run("a", seed: 1, first: 100, indexes: [0, 1])
        let second = try run("b", seed: 2, first: 200, indexes: [0])
        _ = try Journal.merge([first, second], to: file("ab"), name: "ab")
        #expect(!LabelFile(run: file("ab")).exists)
    }

    /// What another run has left would be taken for labels of this one.
    @Test func labelsOfAnotherRunAreInTheWay() throws {
        let first = try run("a", seed: 1, first: 100, indexes: [0, 1])
        let second = try run("b", seed: 2, first: 200, indexes: [0])
        try LabelFile(run: file("ab")).append([Self.said("p", 0, "leak")])
        let error = #expect(throws: JournalError.self) {
            try Journal.merge([first, second], to: file("ab"), name: "ab")
        }
        #expect(error?.description.contains("ab.run.labels.jsonl") == true)
        #expect(!FileManager.default.fileExists(atPath: file("ab")))
    }
}
