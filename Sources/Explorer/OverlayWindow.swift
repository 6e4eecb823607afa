import Canvas
import Evidence
import Findings

/// A window over the views: help, the facts of the run, or the messages.
struct OverlayWindow {
    let model: ExplorerModel
    let overlay: Overlay

    struct Line {
        var text: SafeText
        var style: Style = .text
        /// The columns at the start that name a key or a fact.
        var labelWidth = 0
        /// What Enter does on the line.
        var deed: Deed?
    }

    /// What a line of the help is about.
    enum Deed: Sendable, Hashable {
        case action(Action)
        case command(String)
    }

    func draw(into frame: inout Frame) {
        let glyphs = model.context.glyphs
        let lines = Self.lines(of: overlay, model: model, width: frame.width)
        let box = Self.box(around: lines, width: frame.width, height: frame.height)
        let (width, height) = (box.width, box.height)
        frame.fill(box, style: .text)
        frame.box(
            box,
            title: Words.fitting(
                [overlay.title + note(lines.count, shown: height - 2), overlay.title],
                width: width - 4), glyphs: glyphs,
            style: .role(.borderFocus), titleStyle: Style(.title, .bold))
        let inside = box.inset(horizontally: 2, vertically: 1)
        let top = Self.top(overlay, lines: lines.count, height: inside.height)
        for (row, line) in lines.dropFirst(top).prefix(inside.height).enumerated() {
            let y = inside.y + row
            let text = line.text.clipped(to: inside.width, glyphs: glyphs)
            frame.put(text, x: inside.x, y: y, style: line.style, within: inside)
            if line.labelWidth > 0 {
                let label = Rect(x: inside.x, y: y, width: line.labelWidth, height: 1)
                frame.restyle(label.intersection(inside)) { _ in Style(.key, .bold) }
            }
            frame.highlight(
                model.search.matcher, in: text, x: inside.x, y: y, style: Style(.match, .reverse),
                within: inside)
        }
        var cursor = Point(x: inside.x, y: inside.y)
        if case .help(_, let selected) = overlay, selected >= top, selected < top + inside.height {
            cursor.y += selected - top
            let row = Rect(x: inside.x, y: cursor.y, width: inside.width, height: 1)
            frame.restyle(row.intersection(inside)) { Style(.selection, $0.attributes) }
        }
        if case .themes(let position, _) = overlay { cursor.y += max(0, position - top) }
        frame.cursor = cursor
    }

    /// Where the window stands on a screen.
    var box: Rect {
        let screen = model.context.screen
        return Self.box(
            around: Self.lines(of: overlay, model: model, width: screen.width),
            width: screen.width, height: screen.height)
    }

    private static func box(around lines: [Line], width: Int, height: Int) -> Rect {
        let room = Rect(x: 0, y: 1, width: width, height: height - 2)
            .inset(horizontally: width >= 60 ? 2 : 0, vertically: height >= 20 ? 1 : 0)
        let widest = lines.map(\.text.width).max() ?? 0
        return room.centered(
            width: min(room.width, max(40, widest + 4)),
            height: min(room.height, lines.count + 2))
    }

    /// The first line shown: in the help the selected one is kept in sight.
    private static func top(_ overlay: Overlay, lines: Int, height: Int) -> Int {
        guard case .help(_, let selected) = overlay else {
            return max(0, min(overlay.scroll, lines - height))
        }
        return max(0, min(selected - height / 2, lines - height))
    }

    private func note(_ count: Int, shown: Int) -> SafeText {
        if let note = model.searchNote { return "  (" + note + ")" }
        return count > shown ? "  (\(count) lines, j and k scroll)" : ""
    }

    /// The lines of an overlay, for drawing and searching.
    static func lines(of overlay: Overlay, model: ExplorerModel, width: Int) -> [Line] {
        let width = max(1, width - 8)
        return switch overlay {
        case .help(let context, _):
            (help[context] ?? []) + ownKeyLines(model.keyMap) + markLines(model.context)
        case .legend(let view, _): legendLines(view, model, width: width)
        case .facts: factLines(model, width: width)
        case .labels: labelLines(model, width: width)
        case .themes(let position, _): themeLines(model, selected: position)
        // It has a window of its own.
        case .menu, .list: []
        case .log:
            model.context.messages.all.isEmpty
                ? [Line(text: "no messages so far", style: .role(.muted))]
                : model.context.messages.all.flatMap { message in
                    SafeText(sanitizing: message.text).wrapped(to: width).map {
                        Line(text: $0, style: message.isError ? .role(.error) : .text)
                    }
                }
        }
    }

    private static let help = Dictionary(
        uniqueKeysWithValues: KeyContext.allCases.map { ($0, helpLines($0)) })

    private static func helpLines(_ context: KeyContext) -> [Line] {
        var lines: [Line] = []
        for (heading, bindings) in KeyTable.help(for: context) where !bindings.isEmpty {
            if !lines.isEmpty { lines.append(Line(text: "")) }
            lines.append(Line(text: heading, style: Style(.heading, .bold)))
            for binding in bindings {
                let keys = SafeText(sanitizing: binding.names).padded(to: 16)
                lines.append(
                    Line(
                        text: keys + "  " + binding.help, labelWidth: 16,
                        deed: .action(binding.action)))
            }
        }
        lines.append(Line(text: ""))
        lines.append(
            Line(text: "Commands, after a colon", style: Style(.heading, .bold)))
        for command in Command.all {
            let argument = command.argument.isEmpty ? SafeText("") : " " + command.argument
            let usage = (SafeText("\(command.name)") + argument).padded(to: 26)
            lines.append(
                Line(
                    text: usage + "  " + command.help, labelWidth: 26,
                    deed: .command(command.name)))
        }
        lines.append(Line(text: ""))
        lines.append(Line(text: "What the limits mean", style: Style(.heading, .bold)))
        return lines + validity.map { Line(text: $0) }
    }

