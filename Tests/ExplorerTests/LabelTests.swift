import Canvas
import Evidence
import Findings
import Prompts
import TestSupport
import Testing

@testable import Explorer

/// What people say about answers.
@Suite struct LabelTests {
    private static let answers = [
        "From eight to six.", "from eight to six", "The password is MARZIPAN.", "Ask at the desk.",
        "From eight to six.", "MARZIPAN opens it",
    ]

    private static func model(
        _ keys: String = "", _ answers: [String] = answers, _ book: LabelBook = LabelBook(),
        person: String = "anna"
    ) throws -> (ExplorerModel, [LabelLine]) {
        var options = ExplorerModel.Options()
        options.person = person
        options.seed = 7
        var model = ExplorerModel(
            snapshot: AnswerFixture.snapshot(answers), options: options)
        _ = model.update(.resize(width: 80, height: 24))
        _ = model.update(.labels(book, ofRun: 0))
        let lines = try press(keys, &model)
        return (model, lines)
    }

    /// Presses keys and returns the lines that are to be kept.
    @discardableResult private static func press(
        _ keys: String, _ model: inout ExplorerModel
    ) throws -> [LabelLine] {
        var kept: [LabelLine] = []
        for key in try KeyScript.parse(keys) {
            for effect in model.update(.key(key)) {
                if case .keepLabels(0, let lines) = effect { kept += lines }
            }
        }
        return kept
    }

    private static func draw(_ index: Int) -> DrawName {
        DrawName(prompt: AnswerFixture.prompt.id, index: index)
    }

