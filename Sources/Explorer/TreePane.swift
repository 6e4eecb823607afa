import Canvas
import Evidence
import Prompts
import Statistics

/// The tree of all answers to one prompt, common beginnings merged.
struct TreePane {
    let model: ExplorerModel
    let isFocused: Bool
    private var glyphs: Glyphs { model.glyphs }
    private var isGreedy: Bool { model.mode == .greedy }

    init(model: ExplorerModel, isFocused: Bool) {
        self.model = model
        self.isFocused = isFocused
    }

    /// Where the parts of the pane stand.
    struct Parts {
        var prompt: Rect
        var header: Rect
        var list: Rect
        var foot: Rect

        /// - Parameter isAlone: whether the prompt is not shown beside the pane.
        init(of rect: Rect, isAlone: Bool) {
            let body = rect.rows(1).1
            let isTall = rect.height >= 8
            let below: Rect
            let rest: Rect
            (prompt, below) = body.rows(isTall && isAlone ? 1 : 0)
            (header, rest) = below.rows(isTall ? 1 : 0)
            (list, foot) = rest.rows(max(1, rest.height - (isTall ? 3 : 0)))
        }
    }

    func draw(into frame: inout Frame, in panes: TokensView.Panes) {
        guard let rect = panes.tree, let tree = model.derived.tree else { return }
        let hasKeys = panes.tokens == nil || isFocused
        if isGreedy {
            _ = frame.panel(
                rect, title: "Tree: the greedy path", notes: [hasKeys ? "t tokens" : ""],
                isFocused: isFocused, glyphs: glyphs)
        } else {
            _ = frame.panel(
                rect, title: "Tree of " + Words.count(tree.draws, "answer", "answers"),
                notes: [hasKeys ? "Enter unfolds, t tokens" : "t unfolds"],
                isFocused: isFocused, glyphs: glyphs)
        }
        let parts = Parts(of: rect, isAlone: panes.tokens == nil)
        let text = SafeText(oneLine: model.selectedEvidence?.prompt.text ?? "")
        frame.line(
            text, row: 0, in: parts.prompt.inset(horizontally: 1, vertically: 0),
            style: Style(.text, .bold), glyphs: glyphs)
        frame.line(
            isGreedy ? "   one answer, no shares" : "   draws   share   leaks", row: 0,
            in: parts.header, style: .role(.muted), glyphs: glyphs)
        let list = parts.list
        let rows = model.treeRows
        if isGreedy, rows.isEmpty {
            frame.line(
                model.selectedEvidence?.greedy == nil
                    ? "no greedy answer" : "the greedy answer has no words", row: 0,
                in: list.inset(horizontally: 1, vertically: 0), style: .role(.muted),
                glyphs: glyphs)
        }
        let paths = rows.map(\.path)
        let window = model.tokens.branch.window(in: paths, height: list.height)
        let selected = model.tokens.branch.position(in: paths)
        for (offset, position) in window.enumerated() {
            let line = Rect(x: list.x, y: list.y + offset, width: list.width, height: 1)
            draw(
                rows[position], isSelected: position == selected, into: &frame, in: line)
            if position == selected, isFocused { frame.cursor = Point(x: line.x, y: line.y) }
        }
        frame.scrollbar(window, of: rows.count, in: list, glyphs: glyphs)
        let foot = parts.foot.inset(horizontally: 1, vertically: 0)
        if isGreedy { return drawGreedyFoot(into: &frame, in: foot) }
        if let selected {
            drawShare(of: rows[selected].node, in: tree, into: &frame, in: foot)
        }
        let greedy = SafeText(glyphs.greedy)
        let leak = glyphs.dot + SafeText(glyphs.cross) + " leak"
        let legend = Words.fitting(
            [
                greedy + " path of the greedy answer" + leak + glyphs.dot
                    + "share: of the draws one branch up",
                greedy + " greedy path" + leak + glyphs.dot + "share of the branch above",
                greedy + " greedy path" + leak,
            ], width: foot.width)
        frame.line(legend, row: 2, in: foot, style: .role(.muted), glyphs: glyphs)
    }

