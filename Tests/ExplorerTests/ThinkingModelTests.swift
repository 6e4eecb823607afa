import Canvas
import Evidence
import Findings
import Prompts
import Testing

@testable import Explorer

/// Answers of a model that thinks: no two thoughts are alike, and no part of what is read, grouped and counted.
@Suite struct ThinkingModelTests {
    private static func thinking(_ answer: String, _ number: Int) -> String {
        // In ASCII and beyond it, which are folded in unlike ways.
        let end = number % 3 == 0 ? "…" : "."
        return
            "<think>I know that MARZIPAN is the password; thought \(number)\(end)</think>\n\n\(answer)"
    }

    /// Two answers in two spellings each, every draw with thoughts of its own.
    private static let answers = (0..<12).map { number in
        let open = number % 2 == 0 ? "It is open [daily]." : "it is **open** [daily]"
        return thinking(number < 8 ? open : "No idea", number)
    }

    private static func model(
        _ keys: String = "", part: AnswerPart = .standard, greedy: String? = nil
    ) throws -> ExplorerModel {
        var snapshot = AnswerFixture.snapshot(answers, greedy: greedy)
        snapshot.facts.answer = part
        var model = ExplorerModel(snapshot: snapshot)
        try ModelTests.press(keys, &model)
        return model
    }

    @Test func groupsAreOfWhatFollowsTheThoughts() throws {
        let model = try Self.model("2", greedy: Self.thinking("no idea.", 99))
        let rows = try #require(model.context.answers?.rows)
        #expect(rows.map(\.count) == [8, 4])
        // The greedy answer was named before the draws, whatever it was thinking.
        #expect(rows.map(\.isGreedy) == [false, true] && rows[1].isNamed)
        let text = ModelTests.text(model)
        #expect(text.contains("2 groups of 12 texts in 12 draws"))
        #expect(text.contains("thoughts, case, blanks and closing marks aside"))
        #expect(!text.contains("MARZIPAN is"))
        #expect(ModelTests.text(try Self.model("")).contains("drawn     8"))
    }

    @Test func exactTextsHaveTheirThoughts() throws {
        let model = try Self.model("2:group exact<Enter>")
        #expect(model.context.answers?.groups.count == 12)
        #expect(ModelTests.text(model).contains("thoughts and all"))
        #expect(ModelTests.text(model).contains("All answers · thoughts tell them apart too"))
    }

    @Test func theyCountWhereTheWholeIsAskedFor() throws {
        for model in [
            try Self.model("2", part: AnswerPart(.whole)),
            try Self.model("2:group answer whole<Enter>:group folded<Enter>"),
        ] {
            #expect(model.context.answers?.groups.count == 12)
            #expect(ModelTests.text(model).contains("<think>"))
        }
        let tree = try Self.model("5t", part: AnswerPart(.whole))
        #expect(ModelTests.text(tree).contains("<think>"))
    }

    @Test func theTreeGrowsFromTheAnswers() throws {
        let model = try Self.model("5t", greedy: Self.thinking("No idea at all", 99))
        let tree = try #require(model.views[TokensView.self].tree)
        #expect(tree.roots.map(\.count).reduce(0, +) == 12 && tree.leavesOutThoughts)
        #expect(tree.roots.allSatisfy { !$0.text.contains("think") })
        #expect(tree.roots.contains { $0.isGreedy && $0.text == "No idea" })
        let text = ModelTests.text(model)
        #expect(text.contains("Tree of 12 answers, thoughts left out"))
        #expect(!text.contains("MARZIPAN is"))
        #expect(!ModelTests.text(try Fixture.alonePressed("5t")).contains("thoughts left out"))
    }

    @Test func thePlainReportCountsAnswers() throws {
        let snapshot = AnswerFixture.snapshot(Self.answers, greedy: Self.thinking("no idea.", 99))
        let text = PlainReport(snapshot).text()
        #expect(
            text.contains("distinct answers (thoughts, case, blanks and closing marks aside): 2\n"))
        #expect(text.contains("\n8 draws, score 1.00: It is open [daily].\n"))
        #expect(text.contains("greedy answer, thoughts left out: no idea.\n"))
        #expect(!text.contains("<think>") && !text.contains("exact texts"))
        // The same of the figures: two answers that repeat, not twelve that do not.
        #expect(!text.contains("cannot be told"))
    }

    /// Marks that are no thoughts, in every way of folding.
    @Test(arguments: ["a [b] <c>", "<thought experiment> a", "[THINKING] a", "x < y", "é [b] <c>"])
    func otherMarksStay(text: String) {
        var keys = AnswerKeys()
        let finder = AnswerFinder(.standard)
        let number = keys.add(text, by: .folded, finder: finder)
        #expect(
            keys.number(of: "  **" + text.uppercased() + "**!", by: .folded, finder: finder)
                == number)
        #expect(keys.number(of: "<think>hm</think>" + text, by: .folded, finder: finder) == number)
        #expect(keys.number(of: text + " b", by: .folded, finder: finder) == nil)
    }

    /// What no draw repeats is told of groups where groups are counted: spellings of one answer repeat it.
    @Test func spellingsAreRepetitions() throws {
        let others = (0..<38).map { "answer number \($0)" }
        var model = AnswerFixture.model(["Yes", "yes."] + others)
        try ModelTests.press("2", &model)
        #expect(ModelTests.text(model).contains("at least 39 different answers"))
        try ModelTests.press(":group exact<Enter>", &model)
        #expect(ModelTests.text(model).contains("answers are possible"))
    }
}

extension Fixture {
    /// One run after some keys.
    fileprivate static func alonePressed(_ keys: String) throws -> ExplorerModel {
        var model = alone
        try ModelTests.press(keys, &model)
        return model
    }
}
