import Canvas
import Evidence
import Findings
import Prompts

/// The first and the last row of the screen: where the reader is, and which keys act now.
struct Chrome {
    let model: ExplorerModel
    private var glyphs: Glyphs { model.context.glyphs }

    init(model: ExplorerModel) {
        self.model = model
    }

    // MARK: - The title

    /// Draws the breadcrumb, the mode in words and what the sampler is doing.
    func drawTitle(into frame: inout Frame) {
        let row = Rect(x: 0, y: 0, width: frame.width, height: 1)
        let mode = " " + model.context.mode.title + " "
        var facts: [(SafeText, Style)] = [(mode, Style(.status, [.bold, .reverse]))]
        if model.context.runs.isFrozen {
            facts.insert((frozenNote, Style(.warn, [.bold, .reverse])), at: 0)
        }
        if let note = searchNote(width: row.width) { facts.append((" " + note, .role(.status))) }
        let kept = facts.count
        for (position, fact) in stateFacts.enumerated() {
            facts.append(
                ((position == 0 && kept == facts.count ? " " : glyphs.dot) + fact, .role(.muted)))
        }
        // What does not fit is left out from the end; the mode always stays, and how a search stands.
        let crumbs = breadcrumbs
        // Two names take more.
        let least = model.view.type.comparesRuns ? 48 : 28
        while facts.count > kept,
            facts.reduce(0, { $0 + $1.0.width }) + min(crumbs[0].width, least) + 3 > row.width
        {
            facts.removeLast()
        }
        let width = facts.reduce(0) { $0 + $1.0.width }
        let left = row.columns(max(0, row.width - width - 2)).0
        let shown = crumbs.first { $0.width <= left.width - 1 } ?? shortest(left.width - 1)
        frame.put(
            shown.clipped(to: left.width - 1, glyphs: glyphs), x: 1, y: 0,
            style: Style(.title, .bold),
            within: left)
        frame.put(facts, x: row.width - width - 1, y: 0, within: row)
    }

    /// Where the reader is, the longest words first: later ones leave views out that were gone through,
    /// and none leaves out the view.
    private var breadcrumbs: [SafeText] {
        if !model.view.type.isAboutRun { return [joined(["probscope", model.view.title])] }
        guard let shown = model.context.shown else { return ["probscope"] }
        var parts: [SafeText] = ["\(shown.facts.name)"]
        var id: [SafeText] = []
        for view in model.context.screen.stack where view.type.isAboutRun {
            if view.isDetail, id.isEmpty, let prompt = model.prompt {
                id = ["\(prompt.rawValue)"]
                parts += id
            }
            parts.append(view.title)
        }
        if !model.view.isDetail { id = [] }
        let run = parts[0]
        var forms = [parts, [run] + id + parts.suffix(1)]
        if model.view.type.comparesRuns, let other = model.context.comparison?.facts.name {
            let both = run + " and " + "\(other)"
            forms.insert(contentsOf: [[both] + parts.dropFirst(), [both] + parts.suffix(1)], at: 0)
        }
        if !id.isEmpty { forms.append(id + parts.suffix(1)) }
        return forms.map(joined)
    }

    private func joined(_ parts: [SafeText]) -> SafeText {
        parts.dropFirst().reduce(parts[0]) { $0 + glyphs.crumb + $1 }
    }

    /// Where the reader is on a screen without room for any of these: the run's name gives way.
    private func shortest(_ width: Int) -> SafeText {
        let view = model.view.title
        let room = width - view.width - glyphs.crumb.width
        guard room >= 5, let shown = model.context.shown else { return view }
        let run: SafeText = "\(shown.facts.name)"
        return joined([run.shortened(to: room, glyphs: glyphs), view])
    }

    /// How a search stands, of the views whose panes do not say it; nothing while it is typed.
    private func searchNote(width: Int) -> SafeText? {
        guard model.overlay == nil, model.line == nil,
            ViewKind.pictured.union([.tokens, .reader]).contains(model.view),
            let note = model.searchNote
        else { return nil }
        return note.clipped(to: max(0, width - 20), glyphs: glyphs)
    }

    private var frozenNote: SafeText {
        let before = model.context.received.map(Self.draws) ?? 0
        let newer = model.context.runs.latest.map { Self.draws($0) - before } ?? 0
        return newer > 0 ? " FROZEN, \(newer) newer draws " : " FROZEN "
    }

    private static func draws(_ snapshot: Snapshot) -> Int {
        snapshot.prompts.reduce(0) { $0 + $1.statedDraws }
    }

