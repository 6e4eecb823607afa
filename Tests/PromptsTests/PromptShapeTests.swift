import Files
import Prompts
import Testing

/// Shapes in which data sets of prompts come, made up after real ones.
@Suite struct PromptShapeTests {
    private static let two =
        "[{\"question\": \"River?\", \"answer\": \"Sorle\"}, {\"question\": \"Hill?\"}]"

    @Test(arguments: [
        ("{\n \"version\": 1,\n \"data\": \(two)\n}", "s.json"),
        ("{\"parameters\": {\"model\": \"m\"}, \"anything\": \(two)}", "s.json"),
        ("{\"parameters\": {\"model\": \"m\"}, \"jailbreaks\": \(two)}", "s.jsonl"),
        ("{\"tags\": [\"a\", \"b\"], \"items\": \(two)}", "s.json"),
        ("{\"dataset\": {\"name\": \"n\", \"rows\": \(two)}}", "s.json"),
        ("{\"text\": \"about\", \"examples\": \(two)}", "s.json"),
        ("{\"questions\": \(two), \"authors\": [{\"name\": \"x\"}]}", "s.json"),
        (
            "{\"question\": {\"0\": \"River?\", \"1\": \"Hill?\"}, \"answer\": {\"0\": \"Sorle\", \"1\": null}}",
            "s.json"
        ),
        ("{\"question\": [\"River?\", \"Hill?\"], \"answer\": [\"Sorle\", null]}", "s.json"),
        (
            "{\"columns\": [\"question\", \"answer\"], \"index\": [0, 1], \"data\": [[\"River?\", \"Sorle\"], [\"Hill?\", null]]}",
            "s.json"
        ),
        (
            "{\"features\": [{\"name\": \"question\"}], \"rows\": [{\"row_idx\": 0, \"row\": {\"question\": \"River?\", \"answer\": \"Sorle\"}}, {\"row_idx\": 1, \"row\": {\"question\": \"Hill?\"}}]}",
            "s.json"
        ),
        (
            "{\"a\": {\"question\": \"River?\", \"answer\": \"Sorle\"}, \"b\": {\"question\": \"Hill?\"}}",
            "s.json"
        ),
        (
            "{\"a\": [{\"question\": \"River?\", \"answer\": \"Sorle\"}], \"b\": [{\"question\": \"Hill?\"}]}",
            "s.json"
        ),
        ("{\"question\": \"River?\", \"answer\": \"Sorle\"}\n{\"question\": \"Hill?\"}", "s.json"),
        (two, "s.jsonl"),
        ("sep=;\r\nquestion;answer\r\nRiver?;Sorle\r\nHill?;\r\n", "s.csv"),
        ("question\tanswer\nRiver?\tSorle\nHill?\t\n", "s.tsv"),
        ("question|answer\nRiver?|Sorle\nHill?|\n", "s.csv"),
        ("sep=|\nquestion|answer\nRiver?|Sorle\nHill?|\n", "s.csv"),
    ])
    func `the same two prompts in any shape`(text: String, name: String) throws {
        let set = try read(text, name)
        #expect(set.prompts.map(\.text) == ["River?", "Hill?"])
        #expect(set.prompts[0].references == ["Sorle"])
        #expect(set.prompts[1].references == [])
    }

    /// MMLU's own files have no line of names.
    @Test func `a table of questions without names is one`() throws {
        let set = try read(
            "Which is a river?,Sorle,Oak,B\nWhat is a tree?,Sorle,Oak,A\n", "s.csv")
        #expect(set.prompts.map(\.choices) == [["Sorle", "Oak"], ["Sorle", "Oak"]])
        #expect(set.prompts.map(\.references) == [["B", "Oak"], ["A", "Sorle"]])
        #expect(set.prompts[0].text.hasPrefix("Which is a river"))
        #expect(set.provenance.contains("without a line of names"))
        // A line of names is one, whatever stands below.
        let named = try read("question,A,B,answer\nWhich is it?,Sorle,Oak,B\n", "s.csv")
        #expect(named.prompts.count == 1 && named.prompts[0].references == ["B", "Oak"])
    }

    @Test(arguments: [
        ("[\"River?\", \"Say \\\"hill\\\".\"]", "s.json"),
        ("[\"River?\", \"Say \\\"hill\\\".\"]", "s.jsonl"),
        ("\"River?\"\n\n\"Say \\\"hill\\\".\"\n", "s.jsonl"),
        ("\"River?\"\n\"Say \\\"hill\\\".\"\n", "s.json"),
        ("{\"prompts\": [\"River?\", \"Say \\\"hill\\\".\"]}", "s.json"),
        ("{\"name\": \"n\", \"list\": [\"River?\", \"Say \\\"hill\\\".\"]}", "s.json"),
        ("[{\"prompt\": \"River?\"}, \"Say \\\"hill\\\".\"]", "s.json"),
        ("{\"q1\": \"River?\", \"q2\": \"Say \\\"hill\\\".\"}", "s.json"),
        ("{\"q1\": [\"River?\"], \"q2\": [\"Say \\\"hill\\\".\"]}", "s.json"),
        ("prompt\nRiver?\nSay \"hill\".\n", "s.tsv"),
    ])
    func `texts alone are prompts`(text: String, name: String) throws {
        #expect(try read(text, name).prompts.map(\.text) == ["River?", "Say \"hill\"."])
    }

