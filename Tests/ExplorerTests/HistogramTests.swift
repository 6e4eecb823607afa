import Canvas
import Evidence
import Prompts
import Statistics
import Testing

@testable import Explorer

/// A score on an edge belongs to the bin above it, whatever floating point makes of score times bins.
@Suite struct HistogramTests {
    private static func snapshot(_ scores: [Double]) -> Snapshot {
        var snapshot = Fixture.small
        let prompt = Prompt(id: PromptID("words"), text: "Who?")
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
        for (index, score) in scores.enumerated() {
            let answer = Answer(text: "\(score)", stop: .endOfText, tokenCount: 1)
            evidence.add(
                Draw(prompt: prompt.id, index: index, seed: 1, outcome: .completed(answer)),
                scores: [score, score])
        }
        snapshot.prompts = [evidence]
        snapshot.greedyScores = [[nil, nil]]
        return snapshot
    }

    /// What only bars have is neither offered nor changed unseen while a curve is shown.
    @Test(arguments: ["+", "-", "=", "L"])
    func aCurveHasNoKeysOfTheHistogram(key: String) throws {
        var model = ExplorerModel(snapshot: Self.snapshot([0, 0.5, 1]))
        _ = model.update(.resize(width: 120, height: 24))
        try ModelTests.press("3c", &model)
        let curve = PlainTextWriter.text(model.render())
        #expect(!curve.contains("+ bins") && !curve.contains("L log"), "\(curve)")
        try ModelTests.press(key, &model)
        #expect(PlainTextWriter.text(model.render()).contains("c shows it"))
        #expect(model.scores.bins == nil && !model.scores.isLogarithmic)
        try ModelTests.press("cc", &model)
        #expect(PlainTextWriter.text(model.render()).contains("+ bins"))
    }

    /// 0.57 · 100 = 56.99999999999999: one bar of two draws was drawn instead of two bars of one.
    @Test(arguments: [(0.56, 0.57), (0.28, 0.29), (0.57, 0.58)])
    func twoScoresInNeighbouringBinsAreTwoBars(first: Double, second: Double) throws {
        var model = ExplorerModel(snapshot: Self.snapshot([first, second]))
        _ = model.update(.resize(width: 149, height: 30))
        try ModelTests.press("3:bins 100<Enter>", &model)
        let picture = PlainTextWriter.text(model.render())
        #expect(picture.contains("draws in 100 bins"))
        #expect(picture.contains(" 1 ┤"), "\(picture)")
        #expect(!picture.contains(" 2 ┤"), "\(picture)")
    }
}
