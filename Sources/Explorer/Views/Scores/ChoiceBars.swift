import Canvas
import Findings

/// A bar for each letter of a question of multiple choice: how many draws choose it, and the limits of
/// their share.
struct ChoiceBars {
    let context: Context
    let choices: ChoiceShares
    private var glyphs: Glyphs { context.glyphs }
    private static let limitsWidth = 16

    func draw(into frame: inout Frame, in rect: Rect) {
        let area = rect.inset(horizontally: 1, vertically: 0)
        // The last line says what the limits are.
        let rows = self.rows(area.height - 1)
        for (line, row) in rows.shown.enumerated() {
            draw(
                row, into: &frame,
                in: Rect(x: area.x, y: area.y + line, width: area.width, height: 1))
        }
        var y = rows.shown.count
        if let rest = rows.rest {
            frame.put(rest, x: area.x, y: area.y + y, style: .role(.muted), within: area)
            y += 1
        }
        frame.put(
            Words.fitting(words, width: area.width), x: area.x, y: area.y + min(y, area.height - 1),
            style: .role(.muted), within: area)
    }

    /// The rows that fit, in the order of the letters, and what is said of the others.
    private func rows(_ height: Int) -> (shown: [ChoiceShares.Row], rest: SafeText?) {
        let all = choices.rows
        guard all.count > height else { return (all, nil) }
        let most = all.sorted { ($1.share, $0.place ?? .max) < ($0.share, $1.place ?? .max) }
            .prefix(max(1, height - 1))
        let shown = all.filter(most.contains)
        let draws = all.reduce(0) { $0 + $1.count } - shown.reduce(0) { $0 + $1.count }
        let others = Words.count(all.count - shown.count, "other", "others")
        return (shown, "and \(others) with " + Words.count(draws, "draw", "draws"))
    }

    private var words: [SafeText] {
        let exact = choices.rows.contains { $0.exact != nil }
        let kind: SafeText = exact ? "exact probabilities" : "each share's limits on their own"
        let lost: SafeText = choices.lost > 0 ? glyphs.dot + "lost draws at their worst" : ""
        return [kind + lost + glyphs.dot + "+ is right", kind + lost, kind, ""]
    }

    private func draw(_ row: ChoiceShares.Row, into frame: inout Frame, in rect: Rect) {
        let y = rect.y
        let letter = row.letter.map { SafeText($0) } ?? "-"
        var x = frame.put(
            letter + (row.isRight ? "+" : " "), x: rect.x, y: y,
            style: row.isRight ? Style(.key, .bold) : .text, within: rect)
        x = frame.put(Figure.count(row.count, width: 7), x: x, y: y, within: rect)
        x = frame.put(
            "  " + Figure.unit(row.share), x: x, y: y, style: Style(.text, .bold), within: rect)
        if rect.width >= 44 {
            x = frame.put(
                "  " + limits(row).padded(to: Self.limitsWidth), x: x, y: y, style: .role(.bound),
                within: rect)
        }
        let room = rect.right - x
        // Bars and texts share what is left.
        let width = max(0, min(40, room / 2 - 2))
        if width >= 6 {
            let bar = Rect(x: x + 2, y: y, width: width, height: 1)
            Plot.horizontalBar(
                &frame, in: bar, fraction: row.share, glyphs: glyphs, style: .role(.barSampled))
            x += width + 2
        }
        let text: SafeText =
            row.place == nil ? "no choice" : SafeText(oneLine: row.text)
        frame.put(
            text.clipped(to: max(0, rect.right - x - 2), glyphs: glyphs), x: x + 2, y: y,
            style: row.place == nil ? .role(.muted) : .text, within: rect)
    }

    private func limits(_ row: ChoiceShares.Row) -> SafeText {
        if let exact = row.exact {
            return "[" + Figure.unit(exact.lowerBound, rounding: .down).trimmingLeadingBlanks()
                + ", " + Figure.unit(exact.upperBound, rounding: .up).trimmingLeadingBlanks() + "]"
        }
        return row.limits.bound.map { Figure.limits($0, glyphs: glyphs) } ?? "-"
    }
}
