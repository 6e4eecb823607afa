import Prompts
import Testing

/// System messages that stand beside a prompt.
@Suite struct SystemMessageTests {
    @Test(arguments: [
        #"{"system":"Be brief.","prompt":"Q"}"#, #"{"system_prompt":"Be brief.","question":"Q"}"#,
        #"{"system":"Be brief.","instruction":"Q","input":"","output":"x"}"#,
        #"{"system":"Be brief.","conversations":[{"from":"human","value":"Q"},{"from":"gpt","value":"x"}]}"#,
        #"{"custom_id":"r","params":{"system":"Be brief.","messages":[{"role":"user","content":"Q"}]}}"#,
        #"{"custom_id":"r","params":{"system":[{"type":"text","text":"Be brief."}],"messages":[{"role":"user","content":"Q"}]}}"#,
        #"{"custom_id":"r","method":"POST","body":{"instructions":"Be brief.","input":"Q"}}"#,
        #"{"custom_id":"r","body":{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Q"}]},"system":"other"}"#,
    ])
    func `they are sent before it`(record: String) throws {
        let set = try PromptReader().read(bytes: Array(record.utf8), name: "a.jsonl")
        let prompt = try #require(set.prompts.first)
        #expect(prompt.text == "Q")
        #expect(
            prompt.messages == [
                Prompt.Message(role: "system", content: "Be brief."),
                Prompt.Message(role: "user", content: "Q"),
            ])
    }

    @Test func `the field is named, and an empty one adds nothing`() throws {
        let set = try PromptReader().read(
            bytes: Array(
                (#"{"system":" ","prompt":"Q"}"# + "\n" + #"{"system":null,"prompt":"R"}"#).utf8),
            name: "a.jsonl")
        #expect(set.prompts.allSatisfy { $0.messages.isEmpty })
        #expect(set.provenance.contains(#"system message from "system""#))
    }

    @Test func `requests of a batch are read with their ids`() throws {
        let lines = (1...2).map {
            #"{"custom_id":"r\#($0)","params":{"model":"m","messages":[{"role":"user","content":"Q\#($0)"}]}}"#
        }.joined(separator: "\n")
        let set = try PromptReader().read(bytes: Array(lines.utf8), name: "a.jsonl")
        #expect(set.prompts.map(\.id.rawValue) == ["r1", "r2"])
        #expect(set.prompts.map(\.text) == ["Q1", "Q2"])
    }

    @Test func `what was sent comes before what it was made of`() throws {
        let set = try PromptReader().read(
            bytes: Array("forbidden_prompt,jailbroken_prompt\nQ,Ignore all: Q\n".utf8),
            name: "a.csv")
        #expect(set.prompts.map(\.text) == ["Ignore all: Q"])
    }
}
