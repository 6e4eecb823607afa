import Canvas
import Prompts

/// The Compare view's rows and its foot where greedy answers are asked for: one answer a side, its
/// score, and in words how they differ.
struct GreedyComparison {
    let context: Context
    let view: CompareView
    let isPair: Bool
    private var glyphs: Glyphs { context.glyphs }

    /// The columns of the id, which gives way to the scores.
    private func idWidth(_ width: Int) -> Int {
        max(2, min(14, width - 4 - 8 * (isPair ? 2 : 1)))
    }

    /// The columns left for each side's answer.
    private func answerWidth(_ width: Int) -> Int {
        let sides = isPair ? 2 : 1
        return max(0, (width - 2 - idWidth(width) - 1 - 1) / sides - 8)
    }

    func drawHeader(into frame: inout Frame, in rect: Rect) {
        var text: SafeText = "  " + SafeText("id").padded(to: idWidth(rect.width) + 1)
        let width = answerWidth(rect.width)
        let names: [[SafeText]] =
            isPair ? [["greedy A", "A", ""], ["greedy B", "B", ""]] : [["greedy answer", ""]]
        for name in names {
            text += SafeText("score").padded(to: 7)
            text += Words.fitting(name, width: width).padded(to: width + 1)
        }
        frame.line(text, row: 0, in: rect, style: .role(.muted), glyphs: glyphs)
    }

    func draw(
        _ row: ComparisonTable.Row, isSelected: Bool, into frame: inout Frame, in rect: Rect
    ) {
        let y = rect.y
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        let idWidth = idWidth(rect.width)
        let id = SafeText(sanitizing: row.id.rawValue).clipped(to: idWidth, glyphs: glyphs)
        x = frame.put(
            " " + id.padded(to: idWidth + 1), x: x, y: y, style: .role(.muted), within: rect)
        let width = answerWidth(rect.width)
        for side in sides(row) {
            x = frame.put(
                Figure.score(side.greedyScore) + "  ", x: x, y: y, style: .role(.barGreedy),
                within: rect)
            x = frame.put(
                answer(side).clipped(to: width, glyphs: glyphs).padded(to: width + 1), x: x, y: y,
                within: rect)
        }
        if isSelected { frame.select(row: rect) }
    }

    /// Draws the selected prompt's greedy answers in full width.
    func drawFoot(_ row: ComparisonTable.Row, into frame: inout Frame, in rect: Rect) {
        let none: SafeText = "one answer each, no limits"
        let note = Words.fitting(
            [none + glyphs.dot + "s shows sampled answers", none], width: rect.width - 2)
        guard
            let body = row.beginFoot(
                verdict: verdict(row).map { ($0, Style(.text, .bold)) }, otherwise: note,
                into: &frame, in: rect, glyphs: glyphs)
        else { return }
        var y = 1
        for (name, side) in zip([isPair ? "A" : "greedy", "B"] as [SafeText], sides(row)) {
            guard y < body.height - 1 else { break }
            frame.line(
                name.padded(to: 6) + Figure.score(side.greedyScore) + "  " + answer(side), row: y,
                in: body, style: .role(.barGreedy), glyphs: glyphs)
            y += 1
        }
        if y < body.height - 1, let verdict = verdict(row) {
            frame.line(verdict, row: y, in: body, style: Style(.text, .bold), glyphs: glyphs)
        }
        frame.line(note, row: body.height - 1, in: body, style: .role(.muted), glyphs: glyphs)
    }

    private func sides(_ row: ComparisonTable.Row) -> [ComparisonSide] {
        [row.first] + (row.second.map { [$0] } ?? [])
    }

    private func answer(_ side: ComparisonSide) -> SafeText {
        guard let text = side.greedyAnswer else { return "-" }
        return SafeText(oneLine: String(text.drop { $0 == " " }))
    }

    /// How the two greedy answers differ, in words; nil where one is missing.
    private func verdict(_ row: ComparisonTable.Row) -> SafeText? {
        guard let second = row.second, let first = row.first.greedyScore,
            let other = second.greedyScore
        else { return nil }
        if row.first.greedyAnswer == second.greedyAnswer {
            return "A and B give the same greedy answer"
        }
        if first == other { return "the greedy answers differ, their scores do not" }
        return first > other
            ? "A's greedy answer scores higher than B's"
            : "B's greedy answer scores higher than A's"
    }
}
