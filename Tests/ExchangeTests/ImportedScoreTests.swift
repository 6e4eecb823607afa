import Exchange
import Foundation
import Prompts
import Testing

/// Scales, grades, repeated draws and thoughts of imported files.
@Suite struct ImportedScoreTests {
    private func draws(
        _ text: String, _ scales: ScoreScales = ScoreScales(), answer: AnswerPart? = nil
    ) throws -> DrawImport {
        try DrawImport(Array(text.utf8), name: "f", scales: scales, answer: answer)
    }

    private let marks = #"""
        {"prompt_id":"a","text":"x","scores":{"tone":1,"leak":0}}
        {"prompt_id":"a","text":"y","scores":{"tone":"4","leak":1}}
        """#

    @Test func aScoreOnAnotherScaleIsRefusedByNameWithItsRange() {
        #expect {
            try draws(marks)
        } throws: {
            "\($0)".contains("score tone has values from 1 to 4")
                && "\($0)".contains("--scale tone=")
        }
    }

    @Test func aScaleMapsItsScoreAlone() throws {
        let found = try draws(marks, ScoreScales(scales: ["tone=1..5"]))
        #expect(found.draws[0].map { $0.scores["tone"] } == [0, 0.75])
        #expect(found.draws[0].map { $0.scores["leak"] } == [0, 1])
        let falling = try draws(marks, ScoreScales(scales: ["tone=5..1"]))
        #expect(falling.draws[0].map { $0.scores["tone"] } == [1, 0.25])
        let without = try draws(marks, ScoreScales(scales: [], leftOut: ["tone"]))
        #expect(without.scorers == ["leak"])
    }

    @Test(arguments: ["tone=2..5", "other=0..1"])
    func aScaleThatDoesNotFitIsRefused(scale: String) {
        #expect(throws: ImportError.self) { try draws(marks, ScoreScales(scales: [scale])) }
    }

    @Test(arguments: ["tone", "tone=1", "tone=1..1", "tone=a..b", "=0..1", "tone=nan..1"])
    func aScaleHasAForm(scale: String) {
        #expect(throws: ImportError.self) { try ScoreScales(scales: [scale]) }
    }

    @Test func gradesInWordsAreMapped() throws {
        let text = #"""
            {"prompt_id":"a","text":"x","scores":{"v":" Yes"}}
            {"prompt_id":"a","text":"y","scores":{"v":"no"}}
            """#
        #expect {
            try draws(text)
        } throws: {
            "\($0)".contains("score v") && "\($0)".contains("--grades v=")
        }
        let found = try draws(text, ScoreScales(scales: [], grades: ["v=yes:1,no:0"]))
        #expect(found.draws[0].map { $0.scores["v"] } == [1, 0])
        #expect(throws: ImportError.self) {
            try draws(text, ScoreScales(scales: [], grades: ["v=yes:1"]))
        }
    }

    @Test func aDrawCountsOnce() throws {
        let found = try draws(
            #"""
            {"prompt_id":"a","text":"x","draw":0}
            {"prompt_id":"a","text":"x","draw":0,"scores":{"s":1}}
            {"prompt_id":"b","text":"x","draw":0}
            {"prompt_id":"a","text":"y","uuid":"u"}
            {"prompt_id":"a","text":"y","uuid":"u"}
            {"prompt_id":"a","text":"z","seed":5}
            {"prompt_id":"a","text":"z","seed":5}
            {"prompt_id":"a","text":"z"}
            """#)
        #expect(found.draws.map(\.count) == [4, 1])
        #expect(found.draws[0][0].scores == ["s": 1])
        #expect(found.warnings.contains { $0.hasPrefix("3 repeated draws count once") })
    }

    /// Taking the repeats away would favour rare texts; they are kept at their worst.
    @Test func repeatsUnderASeedThatGaveSeveralTextsAreLost() throws {
        let found = try draws(
            #"""
            {"prompt_id":"a","text":"x","seed":5}
            {"prompt_id":"a","text":"y","seed":5}
            {"prompt_id":"a","text":"x","seed":5}
            """#)
        #expect(found.draws[0].map(\.text) == ["x", "y", nil])
    }

    @Test func anAnswerThatEndsInsideItsThoughtsHasNoScore() throws {
        let text = #"""
            {"prompt_id":"a","text":"<think>a</think> b","scores":{"s":0}}
            {"prompt_id":"a","text":"<think>a","scores":{"s":0}}
            {"prompt_id":"a","text":"c","scores":{"s":0}}
            """#
        let found = try draws(text)
        #expect(found.draws[0].map { $0.scores["s"] } == [0, nil, 0])
        #expect(found.thinking == (with: 2, cut: 1))
        let whole = try draws(text, answer: AnswerPart(.whole))
        #expect(whole.draws[0].map { $0.scores["s"] } == [0, 0, 0])
    }
}
