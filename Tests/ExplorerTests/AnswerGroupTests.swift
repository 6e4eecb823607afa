import Canvas
import Evidence
import Findings
import Prompts
import TestSupport
import Testing

@testable import Explorer

/// Answers that count as one.
@Suite struct AnswerGroupTests {
    private static let spellings = [
        "Answer: 4", "  Answer: 4", "Answer: 4.", "answer: 4", "**Answer:** 4", "Answer:  4\n",
        "_Answer_: 4!", "ANSWER: 4",
    ]

    @Test func spellingsAreOneAnswer() {
        #expect(Set(Self.spellings.map(AnswerGrouping.folded)) == ["answer: 4"])
    }

    @Test(arguments: [
        ("2 * 3", "2 * 3"), ("snake_case", "snake_case"), ("x*y", "x*y"), ("...", "..."),
        ("No?", "no"), ("", ""), (" \n ", ""), ("* one\n* two", "* one * two"), ("Ja。", "ja"),
        ("Straße!", "straße"), ("ÉTÉ", "été"), ("42 ", "42"), ("43", "43"),
        ("e.g. this", "e.g. this"),
        ("a  ,", "a"), ("**", "**"), ("\u{3000}はい。", "はい"),
    ])
    func onlyWhatIsNamedIsFolded(text: String, folded: String) {
        #expect(AnswerGrouping.folded(text) == folded)
        #expect(AnswerGrouping.folded(folded) == folded, "folding twice is folding once")
    }

    private static func model(_ keys: String, _ answers: [String]) throws -> ExplorerModel {
        var model = AnswerFixture.model(answers, greedy: "answer: 4")
        try ModelTests.press(keys, &model)
        return model
    }

    @Test func groupsAreFoldedAtFirstAndUnfoldOnEnter() throws {
        var model = try Self.model("2", Self.spellings + ["5", "Answer: 4"])
        var rows = try #require(model.context.answers?.rows)
        #expect(rows.map(\.count) == [9, 1] && rows[0].text == "Answer: 4" && rows[0].isGreedy)
        var text = PlainTextWriter.text(model.render())
        #expect(text.contains("Outputs: 2 groups of 9 texts, folded in 10 draws"))
        #expect(text.contains("▸ Answer: 4"))
        try ModelTests.press("<Enter>", &model)
        rows = try #require(model.context.answers?.rows)
        #expect(rows.count == 10 && rows[1].text == "Answer: 4" && rows[1].count == 2)
        text = PlainTextWriter.text(model.render())
        #expect(text.contains("▾ Answer: 4") && text.contains("• **Answer:** 4"))
        try ModelTests.press("jjj", &model)
        let wording = model.context.selectedAnswer?.text
        try ModelTests.press("<Enter>", &model)
        #expect(model.view == .reader && model.context.selectedAnswer?.text == wording)
        try ModelTests.press("q<Left>", &model)
        #expect(model.context.answers?.rows.count == 2 && model.view == .outputs)
        try ModelTests.press("<Left>", &model)
        #expect(model.view == .prompts)
    }

    @Test func answersThatLookTheSameAreToldApart() throws {
        let twins = ["yes", "yes ", " yes", "no"]
        let model = try Self.model("2:group exact<Enter>", twins)
        let rows = try #require(model.context.answers?.rows)
        #expect(Set(rows.map(\.text)) == Set(twins))
        let screen = PlainTextWriter.text(model.render())
        #expect(screen.contains("yes<U+0020>") && screen.contains("<U+0020>yes"), "\(screen)")
        #expect(screen.contains("  no") && !screen.contains("no<U+0020>"))
    }

    @Test func theReaderGoesThroughAllWordings() throws {
        var model = try Self.model("2", Self.spellings + ["5"])
        try ModelTests.press("<Enter><Enter>", &model)
        var seen: [String] = []
        for _ in 0..<9 {
            seen.append(try #require(model.context.selectedAnswer?.text))
            try ModelTests.press(".", &model)
        }
        #expect(Set(seen) == Set(Self.spellings + ["5"]) && seen.last == "5")
        try ModelTests.press(",q", &model)
        #expect(model.context.selectedAnswer?.variants ?? 0 >= 1 && model.view == .outputs)
    }

    @Test func exactGroupsOnlyEqualTextsAndTheRuleIsKept() throws {
        var model = try Self.model("2:group exact<Enter>", Self.spellings)
        #expect(model.context.answers?.rows.count == 8)
        var later = ExplorerModel(snapshot: AnswerFixture.snapshot(Self.spellings))
        later.restore(model.place)
        #expect(later.context.answerList.grouping == .exact)
        try ModelTests.press("u", &model)
        #expect(model.context.answerList.grouping == .folded)
        for word in ["topic", "meaning"] {
            try ModelTests.press(":group \(word)<Enter>", &model)
            #expect(model.context.messages.status?.text.contains("need") == true)
            #expect(model.context.answerList.grouping == .folded)
        }
    }

    @Test func answersGroupByTheirPart() throws {
        var snapshot = AnswerFixture.snapshot([
            "17 + 26 = 43. Answer: 43", "I count: 43!", "It is 42.", "no number",
        ])
        snapshot.facts.answer = try #require(AnswerPart("last-number"))
        var model = ExplorerModel(snapshot: snapshot)
        try ModelTests.press("2:group answer<Enter>", &model)
        #expect(model.context.answers?.rows.map(\.count) == [2, 1, 1])
    }

    @Test func aGroupTellsTheRangeOfItsScores() throws {
        let model = try Self.model("2", ["is MARZIPAN", "Is marzipan", "no"])
        let row = try #require(model.context.answers?.rows.first)
        #expect(row.scores.range == 0...1 && row.score == 1)
        #expect(PlainTextWriter.text(model.render()).contains("0.00-1.00"))
    }

    /// Live or all at once, groups are the same.
    @Test func groupsGrowWithTheDraws() throws {
        let answers = (0..<60).map { Self.spellings[$0 % 8] + ($0 % 5 == 0 ? "2" : "") }
        var live = AnswerFixture.model([])
        for count in stride(from: 0, through: 60, by: 7) {
            _ = live.update(.snapshot(AnswerFixture.snapshot(Array(answers.prefix(count)))))
        }
        _ = live.update(.snapshot(AnswerFixture.snapshot(answers)))
        let whole = AnswerFixture.model(answers)
        #expect(live.context.answers?.rows == whole.context.answers?.rows)
    }

    /// 100,000 draws that all differ: a tenth of a second in an optimised build.
    @Test func manyAnswersAreGroupedAndFilteredQuickly() throws {
        let answers = (0..<100_000).map {
            "The answer to question \($0 % 50_000) is **\($0)**, as everybody knows"
                + ($0 % 2 == 0 ? "." : "")
        }
        var model = AnswerFixture.model(answers)
        let clock = ContinuousClock()
        let took = try clock.measure {
            try ModelTests.press("2&999<Enter><Esc>:group exact<Enter>", &model)
        }
        #expect(model.context.answers?.rows.count == 100_000)
        #expect(took < .seconds(30), "\(took)")
    }

    @Test(arguments: [(80, 24), (160, 50)])
    func golden(width: Int, height: Int) throws {
        var model = AnswerFixture.model(Self.spellings + ["5", "Answer: 4"])
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press("2<Enter>j", &model)
        try assertGolden(
            PlainTextWriter.text(model.render()), "outputs-groups-\(width)x\(height).txt")
    }
}
