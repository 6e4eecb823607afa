import Canvas
import Evidence
import Findings
import Prompts

extension ExplorerModel {
    /// Writes the picture on the screen to a file.
    mutating func export(to path: String?, overwrites: Bool) -> [Effect] {
        if let problem = Self.problem(with: path) {
            fail(problem)
            return []
        }
        let name = prompt.map { view.isDetail ? "\(view.rawValue)-\($0)" : view.rawValue }
        return [
            .export(
                Export(
                    path: path, pages: [exportFrame()], suggestedName: name ?? view.rawValue,
                    overwrites: overwrites))
        ]
    }

    /// Begins to write the scores of every prompt to one file, a page each.
    ///
    /// The pages are drawn one at a time, between keys and live numbers, by ``drawNextPage()``.
    mutating func exportAll(to path: String?, overwrites: Bool) -> [Effect] {
        if let problem = Self.problem(with: path) {
            fail(problem)
        } else if path?.hasSuffix(".svg") == true {
            fail("an .svg file holds one page; use .txt, .md or .ansi for all prompts")
        } else if context.findings.rows.isEmpty {
            fail("there is no prompt to write")
        } else {
            // What a filter hides comes after what is shown.
            let listed = Set(context.list.order)
            let ids =
                context.list.order + context.findings.rows.map(\.id).filter { !listed.contains($0) }
            pageExport = PageExport(path: path, overwrites: overwrites, remaining: ids)
            say(Notice("writing \(ids.count) pages"))
        }
        return []
    }

    /// Draws one page of the export that was begun; with the last one, the file is asked for.
    mutating func drawNextPage() -> [Effect] {
        guard var work = pageExport else { return [] }
        pageExport = nil
        guard work.next < work.remaining.count else {
            return [
                .export(
                    Export(
                        path: work.path, pages: work.pages, suggestedName: Export.allScores,
                        overwrites: work.overwrites))
            ]
        }
        var page = self
        page.overlay = nil
        page.line = nil
        page.context.messages.status = nil
        page.context.screen.width = max(80, context.screen.width)
        page.context.screen.height = max(24, context.screen.height)
        page.showScores(of: work.remaining[work.next])
        work.pages.append(page.exportFrame())
        work.next += 1
        pageExport = work
        return []
    }

    /// Shows the scores of one prompt alone, all limits computed.
    mutating func showScores(of prompt: PromptID) {
        context.list.filter = ""
        context.screen.isExpanded = true
        context.screen.stack = [.prompts, .scores]
        context.list.cursor.selected = prompt
        refresh()
        if let job = views[ScoresView.self].spreadJob(context) {
            views[ScoresView.self].spread = job.answer()
            refresh()
        }
    }

    private static func problem(with path: String?) -> String? {
        guard let path else { return nil }
        let endings = [".txt", ".md", ".ansi", ".svg"]
        if endings.contains(where: path.hasSuffix) { return nil }
        return "the file name must end with .txt, .md, .ansi or .svg, not '\(path)'"
    }

    /// The picture with lines below it that say what it shows, so that it stands alone.
    package func exportFrame() -> Frame {
        // How a search stands is no part of the picture.
        var picture = self
        picture.context.search.isFresh = false
        picture.context.searchNote = nil
        return captioned(picture.render(), captionLines(width: max(1, context.screen.width)))
    }

    /// The picture of exactly this size, with the caption inside it where there is room.
    mutating func captionedFrame(width: Int, height: Int) -> Frame {
        let caption = captionLines(width: max(1, width))
        guard caption.count * 6 <= height, height > Layout.leastHeight + caption.count else {
            return render()
        }
        _ = update(.resize(width: width, height: height - caption.count))
        return captioned(render(), caption)
    }

    private func captioned(_ screen: Frame, _ caption: [SafeText]) -> Frame {
        let (width, height) = (context.screen.width, context.screen.height)
        var frame = Frame(width: width, height: height + caption.count)
        frame.copy(screen)
        for (offset, text) in caption.enumerated() {
            frame.put(text, x: 0, y: height + offset, style: .role(.muted))
        }
        return context.glyphs.level == .ascii ? frame.reducedToASCII() : frame
    }

