import Canvas
import Evidence
import Findings
import Prompts

extension ViewKind {
    package static let reader = ViewKind("reader")
}

extension Action {
    static let nextAnswer = Action("nextAnswer")
    static let previousAnswer = Action("previousAnswer")
    static let nextBad = Action("nextBad")
    static let previousBad = Action("previousBad")
    static let toggleRaw = Action("toggleRaw")
    static let togglePrompt = Action("togglePrompt")
    static let toggleThoughts = Action("toggleThoughts")
    static let openPager = Action("openPager")
    static let leave = Action("leave")
}

/// One answer in full, over the whole screen.
struct ReaderView: View {
    static let kind = ViewKind.reader
    static let hotkey = "7"
    static let title: SafeText = "Reader"
    static let summary: SafeText = "one answer in full, to read it"
    static let room = ViewRoom.alone
    static let filtersAnswers = true
    static let readsOneAnswer = true
    static let keyContexts = [place]
    static let keys: [KeyBinding] = [
        KeyBinding(
            place, "]", .nextBad, "next answer that scores above the threshold", label: "next bad"),
        KeyBinding(place, "[", .previousBad, "previous answer that scores above the threshold"),
        KeyBinding(place, ".", .nextAnswer, "next answer", label: "next"),
        KeyBinding(place, ",", .previousAnswer, "previous answer"),
        KeyBinding(
            place, "m", .chooseLabel, "label it: leak, not, unsure, with a note", label: "label"),
        KeyBinding(place, "U", .undoLabel, "take the last label back"),
        KeyBinding(
            place, "z", .toggleThoughts, "the thoughts before the answer, or a line",
            label: "thoughts"),
        KeyBinding(
            place, "P", .togglePrompt, "the whole prompt and system message, or a line each",
            label: "prompt"),
        KeyBinding(place, "t Right l", .showTokens, "the answer token by token", label: "tokens"),
        KeyBinding(
            place, "r", .toggleRaw, "Markdown as it was written, or lightly shown", label: "raw"),
        KeyBinding(
            place, "Y", .copyRequest, "the request that makes this draw again, as curl"),
        KeyBinding(place, "|", .openPager, "open the answer in $PAGER"),
        KeyBinding(place, "}", .nextPrompt, "next prompt"),
        KeyBinding(place, "{", .previousPrompt, "previous prompt"),
        KeyBinding(place, "Space", .pageDown, "a page down"),
        KeyBinding(place, "Left h", .leave, "one view back"),
        KeyBinding(place, "+", .moreDraws, "draw as many answers again to this prompt"),
    ]
    static let place = KeyContext(of: Self.self, hasPromptKeys: false)

    /// The first line shown.
    private(set) var top = 0
    /// The line of the hit that was jumped to.
    private var current: Int?
    var isRaw = false
    var showsPrompt = false
    var showsThoughts = false
    private(set) var document: ReaderDocument?
    /// Where what is looked for stands.
    private(set) var hits: [ReaderDocument.Hit] = []
    private var source: ReaderDocument.Source?
    private var pattern = ""

    func keyContext(_ context: Context) -> KeyContext { Self.place }

