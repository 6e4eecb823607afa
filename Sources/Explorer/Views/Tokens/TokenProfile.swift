import Canvas
import Evidence

/// The probability of each token of an answer as a bar, from the first to the last: where the model
/// was sure, and where it could have gone elsewhere.
struct TokenProfile {
    let tokens: [Answer.Token]
    let selected: Int
    let glyphs: Glyphs
    private static let margin = 6

    init(tokens: [Answer.Token], selected: Int, glyphs: Glyphs) {
        self.tokens = tokens
        self.selected = selected
        self.glyphs = glyphs
    }

    /// Draws the bars between a title and the mark of the selected token; needs five rows.
    func draw(into frame: inout Frame, in rect: Rect) {
        let height = min(rect.height, 10)
        let (axis, wide) = rect.rows(height).0.columns(Self.margin)
        let room = wide.width - 1
        guard height >= 5, room > 0, !tokens.isEmpty else { return }
        // Of a long answer the part around the selected token is shown.
        let count = min(tokens.count, room)
        let first = max(0, min(selected - count / 2, tokens.count - count))
        let width = max(1, min(6, room / count))
        let last = first + count
        let shown: SafeText =
            count < tokens.count
            ? "Probability of tokens \(first + 1) to \(last)" : "Probability of each token"
        let body = frame.panel(rect.rows(height).0, title: shown, glyphs: glyphs)
        let bars = Rect(x: wide.x, y: body.y, width: width * count, height: body.height - 1)
        Plot.verticalAxis(
            &frame, in: Rect(x: axis.x, y: bars.y, width: axis.width, height: bars.height),
            range: 0...1, ticks: 3, glyphs: glyphs)
        for (offset, token) in tokens[first..<last].enumerated() {
            let probability = Probability.of(token.logProbability)
            guard probability.isFinite else { continue }
            // A column of air between bars, where there is one to spare.
            let bar = Rect(
                x: bars.x + offset * width, y: bars.y, width: width > 1 ? width - 1 : 1,
                height: bars.height)
            Plot.histogram(
                &frame, in: bar, counts: [Int(probability * 10_000)], maximum: 10_000,
                glyphs: glyphs, style: .role(TokenText.style(probability).role))
        }
        frame.put(
            SafeText(glyphs.arrowUp), x: bars.x + (selected - first) * width + (width - 1) / 2,
            y: bars.bottom, style: Style(.key, .bold), within: rect)
    }
}
