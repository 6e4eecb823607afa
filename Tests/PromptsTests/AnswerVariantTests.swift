import Prompts
import Testing

/// Completions as families of models write them, and numbers in many notations.
@Suite struct AnswerVariantTests {
    static let parts: [(part: String, completion: String, found: AnswerPart.Found)] = [
        ("after-thinking", "<think>x</think>y", .text("y")),
        ("after-thinking", "<think>\n\n</think>\n\ny", .text("y")),
        ("after-thinking", "x</think>y", .text("y")),
        ("after-thinking", "<think>x", .cutInThought),
        ("after-thinking", "<THINK>x</THINK>y", .text("y")),
        ("after-thinking", "<Think>x</Think>\ny", .text("y")),
        ("after-thinking", "<think >x</think >y", .text("y")),
        ("after-thinking", "<think type=\"deep\">x</think>y", .text("y")),
        ("after-thinking", "<THINK>x", .cutInThought),
        ("after-thinking", "<think budget=3>x", .cutInThought),
        ("after-thinking", "<thinking>x</thinking>y", .text("y")),
        ("after-thinking", "<thought>x</thought>y", .text("y")),
        // Models give their tags names of their own.
        ("after-thinking", "<longcat_think>x</longcat_think>y", .text("y")),
        ("after-thinking", "<longcat_think>x", .cutInThought),
        ("after-thinking", "<mm:think>x", .cutInThought),
        ("after-thinking", "<antThinking>x", .cutInThought),
        ("after-thinking", "<scratchpad>x</scratchpad>y", .text("y")),
        ("after-thinking", "<scratchpad>x", .cutInThought),
        ("after-thinking", "<|thinking|>x", .cutInThought),
        ("after-thinking", "<|thinking|>x<|/thinking|>y", .text("y")),
        ("after-thinking", "<|start_think|>x<|end_think|>y", .text("y")),
        ("after-thinking", "< think >x", .cutInThought),
        ("after-thinking", "< think >x</ think >y", .text("y")),
        ("after-thinking", "<inner_thoughts>x", .cutInThought),
        // No marks: types in code, addresses, other tags.
        ("after-thinking", "let a: List<ThoughtState>", .text("let a: List<ThoughtState>")),
        ("after-thinking", "<https://think.com/>", .text("<https://think.com/>")),
        ("after-thinking", "a < think b > c", .text("a < think b > c")),
        ("after-thinking", "<answer>y", .text("<answer>y")),
        ("after-thinking", "<reasoning>x</reasoning>y", .text("y")),
        ("after-thinking", "<think>a<think>b</think>c</think>d", .text("d")),
        ("after-thinking", "<think>a</think>b<think>c</think>d", .text("b\nd")),
        ("after-thinking", "<think>a</think>b<think>c", .cutInThought),
        ("after-thinking", "y without", .text("y without")),
        ("after-thinking", "The tag <think> is used", .cutInThought),
        (
            "after-thinking",
            "<|channel|>analysis<|message|>x<|end|><|start|>assistant<|channel|>final<|message|>y",
            .text("y")
        ),
        (
            "after-thinking",
            "<|channel|>analysis<|message|>x<|end|><|start|>assistant<|channel|>final<|message|>y<|return|>",
            .text("y")
        ),
        ("after-thinking", "<|channel|>analysis<|message|>x", .cutInThought),
        ("after-thinking", "<|channel|>final<|message|>y", .text("y")),
        (
            "after-thinking",
            "<|channel|>commentary<|message|>x<|end|><|start|>assistant<|channel|>final<|message|>y",
            .text("y")
        ),
        (
            "after-thinking", "<|start|>assistant<|channel|>analysis<|message|>x<|end|>",
            .cutInThought
        ),
        (
            "after-thinking", "analysisThe user asks.assistantfinaly",
            .text("analysisThe user asks.assistantfinaly")
        ),
        ("after-thinking", "[THINK]x[/THINK]y", .text("y")),
        ("after-thinking", "◁think▷x◁/think▷y", .text("y")),
        ("after-thinking", "<seed:think>x</seed:think>y", .text("y")),
        (
            "after-thinking",
            "<|begin_of_thought|>x<|end_of_thought|><|begin_of_solution|>y<|end_of_solution|>",
            .text("y")
        ),
        ("after-thinking", "<think>x</think>", .text("")),
        // What a reader sees before thoughts is answer as well.
        (
            "after-thinking", "<answer>y</answer><reasoning>x</reasoning>",
            .text("<answer>y</answer>")
        ),
        ("after-thinking", "y. <thinking>x</thinking> More?", .text("y.\nMore?")),
        ("after-thinking", "y\n<think>a<think>b</think>c</think>", .text("y")),
        ("after-thinking", "Assistant: <think>x</think>y", .text("y")),
        ("after-thinking", "<|im_start|>assistant\n<think>x</think>y", .text("y")),
        ("after-thinking", "y</think>", .cutInThought),
        ("after-thinking", "y </think> \n", .cutInThought),
        ("after-thinking", "</think>y", .text("y")),
        ("after-thinking", "<think>x</think>\r\n\r\ny\r\n", .text("y")),
        ("after-thinking", "<think/>y", .text("y")),
        ("after-thinking", "<think></think>y", .text("y")),
        ("after-thinking", "＜think＞x", .cutInThought),
        ("after-thinking", "＜think＞x＜/think＞y", .text("y")),
        ("after-thinking", "＜Thinking＞x＜／Thinking＞y", .text("y")),
        ("after-thinking", "＜江＞x，y", .text("＜江＞x，y")),
        ("after-thinking", "a ＜ think b", .text("a ＜ think b")),
        // What may be the answer counts, as long as it was not cut.
        ("after-thinking", "<analysis>x", .text("<analysis>x")),
        ("after-thinking", "<reflection>x</reflection>y", .text("<reflection>x</reflection>y")),
        ("after-thinking", "<thinker>x", .text("<thinker>x")),
        ("after-thinking", "<unused94>thought\nx<unused95>y", .text("y")),
        (
            "after-thinking",
            "<|START_THINKING|>x<|END_THINKING|><|START_RESPONSE|>y<|END_RESPONSE|>", .text("y")
        ),
        ("after-thinking", "<response>y</response>", .text("<response>y</response>")),
        ("after-thinking", "<think>The tag </think> ends it</think>y", .text("y")),
        ("after-thinking", "Use `</think>` then", .text("` then")),
        ("last-number", "it is 7.", .text("7")),
        ("last-number", "-3", .text("-3")),
        ("last-number", "\u{2212}3", .text("-3")),
        ("last-number", "\u{2013}3", .text("-3")),
        ("last-number", "+3", .text("3")),
        ("last-number", "1,234,567", .text("1234567")),
        ("last-number", "1,234.50", .text("1234.50")),
        ("last-number", "$1,234.50", .text("1234.50")),
        ("last-number", "3.5 km", .text("3.5")),
        ("last-number", "12%", .text("12")),
        ("last-number", "about 1 000 000 men", .text("1000000")),
        ("last-number", "1 000 000", .text("1000000")),
        ("last-number", "1'000'000", .text("1000000")),
        ("last-number", "1_000", .text("1000")),
        ("last-number", "1e5", .text("1e5")),
        ("last-number", "6.02e23", .text("6.02e23")),
        ("last-number", "2.5E-3", .text("2.5E-3")),
        ("last-number", ".5", .text("0.5")),
        ("last-number", "0.5", .text("0.5")),
        ("last-number", "-0.5", .text("-0.5")),
        ("last-number", "-.5", .text("-0.5")),
        ("last-number", "\\boxed{42}", .text("42")),
        ("last-number", "\\boxed{-42}", .text("-42")),
        ("last-number", "$\\boxed{1{,}000}$", .text("1000")),
        ("last-number", "**7**", .text("7")),
        ("last-number", "#### 72", .text("72")),
        ("last-number", "x=7", .text("7")),
        ("last-number", "so 3/4", .text("4")),
        ("last-number", "pages 3-4", .text("4")),
        ("last-number", "3 - 4", .text("4")),
        ("last-number", "= -4", .text("-4")),
        ("last-number", "3 and 4, 5", .text("5")),
        ("last-number", "1, 2, 3", .text("3")),
        ("last-number", "1,2,3", .text("3")),
        ("last-number", "in 2024, it rose", .text("2024")),
        ("last-number", "12:30", .text("30")),
        ("last-number", "１２", .text("12")),
        ("last-number", "٣٤", .text("34")),
        ("last-number", "H2", .text("2")),
        ("last-number", "7th", .text("7")),
        ("last-number", "none", .missing),
        ("last-number", "<think>7</think>none", .missing),
        ("last-number", "<think>7", .cutInThought),
        ("last-number", "x^2 = 9.", .text("9")),
        ("last-number", "12.", .text("12")),
        ("last-number", "v1.2.3", .text("3")),
        ("last-number", "0", .text("0")),
        ("last-number", "007", .text("007")),
        ("last-number", "5,5 Meter", .text("5")),
        ("last-number", "(\u{2212}7)", .text("-7")),
        ("last-number", "$-7", .text("-7")),
        ("last-number", "-$7", .text("-7")),
        ("last-number", "€ -7", .text("-7")),
        ("last-number", "10,000,", .text("10000")),
        ("last-number", "twelve 12 (twelve)", .text("12")),
        ("last-line", "a\nb", .text("b")),
        ("last-line", "a\r\nb\r\n", .text("b")),
        ("last-line", "a\n  b  \n\n", .text("b")),
        ("last-line", "a\rb", .text("b")),
        ("last-line", "a\u{2028}b", .text("b")),
        ("last-line", "b", .text("b")),
        ("last-line", "", .text("")),
        ("last-line", "\n\n", .text("")),
        ("last-line", "<think>a\nb</think>\nc\nd", .text("d")),
        ("last-line", "a\u{B}b", .text("b")),
        ("regex:Final: (\\w+)", "Final: x", .text("x")),
        ("regex:Final: (\\w+)", "final: x", .missing),
        ("regex:\\\\boxed\\{([^}]*)\\}", "so \\boxed{42} is", .text("42")),
        ("regex:(?i)answer is ([A-D])", "The ANSWER is b.", .text("b")),
        ("regex:(?:x)|(y)", "x", .missing),
        ("whole", "<think>x</think>y", .text("<think>x</think>y")),
        ("after-thinking", "<think>a<think>b</think>c", .text("c")),
        ("after-thinking", "<thought experiment>x", .text("<thought experiment>x")),
        ("after-thinking", "<|channel|>final <|constrain|>json<|message|>{}", .text("{}")),
        ("last-number", "1,00,000 rupees", .text("100000")),
        ("last-number", "1234,567", .text("567")),
        ("last-number", "a-7 and x3e", .text("3")),
    ]

