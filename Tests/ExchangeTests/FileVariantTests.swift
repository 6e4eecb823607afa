import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Testing

/// Files whose fields have other names, kinds or places than most, each with the one right reading.
@Suite struct FileVariantTests {
    private static func read(
        _ lines: [String], scales: ScoreScales = ScoreScales(), name: String = "draws.jsonl"
    ) throws -> DrawImport {
        try DrawImport(Array(lines.joined(separator: "\n").utf8), name: name, scales: scales)
    }

    private static func count(_ file: DrawImport) -> Int {
        file.draws.reduce(0) { $0 + $1.count }
    }

    private static func lost(_ file: DrawImport) -> Int {
        file.draws.reduce(0) { $0 + $1.count { $0.text == nil || $0.error != nil } }
    }

    private static func lines(_ count: Int, _ fields: (Int) -> String) -> [String] {
        (0..<count).map { #"{"prompt":"Q","response":"answer \#($0)",\#(fields($0))}"# }
    }

    // MARK: - Whose draws, and how they were made

    @Test(arguments: [
        "generator", "llm", "target_model", "targetModel", "model_name_or_path", "hf-model",
        "evaluated_model", "Tested Model", "victim_model", "response_model",
    ])
    func everyNameOfAModelKeepsModelsApart(field: String) throws {
        #expect {
            try Self.read(Self.lines(20) { #""\#(field)":"m\#($0 % 2)""# })
        } throws: {
            "\($0)".contains("several models")
        }
        #expect(try Self.read(Self.lines(20) { _ in #""\#(field)":"m""# }).model == "m")
    }

    @Test(arguments: [
        #""generationConfig":{"temperature":0}"#, #""samplingParams":{"temperature":0}"#,
        #""generate_kwargs":{"do_sample":false}"#, #""kwargs":{"temperature":0}"#,
        #""llm_config":{"inner":{"temperature":0}}"#, #""hparams":{"top_k":1}"#,
        #""experiment":{"sampling":{"temperature":0}}"#, #""sampling_temperature":0"#,
        #""temperature":"greedy""#, #""temperature":[0]"#, #""temperature":"0,0""#,
        #""temperature":1e-9"#, #""mode":"greedy""#, #""decode":"greedy search""#,
        #""sampling_strategy":"argmax""#, #""gen_params":"temperature=0""#,
        #""cfg":{"method":"GREEDY"}"#,
    ])
    func greedySettingsAreNoticedWhereverTheyStand(field: String) throws {
        let file = try Self.read(Self.lines(20) { _ in field })
        #expect(file.decoding.isGreedy, "\(file.cautions)")
        #expect(file.cautions.contains { $0.contains("greedily") })
    }

    @Test(arguments: [
        #""judge_config":{"temperature":0}"#, #""grader":{"temperature":0}"#,
        #""scores":{"temperature":0}"#, #""usage":{"temperature":0}"#, #""temperature":0.7"#,
        #""mode":"non-greedy""#, #""attacker":{"temperature":0}"#, #""vars":{"temperature":0}"#,
        #""mode":"a long story about greedy people and what became of them in the end""#,
    ])
    func settingsOfOthersAreNotTheModels(field: String) throws {
        #expect(!(try Self.read(Self.lines(20) { _ in field })).decoding.isGreedy)
    }

    @Test func beamsAreNoDraws() throws {
        let file = try Self.read(Self.lines(20) { _ in #""decoding":"beam search""# })
        #expect(file.cautions.contains { $0.contains("beam search") })
    }

    // MARK: - What counts once

    @Test(arguments: [
        "iteration", "trial", "sample_num", "repeat", "sampleId", "request_id", "rollout",
    ])
    func recordsThatAreThereTwiceCountOnce(field: String) throws {
        let lines = Self.lines(30) { #""\#(field)":\#($0)"# }
        #expect(Self.count(try Self.read(lines + lines.reversed())) == 30)
        // Equal texts under unlike names are draws.
        let equal = (0..<30).map { #"{"prompt":"Q","response":"yes","\#(field)":\#($0)}"# }
        #expect(Self.count(try Self.read(equal)) == 30)
    }

    @Test func repliesHaveIdentifiersOfTheirOwn() throws {
        let lines = (0..<30).map {
            #"{"prompt":"Q","response":{"id":"cmpl-\#($0)","content":"answer \#($0 % 3)"}}"#
        }
        #expect(Self.count(try Self.read(lines + lines.shuffled())) == 30)
    }

    // MARK: - What is no answer

    @Test(arguments: [
        #""response":"","status":"error""#, #""response":"[ERROR] 500","success":false"#,
        #""response":"","status":"failed""#, #""response":"","is_error":true"#,
        #""response":"","error_message":"timeout""#, #""response":"","exception":"Timeout()""#,
        #""response":"x","status":"timeout""#, #""response":"x","error":{"code":500}"#,
    ])
    func callsThatFailedHaveNoAnswer(fields: String) throws {
        let file = try Self.read(
            Self.lines(9) { _ in #""a":1"# } + [#"{"prompt":"Q",\#(fields)}"#])
        #expect(Self.count(file) == 10 && Self.lost(file) == 1)
    }

    @Test(arguments: [
        #""error":"""#, #""error":false"#, #""error":{}"#, #""error":[]"#, #""error":null"#,
        #""error":"None""#, #""error":"nan""#, #""error":0"#, #""error_message":"""#,
        #""status":"done""#, #""success":false"#, #""status":"ok""#, #""failure":null"#,
    ])
    func noErrorIsNone(field: String) throws {
        #expect(Self.lost(try Self.read(Self.lines(10) { _ in field })) == 0)
        let ids = (0..<10).map { #"{"prompt_id":"a","text":"x\#($0)",\#(field)}"# }
        #expect(Self.lost(try Self.read(ids)) == 0)
    }

    @Test func aSampleThatWasCancelledHasNoAnswer() throws {
        let log = """
            {"eval":{"model":"m"},"status":"cancelled","samples":[
            {"id":1,"epoch":1,"input":"Q","output":{"model":"m","choices":[],"completion":""}},
            {"id":1,"epoch":2,"input":"Q","output":{"model":"m","completion":"x",
            "choices":[{"message":{"content":"x"}}]}}]}
            """
        let file = try Self.read([log], name: "log.json")
        #expect(Self.count(file) == 2 && Self.lost(file) == 1)
    }

    @Test func whatASolverWasToldIsTheDecoding() throws {
        for part in [
            #""eval":{"model":"m","task_args":{"temperature":0}}"#,
            #""eval":{"model":"m"},"plan":{"steps":[{"solver":"g","params":{"temperature":0}}]}"#,
        ] {
            let sample =
                #"{"id":1,"epoch":1,"input":"Q","output":{"choices":[{"message":{"content":"x"}}]}}"#
            let file = try Self.read(
                [#"{\#(part),"status":"success","samples":[\#(sample)]}"#], name: "log.json")
            #expect(file.decoding.isGreedy)
        }
    }

    @Test func aLogOfHitsIsRefused() {
        let line =
            #"{"goal":"g","prompt":"Q","output":"x","score":1.0,"trigger":"t","generations_per_prompt":5,"attempt_id":"a","attempt_idx":0,"generator":"m"}"#
        #expect {
            try Self.read([line, line], name: "g.hitlog.jsonl")
        } throws: {
            "\($0)".contains("hits") && "\($0)".contains("report")
        }
    }

    /// Python writes half a pair where an answer was cut within an emoji.
    @Test func anAnswerThatIsCutWithinACharacterIsKept() throws {
        let file = try Self.read([
            #"{"prompt":"Q","response":"one \ud83d"}"#, #"{"prompt":"Q","response":"two"}"#,
        ])
        #expect(file.draws[0].map(\.text) == ["one \u{FFFD}", "two"])
    }

    // MARK: - Scores

    @Test(arguments: [
        #""score":"1""#, #""score":"0,5""#, #""refusal_score":"85%""#, #""passed":"yes""#,
        #""verdict_score":"0.5""#,
    ])
    func scoresThatAreTextsAreRefusedByName(field: String) {
        #expect {
            try Self.read(Self.lines(10) { _ in field })
        } throws: {
            "\($0)".contains("score ") && "\($0)".contains("--without-score")
        }
    }

    @Test func wordsThatMayBeGradesAreNamed() throws {
        func lines(_ field: String) -> [String] {
            Self.lines(20) { #""\#(field)":"\#($0.isMultiple(of: 2) ? "harmful" : "safe")""# }
        }
        let file = try Self.read(lines("response_harm_label"))
        #expect(
            file.cautions.contains {
                $0.contains("response_harm_label (harmful, safe)") && $0.contains("--grades")
            })
        #expect(file.scorers.isEmpty)
        let taken = try Self.read(
            lines("response_harm_label"),
            scales: ScoreScales(
                scales: [], grades: ["response_harm_label=harmful:1,safe:0"]))
        #expect(taken.scorers == ["response_harm_label"])
        #expect(taken.draws[0].reduce(0) { $0 + ($1.scores["response_harm_label"] ?? 9) } == 10)
    }

    @Test(arguments: ["score", "rouge_l", "refusal", "scores"])
    func aListOfScoresBelongsToAListOfAnswers(field: String) throws {
        let file = try Self.read([
            #"{"prompt":"Q","completions":["a","b","c"],"\#(field)":[1,0,1]}"#
        ])
        let name = field == "scores" ? "score" : field
        #expect(file.scorers == [name])
        #expect(file.draws[0].map { $0.scores[name] } == [1, 0, 1])
    }

    /// What a filter made of all answers is no score of any of them.
    @Test func scoresOfFiltersAreNotThoseOfDraws() throws {
        let file = try Self.read(
            ["strict", "flex"].map {
                #"{"doc_id":0,"doc":{"question":"Q"},"target":"a","arguments":[["Q",{}]],"resps":[["a","b"]],"filtered_resps":["a"],"filter":"\#($0)","metrics":["em"],"em":1.0}"#
            })
        #expect(file.scorers.isEmpty && Self.count(file) == 2)
        #expect(file.cautions.contains { $0.contains("1 documents have scores of what a filter") })
    }

    /// What a judge has to say of an answer is no grade, and there may be nothing else.
    @Test(arguments: [[64], [200], [3, 64], [64, 3]])
    func longTextsBesideAnswersAreNoGrades(lengths: [Int]) throws {
        let file = try Self.read(
            Self.lines(8) {
                let text = String(repeating: "x", count: lengths[$0 % lengths.count])
                return #""judge_reason":"\#(text)""#
            })
        #expect(Self.count(file) == 8 && file.scorers.isEmpty)
        #expect(!file.warnings.contains { $0.contains("--grades") })
    }

    @Test func metricsWithinAnObjectAreScores() throws {
        let file = try Self.read(Self.lines(4) { _ in #""metrics":{"rougeL":0.5,"time":3}"# })
        #expect(file.scorers == ["rougeL"])
    }

    // MARK: - Several answers

    @Test(arguments: [
        #""response":"a","response_2":"b","response_3":"c""#,
        #""Response 1":"a","Response 2":"b","Response 3":"c""#,
        #""generation_0":"a","generation_1":"b","generation_2":"c""#,
        #""generations":[["a","b","c"]]"#,
        #""responses":[{"content":"a"},{"output":"b"},{"message":{"content":"c"}}]"#,
        #""response_10":"c","response_9":"b","response_1":"a""#,
    ])
    func everyAnswerOfARecordIsADraw(fields: String) throws {
        let file = try Self.read([#"{"prompt":"Q",\#(fields)}"#])
        #expect(file.draws[0].map(\.text) == ["a", "b", "c"])
    }

    /// An answer that the file has a place for and does not have was lost.
    @Test(arguments: [
        #"{"prompt":"Q","response_1":"a","response_2":null,"response_3":"c"}"#,
        #"{"prompt":"Q","completions":["a",null,"c"]}"#,
        #"{"prompt":"Q","response":"a"}"# + "\n" + #"{"prompt":"Q"}"# + "\n"
            + #"{"prompt":"Q","response":"c"}"#,
    ])
    func answersThatAreNotThereAreLostDraws(lines: String) throws {
        let file = try Self.read([lines])
        #expect(Set(file.draws[0].map(\.text)) == ["a", nil, "c"])
        #expect(Self.lost(file) == 1 && Self.count(file) == 3)
    }

    @Test func cellsOfAnswersAreTexts() throws {
        let file = try DrawImport(
            Array("prompt,response_1,response_2,response_3\nQ,42,,true\n".utf8), name: "a.csv")
        #expect(Set(file.draws[0].map(\.text)) == ["42", nil, "true"] && Self.count(file) == 3)
    }

    @Test(arguments: ["metadata", "config", "request", "sampling_params"])
    func modelsThatAreToldBesideAnAnswerAreNotMixed(place: String) throws {
        let lines = ["x", "y", "x"].map {
            #"{"prompt":"Q","response":"a \#($0)","\#(place)":{"model_name":"\#($0)"}}"#
        }
        #expect(throws: (any Error).self) { try Self.read(lines) }
        #expect(try Self.count(Self.read([lines[0], lines[2]])) == 2)
    }

    @Test func templatesWithOtherValuesAreOtherPrompts() throws {
        let file = try Self.read(
            ["1", "2", "1"].map {
                #"{"prompt":"Say {{x}} or {x}","vars":{"x":\#($0)},"output":"a"}"#
            })
        #expect(file.prompts.map(\.text) == ["Say 1 or 1", "Say 2 or 2"])
    }

    /// Thoughts without an answer behind them have not ended.
    @Test(arguments: ["reasoning_content", "reasoning"])
    func anEmptyAnswerBesideThoughtsIsLost(field: String) throws {
        let file = try Self.read([
            #"{"prompt":"Q","response":"","\#(field)":"Let me see"}"#,
            #"{"prompt":"Q","response":"a","\#(field)":"Let me see"}"#,
            #"{"prompt":"Q","response":"","\#(field)":""}"#,
        ])
        #expect(file.lost == 1 && Self.count(file) == 3)
        #expect(file.thinking.cut == 1)
    }

    @Test func questionsAboutDifferentTextsAreDifferentPrompts() throws {
        let file = try Self.read(
            ["one", "two"].map { #"{"question":"Q","background":"\#($0)","response":"a"}"# })
        #expect(file.prompts.map(\.text) == ["one\n\nQ", "two\n\nQ"])
    }

    @Test func pairsOfTwoModelsAreNotMixed() {
        #expect(throws: (any Error).self) {
            try Self.read([
                #"{"instruction":"Q","output_1":"a","generator_1":"x","output_2":"b","generator_2":"y"}"#
            ])
        }
    }

    @Test func aPromptsTextMayComeLater() throws {
        let file = try Self.read([
            #"{"prompt_id":"p","text":"a"}"#,
            #"{"prompt_id":"p","prompt":"Ask","text":"b","references":["r"],"keywords":["k"]}"#,
            #"{"prompt_id":"p","text":"c"}"#,
        ])
        #expect(file.prompts.map(\.text) == ["Ask"])
        #expect(file.prompts[0].references == ["r"] && file.prompts[0].keywords == ["k"])
        #expect(Self.count(file) == 3)
    }
}
