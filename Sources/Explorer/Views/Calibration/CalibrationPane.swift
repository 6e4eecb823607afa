import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The reliability diagram, the figures of the run, and its prompts.
struct CalibrationPane {
    let context: Context
    let view: CalibrationView
    let isFocused: Bool
    private var glyphs: Glyphs { context.glyphs }

    /// Where what stands.
    struct Parts {
        var remarks: Rect
        var bins: Rect
        var figures: Rect
        var header: Rect
        var list: Rect
        var statement: Rect

        /// - Parameter middle: the lines that what stands there would take.
        init(
            of rect: Rect, _ finding: CalibrationFinding?, remarks: [String], middle known: Int
        ) {
            var body = rect.rows(1).1
            let rest: Rect
            (rest, statement) = body.rows(max(0, body.height - (rect.height >= 8 ? 1 : 0)))
            body = rest
            let most = rect.height >= 40 ? 8 : rect.height >= 20 ? 2 : 0
            let remarkRows =
                most == 0
                ? 0 : min(CalibrationPane.lines(of: remarks, width: rect.width).count, most)
            (self.remarks, body) = body.rows(finding?.diagram == nil ? 0 : remarkRows)
            let filled = finding?.diagram?.bins.count { $0.count > 0 } ?? 0
            let binRows = rect.height >= 16 ? min(filled, body.height / 3 - 1) + 1 : 0
            (bins, body) = body.rows(binRows)
            let room = body.height >= known + 9 ? known : max(4, body.height / 2 - 1)
            let figureRows = rect.height >= 20 ? min(known, room) : 0
            (figures, body) = body.rows(figureRows)
            (header, body) = body.rows(rect.height >= 5 ? 1 : 0)
            list = body
        }
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        let remarks = view.remarks
        let parts = Parts(
            of: rect, view.finding, remarks: remarks, middle: view.middle.lines(view.finding))
        let order: SafeText = "by \(view.sort.column.title)"
        _ = frame.panel(
            rect, title: title, notes: [context.searchNote ?? order], isFocused: isFocused,
            glyphs: glyphs)
        if isFocused { frame.cursor = Point(x: rect.x, y: min(rect.y + 1, rect.bottom - 1)) }
        guard let finding = view.finding, finding.known > 0, context.mode == .sampled else {
            return drawHint(into: &frame, in: rect.rows(1).1)
        }
        draw(remarks, into: &frame, in: parts.remarks)
        if let diagram = finding.diagram {
            CalibrationBins(diagram: diagram, bands: finding.bands, glyphs: glyphs)
                .draw(into: &frame, in: parts.bins)
        }
        let tables = CalibrationTables(glyphs: glyphs)
        switch view.middle {
        case .figures: drawFigures(finding, into: &frame, in: parts.figures)
        case .confidences: tables.draw(finding.confidences, into: &frame, in: parts.figures)
        case .answers: tables.draw(selectedRow, into: &frame, in: parts.figures)
        }
        frame.line(
            header(parts.header.width, left: finding.entries.count - parts.figures.height, finding),
            row: 0, in: parts.header, style: .role(.muted), glyphs: glyphs)
        drawRows(into: &frame, in: parts.list)
        frame.line(
            statement(finding, width: parts.statement.width - 2), row: 0,
            in: parts.statement.inset(horizontally: 1, vertically: 0), style: .role(.muted),
            glyphs: glyphs)
    }

    /// What is known of the prompt that is selected.
    private var selectedRow: CalibrationRow? {
        view.rows.first { $0.prompt.id == context.list.cursor.selected }
    }

    private var title: SafeText {
        guard let facts = context.scorerFacts else { return "Calibration" }
        let scorer = SafeText(sanitizing: facts.name)
        let confidence: SafeText = ", \(view.confidence.words)"
        return Words.fitting(
            [
                "Calibration: " + scorer + confidence,
                "Calibration: " + scorer + ", \(view.confidence.rawValue)",
                "Calibration: " + scorer,
                "Calibration",
            ],
            width: context.screen.width - 28)
    }

