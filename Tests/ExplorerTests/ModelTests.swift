import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Explorer

/// What keys and messages do to the model, and what they ask of the outside.
@Suite struct ModelTests {
    /// Presses the keys of a script and returns the effects of the last one.
    @discardableResult
    static func press(_ script: String, _ model: inout ExplorerModel) throws -> [Effect] {
        var effects: [Effect] = []
        for key in try KeyScript.parse(script) {
            effects = model.update(.key(key)).filter { $0 != .refine }
        }
        return effects
    }

    /// A model after the keys of a script.
    static func pressed(
        _ script: String, _ model: ExplorerModel = Fixture.model
    ) throws -> ExplorerModel {
        var model = model
        try press(script, &model)
        return model
    }

    /// What is on the screen, as text.
    static func text(_ model: ExplorerModel) -> String {
        PlainTextWriter.text(model.render())
    }

    static func live() -> ExplorerModel {
        var options = ExplorerModel.Options()
        options.isLive = true
        return ExplorerModel(snapshot: Fixture.small, options: options)
    }

    // MARK: - Leaving and going back

    @Test(arguments: ["", "<Enter>", "?", "i", "/abc", ":alp", "&x", "3", "6"])
    func controlCQuitsFromAnywhere(before: String) throws {
        var model = Self.live()
        try Self.press(before, &model)
        #expect(model.update(.key(.control("c"))).contains(.quit))
    }

    @Test(arguments: ["", "<Enter>", "?", "i", "3", "6"])
    func capitalQQuitsFromEveryViewAndWindow(before: String) throws {
        var model = Self.live()
        try Self.press(before, &model)
        #expect(model.update(.key(.character("Q"))).contains(.quit))
    }

    @Test func escapeAndQGoBackOneStepAndQuitAtTheFirstView() throws {
        var model = Self.live()
        try Self.press("<Enter>", &model)
        #expect(model.view == .outputs)
        try Self.press("?", &model)
        #expect(model.overlay != nil)
        #expect(try Self.press("<Esc>", &model) == [])
        #expect(model.overlay == nil && model.view == .outputs)
        #expect(try Self.press("q", &model) == [])
        #expect(model.view == .prompts)
        #expect(try Self.press("q", &model) == [.quit])
    }

