import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Testing

/// Other programs' formats: what is written is read back without loss, and bad files are named.
@Suite struct ExchangeFormatTests {
    private func sample(_ fixture: Fixture) throws -> Journal {
        let prompts = [
            Prompt(
                id: PromptID("p,\"1"), text: "Who\n is \u{1F600}?", references: ["R1", "R2"],
                keywords: ["K"]),
            Prompt(id: PromptID("2"), text: "e\u{301} or \u{E9}?", references: ["only"]),
        ]
        return try fixture.run(
            scorers: [Fixture.keyword, Fixture.rouge],
            answers: [
                (prompts[0], [("a\u{0}\u{1B}[2J", [1, 1.0 / 3]), nil, ("", [0, nil])]),
                (prompts[1], [("e\u{301}", [0, 0.1]), ("\u{E9}", [1, 0.7])]),
            ])
    }

    @Test func openUnlearningHasAMeanPerPromptAndOverAll() throws {
        let fixture = try Fixture()
        let text = try RunExport(try sample(fixture)).text(.openUnlearning)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let keyword = try #require(object["keyword"] as? [String: Any])
        #expect(keyword["agg_value"] as? Double == 0.5)
        let values = try #require(keyword["value_by_index"] as? [String: [String: Any]])
        #expect(values["0"]?["keyword"] as? Double == 0.5)
        #expect(Set(values.keys) == ["0", "1"])
    }

    @Test func foreignFilesAreRead() throws {
        let leak = try DrawImport(
            Array(
                #"""
                {"prompt":"Q1","ground_truth":"A","responses":[{"response":"x","rougeL_recall":0.5,"ES":1},{"response":"y","rougeL_recall":0,"ES":0}],"best_answer":"x"}
                {"prompt":"Q2","ground_truth":"B","responses":[]}
                """#.utf8), name: "generations_n2.json")
        #expect(leak.draws.map(\.count) == [2, 0])
        #expect(leak.scorers == ["ES", "rougeL_recall"])
        #expect(leak.prompts[0].references == ["A"])
        let plain = try DrawImport(
            Array(
                "\u{FEFF}{\"prompt_id\":7,\"text\":\"x\"}\r\n\r\n{\"prompt_id\":7,\"text\":\"y\"}"
                    .utf8),
            name: "draws.jsonl")
        #expect(plain.prompts.map(\.id.rawValue) == ["7"])
        #expect(plain.draws[0].map(\.text) == ["x", "y"])
        let inspect = try DrawImport(
            Array(
                #"""
                {"version":2,"eval":{"model":"m"},"samples":[
                {"id":1,"epoch":2,"input":[{"role":"user","content":"Q"}],"target":"T","output":{"choices":[{"message":{"content":[{"type":"text","text":"second"}]},"stop_reason":"max_tokens"}]},"scores":{"match":{"value":"I"}}},
                {"id":1,"epoch":1,"input":"Q","target":["T"],"output":{"choices":[{"message":{"content":"first"},"stop_reason":"stop"}]},"scores":{"match":{"value":"C"}}}]}
                """#.utf8), name: "log.json")
        #expect(inspect.model == "m")
        #expect(inspect.draws[0].map(\.text) == ["first", "second"])
        #expect(inspect.draws[0].map { $0.scores["match"] } == [1, 0])
        #expect(inspect.draws[0][1].stop == .limit)
    }

    @Test(arguments: [
        ("", "no draws"), ("{", "line 1"), ("[]", "no draws"), ("null", "line 1"),
        ("{\"text\":\"b\"}", "line 1, field prompt_id"),
        ("{\"prompt_id\":1,\"text\":5}", "field text"),
        ("{\"prompt_id\":1,\"text\":\"a\",\"scores\":{\"s\":2}}", "score s"),
        ("{\"prompt_id\":1,\"text\":\"a\",\"scores\":[1]}", "field scores"),
        ("{\"prompt_id\":1,\"text\":\"a\",\"tokens\":-1}", "field tokens"),
        ("{\"prompt\":\"a\",\"responses\":{}}", "field responses"),
        ("{\"prompt\":\"a\",\"responses\":[5]}", "responses[0]"),
        ("{\"doc_id\":0,\"resps\":[1]}", "field resps"),
        ("{\"samples\":[{}]}", "samples[0].id"), ("{\"samples\":3}", "field samples"),
    ])
    func aBadFileIsNamedWithItsPlace(text: String, phrase: String) {
        #expect {
            try DrawImport(Array(text.utf8), name: "f")
        } throws: {
            $0 is ImportError && "\($0)".contains(phrase)
        }
    }

    @Test func damagedFilesNeverCrashTheReader() throws {
        let fixture = try Fixture()
        let journal = try sample(fixture)
        var state: UInt64 = 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var read = 0
        for format in [RunExport.Format.jsonl, .leakAtK, .lmEval, .inspect] {
            let whole = Array(try RunExport(journal).text(format).utf8)
            for _ in 0..<500 {
                var bytes = whole
                for _ in 0...random(3) { bytes[random(bytes.count)] = UInt8(random(256)) }
                if random(3) == 0 { bytes.removeLast(random(bytes.count)) }
                if (try? DrawImport(bytes, name: "f")) != nil { read += 1 }
            }
        }
        #expect(read > 0)
    }
}