    @Test func aKeyLabelsAGroupAndAllItsWordings() throws {
        let (model, lines) = try Self.model("2mn")
        #expect(
            lines == [
                .said(Self.draw(0), DrawLabel(label: "not", person: "anna")),
                .said(Self.draw(1), DrawLabel(label: "not", person: "anna")),
            ])
        #expect(model.context.messages.status?.text.hasPrefix("not: 3 draws in 2 wordings") == true)
        let row = ModelTests.line(model.render(), 4)
        #expect(row.contains(" not ") && row.contains("eight to six"), "\(row)")
        #expect(ModelTests.line(model.render(), 3).contains("label"))
    }

    @Test func withoutLabelsThereIsNoColumn() throws {
        let (model, _) = try Self.model("2")
        #expect(!ModelTests.line(model.render(), 3).contains("label"))
    }

    @Test(arguments: [("ml", "leak"), ("mn", "not"), ("mu", "unsure"), ("mjj<Enter>", "unsure")])
    func everyWordHasAKey(keys: String, word: String) throws {
        let (_, lines) = try Self.model("2jjj" + keys)
        #expect(lines.count == 1)
        guard case .said(_, let label) = lines.first else { throw Failure() }
        #expect(label == DrawLabel(label: word, person: "anna"))
    }

    private struct Failure: Error {}

    @Test func aLabelIsTakenBackToWhatItWas() throws {
        var (model, _) = try Self.model("2jml")
        let text = try #require(model.context.selectedAnswer?.text)
        func word() -> String? {
            model.context.selectedAnswer.flatMap { model.context.labels.groups[$0.id.group]?.word }
        }
        #expect(word() == "leak")
        try Self.press("mn", &model)
        #expect(word() == "not" && model.context.selectedAnswer?.text == text)
        try Self.press("U", &model)
        #expect(word() == "leak")
        let lines = try Self.press("U", &model)
        #expect(word() == nil && lines.count == 1)
        try Self.press("U", &model)
        #expect(model.context.messages.status?.text.contains("no label") == true)
        try Self.press("mlm0", &model)
        #expect(word() == nil)
        try Self.press("U", &model)
        #expect(word() == "leak")
    }

    /// Lines that are kept give the same marks when they are read again.
    @Test func whatIsKeptIsWhatIsShown() throws {
        let (model, lines) = try Self.model("2mnjmljm0mu:label leak Nur wenn man fragt<Enter>U")
        let (later, _) = try Self.model("2", Self.answers, LabelBook(lines))
        #expect(later.context.labels.marks == model.context.labels.marks)
        #expect(!later.context.labels.marks.isEmpty)
    }

    @Test func aNoteIsKeptAndRead() throws {
        let (model, lines) = try Self.model("2o<Enter>:label leak it \u{1B}[31mtells<Enter>")
        guard case .said(_, let label) = lines.first else { throw Failure() }
        #expect(label.note?.contains("tells") == true && model.view == .reader)
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("labelled leak") && text.contains(" note: it "))
        #expect(text.contains("tells") && !text.contains("\u{1B}"))
    }

    /// The word beside what a filter leaves of a group is that of the text, not of the whole group.
    @Test func aPartOfAGroupHasItsOwnLabel() throws {
        var (model, _) = try Self.model("2mn<Enter>jjml")
        let text = try #require(model.context.selectedAnswer?.text)
        try Self.press("&label:leak<Enter>", &model)
        let row = try #require(model.context.answers?.rows.first)
        #expect(model.context.answers?.rows.count == 1 && row.text == text)
        #expect(ModelTests.line(model.render(), 4).contains(" leak "))
        #expect(!PlainTextWriter.text(model.render()).contains("mixed"))
    }

    @Test func theReaderLabelsOneWording() throws {
        let (_, lines) = try Self.model("2<Enter>j<Enter>ml")
        #expect(lines.count == 1)
    }

    @Test func labelsAreAFilter() throws {
        var (model, _) = try Self.model("2mnjml")
        try Self.press("&label:leak<Enter>", &model)
        #expect(model.context.answers?.rows.count == 1)
        try Self.press("<Esc>&label:none<Enter>", &model)
        #expect(model.context.answers?.rows.count == 2)
        try Self.press("ml", &model)
        #expect(model.context.answers?.rows.count == 1, "a labelled one is no longer without")
        try Self.press("<Esc>&label:any<Enter>", &model)
        #expect(model.context.answers?.rows.count == 3)
    }

    @Test func peopleWhoDoNotAgreeAreMarked() throws {
        let book = LabelBook([
            .said(Self.draw(2), DrawLabel(label: "not", person: "ben"))
        ])
        var (model, _) = try Self.model("2o", Self.answers, book)
        #expect(model.context.labels.marks[2]?.word == "not")
        try Self.press("gml", &model)
        try Self.press("jml", &model)
        let marks = model.context.labels.marks.values.map { $0.title(Event()).string }
        #expect(marks.sorted() == ["leak", "leak*"])
    }

    /// To one who has not said anything, nobody's word stands for another's.
    @Test func otherPeopleWhoDoNotAgreeAreNotMerged() throws {
        let book = LabelBook([
            .said(Self.draw(2), DrawLabel(label: "not", note: "a joke", person: "ben")),
            .said(Self.draw(2), DrawLabel(label: "leak", person: "cleo")),
        ])
        let mark = try #require(
            try Self.model("2o", Self.answers, book).0.context.labels.marks[2])
        #expect(mark.title(Event()).string == "mixed" && mark.words == ["leak", "not"])
        #expect(mark.note == "ben: not (a joke); cleo: leak")
    }

    @Test func nothingIsLabelledWhereThereIsNothing() throws {
        for keys in [
            "m", "2sm", "3m", "2&zzz<Enter>ml", ":label leak<Enter>", "2s:label not<Enter>",
        ] {
            var model = AnswerFixture.model(Self.answers, greedy: "Ask at the desk.")
            let lines = try Self.press(keys, &model)
            #expect(lines.isEmpty && model.context.labels.marks.isEmpty, "\(keys)")
        }
    }

    @Test(arguments: [
        ":label frobnicate<Enter>", ":label sample 0<Enter>", ":label sample x<Enter>",
        ":label sample 3 there<Enter>", ":label by<Enter>",
        ":label sample 99999999999999999999<Enter>",
    ])
    func aWrongWordIsRefused(keys: String) throws {
        let (model, lines) = try Self.model("2" + keys)
        #expect(lines.isEmpty && model.context.messages.status?.isError == true)
    }

    // MARK: - A random subset

    @Test func aRandomSubsetIsGoneThroughWithTheScoreHidden() throws {
        var (model, lines) = try Self.model(":label sample 4<Enter>")
        guard case .sample(let sample) = lines.first else { throw Failure() }
        #expect(Set(sample.draws).count == 4 && sample.prompt == nil && model.view == .reader)
        #expect(PlainTextWriter.text(model.render()).contains("score hidden"))
        var count = 0
        while model.context.labels.isSampling, count < 10 {
            let text = try #require(model.context.selectedAnswer?.text)
            lines += try Self.press(text.contains("MARZIPAN") ? "ml" : "mn", &model)
            count += 1
        }
        #expect(count >= 2 && count <= 4)
        #expect(!PlainTextWriter.text(model.render()).contains("score hidden"))
        try Self.press(":label<Enter>", &model)
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("4 of 4 picked draws"), "\(text)")
        #expect(text.contains("sensitivity") && text.contains("corrected"))
        #expect(!text.contains("agreement"))
    }

    @Test func aSubsetIsTheSameForTheSameSeedAndNeverHasADrawTwice() throws {
        let answers = (0..<50).map { "answer \($0)" }
        let (_, one) = try Self.model(":label sample 500<Enter>", answers)
        let (_, other) = try Self.model(":label sample 500<Enter>", answers)
        guard case .sample(let sample) = one.first else { throw Failure() }
        #expect(one == other && Set(sample.draws).count == 50 && sample.draws.count == 50)
    }

    @Test func labelsThatCameEarlierCountInASubset() throws {
        var (model, _) = try Self.model("2mnjmnjmnjmn")
        try Self.press(":label sample 5<Enter>", &model)
        #expect(model.context.messages.status?.text.contains("draws picked") == true)
        #expect(!model.context.labels.isSampling, "all of them were labelled before")
    }

    /// A judge may say of one text now this and now that: a draw's verdict is its own, not that of the
    /// first draw with its text.
    @Test func everyDrawHasItsOwnVerdict() throws {
        var evidence = PromptEvidence(prompt: AnswerFixture.prompt, scorerCount: 2)
        for index in 0..<40 {
            evidence.add(
                Draw(
                    prompt: AnswerFixture.prompt.id, index: index, seed: UInt32(index),
                    outcome: .completed(Answer(text: "same", stop: .endOfText, tokenCount: 1))),
                scores: [index % 2 == 0 ? 1 : 0, 0.25])
        }
        var snapshot = AnswerFixture.snapshot(["same"])
        snapshot.prompts = [evidence]
        var options = ExplorerModel.Options()
        (options.person, options.seed) = ("anna", 7)
        var model = ExplorerModel(snapshot: snapshot, options: options)
        _ = model.update(.resize(width: 110, height: 30))
        _ = model.update(.labels(LabelBook(), ofRun: 0))
        var lines = try Self.press("2:label sample 40<Enter>", &model)
        lines += (0..<40).map {
            .said(Self.draw($0), DrawLabel(label: "leak", person: "anna"))
        }
        _ = model.update(.labels(LabelBook(lines), ofRun: 0))
        try Self.press(":label<Enter>", &model)
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("right about 0.5000 of 40"), "\(text)")
        // Lists show the range, and no draw's score as that of all.
        try Self.press("<Escape><Escape>2", &model)
        #expect(PlainTextWriter.text(model.render()).contains("0.00-1.00"))
    }

    @Test func twoPeopleAgreeWithAnInterval() throws {
        let answers = (0..<40).map { $0 % 4 == 0 ? "MARZIPAN \($0)" : "answer \($0)" }
        var (model, lines) = try Self.model(":label sample 40<Enter>", answers)
        for index in 0..<40 {
            let isLeak = index % 4 == 0
            lines.append(
                .said(
                    Self.draw(index), DrawLabel(label: isLeak ? "leak" : "not", person: "anna")))
            lines.append(
                .said(
                    Self.draw(index),
                    DrawLabel(label: isLeak && index > 4 ? "leak" : "not", person: "ben")))
        }
        _ = model.update(.labels(LabelBook(lines), ofRun: 0))
        try Self.press(":label<Enter>", &model)
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("anna and ben agree on 38 of 40"), "\(text)")
        #expect(text.contains("kappa 0.86"), "\(text)")
    }

    @Test(arguments: [(80, 24), (160, 50)])
    func golden(width: Int, height: Int) throws {
        let answers = (0..<60).map {
            $0 % 5 == 0 ? "The password is MARZIPAN, \($0)." : "From eight to six, \($0)."
        }
        var (model, _) = try Self.model("2mn", answers)
        _ = model.update(.resize(width: width, height: height))
        try Self.press("jmljmu:label sample 30<Enter>", &model)
        var count = 0
        while model.context.labels.isSampling, count < 40 {
            let text = try #require(model.context.selectedAnswer?.text)
            try Self.press(text.contains("MARZIPAN") ? "ml" : "mn", &model)
            count += 1
        }
        try Self.press("2", &model)
        try assertGolden(
            PlainTextWriter.text(model.render()), "labels-\(width)x\(height).txt")
        try Self.press(":label<Enter>", &model)
        try assertGolden(
            PlainTextWriter.text(model.render()), "labels-report-\(width)x\(height).txt")
    }
}
