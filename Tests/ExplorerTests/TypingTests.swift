import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import Testing

@testable import Explorer

/// Searching, filtering and commands.
@Suite struct TypingTests {
    private func pressed(_ script: String, _ model: ExplorerModel = Fixture.model) throws
        -> ExplorerModel
    {
        var model = model
        try ModelTests.press(script, &model)
        return model
    }

    // MARK: - Searching

    @Test func aSearchJumpsToHitsCountsThemAndGoesRoundTheEnd() throws {
        var model = try pressed("/award<Enter>")
        #expect(model.prompt == PromptID("a00-award"))
        #expect(model.searchNote?.string == "hit 1/4")
        try ModelTests.press("nnn", &model)
        #expect(model.prompt == PromptID("a03-award"))
        #expect(model.searchNote?.string == "hit 4/4")
        try ModelTests.press("n", &model)
        #expect(model.prompt == PromptID("a00-award"))
        #expect(model.searchNote?.string == "hit 1/4, went round the end")
        try ModelTests.press("N", &model)
        #expect(model.prompt == PromptID("a03-award"))
    }

    /// What is on the screen is found there, and the prompt stays.
    @Test(
        arguments: [(ViewKind.scores, "mean"), (.bounds, "target")],
        [(80, 24), (120, 40), (40, 12)])
    func aPictureIsSearchedAsItIsSeen(search: (ViewKind, String), size: (Int, Int)) throws {
        let (view, word) = search
        var model = Fixture.model
        _ = model.update(.resize(width: size.0, height: size.1))
        try ModelTests.press(":view \(view.rawValue)<Enter>", &model)
        let prompt = model.prompt
        let rows = (0..<size.1).filter { y in
            y > 0 && y < size.1 - 1
                && ModelTests.line(model.render(), y).lowercased().contains(word)
        }
        let first = try #require(rows.first)
        try ModelTests.press("/\(word)<Enter>", &model)
        #expect(ModelTests.line(model.render(), 0).contains("hit 1/\(rows.count)"))
        #expect(model.render().cursor?.y == first && model.prompt == prompt)
        let marked = model.render().row(first).filter { $0.style == Style(.match, .reverse) }
        #expect(marked.map(\.text).joined().lowercased().hasPrefix(word))
        for _ in rows { try ModelTests.press("n", &model) }
        let title = ModelTests.line(model.render(), 0)
        #expect(title.contains("hit 1/\(rows.count), went"))
        try ModelTests.press("/<Esc>", &model)
        #expect(!ModelTests.line(model.render(), 0).contains("hit"))
    }

    @Test(arguments: ViewKind.pictured)
    func everyViewThatIsSearchedAsItIsSeenSaysHowThatStands(view: ViewKind) throws {
        let model = try pressed(":view \(view.rawValue)<Enter>/e<Enter>")
        #expect(ModelTests.line(model.render(), 0).contains("hit 1/"))
    }

    @Test func anAnswersTokensAreSearched() throws {
        var model = Fixture.model
        let prompt = try #require(model.prompt)
        try ModelTests.press("5", &model)
        let index = try #require(model.tokens.drawIndex(model.context))
        let draw = try #require(Fixture.load(prompt, index))
        _ = model.update(.draw(draw))
        let last = draw.answer.tokens.count - 1
        let word = draw.answer.tokens[last].text.filter(\.isLetter)
        try ModelTests.press("/\(word)<Enter>", &model)
        #expect(model.prompt == prompt && model.tokens.token == last)
        #expect(ModelTests.line(model.render(), 0).contains("hit 1/1"))
        try ModelTests.press("<Left>", &model)
        #expect(!ModelTests.line(model.render(), 0).contains("hit"), "the note leaves again")
    }

    @Test func inTheTreeItsLinesAreSearched() throws {
        var model = Fixture.model
        model.go(to: .tokens)
        try ModelTests.press("t", &model)
        let prompt = model.prompt
        let rows = model.tokens.tree?.rows(unfolded: nil) ?? []
        // It is folded at first.
        let hidden = try #require(rows.last { $0.depth > 1 && !$0.node.text.isEmpty })
        #expect(!model.tokenRows.contains { $0.path == hidden.path })
        let word = try #require(hidden.node.text.split(separator: " ").first)
        let hits = rows.indices.filter { rows[$0].node.text.contains(word) }
        try ModelTests.press("g/\(word)<Enter>", &model)
        #expect(model.hits == hits)
        #expect(model.tokens.branch.selected == rows[hits[0]].path)
        for _ in hits { try ModelTests.press("n", &model) }
        #expect(model.prompt == prompt && model.search.wrapped)
        #expect(model.tokens.branch.selected == rows[hits[0]].path)
        #expect(model.tokenRows.contains { $0.path == hidden.path }, "its branch is unfolded")
        let frame = model.render()
        #expect(ModelTests.line(frame, 0).contains("hit 1/\(hits.count), went round the end"))
        let y = try #require(frame.cursor?.y)
        #expect(frame.row(y).contains { $0.style == Style(.match, .reverse) })
    }

