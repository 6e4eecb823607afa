import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The columns of the prompt list at one width, and its rows.
struct PromptTable {
    /// A column after the prompt's id and text.
    enum Column: Sendable, Hashable {
        case draws, histogram, greedy, mean, lower, upper, left, leak, arrow, verdict, answer

        /// Columns in the order in which they are given up when space is short, the last first.
        static let byImportance: [Column] = [
            .upper, .left, .leak, .arrow, .mean, .greedy, .verdict, .histogram, .draws, .lower,
        ]
        /// The same where the rows have different numbers of draws.
        static let byImportanceOfDraws: [Column] = [
            .upper, .left, .leak, .arrow, .draws, .mean, .greedy, .verdict, .histogram, .lower,
        ]
        /// Columns from left to right.
        static let byPlace: [Column] = [
            .draws, .histogram, .greedy, .mean, .lower, .upper, .left, .leak, .arrow, .verdict,
        ]

        var width: Int {
            switch self {
            case .draws: 5
            case .histogram: 8
            case .greedy, .mean, .lower, .upper, .left: Figure.width
            case .leak, .arrow: 1
            case .verdict: 9
            case .answer: 0
            }
        }

        /// The name by which it is chosen; the arrow stands for the verdict.
        var name: String {
            switch self {
            case .draws: "n"
            case .histogram: "histogram"
            case .greedy: "greedy"
            case .mean: "mean"
            case .lower: "lower"
            case .upper: "upper"
            case .left: "left"
            case .leak: "hidden"
            case .arrow, .verdict: "verdict"
            case .answer: "answer"
            }
        }
    }

    let context: Context
    private let columns: [Column]
    private let idWidth: Int
    private let textWidth: Int
    private let isWide: Bool
    private let settings: ColumnSettings
    private var glyphs: Glyphs { context.glyphs }
    /// Whether each row has its number of draws.
    var showsDraws: Bool { columns.contains(.draws) }

    init(context: Context, width: Int) {
        self.context = context
        let widest = context.findings.rows.prefix(1000).reduce(2) {
            max($0, SafeText(sanitizing: $1.id.rawValue).width)
        }
        isWide = width >= 110
        let settings = context.columns[.prompts] ?? ColumnSettings()
        self.settings = settings
        let hasID = !settings.hidden.contains("id")
        let chosenID = settings.widths["id"].map { max(2, min($0, width / 2)) }
        var idWidth = hasID ? chosenID ?? max(2, min(widest, 16, width / 5)) : 0
        // Two columns for selection and mark, two for the scroll bar, one after the id.
        var room = width - 2 - 2 - idWidth - 1
        let question = context.question
        var chosen: Set<Column> = []
        let isWithoutReplacement = context.shown?.prompts.contains { $0.exact != nil } ?? false
        // Where prompts differ in it, n is worth more than the estimate; else the title has it.
        let usual = context.commonDraws == nil ? Column.byImportanceOfDraws : Column.byImportance
        let order =
            usual.filter { settings.wanted.contains($0.name) }
            + usual.filter { !settings.wanted.contains($0.name) }
        for column in order {
            if settings.hidden.contains(column.name) { continue }
            if column == .upper, question.side == .lower { continue }
            if column == .left, !isWithoutReplacement { continue }
            if column == .lower, question.side == .upper { continue }
            if context.mode == .greedy, ![.greedy, .leak].contains(column) { continue }
            let leastText =
                switch column {
                case _ where settings.wanted.contains(column.name): 0
                case .lower where question.side == .two: 24
                case .draws where context.commonDraws == nil: 0
                case .draws: 10
                // What completes the id is worth more than a word.
                case .verdict where !isWide && room < 24:
                    max(0, min(widest, 16) - idWidth - Column.arrow.width - 1)
                case .greedy, .histogram, .verdict: 8
                case .mean: 4
                default: 0
                }
            let columnWidth = settings.widths[column.name] ?? column.width
            if room - columnWidth - 1 >= leastText {
                chosen.insert(column)
                room -= columnWidth + 1
            }
        }
        // The word says more than the arrow.
        if chosen.contains(.verdict) {
            chosen.remove(.arrow)
            room += Column.arrow.width + 1
        }
        if isWide {
            room -= 3
        } else if room < 12, context.mode == .sampled, hasID, chosenID == nil {
            // A word or two of the prompt say less than the whole id.
            idWidth += room
            room = 0
        }
        self.idWidth = idWidth
        columns =
            Column.byPlace.filter(chosen.contains) + (context.mode == .greedy ? [.answer] : [])
        textWidth = context.mode == .greedy ? min(room, max(0, room * 2 / 5)) : max(0, room)
    }

