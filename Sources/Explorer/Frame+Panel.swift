import Canvas

extension Frame {
    /// Draws a rule with a title and, at the right, the first of the notes that fits; returns what
    /// is left below it.
    ///
    /// The rule of the pane that has the focus is heavy and its title bold, so that the focus is
    /// seen without colour.
    mutating func panel(
        _ rect: Rect, title: SafeText, notes: [SafeText] = [], isFocused: Bool = false,
        glyphs: Glyphs
    ) -> Rect {
        let (line, rest) = rect.rows(1)
        guard !line.isEmpty else { return rest }
        let ruleStyle: Style = .role(isFocused ? .borderFocus : .border)
        let rule = isFocused ? glyphs.heavyRule : glyphs.border.horizontal
        fill(line, with: rule, style: ruleStyle)
        let titleStyle = isFocused ? Style(.title, .bold) : Style(.heading)
        let room = max(0, line.width - 4)
        let shown = title.clipped(to: room, glyphs: glyphs)
        let end = put(" " + shown + " ", x: line.x + 1, y: line.y, style: titleStyle, within: line)
        // A note is shown whole or not at all.
        if let note = notes.first(where: { !$0.isEmpty && $0.width <= line.right - end - 4 }) {
            let text = " " + note + " "
            put(text, x: line.right - 1 - text.width, y: line.y, style: .role(.muted), within: line)
        }
        return rest
    }

    /// The columns that a note beside this title may take.
    static func panelRoom(_ width: Int, title: SafeText) -> Int { width - title.width - 7 }

    /// Writes pieces of different styles one after the other; returns the next column.
    @discardableResult
    mutating func put(
        _ pieces: [(SafeText, Style)], x: Int, y: Int, within clip: Rect
    ) -> Int {
        var x = x
        for (text, style) in pieces { x = put(text, x: x, y: y, style: style, within: clip) }
        return x
    }

    /// Writes marks with the words that explain them, as many as fit whole.
    mutating func legend(
        _ items: [(mark: SafeText, style: Style, words: SafeText)], x: Int, y: Int,
        within clip: Rect
    ) {
        var x = x
        for (mark, style, words) in items {
            guard x + mark.width + 1 + words.width <= clip.right else { continue }
            x = put(mark, x: x, y: y, style: style, within: clip)
            x = put(" " + words + "  ", x: x, y: y, style: .role(.muted), within: clip)
        }
    }

    /// Writes a line of a pane, cut with an ellipsis where it does not fit.
    mutating func line(
        _ text: SafeText, row: Int, in rect: Rect, style: Style = .text, glyphs: Glyphs
    ) {
        guard row >= 0, row < rect.height else { return }
        put(
            text.clipped(to: rect.width, glyphs: glyphs), x: rect.x, y: rect.y + row, style: style,
            within: rect)
    }

    /// Restyles the places in one written line where a pattern occurs.
    mutating func highlight(
        _ matcher: Matcher?, in text: SafeText, x: Int, y: Int, style: Style, within clip: Rect
    ) {
        guard let matcher else { return }
        for range in matcher.ranges(in: text.string) {
            let before = SafeText(sanitizing: String(text.string[..<range.lowerBound]))
            let hit = SafeText(sanitizing: String(text.string[range]))
            let place = Rect(x: x + before.width, y: y, width: hit.width, height: 1)
            restyle(place.intersection(clip)) { _ in style }
        }
    }

    /// A bar at the right edge that says which part of a list is seen; nothing if all of it is.
    mutating func scrollbar(_ window: Range<Int>, of count: Int, in rect: Rect, glyphs: Glyphs) {
        guard count > window.count, rect.height > 1, rect.width > 0 else { return }
        let x = rect.right - 1
        let top = window.lowerBound * rect.height / count
        let length = max(1, window.count * rect.height / count)
        for row in 0..<rect.height {
            let isThumb = row >= top && row < top + length
            put(
                SafeText(isThumb ? glyphs.scrollThumb : glyphs.scrollTrack), x: x, y: rect.y + row,
                style: .role(.border), within: rect)
        }
    }
}
