import Canvas
import Evidence
import Findings
import Prompts

/// Moving among the answers to the selected prompt.
extension Context {
    /// Lists only the answers that a filter holds for.
    mutating func filterAnswers(_ filter: AnswerFilter) { answerList.filter = filter }

    /// How much the filter of answers leaves, with what it is; nil without one.
    var filteredWords: SafeText? {
        guard !answerList.filter.isEmpty, let answers else { return nil }
        // Without replacement texts are not counted by draws.
        // What is counted below the list is groups.
        let groups = answers.groups.count
        let grouped: SafeText =
            groups < answers.listedTexts ? Words.count(groups, "group", "groups") + ", " : ""
        return "&\(answerList.filter.text): " + grouped
            + "\(answers.listedTexts) of \(answers.textCount) texts"
            + (answers.exactLeft == nil
                ? ", \(answers.listedDraws) of " + Words.count(answers.completed, "draw", "draws")
                : "")
    }

    /// What may have been meant by a filter that leaves nothing.
    var filterDoubt: String? {
        guard !answerList.filter.isEmpty, let answers, answers.listedTexts == 0,
            answers.textCount > 0
        else { return nil }
        let book = labels.book(of: runs.position)
        let words = [DrawLabel.leak, DrawLabel.not, DrawLabel.unsure, "none", "any"]
        let own = received.map { run in
            run.prompts.flatMap { book.labels(of: $0.prompt.id).map(\.label.label) }
        }
        let others = Set(own ?? []).subtracting(words).sorted()
        return answerList.filter.doubt(labels: words + others)
    }

    mutating func stepAnswer(_ action: Action, height: Int) {
        answerList.cursor.step(
            action, times: repeats, in: answerList.ids(answers), height: height)
    }

    /// Selects the line of the next group, or of the one before; of a wording first its own.
    mutating func stepGroup(_ step: Int, height: Int) {
        guard let answers, let row = selectedAnswer,
            let group = answers.groups.position(ofNumber: row.id.group)
        else { return }
        let next = row.isWording && step < 0 ? group : group + step * repeats
        guard !answers.groups.isEmpty else { return }
        let place = max(0, min(answers.groups.count - 1, next))
        selectAnswer(
            OutputDetail.Row.ID(group: answers.groups.number(at: place), wording: nil),
            height: height)
    }

    /// Selects a line of the list; nothing where it has none of that name.
    mutating func selectAnswer(_ id: OutputDetail.Row.ID, height: Int) {
        let ids = answerList.ids(answers)
        guard let position = ids.firstIndex(of: id) else { return }
        answerList.cursor.select(position, in: ids, height: height)
    }

    /// Changes the rule by which answers count as one, and says it.
    ///
    /// - Parameter isPartNamed: whether the reader named the part that counts.
    mutating func groupAnswers(by grouping: AnswerGrouping, isPartNamed: Bool = false) {
        if isPartNamed { answerList.guessedFor = nil }
        if grouping == .answer, !isPartNamed,
            answerList.part == .standard || answerList.guessedFor != nil
        {
            guessPart()
        }
        answerList.group(by: grouping)
        switch grouping {
        case .exact:
            note(
                "exact: only equal texts count as one answer"
                    + (haveThoughts ? ", thoughts and all" : ""))
        case .folded:
            note(
                "folded: case, blanks, emphasis, closing punctuation"
                    + (haveThoughts ? ", thoughts do not matter" : " do not matter"))
        case .answer where answerList.part == .standard:
            note("by all of an answer but thoughts; :group answer last-number takes another part")
        case .answer where answerList.isRuleMadeUp:
            note("by \(answerList.part); shares are estimates, as the rule came after the draws")
        case .answer: note("by the answer's part: \(answerList.part) (:group answer PART)")
        case .topic:
            note("by topic: what answers are about, not whether they are right or say the same")
        case .meaning: note("by meaning: a judge says that each entails the other")
        }
    }

    /// Takes the last number for what answers say where most of them have one: of each prompt anew, until the
    /// reader names a part.
    mutating func guessPart() {
        answerList.chosenPart = mostlyHaveNumbers ? AnswerPart(.lastNumber) : nil
        answerList.part = answerList.chosenPart ?? shown?.facts.answer ?? .standard
        answerList.guessedFor = prompt
    }

    /// Whether most answers to the selected prompt have a number, so that the last one may be what they say.
    private var mostlyHaveNumbers: Bool {
        let texts = (selectedEvidence?.outputs ?? []).prefix(200).map(\.text)
        let finder = AnswerFinder(AnswerPart(.lastNumber))
        return texts.count { finder.find(in: $0).text != nil } * 2 > texts.count
    }

    /// Whether there are thoughts before answers to the selected prompt that are no part of them.
    private var haveThoughts: Bool {
        (selectedEvidence?.outputs ?? []).prefix(200)
            .contains { answerList.part.said(in: $0.text) != nil }
    }

    /// All wordings of all answers that are listed, in the order of the list, as places.
    func wording(_ place: AnswerPlace) -> OutputDetail.Answer? {
        guard let groups = answers?.groups, groups.indices.contains(place.group),
            place.wording >= 0, place.wording < groups.size(at: place.group)
        else { return nil }
        return groups.wordings(at: place.group)[place.wording]
    }

    /// The wording that the selected line stands for.
    var selectedPlace: AnswerPlace? {
        guard let row = selectedAnswer, let groups = answers?.groups,
            let group = groups.position(ofNumber: row.id.group)
        else { return nil }
        let wording = row.id.wording.flatMap { text in
            groups.wordings(at: group).firstIndex { $0.text == text }
        }
        return AnswerPlace(group: group, wording: wording ?? 0)
    }

    /// Selects the answer at a place, whether or not its wording is a line of the list.
    mutating func read(_ place: AnswerPlace) {
        guard let answer = wording(place), let group = answers?.groups[place.group] else { return }
        let wording = OutputDetail.Row.ID(group: group.number, wording: answer.text)
        let isUnfolded = group.wordings.count > 1 && answerList.unfolded.contains(group.number)
        selectAnswer(
            isUnfolded ? wording : OutputDetail.Row.ID(group: group.number, wording: nil),
            height: screen.rect(of: .outputs).height)
        answerList.wording = wording
        selectedAnswer = answerList.selected(answers)
    }

    /// The next wording before or behind a place that a condition holds for.
    func place(
        from place: AnswerPlace, by step: Int, where condition: (OutputDetail.Answer) -> Bool
    ) -> AnswerPlace? {
        guard let groups = answers?.groups, groups.indices.contains(place.group) else { return nil }
        var (group, wording) = (place.group, place.wording + step)
        while true {
            if wording < 0 {
                group -= 1
                guard group >= 0 else { return nil }
                wording = groups.size(at: group) - 1
            } else if wording >= groups.size(at: group) {
                group += 1
                guard group < groups.count else { return nil }
                wording = 0
            }
            if condition(groups.wordings(at: group)[wording]) {
                return AnswerPlace(group: group, wording: wording)
            }
            wording += step
        }
    }

    /// How many wordings are listed before a place.
    func number(of place: AnswerPlace) -> Int {
        let before = answers.map { answers in
            (0..<min(place.group, answers.groups.count)).reduce(0) {
                $0 + answers.groups.size(at: $1)
            }
        }
        return (before ?? 0) + place.wording
    }
}

/// Where a wording stands in the list of answers, whether or not its group is unfolded.
struct AnswerPlace: Sendable, Hashable {
    var group: Int
    var wording: Int
}
