import Files
import FoundationEssentials
import Platform
import Prompts
import Testing

@Suite struct PromptErrorTests {
    private static let fine = "{\"prompt\": \"Q\"}\n"

    /// A file's content, its name, and what the one sentence must say.
    @Test(arguments: [
        ("", "p.jsonl", "p.jsonl: the file is empty"),
        (" \n\t\n", "p.jsonl", "empty"),
        ("\u{FEFF}", "p.txt", "empty"),
        ("[]", "p.json", "there is no prompt"),
        ("a,b\n", "p.csv", "there is no prompt"),
        ("Who?", "p", "--format"),
        ("Who?", "standard input", "--format"),
        ("a\u{0}b", "p.txt", "a NUL byte"),
        (String(repeating: fine, count: 16) + "{\"prompt\": \"Q\"", "p.jsonl", "line 17"),
        (fine + "{\"prompt\": \"Q\",}", "p.jsonl", "line 2"),
        (fine + "{\"prompt\" \"Q\"}", "p.jsonl", "line 2, field \"prompt\""),
        (fine + "{\"prompt\": \"Q}", "p.jsonl", "no closing quote"),
        (fine + "{\"prompt\": \"\\x\"}", "p.jsonl", "no known escape"),
        ("{\"prompt\": \"\\ud800\"}", "p.jsonl", "line 1, field \"prompt\": this has half of a"),
        (fine + "{\"prompt\": \"\\u12\"}", "p.jsonl", "four hexadecimal digits"),
        (fine + "{\"prompt\": \"a\tb\"}", "p.jsonl", "control character"),
        (fine + "{\"prompt\": \"Q\", \"prompt\": \"R\"}", "p.jsonl", "occurs twice"),
        (fine + "{\"prompt\": \"Q\", \"x\": nan}", "p.jsonl", "line 2, field \"x\""),
        (fine + "{\"prompt\": \"Q\", \"x\": 01}", "p.jsonl", "field \"x\""),
        (fine + "{\"prompt\": \"Q\", \"x\": 1.}", "p.jsonl", "a digit is expected"),
        (fine + "{\"prompt\": \"Q\"} {}", "p.jsonl", "text follows"),
        (fine + "[1]\n[1]", "p.jsonl", "line 2"),
        (fine + "5\n5", "p.jsonl", "line 2, field \"prompt\": this is a number"),
        ("{\"prompt\": \"Q\", \"x\": " + String(repeating: "[", count: 200), "p.jsonl", "nested"),
        ("{\n\"prompt\": \"Q\"\n} x", "p.json", "line 3: broken JSON: text follows"),
        ("{\n\"train\": [{\"a\": 1}],\n\"more\": [{\"a\": 1}],\n\"n\": 1}", "p.json", "jq .train"),
        (
            "{\"data\": [\n{\"prompt\": \"Q\"},\n{\"prompt\": 7},\n{\"prompt\": 7}]}", "p.json",
            "line 3, field"
        ),
        ("{\"a\": {\"b\": [1]}}", "p.json", "one object without a prompt"),
        ("{\"prompt\": null}", "p.jsonl", "null or empty in the one record"),
        ("[\n{\"prompt\": \"Q\"},\n{\"prompt\": 3 4}\n]", "p.json", "line 3, field \"prompt\""),
        ("[{\"prompt\": \"Q\"}", "p.json", "a comma or ] is expected"),
        ("[{\"prompt\": \"Q\"},]", "p.json", "begins no object"),
        ("[{\"prompt\": \"Q\"}] x", "p.json", "text follows"),
        ("[{\"prompt\": \"Q\"}, 2, 2]", "p.json", "this is a number, a text is needed"),
        ("[{\"prompt\": \"Q\"}, x]", "p.json", "begins no object"),
        ("{\"foo\": 1, \"bar\": 2}", "p.jsonl", "the fields are foo, bar; name the one"),
        ("{\"foo\": 1, \"bar\": 2}", "p.jsonl", "--prompt-field"),
        ("{}", "p.jsonl", "no field looks like a prompt"),
        (
            fine + "{\"foo\": \"Q\"}\n{\"foo\": \"Q\"}", "p.jsonl",
            "line 2, field \"prompt\": this field is missing"
        ),
        ("\n{\"prompt\": \"\"}", "p.jsonl", "null or empty in the one record"),
        ("{\"prompt\": \" \\n\"}", "p.jsonl", "field \"prompt\": this is null or empty"),
        (
            fine + "{\"prompt\": 5}\n{\"prompt\": 5}", "p.jsonl",
            "this is a number, a text is needed"
        ),
        (
            fine + "{\"prompt\": {\"a\": 1}}\n{\"prompt\": {\"a\": 1}}", "p.jsonl",
            "this is an object"
        ),
        (
            fine + "{\"prompt\": [\"a\", \"b\"]}\n{\"prompt\": [\"a\", \"b\"]}", "p.jsonl",
            "message 1"
        ),
        (
            fine + "{\"prompt\": [{\"role\": \"user\"}]}\n{\"prompt\": [{\"role\": \"user\"}]}",
            "p.jsonl", "message 1"
        ),
        ("{\"prompt\": \"Q\", \"answer\": {}}", "p.jsonl", "field \"answer\": this is an object"),
        ("{\"prompt\": \"Q\", \"answer\": [[]]}", "p.jsonl", "the list has a list"),
        (
            "{\"id\": 1, \"prompt\": \"Q\"}\n\n{\"id\": \"1\", \"prompt\": \"R\"}", "p.jsonl",
            "line 3, field \"id\": the id \"1\" was used in line 1"
        ),
        (
            "{\"id\": 1, \"prompt\": \"Q\"}\n{\"prompt\": \"R\"}\n{\"prompt\": \"S\"}", "p.jsonl",
            "line 2, field \"id\": this field is missing"
        ),
        ("{\"id\": [], \"prompt\": \"Q\"}", "p.jsonl", "the id is a list"),
        ("{\"id\": \"\", \"prompt\": \"Q\"}", "p.jsonl", "the id is empty"),
        ("prompt,a\nQ,1\nR\n", "p.csv", "line 3: 1 cells, but the first line names 2"),
        ("prompt,a\nQ,\"1\n2", "p.csv", "line 2: the quoted cell that begins here"),
        ("prompt,a\n\"Q\"x,1", "p.csv", "text follows the closing quote"),
        ("prompt,a\n \"Q\",1", "p.csv", "line 2: white space stands before the opening quote"),
        ("prompt,prompt\nQ,1", "p.csv", "two columns have this name"),
        ("prompt,a\n,1\n,2", "p.csv", "field \"prompt\": this is null or empty in all 2 records"),
        ("sep=#\nprompt#a\nQ#1", "p.csv", "line 1: cells are separated by \"#\""),
        ("sep=;\nprompt;a\nQ", "p.csv", "line 3: 1 cells"),
        (
            "{\"question\": \"Q\", \"choices\": [\"a\", \"b\"], \"answer\": 3}", "p.jsonl",
            "line 1, field \"answer\": the answer 3 is none of 2 choices"
        ),
        (
            "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]}",
            "p.jsonl", "message 1 has a part of the type image_url; only text"
        ),
        ("\u{1B}[31m,b\nQ,1", "p.csv", "the fields are \u{FFFD}[31m, b"),
    ])
    func `a fault is told with its place and what to do`(
        text: String, name: String, part: String
    ) {
        let error = #expect(throws: PromptError.self) { _ = try read(text, name) }
        let sentence = error?.description ?? ""
        #expect(sentence.hasPrefix(name), "\(sentence)")
        #expect(sentence.contains(part), "\(sentence)")
        #expect(!sentence.contains("\n"))
    }

