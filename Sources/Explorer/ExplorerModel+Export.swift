import Canvas
import Evidence
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
            fail("an .svg file holds one page; use .txt or .ansi for all prompts")
        } else if derived.order.isEmpty {
            fail("there is no prompt to write")
        } else {
            pageExport = PageExport(path: path, overwrites: overwrites, remaining: derived.order)
            say(Notice("writing \(derived.order.count) pages"))
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
        page.status = nil
        page.isExpanded = true
        page.stack = [.prompts, .scores]
        page.width = max(80, width)
        page.height = max(24, height)
        page.prompts.selected = work.remaining[work.next]
        page.refresh()
        if let job = page.spreadJob {
            page.spread = job.result()
            page.refresh()
        }
        work.pages.append(page.exportFrame())
        work.next += 1
        pageExport = work
        return []
    }

    private static func problem(with path: String?) -> String? {
        guard let path else { return nil }
        let endings = [".txt", ".ansi", ".svg"]
        if endings.contains(where: path.hasSuffix) { return nil }
        return "the file name must end with .txt, .ansi or .svg, not '\(path)'"
    }

    /// The picture with lines below it that say what it shows, so that it stands alone.
    public func exportFrame() -> Frame {
        captioned(render(), captionLines(width: max(1, width)))
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
        var frame = Frame(width: width, height: height + caption.count)
        frame.copy(screen)
        for (offset, text) in caption.enumerated() {
            frame.put(text, x: 0, y: height + offset, style: .role(.muted))
        }
        return glyphs.level == .ascii ? frame.reducedToASCII() : frame
    }

    /// Run, prompt, decoding, n, level, method and date.
    private func captionLines(width: Int) -> [SafeText] {
        guard let shown else { return [] }
        let facts = shown.facts
        var text: SafeText = "run \(facts.name)" + glyphs.dot
        if facts.model != facts.name + ".gguf" { text += "\(facts.model)" + glyphs.dot }
        text += "\(facts.decoding)" + glyphs.dot + "seed \(facts.seed)" + glyphs.dot
        // The minute is exact enough for a picture.
        text += "\(facts.created.prefix(16))"
        if view.isDetail, let row = selectedRow {
            text += glyphs.dot + "prompt \(row.id.rawValue)" + glyphs.dot + "n=\(row.draws)"
            text +=
                glyphs.dot
                + Words.statement(row.reading, question: question, glyphs: glyphs)
        } else {
            let draws = shown.prompts.reduce(0) { $0 + $1.drawCount }
            let reading = derived.rows.first { $0.reading.bound != nil }?.reading ?? .none
            text += glyphs.dot + Words.count(derived.rows.count, "prompt", "prompts")
            text += glyphs.dot + "n=\(draws)" + glyphs.dot
            text += Words.statement(reading, question: question, glyphs: glyphs)
            if view == .compare, let comparison {
                text += glyphs.dot + "B = \(comparison.facts.name)"
            }
        }
        if let scorer = scorerFacts { text += glyphs.dot + "\(scorer.name)" }
        return text.wrapped(to: width)
    }
}

extension Export {
    /// The suggested name of all prompts' scores; no view's picture has it.
    fileprivate static let allScores = "all-scores"

    /// The name of the command that asks for this export.
    public var command: String { suggestedName == Self.allScores ? "export-all" : "export" }
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
