import Prompts
import Testing

/// The part of a completion that counts.
@Suite struct AnswerPartTests {
    @Test(arguments: [
        ("whole", "<think>a</think>b", "<think>a</think>b"),
        ("after-thinking", "<think>a</think>\n\n b \n", "b"),
        ("after-thinking", " b ", " b "),
        ("after-thinking", "a</think>b", "b"),
        ("after-thinking", "<think>a</think>b<think>c</think>d", "b\nd"),
        ("after-thinking", "<|channel|>analysis<|message|>a<|channel|>final<|message|>b", "b"),
        ("last-line", "a\n\n b\n\n", "b"),
        ("last-line", "<think>a\nb</think>", ""),
        ("last-number", "3 and 4 make 1,007.50.", "1007.50"),
        ("last-number", "it is -3", "-3"),
        ("last-number", "from 3-4", "4"),
        ("regex:Final: (\\w+)", "<think>Final: x</think>Final: y, Final: z", "y"),
        ("regex:F\\w+", "a Fb", "Fb"),
    ])
    func thePartIsFound(name: String, completion: String, answer: String) throws {
        let part = try #require(AnswerPart(name))
        #expect(part.description == name)
        #expect(AnswerFinder(part).find(in: completion) == .text(answer))
    }

    @Test(arguments: ["after-thinking", "last-line", "last-number", "regex:."])
    func aCompletionThatEndsInsideItsThoughtsHasNoAnswer(name: String) throws {
        let finder = AnswerFinder(try #require(AnswerPart(name)))
        for text in ["<think>1", "<think>1</think>2<think>3", "[THINK]1", "x <thinking> 1"] {
            #expect(finder.find(in: text) == .cutInThought)
        }
    }

    /// Where nothing follows the thoughts of a completion that was cut, the answer was still to come.
    @Test(arguments: ["after-thinking", "last-line", "last-number", "regex:."])
    func aCompletionThatIsCutBehindItsThoughtsHasNoAnswer(name: String) throws {
        let finder = AnswerFinder(try #require(AnswerPart(name)))
        for text in ["<think>1</think>", "<think>1</think>\n\n", "[THINK]1[/THINK] "] {
            #expect(finder.find(in: text, isCut: true) == .cutInThought, "\(text)")
            #expect(finder.find(in: text) != .cutInThought, "\(text)")
        }
        #expect(finder.find(in: "<think>1</think>2", isCut: true) == .text("2"))
        #expect(finder.find(in: " ", isCut: true) != .cutInThought)
    }

    @Test(arguments: ["last-number", "regex:\\d+"])
    func whatIsNotThereIsMissing(name: String) throws {
        #expect(AnswerFinder(try #require(AnswerPart(name))).find(in: "none") == .missing)
    }

    /// The answer is whoever's who means harm: no pattern takes longer than the text is long.
    @Test(.timeLimit(.minutes(1)), arguments: ["(a+)+$", "(a|aa)+$", "(.*)*b", "(x+x+)+y"])
    func noCompletionHoldsThePatternUp(pattern: String) throws {
        let finder = AnswerFinder(try #require(AnswerPart("regex:" + pattern)))
        for letter in ["a", "x"] {
            let text = String(repeating: letter, count: 20_000) + "!"
            #expect(finder.find(in: text) == .missing)
        }
    }

    @Test(arguments: ["", "regex:", "regex:(", "regex:(a)\\1", "first-line"])
    func otherNamesAreRefused(name: String) {
        #expect(AnswerPart(name) == nil)
    }
}