    @Test func `bytes that are not UTF-8 are told with line and position`() {
        let reader = PromptReader()
        for fault: [UInt8] in [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82],
            [0x80], [0xF0, 0x80, 0x80, 0x80],
        ] {
            let bytes = Array("Who?\nWhere é 日 \u{1F600}?\nx".utf8) + fault
            let error = #expect(throws: PromptError.self) {
                _ = try reader.read(bytes: bytes, name: "p.txt")
            }
            #expect(error?.line == 3)
            #expect(error?.reason.contains("UTF-8") == true)
        }
        let error = #expect(throws: PromptError.self) {
            _ = try reader.read(bytes: [0xFF, 0xFE, 0x51, 0], name: "p.txt")
        }
        #expect(error?.reason.contains("UTF-16") == true)
    }

    @Test func `a mapping or filter of a field that does not exist lists those that do`() {
        let text = "{\"a\": \"Q\", \"b\": \"A\"}"
        for (mapping, flag) in [
            (FieldMapping(prompt: "c"), "--prompt-field"),
            (FieldMapping(prompt: "a", references: ["b", "c"]), "--reference-field"),
            (FieldMapping(prompt: "a", keywords: "c"), "--keyword-field"),
            (FieldMapping(prompt: "a", id: "c"), "--id-field"),
        ] {
            let error = #expect(throws: PromptError.self) { _ = try read(text, mapping: mapping) }
            #expect(
                error?.description
                    == "p.jsonl: there is no field \"c\" for \(flag); the fields are a, b")
        }
        let error = #expect(throws: PromptError.self) {
            _ = try read(
                text, mapping: FieldMapping(prompt: "a"),
                filters: [PromptFilter(field: "split", value: "x")])
        }
        #expect(error?.description.contains("\"split\" for --where split=x") == true)
    }

    @Test func `files that cannot be read are told apart`() throws {
        var template = Array("/tmp/probscope-prompts-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let folder = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reader = PromptReader()
        let missing = #expect(throws: PromptError.self) {
            _ = try reader.read(path: folder + "/none.jsonl")
        }
        #expect(missing?.description == folder + "/none.jsonl: there is no such file")
        let isFolder = #expect(throws: PromptError.self) { _ = try reader.read(path: folder) }
        #expect(isFolder?.reason.contains("folder") == true)
        let path = folder + "/p.txt"
        try "Who?\n".write(toFile: path, atomically: false, encoding: .utf8)
        let set = try reader.read(path: path)
        #expect(set.prompts.map(\.text) == ["Who?"])
        #expect(set.name == "p.txt")
    }
}
