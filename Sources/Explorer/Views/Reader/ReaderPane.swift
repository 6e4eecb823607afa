import Canvas
import Evidence
import Findings

/// One answer in full: its place among the others, what is known of it, its lines.
struct ReaderPane {
    let context: Context
    let view: ReaderView
    let isFocused: Bool
    private var glyphs: Glyphs { context.glyphs }

    struct Parts {
        var facts: Rect
        var text: Rect
        var statement: Rect

        /// The columns of a text that is easy to read.
        private static let widest = 100

        init(of rect: Rect) {
            let body = rect.rows(1).1
            let (facts, rest) = body.rows(rect.height >= 8 ? 2 : 0)
            let (text, statement) = rest.rows(max(0, rest.height - (rect.height >= 12 ? 1 : 0)))
            self.facts = facts
            self.statement = statement
            self.text = Rect(
                x: text.x + 1, y: text.y, width: max(0, min(text.width - 3, Self.widest)),
                height: text.height)
        }
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        let parts = Parts(of: rect)
        let title = title
        if isFocused { frame.cursor = Point(x: rect.x, y: min(rect.y + 1, rect.bottom - 1)) }
        guard let document = view.document else {
            let body = frame.panel(rect, title: title, isFocused: isFocused, glyphs: glyphs)
            let why: SafeText =
                context.mode == .sampled
                ? context.filteredWords.map { $0 + ". Esc shows all" } ?? "" : ""
            frame.line(
                why.isEmpty ? "no answer to read yet" : "no answer matches " + why, row: 0,
                in: body.inset(horizontally: 1, vertically: 0),
                style: .role(.muted), glyphs: glyphs)
            return
        }
        let lines = position(document, height: parts.text.height)
        let search = context.searchNote ?? ""
        var notes = [
            search.isEmpty || lines.isEmpty ? search + lines : search + glyphs.dot + lines, lines,
        ]
        if context.mode == .sampled, !context.answerList.filter.isEmpty {
            let all: SafeText = "Esc shows all"
            notes = notes.map { $0.isEmpty ? all : $0 + glyphs.dot + all } + [all]
        }
        _ = frame.panel(rect, title: title, notes: notes, isFocused: isFocused, glyphs: glyphs)
        drawFacts(into: &frame, in: parts.facts.inset(horizontally: 1, vertically: 0))
        drawText(document, into: &frame, in: parts.text)
        frame.scrollbar(
            window(document, parts.text.height), of: document.lines.count,
            in: Rect(
                x: rect.right - 1, y: parts.text.y, width: 1, height: parts.text.height),
            glyphs: glyphs)
        if context.mode == .sampled, let detail = context.answers {
            let area = parts.statement.inset(horizontally: 1, vertically: 0)
            frame.line(
                OutputTable.statement(detail, context: context, width: area.width), row: 0,
                in: area, style: .role(.muted), glyphs: glyphs)
        }
    }

    private var title: SafeText {
        guard context.mode == .sampled else { return "The greedy answer" }
        guard let place = context.selectedPlace, let answers = context.answers else {
            return "Reader"
        }
        let filter = context.answerList.filter
        return "Answer \(context.number(of: place) + 1) of \(answers.listedTexts)"
            + (filter.isEmpty
                ? ""
                : " that match &" + SafeText(oneLine: filter.text).clipped(to: 30, glyphs: glyphs))
    }

    private func window(_ document: ReaderDocument, _ height: Int) -> Range<Int> {
        let top = max(0, min(view.top, document.lines.count - height))
        return top..<min(document.lines.count, top + height)
    }

    private func position(_ document: ReaderDocument, height: Int) -> SafeText {
        let window = window(document, height)
        guard window.count < document.lines.count else { return "" }
        return "lines \(window.lowerBound + 1)-\(window.upperBound) of \(document.lines.count)"
    }

    // MARK: - What is known of the answer

