import Canvas
import Evidence
import Prompts

/// What the rows of all lists have in common.
extension Frame {
    /// Begins a list's row with the mark of the selected one; returns the column behind it.
    mutating func beginRow(isSelected: Bool, in rect: Rect, glyphs: Glyphs) -> Int {
        put(
            isSelected ? SafeText(glyphs.selection) : " ", x: rect.x, y: rect.y,
            style: Style(.key, .bold), within: rect)
    }

    /// Shows a list's row as the selected one, but for the scroll bar's column.
    mutating func select(row rect: Rect) {
        let area = Rect(x: rect.x, y: rect.y, width: rect.width - 1, height: 1)
        restyle(area) { Style(.selection, $0.attributes) }
    }

    /// Ends a list's row with the answer that it is about, of which so many columns at the start stand
    /// in the row above too; what is looked for and keywords are marked.
    mutating func endRow(
        _ answer: SafeText, greyed: Int, isSelected: Bool, x: Int, in rect: Rect, context: Context
    ) {
        put(answer, x: x, y: rect.y, within: rect)
        restyle(
            Rect(x: x, y: rect.y, width: greyed, height: 1).intersection(rect)
        ) { Style(.muted, $0.attributes) }
        if isSelected { select(row: rect) }
        highlight(
            keywordsOf: context.selectedEvidence?.prompt, in: answer, x: x, y: rect.y, within: rect)
        highlight(
            context.search.matcher, in: answer, x: x, y: rect.y, style: Style(.match, .reverse),
            within: rect)
    }

    /// A panel with an answer, scrolled by so many lines as far as there are more, keywords
    /// underlined.
    mutating func answerPanel(
        _ text: String, wraps: Bool = true, titles: [SafeText], scrolledBy lines: Int,
        keywordsOf prompt: Prompt?, sought: Matcher? = nil, in rect: Rect, glyphs: Glyphs
    ) {
        let area = Rect(
            x: rect.x + 1, y: rect.y + 1, width: rect.width - 2, height: rect.height - 1)
        let all = SafeText.lines(text).flatMap { wraps ? $0.wrapped(to: area.width) : [$0] }
        let scroll = max(0, min(lines, all.count - area.height))
        let note: SafeText =
            all.count > area.height && area.height > 0
            ? "lines \(scroll + 1)-\(min(all.count, scroll + area.height)) of \(all.count), J K"
            : ""
        let title = Words.fitting(
            titles, width: note.isEmpty ? rect.width - 4 : rect.width - note.width - 7)
        _ = panel(rect, title: title, notes: [note], glyphs: glyphs)
        for (row, line) in all.dropFirst(scroll).prefix(max(0, area.height)).enumerated() {
            let shown = line.clipped(to: area.width, glyphs: glyphs)
            put(shown, x: area.x, y: area.y + row, within: area)
            highlight(keywordsOf: prompt, in: shown, x: area.x, y: area.y + row, within: area)
            highlight(
                sought, in: shown, x: area.x, y: area.y + row, style: Style(.match, .reverse),
                within: area)
        }
    }

    /// Underlines a prompt's keywords in one written line.
    mutating func highlight(
        keywordsOf prompt: Prompt?, in text: SafeText, x: Int, y: Int, within clip: Rect
    ) {
        for keyword in prompt?.keywords ?? [] {
            highlight(
                try? Matcher(literal: keyword), in: text, x: x, y: y,
                style: Style(.match, .underline), within: clip)
        }
    }
}

extension Context {
    /// The first line to show of a text in an ``Frame/answerPanel``: the one before what is looked for,
    /// else before a keyword, where that lies below the panel's end; else the very first.
    func firstLine(ofHitIn text: String, wraps: Bool, in rect: Rect) -> Int {
        let (width, height) = (max(1, rect.width - 2), rect.height - 1)
        guard height > 0 else { return 0 }
        let paragraphs = SafeText.lines(text)
        for matcher in answerMatchers(answerList.filter.matcher) {
            for (number, paragraph) in paragraphs.enumerated() {
                guard let hit = matcher.ranges(in: paragraph.string).first else { continue }
                guard wraps else { return number < height ? 0 : max(0, number - 1) }
                let before = SafeText(sanitizing: String(paragraph.string[..<hit.upperBound]))
                let above = paragraphs[..<number].reduce(0) { $0 + $1.wrapped(to: width).count }
                let line = above + max(1, before.wrapped(to: width).count) - 1
                return line < height ? 0 : line - 1
            }
        }
        return 0
    }
}
