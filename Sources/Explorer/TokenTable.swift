import Canvas
import Evidence

/// An answer's tokens as text, what could have stood in the place of the selected one, and how
/// probable each of them was.
struct TokenTable {
    let model: ExplorerModel
    let answer: Answer
    private var glyphs: Glyphs { model.glyphs }

    init(model: ExplorerModel, answer: Answer) {
        self.model = model
        self.answer = answer
    }

    func draw(into frame: inout Frame, in area: Rect, isFocused: Bool) {
        let selected = max(0, min(model.tokens.token, answer.tokens.count - 1))
        let flow = TokenText(tokens: answer.tokens, selected: selected, glyphs: glyphs)
        let needed = flow.rowCount(width: area.width) + 1
        // At least half of the room for the text, as far as it needs it.
        let room = area.height - min(needed, max(1, area.height / 2))
        let choices = Self.choices(for: answer.tokens[selected])
        let tableHeight = area.height >= 10 ? min(choices.count + 4, room) : min(2, room)
        let (text, rest) = area.rows(max(1, min(needed, area.height - tableHeight)))
        flow.draw(into: &frame, in: text, isFocused: isFocused)
        guard area.height >= 10 else {
            frame.line(
                summary(width: area.width), row: 0, in: rest.rows(tableHeight).0,
                style: .role(.muted),
                glyphs: glyphs)
            return
        }
        drawLegend(into: &frame, in: rest.rows(1).0)
        let (table, below) = rest.rows(1).1.rows(tableHeight - 1)
        let body = frame.panel(
            table, title: "Token \(selected + 1) of \(answer.tokens.count)",
            notes: notes(selected: selected), glyphs: glyphs)
        for (row, choice) in choices.enumerated() {
            drawChoice(
                choice, mark: row == 0 ? SafeText(glyphs.selection) : " ", row: row, into: &frame,
                in: body)
        }
        frame.line(
            summary(width: body.width), row: body.height - 1, in: body, style: .role(.muted),
            glyphs: glyphs)
        if below.height >= 6 {
            TokenProfile(tokens: answer.tokens, selected: selected, glyphs: glyphs)
                .draw(into: &frame, in: below)
        }
    }

    /// The token that was drawn, then what else could have stood there, the most probable first.
    private static func choices(for token: Answer.Token) -> [Answer.Alternative] {
        [Answer.Alternative(text: token.text, logProbability: token.logProbability)]
            + token.alternatives.filter { $0.text != token.text }
    }

    private func drawChoice(
        _ choice: Answer.Alternative, mark: SafeText, row: Int, into frame: inout Frame,
        in rect: Rect
    ) {
        guard row < rect.height - 1 else { return }
        let y = rect.y + row
        let probability = Probability.of(choice.logProbability)
        var x = frame.put(mark + " ", x: rect.x, y: y, style: Style(.key, .bold), within: rect)
        x = frame.put(Figure.unit(probability) + " ", x: x, y: y, within: rect)
        let bar = Rect(x: x, y: y, width: min(20, rect.width / 4), height: 1)
        Plot.horizontalBar(
            &frame, in: bar.intersection(rect), fraction: probability, glyphs: glyphs,
            style: .role(.barSampled))
        let shown = ("\"" + SafeText(sanitizing: choice.text) + "\"")
            .clipped(to: max(0, rect.right - bar.right - 1), glyphs: glyphs)
        frame.put(shown, x: bar.right + 1, y: y, within: rect)
    }

    private func drawLegend(into frame: inout Frame, in rect: Rect) {
        var pieces: [(SafeText, Style)] = [("probability  ", .role(.muted))]
        for level in TokenText.classes.indices.reversed() {
            pieces.append((TokenText.names[level], TokenText.style(ofClass: level)))
            pieces.append(("  ", .text))
        }
        frame.put(pieces, x: rect.x, y: rect.y, within: rect)
    }

    /// The mean probability of the tokens so far, and how open the choice of this one was.
    private func notes(selected: Int) -> [SafeText] {
        let sum = answer.tokens[...selected].reduce(0) { $0 + Probability.of($1.logProbability) }
        let mean: SafeText = "mean so far " + Figure.fixed(sum / Double(selected + 1), places: 3)
        guard let entropy = TokenEntropy(answer.tokens[selected]) else { return [mean] }
        let text: SafeText =
            (entropy.isExact ? "entropy " : "entropy " + glyphs.atLeast + " ")
            + Figure.fixed(entropy.nats, places: 2) + " nats"
        return [mean + glyphs.dot + text, mean]
    }

    private func summary(width: Int) -> SafeText {
        let probabilities = answer.tokens.map { Probability.of($0.logProbability) }
        let mean = probabilities.reduce(0, +) / Double(max(1, probabilities.count))
        let least = probabilities.min() ?? .nan
        let figures: SafeText =
            "mean " + Figure.fixed(mean, places: 3) + glyphs.dot + "least "
            + Figure.fixed(least, places: 3)
        return Words.fitting(
            [
                "token probability: " + figures + glyphs.dot + "before temperature",
                "token probability: " + figures, figures,
            ], width: width)
    }
}
