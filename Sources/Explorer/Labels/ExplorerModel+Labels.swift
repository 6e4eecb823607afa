import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension Action {
    static let chooseLabel = Action("chooseLabel")
    static let undoLabel = Action("undoLabel")
    static let labelLeak = Action("labelLeak")
    static let labelNot = Action("labelNot")
    static let labelUnsure = Action("labelUnsure")
    static let labelNone = Action("labelNone")
    static let labelNote = Action("labelNote")
}

/// A person's word about answers.
extension ExplorerModel {
    /// The lines of the list of labels, with what each does.
    static let labelActions: [Action] = [
        .labelLeak, .labelNot, .labelUnsure, .labelNone, .labelNote,
    ]

    /// The lines of the list of labels.
    var labelLines: [SafeText] {
        let event = context.event.name
        return [
            "l  " + event, "n  not " + context.event.one, "u  unsure", "0  no label",
            "N  a note",
        ]
    }

    /// What the list of labels is about.
    var labelTitle: SafeText {
        let texts = labelledTexts.count
        return texts > 1 ? "Label \(texts) wordings" : "Label this answer"
    }

    mutating func openLabels() {
        guard !labelledTexts.isEmpty else {
            return context.mode == .greedy
                ? context.sayGreedyIsOneAnswer() : context.note("there is no answer to label here")
        }
        let position =
            switch context.labels.lastWord {
            case DrawLabel.not: 1
            case DrawLabel.unsure: 2
            default: 0
            }
        overlay = .list(.labels, position: position)
    }

    /// Does what a line of the list of labels says, or a key of it.
    mutating func label(_ action: Action) -> [Effect] {
        overlay = nil
        switch action {
        case .labelLeak: return label(as: DrawLabel.leak, note: nil)
        case .labelNot: return label(as: DrawLabel.not, note: nil)
        case .labelUnsure: return label(as: DrawLabel.unsure, note: nil)
        case .labelNone: return label(as: nil, note: nil)
        case .labelNote:
            let word =
                selectedMark?.word.flatMap { $0 == DrawLabel.mixed ? nil : $0 }
                ?? context.labels.lastWord ?? DrawLabel.leak
            startTyping(.command)
            line?.replace(with: "label \(word) ")
        default: break
        }
        return []
    }

    /// The distinct answers that a label is about: the one that is read, or all of a group.
    private var labelledTexts: [OutputDetail.Answer] {
        guard context.mode == .sampled, ViewKind.filtering.contains(view),
            let row = context.selectedAnswer, let place = context.selectedPlace,
            let groups = context.answers?.groups
        else { return [] }
        if view.type.readsOneAnswer || row.isWording {
            return context.wording(place).map { [$0] } ?? []
        }
        return Array(groups.wordings(at: place.group))
    }

    private var selectedMark: LabelMark? {
        labelledTexts.first.flatMap { context.labels.marks[$0.rank - 1] }
    }

    /// Says a word about the selected answers; nil takes it back.
    mutating func label(as word: String?, note: String?) -> [Effect] {
        let texts = labelledTexts
        guard let prompt = context.prompt, !texts.isEmpty else {
            openLabels()
            overlay = nil
            return []
        }
        let run = context.runs.position
        let person = context.labels.person
        let before = context.receivedEvidence.map(context.labels.book(of: run).labels) ?? [:]
        var lines: [LabelLine] = []
        var undo: [LabelLine] = []
        for text in texts {
            let draw = DrawName(prompt: prompt, index: text.firstIndex)
            let mine = before[text.rank - 1]?.last { $0.person == person }
            // A word that was said of another draw with this text is taken back by one about it.
            undo.append(mine.map { .said(draw, $0) } ?? .takenBack(draw, person: person))
            guard let word else {
                lines += taken(text, of: person, prompt)
                continue
            }
            lines.append(.said(draw, DrawLabel(label: word, note: note, person: person)))
        }
        context.labels.add(lines, to: run, undo: undo)
        if word != nil { context.labels.lastWord = word }
        let draws = texts.reduce(0) { $0 + $1.count }
        let name = word.map { context.event.title(ofLabel: $0).string } ?? "no label"
        let count = Words.count(draws, "draw", "draws").string
        let of = "\(count) in " + Words.count(texts.count, "wording", "wordings").string
        context.note("\(name): \(of); U takes it back")
        if context.labels.isSampling, view.type.readsOneAnswer { showNextSample() }
        return [.keepLabels(run: run, lines)]
    }