    private var stateFacts: [SafeText] {
        guard let shown = model.context.shown else { return [] }
        let progress = shown.progress
        // Frozen are the numbers, not what the sampler is doing.
        let current = (model.context.runs.latest ?? shown).progress
        var facts: [SafeText] = []
        switch current.phase {
        case .recorded: facts.append("recorded run")
        case .waitingForServer: facts.append("waiting for the server")
        case .sampling:
            if current.rate <= 0 {
                // No figure is better than 0.0: what is slow is not what stands still.
                facts.append(progress.completed > 0 ? "sampling" : "waiting for the first draw")
            } else if current.rate < 1 {
                let rate = Figure.fixed(current.rate * 60, places: 0)
                facts.append("sampling " + rate.padded(to: 2, alignment: .right) + "/min")
            } else {
                let rate = Figure.fixed(current.rate, places: current.rate < 10 ? 1 : 0)
                facts.append("sampling " + rate.padded(to: 4, alignment: .right) + "/s")
            }
        case .paused: facts.append("paused")
        case .finished(let reason): facts.append("finished: \(reason)")
        case .failed(let reason): facts.append("failed: \(reason)")
        }
        if model.context.showsFirstDraws, !model.view.type.comparesRuns {
            facts.insert(
                "first " + Words.count(model.context.planned, "draw", "draws") + " alone", at: 0)
        }
        if progress.planned > 0, progress.completed < progress.planned, !shown.facts.isImported {
            let planned = SafeText("\(progress.planned)")
            let completed = SafeText("\(progress.completed)")
                .padded(to: planned.width, alignment: .right)
            facts.append(completed + "/" + planned + " draws")
        }
        if case .sampling = current.phase, progress.expected < progress.planned {
            facts.append("about \(progress.expected) expected")
        }
        if case .sampling = current.phase, let seconds = current.secondsToGo {
            facts.append(Words.duration(seconds) + " to go")
        }
        let textless =
            model.context.showsFirstDraws && !model.view.type.comparesRuns
            ? shown.prompts.reduce(0) { $0 + $1.lost } : progress.lost
        var missing = model.context.findings.summary.missing
        missing.lost = max(textless, missing.lost)
        if let words = missing.words { facts.append("\(words)") }
        facts.append("\(shown.facts.decoding)")
        return facts
    }

    // MARK: - The footer

    /// Draws the line that is being typed, else the newest message, else the keys that act now.
    func drawFooter(into frame: inout Frame) {
        let row = Rect(x: 0, y: frame.height - 1, width: frame.width, height: 1)
        guard !row.isEmpty, row.y > 0 else { return }
        if let line = model.line {
            draw(line, into: &frame, row: row)
        } else if let status = model.context.messages.status {
            draw(status, into: &frame)
        } else {
            drawKeys(into: &frame, row: row)
        }
    }

    /// Draws a notice over the keys, and where it is long, over some rows above them until the next key.
    private func draw(_ status: Notice, into frame: inout Frame) {
        let style: Style = status.isError ? Style(.error, .bold) : .role(.status)
        // A smaller screen has nothing to spare of what its limits hold for.
        let most = frame.height >= 24 ? 3 : 1
        let text = SafeText(sanitizing: status.text)
        var lines = text.wrapped(to: max(1, frame.width - 2))
        if lines.count > most {
            let rest = lines[(most - 1)...].dropFirst().reduce(lines[most - 1]) { $0 + " " + $1 }
            lines = lines.prefix(most - 1) + [rest.clipped(to: frame.width - 2, glyphs: glyphs)]
        }
        for (offset, line) in lines.enumerated() {
            let row = Rect(
                x: 0, y: frame.height - lines.count + offset, width: frame.width, height: 1)
            frame.fill(row, style: .text)
            frame.put(line, x: 1, y: row.y, style: style, within: row)
        }
    }

    private func drawKeys(into frame: inout Frame, row: Rect) {
        for item in keys() {
            let x = frame.put(
                item.binding.keyName, x: item.x, y: row.y, style: Style(.key, .bold), within: row)
            frame.put(" " + item.label + "  ", x: x, y: row.y, style: .role(.muted), within: row)
        }
    }

    /// The keys that fit into the footer, and where they stand.
    func keys() -> [(binding: KeyBinding, label: SafeText, x: Int)] {
        var x = 1
        var items: [(binding: KeyBinding, label: SafeText, x: Int)] = []
        var offered: [(binding: KeyBinding, label: SafeText)] =
            KeyTable.footer(for: model.keyContext).compactMap { binding in
                label(of: binding).map { (binding, $0) }
            }
        // The way back from what narrows the view comes first.
        if let clear = model.clearsOnEscape, model.overlay == nil, model.line == nil,
            let binding = KeyTable.bindings.first(where: { $0.action == .escape })
        {
            offered.insert((binding, clear), at: 0)
        }
        func width(_ item: (binding: KeyBinding, label: SafeText)) -> Int {
            item.binding.keyName.width + 1 + item.label.width + 2
        }
        // Help and the way back keep their room, whatever stands before them; and where a text is read,
        // the search in it. The smallest screens have none to keep.
        let essential: Set<Action> =
            model.context.screen.width < 40
            ? [] : model.keyContext == ReaderView.place ? [.help, .back, .search] : [.help, .back]
        var kept = offered.filter { essential.contains($0.binding.action) }
            .reduce(0) { $0 + width($1) }
        for item in offered {
            let isKept = essential.contains(item.binding.action)
            if isKept { kept -= width(item) }
            guard x + width(item) + kept - 2 <= model.context.screen.width - 1 else { continue }
            items.append((item.binding, item.label, x))
            x += width(item)
        }
        return items
    }

