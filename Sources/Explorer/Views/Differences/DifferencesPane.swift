import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The answers to one prompt in two runs: how many draws of each gave them, and the difference of
/// their shares.
struct DifferencesPane {
    let context: Context
    let view: DifferencesView
    let isFocused: Bool
    private var glyphs: Glyphs { context.glyphs }

    struct Parts {
        var prompt: Rect
        var settings: Rect
        var header: Rect
        var list: Rect
        var text: Rect
        var statement: Rect

        init(of rect: Rect) {
            var body = rect.rows(1).1
            (prompt, body) = body.rows(rect.height >= 8 ? 1 : 0)
            (settings, body) = body.rows(rect.height >= 12 ? 1 : 0)
            (header, body) = body.rows(rect.height >= 5 ? 1 : 0)
            let textHeight = rect.height >= 30 ? 10 : rect.height >= 18 ? 6 : 0
            let statementHeight = rect.height >= 10 ? 1 : 0
            let rest: Rect
            (list, rest) = body.rows(max(1, body.height - textHeight - statementHeight))
            (text, statement) = rest.rows(textHeight)
        }
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        let parts = Parts(of: rect)
        let note = isFocused ? context.searchNote ?? view.selection.title : view.selection.title
        _ = frame.panel(
            rect, title: title(width: rect.width), notes: [note], isFocused: isFocused,
            glyphs: glyphs)
        if isFocused { frame.cursor = Point(x: rect.x, y: min(rect.y + 1, rect.bottom - 1)) }
        guard let found = view.found, context.mode == .sampled else {
            return drawHint(into: &frame, in: rect.rows(1).1)
        }
        let inside = { (rect: Rect) in rect.inset(horizontally: 1, vertically: 0) }
        frame.line(
            SafeText(oneLine: context.selectedEvidence?.prompt.text ?? ""), row: 0,
            in: inside(parts.prompt), style: Style(.text, .bold), glyphs: glyphs)
        frame.line(
            CompareSettings(context).line(width: inside(parts.settings).width), row: 0,
            in: inside(parts.settings), style: .role(.muted), glyphs: glyphs)
        frame.line(header, row: 0, in: parts.header, style: .role(.muted), glyphs: glyphs)
        drawRows(into: &frame, in: parts.list)
        drawText(found, into: &frame, in: parts.text)
        frame.line(
            statement(found, width: inside(parts.statement).width), row: 0,
            in: inside(parts.statement), style: .role(.muted), glyphs: glyphs)
    }

    private func title(width: Int) -> SafeText {
        guard let found = view.found else { return "Differences" }
        if view.selection != .all {
            let shown: SafeText = "Differences: \(view.rows.count) of \(found.rows.count) answers"
            return Words.fitting(
                [shown, "Differences"], width: width - 4 - view.selection.title.width)
        }
        let counts = view.counts
        let proven: SafeText = "\(counts.different) proven"
        let only: SafeText = ", \(counts.a) only A, \(counts.b) only B"
        let names: SafeText =
            "A = \(context.received?.facts.name ?? ""), B = \(context.comparison?.facts.name ?? "")"
        return Words.fitting(
            [
                "Differences: " + proven + only + glyphs.dot + names,
                "Differences: " + proven + only, "Differences: " + proven, "Differences",
            ], width: width - 4 - view.selection.title.width)
    }

    private func drawHint(into frame: inout Frame, in rect: Rect) {
        let text: SafeText
        if context.mode == .greedy {
            text = "Greedy is one answer of each run: s shows the sampled ones."
        } else if context.comparison == nil {
            text =
                "Only one run is open. probscope explore A.run B.run opens two runs of the same "
                + "prompts, and their answers are set beside each other here."
        } else {
            text = "The other run does not have this prompt with this text."
        }
        let area = rect.inset(horizontally: 1, vertically: 0)
        for (row, line) in text.wrapped(to: area.width).enumerated() {
            frame.line(line, row: row + 1, in: area, style: .role(.muted), glyphs: glyphs)
        }
    }

    // MARK: - Rows

    private func hasLimits(_ width: Int) -> Bool { width >= 60 }

    private var header: SafeText {
        let level = Figure.level(context.question.alpha)
        let width = context.screen.width
        let difference = hasLimits(width) ? "A - B  " + level + " together" : SafeText("A - B")
        let unseen = view.found?.unseen
        let (a, b): (SafeText, SafeText) = (
            unseen?.first == nil ? "A" : "A prob", unseen?.second == nil ? "B" : "B prob"
        )
        return "  " + a.padded(to: 6, alignment: .right) + b.padded(to: 7, alignment: .right) + "  "
            + difference.padded(to: hasLimits(width) ? 24 : 6) + "  answer ("
            + SafeText(glyphs.greedy) + " greedy)"
    }

