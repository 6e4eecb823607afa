import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import Text

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
    /// Whether there are groups of answers with unlike scores.
    private let hasRanges: Bool
    /// Whether most answers were drawn once and are longer than their column: limits are left to the
    /// line of the selected answer then.
    private let isMostlyScattered: Bool
    /// What is shown of a long answer: what is looked for, or a keyword.
    private let matchers: [Matcher]
    private var hasInterval: Bool { width >= 48 && !isScattered && !isMostlyScattered }
    private var hasShare: Bool { width >= 60 && !isScattered }
    /// Whether anything is said of these answers.
    private var hasLabels: Bool { width >= 40 && !context.labels.marks.isEmpty }
    private static let labelWidth = 6
    private var barWidth: Int {
        isScattered || isMostlyScattered ? 0 : width >= 90 ? 10 : width >= 76 ? 6 : 0
    }

    init(context: Context, view: OutputsView, detail: OutputDetail, width: Int) {
        self.context = context
        self.view = view
        self.detail = detail
        self.width = width
        // Draws without replacement repeat nothing, and each has a probability of its own.
        let isExact = detail.exactLeft != nil
        isScattered =
            !isExact && detail.rows.count > 1 && detail.rows.allSatisfy { $0.count == 1 }
        let rows = detail.rows.prefix(1000)
        isMostlyScattered =
            !isExact && width < 110 && rows.count(where: { $0.count == 1 }) * 2 > rows.count
            && rows.count(where: { $0.text.utf8.count > 32 }) * 2 > rows.count
        hasRanges = detail.rows.contains {
            $0.scores.map { $0.lowerBound < $0.upperBound } ?? false
        }
        matchers = context.answerMatchers(context.answerList.filter.matcher)
    }

    func draw(into frame: inout Frame, header: Rect, list: Rect, isFocused: Bool) {
        drawHeader(into: &frame, in: header)
        let ids = context.answerList.ids(detail)
        let cursor = context.answerList.cursor
        let window = cursor.window(in: ids, height: list.height)
        let selected = cursor.position(in: ids)
        // Of the answers on the screen those that would look the same.
        let twins = SafeText.twins(among: window.map { detail.rows[$0].text })
        for (offset, position) in window.enumerated() {
            let line = Rect(x: list.x, y: list.y + offset, width: list.width, height: 1)
            let isSelected = position == selected
            let above = offset > 0 ? detail.rows[position - 1].text : nil
            draw(
                detail.rows[position], below: above, exactly: twins[offset],
                isSelected: isSelected, into: &frame, in: line)
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
            let limits: SafeText = detail.exactLeft == nil ? level + " limits" : "exactly"
            text += "  " + limits.padded(to: limitsWidth)
        }
        text += (hasRanges ? "     score" : " score") + labelHeader
        text += "  answer (" + SafeText(glyphs.greedy) + " greedy)"
        frame.line(text, row: 0, in: rect, style: .role(.muted), glyphs: glyphs)
    }

    private var labelHeader: SafeText {
        hasLabels ? "  " + SafeText("label").padded(to: Self.labelWidth) : ""
    }

    /// Says once what would be the same in every row: the share of an answer, and that none is proven
    /// to be above 0 by draws after the one that found it.
    private func drawScatteredHeader(into frame: inout Frame, in rect: Rect) {
        let start: SafeText =
            "   score" + labelHeader + "  answer (" + SafeText(glyphs.greedy) + " greedy)"
        let share = Figure.unit(1 / Double(max(1, detail.completed)))
        let text = Words.fitting(
            [
                start + ", each drawn once: share " + share + ", none proven",
                start + ", each drawn once: share " + share,
                start + ", each once: " + share, start + ", each drawn once", start,
            ], width: rect.width)
        frame.line(text, row: 0, in: rect, style: .role(.muted), glyphs: glyphs)
    }

    /// The exact probability of an answer.
    private func exactly(_ row: OutputDetail.Row) -> SafeText {
        guard let probability = row.probability else { return "not known" }
        return Figure.short(probability)
    }

    private var limitsWidth: Int { context.question.side == .two ? 16 : 9 }

    private func draw(
        _ row: OutputDetail.Row, below above: String?, exactly exact: SafeText?, isSelected: Bool,
        into frame: inout Frame, in rect: Rect
    ) {
        let y = rect.y
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        x = frame.put(
            row.isGreedy ? SafeText(glyphs.greedy) : " ", x: x, y: y,
            style: Style(.barGreedy, .bold), within: rect)
        if !isScattered {
            x = frame.put(Figure.count(row.count, width: 6), x: x, y: y, within: rect)
        }
        let share =
            detail.exactLeft == nil
            ? Double(row.count) / Double(max(1, detail.completed)) : row.probability ?? 0
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
                detail.exactLeft != nil
                ? exactly(row) : reading.bound.map { Figure.limits($0, glyphs: glyphs) } ?? "-"
            x = frame.put(
                "  " + text.padded(to: limitsWidth), x: x, y: y, style: .role(.bound),
                within: rect)
        }
        x = frame.put(
            " " + scores(of: row) + "  ", x: x, y: y,
            style: (row.score ?? 0) >= 1 ? Style(.bad, .bold) : .text, within: rect)
        if hasLabels { x = drawLabel(of: row, x: x, y: y, into: &frame, in: rect) }
        x = frame.put(foldMark(row), x: x, y: y, style: .role(.muted), within: rect)
        let room = max(0, rect.right - 2 - x)
        let start = trimmedStart(row.text)
        let read = SafeText(sanitizing: start.isEmpty ? "(empty answer)" : start)
        let whole = exact ?? read
        let (text, greyed) = AnswerExcerpt(matchers: matchers, glyphs: glyphs).excerpt(
            whole, below: exact == nil ? above.map(trimmedStart) : nil, room: room)
        frame.endRow(
            text, greyed: greyed, isSelected: isSelected, x: x, in: rect, context: context)
    }

    /// What a person says of it.
    private func drawLabel(
        of row: OutputDetail.Row, x: Int, y: Int, into frame: inout Frame, in rect: Rect
    ) -> Int {
        let mark =
            row.isWording
            ? context.labels.marks[row.rank - 1] : context.labels.groups[row.id.group]
        let text = mark?.title(context.event) ?? ""
        return frame.put(
            text.clipped(to: Self.labelWidth, glyphs: glyphs).padded(to: Self.labelWidth + 2),
            x: x, y: y,
            style: mark?.word == DrawLabel.leak ? Style(.bad, .bold) : .text, within: rect)
    }

    /// The score, or of a group the lowest and the highest.
    private func scores(of row: OutputDetail.Row) -> SafeText {
        guard hasRanges else { return Figure.score(row.score) }
        return Figure.scores(row.scores).trimmingLeadingBlanks()
            .padded(to: 9, alignment: .right)
    }

    /// What stands before an answer: whether more wordings are folded behind it, or that it is one.
    private func foldMark(_ row: OutputDetail.Row) -> SafeText {
        if row.isWording { return "  " + SafeText(glyphs.bullet) + " " }
        guard row.variants > 1 else { return "" }
        return SafeText(row.isUnfolded ? glyphs.unfolded : glyphs.folded) + " "
    }

    /// What the limits of the shares hold for.
    static func statement(_ detail: OutputDetail, context: Context, width: Int) -> SafeText {
        guard let row = detail.rows.first else { return "" }
        let reading = reading(of: row, detail: detail, context: context)
        // What the draws brought up needs limits that hold for the whole list.
        let label: SafeText =
            width >= 100
            ? "all shares together (greedy: alone): " : width >= 78 ? "all shares: " : ""
        return label
            + Words.guarantee(
                draws: detail.completed + detail.lost, lost: detail.lost, reading,
                question: context.question,
                width: width - label.width, glyphs: context.glyphs)
    }

    /// The interval of one answer's share.
    static func reading(
        of row: OutputDetail.Row, detail: OutputDetail, context: Context
    ) -> Reading {
        if let target = row.target {
            return detail.shares.reading(
                of: target, question: context.question, planned: context.planned,
                void: context.selectedRow?.void)
        }
        return context.selectedRow?.void.map(Reading.void) ?? .none
    }
}

extension SafeText {
    /// The exact forms of those texts on a screen that would look the same as another one of them; what
    /// is longer than a row can have is never one.
    static func twins(among texts: [String]) -> [SafeText?] {
        twins(
            in: texts.enumerated().map { place, text in
                text.utf8.count <= 400 ? text : "\u{0}\(place)"
            }
        ).map { $0.flatMap { $0.isEmpty ? nil : $0 } }
    }
}
