import Prompts
import Statistics
import Testing

@testable import Evidence

/// Equal texts may have unequal scores: a judge that is drawn from, or people, give them.
@Suite struct OutputScoresTests {
    private let prompt = Prompt(id: PromptID("a"), text: "Who?")

    private static func scores(_ values: [Double]) -> OutputScores {
        values.reduce(into: OutputScores()) { $0.add($1) }
    }

    private func evidence(_ draws: [(text: String?, score: Double?)]) -> PromptEvidence {
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 1)
        for (index, draw) in draws.enumerated() {
            let outcome: Draw.Outcome =
                draw.text.map {
                    .completed(Answer(text: $0, stop: .endOfText, tokenCount: 1))
                } ?? .lost(reason: "gone")
            evidence.add(
                Draw(prompt: prompt.id, index: index, seed: 1, outcome: outcome),
                scores: [draw.score])
        }
        return evidence
    }

    @Test func whatOneScoreStandsForHasNoRange() {
        let scores = Self.scores([0.5, 0.5, 0.5])
        #expect(scores.common == 0.5 && !scores.areUnequal && scores.draws == 3)
        #expect(scores.range == 0.5...0.5 && scores.mean == 0.5)
        #expect(OutputScores().range == nil && OutputScores().common == nil)
        #expect(OutputScores().mean == nil && OutputScores().draws == 0)
    }

    @Test func unequalScoresKeepLeastGreatestAndWhatIsAbove() {
        let scores = Self.scores([1, 0, 0, 0.25, 1])
        #expect(scores.common == nil && scores.areUnequal && scores.draws == 5)
        #expect(scores.range == 0...1 && scores.greatest == 1 && scores.mean == 0.45)
        #expect(scores.count { $0 > 0.5 } == 2 && scores.count { $0 > 0 } == 3)
        #expect(scores.count { $0 <= 0.25 } == 3)
    }

    /// Every order of the same scores counts alike, as does every split into two texts.
    @Test(arguments: 1...40)
    func sumsDoNotDependOnTheOrder(seed: UInt64) {
        var generator = SystemRandomNumberGenerator()
        let values = (0..<Int(seed)).map { _ in
            Double.random(in: 0..<4, using: &generator).rounded(.down) / 4
        }
        let all = Self.scores(values)
        for threshold in [0, 0.25, 0.5, 0.75] {
            #expect(all.count { $0 > threshold } == values.count { $0 > threshold })
        }
        #expect(all.range == values.min().map { $0...(values.max() ?? $0) })
        var merged = Self.scores(Array(values.prefix(values.count / 2)))
        merged.merge(Self.scores(Array(values.dropFirst(values.count / 2))))
        #expect(merged.distinct.map(\.score) == all.distinct.map(\.score))
        #expect(merged.distinct.map(\.draws) == all.distinct.map(\.draws))
    }

    @Test func whatIsNoScoreIsNone() {
        let scores = Self.scores([.nan, -1, 2, .infinity])
        #expect(scores.draws == 0 && scores.range == nil)
    }

    @Test func everyDrawHasItsOwnScore() {
        let evidence = evidence([
            ("same", 1), ("same", 0), (nil, nil), ("other", 0), ("same", nil), ("same", 0),
        ])
        #expect(
            (0..<7).map { evidence.score(ofDraw: $0, by: 0) } == [1, 0, nil, 0, nil, 0, nil])
        #expect(evidence.score(ofDraw: 0, by: 1) == nil)
        #expect(evidence.outputs[0].count == 4 && evidence.outputs[0].scores[0].draws == 3)
        #expect(evidence.outputs[0].scores[0].range == 0...1)
    }

    /// The first draws alone know nothing of the scores that later ones have.
    @Test func theFirstDrawsHaveTheirOwnScores() {
        let evidence = evidence([("same", 0), ("same", 0), ("same", 1), ("other", 1)])
        let first = evidence.first(2)
        #expect(first.outputs.count == 1 && first.outputs[0].scores[0].common == 0)
        #expect(first.outputs[0].scores[0].draws == 2)
    }

    /// Directed answers are in the sequence of answers and in no scorer's.
    @Test func answersThatAreNoDrawsDoNotShiftTheScores() {
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 1)
        let plan: [(text: String, directed: Bool, score: Double)] = [
            ("a", false, 0), ("b", true, 1), ("c", false, 0.5), ("d", true, 0), ("e", false, 1),
        ]
        for draw in plan {
            evidence.add(
                draw.text, tokenCount: 1, isTruncated: false, attempts: 1, scores: [draw.score],
                launch: Launch(path: [], left: 1, known: [0], isDirected: draw.directed),
                absorbed: 0.1)
        }
        #expect(evidence.directed == 2 && evidence.scores[0].draws == 3)
        #expect((0..<5).map { evidence.score(ofDraw: $0, by: 0) } == plan.map(\.score))
    }
}
