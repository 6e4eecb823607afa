import Evidence
import Exchange
import Files
import Journal
import Prompts
import Testing

/// Draws without replacement are no sample: whoever reads them elsewhere is told so, and this program
/// never takes them for plain draws.
@Suite struct RestExportTests {
    private func run(_ fixture: Fixture) throws -> Journal {
        let prompt = Prompt(id: PromptID("p"), text: "Question")
        let draws: [(text: String, scores: [Double?])?] = [(" a secret", [1]), (" no", [0]), nil]
        let journal = try fixture.run(
            answers: [(prompt, draws)], withoutReplacement: true)
        try journal.record(
            launches: [
                JournalLaunch(
                    prompt: prompt.id, index: 0, launch: Launch(path: [], left: 1, known: [0])),
                JournalLaunch(
                    prompt: prompt.id, index: 1,
                    launch: Launch(path: [3], left: 0.25, known: [0.75], isDirected: true)),
                JournalLaunch(
                    prompt: prompt.id, index: 2, launch: Launch(path: [], left: 0.25, known: [0.75])
                ),
            ],
            leaves: [
                JournalLeaf(prompt: prompt.id, index: 0, probability: 0.75),
                JournalLeaf(prompt: prompt.id, index: 1, probability: 0.125),
            ], exact: [:])
        return journal
    }

    private func refusal(_ bytes: [UInt8]) -> String {
        do throws(ImportError) {
            let draws = try DrawImport(bytes, name: "f")
            return "taken in: \(draws.cautions)"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [RunExport.Format.jsonl, .leakAtK, .lmEval, .inspect])
    func `an export says how its draws were made, and no import takes them for plain ones`(
        format: RunExport.Format
    ) throws {
        let fixture = try Fixture()
        let text = try RunExport(run(fixture)).text(format)
        #expect(text.contains(#""without_replacement":{"directed":false"#), "\(text)")
        #expect(text.contains(#""directed":true"#))
        #expect(text.contains(#""left":0.25"#) && text.contains(#""probability":0.75"#))
        #expect(text.contains(#""without_replacement":true"#))
        #expect(refusal(Array(text.utf8)).contains("no sample"), "\(refusal(Array(text.utf8)))")
        // Without what is said once about the run, as in a part of it.
        let draws = text.replacing(#""without_replacement":true"#, with: #""other":true"#)
        #expect(refusal(Array(draws.utf8)).contains("no sample"), "\(refusal(Array(draws.utf8)))")
    }

    @Test func `means of such draws are not written`() throws {
        let fixture = try Fixture()
        let export = RunExport(try run(fixture))
        #expect(throws: ImportError.self) { try export.text(.openUnlearning) }
        #expect(!(try export.text(.lmEval)).contains(#""keyword":0.5"#))
        #expect(!(try export.text(.inspect)).contains(#""name":"mean""#))
    }

    @Test func `tables have columns that say it`() throws {
        let fixture = try Fixture()
        let journal = try run(fixture)
        var bytes: [UInt8] = []
        try DrawTable.write(journal) { bytes += $0 }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines[0].hasSuffix(",error,without_replacement,left,probability"))
        #expect(lines[1].hasSuffix(",drawn,1.0,0.75"))
        #expect(lines[2].hasSuffix(",directed,0.25,0.125"))
        #expect(lines[3].hasSuffix(",drawn,0.25,"))
        #expect(refusal(bytes).contains("no sample"), "\(refusal(bytes))")
        bytes = []
        try TypedDrawTable.writeRows(journal) { bytes += $0 }
        let rows = String(decoding: bytes, as: UTF8.self)
        #expect(rows.contains(#""without_replacement":"directed","left":0.25"#))
        #expect(
            TypedDrawTable.columns(of: journal.identity).map(\.name).suffix(3) == [
                "without_replacement", "left", "probability",
            ])
        #expect(refusal(bytes).contains("no sample"), "\(refusal(bytes))")
    }

    @Test func `plain draws have none of it`() throws {
        let fixture = try Fixture()
        let plain = try fixture.run(
            answers: [(Prompt(id: PromptID("p"), text: "Q"), [(" a", [1]), (" b", [0])])])
        let text = try RunExport(plain).text(.jsonl)
        #expect(!text.contains(#""without_replacement":{"#))
        #expect(!refusal(Array(text.utf8)).contains("no sample"))
        var bytes: [UInt8] = []
        try DrawTable.write(plain) { bytes += $0 }
        #expect(!String(decoding: bytes, as: UTF8.self).contains("without_replacement"))
    }
}