    /// What must be known before any of it is read, the gravest first, each of its words; where not all
    /// fit, the last line ends with how to see the others.
    private func draw(_ remarks: [String], into frame: inout Frame, in rect: Rect) {
        let area = rect.inset(horizontally: 1, vertically: 0)
        let lines = Self.lines(of: remarks, width: rect.width)
        let first = max(0, min(view.remarkScroll, lines.count - area.height))
        for (row, line) in lines.dropFirst(first).prefix(area.height).enumerated() {
            frame.line(line, row: row, in: area, style: .role(.muted), glyphs: glyphs)
        }
        guard lines.count > area.height, area.height > 0 else { return }
        let place: SafeText = "\(first + 1)-\(first + area.height) of \(lines.count), J K"
        frame.put(
            place, x: area.right - place.width, y: area.bottom - 1, style: Style(.key),
            within: area)
    }

    /// The lines of the remarks, which leave room for where they are scrolled to.
    static func lines(of remarks: [String], width: Int) -> [SafeText] {
        remarks.flatMap { SafeText(oneLine: $0).wrapped(to: max(1, width - 2 - 18)) }
    }

    private func drawHint(into frame: inout Frame, in rect: Rect) {
        let text: SafeText
        if context.mode == .greedy {
            text = "Greedy is one answer of each prompt: s shows the sampled ones."
        } else if let own = view.own, own.kinds.isEmpty {
            text =
                "The run has no token probabilities, which are the model's own word: sample with "
                + "--probabilities 1 or more, or put the answers back to a model by probscope calibration "
                + "RUN --ask URL."
        } else if let finding = view.finding, finding.known == 0 {
            text =
                "No plain draw has both a score and a probability of this kind: u takes another "
                + "kind, v another scorer."
        } else {
            text = "being computed"
        }
        let area = rect.inset(horizontally: 1, vertically: 0)
        for (row, line) in text.wrapped(to: max(1, area.width)).enumerated() {
            frame.line(line, row: row + 1, in: area, style: .role(.muted), glyphs: glyphs)
        }
    }

    // MARK: - Figures

    private func drawFigures(
        _ finding: CalibrationFinding, into frame: inout Frame, in rect: Rect
    ) {
        let area = rect.inset(horizontally: 1, vertically: 0)
        // The tests stay where not all fits.
        let important = Self.order.compactMap { key in finding.entries.first { $0.key == key } }
        let others = finding.entries.filter { !Self.order.contains($0.key) }
        let kept = Set((important + others).prefix(area.height).map(\.key))
        let shown = finding.entries.filter { kept.contains($0.key) }
        for (row, entry) in shown.enumerated() {
            let limits = limits(entry)
            let figures =
                SafeText(sanitizing: entry.name).padded(to: 28)
                + number(entry, entry.estimate).padded(to: 9, alignment: .right) + "  "
                + limits.padded(to: 20) + "  "
            frame.line(figures, row: row, in: area, glyphs: glyphs)
            let rest = area.columns(min(area.width, figures.width)).1
            if rest.width >= 20 {
                frame.line(
                    SafeText(sanitizing: entry.meaning), row: row, in: rest, style: .role(.muted),
                    glyphs: glyphs)
            }
        }
    }

    /// What is shown first where there is little room.
    private static let order = [
        "overconfidence", "ece", "ece_if_calibrated", "brier", "skce_p", "martingale_p",
        "rank_accuracy", "balance", "auroc_entropy", "auroc_semantic",
    ]

    private func number(
        _ entry: CalibrationEntry, _ value: Double, _ rounding: Figure.Rounding = .nearest
    ) -> SafeText {
        if entry.kind == .pValue { return Figure.unit(value, rounding: .up) }
        return entry.isSigned
            ? Figure.signed(value, places: 4, rounding) : Figure.unit(value, rounding: rounding)
    }

    private func limits(_ entry: CalibrationEntry) -> SafeText {
        switch entry.kind {
        case .estimate: return "estimate"
        case .pValue: return "p-value"
        case .limits, .sample: break
        }
        guard let bound = entry.reading.bound else { return "no limits" }
        return entry.isSigned
            ? Figure.signedLimits(bound, places: 4, glyphs: glyphs)
            : Figure.limits(bound, glyphs: glyphs)
    }

    // MARK: - Prompts

    private func header(_ width: Int, left out: Int, _ finding: CalibrationFinding) -> SafeText {
        let level = Figure.level(context.question.alpha)
        let all = finding.entries.count
        let figures: SafeText =
            out > 0 && view.middle == .figures ? "   (\(all - out) of \(all) figures fit)" : ""
        let over: SafeText = width >= 60 ? "over  " + level + " together" : "over"
        return "  " + SafeText("said").padded(to: 7, alignment: .right)
            + SafeText("right").padded(to: 8, alignment: .right) + "  "
            + over.padded(to: width >= 60 ? 26 : 7) + (hasPairs(width) ? "  pairs " : " ")
            + "prompt" + figures
    }

