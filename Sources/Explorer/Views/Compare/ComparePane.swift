import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// Two runs on the same prompts side by side, or the marked prompts of one run.
struct ComparePane {
    let context: Context
    let view: CompareView
    let isFocused: Bool
    private var glyphs: Glyphs { context.glyphs }

    /// Where the rows of the table stand.
    static func listRect(in rect: Rect) -> Rect {
        let body = rect.rows(2).1
        return body.rows(max(1, body.height - footHeight(rect))).0
    }

    /// Whether the foot has room for bars below the sentences.
    static func hasBars(_ rect: Rect) -> Bool { footHeight(rect) >= 13 }

    private static func footHeight(_ rect: Rect) -> Int {
        switch rect.height {
        case 36...: 20
        case 24...: 15
        case 20...: 13
        case 16...: 8
        case 8...: 2
        default: 0
        }
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        guard let table = view.table else { return }
        let isPair = table.names.second != nil
        let ids = view.ids
        let rows = Dictionary(
            table.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let shown = ids.compactMap { rows[$0] }
        let lines = ComparisonLines(
            context: context, view: view, table: table, width: rect.width,
            statement: statement(of: shown, hasDraws: false))
        let title = title(of: table)
        let notes = notes(
            shown: ids.count, of: table,
            statement: Self.footHeight(rect) > 0 || lines.statesValidity
                ? nil : statement(of: shown, hasDraws: lines.showsDraws))
        _ = frame.panel(
            rect, title: notes.title(among: title, width: rect.width), notes: notes.all,
            isFocused: isFocused, glyphs: glyphs)
        guard !ids.isEmpty else {
            return drawHint(table, into: &frame, in: rect.rows(1).1)
        }
        let list = Self.listRect(in: rect)
        let window = context.list.cursor.window(in: ids, height: list.height)
        let selected = context.list.cursor.position(in: ids)
        let greedy = GreedyComparison(context: context, view: view, isPair: isPair)
        let isGreedy = context.mode == .greedy
        let header = Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: 1)
        if isGreedy {
            greedy.drawHeader(into: &frame, in: header)
        } else {
            lines.drawHeader(into: &frame, in: header)
        }
        for (offset, position) in window.enumerated() {
            let row = shown[position]
            let line = Rect(x: list.x, y: list.y + offset, width: list.width, height: 1)
            if isGreedy {
                greedy.draw(row, isSelected: position == selected, into: &frame, in: line)
            } else {
                lines.draw(row, isSelected: position == selected, into: &frame, in: line)
            }
            if position == selected, isFocused { frame.cursor = Point(x: line.x, y: line.y) }
        }
        frame.scrollbar(window, of: ids.count, in: list, glyphs: glyphs)
        if let selected {
            let foot = Rect(
                x: rect.x, y: list.bottom, width: rect.width, height: rect.bottom - list.bottom)
            if isGreedy {
                greedy.drawFoot(shown[selected], into: &frame, in: foot)
            } else {
                CompareFoot(context: context, view: view, table: table).draw(
                    shown[selected], into: &frame, in: foot)
            }
        }
    }

    // MARK: - The title

    /// What the title may be, the longest words first.
    private func title(of table: ComparisonTable) -> [SafeText] {
        guard let second = table.names.second else {
            return ["Compare: marked prompts", "Compare"]
        }
        let names: SafeText = "A = \(table.names.first), B = \(second)"
        return ["Compare: " + names, names, "Compare"]
    }

    /// Level, validity and, where no column has it, the number of draws, for a view without a foot.
    private func statement(of rows: [ComparisonTable.Row], hasDraws: Bool) -> SafeText {
        let level = Figure.level(context.question.alpha) + " any n"
        let counts = rows.map { $0.second == nil ? $0.first.draws : $0.difference?.pairs ?? 0 }
        let isPaired = rows.allSatisfy { $0.difference?.isPaired ?? true }
        guard !hasDraws, isPaired, let least = counts.min(), let most = counts.max() else {
            return level
        }
        return (least == most ? "n=\(least) " : "n=\(least)-\(most) ") + level
    }

