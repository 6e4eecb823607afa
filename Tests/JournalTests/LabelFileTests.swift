import Evidence
import Files
import FoundationEssentials
import Prompts
import Testing

@testable import Journal

/// What people said, in the file beside a run.
@Suite struct LabelFileTests {
    private static func draw(_ prompt: String, _ index: Int) -> DrawName {
        DrawName(prompt: PromptID(prompt), index: index)
    }

    private static let hostile = "\u{1B}]0;x\u{7} \"quoted\"\n{\"draw\":1}\r\n\u{202E}\u{0}e\u{301}"

    private func write(_ text: String, _ body: (LabelFile) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let run = folder.file("x.run")
        try Data(text.utf8).write(to: URL(filePath: run + ".labels.jsonl"))
        try body(LabelFile(run: run))
    }

    @Test func whatIsAddedIsRead() throws {
        let folder = try TemporaryFolder()
        let file = LabelFile(run: folder.file("x.run"))
        #expect(try file.read().isEmpty && !file.exists)
        let lines: [LabelLine] = [
            .said(Self.draw("a", 0), DrawLabel(label: "leak", note: Self.hostile, person: "anna")),
            .said(Self.draw(Self.hostile, 7), DrawLabel(label: Self.hostile)),
            .takenBack(Self.draw("a", 0), person: "anna"),
            .sample(LabelSample(draws: [Self.draw("a", 1), Self.draw("b", 0)])),
            .sample(LabelSample(draws: [Self.draw("a", 2)], prompt: PromptID("a"))),
        ]
        for line in lines { try file.append([line]) }
        #expect(try file.read() == lines)
        try file.append(lines)
        #expect(try file.read() == lines + lines)
        let bytes = try Data(contentsOf: URL(filePath: file.path))
        #expect(!bytes.contains(0x1B) && bytes.count { $0 == 10 } == 2 * lines.count)
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func aLineThatWasCutOffIsLeftOutAndStaysALine() throws {
        let whole = #"{"prompt_id":"a","draw":1,"person_label":"not"}"#
        try write(whole + "\n" + #"{"prompt_id":"a","dr"#) { file in
            #expect(try file.read().count == 1)
            try file.append([.takenBack(Self.draw("a", 1), person: "")])
            // What comes behind it is not lost, but the line is to be put right now.
            #expect(throws: PromptError.self) { try file.read() }
        }
    }

    @Test(
        arguments: [
            ("[1]", nil), ("{", nil), ("7", nil), (#"{"draw":1,"person_label":"x"}"#, "prompt_id"),
            (#"{"prompt_id":"a","draw":-1,"person_label":"x"}"#, "draw"),
            (#"{"prompt_id":"a","draw":1.5,"person_label":"x"}"#, "draw"),
            (#"{"prompt_id":"a","draw":1e99,"person_label":"x"}"#, "draw"),
            (#"{"prompt_id":"a","draw":99999999999999999999,"person_label":"x"}"#, "draw"),
            (#"{"prompt_id":"a","draw":1}"#, "person_label"),
            (#"{"prompt_id":"a","draw":1,"person_label":""}"#, "person_label"),
            (#"{"prompt_id":"a","draw":1,"person_label":3}"#, "person_label"),
            (#"{"prompt_id":"a","draw":1,"person_label":"x","person_note":[]}"#, "person_note"),
            (#"{"prompt_id":"a","draw":1,"person_label":"x","person":{}}"#, "person"),
            (#"{"sample":3}"#, "sample"),
            (#"{"sample":[{"prompt_id":"a","draw":1},{"prompt_id":"a","draw":1}]}"#, "sample"),
            (#"{"sample":[{"draw":1}]}"#, "prompt_id"),
        ] as [(String, String?)])
    func aWrongLineIsNamedWithItsField(line: String, field: String?) throws {
        let good = #"{"prompt_id":"a","draw":1,"person_label":"not"}"#
        try write([good, "", line, good, ""].joined(separator: "\n")) { file in
            let error = #expect(throws: PromptError.self) { try file.read() }
            #expect(error?.line == 3 && error?.field == field && error?.file == file.path)
            // It hides nothing that was said in the other lines.
            let all = try file.readable()
            #expect(all.lines.count == 2 && all.faults == [error].compactMap(\.self))
        }
    }

    @Test func twoFilesAreJoinedByTheirLines() throws {
        let anna = #"{"prompt_id":"a","draw":1,"person_label":"leak","person":"anna","other":5}"#
        let ben = #"{"prompt_id":"a","draw":1,"person_label":"not","person":"ben"}"#
        try write(anna + "\r\n" + ben + "\n") { file in
            let book = LabelBook(try file.read())
            #expect(book.people == ["anna", "ben"])
            #expect(book.labels(of: PromptID("a")).map(\.label.label) == ["leak", "not"])
        }
    }

    @Test func aLinkIsNotFollowedForWriting() throws {
        let folder = try TemporaryFolder()
        let target = folder.file("target")
        try Data().write(to: URL(filePath: target))
        let file = LabelFile(run: folder.file("x.run"))
        try FileManager.default.createSymbolicLink(
            atPath: file.path, withDestinationPath: target)
        #expect(throws: JournalError.self) {
            try file.append([.takenBack(Self.draw("a", 1), person: "")])
        }
    }

    // MARK: - With the run

    private static func journal(at path: String, answers: [String]) throws -> Journal {
        let journal = try Fixture.create(path)
        try journal.append(
            answers.enumerated().map { index, text in
                JournalDraw(
                    draw: Draw(
                        prompt: "a", index: index, seed: UInt32(index),
                        outcome: .completed(
                            Answer(text: text, stop: .endOfText, tokenCount: 1))),
                    scores: [0, 0])
            })
        return journal
    }

    /// A word is about the text: draws with the same text share it; who does not agree with another is
    /// not spoken for; words within the run itself stand behind those beside it.
    @Test func drawsOfOneTextShareAWord() throws {
        let folder = try TemporaryFolder()
        let journal = try Self.journal(
            at: folder.file("x.run"), answers: ["yes", "no", "yes", "no"])
        let prompt = journal.prompts[0].id
        try journal.setLabel(DrawLabel(label: "unsure", note: "n"), prompt: prompt, index: 1)
        #expect(try journal.labels()[0] == [1: DrawLabel(label: "unsure", note: "n")])
        let leak = DrawLabel(label: "leak", person: "anna")
        try journal.labelFile.append([.said(DrawName(prompt: prompt, index: 2), leak)])
        #expect(
            try journal.labels()[0] == [
                0: leak, 1: DrawLabel(label: "unsure", note: "n"), 2: leak,
            ])
        let not = DrawLabel(label: "not", person: "ben")
        try journal.labelFile.append([
            .said(DrawName(prompt: prompt, index: 3), not),
            .said(DrawName(prompt: prompt, index: 0), not),
            .said(DrawName(prompt: prompt, index: 99), not),
        ])
        let both = DrawLabel(label: "mixed", note: "anna: leak; ben: not")
        #expect(try journal.labels()[0] == [0: both, 1: not, 2: both, 3: not])
        // The one who changes her mind agrees.
        try journal.labelFile.append([
            .said(DrawName(prompt: prompt, index: 2), DrawLabel(label: "not", person: "anna"))
        ])
        #expect(try Journal.open(at: journal.path, mode: .readOnly).labels()[0][0]?.label == "not")
        let book = try journal.labelBook()
        #expect(book.people == ["", "anna", "ben"])
    }

    @Test func aBrokenFileOfLabelsKeepsNobodyFromTheRun() throws {
        let folder = try TemporaryFolder()
        let journal = try Self.journal(at: folder.file("x.run"), answers: ["yes"])
        try Data("nonsense\nmore\n".utf8).write(to: URL(filePath: journal.labelFile.path))
        #expect(try journal.restore().evidence.isEmpty == false)
        #expect(throws: PromptError.self) { try journal.labels() }
        #expect(throws: PromptError.self) { try journal.labelBook() }
        let prompt = journal.prompts[0].id
        try journal.labelFile.append([
            .said(DrawName(prompt: prompt, index: 0), DrawLabel(label: "leak", person: "anna"))
        ])
        let said = try journal.readableLabelBook()
        #expect(said.book.people == ["anna"] && said.faults.map(\.line) == [1, 2])
    }
}
