import Files
import Prompts
import Testing

/// Answers that are numbers of choices, and choices that are told as right and wrong ones.
@Suite struct ChoiceCountingTests {
    private static func question(_ answer: String, _ count: Int = 4, field: String = "answer")
        -> String
    {
        let choices = ["Oak", "Iron", "Blue", "Seven"].prefix(count).map { "\"\($0)\"" }
        return
            #"{"question":"Q?","choices":[\#(choices.joined(separator: ","))],"\#(field)":\#(answer)}"#
    }

    private static func read(
        _ answers: [String], from first: Int? = nil, filters: [PromptFilter] = []
    ) throws -> PromptSet {
        try PromptReader(filters: filters, choicesFrom: first).read(
            bytes: Array(answers.map { question($0) }.joined(separator: "\n").utf8), name: "q.jsonl"
        )
    }

    private static func letters(_ set: PromptSet) -> [String?] {
        set.prompts.map(\.references.first)
    }

    @Test(arguments: [
        (["1", "2", "4"], ["A", "B", "D"], "from 1"),
        (["1", "0", "3"], ["B", "A", "D"], "from 0"),
        (["4"], ["D"], "from 1"), (["2"], ["C"], "--choices-from 1"),
        (["3", "\"1\"", "2", "4.0", "-1"], ["C", "A", "B", "D", nil], "from 1"),
        (["[1,4]", "2", "3"], ["A", "B", "C"], "from 1"),
    ])
    func theFilesOwnAnswersTellTheFirstNumber(
        answers: [String], letters: [String?], words: String
    ) throws {
        let set = try Self.read(answers)
        #expect(Self.letters(set) == letters)
        #expect(set.provenance.contains(words), "\(set.provenance)")
    }

