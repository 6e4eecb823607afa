import Canvas
import Evidence
import Prompts

extension ExplorerModel {
    // MARK: - Between views

    /// Shows a view on top of the list of prompts.
    mutating func go(to view: ViewKind) {
        context.screen.isExpanded = context.screen.isExpanded && view == self.view
        let base: [ViewKind] = (context.screen.beginsWithRuns ? [.runs] : []) + [.prompts]
        context.screen.stack =
            base.firstIndex(of: view).map { Array(base[...$0]) } ?? base + [view]
        views[view].entered(from: nil)
    }

    /// Shows a view on top of the focused one, or goes back to it where it lies below.
    mutating func push(_ view: ViewKind) {
        let opener = self.view
        if let depth = context.screen.stack.firstIndex(of: view) {
            context.screen.stack.removeSubrange((depth + 1)...)
        } else {
            context.screen.stack.append(view)
        }
        views[view].entered(from: opener)
    }

    /// Leaves whatever is on top: a window, the tour, a view; at the first view the program.
    mutating func goBack() -> [Effect] {
        guard tourPosition != nil, overlay == nil, !context.screen.isExpanded else {
            return leaveTop()
        }
        leaveTour()
        return []
    }

    private mutating func leaveTop() -> [Effect] {
        if overlay != nil {
            overlay = nil
        } else if context.screen.isExpanded {
            context.screen.isExpanded = false
        } else if context.screen.stack.count > 1 {
            context.screen.stack.removeLast()
        } else {
            return [.quit]
        }
        return []
    }

    /// Leaves what is on top, but never the program.
    mutating func leave() -> [Effect] {
        guard overlay == nil, !context.screen.isExpanded, context.screen.stack.count == 1 else {
            return leaveTop()
        }
        context.note("q quits")
        return []
    }

    /// Leaves what is on top like ``goBack()``, but never the tour or the program: at the first
    /// view it clears whatever narrows or marks the list.
    mutating func escape() -> [Effect] {
        if overlay == nil, filtersAnswers, !context.answerList.filter.isEmpty {
            context.filterAnswers(AnswerFilter())
            context.note("all answers again")
            return []
        }
        guard overlay == nil, !context.screen.isExpanded, context.screen.stack.count == 1 else {
            return leaveTop()
        }
        if !view.type.isAboutRun, context.folder != nil {
            let isNarrowed = !listFilter.isEmpty || !search.pattern.isEmpty
            if !isNarrowed { context.note("q quits") }
            (listFilter, search) = ("", Search())
            return []
        }
        if context.list.filter.isEmpty, search.pattern.isEmpty, context.list.marks.isEmpty {
            context.note("q quits")
        } else {
            context.list.filter = ""
            search = Search()
            context.list.marks = []
        }
        return []
    }

    /// What Esc clears where it leaves no view, as the footer says it; nil where there is nothing.
    var clearsOnEscape: SafeText? {
        if filtersAnswers, !context.answerList.filter.isEmpty { return "all answers" }
        guard !context.screen.isExpanded, context.screen.stack.count == 1 else { return nil }
        if !view.type.isAboutRun, context.folder != nil {
            return listFilter.isEmpty && search.pattern.isEmpty ? nil : "clear"
        }
        let isPlain =
            context.list.filter.isEmpty && search.pattern.isEmpty && context.list.marks.isEmpty
        return isPlain ? nil : "clear"
    }

    /// Gives the focus to the next pane on the screen; with one pane, shows the next view.
    mutating func focus(by step: Int) {
        let panes = context.screen.layout.panes
        let all = panes.count > 1 ? panes.map(\.view) : ViewKind.allCases
        let position = all.firstIndex(of: view) ?? 0
        go(to: all[(position + step + all.count) % all.count])
    }

    // MARK: - Windows and the mouse

    mutating func scrollOverlay(_ action: Action) {
        guard var overlay else { return }
        let page = max(1, context.screen.height - 6)
        let distance =
            switch action {
            case .up: -1
            case .down: 1
            case .halfPageUp: -page / 2
            case .halfPageDown: page / 2
            case .pageUp: -page
            case .pageDown: page
            case .first: -1_000_000
            case .last: 1_000_000
            default: 0
            }
        let lines = OverlayWindow.lines(of: overlay, model: self, width: context.screen.width).count
        overlay.scroll = max(0, min(max(0, lines - page), overlay.scroll + distance))
        self.overlay = overlay
    }

