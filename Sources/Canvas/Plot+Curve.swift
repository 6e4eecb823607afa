extension Plot {
    /// A curve with a band around it.
    ///
    /// At the braille level the curve is a line of dots, 2×4 in a cell, between the dotted edges of
    /// the band; at the block
    /// level the curve is a line of box characters over a shaded band; at the ASCII level it is
    /// made of `-`, `|` and `+` over dots.
    /// - Parameters:
    ///   - points: the curve, ascending in x.
    ///   - band: lower and upper limit, ascending in x.
    ///   - step: whether values stay constant up to the next point (a distribution function) or
    ///     change along straight lines.
    ///   - xScale: how `xRange` is spread over the columns.
    package static func curve(
        _ frame: inout Frame, in rect: Rect, points: [(x: Double, y: Double)],
        band: [(x: Double, lower: Double, upper: Double)]? = nil, xRange: ClosedRange<Double>,
        yRange: ClosedRange<Double>, xScale: PlotScale = .linear, step: Bool, glyphs: Glyphs,
        style: Style, bandStyle: Style = .role(.boundFill)
    ) {
        guard !rect.isEmpty else { return }
        let axes = (x: Axis(xRange, scale: xScale), y: Axis(yRange))
        let dots = glyphs.level == .braille ? (x: 2, y: 4) : (x: 1, y: 1)
        let (width, height) = (rect.width * dots.x, rect.height * dots.y)
        let places = (0..<width).map { axes.x.value(ofCell: $0, count: width) }
        func rows(_ points: [(x: Double, y: Double)]) -> [Int?] {
            Interpolation.values(of: points, at: places, step: step).map { value in
                value.flatMap { row($0, axis: axes.y, count: height) }
            }
        }
        let line = rows(points)
        var edges = DotGrid(width: width, height: height)
        if let band {
            let lower = rows(band.map { ($0.x, $0.lower) })
            let upper = rows(band.map { ($0.x, $0.upper) })
            if glyphs.level == .braille {
                edges.trace(lower)
                edges.trace(upper)
                edges = edges.dotted()
                edges.drawBraille(&frame, in: rect, style: bandStyle)
            } else {
                shade(
                    from: lower, to: upper, &frame, in: rect, glyphs: glyphs, style: bandStyle)
            }
        }
        if glyphs.level == .braille {
            var grid = DotGrid(width: width, height: height)
            grid.trace(line)
            grid.drawBraille(&frame, in: rect, style: style, together: edges)
        } else {
            drawLine(line, &frame, in: rect, glyphs: glyphs, style: style)
        }
    }

    /// The row of a value, counted from below; one row outside the plot for values out of range.
    private static func row(_ value: Double, axis: Axis, count: Int) -> Int? {
        guard let fraction = axis.fraction(of: value) else { return nil }
        if fraction < -1e-9 { return -1 }
        if fraction > 1 + 1e-9 { return count }
        return axis.cell(of: value, count: count)
    }

    private static func shade(
        from lower: [Int?], to upper: [Int?], _ frame: inout Frame, in rect: Rect, glyphs: Glyphs,
        style: Style
    ) {
        for (column, (low, high)) in zip(lower, upper).enumerated() {
            guard let low, let high, low <= high else { continue }
            for y in max(0, low)..<max(0, min(rect.height, high + 1)) {
                frame.glyph(
                    glyphs.shades[0], x: rect.x + column, y: rect.bottom - 1 - y, style: style,
                    within: rect)
            }
        }
    }

    /// Joins the cells of a curve; a jump is a vertical line in the column it leads to.
    static func drawLine(
        _ rows: [Int?], _ frame: inout Frame, in rect: Rect, glyphs: Glyphs, style: Style
    ) {
        var previous: Int?
        for (column, row) in rows.enumerated() {
            defer { previous = row }
            guard let row else { continue }
            let from = previous ?? row
            for y in min(from, row)...max(from, row) where y >= 0 && y < rect.height {
                var arms: LineArms = []
                if y == from { arms.insert(.left) }
                if y == row { arms.insert(.right) }
                if y < max(from, row) { arms.insert(.up) }
                if y > min(from, row) { arms.insert(.down) }
                frame.glyph(
                    arms.glyph(glyphs.border), x: rect.x + column, y: rect.bottom - 1 - y,
                    style: style, within: rect)
            }
        }
    }
}

/// The directions in which a line leaves a cell.
struct LineArms: OptionSet {
    let rawValue: UInt8

    static let left = LineArms(rawValue: 1)
    static let right = LineArms(rawValue: 2)
    static let up = LineArms(rawValue: 4)
    static let down = LineArms(rawValue: 8)

    func glyph(_ border: Glyphs.Border) -> Character {
        switch self {
        case [.right, .down]: border.topLeft
        case [.left, .down]: border.topRight
        case [.right, .up]: border.bottomLeft
        case [.left, .up]: border.bottomRight
        case [.up, .down], .up, .down: border.vertical
        default: border.horizontal
        }
    }
}
