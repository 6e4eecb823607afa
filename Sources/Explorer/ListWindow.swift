import Canvas
import Prompts

/// What a list over the views is to choose from.
enum Choice: Sendable, Hashable {
    /// The prompts whose answers hold what `:grep` looked for.
    case hits
    /// The orders of the focused view.
    case orders
    /// What can be said of the selected answers.
    case labels
    /// The columns of the focused list.
    case columns

    var title: SafeText {
        switch self {
        case .hits: "Answers that match"
        case .orders: "Sort by"
        case .labels: "Label"
        case .columns: "Columns"
        }
    }
}

/// A list over the views, one of whose lines is to be chosen.
struct ListWindow {
    let model: ExplorerModel
    let choice: Choice
    let position: Int

    func draw(into frame: inout Frame) {
        let glyphs = model.context.glyphs
        let lines = model.lines(of: choice)
        let room = Rect(x: 0, y: 1, width: frame.width, height: frame.height - 2)
        let title = model.title(of: choice)
        let widest = max(title.width, lines.map(\.width).max() ?? 0)
        let width = min(room.width, max(30, widest + 6))
        let height = min(room.height, lines.count + 2)
        let box = room.centered(width: width, height: height)
        frame.fill(box, style: .text)
        frame.box(
            box, title: title, glyphs: glyphs, style: .role(.borderFocus),
            titleStyle: Style(.title, .bold))
        let inside = box.inset(horizontally: 2, vertically: 1)
        frame.choice(of: lines, selected: position, in: inside, glyphs: glyphs)
    }
}

extension Frame {
    /// Lines of which one is selected and kept in sight.
    mutating func choice(
        of lines: [SafeText], selected position: Int, in list: Rect, glyphs: Glyphs
    ) {
        let top = max(0, min(position - list.height / 2, lines.count - list.height))
        for (row, line) in lines.dropFirst(top).prefix(list.height).enumerated() {
            let isSelected = top + row == position
            let mark = isSelected ? SafeText(glyphs.selection) : " "
            put(
                (mark + " " + line).clipped(to: list.width, glyphs: glyphs)
                    .padded(to: list.width), x: list.x, y: list.y + row,
                style: isSelected ? Style(.selection, .reverse) : .text, within: list)
            if isSelected { cursor = Point(x: list.x, y: list.y + row) }
        }
    }
}

extension ExplorerModel {
    /// The title of a list.
    func title(of choice: Choice) -> SafeText {
        if choice == .labels { return labelTitle }
        guard choice == .hits, let found else { return choice.title }
        let draws = found.reduce(0) { $0 + $1.draws }
        return choice.title + " \(found.first?.pattern ?? ""): "
            + Words.count(draws, "draw", "draws") + " of "
            + Words.count(found.count, "prompt", "prompts")
    }

    /// The lines of a list.
    func lines(of choice: Choice) -> [SafeText] {
        switch choice {
        case .orders:
            return orders.choices.map(\.title)
        case .labels: return labelLines
        case .columns: return columnLines
        case .hits:
            let found = found ?? []
            let names = found.map { SafeText(sanitizing: $0.prompt.rawValue).clipped(to: 20) }
            let width = names.map(\.width).max() ?? 0
            return zip(found, names).map { hits, name in
                let draws = SafeText("\(hits.draws) of \(hits.completed)")
                return name.padded(to: width) + "  " + draws.padded(to: 12, alignment: .right)
                    + "  " + hits.excerpt(context.glyphs)
            }
        }
    }

    /// Shows the orders of the focused view, the one that the list has selected.
    mutating func openOrders() {
        let now = orders.current ?? context.list.sort.column.rawValue
        overlay = .list(
            .orders, position: orders.choices.firstIndex { $0.word == now } ?? 0)
    }

    /// How the list of the focused view can be sorted.
    var orders: ListOrders { views[view].orders(context) }

    /// Moves in a list over the views, or takes the selected line.
    mutating func choose(_ choice: Choice, _ action: Action, position: Int) -> [Effect] {
        if choice == .labels, Self.labelActions.contains(action) { return label(action) }
        if choice == .columns, Self.columnActions.contains(action) {
            changeColumn(action, at: position)
            return []
        }
        switch ListStep.of(action, position: position, count: lines(of: choice).count) {
        case .effects(let effects): return effects
        case .cancelled: overlay = nil
        case .accepted:
            overlay = nil
            return accept(choice, position)
        case .moved(let next): overlay = .list(choice, position: next)
        case .nothing: break
        }
        return []
    }

    private mutating func accept(_ choice: Choice, _ position: Int) -> [Effect] {
        switch choice {
        case .labels where Self.labelActions.indices.contains(position):
            return label(Self.labelActions[position])
        case .orders where orders.choices.indices.contains(position):
            return run(command: "sort " + orders.choices[position].word)
        case .hits:
            guard let found, found.indices.contains(position) else { return [] }
            context.list.filter = ""
            context.list.cursor.select(found[position].prompt)
            refresh()
            go(to: .outputs)
            context.filterAnswers((try? AnswerFilter(found[position].pattern)) ?? AnswerFilter())
        default: break
        }
        return []
    }
}
