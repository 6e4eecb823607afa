import Canvas
import Findings
import Prompts
import Statistics

/// The rows of the Compare table at one width.
struct ComparisonLines {
    private enum Column: Sendable, Hashable {
        case firstHistogram, secondHistogram, first, second, draws, difference, verdict, lower,
            upper

        /// Columns from left to right.
        static let byPlace: [Column] = [
            .firstHistogram, .secondHistogram, .first, .second, .lower, .upper, .draws,
            .difference, .verdict,
        ]
    }

    let context: Context
    let view: CompareView
    let table: ComparisonTable
    private let columns: [Column]
    private let idWidth: Int
    private let textWidth: Int
    private let words: ComparisonWords
    private let narrow: SafeText?
    private var glyphs: Glyphs { context.glyphs }
    private var isPair: Bool { table.names.second != nil }
    /// Whether each row has its number of draws or pairs.
    var showsDraws: Bool { columns.contains(.draws) }
    /// Whether the header says what the verdicts hold for: there is no room for figures.
    var statesValidity: Bool { narrow != nil }

    private static let sparkWidth = 8
    private static let drawsWidth = 5
    private static let intervalWidth = 16

    /// - Parameter statement: what the limits hold for, with the number of draws, in a few words.
    init(
        context: Context, view: CompareView, table: ComparisonTable, width: Int, statement: SafeText
    ) {
        self.context = context
        self.view = view
        self.table = table
        let isPair = table.names.second != nil
        let widest = table.rows.prefix(1000).reduce(2) {
            min(14, max($0, SafeText(sanitizing: $1.id.rawValue).width))
        }
        // The mark of the selection and a space before the id, one behind it; the scroll bar, with
        // a space before it where there is one to spare.
        var room = width - 2 - 1 - (width > 40 ? 2 : 1)
        let spelled = ComparisonWords(isBinary: context.isBinary, event: context.event)
        let words =
            room - spelled.width - 1 >= min(widest, 4)
            ? spelled
            : ComparisonWords(
                isBinary: context.isBinary, event: context.event, isShort: true)
        self.words = words
        var chosen: Set<Column> = []
        for (group, least) in Self.byImportance(isPair: isPair, side: context.question.side) {
            let cost = group.reduce(0) { $0 + Self.width(of: $1, words: words) }
            guard room - cost >= min(widest, least) else { continue }
            room -= cost
            chosen.formUnion(group)
        }
        // What is compared is said in a word where the figures have no room.
        narrow = isPair && !chosen.contains(.difference) ? statement : nil
        if narrow != nil {
            chosen = [.verdict]
            room = width - 4 - Self.width(of: .verdict, words: words)
        }
        columns = Column.byPlace.filter(chosen.contains)
        let rest = max(0, room - widest)
        textWidth = rest < 9 ? 0 : rest
        idWidth = max(0, room - textWidth)
    }

    /// Columns in the order in which they are given up when space is short, the last first; each
    /// with the columns that have to be left for the id.
    private static func byImportance(
        isPair: Bool, side: Bound.Side
    ) -> [(columns: [Column], leastID: Int)] {
        if isPair {
            return [
                ([.difference], 4), ([.draws], 8), ([.first, .second], 8), ([.verdict], 12),
                ([.firstHistogram, .secondHistogram], 14),
            ]
        }
        let limit: [(columns: [Column], leastID: Int)] =
            switch side {
            case .two: [([.upper], 2), ([.draws], 4), ([.first], 4), ([.lower], 4)]
            case .upper: [([.upper], 2), ([.draws], 4), ([.first], 4)]
            case .lower: [([.lower], 2), ([.draws], 4), ([.first], 4)]
            }
        return limit + [([.firstHistogram], 12)]
    }

    /// The columns of a column, with the space before it.
    private static func width(of column: Column, words: ComparisonWords) -> Int {
        switch column {
        case .firstHistogram, .secondHistogram: 1 + sparkWidth
        case .first, .second, .lower, .upper: 1 + Figure.width
        case .draws: 1 + drawsWidth
        case .difference: 2 + Figure.width + 1 + intervalWidth
        case .verdict: 1 + words.width
        }
    }

    // MARK: - The header

