import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The distinct answers to one prompt: how often each was drawn, its share with an interval, its
/// score, and what is still unseen.
struct OutputsPane {
    let context: Context
    let view: OutputsView
    let isFocused: Bool
    private var glyphs: Glyphs { context.glyphs }

    private struct Parts {
        var prompt: Rect
        var header: Rect
        var list: Rect
        var text: Rect
        var facts: Rect
    }

    /// Where the rows of the list stand.
    static func listRect(in rect: Rect) -> Rect { parts(of: rect).list }

    /// Where the selected answer's text stands.
    static func textRect(in rect: Rect) -> Rect { parts(of: rect).text }

    private static func parts(of rect: Rect) -> Parts {
        var body = rect.rows(1).1
        let promptHeight = rect.height >= 30 ? 2 : rect.height >= 8 ? 1 : 0
        let textHeight = rect.height >= 20 ? 5 : rect.height >= 12 ? 3 : 0
        let factsHeight = rect.height >= 16 ? 4 : rect.height >= 9 ? 1 : 0
        let prompt: Rect
        let header: Rect
        (prompt, body) = body.rows(promptHeight)
        (header, body) = body.rows(rect.height >= 6 ? 1 : 0)
        let (list, rest) = body.rows(max(1, body.height - textHeight - factsHeight))
        let (text, facts) = rest.rows(textHeight)
        return Parts(prompt: prompt, header: header, list: list, text: text, facts: facts)
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        guard let evidence = context.selectedEvidence, let detail = context.answers else {
            _ = frame.panel(rect, title: "Outputs", isFocused: isFocused, glyphs: glyphs)
            return
        }
        if context.mode == .greedy {
            return drawGreedy(evidence, detail, into: &frame, in: rect)
        }
        let parts = Self.parts(of: rect)
        let title = title(detail, width: rect.width)
        let list = context.answerList
        let isExact = detail.exactLeft != nil
        let order =
            list.isReversed
            ? list.order.reversedTitle(isExact: isExact) : list.order.title(isExact: isExact)
        var note = isFocused ? context.searchNote ?? order : order
        var briefly = order
        if let progress {
            note = progress
            briefly = "asking the server"
        }
        // Where no row is left for it, the title says what the limits hold for.
        if parts.facts.isEmpty, rect.width >= 48 { note = statement(detail, width: 30) }
        let notes =
            list.filter.isEmpty
            ? [note, briefly]
            : [note + glyphs.dot + showAll, briefly + glyphs.dot + showAll, showAll]
        _ = frame.panel(rect, title: title, notes: notes, isFocused: isFocused, glyphs: glyphs)
        drawPrompt(evidence, into: &frame, in: parts.prompt)
        OutputTable(context: context, view: view, detail: detail, width: rect.width)
            .draw(into: &frame, header: parts.header, list: parts.list, isFocused: isFocused)
        drawText(detail, into: &frame, in: parts.text)
        drawFacts(detail, into: &frame, in: parts.facts)
    }

    /// How far a server has been asked about these answers; nil while none is.
    private var progress: SafeText? {
        guard let order = context.groupings.order, order.place == context.groupPlace else {
            return nil
        }
        return context.groupings.progress ?? "asking the server"
    }

    /// The keys that end the filter of answers.
    private var showAll: SafeText { isFocused ? "Esc shows all" : "2 Esc shows all" }

