import Canvas
import Prompts

/// One answer as lines of a width: what was asked, what was thought, what was answered.
struct ReaderDocument: Sendable {
    /// What the lines are made from.
    struct Source: Sendable, Hashable {
        var answer: String
        var prompt: Prompt
        var width: Int
        var glyphs: Glyphs
        /// Whether Markdown is shown as it was written.
        var isRaw = false
        var showsPrompt = false
        var showsThoughts = false
        var part = AnswerPart.standard
        /// The name of the scorer, which may be the pattern that it looks for.
        var scorer = ""
    }

    /// One line of the screen.
    struct Line: Sendable, Hashable {
        let paragraph: Int
        let range: Range<Int>
        let indent: Int
    }

    /// A place that is looked for.
    struct Hit: Sendable, Hashable {
        let paragraph: Int
        let range: Range<Int>
        /// The line on which it begins.
        let line: Int
    }

    private(set) var paragraphs: [StyledText] = []
    private(set) var lines: [Line] = []
    /// Where the answer begins.
    private(set) var answerLine = 0
    /// The first place that the scorer looks for.
    private(set) var firstMark: Int?
    private let width: Int

    init(_ source: Source) {
        width = source.width
        addPrompt(source)
        var answer = source.answer[...]
        switch Thoughts.end(of: source.answer) {
        case .none: break
        case .open:
            addThoughts(answer, source)
            answer = ""
        case .closed(let end):
            addThoughts(answer[..<end], source)
            answer = answer[end...]
            while answer.first?.isWhitespace == true { answer.removeFirst() }
        }
        answerLine = lines.count
        addAnswer(String(answer), source)
    }

    // MARK: - Parts

    private mutating func add(_ paragraph: StyledText) {
        for (position, range) in paragraph.lines(width: width).enumerated() {
            lines.append(
                Line(
                    paragraph: paragraphs.count, range: range,
                    indent: position == 0 ? 0 : paragraph.indent))
        }
        paragraphs.append(paragraph)
    }

    private mutating func addHeading(
        _ title: SafeText, _ text: String, isUnfolded: Bool, _ source: Source
    ) {
        let mark = SafeText(isUnfolded ? source.glyphs.unfolded : source.glyphs.folded)
        var heading = mark + " " + title
        if !isUnfolded { heading += ": " + SafeText(oneLine: text) }
        add(
            StyledText(
                heading.clipped(to: width, glyphs: source.glyphs),
                style: isUnfolded ? Style(.heading, .bold) : .role(.muted)))
        guard isUnfolded else { return }
        for line in SafeText.lines(text) {
            var paragraph = StyledText("  " + line, style: .role(.muted))
            paragraph.indent = 2
            add(paragraph)
        }
    }

    private mutating func addPrompt(_ source: Source) {
        let prompt = source.prompt
        let isUnfolded = source.showsPrompt
        if prompt.messages.isEmpty {
            addHeading("Prompt", prompt.text, isUnfolded: isUnfolded, source)
        }
        for message in prompt.messages {
            let title: SafeText =
                switch message.role {
                case "system": "System message"
                case "user": "Prompt"
                default: "\(message.role)"
                }
            addHeading(title, message.content, isUnfolded: isUnfolded, source)
        }
        add(StyledText())
    }

    private mutating func addThoughts(_ text: Substring, _ source: Source) {
        let count = text.split(separator: "\n").count
        addHeading(
            "Thoughts, " + Words.count(count, "line", "lines"), String(text),
            isUnfolded: source.showsThoughts, source)
        add(StyledText())
    }

    private mutating func addAnswer(_ text: String, _ source: Source) {
        guard !text.isEmpty else {
            return add(StyledText("(empty answer)", style: .role(.muted)))
        }
        var markdown = MarkdownReader(glyphs: source.glyphs)
        var answer = SafeText.lines(text).map { line in
            source.isRaw ? StyledText(line) : markdown.read(line)
        }
        dimUnseen(&answer, text, source)
        let matchers = source.matchers
        for var paragraph in answer {
            var mark: Int?
            for matcher in matchers {
                for range in paragraph.places(of: matcher) {
                    paragraph.restyle(range) { Style(.match, $0.attributes.union(.underline)) }
                    mark = min(mark ?? range.lowerBound, range.lowerBound)
                }
            }
            let start = lines.count
            add(paragraph)
            guard let mark, firstMark == nil else { continue }
            firstMark = lines[start...].lastIndex { $0.range.lowerBound <= mark }
        }
    }

    /// Dims what the scorer did not look at, where it looks at a part of the answer only.
    private func dimUnseen(_ answer: inout [StyledText], _ text: String, _ source: Source) {
        guard ![.whole, .afterThinking].contains(source.part.rule),
            let part = AnswerFinder(source.part).find(in: text).text, !part.isEmpty,
            let matcher = try? Matcher(literal: SafeText(oneLine: part).string),
            let seen = answer.lastIndex(where: { !$0.places(of: matcher).isEmpty })
        else { return }
        let place = answer[seen].places(of: matcher).last ?? 0..<0
        for index in answer.indices {
            let all = 0..<answer[index].pieces.count
            let dimmed =
                index == seen ? [0..<place.lowerBound, place.upperBound..<all.count] : [all]
            for range in dimmed { answer[index].restyle(range) { Style(.muted, $0.attributes) } }
        }
    }

    // MARK: - Finding

    /// The places where a pattern occurs, in their order.
    func hits(of matcher: Matcher?) -> [Hit] {
        guard let matcher else { return [] }
        var first = 0
        var hits: [Hit] = []
        for (position, paragraph) in paragraphs.enumerated() {
            while first < lines.count, lines[first].paragraph < position { first += 1 }
            for range in paragraph.places(of: matcher) {
                var line = first
                while line + 1 < lines.count, lines[line + 1].paragraph == position,
                    lines[line + 1].range.lowerBound <= range.lowerBound
                {
                    line += 1
                }
                hits.append(Hit(paragraph: position, range: range, line: line))
            }
        }
        return hits
    }
}

extension ReaderDocument.Source {
    /// What the scorer looks for in an answer: keywords, or its pattern.
    fileprivate var matchers: [Matcher] {
        let keywords = prompt.keywords.compactMap { try? Matcher(literal: $0) }
        guard scorer.hasPrefix("regex:") else { return keywords }
        let pattern = String(scorer.dropFirst(6))
        return keywords + [try? Matcher(expression: pattern)].compactMap { $0 }
    }
}
