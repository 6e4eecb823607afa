extension Plot {
    /// A horizontal axis: a line with ticks in the first row of the rectangle, and their labels in
    /// the second if there is one.
    ///
    /// As many round numbers are shown as fit with room between them, at most `ticks`.
    package static func axis(
        _ frame: inout Frame, in rect: Rect, range: ClosedRange<Double>, ticks: Int = 6,
        scale: PlotScale = .linear, glyphs: Glyphs, style: Style = .role(.muted)
    ) {
        guard !rect.isEmpty else { return }
        let axis = Axis(range, scale: scale)
        let line = rect.rows(1).0
        for x in line.x..<line.right {
            frame.glyph(glyphs.border.horizontal, x: x, y: line.y, style: style, within: line)
        }
        let (chosen, places) = fittingTicks(of: axis, limit: ticks, in: rect)
        for (value, place) in zip(chosen.values, places) {
            let column = rect.x + axis.cell(of: value, count: rect.width)
            frame.glyph(glyphs.tick, x: column, y: line.y, style: style, within: line)
            if rect.height > 1, let start = place {
                let label = SafeText(sanitizing: chosen.label(value))
                frame.put(label, x: start, y: line.y + 1, style: style, within: rect)
            }
        }
    }

    /// The densest ticks whose labels do not touch, with the column where each label begins.
    private static func fittingTicks(
        of axis: Axis, limit: Int, in rect: Rect
    ) -> (Ticks, [Int?]) {
        for count in stride(from: max(2, limit), through: 2, by: -1) {
            let ticks = axis.ticks(count: count)
            let places = labelPlaces(ticks, axis: axis, in: rect)
            if !places.contains(nil) { return (ticks, places) }
        }
        let ticks = axis.ticks(count: 2)
        return (ticks, labelPlaces(ticks, axis: axis, in: rect))
    }

    private static func labelPlaces(_ ticks: Ticks, axis: Axis, in rect: Rect) -> [Int?] {
        var free = rect.x
        return ticks.values.map { value in
            let width = ticks.label(value).utf8.count
            let column = rect.x + axis.cell(of: value, count: rect.width)
            let start = max(rect.x, min(column - (width - 1) / 2, rect.right - width))
            guard start >= free, start + width <= rect.right else { return nil }
            free = start + width + 2
            return start
        }
    }

    /// A vertical axis: labels, right-aligned, and a line with ticks in the last column.
    ///
    /// Its cells match those of a curve drawn beside it in a rectangle of the same rows.
    package static func verticalAxis(
        _ frame: inout Frame, in rect: Rect, range: ClosedRange<Double>, ticks: Int = 5,
        glyphs: Glyphs, style: Style = .role(.muted)
    ) {
        let axis = Axis(range)
        let ticks = axis.ticks(count: min(ticks, max(2, (rect.height + 1) / 2)))
        verticalAxis(
            &frame, in: rect,
            labels: ticks.values.map {
                (row: axis.cell(of: $0, count: rect.height), text: ticks.label($0))
            },
            glyphs: glyphs, style: style)
    }

    /// A vertical axis for the counts of a histogram drawn beside it in the same rows.
    package static func countAxis(
        _ frame: inout Frame, in rect: Rect, maximum: Int, scale: PlotScale = .linear,
        glyphs: Glyphs, style: Style = .role(.muted)
    ) {
        let limit = min(4, max(1, rect.height / 2))
        var values: [Int] = []
        if maximum > 0, scale == .linear {
            values = Ticks(range: 0...Double(maximum), count: limit + 1).values
                .filter { $0 >= 1 && $0 == $0.rounded() }.map { Int($0) }
        } else if maximum > 0 {
            values = Ticks(decades: 1...Double(max(2, maximum)), count: limit).values
                .map { Int($0) }.filter { $0 <= maximum }
        }
        let labels = values.map { value in
            // The cell that holds the top of a bar this high.
            let top = scale.fraction(of: value, maximum: maximum) * Double(rect.height)
            return (row: max(0, Int((top - 1e-9).rounded(.up)) - 1), text: Ticks.count(value))
        }
        verticalAxis(&frame, in: rect, labels: labels, glyphs: glyphs, style: style)
    }

    /// Rows are counted from below; a label that would hide another is left out.
    private static func verticalAxis(
        _ frame: inout Frame, in rect: Rect, labels: [(row: Int, text: String)], glyphs: Glyphs,
        style: Style
    ) {
        guard !rect.isEmpty else { return }
        let line = rect.columns(-1).1
        for y in line.y..<line.bottom {
            frame.glyph(glyphs.border.vertical, x: line.x, y: y, style: style, within: line)
        }
        var taken: Set<Int> = []
        for (row, text) in labels where taken.insert(row).inserted {
            let y = rect.bottom - 1 - row
            frame.glyph(glyphs.border.teeLeft, x: line.x, y: y, style: style, within: line)
            let label = SafeText(sanitizing: text)
            frame.put(label, x: line.x - 1 - label.width, y: y, style: style, within: rect)
        }
    }
}