    /// How many answers there are, how they count as one, and what is left out.
    private func title(_ detail: OutputDetail, width: Int) -> SafeText {
        let draws =
            Words.count(detail.completed, "draw", "draws")
            + (detail.lookedFor > 0 ? " and \(detail.lookedFor) looked for" : "")
        let list = context.answerList
        if let filtered = context.filteredWords {
            let brief: SafeText =
                "&\(list.filter.text): \(detail.listedTexts)/\(detail.textCount)"
            // The way back has its room before the counts of draws have.
            return Words.fitting(
                ["Outputs " + filtered, "Outputs " + brief, brief],
                width: width - showAll.width - 7)
        }
        if list.grouping.asksServer {
            let (one, many): (SafeText, SafeText) =
                list.grouping == .topic ? ("topic", "topics") : ("meaning", "meanings")
            let groups: SafeText = "Outputs: " + Words.count(detail.groupCount, one, many)
            let texts: SafeText = " of \(detail.textCount) texts"
            // Spellings alone are together until somebody is asked.
            if detail.partition == nil, context.groupings.order == nil {
                let unasked: SafeText = "Outputs: " + many + " not asked for yet"
                return Words.fitting(
                    [unasked + glyphs.dot + "\(detail.textCount) texts in " + draws, unasked],
                    width: width - 4)
            }
            let rest: SafeText =
                detail.unaskedTexts > 0 && context.groupings.order == nil
                ? ", \(detail.unaskedTexts) not asked about" : ""
            return Words.fitting(
                [groups + texts + " in " + draws + rest, groups + texts + rest, groups + rest],
                width: width - (progress.map { $0.width + 7 } ?? 4))
        }
        guard list.grouping != .exact, detail.groupCount < detail.textCount else {
            return "Outputs: \(detail.textCount) distinct in " + draws
        }
        let groups: SafeText = "Outputs: \(detail.groupCount) groups"
        let texts: SafeText = " of \(detail.textCount) texts"
        let rule: SafeText = list.grouping == .answer ? ", by part" : ", folded"
        return Words.fitting(
            [groups + texts + " in " + draws + rule, groups + texts + " in " + draws, groups],
            width: width - 4)
    }

    private func drawPrompt(_ evidence: PromptEvidence, into frame: inout Frame, in rect: Rect) {
        let area = rect.inset(horizontally: 1, vertically: 0)
        let lines = SafeText.lines(evidence.prompt.text, showingBreaks: true)
        let text = lines.reduce(SafeText()) { $0.isEmpty ? $1 : $0 + " " + $1 }
        let wrapped = text.wrapped(to: area.width)
        for row in 0..<min(area.height, wrapped.count) {
            let isCut = row == area.height - 1 && wrapped.count > area.height
            frame.line(
                isCut ? wrapped[row] + SafeText(glyphs.ellipsis) : wrapped[row], row: row,
                in: area, style: Style(.text, .bold), glyphs: glyphs)
        }
    }

    // MARK: - The selected answer in full

    private func drawText(_ detail: OutputDetail, into frame: inout Frame, in rect: Rect) {
        guard !rect.isEmpty else { return }
        guard let row = context.selectedAnswer else {
            let body = frame.panel(rect, title: "Answer", glyphs: glyphs)
            frame.line(
                detail.completed > 0
                    ? "no answer matches; Esc shows all" : Words.without(detail.lost), row: 0,
                in: body.inset(horizontally: 1, vertically: 0),
                style: .role(.muted), glyphs: glyphs)
            return
        }
        let position = detail.groups.position(ofNumber: row.id.group) ?? 0
        let name: SafeText = "Answer \(position + 1) of \(detail.groups.count)"
        let share = Figure.unit(Double(row.count) / Double(max(1, detail.completed)))
        let reading = OutputTable.reading(of: row, detail: detail, context: context)
        let limits = reading.bound.map { " " + Figure.limits($0, glyphs: glyphs) } ?? ""
        let counts: SafeText =
            rect.width >= 60 && row.count > 1 && detail.exactLeft == nil
            ? glyphs.dot + "\(row.count) of \(detail.completed), " + share : ""
        let first = glyphs.dot + "first as draw \(row.firstIndex)"
        var facts: SafeText = row.variants > 1 ? glyphs.dot + "\(row.variants) wordings" : ""
        if row.isGreedy {
            facts += glyphs.dot + "the greedy answer"
            if context.selectedEvidence?.greedy?.isStable == false {
                facts += ", " + Words.unstable
            }
        }
        if let unequal = Words.unequal(row.scores, above: context.threshold) {
            facts += glyphs.dot + unequal
        } else if let score = row.score, score >= 1, let one = context.scorerFacts?.one {
            facts += glyphs.dot + "\(one)"
        }
        let all = counts.isEmpty ? "" : counts + limits
        let said = context.afterThoughts(row.text)
        if said != nil { facts += glyphs.dot + "thoughts left out" }
        // What the row says too gives way first; no word is cut.
        drawAnswer(
            said ?? row.text,
            titles: [
                name + all + first + facts, name + all + facts, name + counts + facts,
                name + facts, name + all, name + counts, name,
            ], into: &frame, in: rect)
    }