    private func drawFacts(into frame: inout Frame, in rect: Rect) {
        guard !rect.isEmpty else { return }
        guard context.mode == .sampled else {
            let score = Figure.score(context.selectedRow?.greedyScore)
            return frame.line("score" + score, row: 0, in: rect, glyphs: glyphs)
        }
        guard let detail = context.answers, let place = context.selectedPlace,
            let answer = context.wording(place)
        else { return }
        let isHidden = context.hidesScore
        let score = isHidden ? 0 : answer.score ?? 0
        var x = frame.put(
            isHidden
                ? "score hidden until it is labelled"
                : "score" + Figure.scores(answer.scores.range),
            x: rect.x, y: rect.y,
            style: score > context.threshold ? Style(.bad, .bold) : .text, within: rect)
        var facts: [[SafeText]] = []
        if let mark = context.labels.marks[answer.rank - 1] {
            let label: SafeText = "labelled " + mark.title(context.event)
            facts.append([label])
        }
        if !isHidden, let unequal = Words.unequal(answer.scores, above: context.threshold) {
            facts.append([unequal])
        } else if score >= 1, let one = context.scorerFacts?.one {
            facts.append(["\(one)"])
        }
        if answer.truncated > 0 { facts.append(["cut at the limit of tokens", "cut off"]) }
        if answer.isGreedy { facts.append(["the greedy answer", "greedy"]) }
        if let probability = answer.probability {
            facts.append(["probability " + Figure.unit(probability).trimmingLeadingBlanks()])
        } else {
            facts.append([
                drawn(answer, detail, place), "drawn \(answer.count) of \(detail.completed)",
            ])
        }
        facts.append(["first as draw \(answer.firstIndex)"])
        if rect.height > 1, let note = context.labels.marks[answer.rank - 1]?.note {
            frame.line(
                "note: " + SafeText(oneLine: note), row: 1, in: rect, style: .role(.muted),
                glyphs: glyphs)
        }
        // A fact is shown whole, in fewer words, or not at all.
        for forms in facts {
            let room = rect.right - x - glyphs.dot.width
            guard let fact = forms.first(where: { $0.width <= room }) else { continue }
            x = frame.put(glyphs.dot + fact, x: x, y: rect.y, within: rect)
        }
    }

    /// How often it was drawn; of a group, how often it and how often all wordings.
    private func drawn(
        _ answer: OutputDetail.Answer, _ detail: OutputDetail, _ place: AnswerPlace
    ) -> SafeText {
        let group = detail.groups[place.group]
        let share = OutputTable.reading(
            of: OutputDetail.Row(group), detail: detail, context: context)
        let limits = share.bound.map { " " + Figure.limits($0, glyphs: glyphs) } ?? ""
        let estimate = Figure.unit(Double(group.count) / Double(max(1, detail.completed)))
        if group.wordings.count == 1 {
            return "drawn \(answer.count) of \(detail.completed), " + estimate + limits
        }
        return "drawn \(answer.count), its group \(group.count) of \(detail.completed), " + estimate
            + limits
    }

    // MARK: - Its lines

    private func drawText(_ document: ReaderDocument, into frame: inout Frame, in rect: Rect) {
        guard !rect.isEmpty else { return }
        for (row, index) in window(document, rect.height).enumerated() {
            let line = document.lines[index]
            let pieces = document.paragraphs[line.paragraph].pieces
            let y = rect.y + row
            var x = rect.x + min(line.indent, max(0, rect.width - 2))
            var start = line.range.lowerBound
            while start < line.range.upperBound {
                let style = pieces[start].style
                var end = start + 1
                while end < line.range.upperBound, pieces[end].style == style { end += 1 }
                x = frame.put(text(pieces[start..<end]), x: x, y: y, style: style, within: rect)
                start = end
            }
            highlight(line, pieces, into: &frame, y: y, in: rect)
            if isFocused, index == view.currentLine { frame.cursor = Point(x: rect.x, y: y) }
        }
    }

    private func text(_ pieces: ArraySlice<StyledText.Piece>) -> SafeText {
        SafeText(
            safe: String(pieces.map(\.character)), width: pieces.reduce(0) { $0 + $1.columns })
    }

    private func highlight(
        _ line: ReaderDocument.Line, _ pieces: [StyledText.Piece], into frame: inout Frame,
        y: Int, in rect: Rect
    ) {
        for hit in view.hits where hit.paragraph == line.paragraph {
            let range = hit.range.clamped(to: line.range)
            guard !range.isEmpty else { continue }
            let indent = min(line.indent, max(0, rect.width - 2))
            let before = pieces[line.range.lowerBound..<range.lowerBound]
            let place = Rect(
                x: rect.x + indent + before.reduce(0) { $0 + $1.columns }, y: y,
                width: pieces[range].reduce(0) { $0 + $1.columns }, height: 1)
            frame.restyle(place.intersection(rect)) { _ in Style(.match, .reverse) }
        }
    }
}
