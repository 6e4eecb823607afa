extension Plot {
    /// A curve with a band around it, in eighths of a cell where the glyph level allows.
    public static func curve(
        _ frame: inout Frame, in rect: Rect, points: [(x: Double, y: Double)],
        band: [(x: Double, lower: Double, upper: Double)]? = nil, xRange: ClosedRange<Double>,
        yRange: ClosedRange<Double>, step: Bool, glyphs: Glyphs, style: Style,
        bandStyle: Style = .role(.boundFill)
    ) {
        guard !rect.isEmpty else { return }
        for (index, point) in points.enumerated() where point.x.isFinite && point.y.isFinite {
            _ = index
            let column = position(point.x, range: xRange, width: rect.width)
            let row = position(point.y, range: yRange, width: rect.height)
            frame.glyph(
                glyphs.point, x: rect.x + column, y: rect.bottom - 1 - row, style: style,
                within: rect)
        }
    }
}
