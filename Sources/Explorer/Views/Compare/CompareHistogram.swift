import Canvas
import Findings
import Prompts
import Statistics

/// The scores of one prompt in both runs, each by its share of the run's own draws: A's bars with
/// the outline of B's over them, or A's standing on a middle line and B's hanging from it.
struct CompareHistogram {
    let context: Context
    let view: CompareView
    let table: ComparisonTable
    let row: ComparisonTable.Row
    private var glyphs: Glyphs { context.glyphs }

    /// Draws the bars over an axis of two rows.
    func draw(into frame: inout Frame, in rect: Rect) {
        let margin = 9
        let (left, right) = rect.columns(margin)
        let area = right.columns(right.width - 1).0
        guard area.width >= 10, rect.height >= 4 else { return }
        let (bars, axis) = area.rows(rect.height - 2)
        let second = row.second == nil ? nil : counts(row.second)
        let upper = counts(row.first)
        let style: Style = .role(context.mode == .sampled ? .barSampled : .barGreedy)
        if let second {
            if view.isMirrored {
                Plot.mirroredHistogram(
                    &frame, in: bars, upper: upper, lower: second, scale: scale, glyphs: glyphs,
                    upperStyle: style, lowerStyle: .role(.bar))
            } else {
                Plot.overlaidHistogram(
                    &frame, in: bars, bars: upper, outline: second, scale: scale, glyphs: glyphs,
                    barStyle: style, outlineStyle: Style(.bar, .bold))
            }
        } else {
            Plot.histogram(
                &frame, in: bars, counts: upper, scale: scale, glyphs: glyphs, style: style)
        }
        Plot.axis(&frame, in: axis, range: 0...1, glyphs: glyphs)
        drawLabels(second: second, height: bars.height, into: &frame, in: left)
    }

    private func drawLabels(
        second: [Int]?, height: Int, into frame: inout Frame, in rect: Rect
    ) {
        func put(_ text: SafeText, row: Int, style: Style) {
            frame.put(
                text.padded(to: rect.width - 1, alignment: .right), x: rect.x, y: rect.y + row,
                style: style, within: rect)
        }
        guard second != nil else { return put("draws", row: 0, style: .role(.muted)) }
        if view.isMirrored {
            put("A draws", row: 0, style: .role(.muted))
            put("B draws", row: height - 1, style: .role(.muted))
        } else {
            let bar = SafeText(glyphs.verticalEighths.last ?? "#")
            let line = SafeText(glyphs.border.horizontal) * 2
            put("A " + bar * 2, row: 0, style: .role(.barSampled))
            put("B " + line, row: 1, style: Style(.bar, .bold))
        }
    }

    private var scale: PlotScale { view.isLogarithmic ? .logarithmic : .linear }

    /// The counts per bin: of the draws, or of the one greedy answer.
    private func counts(_ side: ComparisonSide?) -> [Int] {
        guard let side else { return [] }
        guard context.mode == .greedy else { return side.histogram }
        return side.greedyScore.flatMap { try? ScoreDistribution([$0]) }
            .map(PromptRow.counts) ?? []
    }
}