    @Test(arguments: parts)
    func thePartIsFound(part: String, completion: String, found: AnswerPart.Found) throws {
        let finder = AnswerFinder(try #require(AnswerPart(part)))
        #expect(finder.find(in: completion) == found)
    }

    /// A section at the beginning that was cut before anything followed it.
    @Test(arguments: [
        ("<analysis>x", true), ("\n<Analysis>\nx", true), ("<reflection>x</reflection>\n", true),
        ("<analysis>The tag </analysis> ends it", false), ("<analysis>x</analysis>y", false),
        ("see <analysis>x", false), ("<answer>x", false), ("<p>x", false), ("analysis: x", false),
        ("<analysis x", false), ("<analysis>", true), ("<", false), ("", false),
    ])
    func aSectionThatWasCutHasNoAnswer(completion: String, isLost: Bool) {
        let finder = AnswerFinder(.standard)
        #expect((finder.find(in: completion, isCut: true) == .cutInThought) == isLost)
        #expect(AnswerPart.standard.isCutInThought(completion, isCut: true) == isLost)
        #expect(finder.find(in: completion) == .text(completion))
    }

    /// Full width has no byte of the usual brackets.
    @Test func thoughtsInFullWidthAreRead() {
        #expect(Thoughts.text(of: "＜think＞ no \n＜／think＞ yes") == "no")
        #expect(Thoughts.areOpen(atEndOf: "Q: a ＜think＞\n"))
        #expect(!Thoughts.areOpen(atEndOf: "＜think＞ is a mark ＞"))
        #expect(Thoughts.closesUnopened("hm＜/think＞no"))
    }
}
