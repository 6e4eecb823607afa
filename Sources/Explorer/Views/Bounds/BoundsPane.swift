import Canvas
import Evidence
import Findings
import Statistics

/// The estimate and its limits against the number of draws, with the target.
struct BoundsPane {
    let context: Context
    let view: BoundsView
    let isFocused: Bool
    private var glyphs: Glyphs { context.glyphs }
    private static let margin = 8
    private static let leastPlot = 6

    func draw(into frame: inout Frame, in rect: Rect) {
        let what: SafeText = context.isBinary ? context.event.rate : "mean score"
        let body = frame.panel(
            rect, title: "Bounds: " + what + ", target " + Figure.given(context.target, places: 1),
            notes: context.mode == .greedy
                ? ["one answer"]
                : [
                    "against the number of draws n" + (view.isLinear ? "" : ", log axis"),
                    view.isLinear ? "against n" : "against n, log axis",
                ],
            isFocused: isFocused, glyphs: glyphs)
        if isFocused { frame.cursor = Point(x: body.x, y: body.y) }
        guard let row = context.selectedRow else { return }
        var rest = body
        if body.height >= 12 {
            let (line, below) = body.rows(1)
            let text = SafeText(oneLine: row.text)
            frame.line(
                text, row: 0, in: line.inset(horizontally: 1, vertically: 0),
                style: Style(.text, .bold), glyphs: glyphs)
            rest = below
        }
        if context.mode == .greedy {
            return drawGreedy(row, into: &frame, in: rest.inset(horizontally: 1, vertically: 0))
        }
        guard let series = view.series, let last = series.last else {
            frame.line(
                context.scorerFacts == nil && row.draws > row.missing.lost
                    ? PromptSummaryLines.noScores
                    : Words.without(
                        row.missing,
                        lack: context.selectedEvidence?.lack(
                            of: context.scorerFacts, at: context.scorer)), row: 0,
                in: rest.inset(horizontally: 1, vertically: 0),
                style: .role(.muted), glyphs: glyphs)
            return
        }
        // Where there is no room for a plot, the sentences have it all.
        let room = rest.height - Self.leastPlot
        let sentences = BoundSentences(context: context, row: row, series: series, last: last)
            .lines(width: rest.width, height: room > 1 ? room : rest.height)
        let height = sentences.count
        let labelWidth = rest.width < 56 ? 9 : 15
        let (plot, below) = rest.rows(rest.height - height)
        drawPlot(series, last: last, into: &frame, in: plot)
        for (offset, line) in sentences.enumerated() {
            let area = below.inset(horizontally: 1, vertically: 0)
            frame.put(
                line.label.padded(to: labelWidth), x: area.x, y: area.y + offset,
                style: .role(.muted),
                within: area)
            frame.put(
                line.text.clipped(to: max(0, area.width - labelWidth), glyphs: glyphs),
                x: area.x + labelWidth, y: area.y + offset, style: line.style, within: area)
        }
    }

    private func drawGreedy(_ row: PromptRow, into frame: inout Frame, in rect: Rect) {
        let isUnstable = context.selectedEvidence?.greedy?.isStable == false
        let lines: [SafeText] = [
            "The greedy answer scores" + Figure.score(row.greedyScore) + ".",
            isUnstable
                ? "It is \(Words.unstable), and one answer all the same: no interval to draw."
                : "It is one answer, always the same: there is no interval to draw.",
            "Press s for the sampled answers.",
        ]
        for (offset, line) in lines.flatMap({ $0.wrapped(to: rect.width) }).enumerated() {
            frame.line(line, row: offset, in: rect, glyphs: glyphs)
        }
    }

    // MARK: - The plot

    private func drawPlot(
        _ series: BoundSeries, last: BoundTrajectory.Point, into frame: inout Frame, in rect: Rect
    ) {
        guard rect.height >= 5, rect.width > Self.margin + 10 else { return }
        let (upper, lower) = rect.rows(rect.height - 3)
        let (axis, wide) = upper.columns(Self.margin)
        let area = wide.columns(wide.width - 2).0
        let top = greatestShown(series, last: last)
        let yRange = 0...top
        let xRange = 1...Double(max(2, last.draws))
        let scale: PlotScale = view.isLinear ? .linear : .logarithmic
        Plot.verticalAxis(&frame, in: axis, range: yRange, glyphs: glyphs)
        let points = series.points
        // Limits that do not hold are no picture of anything.
        let isVoid = context.selectedRow?.void != nil
        Plot.curve(
            &frame, in: area, points: points.map { (Double($0.draws), $0.estimate) },
            band: isVoid
                ? nil
                : points.map { (Double($0.draws), $0.running.lower, min(top, $0.running.upper)) },
            xRange: xRange, yRange: yRange, xScale: scale, step: false, glyphs: glyphs,
            style: .role(.barSampled))
        if let evidence = withoutReplacement, !isVoid {
            draw(exactOf: evidence, into: &frame, in: area, xRange: xRange, top: top, scale: scale)
        } else if !isVoid {
            drawFixed(series, into: &frame, in: area, xRange: xRange, top: top, scale: scale)
        }
        drawTarget(into: &frame, in: area, top: top)
        Plot.axis(
            &frame, in: Rect(x: area.x, y: lower.y, width: area.width, height: 2), range: xRange,
            scale: scale, glyphs: glyphs)
        drawLegend(into: &frame, in: lower.rows(2).1)
    }