    private func drawAnswer(
        _ text: String, titles: [SafeText], into frame: inout Frame, in rect: Rect
    ) {
        frame.answerPanel(
            text, wraps: view.wraps, titles: titles, scrolledBy: view.textScroll,
            keywordsOf: context.selectedEvidence?.prompt,
            sought: context.search.matcher ?? context.answerList.filter.matcher, in: rect,
            glyphs: glyphs)
    }

    // MARK: - What is still unseen

    private func drawFacts(_ detail: OutputDetail, into frame: inout Frame, in rect: Rect) {
        guard !rect.isEmpty else { return }
        if rect.height < 4 {
            frame.line(
                statement(detail, width: rect.width - 2), row: 0,
                in: rect.inset(horizontally: 1, vertically: 0), style: .role(.muted),
                glyphs: glyphs)
            return
        }
        let grouping: SafeText =
            switch context.answerList.grouping {
            case .exact:
                "All answers"
                    + (context.selectedAnswer.flatMap { context.afterThoughts($0.text) } == nil
                        ? "" : glyphs.dot + "thoughts tell them apart too")
            case .folded:
                "All answers" + glyphs.dot
                    + (detail.leavesOutThoughts
                        ? "thoughts, case, blanks and closing marks aside"
                        : "case, blanks and closing marks aside")
            case .answer: "All answers" + glyphs.dot + "by their part that counts"
            case .topic, .meaning: GroupLines(context: context, detail: detail).title
            }
        let body = frame.panel(rect, title: grouping, glyphs: glyphs)
            .inset(horizontally: 1, vertically: 0)
        if let left = detail.exactLeft { return drawExact(left, into: &frame, in: body) }
        guard let diversity = detail.diversity else { return }
        if context.answerList.grouping.asksServer {
            let lines = GroupLines(context: context, detail: detail)
            for (row, line) in lines.lines(width: body.width).enumerated() {
                frame.line(line, row: row, in: body, glyphs: glyphs)
            }
            return
        }
        frame.line(
            unseen(diversity, detail, width: body.width), row: 0, in: body, glyphs: glyphs)
        if let variety = view.variety {
            frame.line(
                Words.fitting(
                    Words.variety(variety, alpha: context.question.alpha), width: body.width),
                row: 1, in: body, glyphs: glyphs)
        }
        frame.line(
            statement(detail, width: body.width), row: 2, in: body, style: .role(.muted),
            glyphs: glyphs)
    }

    /// How much of everything that the model can say was seen: known, not estimated.
    private func drawExact(_ left: Double, into frame: inout Frame, in rect: Rect) {
        let unseen = Figure.rate(left)
        let isSeen = context.selectedEvidence?.hasUnknownAnswers != true
        frame.line(
            (isSeen ? "everything not seen: " : "everything not known: ") + unseen + ", exactly",
            row: 0, in: rect, glyphs: glyphs)
        let seen = Figure.rate(max(0, 1 - left), .down)
        let those: SafeText = isSeen ? "Seen answers" : "Answers of known probability"
        frame.line(
            Words.fitting(
                [
                    those + " make up " + seen + " of everything that the model can say here.",
                    those + " make up " + seen + " of all.",
                    (isSeen ? "seen: " : "known: ") + seen,
                ], width: rect.width),
            row: 1, in: rect, glyphs: glyphs)
        frame.line(
            Words.fitting(origin, width: rect.width), row: 2, in: rect, style: .role(.muted),
            glyphs: glyphs)
    }

    /// Where the answers come from, and what is known beside them.
    private var origin: [SafeText] {
        let plain: SafeText =
            "draws without replacement: each is from what those before it have left"
        guard let evidence = context.selectedEvidence else { return [plain] }
        if evidence.plain > 0 {
            let count = Words.count(evidence.plain, "plain draw", "plain draws")
            return [
                "behind " + count + ": draws without replacement, each from what is left",
                "behind " + count, "both kinds",
            ]
        }
        if let early = evidence.exact?.early, early.mass > 0 {
            let share = Figure.rate(early.mass, .down)
            return [
                "the score of another " + share + " is settled by how those answers begin",
                "settled by beginnings: another " + share,
            ]
        }
        guard evidence.directed > 0 else { return [plain] }
        return [
            "\(evidence.directed) of the answers were looked for where " + context.event.many
                + " may hide and are no draws",
            Words.count(evidence.directed, "answer is no draw", "answers are no draws"),
        ]
    }

