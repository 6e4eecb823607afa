import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The list of distinct answers at one width.
struct OutputTable {
    let context: Context
    let view: OutputsView
    let detail: OutputDetail
    let width: Int
    private var glyphs: Glyphs { context.glyphs }
    private var hasInterval: Bool { width >= 48 }
    private var hasShare: Bool { width >= 60 }
    private var barWidth: Int { width >= 90 ? 10 : width >= 76 ? 6 : 0 }

    init(context: Context, view: OutputsView, detail: OutputDetail, width: Int) {
        self.context = context
        self.view = view
        self.detail = detail
        self.width = width
    }

    func draw(into frame: inout Frame, header: Rect, list: Rect, isFocused: Bool) {
        drawHeader(into: &frame, in: header)
        let texts = detail.rows.map(\.text)
        let window = view.cursor.window(in: texts, height: list.height)
        let selected = view.cursor.position(in: texts)
        for (offset, position) in window.enumerated() {
            let line = Rect(x: list.x, y: list.y + offset, width: list.width, height: 1)
            let isSelected = position == selected
            draw(detail.rows[position], isSelected: isSelected, into: &frame, in: line)
            if isSelected, isFocused { frame.cursor = Point(x: line.x, y: line.y) }
        }
        frame.scrollbar(window, of: detail.rows.count, in: list, glyphs: glyphs)
    }

    private func drawHeader(into frame: inout Frame, in rect: Rect) {
        let level = Figure.level(context.question.alpha)
        var text: SafeText = "  " + SafeText("count").padded(to: 6, alignment: .right)
        if hasShare { text += " " + SafeText("share").padded(to: 6, alignment: .right) }
        if barWidth > 0 { text += SafeText(" ") * (barWidth + 1) }
        if hasInterval {
            text += "  " + (level + " limits").padded(to: limitsWidth)
        }
        text += " score  answer (" + SafeText(glyphs.greedy) + " greedy)"
        frame.line(text, row: 0, in: rect, style: .role(.muted), glyphs: glyphs)
    }

    private var limitsWidth: Int { context.question.side == .two ? 16 : 9 }

    private func draw(
        _ row: OutputDetail.Row, isSelected: Bool, into frame: inout Frame, in rect: Rect
    ) {
        let y = rect.y
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        x = frame.put(
            row.isGreedy ? SafeText(glyphs.greedy) : " ", x: x, y: y,
            style: Style(.barGreedy, .bold), within: rect)
        x = frame.put(Figure.count(row.count, width: 6), x: x, y: y, within: rect)
        let share = Double(row.count) / Double(max(1, detail.completed))
        if hasShare { x = frame.put(" " + Figure.unit(share), x: x, y: y, within: rect) }
        if barWidth > 0 {
            let bar = Rect(x: x + 1, y: y, width: barWidth, height: 1)
            Plot.horizontalBar(
                &frame, in: bar.intersection(rect), fraction: share, glyphs: glyphs,
                style: .role(row.isGreedy ? .barGreedy : .barSampled))
            x += barWidth + 1
        }
        if hasInterval {
            let reading = Self.reading(of: row, detail: detail, context: context)
            let text: SafeText =
                reading.bound.map { Figure.limits($0, glyphs: glyphs) } ?? "-"
            x = frame.put(
                "  " + text.padded(to: limitsWidth), x: x, y: y, style: .role(.bound),
                within: rect)
        }
        x = frame.put(
            " " + Figure.score(row.score) + "  ", x: x, y: y,
            style: (row.score ?? 0) >= 1 ? Style(.bad, .bold) : .text, within: rect)
        let room = max(0, rect.right - 2 - x)
        let start = trimmedStart(row.text)
        let text = SafeText(sanitizing: start.isEmpty ? "(empty answer)" : start)
            .clipped(to: room, glyphs: glyphs)
        frame.put(text, x: x, y: y, within: rect)
        if isSelected { frame.select(row: rect) }
        frame.highlight(
            keywordsOf: context.selectedEvidence?.prompt, in: text, x: x, y: y, within: rect)
        frame.highlight(
            context.search.matcher, in: text, x: x, y: y, style: Style(.match, .reverse),
            within: rect)
    }

    /// The interval of one answer's share.
    static func reading(
        of row: OutputDetail.Row, detail: OutputDetail, context: Context
    ) -> Reading {
        detail.shares.reading(of: row.count, question: context.question, planned: context.planned)
    }
}
