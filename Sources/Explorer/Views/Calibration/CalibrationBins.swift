import Canvas
import Findings
import Statistics

/// The reliability diagram as rulers: a line a bin, with where its share right may be, and what was
/// said.
struct CalibrationBins {
    let diagram: ReliabilityDiagram
    let bands: CalibrationBands
    let glyphs: Glyphs

    func draw(into frame: inout Frame, in rect: Rect) {
        guard rect.height > 1 else { return }
        let area = rect.inset(horizontally: 1, vertically: 0)
        let hasLimits = area.width >= 66
        let filled = diagram.bins.indices.filter { diagram.bins[$0].count > 0 }
        // Where not all fit, those with the most draws.
        let most = filled.stablySorted { diagram.bins[$0].count > diagram.bins[$1].count }
        let shown = most.prefix(area.height - 1).sorted()
        let title: SafeText =
            shown.count < filled.count ? "\(shown.count) of \(filled.count) fit" : "said in"
        frame.line(
            header(title, hasLimits), row: 0, in: area, style: .role(.muted), glyphs: glyphs)
        for (row, position) in shown.enumerated() {
            let bin = diagram.bins[position]
            let bound = bands.limits?[position]
            var text =
                (Figure.fixed(bin.from, places: 2) + "-" + Figure.fixed(bin.to, places: 2) + " ")
                .padded(to: 10)
            text += Figure.count(bin.count, width: 6) + " "
            text += Figure.unit(bin.confidence) + " " + Figure.unit(bin.accuracy) + " "
            if hasLimits {
                text += (bound.map { Figure.interval($0) } ?? "no limits").padded(to: 17)
            }
            frame.line(text, row: row + 1, in: area, glyphs: glyphs)
            let ruler = Rect(
                x: area.x + text.width, y: area.y + row + 1,
                width: max(0, area.width - text.width), height: 1)
            guard ruler.width >= 8 else { continue }
            Plot.ruler(
                &frame, in: ruler, lower: bound?.lower ?? .nan, estimate: bin.accuracy,
                upper: bound?.upper ?? .nan,
                marks: [(bin.confidence, glyphs.point, Style(.barGreedy, .bold))],
                glyphs: glyphs)
        }
    }

    private func header(_ title: SafeText, _ hasLimits: Bool) -> SafeText {
        let limits = hasLimits ? SafeText("right, limits").padded(to: 17) : ""
        let marks: SafeText =
            SafeText(glyphs.rulerEstimate) + " right " + SafeText(glyphs.point) + " said"
        return title.padded(to: 10) + "     n   said  right " + limits
            + "0 to 1: " + marks
    }
}
