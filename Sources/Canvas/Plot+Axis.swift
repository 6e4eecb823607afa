extension Plot {
    /// A horizontal axis: a line with ticks in the first row of the rectangle and their labels in
    /// the second, if there is one.
    ///
    /// Labels that would touch are left out.
    public static func axis(
        _ frame: inout Frame, in rect: Rect, range: ClosedRange<Double>, ticks: Int = 5,
        glyphs: Glyphs, style: Style = .role(.muted)
    ) {
        guard !rect.isEmpty else { return }
        let line = rect.rows(1).0
        for x in line.x..<line.right {
            frame.glyph(glyphs.border.horizontal, x: x, y: line.y, style: style, within: line)
        }
        let ticks = Ticks(range: range, count: max(2, ticks))
        var free = rect.x
        for value in ticks.values {
            let column = rect.x + position(value, range: range, width: rect.width)
            frame.glyph(glyphs.tick, x: column, y: line.y, style: style, within: line)
            let label = SafeText(sanitizing: ticks.label(value))
            let start = min(max(rect.x, column - label.width / 2), rect.right - label.width)
            if rect.height > 1, start >= free {
                frame.put(label, x: start, y: line.y + 1, style: style, within: rect)
                free = start + label.width + 1
            }
        }
    }
}
