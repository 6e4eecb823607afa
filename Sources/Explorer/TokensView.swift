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

    /// Where the tokens and the tree stand: side by side or one above the other where there is
    /// room, else one of them alone.
    struct Panes {
        var tokens: Rect?
        var tree: Rect?

        /// - Parameter state: which of them has the keys, and whether there are probabilities to
        ///   show.
        init(of rect: Rect, _ state: TokensState) {
            if rect.width >= 150, rect.height >= 16 {
                let (left, right) = rect.columns(rect.width / 2)
                tokens = left
                tree = right.columns(1).1
            } else if rect.height >= 32 {
                let (top, bottom) = rect.rows(
                    state.lacksProbabilities ? 11 : rect.height / 2)
                tokens = top
                tree = bottom
            } else if state.showsTree {
                tree = rect
            } else {
                tokens = rect
            }
        }

        /// Where the rows of the tree stand.
        var list: Rect {
            tree.map { TreePane.Parts(of: $0, isAlone: tokens == nil).list }
                ?? Rect(x: 0, y: 0, width: 0, height: 0)
        }
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        if isFocused {
            frame.cursor = Point(x: rect.x, y: min(rect.y + 1, max(0, rect.bottom - 1)))
        }
        guard let evidence = model.selectedEvidence else {
            _ = frame.panel(rect, title: "Tokens", isFocused: isFocused, glyphs: glyphs)
            return
        }
        let treeHasKeys = model.tokens.showsTree
        let panes = Panes(of: rect, model.tokens)
        TreePane(model: model, isFocused: isFocused && treeHasKeys).draw(into: &frame, in: panes)
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
                evidence.drawCount == 0 ? "no draw to show yet" : "this draw was lost", row: 0,
                in: area, style: .role(.muted), glyphs: glyphs)
            return
        }
        if answer.tokens.isEmpty {
            drawPlain(answer, into: &frame, in: area)
        } else {
            TokenTable(model: model, answer: answer)
                .draw(into: &frame, in: area, isFocused: isFocused)
        }
    }

    private func title(_ evidence: PromptEvidence, width: Int) -> SafeText {
        guard model.mode == .sampled else { return "Tokens: the greedy answer" }
        guard let index = model.shownDrawIndex else { return "Tokens" }
        let seed = model.tokens.loaded?.seed.map { glyphs.dot + "seed \($0)" } ?? ""
        let draw: SafeText = "Tokens: draw \(index + 1) of \(evidence.drawCount)"
        return Words.fitting([draw + seed, draw], width: width - 4)
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
}