    private func drawRows(into frame: inout Frame, in rect: Rect) {
        let texts = view.rows.map(\.text)
        guard !texts.isEmpty else {
            return frame.line(
                "none", row: 0, in: rect.inset(horizontally: 2, vertically: 0),
                style: .role(.muted), glyphs: glyphs)
        }
        let window = view.cursor.window(in: texts, height: rect.height)
        let selected = view.cursor.position(in: texts)
        let excerpts = AnswerExcerpt(matchers: context.answerMatchers(), glyphs: glyphs)
        let twins = SafeText.twins(among: window.map { texts[$0] })
        for (offset, position) in window.enumerated() {
            let line = Rect(x: rect.x, y: rect.y + offset, width: rect.width, height: 1)
            let above = offset > 0 ? view.rows[position - 1].text : nil
            draw(
                view.rows[position], below: above, exactly: twins[offset], excerpts,
                isSelected: position == selected, into: &frame, in: line)
            if position == selected, isFocused { frame.cursor = Point(x: line.x, y: line.y) }
        }
        frame.scrollbar(window, of: texts.count, in: rect, glyphs: glyphs)
    }

    private func draw(
        _ row: AnswerDifferences.Row, below above: String?, exactly exact: SafeText?,
        _ excerpts: AnswerExcerpt, isSelected: Bool, into frame: inout Frame, in rect: Rect
    ) {
        let y = rect.y
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        let unseen = view.found?.unseen
        for (side, unseen) in [(row.first, unseen?.first), (row.second, unseen?.second)] {
            let count: SafeText =
                side.count == 0
                ? "-"
                : unseen == nil
                    ? "\(side.count)" : side.probability.map { Figure.unit($0) } ?? "?"
            x = frame.put(count.padded(to: 6, alignment: .right), x: x, y: y, within: rect)
            x = frame.put(
                side.isGreedy ? SafeText(glyphs.greedy) : " ", x: x, y: y,
                style: Style(.barGreedy, .bold), within: rect)
        }
        let estimate = view.found?.estimate(of: row)
        let bound = view.limits[row.text]
        let isProven = bound.map(DifferencesView.isProven) ?? false
        var figures =
            estimate.map { Figure.signed($0, places: 3) }
            ?? SafeText("-").padded(to: 6, alignment: .right)
        if hasLimits(context.screen.width) {
            let limits = bound.map { Figure.signedInterval($0, places: 3) } ?? "-"
            figures = (figures + " " + limits).padded(to: 24)
        }
        x = frame.put(
            " " + figures + "  ", x: x, y: y, style: isProven ? Style(.bad, .bold) : .role(.bound),
            within: rect)
        let start = context.listed(row.text)
        let text = SafeText(oneLine: start.isEmpty ? "(empty answer)" : start)
        let (shown, greyed) = excerpts.excerpt(
            exact ?? text, below: exact == nil ? above.map(context.listed) : nil,
            room: max(0, rect.right - 2 - x))
        frame.endRow(
            shown, greyed: greyed, isSelected: isSelected, x: x, in: rect, context: context)
    }

    // MARK: - The selected answer

    private func drawText(_ found: AnswerDifferences, into frame: inout Frame, in rect: Rect) {
        guard !rect.isEmpty, let row = view.selected else { return }
        let position = view.cursor.position(in: view.rows.map(\.text)) ?? 0
        let name: SafeText = "Answer \(position + 1) of \(view.rows.count)"
        let counts =
            glyphs.dot + "A: " + share(row.first, found.completed.first, found.unseen.first)
            + glyphs.dot + "B: " + share(row.second, found.completed.second, found.unseen.second)
        let only: SafeText =
            switch row.onlyIn {
            case .first: glyphs.dot + "only A"
            case .second: glyphs.dot + "only B"
            case nil: ""
            }
        frame.answerPanel(
            context.afterThoughts(row.text) ?? row.text,
            titles: [name + counts + only, name + only, name],
            scrolledBy: view.textScroll,
            keywordsOf: context.selectedEvidence?.prompt, sought: context.search.matcher,
            in: rect, glyphs: glyphs)
    }

    /// How much of one run an answer makes up, as far as its draws tell.
    private func share(
        _ side: AnswerDifferences.Row.Side, _ completed: Int, _ unseen: Double?
    ) -> SafeText {
        guard let unseen else { return "\(side.count) of \(completed)" }
        guard side.count > 0 else {
            return "not drawn, at most "
                + Figure.unit(unseen, rounding: .up).trimmingLeadingBlanks()
        }
        return side.probability.map {
            "probability " + Figure.unit($0).trimmingLeadingBlanks()
        } ?? "drawn, of unknown probability"
    }