    @Test func aHitIsMarkedInTheListWithoutNeedingColour() throws {
        let model = try pressed("/award<Enter>")
        let frame = model.render()
        let y = try #require(frame.cursor?.y)
        let marked = frame.row(y).filter { $0.style.role == .match }
        #expect(marked.map(\.text).joined() == "award" + "award")
        #expect(marked.allSatisfy { $0.style.attributes.contains(.underline) })
    }

    @Test func escapeTakesASearchBack() throws {
        let model = try pressed("jj/award<Esc>")
        #expect(model.prompt == Fixture.snapshot.prompts[2].prompt.id)
        #expect(model.searchNote == nil)
    }

    @Test func aPatternThatIsNoRegularExpressionIsReportedAndChangesNothing() throws {
        var model = try pressed("/award<Enter>")
        try ModelTests.press("/[aw", &model)
        #expect(model.searchNote?.string == "not a regular expression: [aw")
        #expect(model.prompt == PromptID("a00-award"))
        try ModelTests.press("<Enter>", &model)
        #expect(model.context.messages.status?.isError == true)
    }

    @Test func regularExpressionsAndCapitalsAreUnderstood() throws {
        #expect(try pressed("/^a0[23]-y<Enter>").prompt == PromptID("a02-year"))
        #expect(try pressed("/oskar<Enter>").hits.count == 6)
        #expect(try pressed("/OSKAR<Enter>").hits.isEmpty)
    }

    @Test func theHelpIsSearchedToo() throws {
        let model = try pressed("?/freeze<Enter>")
        #expect(model.searchNote?.string.hasPrefix("hit 1/") == true)
        #expect(PlainTextWriter.text(model.render()).contains("freeze the numbers"))
    }

    @Test func theSearchOfAWindowLeavesTheViewsSearchAsItWas() throws {
        var model = try pressed("/award<Enter>n")
        let before = model
        try ModelTests.press("?", &model)
        #expect(model.searchNote == nil && model.search.pattern.isEmpty)
        let help = model.render()
        try ModelTests.press("/prompt<Enter>n", &model)
        #expect(model.search.pattern == "prompt" && !model.hits.isEmpty)
        // The title of the list below still tells of its own search.
        #expect(ModelTests.line(model.render(), 1) == ModelTests.line(help, 1))
        try ModelTests.press("<Esc>", &model)
        #expect(model.search == before.search && model.prompt == before.prompt)
        #expect(model.render() == before.render())
        try ModelTests.press("n", &model)
        #expect(model.searchNote?.string == "hit 3/4")
        // The next window is opened without a search, and one that is given up changes nothing.
        try ModelTests.press("M/x<Esc>", &model)
        #expect(model.overlay != nil && model.searchNote == nil)
        try ModelTests.press("<Esc>", &model)
        #expect(model.searchNote?.string == "hit 3/4")
    }

    // MARK: - Filtering

    @Test func aFilterShowsMatchingPromptsOnlyAndAnEmptyOneAll() throws {
        var model = try pressed("&award<Enter>")
        #expect(model.context.list.order.count == 4)
        #expect(model.context.list.order.contains(try #require(model.prompt)))
        try ModelTests.press("&<C-u><Enter>", &model)
        #expect(model.context.list.order.count == 24)
    }

    @Test func aFilterWithoutAnyHitLeavesAViewThatSaysSo() throws {
        let model = try pressed("&nothing like this<Enter>")
        #expect(model.context.list.order.isEmpty)
        #expect(PlainTextWriter.text(model.render()).contains("no prompt matches"))
    }

    // MARK: - Commands

    @Test(arguments: [
        (":alpah 0.1", "unknown command :alpah; did you mean :alpha?"),
        (":e", ":e could be event, export, export-all"),
        (":alpha 2", ":alpha takes a number from 1e-12 to 0.5, not '2'"),
        (":side both", ":side takes two, upper, lower"),
        (":scorer keywrod", ":scorer takes keyword, rouge-l-recall; did you mean keyword?"),
        (":prompt a01-awrd", "there is no prompt 'a01-awrd'; did you mean a01-award?"),
        (
            ":export picture.png",
            "the file name must end with .txt, .md, .ansi or .svg, not 'picture.png'"
        ),
        (":target x", ":target takes a number from 0.0 to 1.0, not 'x'"),
        (":bins 0", ":bins takes auto or a number from 1 to 1000, not '0'"),
    ])
    func mistakesAreNamedInOneSentenceWithAWayOut(line: String, sentence: String) throws {
        let model = try pressed(line + "<Enter>")
        #expect(model.context.messages.status == Notice(sentence, isError: true))
    }