    @Test func whatNothingTellsIsAsked() throws {
        #expect {
            try Self.read(["1", "2", "3"])
        } throws: {
            "\($0)".contains("field \"answer\"") && "\($0)".contains("--choices-from 1")
        }
        #expect(Self.letters(try Self.read(["1", "2", "3"], from: 1)) == ["A", "B", "C"])
        #expect(Self.letters(try Self.read(["1", "2", "3"], from: 0)) == ["B", "C", "D"])
        #expect(throws: PromptError.self) { try Self.read(["0", "2", "3"], from: 1) }
        #expect {
            try Self.read(["0", "4"])
        } throws: {
            "\($0)".contains("line 2") && "\($0)".contains("counted from 0")
        }
    }

    /// MMLU-Pro has a letter beside its number.
    @Test func aLetterBesideANumberTells() throws {
        let lines = (0..<5).map { _ in
            String(Self.question("2").dropLast()) + #","answer_letter":"C"}"#
        }
        let set = try PromptReader().read(
            bytes: Array(lines.joined(separator: "\n").utf8), name: "q.jsonl")
        #expect(Self.letters(set) == Array(repeating: "C", count: 5))
    }

    /// What a filter leaves out tells as much as what it takes.
    @Test func allRecordsOfTheFileTell() throws {
        let lines = ["1", "2", "3"].map { String(Self.question($0).dropLast()) + #","part":"a"}"# }
        let other = String(Self.question("4").dropLast()) + #","part":"b"}"#
        let set = try PromptReader(filters: [PromptFilter(field: "part", value: "a")]).read(
            bytes: Array((lines + [other]).joined(separator: "\n").utf8), name: "q.jsonl")
        #expect(Self.letters(set) == ["A", "B", "C"])
    }

    @Test(arguments: [
        ("question,choice1,choice2,answer\nQ,Oak,Blue,0\nQ,Oak,Blue,1\n", ["A", "B"]),
        (
            "question,choice1,choice2,answer\nQ,Oak,Blue,1\nQ,Oak,Blue,1\nQ,Oak,Blue,1\n",
            ["A", "A", "A"]
        ),
        ("question,A,B,C,answer\nQ,Oak,Blue,Red,1\nQ,Oak,Blue,Red,3\n", ["A", "C"]),
        ("goal,sol1,sol2,label\nQ,Oak,Blue,1\nQ,Oak,Blue,1\nQ,Oak,Blue,1\n", ["B", "B", "B"]),
    ])
    func columnsOfChoices(table: String, letters: [String]) throws {
        let set = try PromptReader().read(bytes: Array(table.utf8), name: "q.csv")
        #expect(Self.letters(set) == letters)
    }

    @Test(arguments: [
        (
            "a.csv",
            "Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2,Incorrect Answer 3\nQ?,Blue,Oak,Iron,Seven\n"
        ),
        (
            "a.jsonl",
            #"{"question":"Q?","distractor1":"Oak","distractor2":"Iron","distractor3":"Seven","correct_answer":"Blue","support":""}"#
        ),
        (
            "a.json",
            #"{"results":[{"question":"Q?","correct_answer":"Blue","incorrect_answers":["Oak","Iron","Seven"]}]}"#
        ),
        ("a.jsonl", #"{"question":"Q?","answer":"Blue","distractors":["Iron","Oak","Seven"]}"#),
    ])
    func rightAndWrongChoicesStandTogether(name: String, text: String) throws {
        let set = try PromptReader().read(bytes: Array(text.utf8), name: name)
        let prompt = try #require(set.prompts.first)
        #expect(Set(prompt.choices) == ["Blue", "Oak", "Iron", "Seven"])
        let place = try #require(prompt.choices.firstIndex(of: "Blue"))
        #expect(prompt.references == [["A", "B", "C", "D"][place], "Blue"])
        #expect(prompt.text.hasPrefix("Q?\nA. ") && prompt.text.hasSuffix("Answer:"))
        #expect(set.provenance.contains("mixed order"))
    }

    @Test func theRightChoiceIsNotAlwaysTheFirst() throws {
        let rows = (0..<40).map { "Q\($0),right \($0),one,two,three" }
        let table = (["question,correct_answer,distractor1,distractor2,distractor3"] + rows)
            .joined(separator: "\n")
        let set = try PromptReader().read(bytes: Array(table.utf8), name: "q.csv")
        #expect(Set(Self.letters(set)) == ["A", "B", "C", "D"])
    }

    @Test func manyAnswersToAnOpenQuestionAreNoChoices() throws {
        let text =
            #"{"question":"Q?","best_answer":"a","correct_answers":["a","b"],"incorrect_answers":["c"]}"#
        let set = try PromptReader().read(bytes: Array(text.utf8), name: "q.jsonl")
        #expect(set.prompts.map(\.text) == ["Q?"])
    }
}

/// Prompts that cannot be sent, in files whose others can.
@Suite struct LackingPromptTests {
    private static func read(_ text: String, name: String = "p.jsonl") throws -> PromptSet {
        try PromptReader().read(bytes: Array(text.utf8), name: name)
    }

    @Test(arguments: [
        #"{"prompt":""}"#, #"{"prompt":" \n"}"#, #"{"prompt":null}"#, #"{"prompt":NaN}"#,
    ])
    func anEmptyPromptIsLeftOutAndTold(line: String) throws {
        let set = try Self.read("{\"prompt\":\"Q\"}\n\(line)\n{\"prompt\":\"R\"}")
        #expect(set.prompts.map(\.text) == ["Q", "R"])
        #expect(
            set.provenance.contains("1 record left out, where \"prompt\" is null or empty (line 2;")
        )
        #expect(throws: PromptError.self) { try Self.read(line) }
    }

    @Test(arguments: ["p.jsonl", "p.json"])
    func aPromptWithHalfACharacterIsLeftOutAndTold(name: String) throws {
        let lines = [#"{"prompt":"Q"}"#, #"{"prompt":"cut \ud83d"}"#, #"{"prompt":"R \ufffd"}"#]
        let text =
            name == "p.json"
            ? "[" + lines.joined(separator: ",\n") + "]" : lines.joined(separator: "\n")
        let set = try Self.read(text, name: name)
        #expect(set.prompts.map(\.text) == ["Q", "R \u{FFFD}"])
        #expect(set.provenance.contains("half of a surrogate pair (line 2;"))
    }

    @Test func halfACharacterElsewhereIsReplacedAndTold() throws {
        let set = try Self.read(
            #"{"prompt":"Q","note":"cut \ud83d","answer":"a"}"# + "\n" + #"{"prompt":"R"}"#)
        #expect(set.prompts.map(\.text) == ["Q", "R"])
        #expect(set.prompts[0].metadata["note"] == "cut \u{FFFD}")
        #expect(set.provenance.contains("read as U+FFFD in other fields of 1 record (line 1)"))
    }

    @Test func aFileOfHalvesAloneIsRefused() {
        #expect {
            try Self.read(#"{"prompt":"cut \ud83d"}"#)
        } throws: {
            "\($0)".contains("line 1, field \"prompt\"") && "\($0)".contains("half of a surrogate")
        }
    }
}