    private func statement(_ found: AnswerDifferences, width: Int) -> SafeText {
        guard found.hasLimits else {
            return Words.fitting(view.unlimited + ["no limit holds"], width: width)
        }
        let n: SafeText = "n=\(found.completed.first) and \(found.completed.second)"
        let level = Figure.level(context.question.alpha)
        let method: SafeText =
            view.limits.values.first.map { glyphs.dot + "\($0.method.rawValue)" } ?? ""
        switch found.unseen {
        case (nil, nil): break
        case (let first?, let second?):
            let known: SafeText =
                "without replacement: not seen of A " + unseen(first) + ", of B " + unseen(second)
            return Words.fitting(
                [
                    n + glyphs.dot + known + glyphs.dot + "limits hold for certain", known,
                    "drawn without replacement: certain",
                ], width: width)
        case (let first?, nil):
            return Words.fitting(
                Self.statement(plain: "B: n=\(found.completed.second)", level, method, glyphs)
                    .flatMap { whole in
                        known("A", first).map { whole + glyphs.dot + $0 }
                    } + [level + " any n" + glyphs.dot + "A without replacement"], width: width)
        case (nil, let second?):
            return Words.fitting(
                Self.statement(plain: "A: n=\(found.completed.first)", level, method, glyphs)
                    .flatMap { whole in
                        known("B", second).map { whole + glyphs.dot + $0 }
                    } + [level + " any n" + glyphs.dot + "B without replacement"], width: width)
        }
        let whole = n + glyphs.dot + level
        guard found.numbersAgree else {
            return Words.fitting(
                [
                    whole + " for all together" + glyphs.dot
                        + "joined runs: limits where both gave an answer",
                    "joined runs: limits where both gave an answer", "joined runs",
                ], width: width)
        }
        return Words.fitting(
            [
                whole + " for all answers together, those not seen too" + glyphs.dot
                    + "holds at any n" + method,
                whole + " for all together" + glyphs.dot + "holds at any n" + method,
                whole + " for all together" + glyphs.dot + "any n" + method,
                whole + " for all together" + glyphs.dot + "any n",
                n + glyphs.dot + level + " together, any n", level + " any n",
            ], width: width)
    }

    /// What limits hold for where one run alone has plain draws.
    private static func statement(
        plain n: SafeText, _ level: SafeText, _ method: SafeText, _ glyphs: Glyphs
    ) -> [SafeText] {
        let whole = n + glyphs.dot + level
        return [
            whole + " for all together" + glyphs.dot + "holds at any n" + method,
            whole + " together" + glyphs.dot + "any n" + method,
            whole + " together, any n",
        ]
    }

    /// What is said of a run whose draws are without replacement.
    private func known(_ name: SafeText, _ left: Double) -> [SafeText] {
        let start = name + " without replacement: "
        return [
            start + "known but for " + unseen(left) + " not seen",
            start + unseen(left) + " not seen",
        ]
    }

    private func unseen(_ share: Double) -> SafeText {
        Figure.unit(share, rounding: .up).trimmingLeadingBlanks()
    }
}

/// What differs between the run that is shown and the one beside it, beside their draws.
struct CompareSettings {
    private let differences: [(what: String, first: String, second: String)]
    /// What may differ, as nobody verified it.
    private let unverified: [String]

    init(_ context: Context) {
        guard let one = context.received?.facts, let other = context.comparison?.facts else {
            (differences, unverified) = ([], [])
            return
        }
        differences = one.settings(against: other)
        unverified = one.unverifiedSettings(against: other)
    }

    var isEmpty: Bool { differences.isEmpty }

    /// Whether anything but the model differs: then a difference of the draws may come from that.
    var isConfounded: Bool { differences.contains { $0.what != "model" } }

    /// All that differs, as far as it fits; the words of each setting whole, or its name alone.
    ///
    /// - Parameter lead: what stands before words that name no difference, where there is room.
    func line(width: Int, lead: SafeText = "") -> SafeText {
        guard !isEmpty else {
            guard !unverified.isEmpty else { return "same model, template, decoding and scorers" }
            let all = SafeText(oneLine: unverified.joined(separator: ", "))
            return Words.fitting(
                [
                    "same scorers; whether " + all + " differ is not known (imported)",
                    all + ": not known (imported)", "imported: not verified",
                ], width: width)
        }
        let whole = differences.map { what, first, second -> SafeText in
            "\(what): " + SafeText(oneLine: first) + " against " + SafeText(oneLine: second)
        }
        let brief = differences.map { SafeText("\($0.what)") }
        func joined(_ parts: [SafeText]) -> SafeText {
            parts.reduce(SafeText()) { $0.isEmpty ? $1 : $0 + "; " + $1 }
        }
        var forms: [SafeText] = [lead + joined(whole), joined(whole)]
        for kept in stride(from: whole.count - 1, through: 1, by: -1) {
            forms.append(joined(Array(whole.prefix(kept)) + brief.dropFirst(kept)) + " too")
        }
        return Words.fitting(forms + [names], width: width)
    }

    /// The names of what differs.
    var names: SafeText {
        let all = SafeText("\(differences.map(\.what).joined(separator: "; "))")
        return all + (differences.count == 1 ? " differs" : " differ")
    }
}
