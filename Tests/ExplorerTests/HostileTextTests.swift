import Canvas
import Evidence
import Foundation
import Prompts
import Testing

@testable import Explorer

/// Whatever stands in prompts, answers, names and errors, only safe cells reach a frame and a file.
@Suite struct HostileTextTests {
    /// Every class of scalar, many of them in one text, as one run after the other.
    @Test func noClassOfScalarReachesAPictureUnsafe() throws {
        let scalars = (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init)
            .filter { scalar in
                // Large blocks are all alike here; Canvas tests every scalar by itself.
                switch scalar.properties.generalCategory {
                case .unassigned, .privateUse:
                    scalar.value % 101 == 0 || scalar.value % 0x1_0000 > 0xFFF0
                case .otherLetter: scalar.value % 101 == 0
                default: true
                }
            }
        let size = 1500
        for start in stride(from: 0, to: scalars.count, by: size) {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[start..<min(start + size, scalars.count)])
            try check(String(text), keys: ["", "2", "3", "T"][start / size % 4])
        }
    }

    @Test func everyLineOfTheTortureFileIsShownSafely() throws {
        let texts = try Self.torture()
        #expect(texts.count > 20)
        // A prompt file with a blank prompt is refused, so that this one is not in the file.
        for text in texts + [" \t\u{A0}\u{2003}\u{202F} "] {
            for view in ["1", "2", "3", "4", "5", "6", "i", "M"] {
                try check(text, keys: view)
            }
        }
    }

    /// The same of what readers type and people say: a filter, a note, a person, the name of the event and of
    /// a folder, in the reader, the windows and the lists that show them.
    @Test func whatIsTypedAndSaidIsShownSafely() throws {
        for text in try Self.torture() {
            let person = DrawLabel(label: "leak", note: text, person: text)
            let book = LabelBook([
                .said(DrawName(prompt: PromptID(text), index: 0), person),
                .said(
                    DrawName(prompt: PromptID(text), index: 0),
                    DrawLabel(label: "not", person: "b" + text)),
            ])
            let filter = try? AnswerFilter(text)
            for keys in [
                "2", "2<Enter>", "2m", "2W", ":label<Enter>", "5t", "8", ":view runs<Enter>",
            ] {
                try check(text, keys: keys) { model in
                    _ = model.update(.labels(book, ofRun: 0))
                    _ = model.update(.others([Self.snapshot("B" + text)]))
                    var entry = RunEntry(name: text + ".run")
                    entry.problem = text
                    _ = model.update(.runs([entry]))
                    model.context.list.filter = text
                    if keys == "2", let filter { model.context.answerList.filter = filter }
                }
            }
        }
    }

    private static func torture() throws -> [String] {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../SampleData/torture.jsonl").path
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        return try lines.map {
            try JSONDecoder().decode(Record.self, from: Data($0.utf8)).question
        }
    }

    private struct Record: Decodable {
        var question: String
    }

    /// A run in which this text stands everywhere, as a frame and in each format of an export.
    ///
    /// - Parameter prepare: brings more of it into the model.
    private func check(
        _ text: String, keys: String, prepare: (inout ExplorerModel) -> Void = { _ in }
    ) throws {
        var options = Self.options(text)
        if keys.contains("runs") { options.folder = text }
        var model = ExplorerModel(snapshot: Self.snapshot(text), options: options)
        prepare(&model)
        _ = model.update(.notice(Notice(text, isError: true)))
        _ = model.update(.resize(width: 100, height: 30))
        try ModelTests.press(keys, &model)
        let frame = model.exportFrame()
        for y in 0..<frame.height {
            for cell in frame.row(y) {
                for scalar in cell.text.unicodeScalars {
                    if scalar.properties.generalCategory.isUnsafe,
                        ![0x200C, 0x200D].contains(scalar.value)
                    {
                        Issue.record("U+\(String(scalar.value, radix: 16)) in a cell")
                    }
                }
            }
        }
        let reduced = PlainTextWriter.text(frame.reducedToASCII())
        #expect(reduced.utf8.allSatisfy { $0 == 10 || (0x20..<0x7F).contains($0) })
        let svg = SVGWriter.text(frame, theme: .mono)
        #expect(svg.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    }

    private static func options(_ text: String) -> ExplorerModel.Options {
        var options = ExplorerModel.Options()
        options.themes = [text, "mono"]
        options.person = text
        options.event = text
        return options
    }

    private static func snapshot(_ text: String) -> Snapshot {
        var snapshot = Fixture.small
        let prompt = Prompt(id: PromptID(text), text: text, keywords: [text, ""])
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
        let answer = Answer(text: text, stop: .endOfText, tokenCount: 1)
        evidence.greedy = GreedyAnswer(prompt: prompt.id, answer: answer)
        evidence.add(
            Draw(prompt: prompt.id, index: 0, seed: 1, outcome: .completed(answer)),
            scores: [1, 0.5])
        evidence.add(
            Draw(prompt: prompt.id, index: 1, seed: 2, outcome: .lost(reason: text)),
            scores: [nil, nil])
        evidence.failure = text
        snapshot.prompts = [evidence]
        snapshot.greedyScores = [[1, 0.5]]
        snapshot.facts.name = text
        snapshot.facts.model = text
        snapshot.facts.decoding = text
        snapshot.facts.settings = [text]
        snapshot.facts.warnings = [text]
        snapshot.progress.phase = .failed(reason: text)
        snapshot.progress.notices = [text]
        return snapshot
    }
}