    /// What stands beside the title.
    private struct Notes {
        /// The notes, the one that says most first.
        var all: [SafeText]
        /// What the title gives way to; nil for nothing.
        var needed: SafeText?

        func title(among titles: [SafeText], width: Int) -> SafeText {
            guard let needed else { return titles[0] }
            return titles.first { Frame.panelRoom(width, title: $0) >= needed.width }
                ?? titles[titles.count - 1]
        }
    }

    /// How the search stands, how many prompts are listed, which are not, and their order.
    private func notes(
        shown: Int, of table: ComparisonTable, statement: SafeText?
    ) -> Notes {
        let isPair = table.names.second != nil
        let isSome = view.isOnlyDifferent && isPair
        let all = Words.count(table.rows.count, "prompt", "prompts")
        let some: SafeText = "\(shown) of " + all
        var counts: [SafeText] = [shown == table.rows.count ? all : some]
        if !context.list.filter.isEmpty {
            counts.insert(some + " with \(context.list.filter)", at: 0)
        }
        if isSome {
            let different: SafeText = "\(shown) of " + all + " that differ"
            counts = [different + glyphs.dot + ":only all shows all", different, some]
        }
        if isPair, !context.list.marks.isEmpty {
            let marked = "\(shown) marked of " + all
            counts = [marked + glyphs.dot + "U shows all", marked, some]
        }
        if isPair, table.unmatched > 0 {
            let alone: SafeText = glyphs.dot + "\(table.unmatched) in one run only"
            let prompts = Words.count(table.unmatched, "prompt", "prompts")
            counts =
                counts.map { $0 + glyphs.dot + prompts + " in one run only" }
                + counts.map { $0 + alone } + counts
        }
        let hasStatement = context.mode == .sampled ? statement : nil
        let warnings = PairWarning.marks(table.warnings)
        let first = [warnings.first, context.searchNote, hasStatement].compactMap { $0 }
        let order: SafeText? =
            view.sort == CompareSort()
            ? nil
            : "by " + view.sort.column.title
                + (view.sort.isReversed ? " reversed" : "")
        func joined(_ parts: [SafeText]) -> SafeText {
            parts.dropFirst().reduce(parts.first ?? "") { $0 + glyphs.dot + $1 }
        }
        var notes: [SafeText] = []
        for count in counts {
            if let order { notes.append(joined(first + [count, order])) }
            notes.append(joined(first + [count]))
        }
        notes.append(joined(first))
        notes += first.reversed() + warnings.dropFirst()
        let needed =
            first.isEmpty ? (isPair && table.unmatched > 0 ? counts.first : nil) : joined(first)
        return Notes(all: notes, needed: needed)
    }

    private func drawHint(_ table: ComparisonTable, into frame: inout Frame, in rect: Rect) {
        let text: SafeText =
            if view.isOnlyDifferent, !table.rows.isEmpty {
                "On no prompt are the runs proven to differ. :only all shows all."
            } else if !table.rows.isEmpty {
                context.list.marks.isEmpty
                    ? "No prompt matches \(context.list.filter)."
                    : "None of the marked prompts is among these. U takes the marks away."
            } else if table.names.second != nil {
                "The two runs have no prompt in common."
            } else if let awaited = context.runs.opened?.beside {
                "Waiting for the first picture of \(awaited)."
            } else {
                "Nothing to compare yet. Mark prompts with Space in the list (1), or open a second "
                    + "run of the same prompts: probscope explore A.run B.run"
            }
        let area = rect.inset(horizontally: 1, vertically: 0)
        for (row, line) in text.wrapped(to: area.width).enumerated() {
            frame.line(line, row: row + 1, in: area, style: .role(.muted), glyphs: glyphs)
        }
    }
}
