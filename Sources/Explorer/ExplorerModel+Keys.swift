import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension ExplorerModel {
    /// Takes in one key: an action of the key table, or a character that is being typed.
    mutating func press(_ key: Key) -> [Effect] {
        status = nil
        if let action = KeyTable.action(for: key, in: context) { return perform(action) }
        if case .menu = overlay {
            // The menu is in nobody's way: any other key acts as if it were not there.
            overlay = nil
            return press(key)
        }
        if line != nil, case .character(let character) = key {
            line?.insert(character)
            lineChanged()
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
        switch action {
        case .quit: return [.quit]
        case .repaint: return [.repaint]
        case .suspend: return [.suspend]
        case .reload: return [.reload]
        case .back: return goBack()
        case .escape: return escape()
        case .open: open()
        case .up, .down, .left, .right, .halfPageUp, .halfPageDown, .pageUp, .pageDown, .first,
            .last:
            move(action)
        case .focusNext: focus(by: 1)
        case .focusPrevious: focus(by: -1)
        case .nextPrompt: movePrompt(by: 1)
        case .previousPrompt: movePrompt(by: -1)
        case .showPrompts: go(to: .prompts)
        case .showOutputs: go(to: .outputs)
        case .showScores: go(to: .scores)
        case .showBounds: go(to: .bounds)
        case .showTokens: go(to: .tokens)
        case .showCompare: go(to: .compare)
        case .expand: toggleExpansion()
        case .textUp: outputs.textScroll = max(0, outputs.textScroll - 1)
        case .textDown: outputs.textScroll += 1
        case .search, .filter, .command: startTyping(action)
        case .nextHit: jumpToHit(1)
        case .previousHit: jumpToHit(-1)
        case .sortNext, .sortReverse: changeOrder(action)
        case .mark: toggleMark()
        case .clearMarks: marks = []
        case .toggleMode, .toggleValidity, .nextAlpha, .nextSide, .nextScorer, .raiseTarget,
            .lowerTarget:
            changeReading(action)
        case .freeze: toggleFreeze()
        case .toggleNormalised, .toggleWrap, .moreBins, .fewerBins, .automaticBins,
            .toggleLogarithmic, .nextShape, .thresholdUp, .thresholdDown:
            changeView(action)
        case .nextRun: showNextRun()
        case .nextComparison: compareWithNextRun()
        case .toggleMirrored: isCompareMirrored.toggle()
        case .foldBranch: foldBranch()
        case .nextDraw, .previousDraw, .toggleTree: changeDraw(action)
        case .tourNext: return moveTour(by: 1)
        case .tourPrevious: return moveTour(by: -1)
        case .moreDraws, .pause: return steer(action)
        case .help: overlay = .help(viewContext, scroll: 0)
        case .facts: overlay = .facts(scroll: 0)
        case .log: overlay = .log(scroll: max(0, messages.count - 1))
        case .chooseTheme:
            overlay = .themes(position: themes.firstIndex(of: theme) ?? 0, original: theme)
        case .export: return export(to: nil, overwrites: false)
        case .exportAll: return exportAll(to: nil, overwrites: false)
        case .copy: return copySelection()
        case .toggleMouse: return setMouse(!hasMouse)
        case .accept, .cancel, .eraseBackward, .eraseForward, .eraseWord, .eraseLine, .cursorLeft,
            .cursorRight, .cursorStart, .cursorEnd, .earlier, .later, .complete:
            break
        }
        return []
    }

    // MARK: - Reading

    private mutating func changeReading(_ action: Action) {
        switch action {
        case .toggleMode:
            mode = mode == .sampled ? .greedy : .sampled
            tokens.token = 0
        case .toggleValidity:
            question.validity = question.validity == .anytime ? .fixed : .anytime
            noteValidity()
        case .nextAlpha:
            let levels = [0.1, 0.05, 0.01, 0.001]
            question.alpha = levels.first { $0 < question.alpha * 0.999 } ?? levels[0]
            hasChosenAlpha = true
        case .nextSide:
            let sides: [Bound.Side] = [.two, .upper, .lower]
            let position = sides.firstIndex(of: question.side) ?? 0
            question.side = sides[(position + 1) % sides.count]
        case .nextScorer:
            let count = shown?.facts.scorers.count ?? 0
            guard count > 1 else { return fail("this run has only one scorer") }
            scorer = (scorer + 1) % count
        case .raiseTarget: target = Self.targets.first { $0 > target * 1.001 } ?? target
        case .lowerTarget: target = Self.targets.last { $0 < target * 0.999 } ?? target
        default: break
        }
    }

    /// Says so where the view shows the same limits as before.
    private mutating func noteValidity() {
        let now =
            question.validity == .anytime
            ? "limits that hold at any n" : "limits for a fixed n only"
        switch view {
        case .bounds: status = Notice("Bounds shows both; the other views show \(now) now")
        case .compare:
            status = Notice("Compare's limits hold at any n always; the others show \(now) now")
        case .prompts, .outputs, .scores, .tokens: break
        }
    }

    /// Says why a key that speaks of many answers does nothing.
    mutating func sayGreedyIsOneAnswer() {
        status = Notice("greedy is one answer: s shows the sampled ones")
    }

    /// The targets that the arrow keys go through; `:target` takes any other.
    private static let targets = [
        0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2,
        0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9,
    ]

    private mutating func changeView(_ action: Action) {
        let distinct = derived.scores?.distribution.count ?? 0
        if view == .scores, mode == .greedy {
            switch action {
            case .thresholdUp, .thresholdDown, .nextShape, .toggleLogarithmic:
                return sayGreedyIsOneAnswer()
            default: break
            }
        }
        switch action {
        case .toggleNormalised: outputs.isNormalised.toggle()
        case .toggleWrap: outputs.wraps.toggle()
        case .moreBins: scores.changeBins(by: 1, distinct: distinct)
        case .fewerBins: scores.changeBins(by: -1, distinct: distinct)
        case .automaticBins: scores.bins = nil
        case .toggleLogarithmic:
            if view == .bounds { bounds.isLinear.toggle() } else { scores.isLogarithmic.toggle() }
        case .nextShape:
            let all = ScoresState.Shape.allCases
            let position = all.firstIndex(of: scores.shape) ?? 0
            scores.shape = all[(position + 1) % all.count]
        case .thresholdUp: setThreshold(scores.threshold + 0.05)
        case .thresholdDown: setThreshold(scores.threshold - 0.05)
        default: break
        }
    }

    /// Puts the threshold on a twentieth, so that repeated steps never drift.
    private mutating func setThreshold(_ value: Double) {
        scores.threshold = max(0, min(0.95, (value * 20).rounded() / 20))
    }

    private mutating func changeOrder(_ action: Action) {
        switch (view, action) {
        case (.outputs, .sortNext):
            let all = OutputsState.Order.allCases
            let position = all.firstIndex(of: outputs.order) ?? 0
            outputs.order = all[(position + 1) % all.count]
            outputs.isReversed = false
        case (.outputs, _): outputs.isReversed.toggle()
        case (.compare, .sortNext): compareSort.advance(isPair: comparison != nil)
        case (.compare, _): compareSort.isReversed.toggle()
        case (_, .sortNext): sort.advance()
        default: sort.isReversed.toggle()
        }
        if view == .outputs {
            // The first by the new order is what one sorts for.
            outputs.cursor = ListCursor()
            outputs.textScroll = 0
        }
    }

    private mutating func changeDraw(_ action: Action) {
        switch action {
        case .toggleTree: tokens.showsTree.toggle()
        case .nextDraw, .previousDraw:
            guard mode == .sampled else { return fail("there is only one greedy answer") }
            let count = selectedEvidence?.drawCount ?? 0
            guard count > 0 else { return }
            let step = action == .nextDraw ? 1 : -1
            tokens.index = max(0, min(count - 1, (shownDrawIndex ?? 0) + step))
            tokens.token = 0
        default: break
        }
    }

    private mutating func toggleMark() {
        guard let id = prompts.selected else { return }
        if marks.remove(id) == nil { marks.insert(id) }
        move(.down)
    }

    private mutating func toggleFreeze() {
        isFrozen.toggle()
        if !isFrozen, let latest {
            self.latest = nil
            show(latest)
        }
    }

    // MARK: - The run

    static let isRecorded = "this is a recorded run: nothing is being sampled"

    /// Whether draws of the run that is shown can still come.
    var isSampled: Bool { isLive && shownRun == 0 }

    private mutating func steer(_ action: Action) -> [Effect] {
        guard isSampled, let shown else {
            fail(Self.isRecorded)
            return []
        }
        if action == .pause {
            switch (latest ?? shown).progress.phase {
            case .paused:
                status = Notice("sampling goes on")
                return [.resumeSampling]
            case .finished: fail("all draws are there; + asks for more")
            case .failed: fail("sampling has ended")
            case .recorded, .waitingForServer, .sampling:
                status = Notice("sampling pauses; p lets it go on")
                return [.pauseSampling]
            }
            return []
        }
        let more = max(1, receivedEvidence?.drawCount ?? shown.facts.plannedDraws)
        return order(more)
    }

    /// Orders more draws of the selected prompt.
    mutating func order(_ draws: Int) -> [Effect] {
        guard let prompt = prompts.selected, draws > 0 else { return [] }
        say(Notice("asked for \(draws) more draws of \(prompt)"))
        return [.orderMore(prompt, draws)]
    }

    /// Orders draws of the selected prompt until it has so many, or as many as are planned anyway:
    /// with those that were ordered before there may be more.
    mutating func order(until draws: Int) -> [Effect] {
        guard let prompt = prompts.selected else { return [] }
        let isStopped = selectedEvidence?.stopped != nil
        let planned = isStopped ? 0 : shown?.facts.plannedDraws ?? 0
        say(Notice("asked for at least \(max(draws, planned)) draws of \(prompt) in all"))
        return [.orderUntil(prompt, draws)]
    }

    // MARK: - The screen

    private mutating func toggleExpansion() {
        if !isExpanded, layout.panes.count == 1 {
            status = Notice("this pane is alone already")
        } else {
            isExpanded.toggle()
        }
    }

    /// Shows another theme at once; Enter keeps it, Esc returns to the one before.
    private mutating func chooseTheme(
        _ action: Action, position: Int, original: String
    ) -> [Effect] {
        var next = position
        switch action {
        case .quit: return [.quit]
        case .repaint: return [.repaint]
        case .suspend: return [.suspend]
        case .accept:
            overlay = nil
            say(Notice("theme \(theme)"))
            return []
        case .cancel:
            overlay = nil
            let isOther = theme != original
            theme = original
            return isOther ? [.setTheme(original)] : []
        case .down: next += 1
        case .up: next -= 1
        case .first: next = 0
        case .last: next = themes.count - 1
        default: return []
        }
        guard !themes.isEmpty else { return [] }
        next = (next + themes.count) % themes.count
        overlay = .themes(position: next, original: original)
        theme = themes[next]
        return [.setTheme(theme)]
    }

    mutating func setMouse(_ on: Bool) -> [Effect] {
        hasMouse = on
        say(Notice(on ? "mouse on: Shift selects text in most terminals" : "mouse off"))
        return [.setMouse(on)]
    }

    private mutating func copySelection() -> [Effect] {
        let text: String? =
            switch view {
            case .outputs: outputs.cursor.selected
            case .tokens: tokens.loaded?.answer.text
            default: selectedEvidence?.prompt.text
            }
        guard let text else { return [] }
        guard allowsClipboard else {
            fail("copying is off; :clipboard on lets y use the terminal's clipboard (OSC 52)")
            return []
        }
        let safe = SafeText(sanitizing: text)
        say(Notice("copied \(safe.string.count) characters, if the terminal lets programs copy"))
        return [.copy(safe)]
    }
}