    @Test(arguments: [
        ("length", "; probscope score RUN --scorer length -o NEW.run makes a run with that"),
        (
            "rouge-1",
            "; probscope score RUN --scorer rouge-1-recall -o NEW.run makes a run with that"
        ),
        ("keywrod", "; did you mean keyword?"), ("nonsense", ""),
    ])
    func aScorerThatTheRunLacksComesWithTheWayToIt(word: String, advice: String) throws {
        var options = ExplorerModel.Options()
        options.scorers = ["keyword", "rouge-l-recall", "rouge-1-recall", "length"]
        let model = ExplorerModel(snapshot: Fixture.small, options: options)
        let status = try pressed(":scorer \(word)<Enter>", model).context.messages.status
        #expect(
            status == Notice(":scorer takes keyword, rouge-l-recall" + advice, isError: true))
    }

    @Test func commandsChangeTheModel() throws {
        #expect(try pressed(":alpha 0.05<Enter>").context.question.alpha == 0.05)
        #expect(try pressed(":target 0.2<Enter>").context.target == 0.2)
        #expect(try pressed(":side u<Enter>").context.question.side == .upper)
        #expect(try pressed(":mode greedy<Enter>").context.mode == .greedy)
        #expect(try pressed(":scorer r<Enter>").context.scorer == 1)
        #expect(try pressed(":sort mean<Enter>").context.list.sort.column == .mean)
        #expect(try pressed(":view bounds<Enter>").view == .bounds)
        #expect(try pressed(":bins 40<Enter>").scores.bins == 40)
        #expect(try pressed(":threshold 0.25<Enter>").scores.threshold == 0.25)
        #expect(try pressed(":glyphs ascii<Enter>").context.glyphs.level == .ascii)
        #expect(try pressed(":7<Enter>").prompt == Fixture.snapshot.prompts[6].prompt.id)
    }

    @Test func commandsAskTheOutside() throws {
        var model = Fixture.model
        #expect(try ModelTests.press(":quit<Enter>", &model) == [.quit])
        #expect(try ModelTests.press(":theme mono<Enter>", &model) == [.setTheme("mono")])
        #expect(try ModelTests.press(":mouse on<Enter>", &model) == [.setMouse(true)])
        #expect(try ModelTests.press("TT", &model) == [.setTheme("terminal")])
    }

    @Test func textIsCopiedOnceThatIsAllowed() throws {
        var model = Fixture.model
        #expect(try ModelTests.press("y", &model) == [])
        #expect(model.context.messages.status?.text.contains(":clipboard on") == true)
        let text = try #require(model.context.selectedEvidence?.prompt.text)
        #expect(
            try ModelTests.press(":clipboard on<Enter>y", &model)
                == [.copy(SafeText(sanitizing: text))])
        #expect(
            model.context.messages.status?.text.contains("copied \(text.count) characters") == true)
    }

    @Test func tabCompletesNamesAndArguments() throws {
        #expect(try pressed(":tar<Tab>").line?.text == "target ")
        #expect(try pressed(":scorer ro<Tab>").line?.text == "scorer rouge-l-recall ")
        #expect(try pressed(":expo<Tab>").line?.text == "export")
        #expect(try pressed(":prompt a01-<Tab>").line?.text == "prompt a01-")
    }

    @Test func whatTabCouldMeanStandsBesideTheLineUntilTheNextKey() throws {
        let started = try pressed(":s<Tab>")
        #expect(started.line?.text == "s")
        #expect(ModelTests.line(started.render(), 23).contains("side  scorer  sort"))
        let further = try pressed("c", started)
        #expect(!ModelTests.line(further.render(), 23).contains("sort"))
        #expect(ModelTests.line(further.render(), 23).contains(":scorer NAME"))
        // Of a list that is too long the start is shown.
        #expect(ModelTests.line(try pressed(":<Tab>").render(), 23).contains("alpha  event"))
    }

    @Test func theArrowsBringEarlierLinesBack() throws {
        let model = try pressed(":target 0.1<Enter>:target 0.2<Enter>:ta<Up><Up>")
        #expect(model.line?.text == "target 0.1")
        #expect(try pressed("<Down><Down>", model).line?.text == "ta")
    }

    @Test func theLineCanBeEdited() throws {
        #expect(try pressed(":abc<Left><Backspace>").line?.text == "ac")
        #expect(try pressed(":abc<Home><Del>").line?.text == "bc")
        #expect(try pressed(":one two<C-w>").line?.text == "one ")
        #expect(try pressed(":one two<C-u>x").line?.text == "x")
        #expect(try pressed(":<Backspace>").line == nil)
    }
}
