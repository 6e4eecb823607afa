import Prompts
import Testing

@Suite struct ChoicesTests {
    private static let shown = "Q?\nA. Oak\nB. Iron\nC. Blue\nAnswer:"

    /// One question with three choices, of which the third is right.
    @Test(arguments: [
        (
            "[{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\"], \"answer\": 2}]",
            "s.json"
        ),
        (
            "{\"input\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\"], \"target\": \"C\"}",
            "s.jsonl"
        ),
        (
            "{\"question\": \"Q?\", \"options\": [\"Oak\", \"Iron\", \"Blue\"], \"answer\": \"C\", \"answer_index\": 2}",
            "s.jsonl"
        ),
        (
            "{\"question\": \"Q?\", \"options\": [\"Oak\", \"Iron\", \"Blue\"], \"answer\": \"Blue\"}",
            "s.jsonl"
        ),
        (
            "{\"question\": \"Q?\", \"options\": {\"A\": \"Oak\", \"B\": \"Iron\", \"C\": \"Blue\"}, \"answer\": \"C\", \"answer_idx\": \"C\"}",
            "s.jsonl"
        ),
        (
            "{\"question\": \"Q?\", \"choices\": {\"text\": [\"Oak\", \"Iron\", \"Blue\"], \"label\": [\"A\", \"B\", \"C\"]}, \"answerKey\": \"C\"}",
            "s.jsonl"
        ),
        (
            "{\"question\": \"Q?\", \"choices\": {\"text\": [\"Oak\", \"Iron\", \"Blue\"], \"label\": [\"1\", \"2\", \"3\"]}, \"answerKey\": \"3\"}",
            "s.jsonl"
        ),
        (
            "{\"question\": \"Q?\", \"choices\": [{\"label\": \"A\", \"text\": \"Oak\"}, {\"label\": \"B\", \"text\": \"Iron\"}, {\"label\": \"C\", \"text\": \"Blue\"}], \"answerKey\": \"C\"}",
            "s.jsonl"
        ),
        (
            "{\"question\": \"Q?\", \"choices\": [{\"text\": \"Oak\"}, {\"text\": \"Iron\"}, {\"text\": \"Blue\", \"is_correct\": true}]}",
            "s.jsonl"
        ),
        (
            "{\"question\": \"Q?\", \"mc1_targets\": {\"choices\": [\"Oak\", \"Iron\", \"Blue\"], \"labels\": [0, 0, 1]}}",
            "s.jsonl"
        ),
        (
            "{\"ctx\": \"Q?\", \"endings\": [\"Oak\", \"Iron\", \"Blue\"], \"label\": \"2\"}",
            "s.jsonl"
        ),
        (
            "{\"question\": \"Q?\", \"opa\": \"Oak\", \"opb\": \"Iron\", \"opc\": \"Blue\", \"cop\": 2}",
            "s.jsonl"
        ),
        ("question,A,B,C,D,answer\nQ?,Oak,Iron,Blue,,C", "s.csv"),
        ("Question,Option A,Option B,Option C,Correct Answer\nQ?,Oak,Iron,Blue,(c)", "s.csv"),
        ("question,choice1,choice2,choice3,label\nQ?,Oak,Iron,Blue,2", "s.csv"),
        ("question,option1,option2,option3,answer\nQ?,Oak,Iron,Blue,3", "s.csv"),
        ("question,ending0,ending1,ending2,label\nQ?,Oak,Iron,Blue,2", "s.csv"),
        ("question,choices,answer\nQ?,\"[\"\"Oak\"\", \"\"Iron\"\", \"\"Blue\"\"]\",2", "s.csv"),
        ("question,choices,answer\nQ?,\"['Oak' 'Iron' 'Blue']\",2", "s.csv"),
        ("question\tchoices\tanswer\nQ?\t['Oak', \"Iron\", 'Blue']\tC", "s.tsv"),
        ("input,choices,target\nQ?,\"Oak,Iron,Blue\",C", "s.csv"),
    ])
    func `choices are shown, letter and text of the right one are references`(
        text: String, name: String
    ) throws {
        let set = try read(text, name)
        #expect(set.prompts.map(\.text) == [Self.shown])
        #expect(set.prompts.first?.references == ["C", "Blue"])
        #expect(set.prompts.first?.choices == ["Oak", "Iron", "Blue"])
        #expect(set.provenance.contains("choices shown on 1"))
    }

    @Test func `a number without choices stays a reference`() throws {
        let set = try read("{\"question\": \"1 + 2?\", \"answer\": 3}")
        #expect(set.prompts[0].references == ["3"])
        #expect(set.prompts[0].choices == [])
    }

    @Test func `hidden and several right answers`() throws {
        let set = try read(
            """
            {"question": "Q?", "choices": ["Oak", "Iron"], "answer": -1}
            {"question": "Q?", "choices": ["Oak", "Iron", "Elm"], "answer": ["A", "C"]}
            """)
        #expect(set.prompts[0].references == [])
        #expect(set.prompts[0].choices == ["Oak", "Iron"])
        #expect(set.prompts[1].references == ["A", "Oak", "C", "Elm"])
    }

    @Test func `a template changes how choices are put, and is not applied twice`() throws {
        let line =
            "{\"question\": \"Q {choices}?\", \"choices\": [\"Oak\", \"Iron\"], \"answer\": 0}"
        let reader = PromptReader(choices: ChoicesTemplate("<{question}|{choices}|{x}>"))
        let set = try reader.read(bytes: Array(line.utf8), name: "s.jsonl")
        #expect(set.prompts[0].text == "<Q {choices}?|A. Oak\nB. Iron|{x}>")
        let shown = try read(
            "{\"question\": \"Q? A) Oak B) Iron\", \"choices\": [\"Oak\", \"Iron\"], \"answer\": 0}"
        )
        #expect(shown.prompts[0].text == "Q? A) Oak B) Iron")
    }

    @Test func `choices of a conversation stand in its last question`() throws {
        let set = try read(
            "{\"input\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Q?\"}], \"choices\": [\"Oak\", \"Iron\", \"Blue\"], \"target\": \"C\"}"
        )
        #expect(set.prompts[0].messages.map(\.content) == ["S", Self.shown])
        #expect(set.prompts[0].text == Self.shown)
    }

    @Test func `a set whose right choice is always the first says so`() throws {
        let line =
            "{\"question\": \"Q?\", \"mc1_targets\": {\"choices\": [\"Oak\", \"Iron\"], \"labels\": [1, 0]}}\n"
        let set = try read(String(repeating: line, count: 4))
        #expect(set.provenance.contains("the right choice is A everywhere"))
    }
}
