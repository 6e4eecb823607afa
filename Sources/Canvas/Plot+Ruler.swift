extension Plot {
    /// An interval on a line, `······┣━━━━●━━┫·····`, in the first row of the rectangle.
    ///
    /// `marks` are drawn last: other values on the same scale (the target, the greedy score), each
    /// with its character. Values outside `range` stand at its ends.
    public static func ruler(
        _ frame: inout Frame, in rect: Rect, lower: Double, estimate: Double, upper: Double,
        marks: [(Double, Character, Style)] = [], range: ClosedRange<Double> = 0...1,
        glyphs: Glyphs, trackStyle: Style = .role(.muted), style: Style = .role(.bound)
    ) {
        guard !rect.isEmpty else { return }
        let line = rect.rows(1).0
        for x in line.x..<line.right {
            frame.glyph(glyphs.rulerTrack, x: x, y: line.y, style: trackStyle, within: line)
        }
        if lower.isFinite, upper.isFinite, lower <= upper {
            let first = position(lower, range: range, width: line.width)
            let last = position(upper, range: range, width: line.width)
            for column in first...max(first, last) {
                let glyph =
                    column == first
                    ? glyphs.rulerLower : column == last ? glyphs.rulerUpper : glyphs.rulerFill
                frame.glyph(glyph, x: line.x + column, y: line.y, style: style, within: line)
            }
        }
        if estimate.isFinite {
            let column = position(estimate, range: range, width: line.width)
            frame.glyph(
                glyphs.rulerEstimate, x: line.x + column, y: line.y,
                style: style.adding(.bold), within: line)
        }
        for (value, character, style) in marks where value.isFinite {
            let column = position(value, range: range, width: line.width)
            frame.glyph(character, x: line.x + column, y: line.y, style: style, within: line)
        }
    }

    /// The column of `value` when the first column stands for the lower end of `range` and the last
    /// one for the upper end.
    public static func position(_ value: Double, range: ClosedRange<Double>, width: Int) -> Int {
        let span = range.upperBound - range.lowerBound
        guard width > 1, span > 0, value.isFinite else { return 0 }
        let fraction = min(1, max(0, (value - range.lowerBound) / span))
        return Int((fraction * Double(width - 1)).rounded())
    }
}
