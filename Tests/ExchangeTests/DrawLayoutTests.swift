import Exchange
import Foundation
import Prompts
import Testing

/// Every layout in which draws made elsewhere come, with texts made up here, and what it means.
@Suite struct DrawLayoutTests {
    /// What is expected of a file: prompts, texts prompt by prompt (nil is a lost draw), and scores.
    struct Layout: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var texts: [[String?]]
        var prompts: [String]
        var scores: [String: [Double?]] = [:]
    }

    static let layouts = [
        Layout(
            testDescription: "OpenAI batch",
            text: #"""
                {"id":"b1","custom_id":"r1","response":{"status_code":200,"body":{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"North"}},{"index":1,"message":{"role":"assistant","content":null,"tool_calls":[{"function":{"name":"look","arguments":"{}"}}]}}]}},"error":null}
                {"id":"b2","custom_id":"r2","response":null,"error":{"message":"expired"}}
                {"id":"b3","custom_id":"r3","response":{"status_code":200,"body":{"object":"response","output":[{"type":"message","content":[{"type":"output_text","text":"South"}]}]}},"error":null}
                """#,
            texts: [
                ["North", #"<tool_call>{"name":"look","arguments":"{}"}</tool_call>"#], [nil],
                ["South"],
            ], prompts: ["r1", "r2", "r3"]),
        Layout(
            testDescription: "HumanEval",
            text: #"""
                {"task_id":"T/0","completion":"a"}
                {"task_id":"T/0","completion":"a"}
                {"task_id":"T/1","completion":"b","passed":true}
                """#,
            texts: [["a", "a"], ["b"]], prompts: ["T/0", "T/1"], scores: ["passed": [nil, nil, 1]]),
        Layout(
            testDescription: "a prompt and completions",
            text: #"{"prompt":"Name a river.","completions":["Sorle",{"text":"Tarn"},null]}"#,
            texts: [["Sorle", "Tarn", nil]], prompts: ["Name a river."]),
        Layout(
            testDescription: "a prompt and a response a line, by the prompt's text",
            text: #"""
                {"id":1,"prompt":"Where?","response":"North","latency_s":0.4}
                {"id":2,"prompt":"Where?","response":"South","latency_s":0.5}
                {"id":3,"messages":[{"role":"user","content":"Who?"}],"generated_text":"Nobody"}
                """#,
            texts: [["North", "South"], ["Nobody"]], prompts: ["Where?", "Who?"]),
        Layout(
            testDescription: "bigcode", text: #"[["a","b"],["c",null]]"#,
            texts: [["a", "b"], ["c", nil]], prompts: ["0", "1"]),
        Layout(
            testDescription: "vLLM",
            text: #"""
                {"request_id":"0","prompt":"Where?","outputs":[{"index":0,"text":"North","token_ids":[4,5],"finish_reason":"stop"},{"index":1,"text":"So","token_ids":[6],"finish_reason":"length"}]}
                """#,
            texts: [["North", "So"]], prompts: ["Where?"]),
        Layout(
            testDescription: "SGLang",
            text: #"""
                {"prompt":"Where?","text":"North","meta_info":{"id":"x","finish_reason":{"type":"stop"},"completion_tokens":2}}
                {"prompt":"Where?","text":"North","meta_info":{"id":"y","finish_reason":{"type":"length"},"completion_tokens":2}}
                """#,
            texts: [["North", "North"]], prompts: ["Where?"]),
        Layout(
            testDescription: "HarmBench",
            text: #"""
                {"tour":[{"test_case":"Describe it.","generation":"Dark.","label":0},{"test_case":"Describe it now.","generation":"Wet.","label":1}],"climb":[{"test_case":"Climb.","generation":"Up.","label":1}]}
                """#,
            texts: [["Dark."], ["Wet."], ["Up."]],
            prompts: ["Describe it.", "Describe it now.", "Climb."], scores: ["label": [0, 1, 1]]),
        Layout(
            testDescription: "JailbreakBench",
            text: #"""
                {"parameters":{"model":"m"},"jailbreaks":[{"index":0,"goal":"G","behavior":"B","prompt":"P","response":"R","jailbroken":true,"number_of_queries":3},{"index":1,"goal":"H","prompt":null,"response":null,"jailbroken":false}]}
                """#,
            texts: [["R"]], prompts: ["P"], scores: ["jailbroken": [1]]),
        Layout(
            testDescription: "promptfoo",
            text: #"""
                {"evalId":"e","results":{"version":3,"results":[{"success":true,"score":1,"prompt":{"raw":"Name it."},"response":{"output":"Sorle"}},{"success":false,"score":0.25,"prompt":{"raw":"Name it."},"response":{"output":"Tarn"},"error":"Expected more"},{"success":false,"score":0,"prompt":{"raw":"Say it."},"error":"no connection"}]}}
                """#,
            texts: [["Sorle", "Tarn"], [nil]], prompts: ["Name it.", "Say it."],
            scores: ["score": [1, 0.25, nil]]),
        Layout(
            testDescription: "garak",
            text: #"""
                {"entry_type":"start_run setup","plugins.target_name":"m"}
                {"entry_type":"attempt","uuid":"u","status":1,"prompt":{"turns":[{"role":"user","content":{"text":"Tell."}}]},"outputs":[{"text":"No."},null],"detector_results":{}}
                {"entry_type":"attempt","uuid":"u","status":2,"prompt":{"turns":[{"role":"user","content":{"text":"Tell."}}]},"outputs":[{"text":"No."},null],"detector_results":{"d.X":[0.5,null]}}
                {"entry_type":"attempt","uuid":"v","status":2,"prompt":"Tell.","outputs":["Yes."],"detector_results":{"d.X":[1.0]}}
                {"entry_type":"eval","probe":"p","detector":"d.X","passed":1,"total":2}
                """#,
            texts: [["No.", nil, "Yes."]], prompts: ["Tell."], scores: ["d.X": [0.5, nil, 1]]),
        Layout(
            testDescription: "deepeval",
            text: #"""
                {"testCases":[{"name":"a","input":"Where?","actualOutput":"North","expectedOutput":"N","metricsData":[{"name":"Correctness","score":0.75,"success":true}]},{"name":"b","input":"Where?","actualOutput":"South","metricsData":null}]}
                """#,
            texts: [["North", "South"]], prompts: ["Where?"],
            scores: ["Correctness": [0.75, nil]]),
        Layout(
            testDescription: "open-unlearning",
            text: #"""
                {"forget_ROUGE":{"agg_value":0.5,"value_by_index":{"0":{"rougeL_recall":0.25,"input":"Who?","ground_truth":"O","generation":"Nobody"},"1":{"rougeL_recall":0.75,"input":"Where?","generation":"There"}}},"forget_Prob":{"agg_value":0.1,"value_by_index":{"0":{"prob":0.1}}}}
                """#,
            texts: [["Nobody"], ["There"]], prompts: ["Who?", "Where?"],
            scores: ["rougeL_recall": [0.25, 0.75]]),
        Layout(
            testDescription: "lm-eval, arguments as JSON messages",
            text: #"""
                {"doc_id":0,"doc":{"x":1},"target":"B","arguments":{"gen_args_0":{"arg_0":["[{\"role\": \"user\", \"content\": \"Name a colour.\"}]"],"arg_1":{"do_sample":true}}},"resps":[["Blue","Red"]],"filtered_resps":["Blue"],"filter":"none"}
                """#,
            texts: [["Blue", "Red"]], prompts: ["Name a colour."]),
        Layout(
            testDescription: "lm-eval, two filters",
            text: #"""
                {"doc_id":0,"doc":{},"target":"B","arguments":[["Name it.",{}]],"resps":[["Blue"]],"filtered_resps":["[invalid]"],"filter":"strict","metrics":["em"],"em":0.0}
                {"doc_id":0,"doc":{},"target":"B","arguments":[["Name it.",{}]],"resps":[["Blue"]],"filtered_resps":["Blue"],"filter":"loose","metrics":["em"],"em":1.0}
                """#,
            texts: [["Blue"]], prompts: ["Name it."],
            scores: ["em,strict": [0], "em,loose": [1]]),
        Layout(
            testDescription: "Inspect with several choices and a sample without output",
            text: #"""
                {"version":2,"eval":{"task":"t","model":"m"},"samples":[{"id":1,"epoch":1,"input":"Q","target":"T","output":{"choices":[{"message":{"content":"a"}},{"message":{"content":[{"type":"reasoning","reasoning":"hm"},{"type":"text","text":"b"}]}}]}},{"id":1,"epoch":2,"input":"Q","target":"T"}]}
                """#,
            texts: [["a", "<think>\nhm\n</think>\n\nb", nil]], prompts: ["Q"]),
        Layout(
            testDescription: "a table by columns",
            text:
                #"{"model":"m","prompt":["Where?","Where?","Who?"],"response":["North",null,"Oak"]}"#,
            texts: [["North", nil], ["Oak"]], prompts: ["Where?", "Who?"]),
        Layout(
            testDescription: "batches with lists of answers, a line each",
            text: #"""
                {"questions":["Where?","Who?"],"outputs":[["North","South"],["Oak"]]}
                {"questions":["Where?"],"outputs":[["West"]]}
                """#,
            texts: [["North", "South", "West"], ["Oak"]], prompts: ["Where?", "Who?"]),
        Layout(
            testDescription: "a data frame by columns",
            text: #"""
                {"prompt":{"0":"Where?","1":"Where?"},"completion":{"0":"North","1":"South"},"passed":{"0":true,"1":false}}
                """#,
            texts: [["North", "South"]], prompts: ["Where?"], scores: ["passed": [1, 0]]),
        Layout(
            testDescription: "a data frame by rows",
            text:
                #"{"columns":["prompt","response"],"index":[0,1],"data":[["Where?","North"],["Where?","South"]]}"#,
            texts: [["North", "South"]], prompts: ["Where?"]),
        Layout(
            testDescription: "rows of a hub's viewer",
            text:
                #"{"features":[],"rows":[{"row_idx":0,"row":{"prompt":"Where?","response":"North"}}]}"#,
            texts: [["North"]], prompts: ["Where?"]),
        Layout(
            testDescription: "a map from ids to records",
            text: #"""
                {"x1":{"prompt":"Where?","response":"North"},"x2":{"prompt":"Where?","response":"South"},"x3":{"test_case":"Who?","generation":"Oak","label":1}}
                """#,
            texts: [["North", "South"], ["Oak"]], prompts: ["Where?", "Who?"],
            scores: ["label": [nil, nil, 1]]),
        Layout(
            testDescription: "a map from tasks to answers",
            text: #"{"H/0":["North",null],"7":["South"]}"#,
            texts: [["North", nil], ["South"]], prompts: ["H/0", "7"]),
        Layout(
            testDescription: "a map from prompts to answers",
            text: #"{"Where is it?":["North","South"],"Who is it?":["Oak"]}"#,
            texts: [["North", "South"], ["Oak"]], prompts: ["Where is it?", "Who is it?"]),
        Layout(
            testDescription: "SGLang's list of outputs alone",
            text: #"""
                [{"text":"North","output_ids":[1],"meta_info":{"id":"x","finish_reason":{"type":"stop"}}},{"text":"Oak","meta_info":{"id":"y","finish_reason":{"type":"stop"}}}]
                """#,
            texts: [["North"], ["Oak"]], prompts: ["0", "1"]),
        Layout(
            testDescription: "conversations beside their answers are one prompt",
            text: #"""
                {"messages":[{"role":"system","content":"S"},{"role":"user","content":"Where?"}],"outputs":["North","South"]}
                """#,
            texts: [["North", "South"]], prompts: ["Where?"]),
    ]

    @Test(arguments: layouts)
    func aLayoutIsRead(layout: Layout) throws {
        let draws = try DrawImport(Array(layout.text.utf8), name: "f")
        #expect(draws.prompts.map(\.text) == layout.prompts)
        #expect(draws.draws.map { $0.map(\.text) } == layout.texts)
        #expect(Set(draws.scorers) == Set(layout.scores.keys))
        for (name, values) in layout.scores {
            #expect(draws.draws.joined().map { $0.error == nil ? $0.scores[name] : nil } == values)
        }
    }

    /// Objects that might be maps or tables and are not: words alone are no prompts.
    @Test(arguments: [
        #"{"prompts":["Where?","Who?"]}"#, #"{"train":["a","b"],"test":["c"]}"#,
        #"{"columns":["prompt"],"data":[["Where?","North"]]}"#,
    ])
    func whatIsNoTableOfDrawsIsRefused(text: String) {
        #expect(throws: ImportError.self) {
            let draws = try DrawImport(Array(text.utf8), name: "f")
            Issue.record("read as \(draws.prompts.map(\.text))")
        }
    }

    @Test func oneOddRecordIsNamedAndDoesNotRefuseTheFile() throws {
        let draws = try DrawImport(
            Array(
                #"""
                {"prompt_id":"a","prompt":"Q","text":"x"}
                {"prompt_id":"a","prompt":"Q","text":"y","tokens":1e300}
                {"text":"z"}
                {"prompt_id":"a","prom
                {"prompt_id":"a","prompt":"Q","text":"w"}
                {"prompt_id":"b","prompt":"R"}
                {"prompt_id":"a","prompt":"Q","text":"v"}
                """#.utf8), name: "f")
        #expect(draws.draws.map { $0.map(\.text) } == [["x", nil, "w", "v"], [nil]])
        #expect(draws.warnings.contains { $0.contains("line 2, field tokens") })
        #expect(draws.warnings.contains { $0.contains("2 records") && $0.contains("line 3") })
    }

    @Test func batchesOfTwoModelsAreNotMixed() {
        let text = """
            {"model":"a","prompt":["Q"],"response":["x"]}
            {"model":"b","prompt":["Q"],"response":["y"]}
            """
        #expect {
            try DrawImport(Array(text.utf8), name: "f")
        } throws: {
            "\($0)".contains("several models")
        }
    }

    @Test func modelsAreNeverMixed() throws {
        let text = #"""
            {"results":[{"prompt":{"raw":"Q"},"provider":{"id":"a"},"response":{"output":"x"},"score":1},{"prompt":{"raw":"Q"},"provider":{"id":"b"},"response":{"output":"y"},"score":0}]}
            """#
        #expect {
            try DrawImport(Array(text.utf8), name: "f")
        } throws: {
            "\($0)".contains("several models") && "\($0)".contains("--model")
        }
        let one = try DrawImport(Array(text.utf8), name: "f", model: "b")
        #expect(one.draws.map { $0.map(\.text) } == [["y"]])
        #expect(one.model == "b")
    }

    @Test(arguments: [
        #"{"prompt":"Q","completions":["a","a"],"temperature":0}"#,
        #"{"prompt":"Q","completions":["a","a"],"sampling_params":"SamplingParams(n=2, temperature=0.0)"}"#,
        #"{"prompt":"Q","completions":["a","a"],"generation_config":{"do_sample":"False"}}"#,
        #"{"prompt":"Q","completions":["a","a"],"params":{"top_k":1}}"#,
        #"{"eval":{"task":"t","model_args":{"temperature":"0"}},"samples":[{"id":1,"input":"Q","output":{"choices":[{"message":{"content":"a"}}]}}]}"#,
    ])
    func greedyDecodingIsNoticedWhereverItIsWritten(text: String) throws {
        #expect(try DrawImport(Array(text.utf8), name: "f").decoding.isGreedy)
    }
}
