import Files
import Prompts
import Testing

/// Reads a text as if it were a file of this name.
func read(
    _ text: String, _ name: String = "p.jsonl", mapping: FieldMapping = FieldMapping(),
    filters: [PromptFilter] = []
) throws(PromptError) -> PromptSet {
    try PromptReader(mapping: mapping, filters: filters).read(bytes: Array(text.utf8), name: name)
}

@Suite struct PromptReaderTests {
    @Test func `a line with TOFU's fields becomes a prompt with everything kept`() throws {
        let set = try read(
            """
            {"id": "a00", "split": "forget", "question": "Where?", "answer": "In Bruvik.", \
            "perturbed_answer": ["In Jukka.", "\\u00c5"], "keywords": ["Bruvik"], "year": 1.50}

            {"id": 7, "split": "retain", "question": "Who?\\n", "answer": "X", "keywords": null}
            """)
        #expect(
            set.prompts == [
                Prompt(
                    id: PromptID("a00"), text: "Where?", references: ["In Bruvik."],
                    keywords: ["Bruvik"],
                    metadata: [
                        "split": "forget", "year": "1.50",
                        "perturbed_answer": "[\"In Jukka.\",\"Å\"]",
                    ]),
                Prompt(
                    id: PromptID("7"), text: "Who?\n", references: ["X"],
                    metadata: ["split": "retain"]),
            ])
        #expect(set.name == "p.jsonl")
        #expect(set.provenance.contains("prompt from \"question\""))
        #expect(set.provenance.contains("references from \"answer\""))
    }

    /// The shapes that data sets and tools use, each as one record.
    @Test(arguments: [
        ("{\"question\": \"Q\", \"answer\": \"A\"}", "q.json"),
        ("[\n {\"question\": \"Q\", \"answer\": \"A\"}\n]", "q.json"),
        ("[{\"question\": \"Q\", \"answer\": \"A\"}]", "q.jsonl"),
        ("{\"prompt\": \"Q\", \"gt\": \"A\"}", "m.jsonl"),
        ("{\"prompt\": \"Q\", \"ground_truth\": \"A\"}", "leak.jsonl"),
        ("{\"input\": \"Q\", \"ideal\": [\"A\"]}", "e.jsonl"),
        ("{\"input\": [{\"role\": \"user\", \"content\": \"Q\"}], \"ideal\": \"A\"}", "e.jsonl"),
        ("{\"input\": \"Q\", \"target\": \"A\", \"metadata\": {}}", "i.jsonl"),
        ("input,target\r\nQ,A\r\n", "i.csv"),
        ("input;target\nQ;A\n", "i.csv"),
        ("input\ttarget\nQ\tA", "i.tsv"),
        ("topic,__expected,__metadata:area\nQ,A,x", "p.csv"),
        ("Question,Affirmative Response,Answer\nQ,Sure,\"A\"", "hp.csv"),
        ("{\"instruction\": \"Q\", \"input\": \"\", \"output\": \"A\"}", "alpaca.json"),
        ("\u{FEFF}{\"question\": \"Q\", \"answer\": \"A\"}", "bom.jsonl"),
    ])
    func `known shapes are understood without being told`(text: String, name: String) throws {
        let set = try read(text, name)
        #expect(set.prompts.map(\.text) == ["Q"])
        #expect(set.prompts.map(\.references) == [["A"]])
        #expect(set.prompts.map(\.id) == [PromptID("1")])
    }

    @Test func `harmful behaviours keep their ids and the context before them`() throws {
        let set = try read(
            """
            Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID
            Do it,standard,x,,,plain
            \"Do, \"\"it\"\"\",contextual,x,context,\"Some
            context",with_context
            """, "harmbench.csv")
        #expect(set.prompts.map(\.id.rawValue) == ["plain", "with_context"])
        #expect(set.prompts.map(\.text) == ["Do it", "Some\ncontext\n\n---\n\nDo, \"it\""])
        let advbench = try read("goal,target\nDo it,\"Sure, here\"", "advbench.csv")
        #expect(advbench.prompts[0].references.isEmpty)
        #expect(advbench.prompts[0].metadata == ["target": "Sure, here"])
    }

    @Test func `promptfoo's assertions become references and keywords`() throws {
        let set = try read(
            "question,__expected1,__expected2,__metadata:area\nQ,equals: A,icontains: B,geo",
            "p.csv")
        #expect(set.prompts[0].references == ["A"])
        #expect(set.prompts[0].keywords == ["B"])
        #expect(set.prompts[0].metadata == ["area": "geo"])
    }

    @Test(
        arguments: [
            ("Paris", ["Paris"], []), ("equals: 42", ["42"], []),
            ("answer: 42", ["answer: 42"], []),
            ("not-found", ["not-found"], []), ("contains", ["contains"], []),
            ("f(x): y", ["f(x): y"], []), ("(a)", ["(a)"], []), ("contains: a, b", [], ["a, b"]),
            ("icontains-any: a, b ,", [], ["a", "b"]), ("contains-all: a, b", [], []),
            ("not-contains: a", [], []), ("not-equals:a", [], []), ("regex: ^a", [], []),
            ("similar(0.8): a", [], []), ("llm-rubric: is kind", [], []), ("is-json", [], []),
            ("not-is-json", [], []), ("javascript: output == 1", [], []),
        ] as [(String, [String], [String])])
    func `promptfoo's other assertions are no references`(
        cell: String, references: [String], keywords: [String]
    ) throws {
        let prompt = try read("question,__expected\nQ,\"\(cell)\"", "p.csv").prompts[0]
        #expect(prompt.references == references && prompt.keywords == keywords)
        let isOther = references.isEmpty && keywords.isEmpty
        #expect(prompt.metadata == (isOther ? ["__expected": cell] : [:]))
    }

    @Test func `a table without a name is known by its columns`() throws {
        for table in [
            "goal,target\nDo it,Sure", "Behavior,Tags,BehaviorID\nDo it,x,a",
            "id;question\n1;Do it",
        ] {
            #expect(try read(table, "standard input").prompts.map(\.text) == ["Do it"])
        }
        for text in ["question\nWho?", "Text, please.\nMore, please.", "a,b\nc,d", "Question,\nx,"]
        {
            #expect(throws: PromptError.self) { try read(text, "standard input") }
        }
    }

    @Test func `keywords of a table are split at commas or read as a list`() throws {
        let set = try read(
            "Question,Key Words\nQ,\"Ron, Hermione ,Weasley\"\nR,\"[\"\"a, b\"\", \"\"c\"\"]\"",
            "hp.csv")
        #expect(set.prompts.map(\.keywords) == [["Ron", "Hermione", "Weasley"], ["a, b", "c"]])
        let json = try read("{\"prompt\": \"Q\", \"keywords\": \"Paris, France\"}")
        #expect(json.prompts[0].keywords == ["Paris, France"])
    }

    @Test func `conversations are kept as messages`() throws {
        let set = try read(
            """
            {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", \
            "content": [{"type": "text", "text": "Who "}, {"type": "text", "text": "was it?"}]}]}
            """)
        #expect(set.prompts[0].text == "Who was it?")
        #expect(
            set.prompts[0].messages == [
                Prompt.Message(role: "system", content: "Be brief."),
                Prompt.Message(role: "user", content: "Who was it?"),
            ])
    }

    @Test func `plain text has one prompt a line, with its position as id`() throws {
        let set = try read("Who?\r\n\n  Where? \r\n{\"not\": json", "p.txt")
        #expect(set.prompts.map(\.text) == ["Who?", "  Where? ", "{\"not\": json"])
        #expect(set.prompts.map(\.id.rawValue) == ["1", "2", "3"])
    }

    @Test func `a mapping overrides detection and may name several references`() throws {
        let text = "{\"question\": \"Q\", \"answer\": \"A\", \"text\": \"T\", \"b\": [1, true]}"
        let mapping = FieldMapping(
            prompt: "text", references: ["answer", "b"], keywords: "answer", id: "question")
        let prompt = try read(text, mapping: mapping).prompts[0]
        #expect(prompt.text == "T")
        #expect(prompt.references == ["A", "1", "true"])
        #expect(prompt.keywords == ["A"])
        #expect(prompt.id == PromptID("Q"))
        #expect(prompt.metadata.isEmpty)
    }

    @Test func `filters keep prompts and their ids by position`() throws {
        let text = """
            {"q": 1, "question": "A", "split": "retain", "tags": ["x", "y"]}
            {"q": 2, "question": "B", "split": "forget", "tags": ["y"]}
            {"q": 2, "question": "", "split": "world", "tags": []}
            """
        func ids(_ filters: String...) throws -> [String] {
            try read(text, filters: filters.compactMap(PromptFilter.init)).prompts.map(
                \.id.rawValue)
        }
        #expect(try ids("split=forget") == ["2"])
        #expect(try ids("tags=y") == ["1", "2"])
        #expect(try ids("tags=y", "q=1") == ["1"])
        #expect(PromptFilter("split") == nil)
        #expect(PromptFilter("=x") == nil)
        #expect(PromptFilter("a=b=c") == PromptFilter(field: "a", value: "b=c"))
        let error = #expect(throws: PromptError.self) { _ = try ids("split=test") }
        #expect(
            error?.description
                == "p.jsonl: no prompt has split=test; \"split\" is retain, forget, world")
    }

    @Test func `the fingerprint changes with what is asked and scored, and with nothing else`()
        throws
    {
        let base = try read("{\"id\": 1, \"prompt\": \"Q\", \"answer\": \"A\", \"x\": 1}")
        let same = try read(
            "[{\"x\": 2, \"answer\": \"A\", \"prompt\": \"Q\", \"id\": \"1\"}]", "o.json")
        #expect(base.fingerprint == same.fingerprint)
        #expect(base.fingerprint.count == 64)
        for text in [
            "{\"id\": 2, \"prompt\": \"Q\", \"answer\": \"A\"}",
            "{\"id\": 1, \"prompt\": \"QA\", \"answer\": \"\"}",
            "{\"id\": 1, \"prompt\": \"Q\", \"answer\": [\"A\", \"\"]}",
            "{\"id\": 1, \"prompt\": \"Q\", \"keywords\": [\"A\"]}",
        ] {
            #expect(try read(text).fingerprint != base.fingerprint)
        }
    }
}
