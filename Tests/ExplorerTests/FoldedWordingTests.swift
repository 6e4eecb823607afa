import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Explorer

/// Questions in several wordings are one line of the list, with limits that hold together.
@Suite struct FoldedWordingTests {
    /// Nine prompts of which three questions have two or three wordings.
    private static let run: Snapshot = {
        var snapshot = Fixture.make(name: "wordings", seed: 5, draws: 60, prompts: 9)
        let groups: [String?] = [
            "birth", "birth", nil, "prize", "prize", "birth", nil, "craft", "craft",
        ]
        snapshot.prompts = zip(snapshot.prompts, groups).map { evidence, group in
            var prompt = evidence.prompt
            if let group { prompt.metadata[Prompt.groupField] = group }
            var copy = PromptEvidence(prompt: prompt, scorerCount: 2)
            copy.greedy = evidence.greedy
            for (draw, output) in evidence.sequence.enumerated() {
                if output < 0 {
                    copy.addLost(attempts: 1)
                } else {
                    copy.add(
                        evidence.outputs[Int(output)].text, tokenCount: 3, isTruncated: false,
                        attempts: 1, scores: evidence.scores.map { $0.scores[draw] })
                }
            }
            return copy
        }
        return snapshot
    }()

    private static func frame(
        _ keys: String = "", width: Int = 80, height: Int = 24
    ) throws -> String {
        PlainTextWriter.text(
            Screenshot.render(
                ExplorerModel(snapshot: run), view: .prompts, prompt: nil,
                size: (width, height), keys: try KeyScript.parse(":glyphs block<Enter>" + keys),
                reading: NoRunReader(), loadDraw: { _, _ in nil }))
    }

    @Test(arguments: [("prompts-folded", ""), ("prompts-unfolded", "w")])
    func goldens(name: String, keys: String) throws {
        for (width, height) in GoldenTests.sizes {
            try assertGolden(
                Self.frame(keys, width: width, height: height), "\(name)-\(width)x\(height).txt")
        }
    }

    @Test func eachQuestionIsOneLineUntilItIsUnfolded() throws {
        var model = ExplorerModel(snapshot: Self.run)
        #expect(model.context.list.order.count == 5)
        #expect(model.context.list.folds.values.map(\.count).sorted() == [2, 2, 3])
        #expect(model.context.list.matching.count == 9)
        try ModelTests.press("w", &model)
        #expect(model.context.list.order.count == 9 && model.context.list.folds.isEmpty)
        try ModelTests.press("w", &model)
        #expect(model.context.list.order.count == 5)
    }

    /// What stands for a question is the wording that the list's order puts first.
    @Test func theWordingThatComesFirstStandsForItsQuestion() throws {
        var model = ExplorerModel(snapshot: Self.run)
        try ModelTests.press(":sort upper<Enter>", &model)
        let rows = model.context.findings.rows
        let birth = rows.filter { row in
            Self.run.prompts.contains {
                $0.prompt.id == row.id && $0.prompt.metadata[Prompt.groupField] == "birth"
            }
        }
        let greatest = birth.max {
            ($0.reading.bound?.upper ?? 0) < ($1.reading.bound?.upper ?? 0)
        }
        #expect(model.context.list.folds[try #require(greatest).id]?.count == 3)
    }

    /// A filter finds a question by any of its wordings, and a prompt is gone to wherever it is.
    @Test func hiddenWordingsAreFound() throws {
        var model = ExplorerModel(snapshot: Self.run)
        let hidden = Self.run.prompts[5].prompt
        #expect(!model.context.list.order.contains(hidden.id))
        try ModelTests.press(":prompt \(hidden.id.rawValue)<Enter>", &model)
        #expect(model.context.list.cursor.selected == hidden.id)
        var filtered = ExplorerModel(snapshot: Self.run)
        try ModelTests.press("&\(hidden.id.rawValue)<Enter>", &filtered)
        #expect(filtered.context.list.order == [hidden.id])
    }

    @Test func plainTextHasTheSameLimits() throws {
        let text = PlainReport(Self.run).text()
        let line = try #require(
            text.split(separator: "\n").first { $0.hasPrefix("birth, 3 wordings: average") })
        #expect(line.contains("greatest") && line.contains("least"))
        #expect(text.contains("for all limits of all together"))
        // The picture says what the text says of the average.
        let picture = try Self.frame("e", width: 160, height: 50)
        let average = try #require(
            line.split(separator: "average ").last?.split(separator: " ").first)
        let row = try #require(
            picture.split(separator: "\n").first { $0.contains("3 wordings, greatest") })
        #expect(row.contains(average), "\(average): \(row)")
        #expect(!PlainReport(Fixture.small).text().contains("wordings"))
    }
}
