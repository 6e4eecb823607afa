import Foundation

/// Spoilt files of every other kind that the program reads.
enum MalformedOthers {
    // MARK: - Run files

    /// - Throws: where the sample run cannot be read.
    static func runs() throws -> [MalformedInput] {
        let run = [UInt8](try Data(contentsOf: URL(filePath: Program.recordedRun)))
        func changed(_ name: String, at offset: Int, _ bytes: [UInt8]) -> MalformedInput {
            var content = run
            content.replaceSubrange(offset..<min(content.count, offset + bytes.count), with: bytes)
            return MalformedInput(name, content)
        }
        func noise(_ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ 89) }
        }
        return [
            MalformedInput("empty.run", "", "is not a probscope run file"),
            MalformedInput("text.run", "not a database", "is not a probscope run file"),
            MalformedInput("jsonl.run", "{\"prompt\": \"Q\"}\n", "is not a probscope run file"),
            MalformedInput(
                "zeros.run", Array(repeating: 0, count: 8192), "not a probscope run file"),
            MalformedInput("noise.run", noise(8192), "is not a probscope run file"),
            MalformedInput("gzip.run", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0], "not a probscope run file"),
            MalformedInput(
                "utf16.run", Encoded.utf16("SQLite format 3\u{0}", isBig: false, hasMark: true),
                "is not a probscope run file"),
            MalformedInput("cut-at-10.run", Array(run.prefix(10)), "is not a probscope run file"),
            MalformedInput("cut-at-16.run", Array(run.prefix(16)), "cut-at-16.run"),
            MalformedInput("cut-at-99.run", Array(run.prefix(99)), "cut-at-99.run"),
            MalformedInput("cut-at-100.run", Array(run.prefix(100)), "cut-at-100.run"),
            MalformedInput("cut-at-4096.run", Array(run.prefix(4096)), "cut-at-4096.run"),
            MalformedInput("cut-at-half.run", Array(run.prefix(run.count / 2)), "damaged"),
            MalformedInput("cut-at-the-end.run", Array(run.dropLast(4096)), "damaged"),
            changed("other-application.run", at: 68, [1, 2, 3, 4]),
            changed("newer-format.run", at: 60, [0, 0, 0, 99]),
            changed("page-size.run", at: 16, [0x12, 0x34]),
            changed("first-page.run", at: 100, noise(3996)),
            changed("all-pages.run", at: 4096, noise(run.count - 4096)),
        ]
    }

    // MARK: - Small files of text

    /// Files for which text is wanted, whatever it says.
    static func texts(_ ending: String) -> [MalformedInput] {
        [
            MalformedInput("empty.\(ending)", "", "empty"),
            MalformedInput(
                "utf16le.\(ending)", Encoded.utf16("text", isBig: false, hasMark: true),
                "iconv -f UTF-16"),
            MalformedInput(
                "utf16be.\(ending)", Encoded.utf16("text", isBig: true, hasMark: true),
                "iconv -f UTF-16"),
            MalformedInput(
                "latin1.\(ending)", Encoded.text("a\nb~\n", with: [0xE9]), "line 2",
                "not valid UTF-8"),
            MalformedInput("nul.\(ending)", Encoded.text("a\nb~\n", with: [0]), "line 2", "NUL"),
        ]
    }

    static let keys = [
        MalformedInput("empty.key", "", "holds no API key"),
        MalformedInput("two-lines.key", "secret\nmore", "holds no API key"),
        MalformedInput("accent.key", "sécret", "holds no API key"),
        MalformedInput("nul.key", [0x61, 0, 0x62], "holds no API key"),
        MalformedInput(
            "utf16.key", Encoded.utf16("secret", isBig: false, hasMark: true),
            "holds no API key"),
    ]

    static let themes = [
        MalformedInput(
            "role.theme", "inherits = terminal\nbar.greddy = bold\n", ":2", "bar.greedy"),
        MalformedInput("colour.theme", "text = #12345\n", ":1: text"),
        MalformedInput("attribute.theme", "\ntext = #123456 blinking\n", ":2: text"),
        MalformedInput(
            "no-equals.theme", "inherits = terminal\ntext #123456\n", ":2", "key = value"),
        MalformedInput("twice.theme", "inherits = mono\ninherits = terminal\n", ":2", "line 1"),
        MalformedInput("nobody.theme", "inherits = nobody\n", ":1: inherits", "nobody"),
        MalformedInput("background.theme", "inherits = mono\nbackground = blue", ":2: background"),
        MalformedInput("glyphs.theme", "inherits = mono\nglyphs = emoji", ":2: glyphs"),
        MalformedInput("scale.theme", "inherits = mono\nprobability = red", ":2: probability"),
        MalformedInput(
            "huge.theme", "inherits = mono\n" + String(repeating: "x", count: 50_000), ":2"),
    ]

    // MARK: - Lines of questions

    /// A line for `bound --jsonl` and what the answer's error says.
    static let questions: [(line: String, phrase: String)] = [
        ("", ""),
        ("{", "not valid JSON"), ("nonsense", "not valid JSON"), ("null", "not a JSON object"),
        ("[]", "not a JSON object"), ("17", "not a JSON object"),
        ("{}", #"\"metric\" is missing"#),
        (#"{"metric": 5}"#, "metric is of the wrong type"),
        (#"{"metric": "leaks"}"#, "leaks"),
        (#"{"metric": "proportion"}"#, #"\"alpha\" is missing"#),
        (question(#""n": 10, "k": 1, "n": 20"#), #"\"n\" occurs twice"#),
        (question(#""n": 10, "k": 11"#), "k"), (question(#""n": -1, "k": 0"#), "n"),
        (question(#""n": 10"#), "k"), (question(#""n": "10", "k": 1"#), "n is of the wrong type"),
        (question(#""n": 1.5, "k": 1"#), "n"), (question(#""n": 10, "k": NaN"#), "k"),
        (question(#""n": 1e30, "k": 1"#), "n"), (question(#""n": 10, "k": 1, "m": 1"#), #"\"m\""#),
        (question(#""n": 10, "k": 1, "lost": -1"#), "lost"),
        (
            #"{"metric": "mean", "alpha": 0.01, "side": "upper", "validity": "fixed", "scores": [2]}"#,
            "scores"
        ),
        (
            #"{"metric": "mean", "alpha": 0.01, "side": "upper", "validity": "fixed", "scores": []}"#,
            "draws"
        ),
        (
            #"{"metric": "mean", "alpha": 0.01, "side": "upper", "validity": "fixed", "scores": [0, "1"]}"#,
            "scores[1]"
        ),
        (
            #"{"metric": "proportion", "alpha": 2, "side": "upper", "validity": "fixed", "n": 9, "k": 1}"#,
            "alpha"
        ),
        (
            #"{"metric": "proportion", "alpha": 0.1, "side": "top", "validity": "fixed", "n": 9, "k": 1}"#,
            "side"
        ),
        (String(repeating: "[", count: 20_000), "not valid JSON"),
        (String(repeating: #"{"a":"#, count: 20_000), "not valid JSON"),
        ("{\"metric\": \"a\u{1}b\"}", "not valid JSON"),
    ]

    private static func question(_ fields: String) -> String {
        #"{"metric": "proportion", "alpha": 0.01, "side": "upper", "validity": "fixed", "#
            + fields + "}"
    }
}
