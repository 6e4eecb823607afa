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
    /// Whether each answer was drawn once: counts and shares say the same of every row then, and
    /// give way to the answers.
    private let isScattered: Bool
    /// What is shown of a long answer where all differ: what is looked for, or a keyword.
    private let matchers: [Matcher]
    private var hasInterval: Bool { width >= 48 && !isScattered }
    private var hasShare: Bool { width >= 60 && !isScattered }
    private var barWidth: Int { isScattered ? 0 : width >= 90 ? 10 : width >= 76 ? 6 : 0 }

    init(context: Context, view: OutputsView, detail: OutputDetail, width: Int) {
        self.context = context
        self.view = view
        self.detail = detail
        self.width = width
        isScattered = detail.rows.count > 1 && detail.rows.allSatisfy { $0.count == 1 }
        let keywords = context.selectedEvidence?.prompt.keywords ?? []
        matchers =
            ([context.search.matcher] + keywords.map { try? Matcher(literal: $0) })
            .compactMap { $0 }
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
        if isScattered { return drawScatteredHeader(into: &frame, in: rect) }
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

    /// Says once what would be the same in every row: the share of an answer, with its limits.
    private func drawScatteredHeader(into frame: inout Frame, in rect: Rect) {
        guard let row = detail.rows.first else { return }
        let start: SafeText = "   score  answer (" + SafeText(glyphs.greedy) + " greedy)"
        let share = Figure.unit(1 / Double(max(1, detail.completed)))
        let reading = Self.reading(of: row, detail: detail, context: context)
        let limits = reading.bound.map { " " + Figure.limits($0, glyphs: glyphs) } ?? ""
        let text = Words.fitting(
            [
                start + ", each drawn once: share " + share + limits,
                start + ", each once: " + share + limits, start + ", each drawn once", start,
            ], width: rect.width)
        frame.line(text, row: 0, in: rect, style: .role(.muted), glyphs: glyphs)
    }

    /// The answer from its beginning; where all differ and what matters stands further behind, from
    /// a few words before that.
    private func excerpt(_ text: SafeText, room: Int) -> SafeText {
        guard isScattered, text.width > room else { return text.clipped(to: room, glyphs: glyphs) }
        let string = text.string
        for matcher in matchers {
            guard let hit = matcher.ranges(in: string).first else { continue }
            let end = SafeText(sanitizing: String(string[..<hit.upperBound])).width
            guard end >= room else { break }
            let before = string[..<hit.lowerBound].suffix(room / 3)
            let word = before.drop { $0 != " " }.dropFirst()
            let rest = (word.isEmpty ? before : word) + string[hit.lowerBound...]
            return (SafeText(glyphs.ellipsis) + SafeText(sanitizing: String(rest)))
                .clipped(to: room, glyphs: glyphs)
        }
        return text.clipped(to: room, glyphs: glyphs)
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
        if !isScattered {
            x = frame.put(Figure.count(row.count, width: 6), x: x, y: y, within: rect)
        }
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
        let text = excerpt(
            SafeText(sanitizing: start.isEmpty ? "(empty answer)" : start), room: room)
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
