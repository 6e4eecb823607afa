import Evidence
import GRDB
import Prompts
import Testing

@testable import Journal

@Suite("Answers that were not drawn, in a run file")
struct NamedTests {
    private static func named(_ prompt: String, _ number: Int, _ text: String) -> JournalNamed {
        JournalNamed(
            prompt: PromptID(prompt), number: number,
            answer: Answer(
                text: text, stop: .endOfText, tokenCount: 2,
                tokens: [
                    Answer.Token(
                        text: text, id: 7, logProbability: -1.25,
                        alternatives: [.init(text: "o", id: 8, logProbability: -0.5)]),
                    Answer.Token(text: "", id: 0, logProbability: -0.125),
                ]), scores: [number == 0 ? 1 : nil, 0.25])
    }

    private func create(_ folder: TemporaryFolder) throws -> Journal {
        var identity = Fixture.identity
        identity.withoutReplacement = true
        return try Journal.create(
            at: folder.file("a.run"), identity: identity, plan: Fixture.plan,
            prompts: Fixture.prompts)
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let folder = try TemporaryFolder()
        let journal = try create(folder)
        #expect(try journal.restore().named == [[], []])
        let answers = [Self.named("b", 0, "é\u{0}"), Self.named("b", 1, "two")]
        try journal.record(named: answers)
        #expect(try journal.restore().named == [[], answers])
        // Those of a prompt are replaced together.
        try journal.record(named: [Self.named("b", 0, "other")])
        #expect(try journal.restore().named == [[], [Self.named("b", 0, "other")]])
    }

    @Test func damageIsNoticed() throws {
        for change in [
            "UPDATE named SET text = 'else'", "UPDATE named SET score_0 = 0",
            "UPDATE named SET tokens = x'00'", "UPDATE named SET number = 3",
            "DROP TABLE named; CREATE VIEW named AS SELECT 1",
        ] {
            let folder = try TemporaryFolder()
            let journal = try create(folder)
            try journal.record(named: [Self.named("a", 0, "one")])
            try journal.close()
            let other = try DatabaseQueue(path: folder.file("a.run"))
            try other.write { try $0.execute(sql: change) }
            try other.close()
            #expect(throws: JournalError.self, "\(change)") {
                try Journal.open(at: folder.file("a.run"), mode: .readOnly).restore()
            }
        }
    }
}
