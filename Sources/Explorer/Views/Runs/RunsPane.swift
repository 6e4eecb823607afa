import Canvas
import Evidence
import Findings
import Statistics

/// The runs of a folder, one a line, and the selected one in words.
struct RunsPane {
    let context: Context
    let isFocused: Bool
    private var glyphs: Glyphs { context.glyphs }

    struct Parts {
        var header: Rect
        var list: Rect
        var foot: Rect

        init(of rect: Rect) {
            let body = rect.rows(1).1
            let (header, rest) = body.rows(rect.height >= 5 ? 1 : 0)
            let footHeight = rect.height >= 20 ? 7 : rect.height >= 12 ? 4 : 0
            let (list, foot) = rest.rows(max(1, rest.height - footHeight))
            (self.header, self.list, self.foot) = (header, list, foot)
        }
    }

    /// A column of the list.
    private enum Column {
        case when, decoding, model, prompts, draws, mean, limits, verdict

        var width: Int {
            switch self {
            case .when: 10
            case .decoding: 22
            case .model: 18
            case .prompts: 7
            case .draws: 8
            case .mean: Figure.width
            case .limits: 16
            case .verdict: 13
            }
        }

        var title: SafeText {
            switch self {
            case .when: "when"
            case .decoding: "decoding"
            case .model: "model"
            case .prompts: "prompts"
            case .draws: "n"
            case .mean: "mean"
            case .limits: "limits"
            case .verdict: "verdict"
            }
        }

        /// Whether it holds words, which can be cut.
        var isText: Bool { self == .decoding || self == .model }

        var alignment: Alignment {
            switch self {
            case .prompts, .draws, .mean: .right
            default: .left
            }
        }
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        let parts = Parts(of: rect)
        if isFocused { frame.cursor = Point(x: rect.x, y: min(rect.y + 1, rect.bottom - 1)) }
        guard let folder = context.folder else {
            let body = frame.panel(rect, title: "Runs", isFocused: isFocused, glyphs: glyphs)
            let text: SafeText =
                "No folder is open. probscope explore FOLDER lists the runs of a folder, opens and "
                + "compares them."
            for (row, line) in text.wrapped(to: max(1, body.width - 2)).enumerated() {
                frame.line(
                    line, row: row, in: body.inset(horizontally: 1, vertically: 0),
                    style: .role(.muted), glyphs: glyphs)
            }
            return
        }
        let listed = folder.listed
        let order: SafeText =
            "by " + folder.sort.title + (folder.isReversed ? " reversed" : "")
        let note = isFocused ? context.searchNote ?? order : order
        _ = frame.panel(
            rect, title: title(folder, listed.count), notes: [note], isFocused: isFocused,
            glyphs: glyphs)
        let (columns, nameWidth) = columns(listed, width: rect.width)
        let names = Names(
            runs: DistinctNames(listed.map { SafeText(oneLine: $0.name) }, nameWidth, glyphs),
            columns: columns.map { column, width in
                column.isText
                    ? DistinctNames(listed.map { text(column, $0) }, width, glyphs) : nil
            })
        var header: SafeText = "    " + SafeText("run").padded(to: nameWidth)
        for (column, width) in columns {
            header += "  " + column.title.padded(to: width, alignment: column.alignment)
        }
        frame.line(header, row: 0, in: parts.header, style: .role(.muted), glyphs: glyphs)
        let ids = listed.map(\.name)
        let window = folder.cursor.window(in: ids, height: parts.list.height)
        let selected = folder.cursor.position(in: ids)
        for (offset, position) in window.enumerated() {
            let line = Rect(
                x: parts.list.x, y: parts.list.y + offset, width: parts.list.width, height: 1)
            let isSelected = position == selected
            draw(
                listed[position], columns, nameWidth, names,
                isMarked: folder.marks.contains(ids[position]),
                isSelected: isSelected, into: &frame, in: line)
            if isSelected, isFocused { frame.cursor = Point(x: line.x, y: line.y) }
        }
        if listed.isEmpty {
            let text: SafeText =
                folder.entries.isEmpty ? "no runs here yet" : "no run matches \(folder.filter)"
            frame.line(
                text, row: 0, in: parts.list.inset(horizontally: 2, vertically: 0),
                style: .role(.muted), glyphs: glyphs)
        }
        frame.scrollbar(window, of: ids.count, in: parts.list, glyphs: glyphs)
        if let selected { drawFoot(listed[selected], into: &frame, in: parts.foot) }
    }

