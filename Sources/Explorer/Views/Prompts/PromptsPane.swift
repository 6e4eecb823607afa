import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The list of all prompts, with what is known of the selected one and of the whole set.
struct PromptsPane {
    let context: Context
    /// What is known of questions in several wordings, by each of their prompts.
    let wordings: [PromptID: WordingGroup]
    let isFocused: Bool
    private var glyphs: Glyphs { context.glyphs }

    /// The parts of the view from top to bottom.
    private struct Parts {
        var list: Rect
        var preview: Rect
        var summary: Rect
    }

    /// Where the rows of the list stand.
    static func listRect(in rect: Rect) -> Rect { parts(of: rect).list }

    private static func parts(of rect: Rect) -> Parts {
        let body = rect.rows(2).1
        let hasSummary = rect.height >= 20
        let summaryHeight = hasSummary ? (rect.width >= 70 ? 4 : rect.height >= 30 ? 7 : 6) : 0
        let hasPreview = rect.height >= 16
        let previewHeight = hasPreview ? (rect.height >= 30 ? 7 : 6) : 0
        let (list, rest) = body.rows(max(1, body.height - summaryHeight - previewHeight))
        let (preview, summary) = rest.rows(previewHeight)
        return Parts(list: list, preview: preview, summary: summary)
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        let table = PromptTable(context: context, width: rect.width)
        let n = table.showsDraws ? nil : context.commonDraws
        _ = frame.panel(
            rect, title: title(n: n, width: rect.width), notes: notes(n: n), isFocused: isFocused,
            glyphs: glyphs)
        let parts = Self.parts(of: rect)
        table.drawHeader(
            into: &frame, in: Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: 1))
        drawList(table, into: &frame, in: parts.list)
        drawPreview(into: &frame, in: parts.preview)
        drawSummary(into: &frame, in: parts.summary)
    }

    /// The title with as much of it as leaves room for what the limits hold for.
    private func title(n: Int?, width: Int) -> SafeText {
        let count = context.findings.rows.count
        let name =
            context.list.filter.isEmpty
            ? Words.count(count, "prompt", "prompts")
            : "\(context.list.order.count) of \(count) prompts with \(context.list.filter)"
        let target = ", target " + Figure.given(context.target, places: 1)
        let full = name + target
        var titles = [full]
        if context.list.filter.isEmpty { titles += ["\(count)" + target] }
        titles += [
            name,
            context.list.filter.isEmpty ? "\(count)" : "\(context.list.order.count) of \(count)",
        ]
        if context.list.sort != PromptSort() {
            let sort =
                ", by " + context.list.sort.column.title(context.event)
                + (context.list.sort.isReversed ? " reversed" : "")
            titles.insert(full + sort, at: 0)
        }
        for note in [brief(n: n), brief(n: nil)] {
            let fitting = titles.first { Frame.panelRoom(width, title: $0) >= note.width }
            if let fitting { return fitting }
        }
        return Frame.panelRoom(width, title: name) < brief(n: nil).width ? full : name
    }

    /// Level and validity in as few words as can be, behind n where no column has it.
    private func brief(n: Int?) -> SafeText {
        let validity: SafeText = " \(context.question.validity.briefly)"
        return (n.map { "n=\($0) " } ?? "") + Figure.level(context.question.alpha) + validity
    }

    /// What the limits of the list hold for, and how the search stands where there is room.
    private func notes(n: Int?) -> [SafeText] {
        let reading = context.selectedRow?.reading ?? .none
        let question = context.question
        let widened = Words.brieflyWidened(context.scorerFacts?.judge, glyphs: glyphs)
        let draws: SafeText = n.map { "n=\($0)" + glyphs.dot } ?? ""
        let statements = [
            draws + Words.statement(reading, question: question, glyphs: glyphs),
            draws + Words.level(alpha: question.alpha, side: question.side) + glyphs.dot
                + "\(question.validity.briefly)" + widened,
            brief(n: n) + widened, brief(n: nil) + widened,
        ]
        let briefest = [brief(n: n), brief(n: nil), Figure.level(question.alpha)]
        guard let search = context.searchNote else { return statements + briefest }
        // How the search stands gives way to what the limits hold for.
        return (statements + briefest.dropLast()).map { search + glyphs.dot + $0 } + statements
            + briefest
    }

    private func drawList(_ table: PromptTable, into frame: inout Frame, in rect: Rect) {
        let order = context.list.order
        guard !order.isEmpty else {
            frame.line(
                "no prompt matches; & and an empty line show all", row: 0,
                in: rect.inset(horizontally: 1, vertically: 0), style: .role(.muted),
                glyphs: glyphs)
            return
        }
        let window = context.list.cursor.window(in: order, height: rect.height)
        for (row, position) in window.enumerated() {
            guard let index = context.findings.positions[order[position]] else { continue }
            let line = Rect(x: rect.x, y: rect.y + row, width: rect.width, height: 1)
            let isSelected = order[position] == context.list.cursor.selected
            if let fold = context.list.folds[order[position]] {
                table.draw(
                    fold, wordings[order[position]], isSelected: isSelected, into: &frame, in: line)
            } else {
                table.draw(
                    context.findings.rows[index], isSelected: isSelected, into: &frame, in: line)
            }
            if isSelected, isFocused { frame.cursor = Point(x: line.x, y: line.y) }
        }
        frame.scrollbar(window, of: order.count, in: rect, glyphs: glyphs)
    }

    // MARK: - The selected prompt

    /// What the selected prompt's limits hold for: a narrow list has no room for n and the method.
    private func guarantee(width: Int) -> SafeText {
        guard let row = context.selectedRow, row.draws > 0 else { return "" }
        return Words.guarantee(
            draws: row.draws, row.missing, row.reading,
            question: context.question,
            width: width, glyphs: glyphs)
    }

    private func drawPreview(into frame: inout Frame, in rect: Rect) {
        guard !rect.isEmpty, let evidence = context.selectedEvidence else { return }
        let id = SafeText(sanitizing: evidence.prompt.id.rawValue)
        let title = rect.width < 70 ? id : "Prompt " + id
        let body = frame.panel(
            rect, title: title, notes: [guarantee(width: rect.width - title.width - 7)],
            glyphs: glyphs
        ).inset(horizontally: 1, vertically: 0)
        let prompt = SafeText.lines(evidence.prompt.text).flatMap { $0.wrapped(to: body.width) }
        let promptRows = min(prompt.count, max(1, body.height - 3))
        for row in 0..<promptRows {
            let isCut = row == promptRows - 1 && prompt.count > promptRows
            let text = isCut ? prompt[row] + SafeText(glyphs.ellipsis) : prompt[row]
            frame.line(text, row: row, in: body, style: Style(.text, .bold), glyphs: glyphs)
        }
        var row = promptRows
        if let failure = evidence.failure {
            frame.line(
                "not sampled: \(failure)", row: row, in: body, style: .role(.error),
                glyphs: glyphs)
            return
        }
        if let greedy = evidence.greedy {
            let score = context.selectedRow?.greedyScore
            answer(
                label: "greedy", count: "", scores: score.map { $0...$0 }, text: greedy.answer.text,
                style: .role(.barGreedy), row: row, into: &frame, in: body)
            row += 1
        }
        let groups = context.commonAnswers?.groups
        // Groups alone: what is unfolded in another view would be counted twice.
        for place in 0..<min(groups?.count ?? 0, max(0, body.height - row)) {
            guard let output = groups.map({ OutputDetail.Row($0[place]) }) else { break }
            answer(
                label: "drawn", count: SafeText("\(output.count)") + glyphs.times,
                scores: output.scores.range, text: output.text, style: .role(.barSampled),
                row: row, into: &frame, in: body)
            row += 1
        }
        if groups?.isEmpty ?? true {
            frame.line(
                Words.without(evidence.lost), row: row, in: body, style: .role(.muted),
                glyphs: glyphs)
        }
    }

    private func answer(
        label: SafeText, count: SafeText, scores: ClosedRange<Double>?, text: String,
        style: Style, row: Int, into frame: inout Frame, in rect: Rect
    ) {
        guard row < rect.height else { return }
        let y = rect.y + row
        var x = frame.put(
            label.padded(to: 6) + count.padded(to: 6, alignment: .right), x: rect.x, y: y,
            style: style, within: rect)
        x = frame.put(
            "  " + Figure.scores(scores) + "  ", x: x, y: y, style: .role(.muted), within: rect)
        let room = max(0, rect.right - x)
        let shown = SafeText(sanitizing: context.listed(text)).clipped(to: room, glyphs: glyphs)
        frame.put(shown, x: x, y: y, within: rect)
        frame.highlight(
            keywordsOf: context.selectedEvidence?.prompt, in: shown, x: x, y: y, within: rect)
    }

    // MARK: - The whole set

    private func drawSummary(into frame: inout Frame, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let summary = context.findings.summary
        let body = frame.panel(
            rect, title: "All " + Words.count(summary.prompts, "prompt", "prompts"),
            notes: [
                context.scorerFacts.map {
                    "scores by \($0.name)" + Words.brieflyWidened($0.judge, glyphs: glyphs)
                } ?? ""
            ], glyphs: glyphs
        ).inset(horizontally: 1, vertically: 0)
        let sentences = PromptSummaryLines(context: context)
        guard body.width >= 64 else {
            let wrapped = sentences.lines(width: 0).flatMap { (label, text) in
                (label + ": " + text).wrapped(to: body.width)
            }
            for (row, text) in wrapped.prefix(body.height).enumerated() {
                frame.line(text, row: row, in: body, glyphs: glyphs)
            }
            return
        }
        let lines = sentences.lines(width: body.width - 10)
        for (row, (label, text)) in lines.prefix(body.height).enumerated() {
            let x = frame.put(
                label.padded(to: 10), x: body.x, y: body.y + row, style: .role(.muted),
                within: body)
            frame.put(
                text.clipped(to: body.right - x, glyphs: glyphs), x: x, y: body.y + row,
                within: body)
        }
    }
}

/// Leading blanks of a completion say nothing to a reader of a list.
func trimmedStart(_ text: String) -> String {
    String(text.drop { $0 == " " || $0 == "\n" || $0 == "\t" })
}

extension Context {
    /// The draws that each row speaks of, where all rows have as many.
    var commonDraws: Int? {
        guard mode == .sampled, let n = findings.rows.first?.draws, n > 0 else { return nil }
        return findings.rows.allSatisfy { $0.draws == n } ? n : nil
    }
}