    func drawHeader(into frame: inout Frame, in rect: Rect) {
        var x = rect.x + 2
        if idWidth > 0 {
            x = putHeading(
                "id", .left, of: .id, width: idWidth, x: x, into: &frame, within: rect)
        }
        if textWidth > 0 {
            x = putHeading(
                "prompt", .left, of: .prompt, width: textWidth - 1, x: x, into: &frame,
                within: rect)
        }
        for column in columns {
            let (text, alignment, key): (SafeText, Alignment, PromptSort.Column?) =
                switch column {
                case .draws: ("n", .right, .draws)
                case .histogram: ("0 .... 1", .left, nil)
                case .greedy: ("greedy", .right, .greedy)
                case .mean: ("mean", .right, .mean)
                case .lower: ("lower", .right, .lower)
                case .upper: ("upper", .right, .upper)
                case .left: ("left", .right, nil)
                case .leak: ("", .left, .hidden)
                case .arrow: ("", .left, nil)
                case .verdict: ("verdict", .left, .verdict)
                case .answer: ("greedy answer", .left, nil)
                }
            x = putHeading(
                " " + text, alignment, of: key, width: max(width(of: column), text.width), x: x,
                into: &frame, within: rect)
        }
    }

    /// Writes the name of a column in `width` + 1 columns; that of the column by which the list is
    /// sorted has an arrow before or behind it.
    private func putHeading(
        _ name: SafeText, _ alignment: Alignment, of column: PromptSort.Column?, width: Int,
        x: Int, into frame: inout Frame, within rect: Rect
    ) -> Int {
        let isSorted = column == context.list.sort.column
        let arrow = SafeText(context.list.sort.isReversed ? glyphs.arrowUp : glyphs.arrowDown)
        var text = name
        if isSorted {
            let bare = SafeText(sanitizing: String(name.string.drop { $0 == " " }))
            text =
                alignment == .right
                ? arrow + bare : name.width < width + 1 ? name + arrow : arrow + bare
        }
        return frame.put(
            text.clipped(to: width + 1, ellipsis: false)
                .padded(to: width + 1, alignment: alignment), x: x,
            y: rect.y, style: isSorted ? Style(.key, .bold) : Style(.muted), within: rect)
    }

    func draw(
        _ row: PromptRow, isSelected: Bool, into frame: inout Frame, in rect: Rect
    ) {
        let y = rect.y
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        let isMarked = context.list.marks.contains(row.id)
        x = frame.put(
            isMarked ? SafeText(glyphs.mark) : " ", x: x, y: y, style: .role(.key), within: rect)
        let text = SafeText(sanitizing: firstLine(row.text))
        put(
            SafeText(sanitizing: row.id.rawValue), text, x: x, isSelected: isSelected, into: &frame,
            in: rect
        ) { content(of: $0, row: row) }
    }

    /// One line for a question that several prompts ask.
    func draw(
        _ prompts: [PromptID], _ group: WordingGroup?, isSelected: Bool, into frame: inout Frame,
        in rect: Rect
    ) {
        let rows = prompts.compactMap { id in
            context.findings.positions[id].map { context.findings.rows[$0] }
        }
        let line = WordingLine(rows: rows, group: group, glyphs: glyphs)
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        let isMarked = !context.list.marks.isDisjoint(with: prompts)
        x = frame.put(
            isMarked ? SafeText(glyphs.mark) : " ", x: x, y: rect.y, style: .role(.key),
            within: rect)
        put(
            line.name, line.text(width: textWidth), x: x, isSelected: isSelected, into: &frame,
            in: rect
        ) { line.content(of: $0, width: width(of: $0)) }
    }

