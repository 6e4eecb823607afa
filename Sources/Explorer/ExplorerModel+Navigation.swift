import Canvas
import Evidence
import Prompts

extension ExplorerModel {
    /// The evidence of the selected prompt.
    var selectedEvidence: PromptEvidence? {
        guard let shown, let id = prompts.selected, let position = derived.positions[id] else {
            return nil
        }
        return shown.prompts[position]
    }

    /// The row of the selected prompt.
    var selectedRow: PromptRow? {
        guard let id = prompts.selected, let position = derived.positions[id] else { return nil }
        return derived.rows[position]
    }

    // MARK: - Between views

    /// Shows a view on top of the list of prompts.
    mutating func go(to view: ViewKind) {
        isExpanded = isExpanded && view == self.view
        stack = view == .prompts ? [.prompts] : [.prompts, view]
        if view == .tokens { tokens.index = nil }
    }

    /// One level deeper: from a prompt to its answers, from an answer to its tokens.
    mutating func open() {
        switch view {
        case .prompts, .compare: push(.outputs)
        case .outputs:
            tokens.index = nil
            tokens.token = 0
            tokens.showsTree = false
            push(.tokens)
        case .scores: push(.bounds)
        case .tokens where tokens.showsTree: toggleBranch()
        case .bounds, .tokens: break
        }
    }

    private mutating func push(_ view: ViewKind) {
        if let depth = stack.firstIndex(of: view) {
            stack.removeSubrange((depth + 1)...)
        } else {
            stack.append(view)
        }
    }

    /// Leaves whatever is on top: a window, the tour, a view; at the first view the program.
    mutating func goBack() -> [Effect] {
        guard tourPosition != nil, overlay == nil, !isExpanded else { return leaveTop() }
        leaveTour()
        return []
    }

    private mutating func leaveTop() -> [Effect] {
        if overlay != nil {
            overlay = nil
        } else if isExpanded {
            isExpanded = false
        } else if stack.count > 1 {
            stack.removeLast()
        } else {
            return [.quit]
        }
        return []
    }

    /// Leaves what is on top like ``goBack()``, but never the tour or the program: at the first
    /// view it clears whatever narrows or marks the list.
    mutating func escape() -> [Effect] {
        guard overlay == nil, !isExpanded, stack.count == 1 else { return leaveTop() }
        if filter.isEmpty, search.pattern.isEmpty, marks.isEmpty {
            status = Notice("q quits")
        } else {
            filter = ""
            search = Search()
            marks = []
        }
        return []
    }

    /// Gives the focus to the next pane on the screen; with one pane, shows the next view.
    mutating func focus(by step: Int) {
        let all = layout.panes.count > 1 ? layout.panes.map(\.view) : ViewKind.allCases
        let position = all.firstIndex(of: view) ?? 0
        go(to: all[(position + step + all.count) % all.count])
    }

    // MARK: - Inside a view

    mutating func move(_ action: Action) {
        if overlay != nil { return scrollOverlay(action) }
        switch view {
        case .prompts, .compare:
            let ids = view == .compare ? comparedIDs : derived.order
            prompts.step(action, in: ids, height: listHeight(of: view))
        case .outputs:
            let texts = derived.outputs?.rows.map(\.text) ?? []
            let old = outputs.cursor.selected
            outputs.cursor.step(action, in: texts, height: listHeight(of: .outputs))
            if outputs.cursor.selected != old { outputs.textScroll = 0 }
        case .scores, .bounds:
            if let step = action.rowStep { movePrompt(by: step) }
        case .tokens where tokens.showsTree:
            tokens.branch.step(
                action, in: treeRows.map(\.path), height: listHeight(of: .tokens))
        case .tokens: moveToken(action)
        }
    }

    private mutating func moveToken(_ action: Action) {
        let count = tokens.loaded?.answer.tokens.count ?? 0
        guard count > 0 else {
            if let step = action.rowStep { movePrompt(by: step) }
            return
        }
        let distance =
            switch action {
            case .left: -1
            case .right: 1
            case .up, .halfPageUp, .pageUp: -8
            case .down, .halfPageDown, .pageDown: 8
            case .first: -count
            case .last: count
            default: 0
            }
        tokens.token = max(0, min(count - 1, tokens.token + distance))
    }

    /// Selects another prompt from inside any view.
    mutating func movePrompt(by step: Int) {
        let ids = view == .compare ? comparedIDs : derived.order
        prompts.move(by: step, in: ids, height: listHeight(of: .prompts))
    }

    private mutating func scrollOverlay(_ action: Action) {
        guard var overlay else { return }
        let page = max(1, height - 6)
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
        let lines = OverlayWindow.lines(of: overlay, model: self, width: width).count
        overlay.scroll = max(0, min(max(0, lines - page), overlay.scroll + distance))
        self.overlay = overlay
    }

    // MARK: - The mouse

    mutating func scroll(atX x: Int, y: Int, rows: Int) {
        if overlay == nil,
            let pane = layout.panes.first(where: { $0.rect.contains(Point(x: x, y: y)) }),
            pane.view != view
        {
            go(to: pane.view)
        }
        for _ in 0..<min(abs(rows), 50) { move(rows < 0 ? .up : .down) }
    }

    mutating func click(atX x: Int, y: Int) {
        guard overlay == nil, line == nil,
            let pane = layout.panes.first(where: { $0.rect.contains(Point(x: x, y: y)) })
        else { return }
        if pane.view != view { go(to: pane.view) }
        if pane.view == .prompts {
            let list = PromptsView.listRect(in: pane.rect)
            let window = prompts.window(in: derived.order, height: list.height)
            let row = y - list.y
            if row >= 0, row < window.count {
                prompts.select(
                    window.lowerBound + row, in: derived.order, height: list.height)
            }
        }
    }
}

extension ListCursor {
    /// Moves as a key says; a page keeps one row in common.
    mutating func step(_ action: Action, in items: [ID], height: Int) {
        let page = max(1, height - 1)
        switch action {
        case .up: move(by: -1, in: items, height: height)
        case .down: move(by: 1, in: items, height: height)
        case .halfPageUp: move(by: -max(1, page / 2), in: items, height: height)
        case .halfPageDown: move(by: max(1, page / 2), in: items, height: height)
        case .pageUp: move(by: -page, in: items, height: height)
        case .pageDown: move(by: page, in: items, height: height)
        case .first: select(0, in: items, height: height)
        case .last: select(items.count - 1, in: items, height: height)
        default: break
        }
    }
}

extension Action {
    /// The rows that a movement means where a page has no meaning; nil for sideways movement.
    var rowStep: Int? {
        switch self {
        case .up: -1
        case .down: 1
        case .halfPageUp, .pageUp: -10
        case .halfPageDown, .pageDown: 10
        case .first: -1_000_000_000
        case .last: 1_000_000_000
        default: nil
        }
    }
}
