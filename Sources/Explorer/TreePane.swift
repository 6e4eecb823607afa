import Canvas
import Evidence
import Prompts
import Statistics

/// The tree of all answers to one prompt, common beginnings merged.
struct TreePane {
    let model: ExplorerModel
    let isFocused: Bool
    private var glyphs: Glyphs { model.glyphs }

    init(model: ExplorerModel, isFocused: Bool) {
        self.model = model
        self.isFocused = isFocused
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        let tree = model.derived.tree
        let body = frame.panel(
            rect, title: "Tree of all answers, n=\(tree?.draws ?? 0)",
            notes: ["Enter unfolds, t tokens"],
            isFocused: isFocused, glyphs: glyphs)
        if rect.height >= 8 {
            let text = SafeText(
                sanitizing: model.selectedEvidence?.prompt.text.replacing("\n", with: " ") ?? "")
            frame.line(
                text, row: 0, in: body.inset(horizontally: 1, vertically: 0),
                style: Style(.text, .bold), glyphs: glyphs)
            frame.line(
                "   draws   share   leaks", row: 1, in: body, style: .role(.muted),
                glyphs: glyphs)
        }
        let list = TokensView.listRect(in: rect)
        let rows = model.treeRows
        let paths = rows.map(\.path)
        let window = model.tokens.branch.window(in: paths, height: list.height)
        let selected = model.tokens.branch.position(in: paths)
        for (offset, position) in window.enumerated() {
            let line = Rect(x: list.x, y: list.y + offset, width: list.width, height: 1)
            draw(rows[position], isSelected: position == selected, into: &frame, in: line)
            if position == selected, isFocused { frame.cursor = Point(x: line.x, y: line.y) }
        }
        frame.scrollbar(window, of: rows.count, in: list, glyphs: glyphs)
        if rect.height >= 8 {
            let legend: SafeText =
                SafeText(glyphs.greedy) + " path of the greedy answer" + glyphs.dot
                + SafeText(glyphs.cross) + " leak" + glyphs.dot
                + "share: of the draws one branch up"
            frame.line(
                legend, row: body.height - 1, in: body.inset(horizontally: 1, vertically: 0),
                style: .role(.muted), glyphs: glyphs)
        }
    }

    private func draw(
        _ row: AnswerTree.Row, isSelected: Bool, into frame: inout Frame, in rect: Rect
    ) {
        let y = rect.y
        let node = row.node
        var x = frame.put(
            isSelected ? SafeText(glyphs.selection) : " ", x: rect.x, y: y,
            style: Style(.key, .bold), within: rect)
        x = frame.put(Figure.count(node.count, width: 7), x: x, y: y, within: rect)
        let share = row.parentCount > 0 ? Double(node.count) / Double(row.parentCount) : .nan
        x = frame.put("  " + Figure.unit(share), x: x, y: y, within: rect)
        let leaks = node.leaks > 0 ? Figure.count(node.leaks, width: 6) : SafeText(" ") * 6
        x = frame.put("  " + leaks, x: x, y: y, style: Style(.bad, .bold), within: rect)
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
        if isSelected {
            let area = Rect(x: rect.x, y: y, width: rect.width - 1, height: 1)
            frame.restyle(area) { Style(.selection, $0.attributes) }
        }
        for keyword in model.selectedEvidence?.prompt.keywords ?? [] {
            frame.highlight(
                try? Matcher(literal: keyword), in: text, x: x, y: y,
                style: Style(.match, .underline), within: rect)
        }
    }
}
