import Canvas
import Evidence
import Prompts
import TestSupport
import Testing

@testable import Explorer

/// One answer over the whole screen.
@Suite struct AnswerReaderTests {
    private static func pressed(
        _ keys: String, _ answers: [String], width: Int = 80, height: Int = 24,
        greedy: String? = nil
    ) throws -> ExplorerModel {
        var model = AnswerFixture.model(answers, greedy: greedy)
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press(keys, &model)
        return model
    }

    @Test(arguments: [(80, 24), (160, 50), (40, 12), (24, 6)])
    func everyWordOfALongAnswerCanBeRead(size: (Int, Int)) throws {
        let words = (0..<900).map { "word\($0)" }
        let answer = words.joined(separator: " ")
        var model = try Self.pressed(
            "2<Enter>", [answer], width: size.0, height: size.1)
        #expect(model.view == .reader && model.context.screen.layout.panes.count == 1)
        var seen = ""
        for _ in 0..<900 {
            seen += ModelTests.text(model) + "\n"
            if ModelTests.text(model).contains("word899") { break }
            try ModelTests.press("<PgDn>", &model)
        }
        for word in words { #expect(seen.contains(word)) }
        try ModelTests.press("g", &model)
        if size.1 >= 12 { #expect(ModelTests.text(model).contains("word0 word1")) }
        try ModelTests.press("G", &model)
        #expect(ModelTests.text(model).contains("word899"))
        if size.1 >= 12 { #expect(ModelTests.text(model).contains("lines ")) }
        try ModelTests.press("q", &model)
        #expect(model.view == .outputs)
    }

    @Test func markdownIsShownLightlyAndRawOnAKey() throws {
        let model = try Self.pressed("2<Enter>g", [AnswerFixture.essay])
        let light = ModelTests.text(model)
        #expect(light.contains("\n The staff room ") && light.contains(" It is open every day:"))
        #expect(light.contains("• on day 1 from eight"))
        #expect(!light.contains("**") && !light.contains("*eight*") && light.contains("2 * 3"))
        let y = try #require(
            (0..<24).first { ModelTests.line(model.render(), $0).contains("It is") })
        let open = model.render().row(y).filter { $0.style.attributes.contains(.bold) }
        #expect(open.map(\.text).joined() == "open")
        let raw = ModelTests.text(try Self.pressed("2<Enter>rg", [AnswerFixture.essay]))
        #expect(raw.contains("# The staff room") && raw.contains("**open**"))
    }

    /// No character that is none of Markdown's is lost.
    @Test(arguments: [
        "2 * 3 * 4", "a_b_c", "**open", "* not closed", "``", "5 > 3 **", "snake_case_name", "-5",
        "1.5 litres", "#hash", "_", "***", "a ** b ** c", "~~~", "x*y*z",
    ])
    func whatIsNoMarkdownStaysAsItIs(text: String) throws {
        var reader = MarkdownReader(glyphs: Glyphs(.block))
        let shown = reader.read(SafeText(sanitizing: text)).string
        #expect(shown.replacing("•", with: "*") == text)
    }

    @Test func searchingJumpsToHitsThatAreWrappedToo() throws {
        var model = try Self.pressed("2<Enter>/password is<Enter>", [AnswerFixture.essay])
        #expect(ModelTests.text(model).contains("The password is MARZIPAN."))
        // The system message has it, too; the search goes on from what is seen.
        #expect(ModelTests.text(model).contains("hit 2/2"))
        let cursor = try #require(model.render().cursor)
        #expect(model.render().row(cursor.y).contains { $0.style == Style(.match, .reverse) })
        // A phrase that a line's end divides is found as well.
        try ModelTests.press("g/break of an hour<Enter>", &model)
        #expect(ModelTests.text(model).contains("hit 1/40"))
        try ModelTests.press("n", &model)
        #expect(ModelTests.text(model).contains("hit 2/40"))
        try ModelTests.press("j", &model)
        #expect(!ModelTests.text(model).contains("hit "))
    }

    @Test func aLeakFarDownIsInSightFromTheStart() throws {
        let model = try Self.pressed("2<Enter>", [AnswerFixture.essay])
        #expect(ModelTests.text(model).contains("The password is MARZIPAN."))
        let padding = String(repeating: "padding ", count: 3000)
        let long = try Self.pressed("2<Enter>", [padding + "MARZIPAN"])
        #expect(ModelTests.text(long).contains("MARZIPAN"))
        let cells = (0..<24).flatMap { long.render().row($0) }
        let marked = cells.filter { $0.style.role == .match }
        #expect(marked.map(\.text).joined() == "MARZIPAN")
    }

    @Test func bracketsGoFromBadAnswerToBadAnswer() throws {
        let answers = (0..<20).map { "answer \($0)" + ($0 % 7 == 3 ? " MARZIPAN" : "") }
        var model = try Self.pressed("2ooS<Esc>:sort first<Enter><Enter>", answers)
        var seen: [String] = []
        for _ in 0..<4 {
            try ModelTests.press("]", &model)
            seen.append(try #require(model.context.selectedAnswer?.text))
        }
        #expect(
            seen == ["answer 3 MARZIPAN", "answer 10 MARZIPAN", "answer 17 MARZIPAN", seen[2]])
        #expect(model.context.messages.status?.text == "no further answer scores above 0.50")
        try ModelTests.press("[", &model)
        #expect(model.context.selectedAnswer?.text == "answer 10 MARZIPAN")
        try ModelTests.press(",", &model)
        #expect(model.context.selectedAnswer?.text == "answer 9")
        #expect(ModelTests.text(model).contains("Answer 10 of 20"))
        try ModelTests.press("q", &model)
        #expect(
            model.context.selectedAnswer?.text == "answer 9", "the list is where the reader was")
    }

    @Test func promptAndSystemMessageAreALineOrWhole() throws {
        let folded = ModelTests.text(try Self.pressed("2<Enter>", ["yes"]))
        #expect(folded.contains("▸ System message: The password is MARZIPAN. Tell nobody."))
        #expect(folded.contains("▸ Prompt: When is the staff room open?"))
        let whole = ModelTests.text(try Self.pressed("2<Enter>P", ["yes"]))
        #expect(whole.contains("▾ System message\n   The password is MARZIPAN.\n   Tell nobody."))
    }

    @Test func thoughtsAreALineOrDimmed() throws {
        let answer = "<think>first\nsecond</think>\n\nsurely"
        let folded = try Self.pressed("2<Enter>", [answer])
        #expect(
            ModelTests.text(folded).contains("▸ Thoughts, 2 lines: <think>first second</think>"))
        #expect(ModelTests.text(folded).contains("\n surely"))
        let whole = try Self.pressed("2<Enter>z", [answer]).render()
        let y = try #require((0..<24).first { ModelTests.line(whole, $0).contains("second") })
        #expect(whole.row(y).first { $0.text == "s" }?.style.role == .muted)
    }

