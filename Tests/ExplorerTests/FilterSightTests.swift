import Canvas
import Evidence
import Findings
import Prompts
import Testing

@testable import Explorer

/// A filter of answers outside of the list that it narrows: what it leaves out is said wherever it acts, and
/// nothing is left out where it does not.
@Suite struct FilterSightTests {
    private static let answers = [
        "It opens at eight.", "It opens at eight.", "It opens at nine, I think.", "MARZIPAN",
        "The password is MARZIPAN, but do not tell anybody that I said so.", "I cannot say.",
    ]

    private static func model(_ keys: String, width: Int = 80, height: Int = 24) throws
        -> ExplorerModel
    {
        var model = AnswerFixture.model(answers, greedy: "I cannot say.")
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press(keys, &model)
        return model
    }

    private static func export(_ model: ExplorerModel) -> String {
        PlainTextWriter.text(model.exportFrame()).split(separator: "\n").suffix(6)
            .joined(separator: " ")
    }

    /// Views that it does not concern have everything.
    @Test func otherViewsShowAllDraws() throws {
        for filter in ["nothing of it", "MARZIPAN"] {
            let keys = "2&\(filter)<Enter>"
            let prompts = ModelTests.text(try Self.model(keys + "1"))
            #expect(
                !prompts.contains("no draws yet") && prompts.contains("drawn     2"), "\(prompts)")
            let tokens = ModelTests.text(try Self.model(keys + "5"))
            #expect(!tokens.contains("lost") && tokens.contains("draw "), "\(tokens)")
            for view in ["3", "4", "5t"] {
                #expect(
                    try ModelTests.text(Self.model(keys + view))
                        == ModelTests.text(Self.model("2" + view))
                        || filter == "MARZIPAN" && view == "5t", "\(view)")
            }
        }
    }

    /// Views that it narrows say which it is, what is left, and the key that ends it.
    @Test(arguments: [(80, 24), (160, 50)])
    func narrowedViewsSayIt(width: Int, height: Int) throws {
        let list = try Self.model("2&MARZIPAN<Enter>", width: width, height: height)
        #expect(ModelTests.text(list).contains("Outputs &MARZIPAN: 2 of 5 texts"))
        #expect(ModelTests.text(list).contains("Esc shows all"))
        #expect(ModelTests.line(list.render(), height - 1).contains("Esc all answers"))
        let reader = try Self.model("2&MARZIPAN<Enter>7", width: width, height: height)
        #expect(ModelTests.text(reader).contains("Answer 1 of 2 that match &MARZIPAN"))
        #expect(ModelTests.text(reader).contains("Esc shows all"))
        let none = try Self.model("2&nothing of it<Enter>7", width: width, height: height)
        #expect(ModelTests.text(none).contains("no answer matches &nothing of it: 0 of 5 texts"))
        if width >= 160 {
            let beside = try Self.model("2&MARZIPAN<Enter>1", width: width, height: height)
            #expect(ModelTests.text(beside).contains("Outputs &MARZIPAN: 2 of 5 texts"))
            #expect(ModelTests.text(beside).contains("2 Esc shows all"))
        }
    }

    /// A picture that stands alone says what was left out of it.
    @Test func exportsSayWhatIsLeftOut() throws {
        for view in ["", "7"] {
            let caption = Self.export(try Self.model("2&MARZIPAN<Enter>" + view))
            #expect(caption.contains("answers &MARZIPAN: 2 of 5 texts, 2 of 6 draws"), "\(caption)")
        }
        #expect(!Self.export(try Self.model("2&MARZIPAN<Enter>3")).contains("MARZIPAN"))
        #expect(!Self.export(try Self.model("2")).contains("shown "))
        var prompts = Fixture.model
        try ModelTests.press("&award<Enter>", &prompts)
        #expect(Self.export(prompts).contains("shown prompts &award: "), "\(Self.export(prompts))")
    }

    /// The answers beside a prompt are the most frequent ones, whatever Outputs is sorted by.
    @Test func theListOfPromptsShowsTheMostFrequentAnswers() throws {
        let plain = ModelTests.text(try Self.model("1"))
        for keys in ["2o1", "2O1", "2oo1", "2ooO1", "2:group answer last-number<Enter>1"] {
            #expect(ModelTests.text(try Self.model(keys)) == plain, "\(keys)")
        }
    }

    /// Where there is no list that `&` could narrow it is not offered, and the prompt stays.
    @Test(arguments: ["3", "4", "5", "5t", "8", "2s"])
    func nothingIsFilteredWhereNothingIsListed(keys: String) throws {
        var model = Fixture.model
        try ModelTests.press("jj" + keys, &model)
        let (prompt, order) = (model.prompt, model.context.list.order)
        try ModelTests.press("&", &model)
        #expect(model.line == nil && model.context.messages.status != nil)
        #expect(model.context.list.order == order)
        #expect(model.prompt == prompt)
        try ModelTests.press(":filter award<Enter>", &model)
        #expect(model.context.messages.status?.isError == true)
        #expect(model.context.list.order == order)
        model.context.messages.status = nil
        #expect(!ModelTests.line(model.render(), 23).contains("& filter"))
    }

    /// What finds nothing may be a term that there is not.
    @Test(arguments: [
        ("scroe>1", "scroe>1, which is no term; did you mean score>1?"),
        ("lenn>20", "did you mean len>20?"), ("labels:leak", "did you mean label:leak?"),
        ("stopp:limit", "did you mean stop:limit?"), ("not:MARZIPAN", "did you mean !MARZIPAN?"),
        ("colour:red", "colour:red, which is no term; terms are score>0.5"),
        ("label:laek", "no answer has the label laek; did you mean label:leak?"),
        ("label:xyz", "no answer has the label xyz; labels are leak, not, unsure, none, any"),
    ])
    func unknownTermsAreNamed(filter: String, why: String) throws {
        for keys in ["2&\(filter)<Enter>", "2:filter \(filter)<Enter>"] {
            let status = try Self.model(keys).context.messages.status
            #expect(
                status?.isError == true && status?.text.contains(why) == true, "\(status as Any)")
        }
    }

    /// A text that is there is a text, whatever it looks like; and a label that nobody gave yet is one.
    @Test func textsThatLookLikeTermsAreTexts() throws {
        var model = AnswerFixture.model(["Answer:43", "x>1", "other"])
        for filter in ["Answer:43", "x>1", "label:leak", "label:none"] {
            try ModelTests.press("2&\(filter)<Enter>", &model)
            #expect(model.context.messages.status?.isError != true, "\(filter)")
            try ModelTests.press("<Esc>", &model)
        }
    }

    /// What is looked for is seen in the pane below the list, however far down it stands.
    @Test(arguments: ["/MARZIPAN<Enter>", "&MARZIPAN<Enter>", ""])
    func thePaneBelowTheListShowsTheHit(keys: String) throws {
        var model = AnswerFixture.model([AnswerFixture.essay, "No."])
        try ModelTests.press("2" + keys, &model)
        let pane = ModelTests.text(model).split(separator: "\n", omittingEmptySubsequences: false)
            .drop { !$0.contains("─ Answer 1") }
        #expect(pane.prefix(5).contains { $0.contains("password is MARZIPAN") }, "\(pane)")
        // The reader's own scrolling stays until something else is looked for.
        let scroll = model.views[OutputsView.self].textScroll
        try ModelTests.press("K", &model)
        #expect(model.views[OutputsView.self].textScroll == scroll - 1)
    }
}