    /// Run, prompt, decoding, n, level, method and date.
    private func captionLines(width: Int) -> [SafeText] {
        let isOfAll = view.type.comparesRuns
        guard let run = isOfAll ? context.received : context.shown else { return [] }
        let dot = context.glyphs.dot
        let facts = run.facts
        var text: SafeText = "run \(facts.name)" + dot
        if facts.model != facts.name + ".gguf" { text += "\(facts.model)" + dot }
        text += "\(facts.decoding)" + dot + Self.seed(of: facts, dot)
        // The minute is exact enough for a picture.
        text += "\(facts.created.prefix(16))"
        if view.isDetail,
            let prompt = isOfAll ? context.receivedEvidence : context.selectedEvidence
        {
            text += dot + "prompt \(prompt.prompt.id.rawValue)" + dot + "n=\(prompt.statedDraws)"
            text += prompt.missing(by: context.scorer).behind
        } else {
            text += dot + Words.count(context.findings.rows.count, "prompt", "prompts")
            text += dot + Self.draws(of: run, context.findings.summary.missing)
        }
        if isOfAll, !view.isDetail, let comparison = context.comparison {
            let other = comparison.facts
            text += dot + "B = run \(other.name)" + dot
            if other.model != other.name + ".gguf", other.model != facts.model {
                text += "\(other.model)" + dot
            }
            text += "\(other.decoding)" + dot + Self.seed(of: other, dot)
            let place = comparison.position(of: context.scorerFacts)
            text += Self.draws(
                of: comparison,
                comparison.prompts.reduce(MissingScores()) { $0 + $1.missing(by: place) })
        }
        if let left = leftOut { text += dot + left }
        text += dot + guarantees
        if let scorer = context.scorerFacts { text += dot + "\(scorer.name)" }
        return text.wrapped(to: width)
    }

    /// What filters leave out of the picture; nil where nothing is.
    private var leftOut: SafeText? {
        let shown = context.screen.shown
        var parts: [SafeText] = []
        if !shown.isDisjoint(with: [.prompts, .compare]), !context.list.filter.isEmpty {
            let count = context.list.order.count
            parts.append(
                "prompts &\(context.list.filter): \(count) of \(context.findings.rows.count)")
        }
        if context.mode == .sampled, !shown.isDisjoint(with: ViewKind.filtering),
            let filtered = context.filteredWords
        {
            parts.append("answers " + filtered)
        }
        guard let first = parts.first else { return nil }
        return parts.dropFirst().reduce("shown " + first) { $0 + ", " + $1 }
    }

    /// The seed, where draws were made by it.
    private static func seed(of facts: RunFacts, _ dot: SafeText) -> SafeText {
        facts.knownSeed.map { "seed \($0)" + dot } ?? ""
    }

    private static func draws(of run: Snapshot, _ missing: MissingScores) -> SafeText {
        "n=\(run.prompts.reduce(0) { $0 + $1.statedDraws })" + missing.behind
    }

    /// Level, validity and method of the limits in the picture, with what they are of where there
    /// are several kinds.
    private var guarantees: SafeText {
        let (question, glyphs) = (context.question, context.glyphs)
        if view.isDetail, let void = context.selectedRow?.reading.void {
            return Words.void(void)
        }
        var kinds: [(of: SafeText, statement: SafeText)] = []
        for pane in context.screen.layout.panes {
            for (name, reading) in views[pane.view].stated(context) {
                let statement = Words.statement(reading, question: question, glyphs: glyphs)
                if !kinds.contains(where: { $0.statement == statement }) {
                    kinds.append((name, statement))
                }
            }
        }
        guard kinds.count > 1 else {
            return kinds.first?.statement ?? "no limits"
        }
        return kinds.map { $0.of + ": " + $0.statement }.reduce(SafeText()) {
            $0.isEmpty ? $1 : $0 + glyphs.dot + $1
        }
    }
}

extension Export {
    /// The suggested name of all prompts' scores; no view's picture has it.
    fileprivate static let allScores = "all-scores"

    /// The name of the command that asks for this export.
    package var command: String { suggestedName == Self.allScores ? "export-all" : "export" }
}

/// The pages of an export while they are being drawn.
struct PageExport: Sendable {
    var path: String?
    var overwrites: Bool
    /// The prompts to be drawn, and the position of the next one.
    var remaining: [PromptID]
    var next = 0
    var pages: [Frame] = []
}

extension Frame {
    /// Puts another frame's cells at the top left.
    mutating func copy(_ other: Frame) {
        for y in 0..<min(height, other.height) {
            for x in 0..<min(width, other.width) {
                let cell = other[x, y]
                if cell.isContinuation { continue }
                put(SafeText(sanitizing: cell.text), x: x, y: y, style: cell.style)
            }
        }
    }
}
