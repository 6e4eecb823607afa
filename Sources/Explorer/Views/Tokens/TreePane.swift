import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The tree of all answers to one prompt, common beginnings merged.
struct TreePane {
    let context: Context
    let view: TokensView
    let isFocused: Bool
    private var glyphs: Glyphs { context.glyphs }
    private var isGreedy: Bool { context.mode == .greedy }
    /// What a score of 1 is called.
    private var hit: SafeText { context.isBinary ? context.event.name : "score 1" }

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

    /// The figures before the words; where these would have no room, there are fewer.
    private struct Columns {
        let draws: Int
        let hasShare: Bool
        let hasScore: Bool
        /// Whether branches are joined by lines, else they are only set in.
        let hasLines: Bool

        init(width: Int) {
            hasScore = width >= 44
            hasShare = width >= 34
            hasLines = hasShare
            draws = hasShare ? 7 : 5
        }

        func header(isBinary: Bool, event: Event) -> SafeText {
            " " + SafeText("draws").padded(to: draws, alignment: .right)
                + (hasShare ? "   share" : "")
                + (hasScore ? isBinary ? event.isLeak ? "   leaks" : "    hits" : "    mean" : "")
        }
    }

    func draw(into frame: inout Frame, in panes: TokensView.Panes) {
        guard let rect = panes.tree, let tree = view.tree else { return }
        let hasKeys = panes.tokens == nil || isFocused
        if isGreedy {
            _ = frame.panel(
                rect, title: "Tree: the greedy path", notes: [hasKeys ? "t tokens" : ""],
                isFocused: isFocused, glyphs: glyphs)
        } else {
            _ = frame.panel(
                rect,
                title: "Tree of " + Words.count(tree.draws, "answer", "answers")
                    + (tree.leavesOutThoughts ? ", thoughts left out" : ""),
                notes: [hasKeys ? "Enter unfolds, t tokens" : "t unfolds"],
                isFocused: isFocused, glyphs: glyphs)
        }
        let parts = Parts(of: rect, isAlone: panes.tokens == nil)
        let text = SafeText(oneLine: context.selectedEvidence?.prompt.text ?? "")
        frame.line(
            text, row: 0, in: parts.prompt.inset(horizontally: 1, vertically: 0),
            style: Style(.text, .bold), glyphs: glyphs)
        frame.line(
            isGreedy
                ? "   one answer, no shares"
                : Columns(width: parts.list.width).header(
                    isBinary: context.isBinary, event: context.event), row: 0,
            in: parts.header, style: .role(.muted), glyphs: glyphs)
        let list = parts.list
        let rows = view.rows(context)
        if isGreedy, rows.isEmpty {
            frame.line(
                "no greedy answer", row: 0, in: list.inset(horizontally: 1, vertically: 0),
                style: .role(.muted), glyphs: glyphs)
        }
        let paths = rows.map(\.path)
        let window = view.branch.window(in: paths, height: list.height)
        let selected = view.branch.position(in: paths)
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
        let marks =
            SafeText(glyphs.greedy) + " greedy path" + glyphs.dot + SafeText(glyphs.cross) + " "
            + hit
        let mean = context.isBinary ? "" : glyphs.dot + "mean score"
        let legend = Words.fitting(
            tree.left != nil
                ? [
                    marks + glyphs.dot + "share: exact, at least" + mean,
                    marks + glyphs.dot + "share: at least" + mean, marks,
                ]
                : [
                    marks + glyphs.dot + "share: of the draws one branch up" + mean,
                    marks + glyphs.dot + "share of the branch above" + mean, marks,
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
            SafeText(glyphs.cross) + " " + hit, row: 2, in: rect, style: .role(.muted),
            glyphs: glyphs)
    }

    /// Draws how probable a branch is, with the limits of its share of all draws.
    private func drawShare(
        of node: AnswerTree.Node, in tree: AnswerTree, into frame: inout Frame, in rect: Rect
    ) {
        if let left = tree.left { return drawExact(node, left: left, into: &frame, in: rect) }
        let reading = tree.shares.reading(
            of: node.target, question: context.question, planned: context.planned,
            void: context.selectedRow?.void)
        let share = tree.draws > 0 ? Double(node.count) / Double(tree.draws) : .nan
        var figures = Figure.unit(share)
        if let bound = reading.bound { figures += "  " + Figure.limits(bound, glyphs: glyphs) }
        let text = Words.fitting(
            [
                "selected branch " + figures + " of all draws", "selected " + figures,
                "branch " + figures,
            ], width: rect.width)
        frame.line(text, row: 0, in: rect, glyphs: glyphs)
        // What the draws brought up needs limits that hold for all branches.
        let label: SafeText = rect.width >= 70 && !node.isGreedy ? "all branches: " : ""
        frame.line(
            label
                + Words.guarantee(
                    draws: tree.draws + tree.lost, MissingScores(lost: tree.lost), reading,
                    question: context.question,
                    width: rect.width - label.width, glyphs: glyphs),
            row: 1, in: rect, style: .role(.muted), glyphs: glyphs)
    }

    /// Draws what is known of a branch for certain: what was seen below it, and what was not and is
    /// known to lie below it or may.
    private func drawExact(
        _ node: AnswerTree.Node, left: Double, into frame: inout Frame, in rect: Rect
    ) {
        let (must, may) = Self.unseen(below: node, in: view.tree, left: left)
        let error = context.selectedEvidence?.exact?.error ?? 0
        let least = Figure.unit((node.mass + must) * (1 - error), rounding: .down)
        let most = Figure.unit(min(1, (node.mass + may) * (1 + error)), rounding: .up)
        let rest = Figure.unit(left)
        let isSeen = context.selectedEvidence?.hasUnknownAnswers != true
        let unseen: SafeText = isSeen ? "not seen" : "not known"
        frame.line(
            Words.fitting(
                [
                    "selected branch: at least " + least + ", at most " + most
                        + " of everything the model can say",
                    "selected branch [" + least + ", " + most + "]",
                    "branch [" + least + ", " + most + "]",
                ], width: rect.width), row: 0, in: rect, glyphs: glyphs)
        let below: SafeText =
            view.tree?.knowsUnseen != true
            ? "any part may lie below it"
            : "here " + Figure.unit(must, rounding: .down) + " to "
                + Figure.unit(may, rounding: .up)
        frame.line(
            Words.fitting(
                [
                    "exact, without a level; " + rest + " " + unseen + ", " + below,
                    "exact; " + rest + " " + unseen + ", " + below,
                    "exact; " + unseen + ": " + rest, "exact",
                ], width: rect.width), row: 1, in: rect, style: .role(.muted), glyphs: glyphs)
    }

    /// What was not seen and lies below a branch: the least and the most.
    private static func unseen(
        below node: AnswerTree.Node, in tree: AnswerTree?, left: Double
    ) -> (least: Double, most: Double) {
        tree?.knowsUnseen == true ? (node.mustBe, min(left, node.mayBe)) : (0, left)
    }

    private func draw(
        _ row: AnswerTree.Row, isSelected: Bool, into frame: inout Frame, in rect: Rect
    ) {
        let y = rect.y
        let node = row.node
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        let columns = Columns(width: rect.width)
        if !isGreedy {
            x = drawFigures(of: row, columns, into: &frame, x: x, in: rect)
        }
        x = frame.put(
            " " + (node.isGreedy ? SafeText(glyphs.greedy) : " ") + " ", x: x, y: y,
            style: Style(.barGreedy, .bold), within: rect)
        var branch = SafeText()
        if columns.hasLines {
            for isLast in row.isLast.dropFirst().dropLast() {
                branch += isLast ? SafeText(" ") * glyphs.treeLine.width : glyphs.treeLine
            }
            if row.depth > 0, let isLast = row.isLast.last {
                branch += isLast ? glyphs.treeLast : glyphs.treeBranch
            }
        } else {
            branch = SafeText(" ") * row.depth
        }
        x = frame.put(branch, x: x, y: y, style: .role(.border), within: rect)
        let fold: SafeText =
            node.isLeaf
            ? "  " : SafeText(row.isUnfolded ? glyphs.unfolded : glyphs.folded) + " "
        x = frame.put(fold, x: x, y: y, style: .role(.key), within: rect)
        // A leaf with a score of 1 is marked, not just counted.
        let isHit = node.isLeaf && node.hits > 0
        if isHit {
            x = frame.put(
                SafeText(glyphs.cross) + " ", x: x, y: y, style: Style(.bad, .bold), within: rect)
        }
        let note: SafeText? =
            node.text.isEmpty ? row.depth == 0 ? "(empty answer)" : "(ends here)" : nil
        let text = (note ?? SafeText(sanitizing: node.text))
            .clipped(to: max(0, rect.right - 2 - x), glyphs: glyphs)
        let plain: Style = note == nil ? .text : .role(.muted)
        frame.put(text, x: x, y: y, style: isHit ? Style(.bad) : plain, within: rect)
        if isSelected { frame.select(row: rect) }
        if note != nil { return }
        frame.highlight(
            keywordsOf: context.selectedEvidence?.prompt, in: text, x: x, y: y, within: rect)
        guard isFocused, view.showsTree else { return }
        frame.highlight(
            context.search.matcher, in: text, x: x, y: y, style: Style(.match, .reverse),
            within: rect)
    }

    /// Draws the counted draws of a row with their share and score; returns the column behind.
    private func drawFigures(
        of row: AnswerTree.Row, _ columns: Columns, into frame: inout Frame, x: Int, in rect: Rect
    ) -> Int {
        let node = row.node
        var x = frame.put(
            Figure.count(node.count, width: columns.draws), x: x, y: rect.y, within: rect)
        if columns.hasShare {
            let drawn =
                row.parentCount > 0 ? Double(node.count) / Double(row.parentCount) : .nan
            // Draws without replacement are not alike, so that their numbers say nothing.
            let share = view.tree?.left == nil ? drawn : node.mass + node.mustBe
            x = frame.put("  " + Figure.unit(share), x: x, y: rect.y, within: rect)
        }
        if columns.hasScore {
            // Of graded scores the mean says more than how many are 1.
            let score =
                !context.isBinary
                ? Figure.unit(node.mean)
                : node.hits > 0 ? Figure.count(node.hits, width: 6) : SafeText(" ") * 6
            let style: Style = context.isBinary ? Style(.bad, .bold) : .text
            x = frame.put("  " + score, x: x, y: rect.y, style: style, within: rect)
        }
        return x
    }
}
