import Prompts
import Synchronization
import TestSupport
import Testing

@testable import Sampling

@Suite("Launch order")
struct PrefixBufferTests {
    @Test("What finished ahead waits until the slower one before it is there")
    func prefixOnly() {
        var buffer = PrefixBuffer<String>()
        #expect(buffer.insert("c", at: 2).isEmpty)
        #expect(buffer.insert("b", at: 1).isEmpty)
        #expect(buffer.waiting == 2)
        #expect(buffer.insert("a", at: 0) == ["a", "b", "c"])
        #expect(buffer.waiting == 0)
        #expect(buffer.insert("d", at: 3) == ["d"])
    }

    @Test("A launch number that came before is ignored")
    func repetition() {
        var buffer = PrefixBuffer<String>(next: 5)
        #expect(buffer.insert("old", at: 4).isEmpty)
        #expect(buffer.insert("six", at: 6).isEmpty)
        #expect(buffer.insert("again", at: 6).isEmpty)
        #expect(buffer.insert("five", at: 5) == ["five", "six"])
    }

    @Test("Any order of arrival leaves in launch order")
    func anyOrder() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<50 {
            var buffer = PrefixBuffer<Int>()
            let left = (0..<100).shuffled(using: &random).flatMap { buffer.insert($0, at: $0) }
            #expect(left == Array(0..<100))
        }
    }
}

@Suite("Launch numbers still to come")
struct IndexRangesTests {
    @Test("The gaps of a run are filled with the very same launch numbers")
    func gaps() {
        var ranges = IndexRanges(below: 10, without: [0, 1, 4, 5, 8, 12])
        #expect(ranges.count == 5)
        #expect(ranges.first == 2..<4)
        ranges.removeFirst(1)
        #expect(ranges.first == 3..<4)
        ranges.removeFirst(1)
        #expect(ranges.first == 6..<8)
        ranges.append(10..<12)
        #expect(ranges.upperBound == 12)
        ranges.keepFirst(3)
        #expect(ranges.count == 3)
        #expect(ranges.upperBound == 10)
    }

    @Test("Nothing is left of a run that is complete")
    func complete() {
        #expect(IndexRanges(below: 3, without: [0, 1, 2]).isEmpty)
        #expect(IndexRanges(below: 0, without: []).isEmpty)
    }
}

@Suite("Templates")
struct TemplateTests {
    private let prompt = Prompt(id: PromptID("1"), text: "Who {prompt}?")

    @Test("Without a template the text is sent as it is")
    func none() {
        #expect(Template.none.apply(to: prompt) == "Who {prompt}?")
    }

    @Test("A template takes the text in, and does not look into it again")
    func frame() throws {
        let template = try Template(text: "Q: {prompt}\nA:")
        #expect(template.apply(to: prompt) == "Q: Who {prompt}?\nA:")
        #expect(template.canonicalText == "text:Q: {prompt}\nA:")
    }

    @Test("A template without a place for the prompt is refused")
    func noPlace() {
        #expect(throws: TemplateError.self) { try Template(text: "Question:") }
    }

    @Test("A chat template is the server's; a lone text becomes a user's message")
    func chat() {
        #expect(Template.chat.apply(to: prompt) == nil)
        #expect(
            Template.messages(of: prompt)
                == [Prompt.Message(role: "user", content: "Who {prompt}?")])
    }
}

@Suite("Pauses before a retry")
struct RetryPolicyTests {
    @Test("A pause doubles with each failure, up to the cap, and never falls below half")
    func growth() {
        let policy = RetryPolicy(base: .milliseconds(100), cap: .seconds(3))
        for failures in 1...40 {
            let full = min(Duration.milliseconds(100) * (1 << min(failures - 1, 24)), .seconds(3))
            for salt: UInt64 in 0..<50 {
                let pause = policy.pause(afterFailures: failures, salt: salt)
                #expect(pause >= full * 0.5)
                #expect(pause <= full)
            }
        }
    }

    @Test("Clients that failed together do not come back together")
    func jitter() {
        let policy = RetryPolicy()
        let pauses = Set((0..<100).map { policy.pause(afterFailures: 3, salt: $0) })
        #expect(pauses.count > 90)
    }
}

@Suite("Scores that are remembered")
struct ScoreBookTests {
    private func ask(_ book: ScoreBook, _ texts: [String], prompt: Int = 0) async {
        for text in texts {
            #expect(
                await book.scores(of: text, prompt: prompt) == [text.contains("secret") ? 1 : 0])
        }
    }

    @Test("A text is scored once while it is remembered, and no more texts are than allowed")
    func count() async {
        let scorer = SecretScorer()
        let book = ScoreBook(
            prompts: [Prompt(id: PromptID("a"), text: ""), Prompt(id: PromptID("b"), text: "")],
            scorers: [scorer],
            capacity: 2)
        await ask(book, ["one", "secret", "one", "secret"])
        #expect(scorer.calls.withLock(\.self) == 2)
        await ask(book, ["one"], prompt: 1)
        #expect(book.known.withLock(\.bytes) == 12)
        await ask(book, ["three"])
        #expect(book.known.withLock(\.bytes) == 8)
        await ask(book, ["one"], prompt: 1)
        #expect(scorer.calls.withLock(\.self) == 4)
    }

    @Test("However long the texts are, no more bytes are remembered than allowed")
    func bytes() async {
        let scorer = SecretScorer()
        let prompts = (0..<5).map { Prompt(id: PromptID("p\($0)"), text: "") }
        let book = ScoreBook(prompts: prompts, scorers: [scorer], byteCapacity: 1_000)
        for number in 0..<100 {
            await ask(
                book, ["\(number) secret " + String(repeating: "x", count: 300)],
                prompt: number % 5)
            #expect(book.known.withLock(\.bytes) <= 1_000)
        }
        #expect(book.known.withLock(\.bytes) > 300)
        let before = book.known.withLock(\.bytes)
        await ask(book, [String(repeating: "y", count: 2_000)])
        #expect(book.known.withLock(\.bytes) == before)
        #expect(scorer.calls.withLock(\.self) == 101)
    }
}

@Suite("The queue of prompts")
struct PromptQueueTests {
    @Test("The prompt with the lowest value comes first, the earlier one of equals")
    func order() {
        var queue = PromptQueue(promptCount: 4)
        for prompt in 0..<4 { queue.place(prompt, priority: 1) }
        #expect(queue.first() == 0)
        queue.place(0, priority: 2)
        #expect(queue.first() == 1)
        queue.place(3, priority: 0)
        #expect(queue.first() == 3)
        queue.remove(3)
        queue.remove(1)
        #expect(queue.first() == 2)
    }

    @Test("Random changes agree with a search through all prompts")
    func random() {
        var random = SeededGenerator(seed: 2)
        var queue = PromptQueue(promptCount: 20)
        var priorities: [Int: Double] = [:]
        for _ in 0..<5000 {
            let prompt = Int.random(in: 0..<20, using: &random)
            if Int.random(in: 0..<4, using: &random) == 0 {
                queue.remove(prompt)
                priorities[prompt] = nil
            } else {
                let priority = Double(Int.random(in: 0..<10, using: &random))
                queue.place(prompt, priority: priority)
                priorities[prompt] = priority
            }
            let expected = priorities.min { ($0.value, $0.key) < ($1.value, $1.key) }
            #expect(queue.first() == expected?.key)
        }
    }
}
