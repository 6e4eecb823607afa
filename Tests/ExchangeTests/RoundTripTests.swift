import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Statistics
import TestSupport
import Testing

/// Exports of runs made up at random, with everything that a run can have, are read back as the
/// same run.
@Suite struct RoundTripTests {
    @Test(arguments: [RunExport.Format.jsonl, .leakAtK, .lmEval, .inspect], 0..<12)
    func `export then import gives the same evidence`(
        format: RunExport.Format, seed: Int
    ) throws {
        let fixture = try Fixture()
        var generator = SeededGenerator(seed: UInt64(seed))
        let journal = try RandomRun(using: &generator).write(to: fixture.path("a.run"))
        let imported = try roundTrip(journal, format, fixture.path("b.run"))
        try expectSame(journal, imported)
    }

    @Test(arguments: [RunExport.Format.jsonl, .leakAtK, .lmEval, .inspect])
    func `a second round trip changes nothing more`(format: RunExport.Format) throws {
        let fixture = try Fixture()
        var generator = SeededGenerator(seed: 99)
        let journal = try RandomRun(using: &generator).write(to: fixture.path("a.run"))
        let once = try roundTrip(journal, format, fixture.path("b.run"))
        let twice = try roundTrip(once, format, fixture.path("c.run"))
        try expectSame(journal, twice)
        #expect(once.identity == twice.identity)
        #expect(once.plan.warnings == twice.plan.warnings)
        #expect(once.plan.settings == twice.plan.settings)
    }

    @Test(arguments: [RunExport.Format.jsonl, .leakAtK, .lmEval, .inspect])
    func `an export names no server and controls no terminal`(format: RunExport.Format) throws {
        let fixture = try Fixture()
        var generator = SeededGenerator(seed: 5)
        let journal = try RandomRun(using: &generator).write(to: fixture.path("a.run"))
        let text = try RunExport(journal).text(format)
        #expect(!text.contains("secret-machine"))
        for scalar in text.unicodeScalars where scalar != "\n" {
            #expect(!(0x00...0x1F).contains(scalar.value) && !(0x7F...0x9F).contains(scalar.value))
            #expect(scalar.value != 0x202E)
        }
    }

    @Test func `a file with two runs is refused`() throws {
        let fixture = try Fixture()
        var generator = SeededGenerator(seed: 6)
        let first = try RandomRun(using: &generator).write(to: fixture.path("a.run"))
        let second = try RandomRun(using: &generator).write(to: fixture.path("b.run"))
        for format in [RunExport.Format.jsonl, .leakAtK, .lmEval] {
            let text = try RunExport(first).text(format) + RunExport(second).text(format)
            #expect {
                try DrawImport(Array(text.utf8), name: "both")
            } throws: {
                "\($0)".contains("another run than before")
            }
        }
    }

    /// What an exported file says of a judge is what its limits are widened by, or the file is refused.
    @Test(
        arguments: [
            ("null", "0.75", (1, 0.75)), ("0.9", "null", (0.9, 1)), ("0", "0.75", nil),
            ("0.9", "0", nil), ("1.5", "0.75", nil), ("\"0.9\"", "0.75", nil),
        ] as [(String, String, (Double, Double)?)])
    func `a judge's accuracy is never lost on the way`(
        sensitivity: String, specificity: String, expected: (Double, Double)?
    ) throws {
        let fixture = try Fixture()
        var judge = Fixture.keyword
        judge.isLeak = true
        judge.accuracy = .init(sensitivity: 0.9, specificity: 0.75)
        let journal = try fixture.run(
            scorers: [judge],
            answers: [(Prompt(id: PromptID("p"), text: "?"), [("no", [0]), ("yes", [1])])])
        let text = try RunExport(journal).text(.jsonl)
            .replacing("\"sensitivity\":0.9", with: "\"sensitivity\":" + sensitivity)
            .replacing("\"specificity\":0.75", with: "\"specificity\":" + specificity)
        func read() throws -> JudgeAccuracy? {
            try DrawImport(Array(text.utf8), name: "export").write(
                to: fixture.path("new.run"), name: "new", set: "export",
                created: "2026-02-02T00:00:00Z"
            ) { _ in judge }.restore().identity.scorers[0].judge
        }
        guard let expected else {
            #expect(throws: (any Error).self) { _ = try read() }
            return
        }
        let accuracy = try #require(try read())
        #expect((accuracy.sensitivity, accuracy.specificity) == expected)
    }

    private func roundTrip(
        _ journal: Journal, _ format: RunExport.Format, _ path: String
    ) throws -> Journal {
        let text = try RunExport(journal).text(format)
        let draws = try DrawImport(Array(text.utf8), name: "export")
        return try draws.write(
            to: path, name: "imported", set: "export", created: "2026-02-02T00:00:00Z"
        ) {
            Issue.record("\($0) is not among the run's scorers"); return Fixture.keyword
        }
    }

    /// Compares all that two runs have; texts byte by byte, as equal strings can be other bytes.
    private func expectSame(_ before: Journal, _ after: Journal) throws {
        let (old, new) = (try before.restore(), try after.restore())
        #expect(old.evidence == new.evidence)
        #expect(old.prompts == new.prompts)
        #expect(old.prompts.fingerprint == new.prompts.fingerprint)
        #expect(old.greedyScores == new.greedyScores)
        #expect(try before.labels() == after.labels())
        for (old, new) in zip(old.evidence, new.evidence) {
            #expect(old.greedy?.answer.tokens == new.greedy?.answer.tokens)
            expectSameBytes(old.greedy?.answer.text ?? "", new.greedy?.answer.text ?? "")
            expectSameBytes(old.prompt.text, new.prompt.text)
        }
        var entries: [[JournalDraw]] = [[], []]
        for (place, journal) in [before, after].enumerated() {
            try journal.forEachDraw { entries[place].append($0) }
            entries[place] = try entries[place].compactMap {
                try journal.draw(prompt: $0.draw.prompt, index: $0.draw.index)
            }
        }
        #expect(entries[0] == entries[1])
        for (old, new) in zip(entries[0], entries[1]) {
            expectSameBytes(old.draw.answer?.text ?? "", new.draw.answer?.text ?? "")
        }
        var identity = old.identity
        identity.decodingName += ", reported, not verified"
        #expect(identity == new.identity)
        #expect(old.plan.draws == new.plan.draws && old.plan.alpha == new.plan.alpha)
        #expect(old.plan.created == new.plan.created)
        #expect(old.plan.probabilities == new.plan.probabilities)
        #expect(new.plan.settings == old.plan.settings.map { "reported: " + $0 })
        #expect(new.plan.warnings.starts(with: old.plan.warnings))
        #expect(new.plan.warnings.last?.contains("reported, not verified") == true)
        #expect(Array(new.events.prefix(old.events.count)) == old.events)
    }

    private func expectSameBytes(_ old: String, _ new: String) {
        #expect(old.utf8.elementsEqual(new.utf8), "\(old.debugDescription)")
    }
}