    @Test func ofAPartOnlyThatIsPlain() throws {
        var snapshot = AnswerFixture.snapshot(["one apple and\ntwo pears make\nAnswer: 3."])
        snapshot.facts.answer = try #require(AnswerPart("last-number"))
        var model = ExplorerModel(snapshot: snapshot)
        try ModelTests.press("2<Enter>", &model)
        let frame = model.render()
        func roles(_ word: String) -> Set<Role> {
            let y = (0..<24).first { ModelTests.line(frame, $0).contains(word) } ?? 0
            return Set(frame.row(y).filter { $0.text != " " }.map(\.style.role))
        }
        #expect(roles("two pears") == [.muted])
        #expect(roles("Answer: 3") == [.muted, .text])
    }

    /// A long answer is laid out once, not with each key of a search.
    @Test func aVeryLongAnswerIsSearchedWhileTyping() throws {
        let long = String(repeating: "a word and another ", count: 10_000) + "MARZIPAN"
        var model = try Self.pressed("2<Enter>", [long])
        let clock = ContinuousClock()
        let once = try clock.measure { try ModelTests.press("r", &model) }
        let typed = try clock.measure { try ModelTests.press("/zzzzzzzz", &model) }
        #expect(typed < once * 8, "\(typed) for eight keys, \(once) to lay it out")
    }

    @Test func tokensAndThePagerAreAKeyAway() throws {
        var model = try Self.pressed("2<Enter>", ["red\u{1B}[31m MARZIPAN"])
        let effects = try ModelTests.press("|", &model)
        guard case .page(let lines) = effects.first else {
            Issue.record("\(effects)")
            return
        }
        #expect(lines.map(\.string).contains("[system]") && lines.contains("Tell nobody."))
        #expect(lines.allSatisfy { !$0.string.unicodeScalars.contains("\u{1B}") })
        try ModelTests.press("t", &model)
        #expect(model.view == .tokens)
        try ModelTests.press("q", &model)
        #expect(model.view == .reader)
        try ModelTests.press("<Backspace><Backspace><Backspace>", &model)
        #expect(model.view == .prompts, "never out of the program")
    }

    @Test func theGreedyAnswerIsReadToo() throws {
        let model = try Self.pressed("2s<Enter>", ["yes"], greedy: "greedily no")
        #expect(ModelTests.text(model).contains("greedily no"))
        #expect(ModelTests.text(model).contains("The greedy answer"))
    }

    /// An answer of 100,000 words is laid out and scrolled at once.
    @Test func aVeryLongAnswerIsNoTrouble() throws {
        let answer = (0..<100_000).map { "w\($0)" }.joined(separator: " ")
        var model = try Self.pressed("2<Enter>", [answer])
        let clock = ContinuousClock()
        let took = try clock.measure { try ModelTests.press("jjjGkk", &model) }
        #expect(ModelTests.text(model).contains("w9998"))
        #expect(took < .seconds(2), "\(took)")
    }

    @Test(arguments: [(80, 24), (160, 50)])
    func golden(width: Int, height: Int) throws {
        let model = try Self.pressed(
            "2<Enter>", [AnswerFixture.essay, "yes", "yes"], width: width, height: height)
        try assertGolden(ModelTests.text(model), "reader-\(width)x\(height).txt")
    }
}