    mutating func scroll(atX x: Int, y: Int, rows: Int) {
        context.messages.status = nil
        if overlay == nil,
            let pane = context.screen.layout.panes.first(where: {
                $0.rect.contains(Point(x: x, y: y))
            }),
            pane.view != view
        {
            go(to: pane.view)
        }
        let isText =
            overlay == nil
            && views[view].textRect(in: context.screen.rect(of: view))?
                .contains(Point(x: x, y: y)) == true
        let (up, down): (Action, Action) = isText ? (.textUp, .textDown) : (.up, .down)
        for _ in 0..<min(abs(rows), 50) { _ = perform(rows < 0 ? up : down) }
    }

    mutating func click(atX x: Int, y: Int) -> [Effect] {
        guard line == nil else { return [] }
        let isSaid = context.messages.status != nil
        context.messages.status = nil
        // A click on a notice that covers the keys means none of them.
        if isSaid, y == context.screen.height - 1 { return [] }
        let chrome = Chrome(model: self)
        if y == context.screen.height - 1 {
            return chrome.action(atX: x).map { perform($0) } ?? []
        }
        if let overlay {
            // A click beside a window closes it.
            return OverlayWindow(model: self, overlay: overlay).box.contains(Point(x: x, y: y))
                ? [] : update(.key(.escape))
        }
        if y == 0 {
            if let view = chrome.view(atX: x), view != self.view { push(view) }
            return []
        }
        guard
            let pane = context.screen.layout.panes.first(where: {
                $0.rect.contains(Point(x: x, y: y))
            })
        else { return [] }
        if pane.view != view { go(to: pane.view) }
        guard let list = views[pane.view].list(context, in: pane.rect) else { return [] }
        if y == list.rect.y - 1 { return clickHeader(atX: x, y: y) }
        let row = y - list.rect.y
        guard row >= 0, row < list.window.count else { return [] }
        let position = list.window.lowerBound + row
        if position == list.selected { return perform(.open) }
        views[view].select(searchPosition: position, &context)
        return []
    }

    /// Sorts by the column whose name is clicked, or the other way round where the list is sorted by it;
    /// beside the names the orders are shown.
    private mutating func clickHeader(atX x: Int, y: Int) -> [Effect] {
        let frame = render()
        let header = (0..<frame.width).map { frame[$0, y].text }
        func isWord(_ place: Int) -> Bool {
            header.indices.contains(place) && header[place].contains { $0.isLetter || $0.isNumber }
        }
        let orders = orders
        for (name, order) in orders.headings {
            let name = name.map(String.init)
            let places = 0...max(0, header.count - name.count)
            guard
                let start = places.last(where: {
                    $0 <= x && header[$0...].starts(with: name)
                        && !isWord($0 - 1) && !isWord($0 + name.count)
                }), x < start + name.count
            else { continue }
            return order == orders.current ? perform(.sortReverse) : run(command: "sort " + order)
        }
        if orders.current != nil { openOrders() }
        return []
    }
}

extension ListCursor {
    /// Moves as a key says; a page keeps one row in common.
    ///
    /// - Parameter times: how often.
    mutating func step(_ action: Action, times: Int, in items: [ID], height: Int) {
        let page = max(1, height - 1)
        func move(_ rows: Int) {
            self.move(
                by: max(-items.count, min(items.count, rows * times)), in: items, height: height)
        }
        switch action {
        case .up: move(-1)
        case .down: move(1)
        case .halfPageUp: move(-max(1, page / 2))
        case .halfPageDown: move(max(1, page / 2))
        case .pageUp: move(-page)
        case .pageDown: move(page)
        case .first: select(0, in: items, height: height)
        case .last: select(items.count - 1, in: items, height: height)
        case .windowFirst:
            select(window(in: items, height: height).lowerBound, in: items, height: height)
        case .windowLast:
            select(window(in: items, height: height).upperBound - 1, in: items, height: height)
        case .centre: anchor = height / 2
        default: break
        }
    }
}