    /// Says why the greedy path has no figures, and where those of the draws are.
    private func drawGreedyFoot(into frame: inout Frame, in rect: Rect) {
        frame.line(
            Words.fitting(
                [
                    "the greedy answer alone, a new line where sampled answers branch off",
                    "a new line where sampled answers branch off", "the greedy answer alone",
                ], width: rect.width), row: 0, in: rect, glyphs: glyphs)
        frame.line(
            "s shows the sampled answers with their shares", row: 1, in: rect,
            style: .role(.muted), glyphs: glyphs)
        frame.line(
            SafeText(glyphs.cross) + " leak", row: 2, in: rect, style: .role(.muted),
            glyphs: glyphs)
    }

    /// Draws how probable a branch is, with the limits of its share of all draws.
    private func drawShare(
        of node: AnswerTree.Node, in tree: AnswerTree, into frame: inout Frame, in rect: Rect
    ) {
        let reading = tree.shares.reading(
            of: node.count, question: model.question, planned: model.planned)
        let share = Double(node.count) / Double(max(1, tree.draws))
        var figures = Figure.unit(share)
        if let bound = reading.bound { figures += "  " + Figure.limits(bound, glyphs: glyphs) }
        let text = Words.fitting(
            [
                "selected branch " + figures + " of all draws", "selected " + figures,
                "branch " + figures,
            ], width: rect.width)
        frame.line(text, row: 0, in: rect, glyphs: glyphs)
        frame.line(
            Words.guarantee(
                draws: tree.draws + tree.lost, lost: tree.lost, reading, question: model.question,
                width: rect.width, glyphs: glyphs),
            row: 1, in: rect, style: .role(.muted), glyphs: glyphs)
    }

    private func draw(
        _ row: AnswerTree.Row, isSelected: Bool, into frame: inout Frame, in rect: Rect
    ) {
        let y = rect.y
        let node = row.node
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        if !isGreedy {
            x = frame.put(Figure.count(node.count, width: 7), x: x, y: y, within: rect)
            let share = row.parentCount > 0 ? Double(node.count) / Double(row.parentCount) : .nan
            x = frame.put("  " + Figure.unit(share), x: x, y: y, within: rect)
            let leaks = node.leaks > 0 ? Figure.count(node.leaks, width: 6) : SafeText(" ") * 6
            x = frame.put("  " + leaks, x: x, y: y, style: Style(.bad, .bold), within: rect)
        }
        x = frame.put(
            " " + (node.isGreedy ? SafeText(glyphs.greedy) : " ") + " ", x: x, y: y,
            style: Style(.barGreedy, .bold), within: rect)
        var branch = SafeText()
        for isLast in row.isLast.dropFirst().dropLast() {
            branch += isLast ? SafeText(" ") * glyphs.treeLine.width : glyphs.treeLine
        }
        if row.depth > 0, let isLast = row.isLast.last {
            branch += isLast ? glyphs.treeLast : glyphs.treeBranch
        }
        x = frame.put(branch, x: x, y: y, style: .role(.border), within: rect)
        let fold: SafeText =
            node.children.isEmpty
            ? "  " : SafeText(row.isUnfolded ? glyphs.unfolded : glyphs.folded) + " "
        x = frame.put(fold, x: x, y: y, style: .role(.key), within: rect)
        // A leaf where only leaks end is marked, not just counted.
        let isLeak = node.children.isEmpty && node.leaks > 0
        if isLeak {
            x = frame.put(
                SafeText(glyphs.cross) + " ", x: x, y: y, style: Style(.bad, .bold), within: rect)
        }
        let text =
            (SafeText(sanitizing: node.text)
            + (node.isEnd && !node.children.isEmpty ? " (ends here too)" : ""))
            .clipped(to: max(0, rect.right - 2 - x), glyphs: glyphs)
        frame.put(text, x: x, y: y, style: isLeak ? Style(.bad) : .text, within: rect)
        if isSelected { frame.select(row: rect) }
        frame.highlight(
            keywordsOf: model.selectedEvidence?.prompt, in: text, x: x, y: y, within: rect)
    }
}
