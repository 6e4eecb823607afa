import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Explorer

/// Answers whose equal texts have unequal scores, as a judge that is drawn from gives them: no list may
/// give all draws of a text the score of its first one.
@Suite struct UnequalScoresTests {
    /// 60 draws of "same", of which 12 score 1, and 30 of "other", of which 6 do.
    private static func snapshot() -> Snapshot {
        run((0..<90).map { (["same", "same", "other"][$0 % 3], $0 % 5 == 0 ? 1 : 0) })
    }

    private static func run(_ draws: [(text: String, score: Double)]) -> Snapshot {
        var snapshot = Fixture.small
        var evidence = PromptEvidence(prompt: AnswerFixture.prompt, scorerCount: 2)
        for (index, draw) in draws.enumerated() {
            evidence.add(
                Draw(
                    prompt: evidence.prompt.id, index: index, seed: UInt32(index),
                    outcome: .completed(
                        Answer(text: draw.text, stop: .endOfText, tokenCount: 1))),
                scores: [draw.score, draw.score / 2])
        }
        snapshot.prompts = [evidence]
        snapshot.greedyScores = [[nil, nil]]
        return snapshot
    }

    private static func model(_ keys: String, _ snapshot: Snapshot = snapshot()) throws
        -> ExplorerModel
    {
        var model = ExplorerModel(snapshot: snapshot)
        _ = model.update(.resize(width: 120, height: 40))
        try ModelTests.press(keys, &model)
        return model
    }

    @Test(arguments: ["1", "2", "2<Enter>"])
    func screensShowTheRangeOfATextsScores(keys: String) throws {
        let text = ModelTests.text(try Self.model(keys))
        #expect(text.contains("0.00-1.00"), "\(text)")
    }

    @Test(arguments: ["2", "2<Enter>"])
    func theAnswerSaysHowManyOfItsDrawsAreAboveTheThreshold(keys: String) throws {
        let text = ModelTests.text(try Self.model(keys))
        #expect(text.contains("12 of 60 score above 0.50"), "\(text)")
    }

    @Test(arguments: [
        ("score>0.5", 2, 18), ("score<1", 2, 72), ("score>0.5 same", 1, 12),
        ("!score>0.5 same", 1, 48), ("count=30 score>=1", 1, 6), ("same", 1, 60), ("", 2, 90),
        ("score>1", 0, 0),
    ])
    func filtersCountDraws(filter: String, texts: Int, draws: Int) throws {
        let model = try Self.model("2&\(filter.replacing("<", with: "<lt>"))<Enter>")
        let answers = try #require(model.context.answers)
        #expect(answers.listedTexts == texts && answers.listedDraws == draws)
        if !filter.isEmpty {
            let text = ModelTests.text(model)
            #expect(text.contains("\(texts) of 2 texts, \(draws) of 90 draws"), "\(text)")
        }
    }

    /// What the filter counts is what the Scores view counts, at every threshold.
    @Test(arguments: [0, 0.25, 0.5, 0.75, 1])
    func theFilterAndTheScoresAgree(threshold: Double) throws {
        var generator = SeededGenerator(seed: 5)
        let snapshot = Self.run(
            (0..<200).map { _ in
                (
                    ["a", "b", "c"][Int(generator.uniform() * 3)],
                    (generator.uniform() * 5).rounded(.down) / 4
                )
            })
        let model = try Self.model("2&score>\(threshold)<Enter>", snapshot)
        let above = snapshot.prompts[0].scores[0].distribution.count(above: threshold)
        #expect(model.context.answers?.listedDraws == above)
    }

    @Test func branchesOfTheTreeCountEachDraw() throws {
        let tree = AnswerTree(Self.snapshot().prompts[0], scorer: 0)
        #expect(tree.roots.reduce(0) { $0 + $1.hits } == 18)
        #expect(tree.roots.reduce(0) { $0 + $1.scored } == 90)
        #expect(tree.roots.reduce(0) { $0 + $1.sum } == 18)
    }

    @Test func thePlainReportShowsTheRange() {
        let lines = PlainReport(Self.snapshot()).text()
        #expect(
            lines.contains("60 draws, score 0.00-1.00 (12 of 60 score above 0.50): same"),
            "\(lines)")
    }

    /// A scorer that says "same" leaks half the time, where each does: its sensitivity is ½ and not
    /// what the first draw of the text had.
    @Test func labelsAreComparedWithEachDrawsOwnScore() throws {
        var generator = SeededGenerator(seed: 3)
        let draws = (0..<200).map { index in
            let isSame = index == 0 || generator.uniform() < 0.7
            return (
                isSame ? "same" : "other",
                isSame && (index == 0 || generator.uniform() < 0.5) ? 1.0 : 0
            )
        }
        var options = ExplorerModel.Options()
        options.person = "anna"
        options.seed = 7
        var model = ExplorerModel(snapshot: Self.run(draws), options: options)
        _ = model.update(.resize(width: 120, height: 40))
        var lines: [LabelLine] = []
        for key in try KeyScript.parse(":label sample 200<Enter>") {
            for effect in model.update(.key(key)) {
                if case .keepLabels(0, let kept) = effect { lines += kept }
            }
        }
        for (index, draw) in draws.enumerated() {
            lines.append(
                .said(
                    DrawName(prompt: AnswerFixture.prompt.id, index: index),
                    DrawLabel(label: draw.0 == "same" ? "leak" : "not", person: "anna")))
        }
        _ = model.update(.labels(LabelBook(lines), ofRun: 0))
        try ModelTests.press(":label<Enter>", &model)
        let text = ModelTests.text(model)
        let same = draws.count { $0.0 == "same" }
        let right = draws.count { $0.1 == 1 }
        let share = Figure.fixed(Double(right) / Double(same), places: 4).string
        #expect(text.contains("right about \(share) of \(same) leaks"), "\(text)")
        #expect(!text.contains("contradiction"), "\(text)")
    }
}
