import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension ExplorerModel {
    /// Takes in one key: an action of the key table, or a character that is being typed.
    mutating func press(_ key: Key) -> [Effect] {
        context.messages.status = nil
        let key = line == nil ? keyMap[key] ?? key : key
        if self.count(key) { return [] }
        let count = self.count
        self.count = nil
        let wanted = wantedDraws
        wantedDraws = nil
        defer { if line == nil, overlay != nil { wantedDraws = nil } }
        if KeyTable.action(for: key, in: keyContext) == .moreDraws { wantedDraws = wanted }
        if let action = KeyTable.action(for: key, in: keyContext) {
            if let count {
                if action == .escape { return [] }
                if let effects = perform(action, times: count.number) { return effects }
            }
            return perform(action)
        }
        if keyContext == .menu {
            // The menu is in nobody's way: any other key acts as if it were not there.
            overlay = nil
            return press(key)
        }
        if line != nil {
            if case .character(let character) = key {
                line?.insert(character)
                lineChanged()
            }
        } else if overlay == nil {
            context.note("\(key.name) does nothing here; ? shows the keys")
        }
        return []
    }

    /// Carries out an action.
    mutating func perform(_ action: Action) -> [Effect] {
        if line != nil { return type(action) }
        if case .themes(let position, let original) = overlay {
            return chooseTheme(action, position: position, original: original)
        }
        if case .menu(let position) = overlay { return chooseRun(action, position: position) }
        if case .list(let choice, let position) = overlay {
            return choose(choice, action, position: position)
        }
        if overlay == nil {
            if !Self.keepsSearch.contains(action) { context.search.isFresh = false }
            switch views[view].handle(action, &context) {
            case .none: break
            case .done: return []
            case .open(let next):
                push(next)
                return []
            case .leave: return leave()
            case .ask(let effects): return effects
            case .openRun(let name, let other, let view):
                let effects = open(run: name, beside: other)
                // Back from what was opened is the list of runs, not a view that nobody opened.
                if view == .prompts { go(to: view) } else { push(view) }
                return effects
            }
        }
        return performInAnyView(action) ?? []
    }

    /// Carries out an action that means the same in every view; nil for one that is no such action.
    mutating func performInAnyView(_ action: Action) -> [Effect]? {
        switch action {
        case .quit: return [.quit]
        case .repaint: return [.repaint]
        case .suspend: return [.suspend]
        case .reload: return [.reload]
        case .back: return goBack()
        case .escape: return escape()
        case .leave: return leave()
        case .focusNext: focus(by: 1)
        case .focusPrevious: focus(by: -1)
        case .nextPrompt: context.movePrompt(by: context.repeats)
        case .previousPrompt: context.movePrompt(by: -context.repeats)
        case .expand: toggleExpansion()
        case .search, .filter, .command: startTyping(action)
        case .count: count = Count(number: 0)
        case .nextHit: jumpToHit(1, times: context.repeats)
        case .previousHit: jumpToHit(-1, times: context.repeats)
        case .toggleMode, .toggleValidity, .nextAlpha, .nextSide, .nextScorer:
            changeReading(action)
        case .freeze: toggleFreeze()
        case .nextRun: showNextRun()
        case .nextComparison: compareWithNextRun()
        case .tourNext: return moveTour(by: 1)
        case .tourPrevious: return moveTour(by: -1)
        case .moreDraws, .pause: return steer(action)
        case .fewerDraws: return takeOrderBack()
        case .chooseLabel: openLabels()
        case .undoLabel: return takeLabelBack()
        case .help: overlay = .help(viewContext, scroll: 0)
        case .legend: overlay = .legend(view, scroll: 0)
        case .accept where overlay != nil: return runHelpLine()
        case .facts: overlay = .facts(scroll: 0)
        case .log: overlay = .log(scroll: max(0, context.messages.all.count - 1))
        case .chooseTheme:
            overlay = .themes(position: themes.firstIndex(of: theme) ?? 0, original: theme)
        case .chooseColumns: chooseColumns()
        case .chooseOrder: openOrders()
        case .export: return export(to: nil, overwrites: false)
        case .exportAll: return exportAll(to: nil, overwrites: false)
        case .copy: return copySelection()
        case .copyRequest: return copyRequest()
        case .toggleMouse: return setMouse(!hasMouse)
        default:
            if overlay != nil {
                scrollOverlay(action)
            } else if let kind = ViewKind.allCases.first(where: { .show($0) == action }) {
                go(to: kind)
            } else {
                return nil
            }
        }
        return []
    }

    /// What may be done without the state of a search leaving the title.
    private static let keepsSearch: Set<Action> = [
        .search, .nextHit, .previousHit, .help, .legend, .facts, .log, .chooseTheme, .export,
        .exportAll,
        .copy, .repaint, .suspend, .command,
    ]

    /// Draws that were asked for once; the second time they are ordered.
    struct MoreDraws: Sendable, Hashable {
        var prompt: PromptID?
        var draws: Int
    }

    // MARK: - Reading

    private mutating func changeReading(_ action: Action) {
        switch action {
        case .toggleMode:
            guard context.mode == .greedy || hasGreedyAnswers else {
                return context.note("this run has no greedy answers")
            }
            context.mode = context.mode == .sampled ? .greedy : .sampled
        case .toggleValidity:
            let now = context.toggleValidity()
            if context.shown?.facts.isWithoutReplacement == true { context.note(now.string) }
        case .nextAlpha:
            let levels = [0.1, 0.05, 0.01, 0.001]
            let alpha = context.question.alpha
            context.question.alpha = levels.first { $0 < alpha * 0.999 } ?? levels[0]
            hasChosenAlpha = true
        case .nextSide:
            let sides: [Bound.Side] = [.two, .upper, .lower]
            let position = sides.firstIndex(of: context.question.side) ?? 0
            context.question.side = sides[(position + 1) % sides.count]
        default:
            let count = context.shown?.facts.scorers.count ?? 0
            guard count > 1 else { return fail("this run has only one scorer") }
            context.scorer = (context.scorer + 1) % count
        }
    }

    // MARK: - The run

    static let isRecorded = "this is a recorded run: nothing is being sampled"

    /// Whether there are greedy answers, or may be.
    var hasGreedyAnswers: Bool {
        isSampled || context.shown?.prompts.contains { $0.greedy != nil } != false
    }

    /// Whether draws of the run that is shown can still come.
    var isSampled: Bool { isLive && shownRun == 0 }

    private mutating func steer(_ action: Action) -> [Effect] {
        guard isSampled, let shown = context.shown else {
            fail(Self.isRecorded)
            return []
        }
        if action == .pause {
            switch (context.runs.latest ?? shown).progress.phase {
            case .paused:
                context.note("sampling goes on")
                return [.resumeSampling]
            case .finished: fail("all draws are there; + asks for more")
            case .failed: fail("sampling has ended")
            case .recorded, .waitingForServer, .sampling:
                context.note("sampling pauses; p lets it go on")
                return [.pauseSampling]
            }
            return []
        }
        let more = max(1, context.receivedEvidence?.drawCount ?? shown.facts.plannedDraws)
        let wish = MoreDraws(prompt: context.prompt, draws: wantedDraws?.draws ?? more)
        guard wantedDraws != wish else {
            wantedDraws = nil
            return order(wish.draws)
        }
        wantedDraws = wish
        let name = context.prompt?.rawValue ?? "this prompt"
        context.note(
            "+ once more asks for " + Figure.count(wish.draws, "more draw", "more draws")
                + " of \(name); any other key does not")
        return []
    }

    /// Orders more draws of the selected prompt.
    mutating func order(_ draws: Int) -> [Effect] {
        guard let prompt = context.prompt, draws > 0 else { return [] }
        drawOrders.append(MoreDraws(prompt: prompt, draws: draws))
        say(
            Notice(
                "asked for " + Figure.count(draws, "more draw", "more draws")
                    + " of \(prompt); - takes it back"))
        return [.orderMore(prompt, draws)]
    }

    /// Gives up what was ordered last, as far as it is not launched.
    private mutating func takeOrderBack() -> [Effect] {
        guard isSampled else {
            fail(Self.isRecorded)
            return []
        }
        guard let last = drawOrders.popLast(), let prompt = last.prompt else {
            context.note("no draws were ordered in this session; + orders some")
            return []
        }
        say(
            Notice(
                "took back the last order, " + Figure.count(last.draws, "draw", "draws")
                    + " of \(prompt): what is launched already still comes"))
        return [.takeBack(prompt, last.draws)]
    }

    /// Orders draws of the selected prompt until it has so many, or as many as are planned anyway:
    /// with those that were ordered before there may be more.
    mutating func order(until draws: Int) -> [Effect] {
        guard let prompt = context.prompt else { return [] }
        let isStopped = context.selectedEvidence?.stopped != nil
        let planned = isStopped ? 0 : context.shown?.facts.plannedDraws ?? 0
        say(Notice("asked for at least \(max(draws, planned)) draws of \(prompt) in all"))
        return [.orderUntil(prompt, draws)]
    }

    // MARK: - The screen

    private mutating func toggleExpansion() {
        if !context.screen.isExpanded, context.screen.layout.panes.count == 1 {
            context.note("this pane is alone already")
        } else {
            context.screen.isExpanded.toggle()
        }
    }

    /// Shows another theme at once; Enter keeps it, Esc returns to the one before.
    private mutating func chooseTheme(
        _ action: Action, position: Int, original: String
    ) -> [Effect] {
        switch ListStep.of(action, position: position, count: themes.count) {
        case .effects(let effects): return effects
        case .accepted:
            overlay = nil
            say(Notice("theme \(theme)"))
            return []
        case .cancelled:
            overlay = nil
            let isOther = theme != original
            theme = original
            return isOther ? [.setTheme(original)] : []
        case .moved(let next):
            overlay = .themes(position: next, original: original)
            theme = themes[next]
            return [.setTheme(theme)]
        case .nothing: return []
        }
    }

    mutating func setMouse(_ on: Bool) -> [Effect] {
        hasMouse = on
        say(Notice(on ? "mouse on: Shift selects text in most terminals" : "mouse off"))
        return [.setMouse(on)]
    }

    /// Asks for the request that makes the selected draw again.
    private mutating func copyRequest() -> [Effect] {
        guard context.mode == .sampled else {
            context.sayGreedyIsOneAnswer()
            return []
        }
        guard let prompt = context.prompt, let row = context.selectedAnswer else {
            context.note("there is no draw here")
            return []
        }
        return [.copyRequest(prompt, row.firstIndex, copies: allowsClipboard)]
    }

    private mutating func copySelection() -> [Effect] {
        guard let text = views[view].copiedText(context) else { return [] }
        guard allowsClipboard else {
            fail("copying is off; :clipboard on lets y use the terminal's clipboard (OSC 52)")
            return []
        }
        let safe = SafeText(sanitizing: text)
        say(Notice("copied \(safe.string.count) characters, if the terminal lets programs copy"))
        return [.copy(safe)]
    }
}

extension Context {
    /// Changes between limits for any number of draws and for a fixed one.
    ///
    /// - Returns: what the limits are for now.
    mutating func toggleValidity() -> SafeText {
        wantedValidity = wantedValidity == .anytime ? .fixed : .anytime
        guard shown?.facts.isWithoutReplacement != true else {
            return "limits that hold at any n (draws without replacement have no others)"
        }
        return wantedValidity == .anytime
            ? "limits that hold at any n" : "limits for a fixed n only"
    }
}