    /// The scores shown, where their draws are without replacement.
    private var withoutReplacement: ScoreEvidence? {
        guard let scores = context.selectedEvidence?.scores,
            scores.indices.contains(context.scorer),
            scores[context.scorer].isWithoutReplacement
        else { return nil }
        return scores[context.scorer]
    }

    /// The limits that follow from the answers seen alone, column by column.
    private func draw(
        exactOf evidence: ScoreEvidence, into frame: inout Frame, in area: Rect,
        xRange: ClosedRange<Double>, top: Double, scale: PlotScale
    ) {
        let axis = Axis(xRange, scale: scale)
        var drawn: Set<Int> = []
        // What was known when the next draw was launched; later launches stand for their column.
        for (draws, mass) in evidence.launches.enumerated().reversed() where draws > 0 {
            let column = area.x + axis.cell(of: Double(draws), count: area.width)
            guard drawn.insert(column).inserted else { continue }
            for limit in [mass.known, mass.known + mass.left] {
                let isAbove = limit > top
                let row =
                    isAbove ? area.height - 1 : Axis(0...top).cell(of: limit, count: area.height)
                frame.put(
                    isAbove ? "^" : "=", x: column, y: area.bottom - 1 - row, style: .role(.bound),
                    within: area)
            }
        }
    }

    /// The upper end of the vertical axis: the target and the later limits fit under it.
    private func greatestShown(
        _ series: BoundSeries, last: BoundTrajectory.Point
    ) -> Double {
        let later = series.points.filter { $0.draws * 16 >= last.draws }
        let limits = later.map(\.running.upper).filter { $0 < 1 }
        let wanted = max(
            context.target * 1.3, last.estimate * 1.3, (limits.max() ?? 1) * 1.05)
        let steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8]
        return steps.first { $0 >= wanted } ?? 1
    }

    private func drawTarget(into frame: inout Frame, in area: Rect, top: Double) {
        guard context.target <= top else { return }
        let row = Axis(0...top).cell(of: context.target, count: area.height)
        let line = Rect(x: area.x, y: area.bottom - 1 - row, width: area.width, height: 1)
        // The curve and its points stay on top.
        let dash: SafeText = glyphs.level == .ascii ? "-" : "╌"
        let free = [" ", String(glyphs.shades[0])]
        for x in line.x..<line.right where free.contains(frame[x, line.y].text) {
            frame.put(dash, x: x, y: line.y, style: .role(.target), within: line)
        }
        // A row full of limits leaves no room for the line; its mark on the axis always stands.
        frame.put("T", x: area.x - 1, y: line.y, style: Style(.target, .bold))
    }

    /// The limits for a number of draws chosen in advance, as points.
    private func drawFixed(
        _ series: BoundSeries, into frame: inout Frame, in area: Rect,
        xRange: ClosedRange<Double>, top: Double, scale: PlotScale
    ) {
        let axis = Axis(xRange, scale: scale)
        var drawn: Set<Int> = []
        for point in series.fixedPoints.reversed() {
            let bound = point.running
            let column = area.x + axis.cell(of: Double(point.draws), count: area.width)
            // Of the points in one column the last one stands for all.
            guard drawn.insert(column).inserted else { continue }
            var limits: [Double] = []
            if bound.side != .lower, bound.upper <= top { limits.append(bound.upper) }
            if bound.side != .upper { limits.append(bound.lower) }
            for limit in limits {
                let row = Axis(0...top).cell(of: limit, count: area.height)
                frame.put(
                    SafeText(glyphs.level == .ascii ? "o" : "∘"), x: column,
                    y: area.bottom - 1 - row, style: .role(.bound), within: area)
            }
        }
    }

    private func drawLegend(into frame: inout Frame, in rect: Rect) {
        let line: SafeText = glyphs.level == .ascii ? "T-" : "T╌"
        // Braille draws the edges of the band, the other levels shade it.
        let band: SafeText = glyphs.level == .braille ? "⠂⠂" : SafeText(glyphs.shades[0]) * 2
        let isNarrow = rect.width < 68
        let others: (mark: SafeText, style: Style, words: SafeText) =
            withoutReplacement == nil
            ? (
                glyphs.level == .ascii ? "o" : "∘", .role(.bound),
                isNarrow ? "fixed n" : "if n was fixed"
            ) : ("=", .role(.bound), isNarrow ? "exact (^ above)" : "exact limits (^ above)")
        frame.legend(
            [
                (SafeText(glyphs.border.horizontal) * 2, .role(.barSampled), "estimate"),
                (band, .role(.boundFill), isNarrow ? "any n" : "limits at any n"),
                others,
                (line, Style(.target, .bold), "target"),
            ], x: rect.x + Self.margin, y: rect.y, within: rect)
    }
}
