import Canvas
import Evidence
import Findings
import Prompts
import TestSupport
import Testing

@testable import Explorer

/// What two runs answer differently.
@Suite struct DifferencesTests {
    private static func model(
        _ a: [String], _ b: [String], keys: String = "", width: Int = 80, height: Int = 24,
        change: (inout Snapshot) -> Void = { _ in }
    ) throws -> ExplorerModel {
        var one = AnswerFixture.snapshot(a, greedy: "From eight to six.")
        one.facts.name = "before"
        var other = AnswerFixture.snapshot(b, greedy: "I cannot say.")
        other.facts.name = "after"
        change(&other)
        var model = ExplorerModel(snapshot: one)
        _ = model.update(.others([other]))
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press(keys, &model)
        return model
    }

    private static let before = (0..<80).map {
        $0 % 4 == 3 ? "The password is MARZIPAN, since you ask \($0)." : "From eight to six."
    }
    private static let after = (0..<80).map {
        $0 % 8 < 5 ? "I cannot say." : "from eight to six"
    }

    /// Equal words for what nobody verified are no equal settings.
    @Test func whatNobodyVerifiedIsNotCalledTheSame() throws {
        var one = AnswerFixture.snapshot(Self.before).facts
        var other = one
        #expect(one.settings(against: other).isEmpty)
        #expect(one.unverifiedSettings(against: other).isEmpty)
        for decoding in ["T=1, reported, not verified", "reported, not verified"] {
            other.decoding = decoding
            one.decoding = "reported, not verified"
            let unverified = one.unverifiedSettings(against: other)
            #expect(unverified.contains("model") && unverified.contains("template"))
            #expect(unverified.contains("decoding") == (one.decoding == other.decoding))
        }
    }

    @Test func enterInCompareShowsTheAnswersThatDiffer() throws {
        let model = try Self.model(Self.before, Self.after, keys: "6<Enter>")
        #expect(model.view == .differences)
        let view = model.views[DifferencesView.self]
        #expect(view.counts.a == 20 && view.counts.b == 1 && view.counts.different >= 1)
        #expect(view.rows.first?.text == "I cannot say." && view.rows.first?.onlyIn == .second)
        let text = ModelTests.text(model)
        #expect(text.contains("A - B  99 % together") && text.contains("-0.625"))
        #expect(text.contains("only A") && text.contains("holds at any n"))
        #expect(text.contains("n=80 and 80") && text.contains("99 %") && text.contains("mixture"))
    }

    /// Leading blanks, skin tones and letters of other scripts are differences.
    @Test func answersThatLookTheSameAreToldApart() throws {
        let texts = ["yes", "yes ", " yes", "\u{1F469}", "\u{1F469}\u{1F3FF}", "A", "\u{410}"]
        let model = try Self.model(
            texts, texts.reversed(), keys: "2:group exact<Enter>6<Enter>", height: 40)
        let text = ModelTests.text(model)
        for form in ["yes<U+0020>", "<U+0020>yes", "\u{1F469}<U+1F3FF>", "<U+0410>"] {
            #expect(text.contains(form), "\(form): \(text)")
        }
        let plain = PlainReport(AnswerFixture.snapshot(["yes", "yes ", "no"])).text()
        #expect(plain.contains(": yes<U+0020>\n") && plain.contains(": yes\n"), "\(plain)")
    }

    /// The greedy answer of a run whose draws never gave it is what the program is about.
    @Test func aGreedyAnswerThatWasNotDrawnIsMarked() throws {
        let model = try Self.model(
            ["no", "no", "no"], ["from eight to six.", "no"], keys: "6<Enter>")
        let row = try #require(model.views[DifferencesView.self].rows.first { $0.first.count == 0 })
        #expect(row.first.isGreedy && !row.second.isGreedy && row.second.count == 1)
        #expect(ModelTests.text(model).contains("-◆"))
    }

