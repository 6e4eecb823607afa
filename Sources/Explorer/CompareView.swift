import Canvas
import Evidence
import Prompts
import Statistics

/// Two runs on the same prompts side by side, or the marked prompts of one run.
struct CompareView {
    let model: ExplorerModel
    let isFocused: Bool
    private var glyphs: Glyphs { model.glyphs }

    init(model: ExplorerModel, isFocused: Bool) {
        self.model = model
        self.isFocused = isFocused
    }

    /// Where the rows of the table stand.
    static func listRect(in rect: Rect) -> Rect {
        let body = rect.rows(2).1
        return body.rows(max(1, body.height - footHeight(rect))).0
    }

    private static func footHeight(_ rect: Rect) -> Int {
        switch rect.height {
        case 36...: 20
        case 24...: 15
        case 20...: 13
        case 16...: 8
        case 8...: 1
        default: 0
        }
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        guard let table = model.derived.comparison else { return }
        let title: SafeText =
            table.names.second.map { "Compare: A = \(table.names.first), B = \($0)" }
            ?? "Compare: marked prompts"
        let ids = model.comparedIDs
        _ = frame.panel(
            rect, title: title, notes: notes(shown: ids.count, of: table), isFocused: isFocused,
            glyphs: glyphs)
        guard !ids.isEmpty else {
            return drawHint(table, into: &frame, in: rect.rows(1).1)
        }
        let list = Self.listRect(in: rect)
        let rows = Dictionary(
            table.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let window = model.prompts.window(in: ids, height: list.height)
        let selected = model.prompts.position(in: ids)
        let lines = ComparisonLines(model: model, table: table, width: rect.width)
        let greedy = GreedyComparison(model: model, isPair: table.names.second != nil)
        let isGreedy = model.mode == .greedy
        let header = Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: 1)
        if isGreedy {
            greedy.drawHeader(into: &frame, in: header)
        } else {
            lines.drawHeader(into: &frame, in: header)
        }
        for (offset, position) in window.enumerated() {
            guard let row = rows[ids[position]] else { continue }
            let line = Rect(x: list.x, y: list.y + offset, width: list.width, height: 1)
            if isGreedy {
                greedy.draw(row, isSelected: position == selected, into: &frame, in: line)
            } else {
                lines.draw(row, isSelected: position == selected, into: &frame, in: line)
            }
            if position == selected, isFocused { frame.cursor = Point(x: line.x, y: line.y) }
        }
        frame.scrollbar(window, of: ids.count, in: list, glyphs: glyphs)
        if let selected, let row = rows[ids[selected]] {
            let foot = Rect(
                x: rect.x, y: list.bottom, width: rect.width, height: rect.bottom - list.bottom)
            if isGreedy {
                greedy.drawFoot(row, into: &frame, in: foot)
            } else {
                drawFoot(row, table: table, into: &frame, in: foot)
            }
        }
    }

    /// How many prompts are listed; of two runs, that these are the marked ones.
    private func notes(shown: Int, of table: ComparisonTable) -> [SafeText] {
        let all = Words.count(table.rows.count, "prompt", "prompts")
        guard table.names.second != nil, !model.marks.isEmpty else {
            return [shown == table.rows.count ? all : "\(shown) of " + all]
        }
        let marked = "\(shown) marked of " + all
        return [marked + glyphs.dot + "U shows all", marked, "\(shown) of " + all]
    }

