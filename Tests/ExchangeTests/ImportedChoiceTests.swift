import Exchange
import Prompts
import Testing

/// Questions of multiple choice beside the answers that were drawn to them.
@Suite struct ImportedChoiceTests {
    private static func read(
        _ text: String, _ name: String = "a.jsonl", choicesFrom: Int? = nil
    ) throws -> DrawImport {
        try DrawImport(Array(text.utf8), name: name, choicesFrom: choicesFrom)
    }

    private static let choices = #""choices":["Oak","Iron","Blue","Seven"]"#
    /// Records of one question whose right choice is C, in the layouts that have choices.
    private static let records = [
        #"{"question":"Q?",\#(choices),"answer":2,"completion":"C. Blue"}"#,
        #"{"question":"Q?",\#(choices),"answer":"C","response":"C"}"#,
        #"{"question":"Q?","A":"Oak","B":"Iron","C":"Blue","D":"Seven","answer":"C","response":"C"}"#,
        #"{"question":"Q?","choices":{"text":["Oak","Iron","Blue","Seven"],"label":["A","B","C","D"]},"answerKey":"C","completions":["C","Blue"]}"#,
        #"{"prompt_id":"a","prompt":"Q?",\#(choices),"answer":"Blue","text":"C"}"#,
        #"{"question":"Q?","options":["Oak","Iron","Blue","Seven"],"answer":"C","completion":"C","label":1}"#,
        #"{"input":"Q?",\#(choices),"answer":"C","actual_output":"C"}"#,
        #"{"prompt":"Q?",\#(choices),"answer":2,"outputs":[{"text":"C","finish_reason":"stop"}]}"#,
        #"{"doc_id":0,"doc":{"question":"Q?",\#(choices),"answer":2},"target":"2","arguments":[["Q?\nA. Oak\nB. Iron\nC. Blue\nD. Seven\nAnswer:",{"do_sample":true,"temperature":1}]],"resps":[["C","C. Blue"]],"filtered_resps":["C"]}"#,
    ]

    @Test(arguments: records)
    func `the right choice's letter and text are the references of a question with draws`(
        record: String
    ) throws {
        // A wrong reference would be read off the scores of these answers alone.
        let file = try Self.read(record + "\n" + record)
        let prompt = try #require(file.prompts.first)
        #expect(file.prompts.count == 1)
        #expect(prompt.references == ["C", "Blue"], "\(prompt.references)")
        #expect(prompt.choices == ["Oak", "Iron", "Blue", "Seven"])
        #expect(prompt.text.contains("C. Blue"), "\(prompt.text)")
    }

    @Test func `an Inspect sample's choices are read with the letter of its target`() throws {
        let log = #"""
            {"status":"success","eval":{"task":"t","model":"m"},"samples":[{"id":1,"epoch":1,
            "input":"Q?","choices":["Oak","Iron","Blue","Seven"],"target":"C",
            "output":{"choices":[{"message":{"content":"ANSWER: C"},"stop_reason":"stop"}]}}]}
            """#
        let prompt = try #require(try Self.read(log, "a.json").prompts.first)
        #expect(prompt.references == ["C", "Blue"])
        #expect(prompt.choices.count == 4)
    }

    @Test func `a table's choices are read as those of prompts are`() throws {
        let file = try Self.read(
            "question,choices,answer,completion\nQ?,\"['Oak', 'Iron', 'Blue']\",2,C\n"
                + "R?,\"['Oak', 'Iron', 'Blue']\",0,A\n", "a.csv")
        #expect(file.prompts.map(\.references) == [["C", "Blue"], ["A", "Oak"]])
    }

    @Test func `questions that differ in their choices alone are different prompts`() throws {
        let file = try Self.read(
            #"{"question":"Which?","choices":["a","b"],"answer":"A","completion":"A"}"# + "\n"
                + #"{"question":"Which?","choices":["c","d"],"answer":"B","completion":"B"}"#)
        #expect(file.prompts.map(\.references) == [["A", "a"], ["B", "d"]])
    }

    @Test func `where no number tells what they count from, none is a reference`() throws {
        let lines = (1...4).map {
            #"{"question":"Q\#($0)?",\#(Self.choices),"answer":\#($0 % 3 + 1),"completion":"C"}"#
        }.joined(separator: "\n")
        let file = try Self.read(lines)
        #expect(file.prompts.allSatisfy { $0.references.isEmpty })
        #expect(file.warnings.contains { $0.contains("--choices-from") })
        let told = try Self.read(lines, choicesFrom: 1)
        #expect(told.prompts[0].references == ["B", "Iron"])
    }

    /// A list of the model's answers, and what a grader says of them, tell no choice.
    @Test(arguments: [
        #"{"prompt":"Q","completion":"x","choices":["Yes","No"],"correct":true}"#,
        #"{"prompt":"Q","completion":"x","choices":["a","b"],"label":1}"#,
        #"{"question":"Q","correct_answer":"Oak","incorrect_answers":["Elm","Ash"],"completion":"Oak"}"#,
    ])
    func `what is said of an answer is not which choice is right`(record: String) throws {
        let prompt = try #require(try Self.read(record).prompts.first)
        #expect(!prompt.references.contains { ["A", "B", "C"].contains($0) })
    }

    @Test func `from where a lone number counts is said`() throws {
        let file = try Self.read(#"{"question":"Q?",\#(Self.choices),"answer":2,"completion":"C"}"#)
        #expect(
            file.warnings.contains {
                $0.contains("counts choices from 0 as most do") && $0.contains("--choices-from 1")
            }, "\(file.warnings)")
        let doubtful = try Self.read(
            #"{"question":"Legs?","choices":["1","2","3","4"],"answer":2,"completion":"2"}"#)
        #expect(doubtful.prompts[0].references == [])
        #expect(doubtful.warnings.contains { $0.contains("no other answer tells which is meant") })
    }
}