    @Test func theTitleSaysWhatIsListed() throws {
        let model = try Self.model(Self.before, Self.after, keys: "6<Enter>oo")
        let title = ModelTests.line(model.render(), 1)
        #expect(
            title.contains("Differences: 1 of 22 answers") && title.contains("only B"), "\(title)")
    }

    @Test func onlyChoosesWhatIsListed() throws {
        for (keys, check) in [
            (":only a<Enter>", { $0.onlyIn == .first }), ("oo", { $0.onlyIn == .second }),
            (":only all<Enter>", { _ in true }),
        ] as [(String, (AnswerDifferences.Row) -> Bool)] {
            let model = try Self.model(Self.before, Self.after, keys: "6<Enter>" + keys)
            let rows = model.views[DifferencesView.self].rows
            #expect(!rows.isEmpty && rows.allSatisfy(check), "\(keys)")
        }
        let proven = try Self.model(Self.before, Self.after, keys: "6<Enter>:only different<Enter>")
        let view = proven.views[DifferencesView.self]
        #expect(view.rows.count == view.counts.different && !view.rows.isEmpty)
    }

    @Test func equalRunsHaveNothingProven() throws {
        let model = try Self.model(Self.before, Self.before, keys: "6<Enter>:only different<Enter>")
        #expect(model.views[DifferencesView.self].rows.isEmpty)
        #expect(ModelTests.text(model).contains("none"))
    }

    @Test func anAnswerOfTheRunShownIsReadAndOneOfTheOtherIsReadHere() throws {
        var model = try Self.model(Self.before, Self.after, keys: "6<Enter>j<Enter>")
        #expect(model.view == .reader)
        #expect(
            model.context.selectedAnswer.map { AnswerGrouping.folded($0.text) }
                == "from eight to six")
        model = try Self.model(Self.before, Self.after, keys: "6<Enter><Enter>")
        #expect(model.view == .differences)
        #expect(model.context.messages.status?.text.contains("only B") == true)
    }

    @Test func settingsThatDifferAreInSight() throws {
        let model = try Self.model(Self.before, Self.after, keys: "6") {
            $0.facts.template = "chat \u{1B}[31m"
            $0.facts.decoding = "pure T=0.2, 28 tokens"
        }
        let text = ModelTests.text(model)
        #expect(text.contains(" template: none against chat"), "\(text)")
        #expect(text.contains("decoding"), "\(text)")
        #expect(!text.contains("\u{1B}"))
        let same = try Self.model(Self.before, Self.after, keys: "6")
        #expect(!ModelTests.text(same).contains(" against "))
        let list = try Self.model(Self.before, Self.after, keys: "6<Enter>") {
            $0.facts.template = "chat"
        }
        #expect(ModelTests.text(list).contains("template: none against chat"))
    }

    @Test func compareListsOnlyPromptsThatDiffer() throws {
        let few = Fixture.make(name: "few", seed: 4, draws: 200, leakage: 0, prompts: 6)
        let many = Fixture.make(name: "many", seed: 1, draws: 200, leakage: 0.9, prompts: 6)
        var model = ExplorerModel(snapshot: many)
        _ = model.update(.others([few]))
        _ = model.update(.resize(width: 80, height: 24))
        try ModelTests.press(":only different<Enter>", &model)
        #expect(model.view == .compare)
        let ids = model.compare.ids
        let rows = try #require(model.compare.table?.rows)
        #expect(ids.count < rows.count || rows.allSatisfy { $0.isDifferent(target: 0.05) })
        #expect(Set(ids) == Set(rows.filter { $0.isDifferent(target: 0.05) }.map(\.id)))
        #expect(ModelTests.text(model).contains("that differ"))
        try ModelTests.press(":only all<Enter>", &model)
        #expect(model.compare.ids.count == rows.count)
        try ModelTests.press(":only x<Enter>", &model)
        #expect(model.context.messages.status?.isError == true)
    }

    @Test func withOneRunItSaysHowToOpenTwo() throws {
        var model = AnswerFixture.model(Self.before)
        try ModelTests.press("8", &model)
        #expect(ModelTests.text(model).contains("Only one run is open"))
        try ModelTests.press(":only different<Enter>", &model)
        #expect(model.context.messages.status?.isError == true)
    }

    @Test func hostileAnswersStayInTheirRows() throws {
        let hostile = "\u{1B}]0;x\u{7}\u{202E}\nabc\u{0}" + String(repeating: "漢", count: 500)
        let model = try Self.model([hostile, "a"], [hostile + "2", ""], keys: "6<Enter>G")
        let text = ModelTests.text(model)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(!text.contains("\u{202E}"))
    }

    @Test(arguments: [(80, 24), (160, 50)])
    func golden(width: Int, height: Int) throws {
        let model = try Self.model(
            Self.before, Self.after, keys: "6<Enter>", width: width, height: height
        ) { $0.facts.decoding = "pure T=0.2, 28 tokens" }
        try assertGolden(ModelTests.text(model), "differences-\(width)x\(height).txt")
    }
}