    /// The lines that take back what a person said of any draw with a text.
    private func taken(
        _ text: OutputDetail.Answer, of person: String, _ prompt: PromptID
    ) -> [LabelLine] {
        let book = context.labels.book(of: context.runs.position)
        guard let evidence = context.receivedEvidence else { return [] }
        return book.labels(of: prompt).filter { index, label in
            label.person == person && evidence.sequence.indices.contains(index)
                && Int(evidence.sequence[index]) == text.rank - 1
        }.map { .takenBack(DrawName(prompt: prompt, index: $0.index), person: person) }
    }

    mutating func takeLabelBack() -> [Effect] {
        let run = context.runs.position
        guard let lines = context.labels.takeBack(of: run) else {
            context.note("there is no label of this session to take back")
            return []
        }
        context.note("the last label is taken back")
        return [.keepLabels(run: run, lines)]
    }

    // MARK: - A random subset

    /// Picks draws at random and shows the first.
    mutating func pickSample(_ count: Int, ofPrompt: Bool) throws(Command.Problem) -> [Effect] {
        guard let received = context.received else {
            throw Command.Problem("there are no draws yet")
        }
        if received.prompts.contains(where: { $0.exact != nil }) {
            throw Command.Problem(
                "draws without replacement are not alike, so that a subset of them proves no rate")
        }
        let prompt = ofPrompt ? context.prompt : nil
        let missing = received.prompts.filter { evidence in
            (prompt == nil || evidence.prompt.id == prompt)
                && evidence.scores(by: context.scorer).count == 0
        }
        if let first = missing.first {
            throw Command.Problem(
                "\(first.prompt.id) has no scored draw yet, and a subset is of all prompts alike; "
                    + ":label sample \(count) here picks from one prompt")
        }
        let sample = LabelSample(
            count, from: received.prompts, of: prompt, scorer: context.scorer, using: &random)
        let run = context.runs.position
        context.labels.add([.sample(sample)], to: run, undo: nil)
        context.labels.isSampling = true
        showNextSample()
        let short =
            sample.draws.count < count
            ? " (a prompt has no more; all are to be picked alike)" : ""
        context.note(
            Figure.count(sample.draws.count, "draw", "draws")
                + " picked\(short): m, then l, n or u labels; the next one follows"
        )
        return [.keepLabels(run: run, [.sample(sample)])]
    }

    /// Shows the first picked draw that the reader has not labelled yet.
    mutating func showNextSample() {
        let run = context.runs.position
        guard let sample = context.labels.book(of: run).sample else {
            return context.note("no draws were picked yet: :label sample 50 picks some")
        }
        guard let place = sample.draws.firstIndex(where: { !isLabelled($0) }) else {
            context.labels.isSampling = false
            return context.note(
                "all \(sample.draws.count) picked draws are labelled: :label says what they prove")
        }
        let draw = sample.draws[place]
        context.labels.isSampling = true
        context.mode = .sampled
        context.list.filter = ""
        context.answerList.filter = AnswerFilter()
        context.list.cursor.select(draw.prompt)
        refresh()
        guard let evidence = context.receivedEvidence,
            evidence.sequence.indices.contains(draw.index)
        else { return context.note("draw \(draw.index) of \(draw.prompt) is not in this run") }
        let position = Int(evidence.sequence[draw.index])
        if let place = context.place(ofText: position) { context.read(place) }
        if view != .reader { push(.reader) }
        context.note("picked draw \(place + 1) of \(sample.draws.count): m, then l, n or u")
    }

    /// Whether the reader has labelled a draw or another one with the same text.
    private func isLabelled(_ draw: DrawName) -> Bool {
        guard let evidence = context.evidence(of: draw.prompt) else { return false }
        let book = context.labels.book(of: context.runs.position)
        guard evidence.sequence.indices.contains(draw.index) else { return false }
        let position = Int(evidence.sequence[draw.index])
        return book.labels(of: evidence)[position]?.contains { $0.person == context.labels.person }
            ?? false
    }
}

extension Context {
    /// All that is known of a prompt.
    func evidence(of prompt: PromptID) -> PromptEvidence? {
        findings.positions[prompt].flatMap { position in
            received.flatMap { $0.prompts.indices.contains(position) ? $0.prompts[position] : nil }
        }
    }

    /// Where a distinct answer stands in the list.
    func place(ofText position: Int) -> AnswerPlace? {
        guard let groups = answers?.groups,
            answerList.index.groups.indices.contains(position),
            let group = groups.position(ofNumber: Int(answerList.index.groups[position])),
            let wording = groups.wordings(at: group).firstIndex(ofPosition: position)
        else { return nil }
        return AnswerPlace(group: group, wording: wording)
    }

    /// Whether the score of the answer that is read would sway the reader: it was picked at random
    /// and is not labelled yet.
    var hidesScore: Bool {
        guard labels.isSampling, let place = selectedPlace, let answer = wording(place) else {
            return false
        }
        return labels.marks[answer.rank - 1]?.words.isEmpty ?? true
    }
}