    private func drawHint(_ table: ComparisonTable, into frame: inout Frame, in rect: Rect) {
        let text: SafeText =
            if !table.rows.isEmpty {
                model.marks.isEmpty
                    ? "No prompt matches \(model.filter)."
                    : "None of the marked prompts is among these. U takes the marks away."
            } else if table.names.second != nil {
                "The two runs have no prompt in common."
            } else if let awaited = model.opened?.beside {
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

    // MARK: - The selected pair

    private func drawFoot(
        _ row: ComparisonTable.Row, table: ComparisonTable, into frame: inout Frame, in rect: Rect
    ) {
        let scale = Swift.max(
            Self.greatest(row.first), row.second.map(Self.greatest) ?? 0, model.target, 0.01)
        let ruler = "rulers from 0 to " + Figure.unit(scale, rounding: .up)
        guard
            let body = row.beginFoot(
                notes: [ruler], otherwise: note(row, width: rect.width - 2), into: &frame, in: rect,
                glyphs: glyphs)
        else { return }
        var y = 1
        let sides: [(SafeText, ComparisonSide?)] = [
            (table.names.second == nil ? "mean" : "A", row.first), ("B", row.second),
        ]
        for (name, side) in sides {
            guard let side else { continue }
            drawSide(name, side, scale: scale, row: y, into: &frame, in: body)
            y += 1
        }
        if let difference = row.difference, let second = table.names.second {
            frame.line(
                figures(difference, width: body.width), row: y, in: body, style: .role(.bound),
                glyphs: glyphs)
            let words = row.verdict?.words(first: "A", second: "B") ?? ""
            let verdict: SafeText = "\(words)"
            frame.line(
                Words.fitting(
                    [verdict + "   (" + what(table, second) + ")", verdict], width: body.width),
                row: y + 1, in: body, style: Style(.text, .bold), glyphs: glyphs)
            y += 2
        }
        if y + 5 < body.height {
            CompareHistogram(model: model, table: table, row: row).draw(
                into: &frame, in: body.rows(y).1.rows(body.height - y - 1).0)
        }
        frame.line(
            statement(row, width: body.width), row: body.height - 1, in: body, style: .role(.muted),
            glyphs: glyphs)
    }

    /// What the row's figures hold for, in one line: for a pair those of the difference.
    private func note(_ row: ComparisonTable.Row, width: Int) -> SafeText {
        guard let difference = row.difference else { return statement(row, width: width) }
        let bound = difference.bound
        let n: SafeText = "n=\(difference.pairs) pairs" + glyphs.dot
        let level = Words.level(alpha: bound.alpha, side: bound.side) + glyphs.dot
        let method = glyphs.dot + "\(bound.method.rawValue)"
        return Words.fitting(
            [
                n + level + "holds at any n" + method, n + level + "any n" + method,
                n + Figure.level(bound.alpha) + " any n",
            ], width: width)
    }

    /// Estimate and limits of the difference, which are always two-sided and speak of the pairs.
    private func figures(_ difference: PairedDifference, width: Int) -> SafeText {
        let bound = difference.bound
        let figures: SafeText =
            "A - B  " + Figure.signed(bound.estimate, places: 4) + "  "
            + Figure.signedInterval(bound, places: 4) + "  n=\(difference.pairs) pairs"
        let losses: SafeText = difference.lost > 0 ? ", \(difference.lost) lost" : ""
        let level = glyphs.dot + Words.level(alpha: bound.alpha, side: bound.side)
        let method = glyphs.dot + "\(bound.method.rawValue)"
        return Words.fitting(
            [
                figures + losses + level + method, figures + losses + method, figures + method,
                figures,
            ], width: width)
    }

    /// What A and B are: their decodings where those differ, else the runs' names.
    private func what(_ table: ComparisonTable, _ second: String) -> SafeText {
        let decodings = table.decodings
        guard let other = decodings.second, other != decodings.first else {
            return "A = \(table.names.first), B = \(second)"
        }
        return "A: \(decodings.first), B: \(other)"
    }

    private static func greatest(_ side: ComparisonSide) -> Double {
        Swift.max(side.bound?.upper ?? 0, side.mean.isFinite ? side.mean : 0, side.greedyScore ?? 0)
    }

    private func drawSide(
        _ name: SafeText, _ side: ComparisonSide, scale: Double, row: Int,
        into frame: inout Frame, in rect: Rect
    ) {
        guard row < rect.height - 1 else { return }
        let y = rect.y + row
        var text = name.padded(to: 6) + " " + Figure.unit(side.mean) + "  "
        text += side.bound.map { Figure.limits($0, glyphs: glyphs) } ?? "-"
        text += "  n=" + SafeText("\(side.draws)").padded(to: 6)
        let x = frame.put(text, x: rect.x, y: y, style: .role(.bound), within: rect)
        let ruler = Rect(x: x + 1, y: y, width: rect.right - x - 1, height: 1)
        var marks: [(Double, Character, Style)] = [(model.target, "T", Style(.target, .bold))]
        if let greedy = side.greedyScore {
            marks.append((greedy, glyphs.greedy, Style(.barGreedy, .bold)))
        }
        Plot.ruler(
            &frame, in: ruler, lower: side.bound?.lower ?? .nan, estimate: side.mean,
            upper: side.bound?.upper ?? .nan, marks: marks, range: 0...scale, glyphs: glyphs)
    }

    /// What the limits of A and of B hold for.
    private func statement(_ row: ComparisonTable.Row, width: Int) -> SafeText {
        let side = model.question.side
        let isPair = model.comparison != nil
        let level =
            Words.level(alpha: model.question.alpha, side: side)
            + (isPair && side != .two ? ", A - B two-sided" : "")
        let judge = model.scorerFacts?.judge
        let brief = Words.brieflyWidened(judge, glyphs: glyphs)
        let method =
            (row.first.bound ?? row.second?.bound).map { glyphs.dot + "\($0.method.rawValue)" }
            ?? ""
        let validity = level + glyphs.dot + "holds at any n" + method
        let each = glyphs.dot + "each line on its own"
        return Words.fitting(
            [
                validity + each + Words.widened(judge, glyphs: glyphs), validity + each + brief,
                validity + brief, level + glyphs.dot + "any n" + method + brief,
                level + glyphs.dot + "any n" + brief,
            ], width: width)
    }
}

extension ComparisonTable.Row {
    /// Draws the title and the text of the selected prompt; returns the foot with that text as its
    /// first row, or nil where there is room for the note alone.
    func beginFoot(
        notes: [SafeText] = [], otherwise note: SafeText, into frame: inout Frame, in rect: Rect,
        glyphs: Glyphs
    ) -> Rect? {
        guard rect.height > 1 else {
            frame.line(
                note, row: 0, in: rect.inset(horizontally: 1, vertically: 0),
                style: .role(.muted), glyphs: glyphs)
            return nil
        }
        let body = frame.panel(
            rect, title: "Prompt " + SafeText(sanitizing: id.rawValue), notes: notes,
            glyphs: glyphs
        ).inset(horizontally: 1, vertically: 0)
        frame.line(
            SafeText(oneLine: text), row: 0, in: body, style: Style(.text, .bold), glyphs: glyphs)
        return body
    }
}
