import Exchange
import Testing

/// Draws of several models or under several settings, and greedy answers, wherever files say so.
@Suite struct MixedSettingTests {
    private static func read(_ text: String, _ name: String = "a.jsonl") throws -> DrawImport {
        try DrawImport(Array(text.utf8), name: name)
    }

    /// Fields whose values differ between two draws of one prompt.
    @Test(
        arguments: [
            (#""reasoning_effort":"low""#, #""reasoning_effort":"high""#),
            (#""thinking":true"#, #""thinking":false"#),
            (
                #""chat_template_kwargs":{"enable_thinking":true}"#,
                #""chat_template_kwargs":{"enable_thinking":false}"#
            ),
            (
                #""generation_config":{"repetition_penalty":1}"#,
                #""generation_config":{"repetition_penalty":1.3}"#
            ),
            (#""num_fewshot":0"#, #""num_fewshot":5"#), (#""train_epoch":1"#, #""train_epoch":2"#),
            (#""lr":1e-5"#, #""lr":1e-4"#),
            (#""repetition_penalty":1"#, #""repetition_penalty":2"#),
        ], ["", #""prompt_id":"a","#])
    func `settings that differ are named`(pair: (String, String), id: String) throws {
        func line(_ fields: String) -> String {
            #"{\#(id)"prompt":"Q","completion":"a",\#(fields)}"#
        }
        let file = try Self.read(line(pair.0) + "\n" + line(pair.1))
        #expect(
            file.warnings.contains { $0.contains("under several settings") }, "\(file.warnings)")
        let same = try Self.read(line(pair.0) + "\n" + line(pair.0))
        #expect(!same.warnings.contains { $0.contains("under several settings") })
    }

    @Test(arguments: [
        #"{"prompt":"Q","completion":"a","model":{"name":"m%"}}"#,
        #"{"prompt":"Q","completion":"a","checkpoint":%00}"#,
        #"{"prompt":"Q","response_0":"a%","response_1":"b","response_0_source":"m%","response_1_source":"n"}"#,
    ])
    func `models are never mixed, however they are named`(record: String) {
        let text = (1...2).map { record.replacing("%", with: "\($0)") }.joined(separator: "\n")
        #expect {
            try Self.read(text)
        } throws: {
            "\($0)".contains("never mixed")
        }
    }

    @Test func `providers of one id with other labels are several models`() {
        let results = ["strict", "free"].map {
            #"{"prompt":{"raw":"Q"},"provider":{"id":"p","label":"\#($0)"},"response":{"output":"a"}}"#
        }.joined(separator: ",")
        #expect {
            try Self.read(#"{"evalId":"e","results":{"results":[\#(results)]}}"#, "a.json")
        } throws: {
            "\($0)".contains("p (free), p (strict)")
        }
    }

    @Test func `two reports put together are of two models`() {
        let text = ["one", "other"].map {
            #"{"entry_type":"start_run setup","plugins.target_name":"\#($0)"}"# + "\n"
                + #"{"entry_type":"attempt","uuid":"\#($0)","status":2,"prompt":"Q","outputs":["a"]}"#
        }.joined(separator: "\n")
        #expect {
            try Self.read(text, "a.report.jsonl")
        } throws: {
            "\($0)".contains("never mixed")
        }
    }

    // MARK: - Greedy

    @Test(arguments: [
        (#""llm_config":{"config_list":[{"model":"m","temperature":0}]}"#, "a.jsonl"),
        (#""meta":{"run":{"generation":{"temperature":0}}}"#, "a.jsonl"),
        (#""temperatures":[0]"#, "a.jsonl"), (#""leak":0"#, "m_openai_temp_0.0.jsonl"),
        (#""leak":0"#, "out-temperature=0.jsonl"),
    ])
    func `greedy settings are noticed where they are written`(fields: String, name: String) throws {
        let line = #"{"prompt":"Q","completion":"Blue",\#(fields)}"#
        let file = try Self.read(line + "\n" + line, name)
        #expect(file.decoding.isGreedy)
        #expect(file.cautions.contains { $0.contains("greedily") })
    }

    @Test(arguments: ["temp_0.jsonl", "attempt_0.0.jsonl", "template-0.0.jsonl"])
    func `a temporary file's name is no temperature`(name: String) throws {
        #expect(try !Self.read(#"{"prompt":"Q","completion":"a"}"#, name).decoding.isGreedy)
    }

    @Test(arguments: [
        #""config":{"providers":[{"p":{"config":{"temperature":0}}}]}"#,
        #""config":{"providers":[{"id":"p","config":{"temperature":0}}]}"#, #""config":{}"#,
    ])
    func `promptfoo's settings are read in every form`(config: String) throws {
        let own = config.contains("providers") ? "{}" : #"{"temperature":0}"#
        let result =
            #"{"prompt":{"raw":"Q","config":\#(own)},"provider":{"id":"p"},"response":{"output":"a"}}"#
        let file = try Self.read(
            #"{"evalId":"e","results":{"results":[\#(result)]},\#(config)}"#, "a.json")
        #expect(file.decoding.isGreedy)
    }

    @Test func `a solver's own settings are those of the answer`() throws {
        func log(_ graderSays: String) -> String {
            #"""
            {"status":"success","eval":{"task":"t","model":"m"},"plan":{"config":{}},"samples":[
            {"id":1,"epoch":1,"input":"Q","target":"","output":{"completion":"Red",
            "choices":[{"message":{"content":"Red"},"stop_reason":"stop"}]},"events":[
            {"event":"model","model":"m","config":{"temperature":\#(graderSays == "Red" ? "0" : "1")},
            "output":{"choices":[{"message":{"content":"Red"}}]}},
            {"event":"model","model":"m","config":{"temperature":0},
            "output":{"choices":[{"message":{"content":"\#(graderSays)"}}]}}]}]}
            """#
        }
        #expect(try Self.read(log("Red"), "a.json").decoding.isGreedy)
        // A grader's temperature is not that of the answers.
        #expect(try !Self.read(log("GRADE: C"), "a.json").decoding.isGreedy)
    }
}
