extension Plot {
    /// An interval on a line, `······┣━━━━●━━┫·····`, in the first row of the rectangle.
    ///
    /// `marks` are drawn last: other values on the same scale (the target, the greedy score), each
    /// with its character. Values outside `range` stand at its ends. A mark that would hide the
    /// estimate stands beside it, on the side where it lies; at the ends of the range it stands on it.
    package static func ruler(
        _ frame: inout Frame, in rect: Rect, lower: Double, estimate: Double, upper: Double,
        marks: [(Double, Character, Style)] = [], range: ClosedRange<Double> = 0...1,
        glyphs: Glyphs, trackStyle: Style = .role(.muted), style: Style = .role(.bound)
    ) {
        guard !rect.isEmpty else { return }
        let axis = Axis(range)
        let line = rect.rows(1).0
        for x in line.x..<line.right {
            frame.glyph(glyphs.rulerTrack, x: x, y: line.y, style: trackStyle, within: line)
        }
        if lower.isFinite, upper.isFinite, lower <= upper {
            let first = axis.cell(of: lower, count: line.width)
            let last = axis.cell(of: upper, count: line.width)
            for column in first...max(first, last) {
                let glyph =
                    column == first
                    ? glyphs.rulerLower : column == last ? glyphs.rulerUpper : glyphs.rulerFill
                frame.glyph(glyph, x: line.x + column, y: line.y, style: style, within: line)
            }
        }
        if estimate.isFinite {
            let column = axis.cell(of: estimate, count: line.width)
            frame.glyph(
                glyphs.rulerEstimate, x: line.x + column, y: line.y,
                style: style.adding(.bold), within: line)
        }
        for (value, character, style) in marks where value.isFinite {
            var column = axis.cell(of: value, count: line.width)
            if estimate.isFinite, column == axis.cell(of: estimate, count: line.width),
                range.lowerBound < value, value < range.upperBound
            {
                column += value < estimate && column > 0 || column + 1 == line.width ? -1 : 1
            }
            frame.glyph(
                character, x: line.x + max(0, column), y: line.y, style: style, within: line)
        }
    }
}
