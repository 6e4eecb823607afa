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

    /// Writes the scores of every prompt to one file, a page each.
    mutating func exportAll(to path: String?, overwrites: Bool) -> [Effect] {
        if let problem = Self.problem(with: path) {
            fail(problem)
            return []
        }
        var page = self
        page.overlay = nil
        page.line = nil
        page.isExpanded = true
        page.stack = [.prompts, .scores]
        page.width = max(80, width)
        page.height = max(24, height)
        let pages = derived.order.map { id in
            page.prompts.selected = id
            page.refresh()
            return page.exportFrame()
        }
        guard !pages.isEmpty else {
            fail("there is no prompt to write")
            return []
        }
        return [
            .export(
                Export(
                    path: path, pages: pages, suggestedName: "all-scores",
                    overwrites: overwrites))
        ]
    }

    private static func problem(with path: String?) -> String? {
        guard let path else { return nil }
        let endings = [".txt", ".ansi", ".svg"]
        if endings.contains(where: path.hasSuffix) { return nil }
        return "the file name must end with .txt, .ansi or .svg, not '\(path)'"
    }

    /// The picture with lines below it that say what it shows, so that it stands alone.
    public func exportFrame() -> Frame {
        let caption = captionLines(width: max(1, width))
        let screen = render()
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
        var text: SafeText = "run \(facts.name)" + glyphs.dot + "\(facts.model)" + glyphs.dot
        text += "\(facts.decoding)" + glyphs.dot + "seed \(facts.seed)" + glyphs.dot
        text += "\(facts.created)"
        if view.isDetail, let row = selectedRow {
            text += glyphs.dot + "prompt \(row.id.rawValue)" + glyphs.dot + "n=\(row.draws)"
            text +=
                glyphs.dot
                + Words.statement(row.reading, question: question, glyphs: glyphs)
        } else {
            text += glyphs.dot + Words.level(alpha: question.alpha, side: question.side)
        }
        if let scorer = scorerFacts { text += glyphs.dot + "scorer \(scorer.name)" }
        return text.wrapped(to: width)
    }
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
