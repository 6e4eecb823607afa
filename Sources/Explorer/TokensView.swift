import Canvas
import Evidence
import Prompts
import Statistics

/// One answer, token by token, with the probability that the model gave to each; or the tree of
/// all answers.
struct TokensView {
    let model: ExplorerModel
    let isFocused: Bool
    private var glyphs: Glyphs { model.glyphs }

    init(model: ExplorerModel, isFocused: Bool) {
        self.model = model
        self.isFocused = isFocused
    }

    /// Where the rows of the tree stand.
    static func listRect(in rect: Rect) -> Rect {
        let body = rect.rows(rect.height >= 8 ? 3 : 1).1
        return body.rows(max(1, body.height - (rect.height >= 8 ? 1 : 0))).0
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        if isFocused {
            frame.cursor = Point(x: rect.x, y: min(rect.y + 1, max(0, rect.bottom - 1)))
        }
        guard let evidence = model.selectedEvidence else {
            _ = frame.panel(rect, title: "Tokens", isFocused: isFocused, glyphs: glyphs)
            return
        }
        if model.tokens.showsTree {
            TreePane(model: model, isFocused: isFocused).draw(into: &frame, in: rect)
            return
        }
        let body = frame.panel(
            rect, title: title(evidence), notes: ["t tree of all answers"], isFocused: isFocused,
            glyphs: glyphs)
        var rest = body
        if body.height >= 8 {
            let (line, below) = body.rows(2)
            let text = SafeText(sanitizing: evidence.prompt.text.replacing("\n", with: " "))
            frame.line(
                text, row: 0, in: line.inset(horizontally: 1, vertically: 0),
                style: Style(.text, .bold), glyphs: glyphs)
            rest = below
        }
        let area = rest.inset(horizontally: 1, vertically: 0)
        guard let answer = answer(evidence) else {
            frame.line(
                "no draw to show yet", row: 0, in: area, style: .role(.muted), glyphs: glyphs)
            return
        }
        if answer.tokens.isEmpty {
            drawPlain(answer, into: &frame, in: area)
        } else {
            drawTokens(answer, into: &frame, in: area)
        }
    }

    private func title(_ evidence: PromptEvidence) -> SafeText {
        guard model.mode == .sampled else { return "Tokens: the greedy answer" }
        guard let index = model.shownDrawIndex else { return "Tokens" }
        let seed = model.tokens.loaded?.seed.map { glyphs.dot + "seed \($0)" } ?? ""
        return "Tokens: draw \(index) of \(evidence.drawCount)" + seed
    }

    /// The loaded answer, or at least its text.
    private func answer(_ evidence: PromptEvidence) -> Answer? {
        let index = model.shownDrawIndex
        if let loaded = model.tokens.loaded, loaded.prompt == evidence.prompt.id,
            loaded.index == index
        {
            return loaded.answer
        }
        if model.mode == .greedy { return evidence.greedy?.answer }
        guard let index, index < evidence.sequence.count, evidence.sequence[index] >= 0 else {
            return nil
        }
        let output = evidence.outputs[Int(evidence.sequence[index])]
        return Answer(text: output.text, stop: .endOfText, tokenCount: 0)
    }

    private func drawPlain(_ answer: Answer, into frame: inout Frame, in area: Rect) {
        let text = SafeText.lines(answer.text).flatMap { $0.wrapped(to: area.width) }
        let note: SafeText =
            "This run has no token probabilities. Sample with --probabilities 5 to see, for each "
            + "token, how probable it was and what could have stood there instead."
        let wrapped = note.wrapped(to: area.width)
        let room = max(1, area.height - wrapped.count - 1)
        for (row, line) in text.prefix(room).enumerated() {
            frame.line(line, row: row, in: area, glyphs: glyphs)
        }
        for (row, line) in wrapped.enumerated() {
            frame.line(
                line, row: min(text.count, room) + 1 + row, in: area, style: .role(.muted),
                glyphs: glyphs)
        }
    }

    // MARK: - With probabilities

    private func drawTokens(_ answer: Answer, into frame: inout Frame, in area: Rect) {
        let selected = max(0, min(model.tokens.token, answer.tokens.count - 1))
        let token = answer.tokens[selected]
        let alternatives = min(5, token.alternatives.count)
        let tableHeight = area.height >= 10 ? alternatives + 5 : area.height >= 6 ? 2 : 0
        let flow = TokenText(tokens: answer.tokens, selected: selected, glyphs: glyphs)
        let needed = flow.rowCount(width: area.width) + 1
        let (text, rest) = area.rows(max(1, min(needed, area.height - tableHeight)))
        let below = rest.rows(tableHeight).0
        flow.draw(into: &frame, in: text, isFocused: isFocused)
        guard tableHeight > 2 else {
            frame.line(
                summary(answer), row: 0, in: below, style: .role(.muted), glyphs: glyphs)
            return
        }
        drawLegend(into: &frame, in: below.rows(1).0)
        let body = frame.panel(
            below.rows(1).1, title: "Token \(selected + 1) of \(answer.tokens.count)",
            notes: notes(answer, selected: selected), glyphs: glyphs)
        drawChoice(
            token.text, token.logProbability, mark: SafeText(glyphs.selection), row: 0,
            into: &frame, in: body)
        var row = 1
        for alternative in token.alternatives.prefix(alternatives)
        where alternative.text != token.text {
            drawChoice(
                alternative.text, alternative.logProbability, mark: " ", row: row, into: &frame,
                in: body)
            row += 1
        }
        frame.line(
            summary(answer), row: body.height - 1, in: body, style: .role(.muted), glyphs: glyphs)
    }

    private func drawChoice(
        _ text: String, _ logProbability: Double, mark: SafeText, row: Int,
        into frame: inout Frame, in rect: Rect
    ) {
        guard row < rect.height - 1 else { return }
        let y = rect.y + row
        let probability = Probability.of(logProbability)
        var x = frame.put(mark + " ", x: rect.x, y: y, style: Style(.key, .bold), within: rect)
        x = frame.put(Figure.unit(probability) + " ", x: x, y: y, within: rect)
        let bar = Rect(x: x, y: y, width: min(20, rect.width / 4), height: 1)
        Plot.horizontalBar(
            &frame, in: bar.intersection(rect), fraction: probability, glyphs: glyphs,
            style: .role(.barSampled))
        let shown = ("\"" + SafeText(sanitizing: text) + "\"")
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
    private func notes(_ answer: Answer, selected: Int) -> [SafeText] {
        let sum = answer.tokens[...selected].reduce(0) { $0 + Probability.of($1.logProbability) }
        let mean: SafeText = "mean so far " + Figure.fixed(sum / Double(selected + 1), places: 3)
        guard let entropy = TokenEntropy(answer.tokens[selected]) else { return [mean] }
        let text: SafeText =
            (entropy.isExact ? "entropy " : "entropy " + glyphs.atLeast + " ")
            + Figure.fixed(entropy.nats, places: 2) + " nats"
        return [mean + glyphs.dot + text, mean]
    }

    private func summary(_ answer: Answer) -> SafeText {
        let probabilities = answer.tokens.map { Probability.of($0.logProbability) }
        let mean = probabilities.reduce(0, +) / Double(max(1, probabilities.count))
        let least = probabilities.min() ?? .nan
        return "token probability: mean " + Figure.fixed(mean, places: 3) + glyphs.dot + "least "
            + Figure.fixed(least, places: 3) + glyphs.dot + "before temperature"
    }
}
