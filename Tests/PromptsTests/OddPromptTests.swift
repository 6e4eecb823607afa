import Files
import Prompts
import Testing

/// Records that cannot be sent in files whose others can: named, counted and left out.
@Suite struct OddPromptTests {
    private static func read(_ text: String, _ name: String = "p.jsonl") throws -> PromptSet {
        try PromptReader().read(bytes: Array(text.utf8), name: name)
    }

    private static let image =
        #"{"messages":[{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"u"}}]}]}"#

    @Test(arguments: [
        (image, #"has a part of the type image_url"#), (#"{"messages":5}"#, "this is a number"),
        (#"{"messages":[[1]]}"#, "message 1 is no object"),
        (#"{"messages":{"a":1}}"#, "this is an object"),
        (#"{"other":"x"}"#, "this field is missing here"),
    ])
    func `one odd record refuses no file`(odd: String, reason: String) throws {
        func turn(_ text: String) -> String {
            #"{"messages":[{"role":"user","content":"\#(text)"}]}"#
        }
        let set = try Self.read([turn("Q"), odd, turn("R")].joined(separator: "\n"))
        #expect(set.prompts.map(\.text) == ["Q", "R"])
        #expect(
            set.provenance.contains("1 record left out that cannot be read or sent (line 2, ")
                && set.provenance.contains(reason), "\(set.provenance)")
        // A file of these alone is of another kind.
        #expect(throws: PromptError.self) { try Self.read(odd) }
        #expect(throws: PromptError.self) {
            try Self.read([turn("Q"), odd, odd].joined(separator: "\n"))
        }
    }

    @Test func `numbers among texts are left out`() throws {
        #expect(try Self.read(#"["Q",7,"R"]"#, "p.json").prompts.map(\.text) == ["Q", "R"])
        #expect(
            try Self.read(#"{"prompt":"Q"}"# + "\n" + #"{"prompt":7}"#).prompts.map(\.text) == ["Q"]
        )
    }

    @Test func `a question that is left out counts for nothing`() throws {
        let set = try Self.read(
            #"{"question":"Q","choices":["a","b"],"answer":"A","keywords":["k"]}"# + "\n"
                + #"{"question":"R","choices":["a","b"],"answer":"A","keywords":[{}]}"#)
        #expect(set.prompts.count == 1 && set.provenance.contains("choices shown on 1,"))
    }

    @Test func `two records of one id are still refused`() {
        #expect(throws: PromptError.self) {
            try Self.read(
                #"{"id":1,"prompt":"Q"}"# + "\n" + #"{"id":1,"prompt":"R"}"# + "\n"
                    + #"{"id":2,"prompt":"S"}"#)
        }
    }
}

/// What services and libraries write that are none of the usual shapes.
@Suite struct ForeignPromptTests {
    private static func read(_ text: String, _ name: String = "p.jsonl") throws -> [Prompt] {
        try PromptReader().read(bytes: Array(text.utf8), name: name).prompts
    }

    @Test(arguments: [
        #"{"contents":[{"role":"user","parts":[{"text":"Q"}]}]}"#,
        #"{"contents":[{"parts":[{"text":"Q"}]}]}"#, #"{"contents":"Q"}"#,
        #"{"key":"r1","request":{"contents":[{"role":"user","parts":[{"text":"Q"}]}]}}"#,
    ])
    func `Gemini's requests`(record: String) throws {
        #expect(try Self.read(record).map(\.text) == ["Q"])
    }

    @Test func `Gemini's conversation has its system instruction`() throws {
        let prompt = try #require(
            try Self.read(
                #"{"request":{"systemInstruction":{"parts":[{"text":"S"}]},"contents":[{"role":"user","parts":[{"text":"Q"}]},{"role":"model","parts":[{"text":"A"}]},{"role":"user","parts":[{"text":"R"}]}]}}"#
            ).first)
        #expect(prompt.text == "R")
        #expect(prompt.messages.map(\.role) == ["system", "user", "assistant", "user"])
        #expect(prompt.messages.map(\.content) == ["S", "Q", "A", "R"])
    }

    /// As data frames write ARC and others into CSV.
    @Test(arguments: [
        "\"{'text': array(['Oak', 'It\\'s \"\"blue\"\"'], dtype=object), 'label': array(['A', 'B'], dtype=object)}\"",
        "\"{'text': ['Oak', 'It\\'s \"\"blue\"\"'], 'label': ['A', 'B']}\"",
        "\"['Oak' 'It\\'s \"\"blue\"\"']\"",
        "\"array(['Oak', 'It\\'s \"\"blue\"\"'], dtype='<U9')\"",
    ])
    func `choices as NumPy prints them`(cell: String) throws {
        let prompt = try #require(
            try Self.read("question,choices,answerKey\nQ,\(cell),B\nR,\(cell),A\n", "a.csv").first)
        #expect(prompt.choices == ["Oak", #"It's "blue""#])
        #expect(prompt.references == ["B", #"It's "blue""#])
    }

    @Test(arguments: [
        "['a', ", "array(", "{'a': {'a': {'a': ", "[[[[[[[[[[[[['a']]]]]]]]]]]]]", "['a'", "{'a'",
    ])
    func `what is no such list is a text`(cell: String) throws {
        let prompts = try Self.read("prompt,answer\nQ,\"\(cell)\"\n", "a.csv")
        #expect(
            prompts.map(\.references) == [[String(cell.reversed().drop { $0 == " " }.reversed())]])
    }

    private static let passages =
        #""context":{"contexts":["One.","Two."],"labels":["A","B"],"meshes":["M"]}"#

    @Test func `PubMedQA's passages stand before the question`() throws {
        let prompt = try #require(
            try Self.read(
                #"{"pubid":1,"question":"Q?",\#(Self.passages),"long_answer":"Well","final_decision":"yes"}"#
            ).first)
        #expect(prompt.text == "One.\nTwo.\n\nQ?" && prompt.references == ["yes"])
        let first = try #require(
            try Self.read(
                #"{"7":{"QUESTION":"Q?","CONTEXTS":["One.","Two."],"LONG_ANSWER":"Well","final_decision":"no"}}"#,
                "p.json"
            ).first)
        #expect(first.text == "One.\nTwo.\n\nQ?" && first.references == ["no"])
        let row = try #require(
            try Self.read(
                "question,context,long_answer,final_decision\nQ?,\"{'contexts': array(['One.', 'Two.'], dtype=object), 'labels': array(['A'], dtype=object)}\",Well,yes\n",
                "p.csv"
            ).first)
        #expect(row.text == "One.\nTwo.\n\nQ?" && row.references == ["yes"])
    }
}
