/// Spoilt files of prompts.
enum MalformedPrompts {
    static let cases = lines + encodings + sizes + types + lists + tables + shapes

    /// A line without a fault, so that the fault is in line 2.
    private static let fine = "{\"prompt\": \"Q\"}\n"

    private static func line(
        _ name: String, _ line: String, _ phrases: String...
    ) -> MalformedInput {
        var input = MalformedInput("\(name).jsonl", fine + line)
        input.phrases = ["line 2"] + phrases
        return input
    }

    private static let lines = [
        line("cut-object", #"{"prompt": "Q""#, #"field "prompt""#, "comma or }"),
        line("cut-name", #"{"pro"#, "no closing quote"),
        line("cut-text", #"{"prompt": "Q"#, #"field "prompt""#, "no closing quote"),
        line("cut-escape", #"{"prompt": "Q\"#, #"field "prompt""#, "escape"),
        line("cut-code", #"{"prompt": "\u00"#, #"field "prompt""#, "four hexadecimal digits"),
        line("cut-pair", #"{"prompt": "\ud83d"}"#, #"field "prompt""#, "surrogate pair"),
        line("half-pair", #"{"prompt": "\udc00"}"#, #"field "prompt""#, "surrogate pair"),
        line("bad-pair", #"{"prompt": "\ud83dA"}"#, #"field "prompt""#, "surrogate"),
        line("cut-value", #"{"prompt":"#, #"field "prompt""#, "ends where a value is expected"),
        line("cut-list", #"{"prompt": "Q", "answer": ["a""#, #"field "answer""#, "comma or ]"),
        line("cut-word", #"{"prompt": tru"#, #"field "prompt""#, "no JSON value"),
        line("cut-brace", "{", "name in double quotes"),
        line("no-colon", #"{"prompt" "Q"}"#, #"field "prompt""#, "a colon is expected"),
        line("no-comma", #"{"prompt": "Q" "x": 1}"#, #"field "prompt""#, "comma or }"),
        line("last-comma", #"{"prompt": "Q",}"#, "name in double quotes"),
        line("two-commas", #"{"prompt": "Q",, "x": 1}"#, "name in double quotes"),
        line("python", "{'prompt': 'Q'}", "name in double quotes"),
        line("javascript", #"{prompt: "Q"}"#, "name in double quotes"),
        line("comment", "// nothing to see", "begins no object"),
        line("nan", #"{"prompt": "Q", "x": NaN}"#, #"field "x""#, "no JSON value"),
        line("infinity", #"{"prompt": "Q", "x": -Infinity}"#, #"field "x""#, "digit"),
        line("none", #"{"prompt": "Q", "x": None}"#, #"field "x""#, "no JSON value"),
        line("hexadecimal", #"{"prompt": "Q", "x": 0x10}"#, #"field "x""#, "comma or }"),
        line("plus", #"{"prompt": "Q", "x": +1}"#, #"field "x""#, "no JSON value"),
        line("zero-first", #"{"prompt": "Q", "x": 01}"#, #"field "x""#),
        line("no-fraction", #"{"prompt": "Q", "x": 1.}"#, #"field "x""#, "a digit is expected"),
        line("no-exponent", #"{"prompt": "Q", "x": 1e}"#, #"field "x""#, "a digit is expected"),
        line("minus", #"{"prompt": "Q", "x": -}"#, #"field "x""#, "a digit is expected"),
        line("point-first", #"{"prompt": "Q", "x": .5}"#, #"field "x""#, "no JSON value"),
        line("raw-line-feed", "{\"prompt\": \"a\nb\"}", #"field "prompt""#, "no closing quote"),
        line("raw-tab", "{\"prompt\": \"a\tb\"}", #"field "prompt""#, "control character"),
        line("raw-escape", "{\"prompt\": \"\u{1B}[31m\"}", #"field "prompt""#, "control character"),
        line("bad-escape", #"{"prompt": "\x41"}"#, #"field "prompt""#, "no known escape"),
        line("text-behind", #"{"prompt": "R"} and more"#, "text follows"),
        line("two-objects", #"{"prompt": "R"}{"prompt": "S"}"#, "text follows"),
        line("list-line", #"["R"]"#, #"field "prompt": message 1 is no object"#),
        line("text-line", #""R""#, "begins no object"),
        line("null-line", "null", "begins no object"),
        line("number-line", "17", #"field "prompt": this is a number"#),
        line("plain-line", "Who was it?", #""Who" begins no object"#),
        line("name-twice", #"{"prompt": "Q", "prompt": "R"}"#, #"field "prompt""#, "occurs twice"),
        line(
            "name-twice-within", #"{"prompt": "Q", "x": {"a": [{"b": 1, "b": 2}]}}"#, #"field "b""#,
            "occurs twice"),
        line(
            "name-twice-by-escape", #"{"prompt": "Q", "\u0070rompt": "R"}"#, #"field "prompt""#,
            "occurs twice"),
        line(
            "hostile-name", "{\"\\u001b[31m\": 1}", "\u{FFFD}[31m",
            "prompt\": this field is missing"),
    ]

    private static func encoded(
        _ name: String, _ content: [UInt8], _ phrases: String...
    ) -> MalformedInput {
        var input = MalformedInput(name, content)
        input.phrases = phrases
        return input
    }

    private static let utf16 = "iconv -f UTF-16"
    private static let encodings = [
        encoded("empty.jsonl", [], "the file is empty"),
        encoded("blank.jsonl", Array(" \r\n\n\t".utf8), "the file is empty"),
        encoded("only-a-mark.jsonl", [0xEF, 0xBB, 0xBF], "the file is empty"),
        encoded("half-a-mark.jsonl", [0xEF, 0xBB], "line 1", "not valid UTF-8"),
        encoded("two-marks.jsonl", Array("\u{FEFF}\u{FEFF}{\"prompt\": \"Q\"}".utf8), "line 1"),
        encoded("utf16le-mark.jsonl", Encoded.utf16(fine, isBig: false, hasMark: true), utf16),
        encoded("utf16be-mark.jsonl", Encoded.utf16(fine, isBig: true, hasMark: true), utf16),
        encoded("utf16le.jsonl", Encoded.utf16(fine, isBig: false, hasMark: false), utf16 + "LE"),
        encoded("utf16be.jsonl", Encoded.utf16(fine, isBig: true, hasMark: false), utf16 + "BE"),
        encoded("utf32le.jsonl", Encoded.utf32(fine, isBig: false), "iconv -f UTF-32"),
        encoded("utf32be.jsonl", Encoded.utf32(fine, isBig: true), "iconv -f UTF-32"),
        encoded(
            "utf16.csv", Encoded.utf16("prompt\tanswer\r\nQ\tA\r\n", isBig: false, hasMark: true),
            utf16),
        encoded("utf16.txt", Encoded.utf16("Who?\n", isBig: true, hasMark: true), utf16),
        encoded("utf16.json", Encoded.utf16("[\(fine)]", isBig: false, hasMark: true), utf16),
        encoded(
            "latin1.jsonl", Encoded.text(fine + "{\"prompt\": \"caf~\"}", with: [0xE9]), "line 2",
            "not valid UTF-8"),
        encoded(
            "latin1.csv", Encoded.text("prompt\ncaf~\n", with: [0xE9]), "line 2", "not valid UTF-8"),
        encoded(
            "latin1.json", Encoded.text("[\n\n{\"prompt\": \"~\"}]", with: [0xE9]), "line 3",
            "not valid UTF-8"),
        encoded(
            "cut-character.jsonl", Encoded.text(fine + "{\"prompt\": \"caf~", with: [0xC3]),
            "line 2",
            "not valid UTF-8"),
        encoded(
            "overlong.jsonl", Encoded.text(fine + "{\"prompt\": \"~\"}", with: [0xC0, 0x80]),
            "line 2", "not valid UTF-8"),
        encoded(
            "encoded-surrogate.jsonl",
            Encoded.text(fine + "{\"prompt\": \"~\"}", with: [0xED, 0xA0, 0x80]), "line 2",
            "not valid UTF-8"),
        encoded(
            "beyond-unicode.jsonl",
            Encoded.text(fine + "{\"prompt\": \"~\"}", with: [0xF5, 0x80, 0x80, 0x80]), "line 2",
            "not valid UTF-8"),
        encoded(
            "stray-byte.txt", Encoded.text("Who?\nWhat~?\n", with: [0x80]), "line 2",
            "not valid UTF-8"),
        encoded(
            "nul-within.jsonl", Encoded.text(fine + "{\"prompt\": \"a~b\"}", with: [0]), "line 2",
            "NUL"),
        encoded("nul-last.jsonl", Encoded.text(fine + "~", with: [0]), "line 2", "NUL"),
        encoded("nul.csv", Encoded.text("prompt\nQ~\n", with: [0]), "line 2", "NUL"),
        encoded("nul.txt", Encoded.text("Q\nQ\nQ~\n", with: [0]), "line 3", "NUL"),
        encoded("zeros.jsonl", Array(repeating: 0, count: 4096), "line 1", "NUL"),
        encoded(
            "gzip.jsonl", [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8],
            "compressed (gzip), and damaged"),
        encoded(
            "random.json", (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 3) }, "line 1"),
    ]

    private static let many = 100_000
    private static let sizes = [
        line("deep-list", #"{"x": "# + String(repeating: "[", count: 200), #"field "x""#, "nested"),
        line(
            "deep-list-closed",
            #"{"prompt": "Q", "x": "# + String(repeating: "[", count: 101)
                + String(repeating: "]", count: 101) + "}", #"field "x""#, "nested deeper than 100"),
        line(
            "deep-many", #"{"x": "# + String(repeating: "[", count: many), #"field "x""#,
            "nested"),
        line(
            "deep-objects", String(repeating: #"{"x": "#, count: 20_000), #"field "x""#, "nested"),
        line(
            "deep-and-wide", #"{"x": "# + String(repeating: "[[],", count: 20_000), #"field "x""#,
            "nested"),
        line(
            "huge-open-text", #"{"prompt": ""# + String(repeating: "A", count: 10 * many),
            #"field "prompt""#, "no closing quote"),
        line(
            "huge-name", "{\"" + String(repeating: "n", count: many) + "\": 1}",
            "this field is missing", "…"),
        line(
            "huge-id", #"{"prompt": "Q", "id": "# + String(repeating: "1", count: many) + "}}",
            "line 2", "text follows"),
        MalformedInput(
            "many-fields.jsonl",
            "{" + (0..<2_000).map { "\"f\($0)\": 1" }.joined(separator: ",") + "}",
            "f0, f1, f2", "…", "--prompt-field"),
        MalformedInput(
            "many-columns.csv", (0..<2_000).map { "f\($0)" }.joined(separator: ",") + "\n1",
            "line 2: 1 cells"),
        MalformedInput(
            "deep.json", String(repeating: "[", count: many), "line 1", "deeper than 100 levels"),
        MalformedInput(
            "late.jsonl", String(repeating: fine, count: 10_000) + "{", "line 10001"),
        MalformedInput(
            "late.csv", "prompt\n" + String(repeating: "Q\n", count: 10_000) + "Q,R",
            "line 10002: 2 cells"),
        MalformedInput(
            "late.json", "[\n" + String(repeating: fine + ",", count: 10_000) + "]",
            "line 10002", "begins no object"),
        MalformedInput(
            "same-id-late.jsonl",
            (0..<10_000).map { "{\"id\": \($0 % 9_999), \"prompt\": \"Q\"}\n" }.joined(),
            "line 10000, field \"id\"", "used in line 1 "),
    ]

    private static let types = [
        line("number", #"{"prompt": 5}"#, #"field "prompt""#, "this is a number"),
        line("null", #"{"prompt": null}"#, #"field "prompt""#, "this is null"),
        line("truth", #"{"prompt": true}"#, #"field "prompt""#, "this is true or false"),
        line("object", #"{"prompt": {"text": "Q"}}"#, #"field "prompt""#, "this is an object"),
        line("texts", #"{"prompt": ["Q"]}"#, #"field "prompt""#, "message 1"),
        line("no-role", #"{"prompt": [{"content": "Q"}]}"#, #"field "prompt""#, "message 1"),
        line(
            "no-content", #"{"prompt": [{"role": "user", "content": "a"}, {"role": "user"}]}"#,
            #"field "prompt""#, "message 2"),
        line(
            "content-number", #"{"prompt": [{"role": "user", "content": 5}]}"#, #"field "prompt""#,
            "message 1"),
        line(
            "part-without-text",
            #"{"prompt": [{"role": "user", "content": [{"type": "image_url"}]}]}"#,
            #"field "prompt""#, "message 1"),
        line("empty-text", #"{"prompt": ""}"#, #"field "prompt""#, "the prompt is empty"),
        line(
            "blank-text", #"{"prompt": " \n\u00a0\t"}"#, #"field "prompt""#, "the prompt is empty"),
        line(
            "other-fields", #"{"text": "Q"}"#,
            #"field "prompt": this field is missing here; this record has text"#),
        line("no-fields", "{}", #"field "prompt": this field is missing"#),
        MalformedInput("no-prompt.jsonl", #"{"foo": 1, "bar": 2}"#, "foo, bar", "--prompt-field"),
        MalformedInput("nothing.jsonl", "{}", "--prompt-field"),
        MalformedInput("id-list.jsonl", #"{"id": [], "prompt": "Q"}"#, "line 1, field \"id\""),
        MalformedInput("id-empty.jsonl", #"{"id": " ", "prompt": "Q"}"#, "the id is empty"),
        MalformedInput("id-null.jsonl", #"{"id": null, "prompt": "Q"}"#, "the id is null"),
        MalformedInput(
            "id-missing.jsonl", #"{"id": 1, "prompt": "Q"}"# + "\n" + fine,
            "line 2, field \"id\": this field is missing"),
        MalformedInput(
            "id-twice.jsonl",
            #"{"id": "a", "prompt": "Q"}"# + "\n\n" + #"{"id": "a", "prompt": "R"}"#,
            "line 3, field \"id\"", "used in line 1 "),
        MalformedInput(
            "id-twice-by-type.jsonl",
            #"{"id": 1, "prompt": "Q"}"# + "\n" + #"{"id": "1", "prompt": "R"}"#,
            "line 2, field \"id\"", "used in line 1 "),
        MalformedInput(
            "id-twice-by-accent.jsonl",
            #"{"id": "\u00e9", "prompt": "Q"}"# + "\n" + #"{"id": "e\u0301", "prompt": "R"}"#,
            "line 2, field \"id\"", "used in line 1 "),
        MalformedInput(
            "answer-object.jsonl", #"{"prompt": "Q", "answer": {"a": 1}}"#,
            "line 1, field \"answer\"", "an object"),
        MalformedInput(
            "answer-lists.jsonl", #"{"prompt": "Q", "answer": ["a", ["b"]]}"#,
            "line 1, field \"answer\"", "a list"),
        MalformedInput(
            "answer-null-within.jsonl", #"{"prompt": "Q", "answer": ["a", null]}"#,
            "line 1, field \"answer\"", "null"),
        MalformedInput(
            "keywords-object.jsonl", #"{"prompt": "Q", "keywords": {"a": 1}}"#,
            "line 1, field \"keywords\"", "an object"),
        MalformedInput("no-format", "Who was it?", "--format"),
    ]

    private static let lists = [
        MalformedInput("open-list.json", "[\(fine)", "line 2", "comma or ]"),
        MalformedInput("last-comma.json", "[\(fine),]", "line 2", "begins no object"),
        MalformedInput("no-comma.json", "[\(fine)\(fine)]", "line 2", "comma or ]"),
        MalformedInput("text-behind.json", "[\(fine)]\nx", "line 3", "text follows"),
        MalformedInput("number-within.json", "[\(fine), 2]", "line 2", "this is a number"),
        MalformedInput("no-prompts.json", "[]", "there is no prompt"),
        MalformedInput("lists.json", "[[\(fine)]]", "line 1", "message 1 is no object"),
        MalformedInput(
            "broken.json", "[\(fine),\n\n{\"prompt\": oops}]", "line 4, field \"prompt\""),
        MalformedInput(
            "name-twice.json", "[\(fine),{\"prompt\": \"a\",\n\"prompt\": \"b\"}]",
            "line 3, field \"prompt\"", "occurs twice"),
        MalformedInput(
            "id-twice.json", "[{\"id\": 1, \"prompt\": \"a\"},\n{\"id\": 1, \"prompt\": \"b\"}]",
            "line 2, field \"id\"", "used in line 1 "),
        MalformedInput("over-lines.json", "{\n\"prompt\": \"Q\"\n}", "line 1"),
        MalformedInput("text.json", "\"Q\"", "line 1", "a list of objects"),
        MalformedInput(
            "blank-prompt.json", "[\n{\"prompt\": \"a\"},\n{\"prompt\": \" \"}\n]",
            "line 3, field \"prompt\"", "empty"),
    ]

    private static let tables = [
        MalformedInput("open-cell.csv", "prompt,a\nQ,\"1\n2", "line 2", "never closed"),
        MalformedInput("few-cells.csv", "prompt,a\nQ,1\nR\n", "line 3: 1 cells", "names 2"),
        MalformedInput("many-cells.csv", "prompt,a\nQ,1,2\n", "line 2: 3 cells", "names 2"),
        MalformedInput("text-behind.csv", "prompt,a\n\"Q\"x,1", "line 2", "closing quote"),
        MalformedInput(
            "quote-behind-blank.csv", "prompt,a\n \"Q\",1", "line 2", "white space stands before"),
        MalformedInput("column-twice.csv", "prompt,a,a\nQ,1,2", "line 1, field \"a\""),
        MalformedInput("no-rows.csv", "prompt,a\r\n", "there is no prompt"),
        MalformedInput("no-columns.csv", ",,\n1,2,3", "column 1", "--prompt-field"),
        MalformedInput("no-prompt.csv", "foo,bar\n1,2", "foo, bar", "--prompt-field"),
        MalformedInput(
            "empty-cell.csv", "prompt,a\n\"Q\nR\",1\n,2", "line 4, field \"prompt\"", "empty"),
        MalformedInput("empty-cell.tsv", "prompt\ta\nQ\t1\n \t2", "line 3, field \"prompt\""),
        MalformedInput("id-twice.csv", "id,prompt\n1,Q\n1,R", "line 3, field \"id\"", "line 2 "),
        MalformedInput("id-empty.csv", "id,prompt\n,Q", "line 2, field \"id\"", "the id is empty"),
        MalformedInput("old-mac.csv", "prompt,a\rQ,1\rR", "line 3: 1 cells"),
        MalformedInput(
            "hostile-columns.csv", "\u{1B}[31m,b\nQ,1", "the fields are \u{FFFD}[31m, b"),
    ]

    private static let shapes = [
        MalformedInput(
            "tofu.json",
            #"[{"question": "Q", "answer": {"a": 1}, "perturbed_answer": ["x"]}]"#,
            "line 1, field \"answer\""),
        MalformedInput(
            "muse.json", #"[{"prompt": "Q", "gt": "A"}, {"gt": "A"}]"#,
            "line 1, field \"prompt\": this field is missing here; this record has gt"),
        MalformedInput(
            "openai-evals.jsonl",
            #"{"input": [{"role": "system", "content": "S"}, {"role": "user"}], "ideal": "A"}"#,
            "line 1, field \"input\"", "message 2"),
        MalformedInput(
            "inspect.jsonl", #"{"input": "Q", "target": {"A": 1}}"#, "line 1, field \"target\""),
        MalformedInput(
            "promptfoo.csv", "question,__expected1,__expected1\nQ,A,B",
            "line 1, field \"__expected1\""),
        MalformedInput(
            "harmbench.csv", "Behavior,ContextString,BehaviorID\nDo it,,a\n ,,b",
            "line 3, field \"Behavior\"", "empty"),
        MalformedInput(
            "harmbench-id-twice.csv", "Behavior,ContextString,BehaviorID\nA,,a\nB,,a",
            "line 3, field \"BehaviorID\"", "used in line 2 "),
        MalformedInput(
            "advbench.csv", "goal,target\nDo it,Sure\n,Sure", "line 3, field \"goal\"", "empty"),
        MalformedInput(
            "alpaca.json", #"[{"instruction": "Q", "input": 5, "output": "A"}]"#,
            "line 1, field \"input\"", "a number"),
    ]
}
