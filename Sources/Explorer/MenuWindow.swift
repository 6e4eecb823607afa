import Canvas

/// The menu of runs, at the bottom of the screen so that the run behind it stays in sight.
struct MenuWindow {
    let model: ExplorerModel
    let position: Int

    func draw(into frame: inout Frame) {
        let glyphs = model.context.glyphs
        let room = Rect(x: 0, y: 1, width: frame.width, height: frame.height - 2)
        let width = min(room.width, 84)
        let notes = summary.wrapped(to: max(1, width - 4)).prefix(room.height >= 18 ? 2 : 0)
        let height = min(room.height, model.menuCount + 2 + (notes.isEmpty ? 0 : 2))
        let box = Rect(
            x: room.x + (room.width - width) / 2, y: room.bottom - height, width: width,
            height: height)
        frame.fill(box, style: .text)
        frame.box(
            box, title: "What to look at", glyphs: glyphs, style: .role(.borderFocus),
            titleStyle: Style(.title, .bold))
        let inside = box.inset(horizontally: 2, vertically: 1)
        let (list, foot) = inside.rows(max(1, inside.height - (notes.isEmpty ? 0 : 2)))
        frame.choice(
            of: (0..<model.menuCount).map(line), selected: position, in: list, glyphs: glyphs)
        for (row, note) in notes.enumerated() {
            frame.line(note, row: row, in: foot, style: .role(.muted), glyphs: glyphs)
        }
    }

    private func line(_ entry: Int) -> SafeText {
        guard entry < model.choices.count else {
            return SafeText("the tour").padded(to: nameWidth) + tour
        }
        let choice = model.choices[entry]
        return SafeText(sanitizing: choice.name).padded(to: nameWidth)
            + SafeText(sanitizing: choice.summary)
    }

    private var nameWidth: Int {
        2 + (model.choices.map { SafeText(sanitizing: $0.name).width }.max() ?? 0)
    }

    private var tour: SafeText {
        "the case study, stop by stop, in \(model.tour?.stops.count ?? 0) pictures"
    }

    /// The whole sentence about the selected entry.
    private var summary: SafeText {
        position < model.choices.count
            ? SafeText(sanitizing: model.choices[position].summary) : tour
    }
}
