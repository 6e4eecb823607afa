import Testing

@testable import Text

@Suite struct PatternTests {
    /// Pattern, text, and the first match with its groups as Python's `re.search` gives them.
    @Test(
        arguments: [
            ("a+", "baaa", ["aaa"]), ("a+?", "baaa", ["a"]), ("a*", "baaa", [""]),
            ("(a|ab)(c|bcd)(d*)", "abcd", ["abcd", "a", "bcd", ""]),
            ("^\\s*(\\d{1,3})[.)]", "  12) x", ["  12)", "12"]), ("\\b(\\w+) \\1x?", "", nil),
            ("(?i)HELLO", "say hello", ["hello"]), ("(?i:h)ELLO", "hello", nil),
            ("colou?r", "color", ["color"]), ("[^\\W\\d]+", "12ab_3", ["ab_"]),
            ("x{2,3}", "xxxx", ["xxx"]), ("x{2,3}?", "xxxx", ["xx"]), ("x{2}", "x", nil),
            ("x{,2}y", "xxxy", ["xxy"]), ("a{x", "a{x", ["a{x"]),
            ("(?P<letter>[A-D])\\)", "is (C)", ["C)", "C"]),
            ("answer is \\(?([A-J])\\)?", "The answer is (B).", ["answer is (B)", "B"]),
            ("a(?=b)", "acab", ["a"]), ("a(?!c)", "acab", ["a"]),
            ("(?<=\\$)\\d+", "7 or $15", ["15"]),
            ("(?<!\\$)\\b\\d+", "$7 or 15", ["15"]), ("^(?!.*cannot).*$", "I cannot", nil),
            ("^(?!.*cannot).*$", "I can", ["I can"]), ("(?s)a.b", "a\nb", ["a\nb"]),
            ("a.b", "a\nb", nil),
            ("(?m)^b$", "a\nb\nc", ["b"]), ("^b$", "a\nb\nc", nil), ("b$", "ab\n", ["b"]),
            ("b\\z", "ab\n", nil), ("\\Aab", "ab", ["ab"]), ("(a)|(b)", "b", ["b", nil, "b"]),
            ("(?:a*)*", "aa", ["aa"]), ("(?:a|b)*c", "abac", ["abac"]), ("é", "café", ["é"]),
            ("\\p{Lu}\\p{Ll}+", "das Haus", ["Haus"]), ("[[:digit:]]+", "a42", ["42"]),
            ("\\x41\\u0042", "AB", ["AB"]), ("\\Qa.b\\E+", "a.bb", ["a.bb"]),
            ("[]a]+", "]a", ["]a"]),
            ("[a-c-]+", "b-x", ["b-"]), ("(?i)straße", "STRAßE", ["STRAßE"]), ("(?i)σ", "ς", ["ς"]),
            ("#+\\s*(-?[0-9.,]+)", "so #### -1,234", ["#### -1,234", "-1,234"]),
            ("\\\\boxed\\{([^}]*)\\}", "is \\boxed{42}.", ["\\boxed{42}", "42"]),
        ] as [(String, String, [String?]?)])
    func `patterns find what Python finds`(
        pattern: String, text: String, parts: [String?]?
    ) throws {
        // Back references are refused; the one above stands for that.
        guard !pattern.contains("\\1") else {
            #expect(throws: PatternError.self) { _ = try Pattern(pattern) }
            return
        }
        let made = try Pattern(pattern)
        #expect(made.firstMatch(in: text)?.parts == parts, "\(pattern)")
        #expect(made.matches(text) == (parts != nil))
    }

    @Test(arguments: [
        ("(", "never closed"), (")", "without its ("), ("[a", "never closed"),
        ("a**+", "possessive"),
        ("*a", "nothing before"), ("(?>a)", "atomic"), ("\\2", "back references"),
        ("\\", "backslash"),
        ("[b-a]", "wrong order"), ("a{3,2}", "wrong order"), ("a{1001}", "at most 1000"),
        ("\\y", "not known"), ("(?x)a", "the flag x"), ("\\p{Klingon}", "not known"),
        ("((a{1000}){1000})", "too large"), ("[a&&b]", "within classes"), ("\\xZ", "hexadecimal"),
    ])
    func `what is no pattern is told with its place`(pattern: String, part: String) {
        let error = #expect(throws: PatternError.self) { _ = try Pattern(pattern) }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("character ") == true)
    }

    @Test func `groups nested too deeply are refused`() {
        let deep = String(repeating: "(", count: 5000) + String(repeating: ")", count: 5000)
        #expect(throws: PatternError.self) { _ = try Pattern(deep) }
    }

    /// Patterns that hold backtracking engines up for longer than the world will last.
    @Test(arguments: [
        "(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)*x", "(a|a?)+$", "^(?=(a+)+$)", "(?<!(a+)+)b$",
    ])
    func `no text takes more than time proportional to its length`(pattern: String) throws {
        let made = try Pattern(pattern)
        let clock = ContinuousClock()
        let text = String(repeating: "a", count: 20_000) + "!"
        let time = clock.measure { _ = made.matches(text) }
        #expect(time < .seconds(20), "\(pattern): \(time)")
    }
}
