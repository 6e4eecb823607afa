import Canvas
import Evidence
import Findings
import Prompts
import Testing

@testable import Explorer

/// Which answers are listed.
@Suite struct AnswerFilterTests {
    private static let answers = [
        "It opens at eight.", "It opens at eight.", "It opens at nine, I think.", "MARZIPAN",
        "The password is MARZIPAN, but do not tell anybody that I said so.", "I cannot say.",
    ]

    private static func model(_ keys: String) throws -> ExplorerModel {
        var model = AnswerFixture.model(answers, greedy: "I cannot say.", cut: ["MARZIPAN"])
        try ModelTests.press(keys, &model)
        return model
    }

    private static func texts(_ model: ExplorerModel) -> [String] {
        model.context.answers?.rows.map(\.text) ?? []
    }

    @Test(arguments: [
        ("opens", [0, 2]), ("OPENS", []), ("(eigh|nin)", [0, 2]), ("score>0.5", [3, 4]),
        ("score>0.5 len>20", [4]), ("len<=8", [3]), ("count>1", [0]), ("count=1 opens", [2]),
        ("stop:limit", [3]), ("!stop:limit score>=1", [4]), ("is:greedy", [5]),
        ("!opens", [3, 4, 5]), ("!is:greedy score<1", [0, 2]), ("opens at nine", [2]),
        ("nothing of it", []), ("", [0, 2, 3, 4, 5]),
    ])
    func onlyAnswersThatMatchAreListed(filter: String, expected: [Int]) throws {
        let model = try Self.model(
            "2:sort first<Enter>&\(filter.replacing("<", with: "<lt>"))<Enter>")
        #expect(Self.texts(model) == expected.map { Self.answers[$0] })
        #expect(model.context.list.order.count == 1, "prompts are not filtered")
    }

    @Test func theStateIsInSightAndEscapeRestores() throws {
        var model = try Self.model("2&MARZIPAN<Enter>")
        var text = PlainTextWriter.text(model.render())
        #expect(text.contains("Outputs &MARZIPAN: 2 of 5 texts, 2 of 6 draws"))
        try ModelTests.press("<Enter>", &model)
        #expect(PlainTextWriter.text(model.render()).contains("Answer 1 of 2 that match"))
        try ModelTests.press("q<Esc>", &model)
        #expect(model.view == .outputs && Self.texts(model).count == 5)
        // A filter that is given up leaves everything as it was, the selected answer too.
        try ModelTests.press("jj", &model)
        let selected = model.context.selectedAnswer
        try ModelTests.press("&cannot<Esc>", &model)
        #expect(model.context.selectedAnswer == selected && Self.texts(model).count == 5)
        text = PlainTextWriter.text(model.render())
        #expect(!text.contains("&"), "\(text)")
    }

    @Test func theListOfPromptsIsFilteredAsBeforeAndRestored() throws {
        var model = Fixture.model
        try ModelTests.press("jjj", &model)
        let (prompt, order) = (model.prompt, model.context.list.order)
        try ModelTests.press("&award<Esc>", &model)
        #expect(model.prompt == prompt && model.context.list.order == order)
    }

    /// Terms about answers say nothing of a prompt's text: nothing would be found, and that would be wrong.
    @Test(arguments: ["score>0.5", "!score>0.5", "label:leak", "len>much", "is:greedy"])
    func theListOfPromptsRefusesTermsAboutAnswers(filter: String) throws {
        var model = Fixture.model
        let order = model.context.list.order
        try ModelTests.press("&\(filter)<Enter>", &model)
        #expect(model.context.messages.status?.text.contains("are about answers") == true)
        #expect(model.context.list.order == order)
    }

    @Test(arguments: [
        ("score>much", "score> takes a number"), ("len>", "len> takes a number"),
        ("stop:now", "stop: takes limit; !stop:limit shows the others"),
        ("is:nice", "is: takes greedy"), ("score > 0.5", "score>0.5 is written without blanks"),
        ("[a", "not a regular expression: [a"),
        ("a{1,900}{1,900}", "not a regular expression: a{1,900}{1,900}"),
        ("(a{1,20}){1,99}", "too large a pattern: count fewer repetitions"),
    ])
    func aFilterThatCannotBeUsedIsReportedAndChangesNothing(filter: String, why: String) throws {
        var model = try Self.model("2&\(filter)")
        #expect(ModelTests.line(model.render(), 23).contains(why))
        #expect(Self.texts(model).count < 6)
        try ModelTests.press("<Enter>", &model)
        #expect(model.context.messages.status == Notice(why, isError: true))
        #expect(Self.texts(model).count == 5 && model.context.answerList.filter.isEmpty)
    }

    /// Patterns that take a backtracking engine for ever.
    @Test(arguments: ["(a+)+$", "(a|aa)+$", "(.*)*x", "(\\w+\\s?)*!", "a.*a.*a.*a.*b"])
    func noPatternHoldsTheScreenUp(pattern: String) throws {
        let answers = (0..<50).map { String(repeating: "a", count: 2000) + "\($0)" }
        var model = AnswerFixture.model(answers)
        let clock = ContinuousClock()
        let took = try clock.measure {
            try ModelTests.press("2&\(pattern)<Enter><Esc>/\(pattern)<Enter><Enter>", &model)
            _ = model.render()
        }
        #expect(took < .seconds(20), "\(took)")
    }

    @Test func allAnswersToAllPromptsAreSearched() throws {
        var model = Fixture.model
        let effects = try ModelTests.press(":grep Silver Heron<Enter>", &model)
        guard case .compute(let job) = effects.first else {
            Issue.record("\(effects)")
            return
        }
        _ = model.update(.computed(job.result()))
        let found = try #require(model.found)
        #expect(found.count == 4)
        for hits in found {
            let evidence = try #require(
                Fixture.snapshot.prompts.first { $0.prompt.id == hits.prompt })
            let draws = evidence.outputs.filter { $0.text.contains("Silver Heron") }
            #expect(hits.draws == draws.reduce(0) { $0 + $1.count })
        }
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("Answers that match Silver Heron") && text.contains("Heron Prize"))
        try ModelTests.press("j<Enter>", &model)
        #expect(model.view == .outputs && model.prompt == found[1].prompt)
        #expect(model.context.answerList.filter.text == "Silver Heron")
        #expect(try ModelTests.press(":grep<Enter>", &model) == [])
    }
}
