import Canvas
import Evidence
import Prompts
import Testing

@testable import Explorer

/// What users of other terminal programs expect.
@Suite struct HabitTests {
    @Test func aKeyThatDoesNothingSaysSo() throws {
        #expect(
            try ModelTests.pressed("@").context.messages.status?.text
                == "@ does nothing here; ? shows the keys")
        #expect(try ModelTests.pressed("@j").context.messages.status == nil)
    }

    @Test func moreDrawsAreOrderedByASecondPressOnly() throws {
        var model = ModelTests.live()
        let first = try #require(model.context.selectedEvidence)
        #expect(try ModelTests.press("+", &model) == [])
        let said = try #require(model.context.messages.status?.text)
        #expect(said.hasPrefix("+ once more asks for \(first.drawCount) more draws"))
        // Any other key takes it back.
        #expect(try ModelTests.press("j+", &model) == [])
        #expect(try ModelTests.press("k+", &model) == [])
        #expect(
            try ModelTests.press("+", &model) == [.orderMore(first.prompt.id, first.drawCount)])
        #expect(try ModelTests.press("+", &model) == [], "the third press asks anew")
    }

    @Test func anOrderCanBeTakenBack() throws {
        var model = ModelTests.live()
        let first = try #require(model.context.selectedEvidence)
        #expect(try ModelTests.press("-", &model) == [])
        #expect(model.context.messages.status?.text.hasPrefix("no draws were ordered") == true)
        _ = try ModelTests.press("++", &model)
        #expect(model.context.messages.status?.text.hasSuffix("- takes it back") == true)
        // The newest order, wherever the reader has gone since.
        #expect(
            try ModelTests.press("j-", &model) == [.takeBack(first.prompt.id, first.drawCount)])
        #expect(try ModelTests.press("-", &model) == [])
        var recorded = Fixture.model
        #expect(try ModelTests.press("-", &recorded) == [])
        #expect(recorded.context.messages.status?.isError == true)
    }

    @Test func rowsAreReachedByNumber() throws {
        #expect(try ModelTests.pressed(":7<Enter>").prompt == Fixture.snapshot.prompts[6].prompt.id)
        #expect(
            try ModelTests.pressed(":7<Enter>:+10<Enter>").prompt
                == Fixture.snapshot.prompts[16].prompt.id)
        #expect(
            try ModelTests.pressed(":7<Enter>:-2<Enter>").prompt
                == Fixture.snapshot.prompts[4].prompt.id)
        let far = try ModelTests.pressed(":99<Enter>")
        #expect(far.context.messages.status?.text == "there is no row 99: the list has 24")
        let answers = try ModelTests.pressed("2:3<Enter>")
        #expect(answers.context.selectedAnswer == answers.context.answers?.rows[2])
        #expect(
            try ModelTests.pressed(":9223372036854775807<Enter>:+9223372036854775807<Enter>").prompt
                != nil)
    }

    /// Digits show views at once; a 0 begins a count, or takes the digit before it into one.
    @Test(arguments: [
        ("03j", 3), ("012j", 12), ("10j", 10), ("10j05k", 5), ("07G", 6), ("20G", 19), ("20g", 19),
        ("0j", 1), ("0<Esc>j", 1), ("0999999999999j", 23), ("05j0999k", 0), ("2<Esc>5<Esc>j", 1),
        ("0*j", 1), ("03]", 3), ("05<Down>02<Up>", 3),
    ])
    func aCountIsSoManyRows(keys: String, row: Int) throws {
        let model = try ModelTests.pressed(keys)
        #expect(model.view == .prompts)
        #expect(model.prompt == Fixture.snapshot.prompts[row].prompt.id)
    }

    /// vim's H, L and zz; M shows messages here.
    @Test func theScreenHasAFirstALastAndAMiddleLine() throws {
        var model = try ModelTests.pressed("G")
        let shown = model.context.list.cursor.window(
            in: model.context.list.order, height: model.context.screen.rect(of: .prompts).height)
        #expect(!shown.isEmpty)
        try ModelTests.press("H", &model)
        let first = try #require(model.context.list.order.firstIndex { $0 == model.prompt })
        try ModelTests.press("L", &model)
        #expect(model.prompt == model.context.list.order.last && first < 23)
        try ModelTests.press("03k", &model)
        let selected = model.prompt
        try ModelTests.press("zz", &model)
        #expect(model.prompt == selected, "the line moves, not the selection")
    }

    @Test func bracesGoFromGroupToGroup() throws {
        var model = AnswerFixture.model(["No", "no", "NO.", "Yes", "yes!", "none"])
        try ModelTests.press("2<Enter>j}", &model)
        #expect(model.context.selectedAnswer?.text == "Yes")
        try ModelTests.press("{", &model)
        #expect(model.context.selectedAnswer?.variants == 3)
        try ModelTests.press("jj{", &model)
        #expect(model.context.selectedAnswer?.variants == 3, "a wording's own group comes first")
        try ModelTests.press("05}", &model)
        #expect(model.context.selectedAnswer?.text == "none")
    }

    @Test func bracesGoFromPromptToPromptInTheReader() throws {
        let model = try ModelTests.pressed("2<Enter>:view reader<Enter>}")
        #expect(model.view == .reader && model.prompt == Fixture.snapshot.prompts[1].prompt.id)
    }

    @Test func digitsStillShowViews() throws {
        #expect(try ModelTests.pressed("2").view == .outputs)
        #expect(try ModelTests.pressed("2j").view == .outputs)
        #expect(try ModelTests.pressed("34").view == .bounds)
        // The view that a 0 takes back is the one before the digit.
        let counted = try ModelTests.pressed("210j")
        #expect(counted.view == .outputs)
        #expect(
            counted.context.selectedAnswer
                == counted.context.answers.map { $0.rows[min(10, $0.rows.count - 1)] })
        let status = try ModelTests.pressed("012").context.messages.status?.text
        #expect(status?.hasPrefix("12: a key that moves") == true)
    }

    @Test func aCountGoesSoManyHitsOn() throws {
        let one = try ModelTests.pressed("/e<Enter>nnn")
        #expect(try ModelTests.pressed("/e<Enter>03n").prompt == one.prompt)
        let back = try ModelTests.pressed("/e<Enter>NN")
        #expect(try ModelTests.pressed("/e<Enter>02N").prompt == back.prompt)
    }

    @Test func theOrdersAreAMenu() throws {
        var model = try ModelTests.pressed("S")
        #expect(ModelTests.text(model).contains("Sort by"))
        try ModelTests.press("jjjj<Enter>", &model)
        let column = Array(PromptSort.Column.allCases)[4]
        #expect(model.context.list.sort.column == column && model.overlay == nil)
        model = try ModelTests.pressed("2S")
        #expect(ModelTests.text(model).contains("highest score first"))
        try ModelTests.press("j<Enter>", &model)
        #expect(model.context.answerList.order == .score)
    }

    @Test func enterInTheHelpDoesWhatTheLineSays() throws {
        var model = try ModelTests.pressed("?")
        let lines = OverlayWindow.lines(
            of: .help(model.viewContext, scroll: 0), model: model, width: 80)
        let pause = try #require(lines.firstIndex { $0.text.string.contains("show the answers") })
        for _ in 0..<pause { try ModelTests.press("j", &model) }
        let cursor = try #require(model.render().cursor)
        #expect(ModelTests.line(model.render(), cursor.y).contains("show the answers"))
        try ModelTests.press("<Enter>", &model)
        #expect(model.overlay == nil && model.view == .outputs)
        // A command waits for its argument.
        model = try ModelTests.pressed("?/the rate that verdicts<Enter><Enter>")
        #expect(model.line?.text == "target " && model.overlay == nil)
        #expect(try ModelTests.pressed("i<Enter>").overlay == nil)
    }

    /// What the footer offers changes the picture, or asks for something.
    @Test(arguments: ViewKind.allCases, [(80, 24), (60, 20), (40, 12), (160, 50)])
    func everyKeyOfTheFooterActs(view: ViewKind, size: (Int, Int)) throws {
        for keys in ["", "s", "c", "t", "jj"] {
            var model = Fixture.model
            _ = model.update(.resize(width: size.0, height: size.1))
            try ModelTests.press(":view \(view.rawValue)<Enter>" + keys, &model)
            // A notice covers the footer until the next key.
            model.context.messages.status = nil
            let before = ModelTests.text(model)
            for item in Chrome(model: model).keys() {
                var pressed = model
                let key = try #require(item.binding.keys.first)
                let effects = pressed.update(.key(key))
                let said = pressed.context.messages.status?.text ?? ""
                #expect(!said.contains("does nothing"), "\(item.label): \(said)")
                #expect(
                    !effects.isEmpty || ModelTests.text(pressed) != before,
                    "\(view) \(keys) \(size): \(item.binding.keyName) \(item.label)")
            }
        }
    }

    @Test(arguments: ViewKind.allCases, [(80, 24), (40, 12), (160, 50)])
    func everyViewSaysWhatItsWordsMean(view: ViewKind, size: (Int, Int)) throws {
        var model = Fixture.model
        _ = model.update(.resize(width: size.0, height: size.1))
        try ModelTests.press(":view \(view.rawValue)<Enter>W", &model)
        let text = ModelTests.text(model)
        #expect(text.contains("What you are looking at: \(view.title.string)"))
        let lines = OverlayWindow.lines(
            of: .legend(view, scroll: 0), model: model, width: size.0)
        #expect(lines.count > 8 && lines.allSatisfy { $0.text.width <= max(28, size.0 - 8) })
        try ModelTests.press("q", &model)
        #expect(model.overlay == nil && model.view == view)
    }

    /// The words that a new reader asked about, where they stand and explained there on one key.
    @Test(arguments: [
        (
            ViewKind.prompts, "",
            ["0 .... 1", "greedy", "mean", "upper", "verdict", "together", "pooled"]
        ),
        (
            .prompts, "",
            ["mixture+bets48", "holds at any n", "two-sided", "target", "SAMPLED", "pure T=1"]
        ),
        (.outputs, "", ["count", "share", "Good-Turing", "as varied as", "Chao-Shen", "score"]),
        (.scores, "", ["ED", "P(score > ", "σ", "leak@10", "T", "greedy"]),
        (.bounds, "", ["if n was fixed", "each interval on its own", "estimate", "at any n"]),
        (.tokens, "", ["mean so far", "least", "entropy", "before temperature"]),
        (.tokens, "t", ["of the draws one branch up", "greedy path"]),
        (.compare, "", ["pairs", "rulers", "A - B", "together"]),
        (.differences, "", ["together", "only A"]),
    ])
    func everyWordIsExplainedWhereItStands(view: ViewKind, keys: String, words: [String]) throws {
        let explained = [
            "each interval on its own": "each on its own",
            "of the draws one branch up": "branch above",
            "greedy path": "greedy answer's way", "A - B": "means of A and B",
            "only A": "one beside it", "upper": "upper, lower", "as varied as": "as varied as",
        ]
        // A view that has asked for its draw does not ask again.
        let model = try Self.lists(view == .tokens ? .prompts : view, 160, 50)
        let text = PlainTextWriter.text(
            Screenshot.render(
                model, view: view, prompt: nil, size: (160, 50), keys: try KeyScript.parse(keys),
                loadDraw: Fixture.load))
        let legend = OverlayWindow.legendLines(view, model, width: 2000).map(\.text.string)
            .joined(separator: "\n")
        for word in words {
            #expect(text.contains(word), "\(view) shows no \(word)\n\(text)")
            #expect(legend.contains(explained[word] ?? word), "\(view): \(word)")
        }
    }

    /// Words of a run's own, such as a decoding of many settings, are whole however long they are.
    @Test(arguments: [(80, 24), (40, 12)])
    func theLegendHasRoomForLongWords(size: (Int, Int)) throws {
        var snapshot = Fixture.small
        let settings = (1...20).map { "option-\($0)=0.25" }
        snapshot.facts.decoding = settings.joined(separator: ", ")
        var model = ExplorerModel(snapshot: snapshot)
        _ = model.update(.resize(width: size.0, height: size.1))
        let width = max(28, size.0 - 8)
        let lines = OverlayWindow.lines(
            of: .legend(.prompts, scroll: 0), model: model, width: size.0)
        #expect(lines.allSatisfy { $0.text.width <= width })
        let words = lines.flatMap { $0.text.string.split { " ,".contains($0) }.map(String.init) }
        #expect(Set(settings).isSubset(of: words))
    }

    @Test(arguments: [
        (":set target 0.2", 0.2), (":set target=0.2", 0.2), (":set target = 0.2", 0.2),
        (":target 0.2", 0.2),
    ])
    func settingsAreSet(line: String, target: Double) throws {
        #expect(try ModelTests.pressed(line + "<Enter>").context.target == target)
    }

    @Test func unknownSettingsAreNamed() throws {
        let status = try ModelTests.pressed(":set targte 1<Enter>").context.messages.status
        #expect(
            status == Notice("there is no setting 'targte'; did you mean target?", isError: true))
        #expect(try ModelTests.pressed(":set<Enter>").context.messages.status?.isError == true)
    }

    @Test(arguments: [
        ("", "the chance of a leak", "leak rate"),
        (":event right answer<Enter>", "the chance of a right answer", "right answer rate"),
        (":set event=error<Enter>", "the chance of an error", "error rate"),
    ])
    func theEventHasItsName(keys: String, chance: String, rate: String) throws {
        #expect(ModelTests.text(try ModelTests.pressed(keys + "3")).contains(chance))
        #expect(ModelTests.text(try ModelTests.pressed(keys + "4")).contains(rate))
        let list = ModelTests.text(try ModelTests.pressed(keys))
        #expect(list.contains("leak") == keys.isEmpty, "\(list)")
        let tree = ModelTests.text(try ModelTests.pressed(keys + "5t"))
        #expect(tree.contains("leak") == keys.isEmpty, "\(tree)")
    }

    @Test func aHostileNameOfTheEventIsShownSafely() throws {
        var options = ExplorerModel.Options()
        options.event = "\u{1B}[2J\u{202E}x"
        let model = ExplorerModel(snapshot: Fixture.small, options: options)
        #expect(!ModelTests.text(model).unicodeScalars.contains("\u{1B}"))
    }

    // MARK: - The mouse

    @Test func clicksSelectOpenSortAndPressKeys() throws {
        var model = Fixture.model
        let list = PromptsPane.listRect(in: model.context.screen.rect(of: .prompts))
        _ = model.update(.click(x: 5, y: list.y + 2))
        #expect(model.prompt == Fixture.snapshot.prompts[2].prompt.id)
        _ = model.update(.click(x: 5, y: list.y - 1))
        #expect(ModelTests.text(model).contains("Sort by"))
        try ModelTests.press("<Esc>", &model)
        _ = model.update(.click(x: 5, y: list.y + 2))
        #expect(model.view == .outputs, "a click on the selected row opens it")
        let answers = OutputsPane.listRect(in: model.context.screen.rect(of: .outputs))
        _ = model.update(.click(x: 5, y: answers.y + 1))
        #expect(model.context.selectedAnswer == model.context.answers?.rows[1])
        // The footer's words are keys.
        let footer = ModelTests.line(model.render(), 23)
        let sort = try #require(footer.firstRange(of: "o sort"))
        let x = footer.distance(from: footer.startIndex, to: sort.lowerBound)
        _ = model.update(.click(x: x, y: 23))
        #expect(model.context.answerList.order == .score)
    }

    /// As in htop: a click on a column's name sorts by it, a second one turns that round.
    @Test(arguments: [
        (ViewKind.prompts, "mean", "mean"), (.prompts, "n", "draws"),
        (.prompts, "verdict", "verdict"),
        (.prompts, "id", "id"), (.outputs, "score", "score"), (.outputs, "count", "count"),
        (.compare, "mean B", "mean-b"), (.compare, "A - B", "difference"),
        (.compare, "verdict", "verdict"), (.runs, "mean", "mean"), (.runs, "n", "draws"),
        (.runs, "run", "name"), (.runs, "when", "when"),
    ])
    func aClickOnAColumnSortsByIt(view: ViewKind, heading: String, order: String) throws {
        for (width, height) in [(80, 24), (160, 50)] {
            var model = try Self.lists(view, width, height)
            let rect = model.context.screen.rect(of: view)
            let list = try #require(model.views[view].list(model.context, in: rect)).rect
            let header = ModelTests.line(model.render(), list.y - 1)
            guard let words = header.firstRange(of: try Regex("\\b\(heading)\\b")) else {
                // The day gives way to limits where there is little room.
                #expect(heading == "when" && width == 80)
                continue
            }
            let x = header.distance(from: header.startIndex, to: words.lowerBound)
            let isFirst = model.orders.current != order
            _ = model.update(.click(x: x, y: list.y - 1))
            #expect(model.orders.current == order && model.overlay == nil && model.view == view)
            let once = model.render()
            if isFirst { _ = model.update(.click(x: x, y: list.y - 1)) }
            #expect(model.orders.current == order && (model.render() != once) == isFirst)
            // Beside the names the orders are shown.
            _ = model.update(.click(x: list.x, y: list.y - 1))
            #expect(ModelTests.text(model).contains("Sort by"))
        }
    }

    @Test(arguments: [ViewKind.prompts, .outputs, .compare, .differences, .runs])
    func aClickSelectsARowOfAnyListAndOpensItThen(view: ViewKind) throws {
        var model = try Self.lists(view, 80, 24)
        let rect = model.context.screen.rect(of: view)
        let list = try #require(model.views[view].list(model.context, in: rect))
        #expect(list.window.count > 1 && list.selected == 0)
        _ = model.update(.click(x: 5, y: list.rect.y + 1))
        #expect(model.view == view)
        #expect(model.views[view].list(model.context, in: rect)?.selected == 1)
        let effects = model.update(.click(x: 5, y: list.rect.y + 1))
        #expect(model.view != view || !effects.isEmpty)
    }

    /// A view whose list has several rows.
    private static func lists(_ view: ViewKind, _ width: Int, _ height: Int) throws -> ExplorerModel
    {
        var options = ExplorerModel.Options()
        options.folder = view == .runs ? "results" : nil
        let few = Fixture.make(name: "few", seed: 4, draws: 60, leakage: 0, prompts: 6)
        let many = Fixture.make(name: "many", seed: 1, draws: 100, leakage: 1, prompts: 6)
        var model = ExplorerModel(snapshot: view == .runs ? nil : many, options: options)
        if view != .runs { _ = model.update(.others([few])) }
        _ = model.update(.resize(width: width, height: height))
        if view == .runs {
            let entries = [many, few].map { run in
                var entry = RunEntry(name: run.facts.name)
                entry.facts = run.facts
                entry.prompts = run.prompts.count
                entry.proven = RunEntry.Proven(run, alpha: nil, target: 0.05)
                return entry
            }
            _ = model.update(.runs(entries))
        }
        try ModelTests.press(":view \(view.rawValue)<Enter>", &model)
        if view == .outputs || view == .compare || view == .prompts {
            try ModelTests.press("e", &model)
        }
        return model
    }

    /// A notice of many words is read whole where the screen has rows for it.
    @Test(arguments: [(160, 50), (80, 24), (60, 24)])
    func aLongNoticeIsReadWhole(width: Int, height: Int) throws {
        let words = (1...22).map { "word\($0)" }
        var model = Fixture.model
        _ = model.update(.resize(width: width, height: height))
        for isError in [true, false] {
            model.context.messages.status = Notice(
                words.joined(separator: " "), isError: isError)
            let shown = ModelTests.text(model).split { $0.isWhitespace }.map(String.init)
            #expect(Set(words).isSubset(of: shown), "\(width)x\(height)")
        }
        try ModelTests.press("j", &model)
        #expect(!ModelTests.text(model).contains("word1"))
    }

    /// The footer's words are keys over a window too, and a click beside the window closes it.
    @Test(arguments: ["?", "S", "i", "W", "2m"])
    func clicksCloseAWindow(keys: String) throws {
        var model = Fixture.model
        try ModelTests.press(keys, &model)
        let view = model.view
        let overlay = try #require(model.overlay)
        let box = OverlayWindow(model: model, overlay: overlay).box
        var inside = model
        _ = inside.update(.click(x: box.x + 1, y: box.y))
        #expect(inside.overlay != nil)
        var beside = model
        _ = beside.update(.click(x: max(0, box.x - 1), y: max(1, box.y - 1)))
        #expect(beside.overlay == nil && beside.view == view)
        let footer = ModelTests.line(model.render(), 23)
        let close = try #require(footer.firstRange(of: "Esc close"))
        let x = footer.distance(from: footer.startIndex, to: close.lowerBound)
        _ = model.update(.click(x: x, y: 23))
        #expect(model.overlay == nil && model.view == view)
    }

    @Test func theBreadcrumbLeadsBack() throws {
        var model = Fixture.model
        _ = model.update(.resize(width: 120, height: 30))
        try ModelTests.press("2<Enter>", &model)
        let title = ModelTests.line(model.render(), 0)
        let place = try #require(title.firstRange(of: "Outputs"))
        _ = model.update(
            .click(x: title.distance(from: title.startIndex, to: place.lowerBound), y: 0))
        #expect(model.view == .outputs)
    }

    @Test func theWheelScrollsTheTextThatItIsOver() throws {
        let answer = (0..<300).map { "word\($0)" }.joined(separator: " ")
        var model = AnswerFixture.model([answer, "b"])
        try ModelTests.press("2", &model)
        let text = OutputsPane.textRect(in: model.context.screen.rect(of: .outputs))
        _ = model.update(.scroll(x: 5, y: text.y + 1, rows: 3))
        #expect(model.outputs.textScroll == 3)
        #expect(model.context.selectedAnswer?.text == answer, "the list stays")
    }
}