    /// Whether there is room for how often probability ranks quality, or it is what rows are sorted by.
    private func hasPairs(_ width: Int) -> Bool { width >= 100 || view.sort.column == .pairs }

    private func drawRows(into frame: inout Frame, in rect: Rect) {
        let ids = view.rows.map(\.prompt.id)
        let window = context.list.cursor.window(in: ids, height: rect.height)
        let selected = context.list.cursor.position(in: ids)
        for (offset, position) in window.enumerated() {
            let line = Rect(x: rect.x, y: rect.y + offset, width: rect.width, height: 1)
            draw(view.rows[position], isSelected: position == selected, into: &frame, in: line)
            if position == selected, isFocused { frame.cursor = Point(x: line.x, y: line.y) }
        }
        frame.scrollbar(window, of: ids.count, in: rect, glyphs: glyphs)
    }

    private func draw(
        _ row: CalibrationRow, isSelected: Bool, into frame: inout Frame, in rect: Rect
    ) {
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        let figures =
            " " + Figure.unit(row.confidence).padded(to: 7, alignment: .right)
            + Figure.unit(row.accuracy).padded(to: 8, alignment: .right) + "  "
        x = frame.put(figures, x: x, y: rect.y, within: rect)
        var over = Figure.signed(row.estimate, places: 3)
        if rect.width >= 60 {
            let limits = row.simultaneous.bound.map {
                Figure.signedLimits($0, places: 3, glyphs: glyphs)
            }
            over = (over + " " + (limits ?? (row.verdict == .void ? "void" : "-"))).padded(to: 26)
        } else {
            over = over.padded(to: 7)
        }
        let style: Style =
            switch row.verdict {
            case .over: Style(.bad, .bold)
            case .under: Style(.warn, .bold)
            case .undecided, .void: .role(.bound)
            }
        x = frame.put(over + " ", x: x, y: rect.y, style: style, within: rect)
        if hasPairs(rect.width) {
            let pairs = row.ranked.isFinite ? Figure.unit(row.ranked) : "-"
            x = frame.put(
                pairs.padded(to: 6, alignment: .right) + " ", x: x, y: rect.y, within: rect)
        }
        let mark: SafeText =
            switch row.verdict {
            case .over: "over  "
            case .under: "under "
            case .void: "void  "
            case .undecided: "      "
            }
        if rect.width >= 60 {
            x = frame.put(mark, x: x, y: rect.y, style: style, within: rect)
        }
        let text = SafeText(oneLine: row.prompt.id.rawValue + "  " + row.prompt.text)
        frame.put(
            text.clipped(to: max(0, rect.right - 1 - x), glyphs: glyphs), x: x, y: rect.y,
            within: rect)
        if isSelected { frame.select(row: rect) }
    }

    private func statement(_ finding: CalibrationFinding, width: Int) -> SafeText {
        let n: SafeText = "n=\(finding.known + finding.missing)"
        let missing: SafeText = finding.missingWords.map { ", \($0)" } ?? ""
        let level =
            context.question.side == .two
            ? Figure.level(context.question.alpha)
            : Words.level(alpha: context.question.alpha, side: context.question.side)
        let planned = finding.question.planned
        let when: SafeText =
            switch finding.bands {
            case _ where context.question.validity == .anytime: "means at any n"
            case .pending: "means at n=\(planned), none before"
            default: "means at n=\(planned)"
            }
        let whole = n + missing + glyphs.dot + level
        let bins: SafeText =
            switch finding.bands {
            case .limits:
                (context.question.side == .two
                    ? ", bins, ECE, pairs at n=" : ", bins two-sided at n=")
                    + "\(planned)"
            case .pending(let drawn, let planned): ", bins, ECE, pairs: \(drawn) of \(planned)"
            case .none: ", none of bins, ECE"
            }
        return Words.fitting(
            [
                whole + " each, prompts and bins together" + glyphs.dot + when + bins + glyphs.dot
                    + "for these prompts; p: for prompts like these",
                whole + " each" + glyphs.dot + when + bins, whole + glyphs.dot + when, whole,
            ], width: width)
    }
}
