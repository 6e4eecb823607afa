import Canvas

/// Pictures that use every plot, for golden files and sweeps.
enum Gallery {
    static let counts = [1, 3, 9, 21, 43, 72, 104, 127, 128, 107, 75, 45, 22, 10, 3, 1, 0, 0, 2, 0]

    private static let distribution: [(x: Double, y: Double)] = {
        let total = Double(counts.reduce(0, +))
        var sum = 0
        return [(0.0, 0.0)]
            + counts.enumerated().map { index, count in
                sum += count
                return ((Double(index) + 0.5) / 20, Double(sum) / total)
            }
    }()

    private static let looks: [(x: Double, y: Double)] =
        [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].map { ($0, 0.2 + 0.3 / $0) }

    static func plots(_ glyphs: Glyphs) -> Frame {
        var frame = Frame(width: 92, height: 29)
        frame.box(
            frame.bounds, title: "Scores  bins 20", glyphs: glyphs, style: .role(.border),
            titleStyle: .role(.title))
        histogram(&frame, x: 2, scale: .linear, glyphs: glyphs)
        histogram(&frame, x: 47, scale: .logarithmic, glyphs: glyphs)
        let left = Rect(x: 2, y: 14, width: 43, height: 10)
        curve(&frame, in: left, points: distribution, width: 0.08, step: true, glyphs: glyphs)
        let right = Rect(x: 47, y: 14, width: 43, height: 10)
        curve(
            &frame, in: right, points: looks, width: nil, scale: .logarithmic, step: false,
            glyphs: glyphs)
        Plot.ruler(
            &frame, in: Rect(x: 8, y: 26, width: 37, height: 1), lower: 0.381, estimate: 0.412,
            upper: 0.6,
            marks: [(0.37, glyphs.greedy, .role(.barGreedy)), (0.8, "T", .role(.target))],
            glyphs: glyphs)
        frame.put(Plot.sparkline(counts: counts, width: 12, glyphs: glyphs), x: 53, y: 26)
        for (index, fraction) in [0.001, 0.3, 0.999].enumerated() {
            Plot.horizontalBar(
                &frame, in: Rect(x: 67 + 8 * index, y: 26, width: 6, height: 1),
                fraction: fraction, glyphs: glyphs, style: .role(.bar))
        }
        return frame
    }

    private static func histogram(
        _ frame: inout Frame, x: Int, scale: PlotScale, glyphs: Glyphs
    ) {
        let (gutter, plot) = Rect(x: x, y: 2, width: 43, height: 9).columns(6)
        Plot.countAxis(
            &frame, in: gutter, maximum: counts.max() ?? 0, scale: scale, glyphs: glyphs)
        Plot.histogram(
            &frame, in: plot, counts: counts, scale: scale, glyphs: glyphs,
            style: .role(.barSampled), marker: 0.92)
        Plot.axis(
            &frame, in: Rect(x: plot.x, y: plot.bottom, width: plot.width, height: 2),
            range: 0...1, glyphs: glyphs)
    }

    private static func curve(
        _ frame: inout Frame, in rect: Rect, points: [(x: Double, y: Double)], width: Double?,
        scale: PlotScale = .linear, step: Bool, glyphs: Glyphs
    ) {
        let (gutter, plot) = rect.columns(6)
        let band = points.map { point in
            let half = width ?? 0.5 / point.x.squareRoot()
            return (x: point.x, lower: max(0, point.y - half), upper: min(1, point.y + half))
        }
        Plot.verticalAxis(&frame, in: gutter, range: 0...1, glyphs: glyphs)
        let range = scale == .linear ? 0...1.0 : 1...1024.0
        Plot.curve(
            &frame, in: plot, points: points, band: band, xRange: range, yRange: 0...1,
            xScale: scale, step: step, glyphs: glyphs, style: .role(.barSampled))
        Plot.axis(
            &frame, in: Rect(x: plot.x, y: plot.bottom, width: plot.width, height: 2),
            range: range, scale: scale, glyphs: glyphs)
    }

    /// Every plot over the same rectangle, with one number that may be anything.
    static func draw(into frame: inout Frame, in rect: Rect, value: Double, glyphs: Glyphs) {
        Plot.horizontalBar(&frame, in: rect, fraction: value, glyphs: glyphs, style: .text)
        for scale in PlotScale.allCases {
            Plot.histogram(
                &frame, in: rect, counts: counts, scale: scale, glyphs: glyphs, style: .text,
                marker: value)
            Plot.mirroredHistogram(
                &frame, in: rect, upper: counts, lower: counts.reversed(), scale: scale,
                glyphs: glyphs, upperStyle: .text, lowerStyle: .text)
            Plot.countAxis(&frame, in: rect, maximum: 99, scale: scale, glyphs: glyphs)
            let upper = value.isFinite ? max(2, value) : 2
            Plot.axis(&frame, in: rect, range: 0...upper, scale: scale, glyphs: glyphs)
            Plot.curve(
                &frame, in: rect, points: [(0, value), (0.5, 1), (value, 0.2)],
                band: [(0, 0, value), (1, value, 1)], xRange: 0...1, yRange: 0...1, xScale: scale,
                step: scale == .linear, glyphs: glyphs, style: .text)
        }
        Plot.verticalAxis(&frame, in: rect, range: 0...1, glyphs: glyphs)
        Plot.ruler(
            &frame, in: rect, lower: value, estimate: value, upper: 1, marks: [(value, "x", .text)],
            glyphs: glyphs)
        frame.box(rect, title: "a title", glyphs: glyphs, style: .text, titleStyle: .text)
    }
}
