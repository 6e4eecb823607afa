import Canvas
import Evidence
import Prompts
import Statistics

/// One answer, token by token, with the probability that the model gave to each; or the tree of
/// all answers.
struct TokensPane {
    let context: Context
    let view: TokensView
    let isFocused: Bool
    private var glyphs: Glyphs { context.glyphs }

    func draw(into frame: inout Frame, in rect: Rect) {
        if isFocused {
            frame.cursor = Point(x: rect.x, y: min(rect.y + 1, max(0, rect.bottom - 1)))
        }
        guard let evidence = context.selectedEvidence else {
            _ = frame.panel(rect, title: "Tokens", isFocused: isFocused, glyphs: glyphs)
            return
        }
        let treeHasKeys = view.showsTree
        let panes = TokensView.Panes(of: rect, view)
        TreePane(context: context, view: view, isFocused: isFocused && treeHasKeys).draw(
            into: &frame, in: panes)
        if let tokens = panes.tokens {
            drawAnswer(
                evidence, isFocused: isFocused && !treeHasKeys,
                note: panes.tree == nil ? "t tree of all answers" : treeHasKeys ? "t tokens" : "",
                into: &frame, in: tokens)
        }
    }

    private func drawAnswer(
        _ evidence: PromptEvidence, isFocused: Bool, note: SafeText, into frame: inout Frame,
        in rect: Rect
    ) {
        let body = frame.panel(
            rect, title: title(evidence, width: rect.width), notes: [note], isFocused: isFocused,
            glyphs: glyphs)
        var rest = body
        if body.height >= 8 {
            let (line, below) = body.rows(2)
            let text = SafeText(oneLine: evidence.prompt.text)
            frame.line(
                text, row: 0, in: line.inset(horizontally: 1, vertically: 0),
                style: Style(.text, .bold), glyphs: glyphs)
            rest = below
        }
        let area = rest.inset(horizontally: 1, vertically: 0)
        guard let answer = answer(evidence) else {
            frame.line(
                view.drawIndex(context) == nil
                    ? Words.without(evidence.lost) : "this draw was lost",
                row: 0, in: area, style: .role(.muted), glyphs: glyphs)
            return
        }
        if answer.tokens.isEmpty {
            drawPlain(answer, into: &frame, in: area)
        } else {
            TokenTable(context: context, view: view, answer: answer)
                .draw(into: &frame, in: area, isFocused: isFocused)
        }
    }

    private func title(_ evidence: PromptEvidence, width: Int) -> SafeText {
        guard context.mode == .sampled else { return "Tokens: the greedy answer" }
        guard let index = view.drawIndex(context) else { return "Tokens" }
        // Of imported draws nobody knows whether a seed is theirs or stands in for one.
        let seed =
            context.received?.facts.isImported == true
            ? nil : view.loaded?.seed.map { glyphs.dot + "seed \($0)" }
        let draw: SafeText = "Tokens: draw \(index) of \(evidence.drawCount), from 0"
        return Words.fitting([draw + (seed ?? ""), draw], width: width - 4)
    }

    /// The loaded answer, or at least its text.
    private func answer(_ evidence: PromptEvidence) -> Answer? {
        let index = view.drawIndex(context)
        if let loaded = view.loaded, loaded.prompt == evidence.prompt.id,
            loaded.index == index
        {
            return loaded.answer
        }
        if context.mode == .greedy { return evidence.greedy?.answer }
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
}