    private func title(_ folder: RunFolder, _ listed: Int) -> SafeText {
        let count = Words.count(folder.entries.count, "run", "runs")
        let shown = folder.filter.isEmpty ? count : "\(listed) of " + count
        return shown + " in " + SafeText(oneLine: folder.name).clipped(to: 40, glyphs: glyphs)
            + (folder.filter.isEmpty ? "" : " &\(folder.filter)")
    }

    /// How names are shortened: those of the runs, and by column those that are words.
    private struct Names {
        let runs: DistinctNames
        let columns: [DistinctNames?]
    }

    /// The columns that fit, those that tell most first, and what is left for the name.
    private func columns(
        _ listed: [RunEntry], width: Int
    ) -> ([(column: Column, width: Int)], Int) {
        let widest = listed.prefix(1000).reduce(8) { max($0, SafeText(oneLine: $1.name).width) }
        let least = min(widest, 16)
        var room = width - 6 - least
        var chosen: [Column: Int] = [:]
        let (columns, varied) = priority(listed)
        for column in columns {
            let wanted = wanted(column, listed)
            // Of what tells runs apart a part is worth having; two such columns share the room.
            let isShared = varied.count > 1 && column == varied[0]
            let given = column.isText ? min(wanted, (isShared ? room / 2 : room) - 2) : wanted
            guard given >= min(wanted, 8), room >= given + 2 else { continue }
            chosen[column] = given
            room -= given + 2
        }
        let order: [Column] = [
            .model, .decoding, .prompts, .draws, .mean, .limits, .verdict, .when,
        ]
        return (
            order.compactMap { column in chosen[column].map { (column, $0) } },
            min(widest, least + max(0, room))
        )
    }

    /// The columns, those first that tell most, and those of words that tell runs apart: what all runs have
    /// in common stands in the foot too.
    private func priority(_ listed: [RunEntry]) -> (all: [Column], varied: [Column]) {
        let texts: [Column] = [.decoding, .model]
        let known = listed.prefix(1000).filter { $0.facts != nil }
        let varied = texts.filter { column in
            Set(known.map { text(column, $0).string }).count > 1
        }
        let all: [Column] =
            [.verdict, .mean, .limits] + varied + [.draws, .when]
            + texts.filter { !varied.contains($0) } + [.prompts]
        return (all, varied)
    }

    /// The columns that a column takes where there is room.
    private func wanted(_ column: Column, _ listed: [RunEntry]) -> Int {
        guard column.isText || column == .verdict || column == .draws else { return column.width }
        let widest = listed.prefix(1000).reduce(column.title.width) {
            max($0, text(column, $1).width)
        }
        return min(column.width, widest)
    }

    private func draw(
        _ entry: RunEntry, _ columns: [(column: Column, width: Int)], _ nameWidth: Int,
        _ names: Names, isMarked: Bool, isSelected: Bool,
        into frame: inout Frame, in rect: Rect
    ) {
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        x = frame.put(
            (isMarked ? SafeText(glyphs.mark) : " ") + " ", x: x, y: rect.y,
            style: Style(.key, .bold),
            within: rect)
        let name = names.runs.short(SafeText(oneLine: entry.name))
        let start = x
        x = frame.put(name.padded(to: nameWidth), x: x, y: rect.y, within: rect)
        for ((column, width), names) in zip(columns, names.columns) {
            let whole = text(column, entry)
            let text = names?.short(whole) ?? whole.clipped(to: width, glyphs: glyphs)
            x = frame.put(
                "  " + text.padded(to: width, alignment: column.alignment), x: x, y: rect.y,
                style: style(column, entry), within: rect)
        }
        if isSelected { frame.select(row: rect) }
        frame.highlight(
            context.search.matcher, in: name, x: start, y: rect.y, style: Style(.match, .reverse),
            within: rect)
    }

