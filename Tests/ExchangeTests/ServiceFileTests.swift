import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Testing

/// Batches of services and records of evaluators that keep prompt and answers in objects of their own.
@Suite struct ServiceFileTests {
    private static func read(_ lines: [String], name: String = "draws.jsonl") throws -> DrawImport {
        try DrawImport(Array(lines.joined(separator: "\n").utf8), name: name)
    }

    private static func lost(_ file: DrawImport) -> Int {
        file.draws.reduce(0) { $0 + $1.count { $0.text == nil || $0.error != nil } }
    }

    @Test func geminisBatches() throws {
        func line(_ key: String, _ response: String) -> String {
            #"{"key":"\#(key)","request":{"contents":[{"role":"user","parts":[{"text":"Name a "},{"text":"colour."}]}],"generationConfig":{"temperature":0.7,"topP":0.9}},"response":\#(response)}"#
        }
        let file = try Self.read([
            line(
                "a",
                #"{"candidates":[{"content":{"role":"model","parts":[{"text":"Let me see","thought":true},{"text":"Blue"}]},"finishReason":"STOP"},{"content":{"parts":[{"text":"Re"}]},"finishReason":"MAX_TOKENS"}],"modelVersion":"gemini-x"}"#
            ),
            line(
                "b",
                #"{"candidates":[{"content":{"parts":[{"text":"no"}]},"finishReason":"SAFETY"}],"modelVersion":"gemini-x"}"#
            ),
            line("c", #"{"promptFeedback":{"blockReason":"SAFETY"},"modelVersion":"gemini-x"}"#),
        ])
        #expect(file.prompts.map(\.id.rawValue) == ["a", "b", "c"])
        #expect(file.prompts.map(\.text) == Array(repeating: "Name a colour.", count: 3))
        #expect(file.draws[0].map(\.text) == ["<think>\nLet me see\n</think>\n\nBlue", "Re"])
        #expect(file.draws[0].map(\.stop) == [.endOfText, .limit])
        #expect(Self.lost(file) == 2 && file.model == "gemini-x")
        #expect(file.decoding.words.hasPrefix("T=0.7, top-p 0.9"))
    }

    @Test(arguments: [
        #"{"content":[{"type":"text","text":"Blue"}],"stop_reason":"end_turn"}"#,
        #"{"generation":"Blue","stop_reason":"stop","generation_token_count":2}"#,
        #"{"results":[{"outputText":"Blue","completionReason":"FINISH"}],"inputTextTokenCount":3}"#,
        #"{"output":{"message":{"role":"assistant","content":[{"text":"Blue"}]}},"stopReason":"end_turn"}"#,
        #"{"outputs":[{"text":"Blue","stop_reason":"stop"}]}"#,
        #"{"choices":[{"message":{"role":"assistant","content":"Blue"},"finish_reason":"stop"}]}"#,
    ])
    func bedrocksBatches(output: String) throws {
        let asked =
            #""modelInput":{"messages":[{"role":"user","content":[{"text":"Q"}]}],"temperature":0}"#
        let file = try Self.read([
            #"{"recordId":"r1",\#(asked),"modelOutput":\#(output)}"#,
            #"{"recordId":"r2",\#(asked),"error":{"errorCode":400,"errorMessage":"throttled"}}"#,
        ])
        #expect(file.prompts.map(\.id.rawValue) == ["r1", "r2"])
        #expect(file.prompts.map(\.text) == ["Q", "Q"])
        #expect(file.draws[0].map(\.text) == ["Blue"])
        #expect(Self.lost(file) == 1 && file.decoding.isGreedy)
    }

    @Test func lightevalsDetails() throws {
        func line(_ answers: String) -> String {
            #"{"doc":{"query":"Q","choices":["no","yes"],"gold_index":1,"id":"0"},"model_response":{"input":"Question: Q","text":\#(answers),"logprobs":[]},"metric":{"exact_match":1}}"#
        }
        let file = try Self.read([line(#"["yes"]"#), line(#"["no","yes"]"#)])
        #expect(file.prompts.map(\.text) == ["Question: Q"])
        #expect(file.prompts[0].references == ["yes"])
        #expect(file.draws[0].map(\.text) == ["yes", "no", "yes"])
        #expect(file.draws[0].map { $0.scores["exact_match"] } == [1, nil, nil])
        #expect {
            try Self.read([line("[]"), line("[]")])
        } throws: {
            "\($0)".contains("lighteval") && "\($0)".contains("no answer was drawn")
        }
    }

    @Test func helmsScenarioStates() throws {
        let state = """
            {"adapter_spec":{"model":"m/x","temperature":0.5},"request_states":[
            {"instance":{"input":{"text":"Q"},"references":[{"output":{"text":"r"},"tags":["correct"]}],
            "id":"id1"},"train_trial_index":0,"request":{"model":"m/x","prompt":"P: Q","temperature":0.5},
            "result":{"success":true,"cached":false,"completions":[{"text":"a","finish_reason":{"reason":"stop"}},
            {"text":"b"}]}},
            {"instance":{"input":{"text":"R"},"references":[],"id":"id2"},
            "request":{"model":"m/x","prompt":"P: R"},"result":{"success":false,"completions":[]}}]}
            """
        let file = try Self.read([state], name: "scenario_state.json")
        #expect(file.prompts.map(\.text) == ["P: Q", "P: R"])
        #expect(file.prompts[0].references == ["r"] && file.model == "m/x")
        // The request that failed was for as many answers as the other.
        #expect(file.draws[0].map(\.text) == ["a", "b"] && Self.lost(file) == 2)
        #expect(file.decoding.words == "T=0.5")
    }

    @Test func helmsPredictionsAndStatistics() throws {
        let predictions = """
            [{"instance_id":"id1","train_trial_index":0,"predicted_text":"a","stats":{"exact_match":1.0}},
            {"instance_id":"id1","train_trial_index":1,"predicted_text":"b","stats":{"exact_match":0.0}},
            {"instance_id":"id1","perturbation":{"name":"typos"},"train_trial_index":0,
            "predicted_text":"c","stats":{"exact_match":0.0}},
            {"instance_id":"id1","perturbation":{"name":"typos","fairness":false,"prob":0.1},
            "train_trial_index":0,"predicted_text":"d","stats":{"exact_match":0.0}}]
            """
        let file = try Self.read([predictions], name: "display_predictions.json")
        #expect(
            file.prompts.map(\.id.rawValue) == [
                "id1", "id1/trial 1", "id1/typos", "id1/typos prob=0.1",
            ])
        #expect(file.scorers == ["exact_match"])
        #expect {
            try Self.read(
                [
                    #"[{"instance_id":"id1","train_trial_index":0,"stats":[{"name":{"name":"em"}}]}]"#
                ],
                name: "per_instance_stats.json")
        } throws: {
            "\($0)".contains("HELM") && "\($0)".contains("scenario_state.json")
        }
    }

    @Test func logsOfOpenAIsEvals() throws {
        func event(_ type: String, _ data: String, _ sample: String = "s.0") -> String {
            #"{"run_id":"r","event_id":1,"sample_id":"\#(sample)","type":"\#(type)","data":\#(data),"created_by":"","created_at":"x"}"#
        }
        let asked = #"[{"role":"system","content":"Be brief."},{"role":"user","content":"Q"}]"#
        let file = try Self.read([
            #"{"spec":{"completion_fns":["gpt-x"],"eval_name":"e.dev.v0","run_id":"r"}}"#,
            event("sampling", #"{"prompt":\#(asked),"sampled":["Blue"]}"#),
            event("match", #"{"correct":true,"expected":"Blue","picked":"Blue"}"#),
            event("sampling", #"{"prompt":"Is that right?","sampled":["Yes"]}"#),
            event("sampling", #"{"prompt":"R","sampled":["Red","Oak"]}"#, "s.1"),
            #"{"final_report":{"accuracy":1.0}}"#,
        ])
        #expect(file.prompts.map(\.text) == ["Q", "R"] && file.model == "gpt-x")
        #expect(file.draws.map { $0.map(\.text) } == [["Blue"], ["Red", "Oak"]])
        #expect(file.scorers == ["match"] && file.draws[0][0].scores["match"] == 1)
        #expect(file.cautions.contains { $0.contains("1 requests of samples") })
    }
}
