import Canvas
import Evidence
import Findings
import Statistics

/// The distribution of one prompt's scores: histogram or distribution function with its band, and
/// the mean, the standard deviation and P(score > x) with their limits.
struct ScoresPane {
    let context: Context
    let view: ScoresView
    let isFocused: Bool
    private var glyphs: Glyphs { context.glyphs }
    /// The columns left of the plot, for its vertical axis.
    static let margin = 9

    func draw(into frame: inout Frame, in rect: Rect) {
        guard context.scorerFacts != nil else {
            let body = frame.panel(rect, title: "Scores", isFocused: isFocused, glyphs: glyphs)
            if isFocused { frame.cursor = Point(x: body.x, y: body.y) }
            return frame.line(
                PromptSummaryLines.noScores, row: 0,
                in: body.inset(horizontally: 1, vertically: 0), style: .role(.muted), glyphs: glyphs
            )
        }
        guard let detail = view.detail, let row = context.selectedRow else {
            _ = frame.panel(rect, title: "Scores", isFocused: isFocused, glyphs: glyphs)
            return
        }
        let figures = ScoreFigures(context: context, view: view, detail: detail, row: row)
        let body = frame.panel(
            rect, title: title(detail), notes: [note(detail)], isFocused: isFocused, glyphs: glyphs)
        if isFocused { frame.cursor = Point(x: body.x, y: body.y) }
        var rest = body
        if body.height >= 12 {
            let (line, below) = body.rows(1)
            let text = SafeText(oneLine: row.text)
            frame.line(
                text, row: 0, in: line.inset(horizontally: 1, vertically: 0),
                style: Style(.text, .bold), glyphs: glyphs)
            rest = below
        }
        // The figures come first; the plot gets what they leave, but never less than three rows.
        let lines = figures.lines(width: body.width)
        let figureHeight = min(lines.count, max(2, rest.height - 8))
        let (plot, below) = rest.rows(rest.height - figureHeight)
        drawPlot(detail, row: row, into: &frame, in: plot)
        figures.draw(into: &frame, in: below)
    }

    private func title(_ detail: ScoreDetail) -> SafeText {
        let scorer = SafeText(sanitizing: context.scorerFacts?.name ?? "")
        if context.mode == .greedy { return "Scores: " + scorer + ", the greedy answer" }
        return "Scores: " + scorer + ", n=\(detail.count + detail.lost)" + detail.missing.behind
    }

    private func note(_ detail: ScoreDetail) -> SafeText {
        if context.mode == .greedy { return "one answer" }
        switch view.drawn {
        case .histogram: break
        case .choices: return "draws by choice"
        case .cumulative: return "P(score " + glyphs.atMost + " x) with its band"
        case .survival: return "P(score > x) with its band"
        }
        let bins = view.binCount(distinct: detail.distribution.count)
        if let mass = ScoreMass(context) {
            let unseen: SafeText = ", " + mass.name + " " + Figure.unit(mass.unseen, rounding: .up)
            return "probability in \(bins) bins" + unseen
        }
        return "draws in \(bins) bins" + (view.isLogarithmic ? ", log scale" : "")
    }

    // MARK: - The plot

    private func drawPlot(
        _ detail: ScoreDetail, row: PromptRow, into frame: inout Frame, in rect: Rect
    ) {
        guard rect.height >= 3 else { return }
        if view.drawn == .choices, context.mode == .sampled, let choices = view.choices {
            ChoiceBars(context: context, choices: choices).draw(into: &frame, in: rect)
            return
        }
        let hasRuler = rect.height >= 7
        let hasLegend = rect.height >= 9
        let below = 2 + 1 + (hasRuler ? 1 : 0) + (hasLegend ? 1 : 0)
        let (upper, lower) = rect.rows(max(1, rect.height - below))
        let (axis, plot) = upper.columns(Self.margin)
        var area = plot.columns(plot.width - 2).0
        let mass = view.drawn == .histogram ? ScoreMass(context) : nil
        if mass != nil, area.width > 3 * Self.unseenWidth {
            area = area.columns(area.width - Self.unseenWidth).0
        }
        let axisRect = axis.columns(axis.width).0
        if let mass {
            let wide = plot.columns(plot.width - 2).0
            draw(mass, into: &frame, in: area, wide: wide, axis: axisRect)
        } else if view.drawn == .histogram || context.mode == .greedy {
            drawHistogram(detail, row: row, into: &frame, in: area, axis: axisRect)
        } else {
            Plot.verticalAxis(&frame, in: axisRect, range: 0...1, glyphs: glyphs)
            ScoreCurve(context: context, view: view, detail: detail).draw(into: &frame, in: area)
        }
        let scale = Rect(x: area.x, y: lower.y, width: area.width, height: lower.height)
        drawScale(row: row, into: &frame, in: scale)
        // Of a low plot not even the axis may be there.
        drawWords(into: &frame, in: lower.rows(2).1.rows(1).0.columns(rect.width - 2).0)
        if hasRuler {
            let line = Rect(x: area.x, y: lower.y + 3, width: area.width, height: 1)
            drawRuler(row: row, into: &frame, in: line)
            frame.put(
                SafeText("mean").padded(to: Self.margin - 2, alignment: .right), x: rect.x,
                y: line.y,
                style: .role(.muted), within: rect)
        }
        if hasLegend { drawLegend(row: row, into: &frame, in: lower.rows(4).1) }
    }