    /// The chance that the next answer is a new one.
    private func unseen(
        _ diversity: OutputDiversity, _ detail: OutputDetail, width: Int
    ) -> SafeText {
        let drawn = detail.completed + detail.lost
        let estimate = Figure.fixed(diversity.unseenMass, places: 3)
        let chance: SafeText = "chance of a new answer: " + estimate
        if context.selectedRow?.reading.void != nil || context.answerList.isRuleMadeUp {
            return chance + ", no limit holds"
        }
        let figure = Metric.answers(
            diversity, lost: detail.lost,
            context.question.about(context.scorerFacts, planned: context.planned)
        ).first { $0.metric.name == Metric.newAnswer.name }
        guard let bound = figure?.reading.bound else {
            var reason: SafeText =
                "Good-Turing; fixed n: no limit at \(drawn) of \(context.planned)"
            if case .unplanned(let change) = figure?.reading { reason = Words.unplanned(change) }
            return Words.fitting(
                [
                    chance + " (" + reason + ")", chance + " (estimate)",
                    "new answer: " + estimate,
                ], width: width)
        }
        let limit: SafeText = "at most " + Figure.fixed(bound.upper, places: 3, .up)
        let level = Figure.level(context.question.alpha)
        let validity: SafeText = "\(context.question.validity.briefly)"
        return Words.fitting(
            [
                chance + ", " + limit + " (" + level + ", " + validity
                    + ", Good-Turing + new outputs)",
                chance + ", " + limit + " (" + level + ", " + validity + ", Good-Turing + new)",
                chance + ", " + limit + " (" + level + ", " + validity + ")",
                "new: " + estimate + ", " + limit + " (" + level + ", " + validity + ")",
                "new: " + estimate + ", " + limit + ", " + level,
                "new answer: " + estimate,
            ], width: width)
    }

    private func statement(_ detail: OutputDetail, width: Int) -> SafeText {
        OutputTable.statement(detail, context: context, width: width)
    }

    // MARK: - The greedy answer

    private func drawGreedy(
        _ evidence: PromptEvidence, _ detail: OutputDetail, into frame: inout Frame, in rect: Rect
    ) {
        let note: SafeText =
            evidence.greedy?.isStable == false ? Words.unstable : "one answer, no distribution"
        let body = frame.panel(
            rect, title: "The greedy answer", notes: [note],
            isFocused: isFocused, glyphs: glyphs)
        let (prompt, rest) = body.rows(min(2, body.height))
        drawPrompt(evidence, into: &frame, in: prompt)
        guard let greedy = evidence.greedy else {
            frame.line(
                "there is no greedy answer yet", row: 0,
                in: rest.inset(horizontally: 1, vertically: 0), style: .role(.muted),
                glyphs: glyphs)
            return
        }
        let (text, facts) = rest.rows(max(2, rest.height - 5))
        let score = Figure.score(context.selectedRow?.greedyScore)
        drawAnswer(
            context.afterThoughts(greedy.answer.text) ?? greedy.answer.text,
            titles: ["Greedy answer" + glyphs.dot + "score" + score, "Greedy answer"],
            into: &frame, in: text)
        if isFocused { frame.cursor = Point(x: text.x + 1, y: text.y + 1) }
        let area = frame.panel(facts, title: "And when it is sampled", glyphs: glyphs)
            .inset(horizontally: 1, vertically: 0)
        guard detail.completed > 0 else { return }
        let count = detail.greedyCount ?? 0
        frame.line(
            "this very answer: \(count) of " + Words.count(detail.completed, "draw", "draws"),
            row: 0, in: area, glyphs: glyphs)
        if let row = context.selectedRow, row.reading.bound != nil || row.reading.void != nil {
            let limits = row.reading.bound.map { "  " + Figure.limits($0, glyphs: glyphs) }
            frame.line(
                "mean score " + Figure.unit(row.mean) + (limits ?? ""), row: 1, in: area,
                glyphs: glyphs)
            frame.line(
                Words.guarantee(
                    draws: row.draws, row.missing, row.reading,
                    question: context.question, width: area.width, glyphs: glyphs),
                row: 2, in: area, style: .role(.muted), glyphs: glyphs)
        }
        frame.line(
            "press s for the sampled answers", row: 3, in: area, style: .role(.muted),
            glyphs: glyphs)
    }
}
