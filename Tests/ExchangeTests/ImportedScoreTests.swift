import Evidence
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

    /// No draw is left out by what may be its grade.
    @Test(arguments: [("0", "1"), ("true", "false")])
    func gradesCalledKeywordLeaveNoDrawOut(first: String, second: String) throws {
        let text = (0..<10).map {
            #"{"prompt":"a","response":"x\#($0)","keyword":\#($0 % 2 == 0 ? first : second)}"#
        }.joined(separator: "\n")
        let found = try draws(text)
        #expect(found.draws.count == 1 && found.draws[0].count == 10)
        #expect(found.draws[0].allSatisfy { $0.text != nil })
        #expect(found.prompts[0].keywords.isEmpty)
        if first == "0" {
            let scored = try draws(text, ScoreScales(scales: ["keyword=0..1"]))
            #expect(scored.draws[0].map { $0.scores["keyword"] } == (0..<10).map { Double($0 % 2) })
        }
    }

    /// What measures an answer, or lists its mistakes, is no failed request.
    @Test(arguments: [#""error":0.03"#, #""errors":2"#, #""errors":["typo"]"#, #""failure":true"#])
    func gradesOfAnswersAreNoFailures(field: String) throws {
        let found = try draws(#"{"prompt":"a","response":"an answer",\#(field)}"#)
        #expect(found.draws[0].map(\.text) == ["an answer"])
        let empty = try draws(#"{"prompt":"a","response":"","errors":["timed out"]}"#)
        #expect(empty.draws[0].map(\.text) == [nil])
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

    /// One rule for all formats, and for what is sampled.
    @Test(arguments: [
        #"{"prompt_id":"a","text":"x","finish":"content_filter"}"#,
        #"{"prompt":"Q","completion":"x","finish_reason":"content_filter"}"#,
        #"{"prompt":"Q","responses":[{"response":"x","finish_reason":"content_filter"}]}"#,
        #"{"custom_id":"a","response":{"status_code":200,"body":{"choices":[{"message":{"content":"x"},"finish_reason":"content_filter"}]}}}"#,
        #"{"prompt":"Q","outputs":[{"text":"x","finish_reason":"content_filter","token_ids":[1]}]}"#,
        #"{"prompt":"Q","text":"x","meta_info":{"finish_reason":{"type":"content_filter"}}}"#,
        #"{"samples":[{"id":1,"epoch":1,"input":"Q","output":{"choices":[{"message":{"content":"x"},"stop_reason":"content_filter"}]}}],"eval":{"task":"t"}}"#,
        #"{"custom_id":"a","result":{"type":"succeeded","message":{"content":[{"text":"x"}],"stop_reason":"content_filter"}}}"#,
        #"{"prompt":{"raw":"Q"},"response":{"output":"x","finishReason":"content_filter"}}"#,
        #"{"custom_id":"a","response":{"status_code":200,"body":{"incomplete_details":{"reason":"content_filter"},"output":[{"type":"message","content":[{"text":"x"}]}]}}}"#,
    ])
    func anAnswerThatAFilterHasEndedIsLost(record: String) throws {
        for (word, reason) in [
            ("content_filter", "finish reason content_filter"),
            ("tool_calls", "finish reason tool_calls"),
            ("model_length", "context"), ("abort", "finish reason abort"),
            ("what", "finish reason what"),
        ] {
            let found = try draws(record.replacingOccurrences(of: "content_filter", with: word))
            #expect(found.draws[0].map(\.error) == [reason])
            #expect(found.draws[0].map(\.text) == [nil] && found.lost == 1)
            #expect(found.warnings.contains { $0.hasPrefix("1 answer is no whole answer") })
        }
        for word in ["stop", "end_turn", "length", "max_tokens", "eos"] {
            let found = try draws(record.replacingOccurrences(of: "content_filter", with: word))
            #expect(found.draws[0].map(\.text) == ["x"] && found.lost == 0)
        }
    }

    /// A record that says that it failed has no answer of the model's, whatever its text.
    @Test(arguments: [
        ("failed", true), ("ERROR", true), ("expired", true), ("success", false), ("done", false),
    ])
    func aRecordThatFailedIsALostDraw(status: String, isLost: Bool) throws {
        let found = try draws(#"{"prompt_id":"a","text":"rate limit","status":"\#(status)"}"#)
        #expect(found.draws[0].map(\.error) == [isLost ? "status " + status : nil])
        #expect(found.draws[0].map(\.text) == [isLost ? nil : "rate limit"])
    }

    /// However many words for an end a file has, its warnings stay few.
    @Test func manyWaysToEndAreNotAllNamed() throws {
        let lines = (0..<3000).map { #"{"prompt_id":"a","text":"x\#($0)","finish":"f\#($0)"}"# }
        let found = try draws(lines.joined(separator: "\n"))
        #expect(found.lost == 3000 && found.warnings.count < 20)
        #expect(found.warnings.contains { $0.hasPrefix("2990 answers ended in 2990 further ways") })
    }

    /// A prompt that opens the thought makes answers without a mark thoughts that never ended.
    @Test func thoughtsThatThePromptHasOpenedAreThoughts() throws {
        let text = #"""
            {"prompt_id":"a","text":"hm</think>no"}
            {"prompt_id":"a","text":"hm, Canberra"}
            """#
        #expect(try draws(text).draws[0].map(\.error) == [nil, "thinking"])
        #expect(try draws(text, answer: AnswerPart("whole")).draws[0].map(\.error) == [nil, nil])
        let reasoning = #"""
            {"custom_id":"a","response":{"status_code":200,"body":{"choices":[{"message":{"content":"","reasoning_content":"hm"},"finish_reason":"length"}]}}}
            """#
        #expect(try draws(reasoning).draws[0].map(\.error) == ["thinking"])
    }

    /// A stray closing mark makes no model one that thinks: it costs its own answer and no other.
    @Test func aStrayMarkLosesItsOwnAnswerAlone() throws {
        func file(plain: Int, marked: Int, finish: String = "end") -> String {
            ((0..<plain).map {
                #"{"prompt_id":"a","text":"word \#($0)","finish":"\#(finish)"}"#
            } + (0..<marked).map { #"{"prompt_id":"a","text":"hm \#($0)</think>no"}"# })
            .joined(separator: "\n")
        }
        let found = try draws(file(plain: 99, marked: 1))
        #expect(found.lost == 1)
        #expect(found.draws[0].count { $0.error != nil } == 1)
        #expect(found.cautions.contains { $0.hasPrefix("1 answer closes a thought that none") })
        #expect(found.cautions.allSatisfy { !$0.contains("hold thoughts") })
        // Who knows better says it.
        #expect(try draws(file(plain: 99, marked: 1), answer: .standard).lost == 99)
        #expect(try draws(file(plain: 99, marked: 1), answer: AnswerPart(.whole)).lost == 0)
        // Losses that are real stay: most are marked, or those without a mark were cut.
        #expect(try draws(file(plain: 40, marked: 60)).lost == 40)
        #expect(try draws(file(plain: 80, marked: 20)).lost == 80)
        #expect(try draws(file(plain: 99, marked: 1, finish: "limit")).lost == 99)
    }

    /// A file that says that an answer was cut right behind its thoughts has no answer there.
    @Test func whatIsCutBehindItsThoughtsIsLost() throws {
        let text = #"""
            {"prompt_id":"a","text":"<think>hm</think>\n\n","finish":"limit"}
            {"prompt_id":"a","text":"<think>hm</think>no","finish":"limit"}
            {"prompt_id":"a","text":"<think>ha</think>\n","finish":"end"}
            """#
        #expect(try draws(text).draws[0].map(\.error) == ["thinking", nil, nil])
    }

    /// Blocks and rows of repeated answers without names are no draws.
    @Test func copiesWithoutNamesVoidTheRun() throws {
        func lines(_ texts: [String]) -> String {
            texts.map { #"{"prompt":"Q","completion":"\#($0)"}"# }.joined(separator: "\n")
        }
        let block = (0..<20).map { "answer \($0)" }
        #expect(try draws(lines(block)).copies == nil)
        #expect(try draws(lines(block + block)).copies?.contains("its first 20 again") == true)
        #expect(
            try draws(lines(block.flatMap { [$0, $0] })).copies?.contains("2 times in a row")
                == true)
        // A few answers in turn as well, where there are enough of them.
        let turns = ["yes", "no"]
        for (count, isCopied) in [(30, true), (6, false)] {
            let few = try draws(lines(Array(repeating: turns, count: count).flatMap { $0 }))
            #expect((few.copies?.contains("again and again") == true) == isCopied)
        }
        // Of draws that somebody has sorted it is only said.
        let sorted = try draws(lines(turns.flatMap { Array(repeating: $0, count: 40) }))
        #expect(
            sorted.copies == nil && sorted.warnings.contains { $0.contains("40 times in a row") })
        #expect(try draws(lines(Array(repeating: "yes", count: 60))).warnings.isEmpty)
        // A stretch that comes again, wherever it is.
        let longer = (0..<60).map { "answer \($0)" }
        #expect(
            try draws(lines(longer + longer[10..<40])).copies?
                .contains("30 in a row come again in their order, 50 places later") == true)
    }

    /// Programs that a text goes through add and take away white space.
    @Test func copiesWithOtherWhiteSpaceAreCopies() throws {
        func line(_ index: Int, _ field: String, space: String = "") -> String {
            #"{"prompt":"Q","completion":"answer \#(space)\#(index)\#(space)"\#(field)}"#
        }
        for (space, name) in [(" ", #","seed":"#), ("\\n", #","draw":"#), ("\\t ", #","uuid":"#)] {
            let lines = (0..<12).flatMap { index in
                let field = name + (name.contains("uuid") ? "\"u\(index)\"" : "\(index)")
                return [line(index, field), line(index, field, space: space)]
            }
            let found = try draws(lines.joined(separator: "\n"))
            #expect(found.draws[0].count == 12, "\(name)")
            #expect(found.warnings.contains { $0.hasPrefix("12 repeated draws count once") })
            #expect(found.warnings.allSatisfy { !$0.contains("another text") })
        }
        // Without names they are told apart by nothing, and void the run.
        let twice = (0..<24).flatMap { [line($0, ""), line($0, "", space: "  ")] }
        #expect(
            try draws(twice.joined(separator: "\n")).copies?.contains("2 times in a row") == true)
    }

    /// Of each prompt little is there twice, and of many prompts the same.
    @Test func copiesOfManyPromptsVoidTheRunTogether() throws {
        func lines(prompts: Int) -> String {
            (0..<prompts).flatMap { prompt in
                (0..<12).map { #"{"prompt":"Q\#(prompt)","completion":"\#(prompt * 7 + $0 % 6)"}"# }
            }.joined(separator: "\n")
        }
        #expect(try draws(lines(prompts: 2)).copies == nil)
        let copies = try draws(lines(prompts: 12)).copies
        #expect(copies?.contains("and so on in 12 prompts") == true, "\(copies ?? "")")
    }

    @Test func aScoreWithoutAnyValueIsNamed() throws {
        let found = try draws(#"{"prompt_id":"a","text":"x","scores":{"s":NaN}}"#)
        #expect(found.scorers.isEmpty)
        #expect(found.warnings.contains { $0.hasPrefix("score s is null or no number") })
        let some = try draws(
            #"{"prompt_id":"a","text":"x","scores":{"s":1}}"# + "\n"
                + #"{"prompt_id":"a","text":"y","scores":{"s":NaN}}"#)
        #expect(some.scorers == ["s"] && !some.warnings.contains { $0.hasPrefix("score s") })
    }

    /// Draws are looked at in a file of their own, whatever they have.
    @Test func aDrawIsTheSameWhenItIsReadAgain() throws {
        let text = #"""
            {"prompt_id":"a","text":"é","draw":7,"seed":18446744073709551616,"attempts":3,"tokens":2,"finish":"length","id":"x","scores":{"s":0.25,"w":"yes"},"uuid":"u","person_label":"good","person_note":"n","probabilities":[{"token":"é","logprob":-0.5,"top_logprobs":[]}]}
            """#
        let scales = try ScoreScales(scales: [], grades: ["w=yes:1"])
        let entry = try draws(text, scales).draws[0][0]
        #expect(entry.text == "é" && entry.number == 7 && entry.attempts == 3)
        #expect(entry.tokenCount == 2 && entry.stop == .limit && entry.seed == nil)
        #expect(entry.scores == ["s": 0.25, "w": 1])
        #expect(entry.tokens.map(\.text) == ["é"])
    }
}
