import Canvas
import Findings
import Statistics

/// P(score ≤ x), or P(score > x), with its band, and its value under the movable threshold.
struct ScoreCurve {
    let context: Context
    let view: ScoresView
    let detail: ScoreDetail
    private var glyphs: Glyphs { context.glyphs }
    private var isSurvival: Bool { view.drawn == .survival }

    func draw(into frame: inout Frame, in area: Rect) {
        Plot.curve(
            &frame, in: area, points: points, band: band, xRange: 0...1, yRange: 0...1, step: true,
            glyphs: glyphs, style: .role(.barSampled))
        drawThreshold(into: &frame, in: area)
    }

    private var points: [(x: Double, y: Double)] {
        if let curve = detail.curve { return curve.map { ($0.x, height($0.share)) } }
        var points: [(x: Double, y: Double)] = [(0, height(0))]
        var below = 0
        for (score, count) in detail.distribution {
            below += count
            points.append((score, height(Double(below) / Double(max(1, detail.count)))))
        }
        return points + [(1, height(1))]
    }

    private var band: [(x: Double, lower: Double, upper: Double)]? {
        guard isSurvival else { return detail.edges }
        return detail.edges?.map { ($0.x, height($0.upper), height($0.lower)) }
    }

    /// Where a value of the distribution function stands.
    private func height(_ share: Double) -> Double { isSurvival ? 1 - share : share }

    /// A line at the threshold, a mark where it meets the curve, and the value there in figures.
    private func drawThreshold(into frame: inout Frame, in area: Rect) {
        let threshold = view.threshold
        let x = area.x + Axis(0...1).cell(of: threshold, count: area.width)
        let free = [" ", String(glyphs.shades[0])]
        for y in area.y..<area.bottom where free.contains(frame[x, y].text) {
            frame.put(
                SafeText(glyphs.border.vertical), x: x, y: y, style: .role(.key), within: area)
        }
        let share = height(1 - (detail.figure(.exceedance)?.estimate ?? .nan))
        guard share.isFinite else { return }
        let y = area.bottom - 1 - Axis(0...1).cell(of: share, count: area.height)
        frame.put(
            SafeText(glyphs.rulerEstimate), x: x, y: y, style: Style(.key, .bold), within: area)
        let room = max(x - 1 - area.x, area.right - x - 2)
        let text = Words.fitting(readings(share), width: room)
        let isLeft = x - 1 - area.x >= text.width
        let place = isLeft ? x - text.width - 1 : x + 2
        guard text.width <= room else { return }
        // Beside the line, on the side of the curve where there is room.
        let row = y > area.y ? y - 1 : y + 1
        frame.put(text, x: place, y: row, style: Style(.key, .bold), within: area)
    }

    private func readings(_ share: Double) -> [SafeText] {
        let x = Figure.given(view.threshold, places: 2)
        let relation = isSurvival ? SafeText(">") : glyphs.atMost
        let value = Figure.rate(share) + (isSurvival ? limit : "")
        return ["P(score " + relation + " " + x + ") = " + value, value]
    }

    /// The upper limit of P(score > x), or the lower one where only that is asked for.
    private var limit: SafeText {
        guard let bound = detail.figure(.exceedance)?.reading.bound else { return "" }
        return bound.side == .lower
            ? " " + glyphs.atLeast + " " + Figure.rate(bound.lower, .down)
            : " " + glyphs.atMost + " " + Figure.rate(bound.upper, .up)
    }
}