    private func drawHistogram(
        _ detail: ScoreDetail, row: PromptRow, into frame: inout Frame, in area: Rect, axis: Rect
    ) {
        let bins = view.binCount(distinct: detail.distribution.count)
        var scores = detail.scores
        var style: Style = .role(.barSampled)
        if context.mode == .greedy {
            scores = row.greedyScore.flatMap { try? ScoreDistribution([$0]) } ?? .init()
            style = .role(.barGreedy)
        }
        let counts = (try? Histogram(of: scores, bins: .count(bins)))?.counts ?? []
        let scale: PlotScale = view.isLogarithmic ? .logarithmic : .linear
        Plot.countAxis(
            &frame, in: axis, maximum: counts.max() ?? 0, scale: scale, glyphs: glyphs)
        Plot.histogram(&frame, in: area, counts: counts, scale: scale, glyphs: glyphs, style: style)
    }

    /// The columns right of the scores for the probability of what was not seen.
    private static let unseenWidth = 9

    /// The probability of the answers seen by their score, and beside it that of all others, whose
    /// scores are not known.
    private func draw(
        _ mass: ScoreMass, into frame: inout Frame, in area: Rect, wide: Rect, axis: Rect
    ) {
        let bins = view.binCount(distinct: view.detail?.distribution.count ?? 0)
        // In millionths, as bars are counts.
        let counts = mass.bins(bins).map { Int(($0 * 1e6).rounded()) }
        let unseen = Int((mass.unseen * 1e6).rounded(.up))
        let greatest = max(counts.max() ?? 0, unseen, 1)
        let scale: PlotScale = view.isLogarithmic ? .logarithmic : .linear
        if scale == .linear {
            Plot.verticalAxis(
                &frame, in: axis, range: 0...Double(greatest) / 1e6, glyphs: glyphs)
        }
        Plot.histogram(
            &frame, in: area, counts: counts, maximum: greatest, scale: scale, glyphs: glyphs,
            style: .role(.barSampled))
        guard wide.width > area.width else { return }
        let bar = Rect(x: area.right + 3, y: area.y, width: 4, height: area.height)
        Plot.histogram(
            &frame, in: bar, counts: [unseen], maximum: greatest, scale: scale, glyphs: glyphs,
            style: .role(.muted))
        frame.put(mass.name, x: area.right + 2, y: area.bottom, style: .role(.muted))
    }

    /// The axis from 0 to 1 with the greedy answer and the threshold on it.
    private func drawScale(row: PromptRow, into frame: inout Frame, in rect: Rect) {
        Plot.axis(&frame, in: rect.rows(2).0, range: 0...1, glyphs: glyphs)
        let width = rect.width
        if context.mode == .sampled {
            let x = rect.x + Axis(0...1).cell(of: view.threshold, count: width)
            frame.put(
                SafeText(glyphs.arrowUp), x: x, y: rect.y, style: Style(.key, .bold), within: rect)
        }
        if let greedy = row.greedyScore {
            let x = rect.x + Axis(0...1).cell(of: greedy, count: width)
            frame.put(
                SafeText(glyphs.greedy), x: x, y: rect.y, style: Style(.barGreedy, .bold),
                within: rect)
        }
    }

    /// What 0 and 1 mean, under the ends of the axis.
    private func drawWords(into frame: inout Frame, in rect: Rect) {
        guard let facts = context.scorerFacts, !rect.isEmpty else { return }
        let half = max(0, (rect.width - Self.margin) / 2)
        let zero = ("0 = " + SafeText(sanitizing: facts.zero)).clipped(to: half, glyphs: glyphs)
        let one = ("1 = " + SafeText(sanitizing: facts.one)).clipped(to: half - 1, glyphs: glyphs)
        frame.put(zero, x: rect.x + Self.margin, y: rect.y, style: .role(.muted), within: rect)
        frame.put(one, x: rect.right - one.width, y: rect.y, style: .role(.muted), within: rect)
    }

    private func drawRuler(row: PromptRow, into frame: inout Frame, in rect: Rect) {
        var marks: [(Double, Character, Style)] = [
            (context.target, "T", Style(.target, .bold))
        ]
        if let greedy = row.greedyScore {
            marks.append((greedy, glyphs.greedy, Style(.barGreedy, .bold)))
        }
        let bound = row.reading.bound
        Plot.ruler(
            &frame, in: rect, lower: bound?.lower ?? .nan, estimate: row.mean,
            upper: bound?.upper ?? .nan, marks: marks, glyphs: glyphs)
    }

    private func drawLegend(row: PromptRow, into frame: inout Frame, in rect: Rect) {
        let fill = SafeText(glyphs.rulerFill)
        let limits = SafeText(glyphs.rulerLower) + fill + SafeText(glyphs.rulerUpper)
        var items: [(mark: SafeText, style: Style, words: SafeText)] = [
            (SafeText(glyphs.rulerEstimate), Style(.bound, .bold), "sampled mean"),
            (limits, .role(.bound), "its limits"),
        ]
        if row.greedyScore != nil {
            items.append((SafeText(glyphs.greedy), Style(.barGreedy, .bold), "greedy"))
        }
        items.append(("T", Style(.target, .bold), "target"))
        if context.mode == .sampled {
            items.append((SafeText(glyphs.arrowUp), Style(.key, .bold), "threshold"))
        }
        frame.legend(items, x: rect.x + Self.margin, y: rect.y, within: rect.rows(1).0)
    }
}
