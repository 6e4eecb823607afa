import Canvas
import Evidence
import Prompts
import Testing

@testable import Explorer

/// The Scores view of questions of multiple choice: draws by the letter that they choose.
@Suite struct ChoicesViewTests {
    private static let choices = ["Otter", "Copper", "Maple \u{1B}[2J", "Iron"]

    private static func snapshot(
        _ answers: [String?], choices: [String] = choices
    ) -> Snapshot {
        var snapshot = Fixture.small
        let list = "[" + choices.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        let prompt = Prompt(
            id: PromptID("q"), text: "Which?", references: ["B", "Copper"],
            metadata: ["choices": list.replacing("\u{1B}", with: "\\u001b")])
        let plain = Prompt(id: PromptID("r"), text: "What?")
        snapshot.prompts = [prompt, plain].map { prompt in
            var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
            for (index, text) in answers.enumerated() {
                let outcome: Draw.Outcome =
                    text.map {
                        .completed(Answer(text: $0, stop: .endOfText, tokenCount: 1))
                    } ?? .lost(reason: "gone")
                evidence.add(
                    Draw(prompt: prompt.id, index: index, seed: UInt32(index), outcome: outcome),
                    scores: text == nil ? [nil, nil] : [text == "B" ? 1 : 0, 0.5])
            }
            return evidence
        }
        snapshot.greedyScores = [[nil, nil], [nil, nil]]
        return snapshot
    }

    private static func model(
        _ answers: [String?], choices: [String] = choices, width: Int = 100, height: Int = 30
    ) -> ExplorerModel {
        var model = ExplorerModel(snapshot: snapshot(answers, choices: choices))
        _ = model.update(.resize(width: width, height: height))
        return model
    }

    private static func picture(_ model: ExplorerModel) -> String {
        PlainTextWriter.text(model.render())
    }

    private static let answers: [String?] =
        Array(repeating: "B", count: 6) + ["(a)", "It is copper.", "who knows", nil]

    @Test func `each letter has its draws, its share, its limits and its text`() throws {
        var model = Self.model(Self.answers)
        try ModelTests.press("3", &model)
        let lines = Self.picture(model).split(separator: "\n").map(String.init)
        func line(_ start: String) throws -> String {
            try #require(
                lines.first { $0.contains(start) }, "\(lines.joined(separator: "\n"))")
        }
        #expect(try line("B+ ").contains(/B\+ +7  0\.7778  \[0\.\d+, 0\.\d+\] .* Copper/))
        #expect(try line("A  ").contains(/A +1  0\.1111/))
        #expect(lines.contains { $0.contains(/D +0  0\.0000 .* Iron/) })
        #expect(try line("no choice").contains(/- +1  0\.1111/))
        #expect(try line("limits on their own").contains("lost draws at their worst"))
        #expect(try line("draws by choice").contains("n=10, 1 lost"))
        // The figures of the score stay.
        #expect(lines.contains { $0.contains("mean") })
    }

    @Test func `c goes on to the distribution of the score and comes back`() throws {
        var model = Self.model(Self.answers)
        try ModelTests.press("3", &model)
        for note in ["draws in 10 bins", "P(score ≤ x)", "P(score > x)", "draws by choice"] {
            try ModelTests.press("c", &model)
            #expect(Self.picture(model).contains(note), "\(note): \(Self.picture(model))")
        }
        // A prompt without choices is drawn by its scores, and the next one with them by letters.
        try ModelTests.press("j", &model)
        #expect(Self.picture(model).contains("draws in 10 bins"))
        try ModelTests.press("k", &model)
        #expect(Self.picture(model).contains("draws by choice"))
    }

    @Test(arguments: [(80, 24), (60, 16), (40, 12), (160, 50)])
    func `it fits on every screen`(width: Int, height: Int) throws {
        let choices = (0..<20).map { "choice number \($0) with many words that go on and on" }
        var model = Self.model(
            Array(repeating: "C", count: 5) + ["B"], choices: choices, width: width, height: height)
        try ModelTests.press("3", &model)
        let lines = Self.picture(model).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(lines.contains { $0.contains(#/C +5 /#) }, "\(lines.joined(separator: "\n"))")
        if height < 30 { #expect(lines.contains { $0.contains(/and \d+ others with/) }) }
    }

    @Test func `the plain report has them`() {
        let text = PlainReport(Self.snapshot(Self.answers)).text()
        #expect(text.contains("choice B, right, Copper: 0.7778, limits [0."))
        #expect(text.contains("no choice: 0.1111"))
        #expect(!text.contains("\u{1B}"))
    }
}