    /// What a click on the footer does.
    func action(atX x: Int) -> Action? {
        guard model.context.messages.status == nil else { return nil }
        return keys().first { item in
            (item.x..<item.x + item.binding.keyName.width + 1 + item.label.width).contains(x)
        }?.binding.action
    }

    /// The view whose name stands at a column of the title.
    func view(atX x: Int) -> ViewKind? {
        var frame = Frame(width: model.context.screen.width, height: 1)
        drawTitle(into: &frame)
        let title = (0..<frame.width).map { frame[$0, 0].text }
        for view in model.context.screen.stack.reversed() {
            let name = view.title.string.map(String.init)
            let places = 0..<max(0, title.count - name.count)
            guard let start = places.last(where: { Array(title[$0..<$0 + name.count]) == name })
            else { continue }
            if (start..<start + name.count).contains(x) { return view }
        }
        return nil
    }

    /// The word after the key; for a switch, what it switches to.
    private func label(of binding: KeyBinding) -> SafeText? {
        switch binding.action {
        case .toggleMode where !model.hasGreedyAnswers && model.context.mode == .sampled: nil
        case .moreDraws where !model.isSampled: nil
        case .chooseOrder where model.orders.current == nil: nil
        case .filter where model.reasonNotToFilter != nil: nil
        case .labelLeak: model.context.event.name
        case .toggleMode:
            model.views[model.view].label(of: binding, model.context) == nil
                ? nil : model.context.mode == .sampled ? "greedy" : "sampled"
        case .back where leavesProgram: "quit"
        case _ where model.overlay == nil && model.line == nil:
            model.views[model.view].label(of: binding, model.context)
        default: binding.label
        }
    }

    /// Whether there is nothing to go back to.
    private var leavesProgram: Bool {
        let screen = model.context.screen
        return screen.stack.count == 1 && !screen.isExpanded && model.overlay == nil
            && model.line == nil
    }

    private func draw(_ line: LineEditor, into frame: inout Frame, row: Rect) {
        let label: SafeText =
            switch line.purpose {
            case .search: "search /"
            case .filter: model.filtersAnswers ? "answers &" : "prompts &"
            case .command: ":"
            }
        let before = SafeText(sanitizing: String(line.characters[..<line.cursor]))
        let after = SafeText(sanitizing: String(line.characters[line.cursor...]))
        let note: SafeText =
            switch line.purpose {
            case .search: model.searchNote ?? ""
            case .filter:
                if let problem = model.search.problem {
                    "\(problem)"
                } else {
                    filterNote(line)
                }
            case .command: model.context.messages.status.map { "\($0.text)" } ?? commandNote(line)
            }
        let start = frame.put(label, x: 1, y: row.y, style: Style(.key, .bold), within: row)
        // A long line is scrolled so that the insertion point is seen.
        let room = max(1, row.width - start - 2)
        let hidden = max(0, before.width - room)
        let x = start - hidden
        let clip = Rect(x: start, y: row.y, width: row.width - start, height: 1)
        frame.put(before + after, x: x, y: row.y, within: clip)
        let cursor = x + before.width
        frame.cursor = Point(x: min(row.width - 1, cursor), y: row.y)
        // Half a sentence says little, but the first names of a list say enough.
        let noteRoom = row.width - cursor - after.width - 4
        if note.width <= noteRoom || model.context.messages.status != nil {
            let shown = note.clipped(to: max(0, noteRoom), glyphs: glyphs)
            frame.put(
                shown, x: row.width - shown.width - 1, y: row.y, style: .role(.muted), within: row)
        }
    }

    /// How much a filter leaves.
    private func filterNote(_ line: LineEditor) -> SafeText {
        let context = model.context
        let isExpression =
            (try? Matcher(
                model.filtersAnswers ? context.answerList.filter.pattern : context.list.filter))?
            .isExpression ?? false
        let kind: SafeText = isExpression ? "regular expression" + glyphs.dot : ""
        guard model.filtersAnswers else {
            return kind + "\(context.list.order.count) of \(context.findings.rows.count)"
        }
        if line.text.isEmpty { return "words, score>0.5, len>200, count>1, stop:limit, is:greedy" }
        guard let answers = context.answers else { return "" }
        return kind + "\(answers.listedTexts) of \(answers.textCount) texts"
    }

    /// What the command being typed expects.
    private func commandNote(_ line: LineEditor) -> SafeText {
        let word = line.text.split(separator: " ").first.map(String.init) ?? ""
        guard !word.isEmpty, let command = try? Command.named(word) else { return "" }
        let argument = command.argument.isEmpty ? SafeText("") : " " + command.argument
        return ":\(command.name)" + argument + "  " + command.help
    }
}