    /// The cells of a line behind its marks.
    private func put(
        _ name: SafeText, _ text: SafeText, x: Int, isSelected: Bool, into frame: inout Frame,
        in rect: Rect, _ content: (Column) -> (SafeText, Style)
    ) {
        var x = x
        let y = rect.y
        let base: Style = .text
        let id = name.clipped(to: idWidth, glyphs: glyphs)
        let text = text.clipped(to: textWidth, glyphs: glyphs)
        let textX = idWidth > 0 ? x + idWidth + 1 : x
        if idWidth > 0 {
            frame.put(id.padded(to: idWidth + 1), x: x, y: y, style: .role(.muted), within: rect)
        }
        frame.put(text.padded(to: textWidth), x: textX, y: y, style: base, within: rect)
        x = textX + textWidth
        for column in columns {
            let (cell, style) = content(column)
            let room =
                column == .answer ? max(0, rect.right - x - 2) : width(of: column)
            x = frame.put(
                " " + cell.clipped(to: room, glyphs: glyphs).padded(to: room), x: x, y: y,
                style: style, within: rect)
            if column == .histogram {
                frame.spreadGradient(over: Rect(x: x - room, y: y, width: room, height: 1))
            }
        }
        if isSelected { frame.select(row: rect) }
        let hit = Style(.match, .underline)
        frame.highlight(
            context.search.matcher, in: id, x: rect.x + 2, y: y, style: hit, within: rect)
        frame.highlight(context.search.matcher, in: text, x: textX, y: y, style: hit, within: rect)
    }

    private func content(of column: Column, row: PromptRow) -> (SafeText, Style) {
        switch column {
        case .draws:
            return (Figure.count(row.draws, width: column.width), .role(.muted))
        case .histogram:
            let text = Plot.sparkline(
                counts: row.histogram, width: width(of: .histogram), glyphs: glyphs)
            return (text, .role(.barSampled))
        case .greedy:
            let text = Figure.score(row.greedyScore)
            return (text.padded(to: column.width, alignment: .right), .role(.barGreedy))
        case .mean:
            return (Figure.unit(row.mean), row.excludesEstimate ? .role(.error) : .text)
        case .lower: return limit(row, \.lower, .down)
        case .upper: return limit(row, \.upper, .up)
        case .left: return (Figure.unit(evidence(of: row)?.exact?.left), .text)
        case .leak:
            return row.hidesLeak ? (SafeText(glyphs.leak), Style(.bad, .bold)) : ("", .text)
        case .arrow:
            if row.reading.void != nil { return ("x", .role(.error)) }
            guard let verdict = row.verdict else { return ("", .text) }
            let mark: SafeText =
                switch verdict {
                case .above: SafeText(glyphs.arrowUp)
                case .below: SafeText(glyphs.arrowDown)
                case .undecided: "?"
                }
            return (mark, Words.style(verdict))
        case .verdict:
            if let void = row.reading.void { return ("\(void.word)", .role(.error)) }
            if row.failure != nil { return ("failed", .role(.error)) }
            if case .pending(let drawn, let planned) = row.reading {
                return (Figure.count(drawn, width: 4) + "/\(planned)", .role(.muted))
            }
            if case .unplanned = row.reading { return ("n changed", .role(.muted)) }
            guard let verdict = row.verdict else {
                let reason: SafeText =
                    context.scorerFacts == nil
                    ? "no scores"
                    : row.missing.unscored == 0
                        ? "all lost" : isWide ? "not scored" : "unscored"
                return (row.draws > 0 ? reason : "no draws", .role(.muted))
            }
            return (
                isWide ? Words.verdict(verdict) : Words.shortVerdict(verdict),
                Words.style(verdict)
            )
        case .answer:
            let answer = evidence(of: row)?.greedy?.answer.text ?? "-"
            return (SafeText(sanitizing: context.listed(answer)), .role(.barGreedy))
        }
    }

    private func evidence(of row: PromptRow) -> PromptEvidence? {
        context.findings.positions[row.id].flatMap { context.shown?.prompts[$0] }
    }

    private func width(of column: Column) -> Int {
        if let chosen = settings.widths[column.name] { return chosen }
        return column == .verdict && isWide ? column.width + 3 : column.width
    }

    /// The columns that are shown and how wide they are.
    var shownColumns: [String: Int] {
        var shown = idWidth > 0 ? ["id": idWidth] : [:]
        for column in columns { shown[column.name] = width(of: column) }
        return shown
    }

    private func limit(
        _ row: PromptRow, _ path: KeyPath<Bound, Double>, _ rounding: Figure.Rounding
    ) -> (SafeText, Style) {
        (Figure.unit(row.reading.bound?[keyPath: path], rounding: rounding), .role(.bound))
    }

    private func firstLine(_ text: String) -> String {
        String(text.drop(while: \.isWhitespace).prefix { $0 != "\n" })
    }
}
