import Canvas
import Evidence

/// An answer's tokens as text, what could have stood in the place of the selected one, and how
/// probable each of them was.
struct TokenTable {
    let context: Context
    let view: TokensView
    let answer: Answer
    private var glyphs: Glyphs { context.glyphs }

    func draw(into frame: inout Frame, in area: Rect, isFocused: Bool) {
        let selected = max(0, min(view.token, answer.tokens.count - 1))
        let flow = TokenText(tokens: answer.tokens, selected: selected, glyphs: glyphs)
        let needed = flow.rowCount(width: area.width) + 1
        let choices = Self.choices(for: answer.tokens[selected])
        // At least half of the room for the text, as far as it needs it.
        let room = area.height - min(needed, max(1, area.height / 2))
        // A legend, a title, two choices and the summary are the least that is a table.
        let isTable = room >= 5
        let least = room >= 3 ? min(choices.count + 1, room) : min(1, room)
        let tableHeight = isTable ? min(choices.count + 4, room) : least
        let (text, rest) = area.rows(max(1, min(needed, area.height - tableHeight)))
        flow.draw(into: &frame, in: text, isFocused: isFocused)
        guard isTable else {
            return drawRows(choices, into: &frame, in: rest.rows(tableHeight).0)
        }
        drawLegend(into: &frame, in: rest.rows(1).0)
        let (table, below) = rest.rows(1).1.rows(tableHeight - 1)
        let body = frame.panel(
            table, title: "Token \(selected + 1) of \(answer.tokens.count)",
            notes: notes(selected: selected), glyphs: glyphs)
        drawRows(choices, into: &frame, in: body)
        if below.height >= 6 {
            TokenProfile(tokens: answer.tokens, selected: selected, glyphs: glyphs)
                .draw(into: &frame, in: below)
        }
    }

    /// The token that was drawn, then what else could have stood there, the most probable first.
    private static func choices(for token: Answer.Token) -> [Answer.Alternative] {
        [token.asAlternative] + token.alternatives.filter { !token.isSame(as: $0) }
    }

    /// Draws as many of the choices as there is room for, and the summary below them.
    private func drawRows(
        _ choices: [Answer.Alternative], into frame: inout Frame, in body: Rect
    ) {
        for (row, choice) in choices.enumerated() {
            drawChoice(
                choice, mark: row == 0 ? SafeText(glyphs.selection) : " ", row: row, into: &frame,
                in: body)
        }
        frame.line(
            summary(width: body.width), row: body.height - 1, in: body, style: .role(.muted),
            glyphs: glyphs)
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
        let shown = ("\"" + Self.text(of: choice) + "\"")
            .clipped(to: max(0, rect.right - bar.right - 1), glyphs: glyphs)
        frame.put(shown, x: bar.right + 1, y: y, within: rect)
    }

    /// A token's text; a part of a character is told by its bytes.
    private static func text(of choice: Answer.Alternative) -> SafeText {
        guard let bytes = choice.bytes,
            choice.text.isEmpty || choice.text.unicodeScalars.contains("\u{FFFD}")
        else { return SafeText(sanitizing: choice.text) }
        return SafeText(sanitizingUTF8: bytes)
    }

    /// Names the classes of probability, or the outer ones where there is little room.
    private func drawLegend(into frame: inout Frame, in rect: Rect) {
        func pieces(_ title: SafeText, _ levels: [Int], _ gap: SafeText) -> [(SafeText, Style)] {
            [(title, .role(.muted))]
                + levels.flatMap { level in
                    [
                        (TokenText.names[level], TokenText.style(ofClass: level)),
                        (gap, Style.text),
                    ]
                }
        }
        let all = Array(TokenText.classes.indices.reversed())
        let forms = [
            pieces("probability  ", all, "  "), pieces("", all, " "), pieces("", [4, 2, 0], " "),
        ]
        let fitting = forms.first { $0.dropLast().reduce(0) { $0 + $1.0.width } <= rect.width }
        frame.put(fitting ?? pieces("", [4, 0], " "), x: rect.x, y: rect.y, within: rect)
    }

    /// A figure of several tokens, in fewer places than that of one; a small one is not 0.000.
    private static func average(_ value: Double) -> SafeText {
        value >= 0.0005 || value == 0
            ? Figure.fixed(value, places: 3) : Figure.unit(value).trimmingLeadingBlanks()
    }

    /// The mean probability of the tokens so far, and how open the choice of this one was.
    private func notes(selected: Int) -> [SafeText] {
        let sum = answer.tokens[...selected].reduce(0) { $0 + Probability.of($1.logProbability) }
        let mean: SafeText =
            "mean so far " + Self.average(sum / Double(selected + 1))
        guard let entropy = TokenEntropy(answer.tokens[selected]) else { return [mean] }
        let text: SafeText =
            (entropy.isExact ? "entropy " : "entropy " + glyphs.atLeast + " ")
            + Figure.fixed(entropy.nats, places: 2, entropy.isExact ? .nearest : .down)
            + " nats"
        return [mean + glyphs.dot + text, mean]
    }

    private func summary(width: Int) -> SafeText {
        let probabilities = answer.tokens.map { Probability.of($0.logProbability) }
        let mean = probabilities.reduce(0, +) / Double(max(1, probabilities.count))
        let least = probabilities.min() ?? .nan
        let figures: SafeText =
            "mean " + Self.average(mean) + glyphs.dot + "least " + Self.average(least)
        return Words.fitting(
            [
                "token probability: " + figures + glyphs.dot + "before temperature",
                "token probability: " + figures, figures,
            ], width: width)
    }
}
