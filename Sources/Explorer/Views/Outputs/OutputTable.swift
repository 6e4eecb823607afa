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
    private let settings: ColumnSettings
    private var hasCount: Bool { shows("count", !isScattered) }
    private var hasInterval: Bool {
        shows("limits", width >= 48 && !isScattered && !isMostlyScattered)
    }
    private var hasShare: Bool { shows("share", width >= 60 && !isScattered) }
    private var hasScore: Bool { shows("score", true) }
    /// Whether anything is said of these answers.
    private var hasLabels: Bool {
        !context.labels.marks.isEmpty && shows("label", width >= 40)
    }
    private static let labelWidth = 6
    private var barWidth: Int {
        // A share is there in figures: its bar gives way to what a person says of the answers.
        let few = hasLabels ? 0 : 6
        let usual = isScattered || isMostlyScattered ? 0 : width >= 90 ? 10 : width >= 76 ? few : 0
        guard shows("bar", usual > 0) else { return 0 }
        return min(width / 2, settings.widths["bar"] ?? max(6, usual))
    }

    /// Whether a column is shown: as was chosen where the screen is not too narrow for anything.
    private func shows(_ name: String, _ isUsual: Bool) -> Bool {
        if settings.hidden.contains(name) { return false }
        return isUsual || width >= 48 && settings.wanted.contains(name)
    }

    /// The columns that are shown and how wide they are.
    var shownColumns: [String: Int] {
        var shown: [String: Int] = [:]
        if hasCount { shown["count"] = 6 }
        if hasShare { shown["share"] = Figure.width }
        if barWidth > 0 { shown["bar"] = barWidth }
        if hasInterval { shown["limits"] = limitsWidth }
        if hasScore { shown["score"] = hasRanges ? 9 : 5 }
        if hasLabels { shown["label"] = Self.labelWidth }
        return shown
    }

    init(context: Context, view: OutputsView, detail: OutputDetail, width: Int) {
        self.context = context
        self.view = view
        self.detail = detail
        self.width = width
        settings = context.columns[.outputs] ?? ColumnSettings()
        // Draws without replacement repeat nothing, and each has a probability of its own.
        let isExact = detail.exactLeft != nil
        isScattered =
            !isExact && detail.rows.count > 1 && detail.shape.isEachOnce
        isMostlyScattered =
            !isExact && width < 110 && detail.shape.isMostlyOnce && detail.shape.isMostlyLong
        hasRanges = detail.shape.hasRanges
        matchers = context.answerMatchers(context.answerList.filter.matcher)
    }

    func draw(into frame: inout Frame, header: Rect, list: Rect, isFocused: Bool) {
        drawHeader(into: &frame, in: header)
        let ids = context.answerList.ids(detail)
        let cursor = context.answerList.cursor
        let window = cursor.window(in: ids, height: list.height)
        let selected = cursor.position(in: ids)
        // Of the answers on the screen those that would look the same.
        let twins = SafeText.twins(among: window.map(detail.rows.text(at:)))
        for (offset, position) in window.enumerated() {
            let line = Rect(x: list.x, y: list.y + offset, width: list.width, height: 1)
            let isSelected = position == selected
            let above = offset > 0 ? detail.rows.text(at: position - 1) : nil
            draw(
                detail.rows[position], below: above, exactly: twins[offset],
                isSelected: isSelected, into: &frame, in: line)
            if isSelected, isFocused { frame.cursor = Point(x: line.x, y: line.y) }
        }
        frame.scrollbar(window, of: detail.rows.count, in: list, glyphs: glyphs)
    }

    private func drawHeader(into frame: inout Frame, in rect: Rect) {
        if isScattered, settings.wanted.isEmpty {
            return drawScatteredHeader(into: &frame, in: rect)
        }
        let level = Figure.level(context.question.alpha)
        var text: SafeText = "  "
        if hasCount { text += SafeText("count").padded(to: 6, alignment: .right) }
        if hasShare { text += " " + SafeText("share").padded(to: 6, alignment: .right) }
        if barWidth > 0 { text += SafeText(" ") * (barWidth + 1) }
        if hasInterval {
            let limits: SafeText = detail.exactLeft == nil ? level + " limits" : "exactly"
            text += "  " + limits.padded(to: limitsWidth)
        }
        if hasScore { text += hasRanges ? "     score" : " score" }
        text += labelHeader
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
            (hasScore ? "   score" : "  ") + labelHeader + "  answer (" + SafeText(glyphs.greedy)
            + " greedy)"
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
        if hasCount {
            x = frame.put(Figure.count(row.count, width: 6), x: x, y: y, within: rect)
        }
        let share =
            detail.exactLeft == nil
            ? Double(row.count) / Double(max(1, detail.completed)) : row.probability
        if hasShare { x = frame.put(" " + Figure.unit(share), x: x, y: y, within: rect) }
        if barWidth > 0 {
            let bar = Rect(x: x + 1, y: y, width: barWidth, height: 1)
            Plot.horizontalBar(
                &frame, in: bar.intersection(rect), fraction: share ?? 0, glyphs: glyphs,
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
            hasScore ? " " + scores(of: row) + "  " : "  ", x: x, y: y,
            style: (row.score ?? 0) >= 1 ? Style(.bad, .bold) : .text, within: rect)
        if hasLabels { x = drawLabel(of: row, x: x, y: y, into: &frame, in: rect) }
        x = frame.put(foldMark(row), x: x, y: y, style: .role(.muted), within: rect)
        let room = max(0, rect.right - 2 - x)
        let start = context.listed(row.text)
        let read = SafeText(sanitizing: start.isEmpty ? "(empty answer)" : start)
        let whole = part(of: row) + (exact ?? read)
        let (text, greyed) = AnswerExcerpt(matchers: matchers, glyphs: glyphs).excerpt(
            whole, below: exact == nil ? above.map(context.listed) : nil, room: room)
        frame.endRow(
            text, greyed: greyed, isSelected: isSelected, x: x, in: rect, context: context)
    }

    /// The part by which answers are grouped, where it is not all of them.
    private func part(of row: OutputDetail.Row) -> SafeText {
        let list = context.answerList
        guard list.grouping == .answer, list.part != .standard, list.part.rule != .whole else {
            return ""
        }
        guard let part = AnswerFinder(list.part).find(in: row.text).text else {
            return "(no such part)" + glyphs.dot
        }
        return SafeText(oneLine: part).clipped(to: 24, glyphs: glyphs) + glyphs.dot
    }

    /// What a person says of it.
    private func drawLabel(
        of row: OutputDetail.Row, x: Int, y: Int, into frame: inout Frame, in rect: Rect
    ) -> Int {
        let mark =
            row.rank > 0
            ? context.labels.marks[row.rank - 1] : context.labels.groups[row.id.group]
        let text = mark?.title(context.event) ?? ""
        return frame.put(
            text.clipped(to: Self.labelWidth, glyphs: glyphs).padded(to: Self.labelWidth + 2),
            x: x, y: y,
            style: mark?.word == DrawLabel.leak ? Style(.bad, .bold) : .text, within: rect)
    }

    /// The score, or the lowest and the highest where its draws have unequal ones.
    private func scores(of row: OutputDetail.Row) -> SafeText {
        let text = Figure.scores(row.scores.range)
        return hasRanges ? text.padded(to: 9, alignment: .right) : text
    }

    /// What stands before an answer: whether more wordings are folded behind it, or that it is one.
    private func foldMark(_ row: OutputDetail.Row) -> SafeText {
        if row.isWording { return "  " + SafeText(glyphs.bullet) + " " }
        guard row.variants > 1 else { return "" }
        return SafeText(row.isUnfolded ? glyphs.unfolded : glyphs.folded) + " "
    }

    /// What the limits of the shares hold for.
    static func statement(_ detail: OutputDetail, context: Context, width: Int) -> SafeText {
        guard let row = detail.rows.first(where: { $0.target != nil }) ?? detail.rows.first else {
            return ""
        }
        if row.target == nil, context.selectedRow?.void == nil, detail.exactLeft == nil,
            !context.answerList.grouping.asksServer
        {
            return Words.fitting(
                context.answerList.filter.isEmpty
                    ? [
                        "Shares are estimates: this rule was made after the draws.",
                        "shares are estimates",
                    ]
                    : [
                        "Parts of groups have no limits: the filter chose them, no draw did.",
                        "parts of groups have no limits",
                    ], width: width)
        }
        let reading = reading(of: row, detail: detail, context: context)
        // What the draws brought up needs limits that hold for the whole list.
        let label: SafeText =
            width >= 100
            ? "all shares together (greedy: alone): " : width >= 78 ? "all shares: " : ""
        return label
            + Words.guarantee(
                draws: detail.completed + detail.lost, MissingScores(lost: detail.lost), reading,
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