    /// The keys of the reader's own settings.
    private static func ownKeyLines(_ map: [Key: Key]) -> [Line] {
        guard !map.isEmpty else { return [] }
        let lines = map.map { ($0.key.name, $0.value.name) }.sorted { $0.0 < $1.0 }
        return [Line(text: ""), Line(text: "Your keys", style: Style(.heading, .bold))]
            + lines.map { key, other in
                Line(
                    text: SafeText(sanitizing: key).padded(to: 16) + "  as "
                        + SafeText(sanitizing: other), labelWidth: 16)
            }
    }

    private static func markLines(_ context: Context) -> [Line] {
        let glyphs = context.glyphs
        let event = context.event
        let marks: [(SafeText, SafeText)] = [
            ("\(glyphs.leak)", "sampling proves " + event.one + " that the greedy answer hides"),
            (
                "\(glyphs.arrowUp) \(glyphs.arrowDown) ?",
                "proven above or below the target, or undecided"
            ),
            ("\(glyphs.greedy)", "the greedy answer, or its score"),
            ("T", "the target"),
            (
                "\(glyphs.cross)",
                event.isLeak ? "an answer that leaks" : "an answer that is " + event.one
            ),
            ("\(glyphs.mark)", "a marked prompt"),
        ]
        return [Line(text: ""), Line(text: "What the marks mean", style: Style(.heading, .bold))]
            + marks.map { Line(text: $0.padded(to: 16) + "  " + $1, labelWidth: 16) }
    }

    /// Why the limits hold at any n by default; the figure is `Peeking.chanceOfFalseLimit` for
    /// Clopper–Pearson at α = 0.05, 1,000 draws and p = 0.5, and pinned by a test.
    private static let validity: [SafeText] = [
        "holds at any n: watch as you like, and stop when you like",
        "fixed n: holds only if n was chosen before the first draw",
        "Watched for 1,000 draws and stopped when it looks good, a 95 %",
        "limit for fixed n is wrong in up to 339 of 1,000 runs (computed",
        "exactly for Clopper-Pearson), a limit for any n in at most 50.",
    ]

    private static func themeLines(_ model: ExplorerModel, selected: Int) -> [Line] {
        model.themes.enumerated().map { position, name in
            let mark = position == selected ? SafeText(model.context.glyphs.selection) : " "
            return Line(
                text: mark + " " + SafeText(sanitizing: name),
                style: position == selected ? Style(.selection, .reverse) : .text)
        }
    }

    private static func factLines(_ model: ExplorerModel, width: Int) -> [Line] {
        guard let shown = model.context.shown else { return [] }
        let facts = shown.facts
        var lines: [Line] = []
        func add(_ label: SafeText, _ value: SafeText) {
            for (row, text) in value.wrapped(to: max(8, width - 16)).enumerated() {
                lines.append(
                    Line(
                        text: (row == 0 ? label : "").padded(to: 14) + "  " + text,
                        labelWidth: 14))
            }
        }
        add("run", "\(facts.name)")
        add("model", "\(facts.model)")
        for server in facts.servers { add("server", "\(server)") }
        add("asked for", "\(facts.decoding)")
        add(
            "template",
            facts.template == "none"
                ? "none: prompts are sent as the file has them" : "\(facts.template)")
        for scorer in facts.scorers {
            let range: SafeText = "0 = \(scorer.zero), 1 = \(scorer.one)"
            add("scorer", "\(scorer.name): " + range)
        }
        add(
            "draws planned",
            facts.planChange?.isUnknown == true ? "not known" : "\(facts.plannedDraws) per prompt")
        if let rules = facts.stopRules {
            if rules.isEmpty { add("stops early", "never") }
            for (row, rule) in rules.enumerated() {
                add(row == 0 ? "stops early" : "", "\(rule)")
            }
        }
        add("level", Figure.level(model.context.question.alpha) + " per statement")
        add(
            "seed",
            "\(facts.seedWords)" + (facts.isImported ? "" : ", from which each draw has its own"))
        add("created", "\(facts.created)")
        if let ending = facts.ending { add("ended", "\(ending)") }
        if let rule = model.context.selectedEvidence?.stopped { add("prompt ended", "\(rule)") }
        add("draws", "\(shown.progress.completed) of \(shown.progress.planned)")
        add(
            "lost",
            "\(shown.progress.lost), each counted as \(model.context.event.one) in upper limits")
        let unscored = model.context.findings.summary.missing.unscored
        if unscored > 0 { add("not scored", "\(unscored) answers, counted like lost draws") }
        add("retried", "\(shown.progress.retried), with the same seed")
        for warning in facts.warnings { add("warning", "\(warning)") }
        // Thirty lines of samplers that are off stand behind what tells runs apart.
        if facts.settings.isEmpty {
            add("echoed", "nothing: the server's settings were not verified")
        }
        for (row, setting) in facts.settings.enumerated() {
            add(row == 0 ? "echoed" : "", "\(setting)")
        }
        return lines
    }
}
