import Evidence
import Exchange
import Foundation
import Prompts
import Testing

/// Records that may be draws of one prompt or of several: what cannot be told is said or refused.
@Suite struct PooledRecordTests {
    private static func read(_ lines: [String], name: String = "draws.jsonl") throws -> DrawImport {
        try DrawImport(Array(lines.joined(separator: "\n").utf8), name: name)
    }

    private static func cautions(_ records: [String]) throws -> [String] {
        try read(records.map { "{\($0)}" }).cautions.filter { $0.contains("equal prompts differ") }
    }

    // MARK: - Fields that nobody knows

    @Test(arguments: [
        #""prompt":"P","target_lang":"#, #""prompt":"P","fulltext2":"#, #""prompt":"P","persona":"#,
        #""prompt":"Answer:","question":"#, #""instruction":"Translate.","sentence":"#,
        #""question":"Q","hint":"#, #""prompt":"P","image":"#, #""prompt":"P","answer":"#,
        #""prompt":"P","dialogue":"#, #""prompt":"P","conversation_id":"#,
        #""prompt":"P","method":"#, #""user_input":"P","language":"#, #""prompt":"P","paper_id":"#,
        #""prompt":"P","audio_path":"#, #""prompt":"P","output_language":"#,
    ])
    func aTextThatDiffersBesideEqualPromptsIsTold(fields: String) throws {
        let records = (0..<6).map { #"\#(fields)"c\#($0 / 3)","response":"a \#($0)""# }
        let found = try Self.cautions(records)
        let name = try #require(
            fields.dropLast(2).split(separator: "\"").last.map(String.init))
        #expect(found.count == 1 && found[0].contains(" differ in \(name), "), "\(found)")
        // Where it is the same in all records of a prompt it changes nothing.
        #expect(
            try Self.cautions((0..<6).map { #"\#(fields)"value","response":"a \#($0)""# }) == [])
        #expect(
            try Self.cautions(
                (0..<6).map {
                    #""prompt_id":"\#($0 % 2)",\#(fields)"\#($0)","response":"a \#($0)""#
                }
            ) == [])
    }

    @Test(arguments: [
        #""user_input":"P","retrieved_contexts":["c N"]"#, #""prompt":"P","context":["c N"]"#,
        #""prompt":"P","tools":[{"name":"t N"}]"#, #""prompt":"P","history":[["t N","u"]]"#,
        #""prompt":"P","metadata":{"lang":"l N"}"#, #""prompt":"P","kwargs":{"style":"s N"}"#,
    ])
    func listsAndObjectsThatDifferAreTold(fields: String) throws {
        let records = (0..<6).map {
            fields.replacing("N", with: "\($0 / 3)") + #","response":"a \#($0)""#
        }
        #expect(try Self.cautions(records).count == 1)
        #expect(try Self.read(records.map { "{\($0)}" }).draws.map(\.count) == [6])
    }

    /// What belongs to each draw by its nature.
    @Test(arguments: [
        #""created_at":"2026-01-0N""#, #""latency":"N.5 s""#, #""uuid":"0a1b-N""#, #""id":"x N""#,
        #""judge_explanation":"because N""#, #""requestId":"req N""#, #""finish_reason":"stop N""#,
        #""stamp":"2026-01-01T00:00:0N""#, #""score":0.N"#, #""logprobs":[-0.N]"#,
        #""usage":{"service":"s N"}"#, #""ttft":"N""#, #""completion_tokens":"N""#,
        #""model_thoughts":"t N""#, #""extracted":"e N""#, #""error":null,"n":N"#,
        #""provider":"p N""#, #""batch":"b N""#, #""tags":"t N""#,
    ])
    func whatIsOfTheDrawIsNot(field: String) throws {
        let records = (0..<6).map {
            #""prompt":"P","response":"a \#($0)","# + field.replacing("N", with: "\($0)")
        }
        #expect(try Self.cautions(records) == [])
    }

    @Test func aFieldThatSomeRecordsLackDiffers() throws {
        let bare = #""prompt":"P","response":"a""#
        let more = #""prompt":"P","response":"b","persona":"s""#
        #expect(try Self.cautions([bare, more]).count == 1)
        #expect(try Self.cautions([more, bare]).count == 1)
        #expect(try Self.cautions([#""prompt":"R","response":"b","persona":"s""#, bare]) == [])
    }

    @Test func turnsOfAConversationDiffer() throws {
        func records(_ field: String) -> [String] {
            (0..<4).map { #""prompt":"Continue.","\#(field)":\#($0 / 2),"response":"a \#($0)""# }
        }
        #expect(try Self.cautions(records("turn")).count == 1)
        #expect(try Self.cautions(records("ttft")) == [])
    }

    // MARK: - What an answer is

    private static func lost(_ file: DrawImport) -> Int {
        file.draws.reduce(0) { $0 + $1.count { $0.text == nil || $0.error != nil } }
    }

    /// Each of a stream's pieces has the prompt and says that it is none of the end's.
    @Test(arguments: [
        #""done":false"#, #""finished":false"#, #""status_code":500"#, #""http_status":429"#,
        #""status":502"#, #""timed_out":true"#, #""aborted":true"#,
    ])
    func whatWasNotFinishedIsLost(field: String) throws {
        let good = field.replacing("true", with: "false").replacing(":false", with: ":true")
        let fields = field.contains("true") ? field.replacing("true", with: "false") : good
        let other = fields == field ? field.replacing(/\d+/, with: "200") : fields
        let file = try Self.read([
            #"{"prompt":"P","response":"part",\#(field)}"#,
            #"{"prompt":"P","response":"whole",\#(other)}"#,
        ])
        #expect(Self.lost(file) == 1 && file.draws[0].map(\.text) == [nil, "whole"])
    }

    /// What may be said of the answer or of the question leaves a text what it is.
    @Test(arguments: [#""is_complete":false"#, #""completed":false"#, #""code":503"#])
    func whatMayBeSaidOfATextLeavesIt(field: String) throws {
        let file = try Self.read([
            #"{"prompt":"P","response":"Not found.",\#(field)}"#,
            #"{"prompt":"P","response":"",\#(field)}"#,
        ])
        #expect(Self.lost(file) == 1 && file.draws[0].map(\.text) == ["Not found.", nil])
    }

    @Test(arguments: ["blocked", "skipped", "content_filtered"])
    func anEmptyAnswerThatWasHeldBackIsLost(field: String) throws {
        let file = try Self.read([
            #"{"prompt":"P","response":"","\#(field)":true}"#,
            #"{"prompt":"P","response":"","\#(field)":false}"#,
            #"{"prompt":"P","response":"a","\#(field)":true}"#,
        ])
        #expect(Self.lost(file) == 1 && file.draws[0].map(\.text) == [nil, "", "a"])
    }

    @Test(arguments: [
        (#""count":7"#, true), (#""frequency":2"#, true), (#""count":1"#, false),
        (#""votes":3"#, true),
    ])
    func anAnswerThatStandsForSeveralDrawsIsTold(field: String, isTold: Bool) throws {
        let file = try Self.read([#"{"prompt":"P","response":"a",\#(field)}"#])
        #expect(file.cautions.contains { $0.contains("write a line for each draw") } == isTold)
    }

    // MARK: - Lists of facts

    @Test(arguments: ["responses", "completions", "samples"])
    func listsTellOfTheAnswersBesideThem(name: String) throws {
        func file(_ more: String) throws -> DrawImport {
            try Self.read([#"{"prompt":"P","\#(name)":["a","a","c"],\#(more)}"#])
        }
        #expect(try file(#""seeds":[1,1,2]"#).draws[0].map(\.text) == ["a", "c"])
        let ended = try file(#""finish_reasons":["stop","content_filter","length"]"#)
        #expect(ended.draws[0].map(\.text) == ["a", nil, "c"])
        #expect(ended.draws[0].map(\.stop) == [.endOfText, .endOfText, .limit])
        #expect(Self.lost(try file(#""errors":[null,"timeout",null]"#)) == 1)
        #expect {
            try file(#""models":["x","y","x"]"#)
        } throws: {
            "\($0)".contains("several models")
        }
        #expect(
            try file(#""temperatures":[0,0.5,1]"#).cautions.contains {
                $0.contains("no limit holds")
            })
    }

    // MARK: - Choices

    @Test func choicesOfAQuestionAreNoAnswers() throws {
        let choices = #""choices":["Oak","Blue"]"#
        let file = try Self.read([#"{"question":"Q",\#(choices),"response":"B"}"#])
        #expect(file.draws[0].map(\.text) == ["B"])
        #expect(throws: (any Error).self) {
            try Self.read([#"{"question":"Q",\#(choices),"answer":"B"}"#])
        }
        // Of which nothing else says what they are.
        #expect(try Self.read([#"{"prompt":"Q",\#(choices)}"#]).draws[0].count == 2)
    }

    // MARK: - Runs of one task of lm-evaluation-harness

    private static func line(
        _ document: Int, _ text: String, filter: String? = "none", score: Double = 0
    ) -> String {
        let filter = filter.map { #","filter":"\#($0)""# } ?? ""
        return
            #"{"doc_id":\#(document),"doc":{"q":"Q\#(document)"},"target":"b","arguments":{"gen_args_0":{"arg_0":"Q\#(document)","arg_1":{"temperature":1.0,"do_sample":true}}},"resps":[["\#(text)"]],"filtered_resps":["\#(text)"],"metrics":["em"],"em":\#(score)\#(filter)}"#
    }

    /// The same answer at the same document in two runs is two draws.
    private static let runs = [["a", "b", "c"], ["a", "b", "d"], ["b", "b", "c"]]

    @Test func runsOfOneTaskAreDraws() throws {
        let file = try Self.read(
            Self.runs.flatMap { run in run.enumerated().map { Self.line($0, $1) } })
        #expect(
            file.draws.map { $0.map { $0.text ?? "" } } == [
                ["a", "a", "b"], ["b", "b", "b"], ["c", "d", "c"],
            ])
        #expect(file.cautions.contains { $0.contains("3 runs of its task") })
        // With the lines of two filters each, whose scores stay with their draw.
        let filtered = Self.runs.enumerated().flatMap { number, run in
            ["one", "two"].flatMap { filter in
                run.enumerated().map {
                    Self.line(
                        $0, $1, filter: filter, score: filter == "one" ? 0 : Double(number % 2))
                }
            }
        }
        let both = try Self.read(filtered)
        #expect(both.draws.map(\.count) == [3, 3, 3])
        #expect(both.draws[0].map { $0.scores["em,two"] } == [0, 1, 0])
        #expect(both.draws[0].map { $0.scores["em,one"] } == [0, 0, 0])
    }

    @Test func aFileThatIsThereTwiceIsOneRun() throws {
        let lines = Self.runs[0].enumerated().map { Self.line($0, $1) }
        let file = try Self.read(lines + lines)
        #expect(file.draws.map(\.count) == [1, 1, 1])
        #expect(file.cautions.contains { $0.contains("3 repeated draws count once") })
    }

    /// Keeping what differs and leaving out what is equal would choose draws by their answers.
    @Test(arguments: [
        [["a", "b", "c"], ["a", "b", "d"], ["a", "b", "c"]], [["a", "b", "c"], ["a", "d"]],
    ])
    func whatCannotBeToldApartIsRefused(runs: [[String]]) {
        #expect {
            try Self.read(runs.flatMap { run in run.enumerated().map { Self.line($0, $1) } })
        } throws: {
            "\($0)".contains("several runs of a task") && "\($0)".contains("probscope merge")
        }
    }

    @Test func olderFilesDoNotTellRuns() {
        let lines = Self.runs.prefix(2).flatMap { run in
            run.enumerated().map { Self.line($0, $1, filter: nil) }
        }
        #expect {
            try Self.read(lines)
        } throws: {
            "\($0)".contains("several runs of a task")
        }
    }
}