    func drawHeader(into frame: inout Frame, in rect: Rect) {
        if let narrow {
            let id = SafeText("  ") + heading("id", of: .id).padded(to: min(5, idWidth + 1))
            let text = Words.fitting([id + narrow, "  " + narrow], width: rect.width)
            return frame.line(text, row: 0, in: rect, style: .role(.muted), glyphs: glyphs)
        }
        var x = rect.x + 2
        func put(_ name: SafeText, _ key: CompareSort.Column?, width: Int, isRight: Bool = true) {
            let isSorted = key != nil && key == sorted
            x = frame.put(
                heading(name, of: key, isRight: isRight).clipped(to: width, ellipsis: false)
                    .padded(to: width, alignment: isRight ? .right : .left), x: x, y: rect.y,
                style: isSorted ? Style(.key, .bold) : Style(.muted), within: rect)
        }
        put("id", .id, width: idWidth + 1, isRight: false)
        put("prompt", nil, width: textWidth, isRight: false)
        for column in columns {
            let width = Self.width(of: column, words: words)
            switch column {
            case .firstHistogram:
                put(isPair ? " A 0..1" : " 0 .. 1", nil, width: width, isRight: false)
            case .secondHistogram: put(" B 0..1", nil, width: width, isRight: false)
            case .first: put(isPair ? "mean A" : "mean", .first, width: width)
            case .second: put("mean B", .second, width: width)
            case .lower: put("lower", nil, width: width)
            case .upper: put("upper", nil, width: width)
            case .draws: put(isPair ? "pairs" : "n", nil, width: width)
            case .difference:
                let level = Figure.level(context.question.alpha)
                let name = Words.fitting(
                    ["A - B " + level + " together", "A - B " + level], width: width - 2)
                let text = heading(name, of: .difference)
                let lead: SafeText = text == name ? "  " : " "
                put(lead + text, nil, width: width, isRight: false)
            case .verdict:
                put(" " + heading("verdict", of: .verdict), nil, width: width, isRight: false)
            }
        }
    }

    private var sorted: CompareSort.Column? {
        CompareSort.Column.all(isPair: isPair).first { $0 == view.sort.column }
    }

    /// The name of a column, with an arrow if the rows are sorted by it.
    private func heading(
        _ name: SafeText, of column: CompareSort.Column?, isRight: Bool? = nil
    ) -> SafeText {
        guard let column, column == sorted else { return name }
        let arrow = SafeText(view.sort.isReversed ? glyphs.arrowUp : glyphs.arrowDown)
        let isBefore = isRight ?? (column == .difference)
        return isBefore ? arrow + name : name + arrow
    }

    // MARK: - A row

    func draw(
        _ row: ComparisonTable.Row, isSelected: Bool, into frame: inout Frame, in rect: Rect
    ) {
        let y = rect.y
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        let id = SafeText(sanitizing: row.id.rawValue).clipped(to: idWidth, glyphs: glyphs)
        let text = SafeText(oneLine: row.text).clipped(to: max(0, textWidth - 1), glyphs: glyphs)
        let textX = x + 1 + idWidth + 1
        frame.put(" " + id, x: x, y: y, style: .role(.muted), within: rect)
        frame.put(text, x: textX, y: y, within: rect)
        x = textX + textWidth
        for column in columns {
            let width = Self.width(of: column, words: words)
            let (cell, style) = content(of: column, row: row)
            frame.put(cell, x: x, y: y, style: style, within: rect)
            x += width
            if column == .firstHistogram || column == .secondHistogram {
                frame.spreadGradient(
                    over: Rect(x: x - Self.sparkWidth, y: y, width: Self.sparkWidth, height: 1))
            }
        }
        if isSelected { frame.select(row: rect) }
        let hit = Style(.match, .underline)
        let matcher = context.search.matcher
        frame.highlight(matcher, in: id, x: rect.x + 2, y: y, style: hit, within: rect)
        frame.highlight(matcher, in: text, x: textX, y: y, style: hit, within: rect)
    }

    private func content(
        of column: Column, row: ComparisonTable.Row
    ) -> (SafeText, Style) {
        switch column {
        case .firstHistogram: return sparkline(row.first)
        case .secondHistogram: return sparkline(row.second)
        // The difference speaks of the pairs, and so do the means beside it: the row adds up.
        case .first: return (" " + Figure.unit(row.firstMean), .text)
        case .second: return (" " + Figure.unit(row.secondMean), .text)
        case .lower:
            return (" " + Figure.unit(row.first.bound?.lower, rounding: .down), .role(.bound))
        case .upper:
            return (" " + Figure.unit(row.first.bound?.upper, rounding: .up), .role(.bound))
        case .draws:
            let pairs = row.difference.flatMap { $0.isPaired ? $0.pairs : nil }
            let count = isPair ? pairs : row.first.draws
            let text = count.map { Figure.count($0, width: Self.drawsWidth) } ?? "-"
            return (
                " " + text.padded(to: Self.drawsWidth, alignment: .right), .role(.muted)
            )
        case .difference:
            // No limit holds for draws that contradict each other.
            if let void = row.void, !columns.contains(.verdict) {
                return ("  \(void.word.uppercased())", .role(.error))
            }
            guard let bound = row.difference?.bound else { return ("  -", .text) }
            let estimate =
                "  " + Figure.signed(bound.estimate, places: 3).padded(to: Figure.width) + " "
            return (estimate + Figure.signedInterval(bound, places: 3), .role(.bound))
        case .verdict:
            if let void = row.void { return (" \(void.word.uppercased())", .role(.error)) }
            guard let verdict = row.verdict else { return (" -", .text) }
            return (" " + words.column(verdict), ComparisonWords.style(verdict))
        }
    }

    private func sparkline(_ side: ComparisonSide?) -> (SafeText, Style) {
        let text = Plot.sparkline(
            counts: side?.histogram ?? [], width: Self.sparkWidth, glyphs: glyphs)
        return (" " + text, .role(.barSampled))
    }
}