    // MARK: - What is shown

    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)] {
        [
            ("underlined", "keywords, or what the scorer's pattern matches"),
            (
                "dimmed",
                "what the scorer does not look at: thoughts, other parts than --answer names"
            ),
            ("drawn", "how many draws gave this text, and the share of its group"),
        ]
    }

    mutating func refresh(_ context: inout Context, isShown: Bool) {
        guard isShown, let source = source(context) else {
            document = nil
            self.source = nil
            return
        }
        let isOther = self.source?.answer != source.answer || self.source?.prompt != source.prompt
        // A long answer is laid out once, not with each key of a search.
        let isNew = self.source != source || document == nil
        if isNew {
            document = ReaderDocument(source)
            self.source = source
        }
        if isNew || pattern != context.search.pattern {
            hits = document?.hits(of: context.search.matcher) ?? []
            pattern = context.search.pattern
        }
        if isOther { showStart(context) }
        top = max(0, min(top, lastTop(context)))
    }

    private func source(_ context: Context) -> ReaderDocument.Source? {
        guard let evidence = context.selectedEvidence else { return nil }
        let answer =
            context.mode == .greedy
            ? evidence.greedy?.answer.text : context.selectedAnswer?.text
        guard let answer else { return nil }
        let area = ReaderPane.Parts(of: context.screen.rect(of: .reader)).text
        return ReaderDocument.Source(
            answer: answer, prompt: evidence.prompt, width: area.width, glyphs: context.glyphs,
            isRaw: isRaw, showsPrompt: showsPrompt, showsThoughts: showsThoughts,
            part: context.shown?.facts.answer ?? .standard, scorer: context.scorerFacts?.name ?? "")
    }

    /// Begins at what is looked for, or where that is further down, at what the scorer saw.
    private mutating func showStart(_ context: Context) {
        (top, current) = (0, nil)
        if let hit = hits.first {
            jump(to: hit.line, context)
        } else if let mark = document?.firstMark, mark >= height(context) {
            show(mark, context)
        }
    }

    /// Brings a line into sight.
    private mutating func show(_ line: Int, _ context: Context) {
        let height = height(context)
        if line < top || line >= top + height { top = max(0, line - height / 3) }
        top = max(0, min(top, lastTop(context)))
    }

    private mutating func jump(to line: Int, _ context: Context) {
        show(line, context)
        current = line
    }

    private func height(_ context: Context) -> Int {
        max(1, ReaderPane.Parts(of: context.screen.rect(of: .reader)).text.height)
    }

    private func lastTop(_ context: Context) -> Int {
        (document?.lines.count ?? 0) - height(context)
    }

    mutating func forget(_ change: RunChange) {
        document = nil
        source = nil
    }

    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect) {
        ReaderPane(context: context, view: self, isFocused: isFocused).draw(into: &frame, in: rect)
    }

    func listHeight(in rect: Rect) -> Int { ReaderPane.Parts(of: rect).text.height }

    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] {
        OutputsView().stated(context)
    }

    /// The line of the hit that was jumped to, else the first one shown.
    var currentLine: Int { current ?? top }

    // MARK: - Keys

    /// The word for what ] and [ look for: the event where a score of 1 is one.
    func label(of binding: KeyBinding, _ context: Context) -> SafeText? {
        switch binding.action {
        case .nextBad where context.isBinary: "next " + context.event.name
        case .nextBad: "next > " + Figure.given(context.threshold, places: 2)
        case .toggleThoughts:
            source.map { Thoughts.end(of: $0.answer) != .none } == true ? binding.label : nil
        default: binding.label
        }
    }

    mutating func handle(_ action: Action, _ context: inout Context) -> Response {
        switch action {
        case .leave: return .leave
        case .showTokens: return .open(.tokens)
        case .openPager: return .ask([.page(plainText(context))])
        case .toggleRaw:
            isRaw.toggle()
            // An answer without Markdown looks the same.
            context.note(isRaw ? "as the model wrote it" : "Markdown is lightly shown")
        case .togglePrompt: showsPrompt.toggle()
        case .toggleThoughts:
            showsThoughts.toggle()
            if let text = source?.answer, Thoughts.end(of: text) == .none {
                context.note("this answer has no thoughts before it")
            }
        case .nextAnswer: move(by: 1, &context, orSay: "this is the last answer") { _ in true }
        case .previousAnswer:
            move(by: -1, &context, orSay: "this is the first answer") { _ in true }
        case .nextBad, .previousBad:
            let threshold = context.threshold
            let figure = Figure.given(threshold, places: 2).string
            move(
                by: action == .nextBad ? 1 : -1, &context,
                orSay:
                    "no \(action == .nextBad ? "further" : "earlier") answer scores above \(figure)"
            ) { ($0.score ?? 0) > threshold }
        case _ where action.isMovement: scroll(action, context)
        default: return .none
        }
        return .done
    }

    private mutating func scroll(_ action: Action, _ context: Context) {
        let page = max(1, height(context) - 1)
        let times = context.repeats
        current = nil
        switch action {
        case .up: top -= times
        case .down: top += times
        case .halfPageUp: top -= max(1, page / 2) * times
        case .halfPageDown: top += max(1, page / 2) * times
        case .pageUp: top -= page * times
        case .pageDown: top += page * times
        case .first: top = 0
        default: top = lastTop(context)
        }
    }

    /// Goes to another wording; its line becomes the selected one of the list.
    private func move(
        by step: Int, _ context: inout Context, orSay sentence: String,
        where condition: (OutputDetail.Answer) -> Bool
    ) {
        guard context.mode == .sampled else { return context.sayGreedyIsOneAnswer() }
        guard let place = context.selectedPlace,
            let next = context.place(from: place, by: step, where: condition)
        else { return context.note(sentence) }
        context.read(next)
    }

    // MARK: - Finding and copying

    func searchTexts(_ context: Context) -> [String] { [] }

    func hits(of matcher: Matcher, _ context: Context) -> [Int] {
        var lines: [Int] = []
        let known = matcher.pattern == pattern ? self.hits : document?.hits(of: matcher)
        for hit in known ?? [] where hit.line != lines.last {
            lines.append(hit.line)
        }
        return lines
    }

    func searchPosition(_ context: Context) -> Int { currentLine }

    mutating func select(searchPosition: Int, _ context: inout Context) {
        jump(to: searchPosition, context)
    }

    func copiedText(_ context: Context) -> String? { source?.answer }

    /// What was asked and answered, without anything that a terminal would obey.
    private func plainText(_ context: Context) -> [SafeText] {
        guard let source else { return [] }
        let asked =
            source.prompt.messages.isEmpty
            ? [Prompt.Message(role: "prompt", content: source.prompt.text)] : source.prompt.messages
        var lines: [SafeText] = []
        for message in asked + [Prompt.Message(role: "answer", content: source.answer)] {
            lines.append("[\(message.role)]")
            lines += SafeText.lines(message.content) + [""]
        }
        return lines
    }
}