    @Test func `keys of a map are ids`() throws {
        #expect(
            try read("{\"q1\": \"River?\", \"q2\": \"Hill?\"}", "s.json").prompts.map(\.id.rawValue)
                == ["q1", "q2"])
        let lists = try read(
            "{\"a\": [{\"test_case\": \"X\", \"generation\": \"g\"}, {\"test_case\": \"Y\"}], \"b\": [{\"test_case\": \"Z\"}]}",
            "s.json")
        #expect(lists.prompts.map(\.id.rawValue) == ["a/1", "a/2", "b"])
        #expect(lists.prompts.map(\.text) == ["X", "Y", "Z"])
        #expect(lists.prompts[0].references == [])
    }

    @Test func `one record is one prompt, on one line or several`() throws {
        for text in [
            "{\"question\": \"River?\", \"answer\": \"Sorle\"}",
            "{\n\"question\": \"River?\",\n\"answer\": \"Sorle\"\n}",
        ] {
            let set = try read(text, "s.json")
            #expect(set.prompts.map(\.text) == ["River?"])
            #expect(set.prompts[0].references == ["Sorle"])
        }
        let talk = try read(
            "{\"messages\": [{\"role\": \"user\", \"content\": \"River?\"}]}", "s.json")
        #expect(talk.prompts.map(\.messages.count) == [1])
    }

    @Test func `records of several shapes stand in one file`() throws {
        let set = try read(
            """
            {"prompt": "River?"}
            {"messages": [{"role": "user", "content": "Hill?"}]}
            {"prompt": null, "messages": [{"role": "user", "content": "Lake?"}]}
            {"prompt": "Sea?", "messages": null}
            """)
        #expect(set.prompts.map(\.text) == ["River?", "Hill?", "Lake?", "Sea?"])
        #expect(set.prompts.map(\.messages.count) == [0, 1, 1, 0])
        #expect(set.provenance.contains("\"messages\""))
    }

    @Test func `null prompts are left out with a count`() throws {
        let text =
            "[{\"goal\": \"g\", \"prompt\": \"P\", \"jailbroken\": true}, {\"goal\": \"h\", \"prompt\": null, \"jailbroken\": false}, {\"goal\": \"h\", \"prompt\": NaN, \"jailbroken\": false}]"
        let set = try read(text, "s.json")
        #expect(set.prompts.map(\.text) == ["P"])
        #expect(set.provenance.contains("2 records left out"))
        for filter in ["prompt!=null", "jailbroken=true", "jailbroken!=false"] {
            let filtered = try read(
                text, "s.json", filters: [PromptFilter(filter)].compactMap { $0 })
            #expect(filtered.prompts.count == 1)
            #expect(!filtered.provenance.contains("left out"), "\(filter)")
        }
        for text in [
            "{\"prompts\": [\"P\", null]}", "{\"a one\": \"P\", \"a two\": null}", "[\"P\", null]",
            "{\"data\": [{\"prompt\": \"P\"}, null]}",
            "{\"a\": {\"prompt\": \"P\"}, \"b\": null}",
        ] {
            let set = try read(text, "s.json")
            #expect(set.prompts.map(\.text) == ["P"], "\(text)")
            #expect(set.provenance.contains("left out"), "\(text): \(set.provenance)")
        }
        let table = try read("prompt,a\nQ,1\n,2\n", "s.csv")
        #expect(table.provenance.contains("1 record left out"))
    }

    @Test(arguments: [
        (
            "{\"id\": \"v1\", \"prompt\": \"P\", \"completion\": \"No.\", \"annotation\": \"2\"}",
            "completion"
        ),
        (
            "{\"goal\": \"G\", \"prompt\": \"P\", \"response\": \"No.\", \"jailbroken\": false}",
            "response"
        ),
        ("{\"prompt\": \"P\", \"response\": \"No.\", \"is_safe\": true}", "response"),
        ("{\"prompt\": \"P\", \"output\": \"No.\", \"model\": \"m\"}", "output"),
        ("{\"test_case\": \"P\", \"generation\": \"No.\", \"label\": 0}", "generation"),
    ])
    func `recorded answers are references only where asked for`(text: String, field: String) throws
    {
        let set = try read(text)
        #expect(set.prompts[0].text == "P")
        #expect(set.prompts[0].references == [])
        #expect(set.provenance.contains("\"\(field)\" not taken as references"))
        let asked = try read(text, mapping: FieldMapping(references: [field]))
        #expect(asked.prompts[0].references == ["No."])
    }

    /// Layouts of named data sets: the prompt, its references.
    @Test(arguments: [
        ("StrongREJECT", "category,source,forbidden_prompt\nc,s,P", "s.csv", "P", []),
        (
            "HarmBench", "Behavior,FunctionalCategory,ContextString,BehaviorID\nP,x,Ctx,b1",
            "s.csv", "Ctx\n\n---\n\nP", []
        ),
        (
            "JailbreakBench",
            "Index,Goal,Target,Behavior,Category,Source\n0,P,\"Sure, here\",b,c,s", "s.csv", "P", []
        ),
        ("AdvBench", "goal,target\nP,\"Sure, here\"", "s.csv", "P", []),
        ("XSTest", "id,type,prompt,label,note\nv2-1,homonyms,P,safe,", "s.csv", "P", []),
        (
            "TruthfulQA",
            "Type,Category,Question,Best Answer,Correct Answers,Incorrect Answers,Source\na,b,P,x,x; y z,w,u",
            "s.csv", "P", ["x", "x", "y z"]
        ),
        (
            "TruthfulQA lines",
            "{\"question\": \"P\", \"best_answer\": \"x\", \"correct_answers\": [\"x\", \"y\"], \"incorrect_answers\": [\"w\"]}",
            "s.jsonl", "P", ["x", "x", "y"]
        ),
        (
            "TOFU", "{\"question\": \"P\", \"answer\": \"x\", \"perturbed_answer\": [\"w\"]}",
            "s.jsonl", "P", ["x"]
        ),
        ("MUSE", "[{\"prompt\": \"P\", \"gt\": \"x\"}]", "s.json", "P", ["x"]),
        (
            "BeaverTails",
            "{\"prompt\": \"P\", \"response\": \"r\", \"category\": {\"a\": false}, \"is_safe\": true}",
            "s.jsonl", "P", []
        ),
        (
            "Alpaca", "[{\"instruction\": \"P\", \"input\": \"\", \"output\": \"x\"}]", "s.json",
            "P", ["x"]
        ),
        (
            "SQuAD",
            "{\"id\": \"1\", \"question\": \"P\", \"answers\": {\"text\": [\"x\", \"y\"], \"answer_start\": [1, 2]}}",
            "s.jsonl", "P", ["x", "y"]
        ),
    ])
    func `data sets are read by their own names`(
        set: String, text: String, name: String, prompt: String, references: [String]
    ) throws {
        let prompts = try read(text, name).prompts
        #expect(prompts.map(\.text) == [prompt], "\(set)")
        #expect(prompts.first?.references == references, "\(set)")
    }

    @Test func `batch requests and ShareGPT conversations are prompts`() throws {
        let alone = try read(
            "{\"custom_id\": \"r1\", \"url\": \"/v1/responses\", \"body\": {\"model\": \"m\", \"input\": \"River?\"}}"
        )
        #expect(alone.prompts.map(\.id.rawValue) == ["r1"] && alone.prompts[0].text == "River?")
        let batch = try read(
            """
            {"custom_id": "r1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "Ri"}, {"type": "text", "text": "ver?"}]}]}}
            {"custom_id": "r2", "method": "POST", "url": "/v1/completions", "body": {"model": "m", "prompt": "Hill?"}}
            """)
        #expect(batch.prompts.map(\.text) == ["River?", "Hill?"])
        #expect(batch.prompts.map(\.id.rawValue) == ["r1", "r2"])
        let talk = try read(
            "[{\"id\": \"x\", \"conversations\": [{\"from\": \"system\", \"value\": \"S\"}, {\"from\": \"human\", \"value\": \"River?\"}, {\"from\": \"gpt\", \"value\": \"Sorle\"}]}]",
            "s.json")
        #expect(talk.prompts[0].text == "River?")
        #expect(talk.prompts[0].messages.map(\.role) == ["system", "user"])
        let lists = try read(
            "[[{\"role\": \"user\", \"content\": \"River?\"}], [{\"role\": \"user\", \"content\": \"Hill?\"}]]",
            "s.json")
        #expect(lists.prompts.map(\.text) == ["River?", "Hill?"])
        let tools = try read(
            "{\"messages\": [{\"role\": \"user\", \"content\": \"River?\"}, {\"role\": \"assistant\", \"content\": null, \"tool_calls\": []}]}"
        )
        #expect(tools.prompts[0].text == "River?")
    }

    @Test(arguments: [
        (
            "prompt\tanswer\nShe said \"blue\" to me.\tBlue\n\"Quoted start.\tRed\n",
            ["She said \"blue\" to me.", "\"Quoted start."]
        ),
        ("prompt\tanswer\r\nA 5\" pipe\t\"x\"\r\n", ["A 5\" pipe"]),
    ])
    func `cells between tabs are taken as they are`(text: String, prompts: [String]) throws {
        #expect(try read(text, "s.tsv").prompts.map(\.text) == prompts)
        #expect(try read(text, "s.tab").prompts.map(\.text) == prompts)
    }
}
