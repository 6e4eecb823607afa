import Exchange
import Testing

/// What an answer that is an object says of itself, and what a program has written in an answer's place.
@Suite struct AnswerFactTests {
    private static func read(_ text: String, _ name: String = "a.jsonl") throws -> DrawImport {
        try DrawImport(Array(text.utf8), name: name)
    }

    private static func lost(_ file: DrawImport) -> Int {
        file.draws.reduce(0) { $0 + $1.count { $0.error != nil } }
    }

    /// Two answers as objects with what stands for %, in lists and alone.
    private static let layouts = [
        #"{"prompt":"Q","completions":[{"text":"real words"},{%}]}"#,
        #"{"prompt":"Q","responses":[{"response":"real words"},{%}]}"#,
        #"{"prompt":"Q","responses":[{"text":"real words"},{%}]}"#,
        #"{"prompt":"Q","response":{"text":"real words"}}"# + "\n"
            + #"{"prompt":"Q","response":{%}}"#,
        #"{"prompt":"Q","output":{"content":"real words"}}"# + "\n"
            + #"{"prompt":"Q","output":{%}}"#,
    ]

    @Test(
        arguments: layouts,
        [
            #""text":"","error":"timeout""#, #""text":"","status":"failed""#,
            #""text":"","status_code":500"#, #""text":"","is_error":true"#,
            #""text":"","success":false"#, #""text":"","blocked":true"#,
        ])
    func `an answer that says it failed is lost`(layout: String, fault: String) throws {
        let file = try Self.read(layout.replacing("%", with: fault))
        #expect(file.draws[0].count == 2 && Self.lost(file) == 1)
    }

    @Test(arguments: layouts)
    func `answers of two models are not mixed, nor are temperatures`(layout: String) {
        #expect {
            try Self.read(
                layout.replacing("real words\"", with: "real words\",\"model\":\"one\"")
                    .replacing("%", with: #""text":"x","model":"other""#))
        } throws: {
            "\($0)".contains("never mixed")
        }
        let cold = try? Self.read(layout.replacing("%", with: #""text":"x","temperature":0"#))
        #expect(cold?.cautions.contains { $0.contains("greedily") } == true)
        let mixed = try? Self.read(
            layout.replacing("real words\"", with: "real words\",\"temperature\":1")
                .replacing("%", with: #""text":"x","temperature":0.5"#))
        #expect(mixed?.cautions.contains { $0.contains("several settings") } == true)
    }

    @Test func `answers under one seed count once, and other system messages are named`() throws {
        let one = #"{"text":"no","seed":7}"#
        let file = try Self.read(#"{"prompt":"Q","completions":[\#(one),\#(one),\#(one)]}"#)
        #expect(file.draws[0].count == 1)
        let asked = try Self.read(
            #"{"prompt":"Q","completions":[{"text":"a","system":"x"},{"text":"b","system":"y"}]}"#)
        #expect(asked.warnings.contains { $0.contains("answers in one record differ in system") })
    }

    /// The records of files that are one value.
    @Test(arguments: [
        #"{"a":[{"test_case":"T","generation":"fine"},{"test_case":"T","generation":"","error":"oom"}]}"#,
        #"{"parameters":{"model":"m"},"jailbreaks":[{"index":0,"prompt":"P","response":"fine","jailbroken":false},{"index":0,"prompt":"P","response":"","error":"timeout","jailbroken":false}]}"#,
        #"{"evalId":"e","results":{"results":[{"prompt":{"raw":"Q"},"response":{"output":"fine"}},{"prompt":{"raw":"Q"},"response":{"output":"","guardrails":{"flagged":true}}}]}}"#,
    ])
    func `an error beside an empty answer is a lost draw`(text: String) throws {
        let file = try Self.read(text, "a.json")
        #expect(file.draws[0].count == 2 && Self.lost(file) == 1)
    }

    // MARK: - Errors in answers' places

    @Test(arguments: [
        "Error: Request timed out.", "ERROR: rate limited", "Connection error.",
        "Request timed out.", "Error: 503 Service Unavailable",
        "RateLimitError: 429 Too Many Requests", "openai.APITimeoutError: Request timed out.",
        "HTTPError: 500 Server Error: Internal Server Error for url", "503 Service Unavailable",
        "Exception: Connection refused",
    ])
    func `what a script writes where a request has failed is no answer`(text: String) throws {
        let file = try Self.read(
            #"{"prompt":"Q","completion":"fine"}"# + "\n"
                + #"{"prompt":"Q","completion":"\#(text)"}"#)
        #expect(Self.lost(file) == 1)
        #expect(file.warnings.contains { $0.contains("no whole answer") })
    }

    @Test(arguments: [
        "Error: you forgot a semicolon.", "TypeError: x is not a function", "error", "Timeout",
        "The connection error is in your code.", "500 people came.", "Errors: none were found.",
        "A connection error. It means that the server was not reached.",
    ])
    func `what a model may say of errors is an answer`(text: String) throws {
        let file = try Self.read(
            #"{"prompt":"Q","completion":"fine"}"# + "\n"
                + #"{"prompt":"Q","completion":"\#(text)"}"#)
        #expect(Self.lost(file) == 0)
    }

    // MARK: - Several fields

    @Test func `which of several fields was taken for the answer is said`() throws {
        let file = try Self.read(
            #"{"prompt":"Q","prediction":"A","raw_output":"The secret is Waffles"}"#)
        #expect(file.draws[0][0].text == "A")
        #expect(
            file.warnings.contains {
                $0.contains("taken from prediction (1)") && $0.contains("raw_output")
            })
        let one = try Self.read(#"{"prompt":"Q","completion":"A","text":"Q"}"#)
        #expect(!one.warnings.contains { $0.contains("several fields") })
    }

    @Test func `a field that is null has no answer where another one has it`() throws {
        let file = try Self.read(#"{"prompt":"Q","completion":null,"response":"real"}"#)
        #expect(file.draws[0][0].text == "real")
    }

    @Test func `a text beside the id of a request is its answer`() throws {
        let file = try Self.read(
            #"{"custom_id":"x","prompt":"Q","response":"a0"}"# + "\n"
                + #"{"custom_id":"x","prompt":"Q","response":"a1"}"#)
        #expect(file.draws[0].map(\.text) == ["a0", "a1"])
    }

    @Test func `a server's own reply is read with its list of tokens`() throws {
        let file = try Self.read(
            #"{"index":0,"content":"a","tokens":[],"prompt":"Q","model":"m","stop_type":"eos"}"#)
        #expect(file.draws[0].map(\.text) == ["a"])
    }
}