    private func style(_ column: Column, _ entry: RunEntry) -> Style {
        switch column {
        case .verdict where entry.problem != nil || entry.verdictRank < 2: Style(.bad, .bold)
        case .limits: .role(.bound)
        default: .text
        }
    }

    private func text(_ column: Column, _ entry: RunEntry) -> SafeText {
        let proven = entry.proven
        return switch column {
        case .when: SafeText(oneLine: String((entry.facts?.created ?? "").prefix(10)))
        case .decoding: SafeText(oneLine: entry.facts?.decoding ?? "")
        case .model: SafeText(oneLine: entry.facts?.model ?? "")
        case .prompts: entry.facts == nil ? "" : "\(entry.prompts)"
        case .draws: proven.map { "\($0.draws)" } ?? ""
        case .mean: proven.map { Figure.unit($0.mean) } ?? ""
        case .limits: proven?.bound.map { Figure.limits($0, glyphs: glyphs) } ?? ""
        case .verdict: entry.verdict
        }
    }

    // MARK: - The selected run

    private func drawFoot(_ entry: RunEntry, into frame: inout Frame, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let area = frame.panel(rect, title: SafeText(oneLine: entry.name), glyphs: glyphs)
            .inset(horizontally: 1, vertically: 0)
        var lines: [(SafeText, Style)] = []
        if let problem = entry.problem {
            lines += SafeText(sanitizing: problem).wrapped(to: max(1, area.width))
                .map { ($0, .role(.error)) }
        }
        if let facts = entry.facts {
            let scorers = facts.scorers.map { SafeText(oneLine: $0.name) }
                .reduce(SafeText()) { $0.isEmpty ? $1 : $0 + ", " + $1 }
            let model = SafeText(oneLine: facts.model)
            let decoding = SafeText(oneLine: facts.decoding)
            lines.append(
                (
                    model + glyphs.dot + decoding
                        + (entry.hasNoScores ? "" : glyphs.dot + "scored by " + scorers), .text
                ))
            lines.append(
                (
                    "template " + SafeText(oneLine: facts.template) + glyphs.dot + "begun "
                        + SafeText(oneLine: facts.created), .role(.muted)
                ))
        }
        if let proven = entry.proven, entry.hasNoScores {
            lines.insert((PromptSummaryLines.noScores, Style(.text, .bold)), at: 0)
            let lost = proven.missing.behind
            lines.append(("n=\(proven.draws)" + lost, .role(.muted)))
        } else if let proven = entry.proven {
            let bound = proven.bound.map { " " + Figure.limits($0, glyphs: glyphs) } ?? ""
            let lost = proven.missing.behind
            let sum =
                "\(proven.above) above the target, \(proven.below) below, "
                + "\(proven.undecided) undecided"
            lines.insert(
                (
                    "mean over the prompts " + Figure.unit(proven.mean).trimmingLeadingBlanks()
                        + bound,
                    Style(.text, .bold)
                ), at: 0)
            lines.insert(
                (
                    SafeText(sanitizing: sum)
                        + (proven.void > 0 ? ", \(proven.void) void" : "")
                        + " of " + Words.count(entry.prompts, "prompt", "prompts"), .text
                ), at: 1)
            if let doubt = proven.doubtWords { lines.insert((doubt, .role(.error)), at: 2) }
            let alpha = proven.bound.map { Figure.level($0.alpha) } ?? ""
            let method = proven.bound.map { glyphs.dot + "\($0.method.rawValue)" } ?? ""
            lines.append(
                (
                    "n=\(proven.draws)" + lost + glyphs.dot + alpha
                        + " two-sided, verdicts together" + glyphs.dot + "holds at any n" + method,
                    .role(.muted)
                ))
        } else if entry.problem == nil {
            lines.append(("its draws are being read", .role(.muted)))
        }
        for (row, (text, style)) in lines.prefix(area.height).enumerated() {
            frame.line(text, row: row, in: area, style: style, glyphs: glyphs)
        }
    }
}
