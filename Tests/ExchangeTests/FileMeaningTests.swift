import Evidence
import Exchange
import Files
import Foundation
import Journal
import Prompts
import Testing

/// Files whose records say something that changes what their answers are.
@Suite struct FileMeaningTests {
    private static func read(_ lines: [String], name: String = "draws.jsonl") throws -> DrawImport {
        try DrawImport(Array(lines.joined(separator: "\n").utf8), name: name)
    }

    private static func lost(_ file: DrawImport) -> Int {
        file.draws.reduce(0) { $0 + $1.count { $0.text == nil || $0.error != nil } }
    }

    private static func count(_ file: DrawImport) -> Int {
        file.draws.reduce(0) { $0 + $1.count }
    }

    // MARK: - lm-evaluation-harness

    private static func document(
        _ number: Int, _ question: String, _ settings: String, answer: String = "a",
        more: String = ""
    ) -> String {
        #"{"doc_id":\#(number),"doc":{"question":"\#(question)"},"target":"a","arguments":{"gen_args_0":{"arg_0":"\#(question)","arg_1":\#(settings)}},"resps":[["\#(answer)"]],"filtered_resps":["a"],"em":1.0\#(more)}"#
    }

    @Test(arguments: [
        (#"{"until":["\n"]}"#, true), (#"{"until":[],"max_gen_toks":64,"do_sample":false}"#, true),
        ("{}", true), (#"{"temperature":null}"#, true), (#"{"do_sample":true,"until":[]}"#, false),
        (#"{"temperature":0.7}"#, false), (#"{"temperature":0.7,"do_sample":true}"#, false),
    ])
    func theHarnessDecodesGreedilyUnlessItIsTold(settings: String, isGreedy: Bool) throws {
        let lines = (0..<4).map { Self.document($0, "Q\($0)", settings) }
        #expect(try Self.read(lines).decoding.isGreedy == isGreedy)
        let old = (0..<4).map {
            #"{"doc_id":\#($0),"doc":{},"arguments":[["Q\#($0)",\#(settings)]],"resps":[["a"]]}"#
        }
        #expect(try Self.read(old).decoding.isGreedy == isGreedy)
    }

    @Test func argumentsWithoutSettingsSayNothing() throws {
        let lines = (0..<4).map {
            #"{"doc_id":\#($0),"doc":{},"arguments":[["Q\#($0)"]],"resps":[["a"]]}"#
        }
        #expect(!(try Self.read(lines).decoding.isGreedy))
    }

    @Test func documentsOfTwoTasksAreDifferentPrompts() throws {
        let lines = ["x", "y"].flatMap { task in
            (0..<5).map { Self.document($0, "\(task) \($0)", #"{"temperature":1}"#) }
        }
        let file = try Self.read(lines)
        #expect(file.prompts.count == 10 && Self.count(file) == 10 && Self.lost(file) == 0)
        #expect(Set(file.prompts.map(\.text)).count == 10)
        #expect(file.cautions.contains { $0.contains("5 documents have a doc_id") })
        // The lines of two filters are one document's.
        let filters = lines.flatMap { line in
            ["one", "two"].map { String(line.dropLast()) + #","filter":"\#($0)"}"# }
        }
        let both = try Self.read(filters)
        #expect(both.prompts.count == 10 && Self.count(both) == 10)
        #expect(both.scorers == ["em,one", "em,two"])
    }

    @Test func tasksThatAreNamedAreKeptApart() throws {
        let lines = ["x", "y"].map { task in
            Self.document(0, "Q", #"{"temperature":1}"#, more: #","task_name":"\#(task)""#)
        }
        #expect(try Self.read(lines).prompts.count == 2)
    }

    // MARK: - Scores in lists

    @Test(arguments: ["responses", "completions", "outputs", "samples"])
    func listsOfScoresBelongToTheAnswersBesideThem(answers: String) throws {
        let file = try Self.read([
            #"{"prompt":"Q","\#(answers)":["a","b","c"],"is_harmful":[true,false,null],"scores":{"leak":[0,1,1]}}"#
        ])
        #expect(file.scorers.sorted() == ["is_harmful", "leak"])
        #expect(file.draws[0].map { $0.scores["leak"] } == [0, 1, 1])
        #expect(file.draws[0].map { $0.scores["is_harmful"] } == [1, 0, nil])
    }

    @Test(arguments: [
        #""question":"Q""#, #""messages":[{"role":"user","content":"Q"}]"#,
        #""prompt":[{"role":"user","content":"Q"}]"#, #""prompt":"Q""#,
    ])
    func responsesAreDrawsBesideEveryWayToAsk(asked: String) throws {
        let file = try Self.read([#"{\#(asked),"responses":["a","b"],"leak":[0,1]}"#])
        #expect(file.prompts.map(\.text) == ["Q"] && file.scorers == ["leak"])
        #expect(file.draws[0].map(\.text) == ["a", "b"])
    }

    @Test func repliesWithinARecordAreAllDraws() throws {
        let file = try Self.read([
            #"{"prompt":"Q","response":{"choices":[{"message":{"content":"a"},"finish_reason":"stop"},{"message":{"content":"b"},"finish_reason":"content_filter"}]}}"#
        ])
        #expect(Self.count(file) == 2 && Self.lost(file) == 1)
    }

    @Test func listsThatAreNotTakenAreTold() throws {
        let file = try Self.read([
            #"{"prompt":"Q","responses":["a","b"],"flags":[true,false],"refusal":[1,0,1],"judge_says":["x","y"]}"#
        ])
        #expect(file.scorers.isEmpty)
        #expect(file.cautions.contains { $0.contains("not taken for scores: flags") })
        #expect(file.cautions.contains { $0.contains("not as long as the lists of answers") })
    }

    // MARK: - Inspect

    private static func log(_ samples: [String]) -> [String] {
        [
            #"{"eval":{"model":"m","task":"t"},"status":"success","samples":[\#(samples.joined(separator: ","))]}"#
        ]
    }

    private static func sample(_ epoch: Int, _ more: String) -> String {
        #"{"id":1,"epoch":\#(epoch),"input":"Q","output":{"model":"m","choices":[{"message":{"role":"assistant","content":"a \#(epoch)"},"stop_reason":"stop"}]}\#(more)}"#
    }

    @Test(arguments: ["token", "message", "cost"])
    func aSampleThatALimitHasEndedIsTruncated(kind: String) throws {
        let file = try Self.read(
            Self.log([
                Self.sample(1, ""), Self.sample(2, #","limit":{"type":"\#(kind)","limit":9}"#),
                Self.sample(3, #","limit":null"#),
            ]), name: "log.json")
        #expect(file.draws[0].map(\.stop) == [.endOfText, .limit, .endOfText])
        #expect(Self.lost(file) == 0)
        #expect(
            file.cautions.contains {
                $0.contains("1 samples were cut by the log's limit (\(kind))")
            })
    }

    @Test(arguments: [
        #","limit":{"type":"time","limit":1}"#, #","limit":{"type":"working","limit":1}"#,
        #","limit":{"type":"operator","limit":1}"#, #","limit":{"type":"context","limit":1}"#,
        #","invalidation":{"author":"a","reason":"wrong tool","timestamp":"x"}"#,
        #","error":{"message":"x","traceback":"y"}"#,
    ])
    func aSampleThatDoesNotCountIsLost(field: String) throws {
        let file = try Self.read(
            Self.log([Self.sample(1, ""), Self.sample(2, field)]), name: "log.json")
        #expect(Self.count(file) == 2 && Self.lost(file) == 1)
    }

    // MARK: - Words in place of answers

    @Test(arguments: [
        "[ERROR] timeout", "[ERROR] Request timed out.", "$ERROR$", "[API_ERROR]", "[ERROR]",
        "Error code: 429 - {'error': {'message': 'Rate limit'}}",
        "openai.RateLimitError: too many requests", "<error>connection reset</error>",
        "**API REQUEST ERROR** Reason: timeout", "httpx.ReadTimeout: x",
    ])
    func whatAProgramWroteForAFailedCallIsLost(text: String) throws {
        func line(_ text: String, _ more: String = "") -> String {
            #"{"prompt":"Q","response":"\#(text)"\#(more)}"#
        }
        let file = try Self.read((0..<5).map { line("answer \($0)") } + [line(text)])
        #expect(Self.count(file) == 6 && Self.lost(file) == 1)
        #expect(file.cautions.contains { $0.contains("1 answer is no whole answer") })
        // A model has said it where the file tells how it ended.
        let said = try Self.read((0..<6).map { _ in line(text, #","finish_reason":"stop""#) })
        #expect(Self.lost(said) == 0)
    }

    @Test(arguments: [
        "Error: division by zero", "[ERROR] is how a log line begins.", "**Failed**", "timeout",
        "Error code: 404 means that nothing is there.", "openai.com makes it.", "<b>error</b>",
        "None of them", "An HTTP status code such as 500", "", "[1] timeout", "error",
        "httpx.ReadTimeout",
    ])
    func whatAModelMayHaveSaidIsAnAnswer(text: String) throws {
        let file = try Self.read([
            #"{"prompt":"Q","response":"\#(text)"}"#, #"{"prompt":"Q","response":"x"}"#,
        ])
        #expect(Self.lost(file) == 0)
    }

    @Test func wordsForNothingAreCounted() throws {
        let file = try Self.read(
            ["None", "nan", "None", "x", "null"].map { #"{"prompt":"Q","response":"\#($0)"}"# })
        #expect(Self.lost(file) == 0 && Self.count(file) == 5)
        #expect(file.cautions.contains { $0.contains(#"2 "None", 1 "nan", 1 "null""#) })
    }

    // MARK: - Models

    @Test func aModelInThePromptsMetadataIsNoOtherAnswerer() throws {
        let lines = (0..<12).map {
            #"{"prompt":"Q\#($0 % 4)","response":"a \#($0)","metadata":{"model":"m\#($0 % 4 / 2)"}}"#
        }
        let file = try Self.read(lines)
        #expect(Self.count(file) == 12 && file.model == nil)
        #expect(file.cautions.contains { $0.contains("m0, m1") && $0.contains("--model") })
        // Where something else can hardly be meant they are models that answered.
        let stated = lines.map { $0.replacing("metadata", with: "config") }
        #expect(throws: (any Error).self) { try Self.read(stated) }
    }

    // MARK: - Large files

    /// What takes time in the square of a file's length takes far longer than this.
    @Test(.timeLimit(.minutes(1)))
    func objectsOfManyMembersAreReadInTheTimeOfTheirLength() throws {
        let count = 150_000
        let members = (0..<count).map { #""k\#($0)":1"# }.joined(separator: ",")
        #expect(throws: (any Error).self) { try Self.read(["{\(members)}"]) }
        #expect(JSONValue(whole: "[{\(members)}]") != nil)
        #expect(JSONValue(whole: #"[{\#(members),"k7":2}]"#) == nil)
    }

    @Test(.timeLimit(.minutes(1)))
    func tablesOfManyRowsAreReadInTheTimeOfTheirLength() throws {
        let rows = 0..<20_000
        func column(_ cell: (Int) -> String) -> String {
            rows.map { #""\#($0)":\#(cell($0))"# }.joined(separator: ",")
        }
        let table = try Self.read(
            [
                #"{"prompt":{\#(column { _ in #""Q""# })},"response":{\#(column { #""a \#($0)""# })}}"#
            ],
            name: "table.json")
        #expect(Self.count(table) == rows.count)
        let tofu = try Self.read(
            [
                #"{"generated_text":{\#(column { #"["Q\#($0)","a","b"]"# })},"rougeL":{\#(column { _ in "0.5" })}}"#
            ], name: "tofu.json")
        #expect(Self.count(tofu) == rows.count && tofu.scorers == ["rougeL"])
    }
}