    @Test func escapeAtTheFirstViewClearsTheListAndNeverQuits() throws {
        var model = Self.live()
        try Self.press("&a<Enter>/a<Enter><Space>", &model)
        #expect(
            !model.context.list.filter.isEmpty && !model.search.pattern.isEmpty
                && !model.context.list.marks.isEmpty)
        #expect(try Self.press("<Esc>", &model) == [])
        #expect(
            model.context.list.filter.isEmpty && model.search.pattern.isEmpty
                && model.context.list.marks.isEmpty)
        #expect(try Self.press("<Esc><Esc>", &model) == [])
        #expect(model.view == .prompts)
        #expect(model.context.messages.status?.text == "q quits")
    }

    @Test func hotkeysAndTabGoThroughAllViews() throws {
        var model = Self.live()
        for view in ViewKind.allCases {
            // From a view in which the letter has no other meaning, and from the view itself.
            for _ in 0..<2 {
                try Self.press(view.type.hotkey, &model)
                #expect(model.view == view)
            }
        }
        try Self.press("1", &model)
        for view in Array(ViewKind.allCases.dropFirst()) + [.prompts] {
            try Self.press("<Tab>", &model)
            #expect(model.view == view)
        }
        try Self.press("<S-Tab>", &model)
        #expect(model.view == ViewKind.allCases.last)
    }

    @Test func tabMovesTheFocusOnTheDashboard() throws {
        var model = Self.live()
        _ = model.update(.resize(width: 160, height: 50))
        var seen: [ViewKind] = []
        for _ in 0..<4 {
            seen.append(model.view)
            try Self.press("<Tab>", &model)
        }
        #expect(seen == [.prompts, .outputs, .scores, .bounds])
        #expect(model.view == .prompts)
        #expect(model.context.screen.layout.panes.count == 4)
        try Self.press("e", &model)
        #expect(model.context.screen.layout.panes.count == 1)
    }

    // MARK: - Moving

    @Test(arguments: [
        ("j", 1), ("<Down>", 1), ("jjk", 1), ("jj<Up>", 1), ("G", 5), ("<End>", 5), ("Gg", 0),
        ("G<Home>", 0), ("<PgDn>", 5), ("G<PgUp>", 0), ("<C-f>", 5), ("G<C-b>", 0), ("k", 0),
        (":3<Enter>", 2), ("<C-d>", 4), ("G<C-u>", 1), ("]", 1), ("]][", 1),
    ])
    func keysMoveInTheListOfPrompts(keys: String, row: Int) throws {
        var model = Self.live()
        try Self.press(keys, &model)
        #expect(model.prompt == Fixture.small.prompts[row].prompt.id)
    }

    @Test func keysMoveInTheListOfOutputs() throws {
        var model = Fixture.model
        try Self.press("2", &model)
        let texts = try #require(model.context.answers).rows.map(\.text)
        for (keys, row) in [("g", 0), ("j", 1), ("G", texts.count - 1), ("k", texts.count - 2)] {
            try Self.press(keys, &model)
            #expect(model.context.selectedAnswer?.text == texts[row])
        }
    }

    /// To the end, back to the start, a page and half a page, one row.
    @Test(arguments: [
        ("G", "g"), ("<End>", "<Home>"), ("<PgDn>", "<PgUp>"), ("<C-f>", "<C-b>"),
        ("<C-d>", "<C-u>"), ("j", "k"), ("<Down>", "<Up>"),
    ])
    func keysMoveInCompareAndInTheTree(down: String, up: String) throws {
        for (keys, isTree) in [("6", false), (":prompt a01-teacher<Enter>5tg", true)] {
            var model = Fixture.model
            try Self.press(keys, &model)
            func position() -> Int? {
                isTree
                    ? model.tokens.branch.position(
                        in: model.tokenRows.map { $0.path })
                    : model.context.list.cursor.position(in: model.compare.ids)
            }
            let last =
                (isTree ? model.tokenRows.count : model.compare.ids.count) - 1
            #expect(position() == 0)
            try Self.press(down, &model)
            let after = try #require(position())
            #expect(after > 0)
            if ["G", "<End>"].contains(down) { #expect(after == last) }
            if ["j", "<Down>"].contains(down) { #expect(after == 1) }
            try Self.press(up, &model)
            #expect(position() == 0)
        }
    }

    @Test func theSelectionStaysOnItsPromptWhenTheListIsSortedOrGrows() throws {
        var model = Fixture.model
        try Self.press("jjj", &model)
        let chosen = try #require(model.prompt)
        for _ in PromptSort.Column.allCases {
            try Self.press("o", &model)
            #expect(model.prompt == chosen)
        }
        try Self.press("O", &model)
        #expect(model.prompt == chosen)
        var longer = Fixture.snapshot
        let extra = PromptEvidence(
            prompt: Prompt(id: PromptID("first"), text: "new"), scorerCount: 2)
        longer.prompts.insert(extra, at: 0)
        longer.greedyScores.insert([nil, nil], at: 0)
        _ = model.update(.snapshot(longer))
        #expect(model.prompt == chosen)
    }

    @Test(arguments: [(80, 24), (160, 50), (40, 12), (24, 6), (120, 40), (60, 9)])
    func afterAResizeTheSelectedPromptIsStillVisibleUnderTheCursor(
        width: Int, height: Int
    ) throws {
        var model = Fixture.model
        try Self.press(":prompt a02-award<Enter>", &model)
        _ = model.update(.resize(width: width, height: height))
        let frame = model.render()
        let cursor = try #require(frame.cursor)
        #expect(Self.line(frame, cursor.y).contains("a02-a"))
        _ = model.update(.resize(width: 20, height: 5))
        #expect(model.render().cursor == nil)
        _ = model.update(.resize(width: 80, height: 24))
        #expect(model.prompt == PromptID("a02-award"))
    }

    static func line(_ frame: Frame, _ y: Int) -> String {
        frame.row(y).map(\.text).joined()
    }

    // MARK: - Reading

    @Test func everyViewSaysInWordsWhetherItShowsGreedyOrSampled() throws {
        for view in ViewKind.allCases {
            var model = Fixture.model
            model.go(to: view)
            #expect(PlainTextWriter.text(model.render()).contains("SAMPLED"))
            try Self.press("s", &model)
            let text = PlainTextWriter.text(model.render())
            #expect(text.contains("GREEDY") && !text.contains("SAMPLED"))
        }
    }

    /// At sizes from one pane to four, and for each validity.
    @Test(arguments: [(80, 24), (120, 40), (200, 60), (60, 20)], ["", "B", "b"])
    func everyViewWithEstimatesNamesNumberLevelValidityAndMethod(
        size: (width: Int, height: Int), keys: String
    ) throws {
        for (view, more) in ViewKind.allCases.map({ ($0, "") }) + [(.tokens, "t")] {
            // One pane alone, and beside the others where there is room.
            for expanding in ["e", ""] {
                var model = Fixture.model
                _ = model.update(.resize(width: size.width, height: size.height))
                model.go(to: view)
                try Self.press(":prompt a01-teacher<Enter>" + expanding + more + keys, &model)
                // The probabilities of a drawn answer's tokens are the model's own, no estimates.
                if view == .tokens, model.tokens.panes(model.context).tree == nil { continue }
                // A view without limits, as one of two runs while there is one, says so itself.
                if model.views[view].stated(model.context).isEmpty { continue }
                // Differences are of two runs and always two-sided; see their own tests.
                if view == .differences { continue }
                let text = PlainTextWriter.text(model.render())
                let isFixed = keys == "b" && view != .compare
                let place: Comment = "\(view) \(size) \(expanding)\(more)\(keys)"
                func says(_ words: String...) -> Bool { words.contains { text.contains($0) } }
                #expect(says("n=1024"), place)
                #expect(says("99 %"), place)
                #expect(isFixed ? says("fixed n") : says("any n"), place)
                #expect(isFixed ? says("clopper") : says("mixture", "bets"), place)
            }
        }
    }

    @Test func aMouseThatIsOnFromTheStartIsTurnedOffByTheFirstKey() throws {
        var options = ExplorerModel.Options()
        options.hasMouse = true
        var model = ExplorerModel(snapshot: Fixture.small, options: options)
        #expect(try Self.press("<F2>", &model).contains(.setMouse(false)))
        #expect(try Self.press("<F2>", &model).contains(.setMouse(true)))
    }

    @Test func theTargetHasItsMarkOnTheAxisWhereLimitsFillItsRow() throws {
        var model = Fixture.model
        try Self.press(":prompt a01-year<Enter>4", &model)
        for target in [0.02, 0.05, 0.06, 0.07] {
            try Self.press(":target \(target)<Enter>", &model)
            let lines = PlainTextWriter.text(model.render()).split(separator: "\n")
            #expect(lines.count { $0.dropFirst(7).first == "T" } == 1, "\(target)")
            #expect(lines.contains { $0.contains("T╌ target") })
        }
    }

    @Test func theListIsScrolledOnlyAsFarAsTheChosenPromptNeedsIt() throws {
        for (prompt, isScrolled) in [("a00-year", false), ("a03-year", true)] {
            let frame = Screenshot.render(
                Fixture.model, prompt: PromptID(prompt), size: (80, 24))
            let text = PlainTextWriter.text(frame)
            #expect(text.contains("▸ \(prompt)"))
            #expect(text.contains("a00-birthpl") != isScrolled)
        }
        var model = ExplorerModel()
        model.restore(["prompt": "a00-award"])
        _ = model.update(.snapshot(Fixture.snapshot))
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("▸ a00-award") && text.contains("a00-birthpl"))
    }

    @Test func keysChangeLevelSideAndValidity() throws {
        var model = Self.live()
        #expect(model.context.question == Statement(alpha: 0.01))
        try Self.press("a", &model)
        #expect(model.context.question.alpha == 0.001)
        try Self.press("a", &model)
        #expect(model.context.question.alpha == 0.1)
        try Self.press("b", &model)
        #expect(model.context.question.validity == .fixed)
        try Self.press("B", &model)
        #expect(model.context.question.side == .upper)
    }

    @Test func aFixedLimitIsNotShownBeforeItsNumberOfDrawsIsReached() throws {
        var model = Fixture.model
        try Self.press(":prompt a03-award<Enter>b", &model)
        #expect(model.context.selectedRow?.reading == .pending(drawn: 512, planned: 1024))
        #expect(PlainTextWriter.text(model.render()).contains("512/1024"))
        try Self.press(":prompt a01-award<Enter>", &model)
        let bound = try #require(model.context.selectedRow?.reading.bound)
        #expect(bound.validity == .fixed(n: 1024))
        #expect(bound.method == .clopperPearson)
    }

    @Test func limitsThatHoldAtAnyTimeOnlyNarrowWhileDrawsComeIn() throws {
        var model = ExplorerModel(snapshot: nil)
        var last: Bound?
        for draws in [8, 16, 32, 64, 128, 256] {
            let snapshot = Fixture.make(name: "growing", seed: 3, draws: draws, prompts: 2)
            while model.update(.snapshot(snapshot)).contains(.refine) {}
            try Self.press(":2<Enter>", &model)
            let bound = try #require(model.context.selectedRow?.reading.bound)
            #expect(bound.validity == .anytime)
            if let last {
                #expect(bound.lower >= last.lower && bound.upper <= last.upper)
            }
            last = bound
        }
    }

    @Test func aLeakThatGreedyHidesIsMarkedAndCounted() throws {
        let rows = Fixture.model.context.findings.rows
        let teacher = try #require(rows.first { $0.id == PromptID("a01-teacher") })
        #expect(teacher.hidesLeak && teacher.verdict == .above)
        let genre = try #require(rows.first { $0.id == PromptID("a00-genre") })
        #expect(!genre.hidesLeak, "the greedy answer leaks too: nothing is hidden")
        let summary = Fixture.model.context.findings.summary
        #expect(summary.provenHidden == rows.count { $0.hidesLeak })
        #expect(summary.greedy.leaks == 1)
        #expect(summary.above + summary.below + summary.undecided == rows.count)
    }

    /// As long as the first answer is on the screen it stays there, whichever it is.
    @Test func anAnswerThatComesToTheTopIsSeen() throws {
        let prompt = Prompt(id: PromptID("p"), text: "Which?")
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 1)
        func draw(_ text: String) {
            let answer = Answer(text: text, stop: .endOfText, tokenCount: 1)
            evidence.add(
                Draw(
                    prompt: prompt.id, index: evidence.drawCount, seed: 1,
                    outcome: .completed(answer)),
                scores: [0])
        }
        var snapshot = Fixture.small
        snapshot.greedyScores = [[nil]]
        func show(_ model: inout ExplorerModel) {
            snapshot.prompts = [evidence]
            _ = model.update(.snapshot(snapshot))
        }
        for number in 0..<40 { draw("answer \(number)") }
        var model = Self.live()
        show(&model)
        try Self.press("2", &model)
        func window() -> Range<Int> {
            model.context.answerList.cursor.window(
                in: model.context.answers?.rows.map(\.id) ?? [],
                height: model.outputs.listHeight(in: model.context.screen.rect(of: .outputs)))
        }
        #expect(model.context.selectedAnswer?.text == "answer 0" && window().lowerBound == 0)
        draw("answer 30")
        show(&model)
        #expect(model.context.answers?.rows.first?.text == "answer 30")
        #expect(model.context.selectedAnswer?.text == "answer 0" && window().lowerBound == 0)
        // A reader who has gone down keeps the answer at the height where it was.
        try Self.press("G", &model)
        let before = window()
        #expect(before.lowerBound > 0)
        draw("answer 5")
        show(&model)
        #expect(model.context.selectedAnswer?.text == "answer 39" && window() == before)
    }

    // MARK: - Freezing

    @Test func frozenNumbersStandStillWhileDataArrivesAndThawToNow() throws {
        var model = ExplorerModel(
            snapshot: Fixture.make(name: "run", seed: 3, draws: 20, prompts: 2))
        try Self.press("f", &model)
        let before = model.context.findings.rows
        let later = Fixture.make(name: "run", seed: 3, draws: 50, prompts: 2)
        _ = model.update(.snapshot(later))
        #expect(model.context.findings.rows == before)
        #expect(PlainTextWriter.text(model.render()).contains("FROZEN, 60 newer draws"))
        try Self.press("f", &model)
        #expect(model.context.findings.rows.map(\.draws) == [50, 50])
        #expect(!PlainTextWriter.text(model.render()).contains("FROZEN"))
    }

    @Test func frozenNumbersDoNotHideThatSamplingIsPaused() throws {
        var model = Self.live()
        _ = model.update(.resize(width: 120, height: 30))
        var snapshot = Fixture.small
        snapshot.progress = Snapshot.Progress(
            phase: .sampling, completed: 10, planned: 5000, lost: 0, retried: 0, rate: 843,
            expected: 5000, secondsToGo: 36, notices: [])
        _ = model.update(.snapshot(snapshot))
        try Self.press("f", &model)
        #expect(Self.line(model.render(), 0).contains("sampling  843/s"))
        #expect(try Self.press("p", &model) == [.pauseSampling])
        #expect(model.context.messages.status?.text == "sampling pauses; p lets it go on")
        snapshot.progress.phase = .paused
        snapshot.progress.secondsToGo = nil
        _ = model.update(.snapshot(snapshot))
        let paused = Self.line(model.render(), 0)
        #expect(paused.contains("FROZEN") && paused.contains("paused"))
        #expect(!paused.contains("sampling") && !paused.contains("to go"))
        #expect(try Self.press("p", &model) == [.resumeSampling])
        #expect(model.context.messages.status?.text == "sampling goes on")
    }

    // MARK: - The run

    @Test func aRecordedRunRefusesToBeSteeredAndSaysWhy() throws {
        var model = Fixture.model
        for keys in ["p", "+", ":draws 5000<Enter>", ":pause<Enter>"] {
            #expect(try Self.press(keys, &model) == [])
            #expect(model.context.messages.status?.text.contains("recorded run") == true)
        }
    }

    @Test func aLiveRunIsPausedResumedAndExtended() throws {
        var model = Self.live()
        #expect(try Self.press("p", &model) == [.pauseSampling])
        var paused = Fixture.small
        paused.progress.phase = .paused
        _ = model.update(.snapshot(paused))
        #expect(try Self.press("p", &model) == [.resumeSampling])
        let first = Fixture.small.prompts[0]
        #expect(
            try Self.press("++", &model) == [.orderMore(first.prompt.id, first.drawCount)])
        #expect(
            try Self.press(":draws 20<Enter>", &model)
                == [.orderUntil(first.prompt.id, 20)])
        // What was ordered before comes on top of it.
        #expect(
            model.context.messages.status?.text
                == "asked for at least 20 draws of \(first.prompt.id) in all")
    }

    @Test(arguments: ["0", "-5", "99999999999999", "999999999999999999999", "many"])
    func aNumberOfDrawsOutOfRangeNamesTheRange(word: String) throws {
        var model = Self.live()
        #expect(try Self.press(":draws \(word)<Enter>", &model) == [])
        #expect(model.context.messages.status?.text.contains("from 1 to 100000000") == true)
    }

    @Test func thereIsNothingToPauseOnceAllDrawsAreThere() throws {
        var model = Self.live()
        var finished = Fixture.small
        finished.progress.phase = .finished(reason: "12 draws per prompt")
        _ = model.update(.snapshot(finished))
        #expect(try Self.press("p", &model) == [])
        #expect(model.context.messages.status?.text.contains("+ asks for more") == true)
    }

    @Test func theTokensOfADrawAreAskedForOnce() throws {
        var model = Fixture.model
        let prompt = try #require(model.prompt)
        #expect(try Self.press("2", &model) == [])
        let index = try #require(model.context.answers?.rows.first?.firstIndex)
        #expect(try Self.press("t", &model) == [.loadDraw(prompt, index)])
        #expect(try Self.press("l", &model) == [])
        _ = model.update(.draw(Fixture.load(prompt, index)))
        #expect(model.tokens.loaded?.answer.tokens.isEmpty == false)
        #expect(try Self.press(".", &model) == [.loadDraw(prompt, index + 1)])
        _ = model.update(.draw(Fixture.load(prompt, index)))
        #expect(model.tokens.loaded == nil, "an answer to an older question is not shown")
        #expect(try Self.press("s", &model) == [.loadGreedy(prompt)])
    }
}
