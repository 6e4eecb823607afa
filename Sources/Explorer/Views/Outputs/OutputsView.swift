import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension ViewKind {
    package static let outputs = ViewKind("outputs")
}

extension Action {
    static let textUp = Action("textUp")
    static let textDown = Action("textDown")
    static let toggleWrap = Action("toggleWrap")
    static let nextGrouping = Action("nextGrouping")
    static let fold = Action("fold")
    static let showTokens = Action("showTokens")
}

/// The distinct answers to one prompt.
struct OutputsView: View {
    static let kind = ViewKind.outputs
    static let hotkey = "2"
    static let title: SafeText = "Outputs"
    static let summary: SafeText = "the distinct answers to a prompt"
    static let room = ViewRoom.dashboard
    static let filtersAnswers = true
    static let columns = [
        ListColumn(name: "count", meaning: "draws that gave the answer"),
        ListColumn(name: "share", meaning: "their part of all draws"),
        ListColumn(name: "bar", meaning: "the share as a bar", leastWidth: 2),
        ListColumn(name: "limits", meaning: "limits of the share"),
        ListColumn(name: "score", meaning: "by the scorer that is shown"),
        ListColumn(name: "label", meaning: "what a person says of it"),
    ]
    static let keys =
        [
            KeyBinding(
                Self.self, "Enter Right l", .open, "unfold a group of answers; read an answer",
                label: "read"),
            KeyBinding(
                Self.self, "o", .sortNext,
                "sort by count, score or first draw; S is a list",
                label: "sort"),
            KeyBinding(Self.self, "O", .sortReverse, "turn the sorting round"),
            KeyBinding(
                Self.self, "u", .nextGrouping,
                "group answers: exact, folded, by part, topic, meaning", label: "group"),
            KeyBinding(Self.self, "}", .nextGroup, "next group, past the wordings of this one"),
            KeyBinding(Self.self, "{", .previousGroup, "the group before"),
            KeyBinding(Self.self, "Left h", .fold, "fold a group; one view back"),
            KeyBinding(
                Self.self, "t", .showTokens, "show the answer token by token", label: "tokens"),
            KeyBinding(
                Self.self, "m", .chooseLabel, "label it: leak, not, unsure, with a note",
                label: "label"),
            KeyBinding(Self.self, "U", .undoLabel, "take the last label back"),
            KeyBinding(
                Self.self, "Y", .copyRequest, "the request that makes this draw again, as curl"),
            KeyBinding(Self.self, "J", .textDown, "scroll the full text down"),
            KeyBinding(Self.self, "K", .textUp, "scroll the full text up"),
            KeyBinding(Self.self, "w", .toggleWrap, "wrap the full text, or one line a line"),
            KeyBinding(Self.self, "+", .moreDraws, "draw as many answers again to this prompt"),
            KeyBinding(
                Self.self, "C", .chooseColumns, "choose columns: hide, show, wider, narrower"),
            KeyBinding(
                Self.self, "-", .fewerDraws,
                "take back the last order of +, as far as it is to come"),
        ] + KeyBinding.ofWindow(Self.self)

    var wraps = true
    var textScroll = 0
    /// The answer whose full text is shown below the list, and what is looked for in it.
    private var shown: OutputDetail.Row.ID?
    private var sought: [String] = []
    /// How varied the answers are, and what that was found from.
    private(set) var variety: VarietyFinding?
    private var varietyQuestion: VarietyFinding.Question?

    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)] {
        [
            ("count, share", "how many draws gave the answer, and their part of all draws"),
            (
                SafeText(glyphs.folded) + " " + SafeText(glyphs.unfolded),
                "wordings that count as one answer; Enter shows them"
            ),
            (SafeText(glyphs.greedy), "the greedy answer"),
            ("score", "red from 1; of wordings with unlike scores the lowest and the highest"),
            ("draw 7", "the number of a draw, from 0, as exports and the run's file have it"),
            ("label", "what a person says of it (m); * where people do not say the same"),
            (
                "new answer",
                "the chance that the next draw is an answer not seen so far (Good-Turing)"
            ),
            (
                "as varied as",
                "so many equally likely answers would have the same entropy (Chao-Shen)"
            ),
        ]
    }

    mutating func refresh(_ context: inout Context, isShown: Bool) {
        // In the list a group is its first wording again.
        if context.screen.focus == .outputs, context.answerList.wording != nil {
            context.answerList.wording = nil
            context.selectedAnswer = context.answerList.selected(context.answers)
        }
        guard isShown else { return }
        let sought = [context.search.pattern, context.answerList.filter.text]
        if shown != context.selectedAnswer?.id || self.sought != sought {
            shown = context.selectedAnswer?.id
            self.sought = sought
            let rect = OutputsPane.textRect(in: context.screen.rect(of: .outputs))
            textScroll =
                context.selectedAnswer.map {
                    context.firstLine(
                        ofHitIn: context.afterThoughts($0.text) ?? $0.text, wraps: wraps, in: rect)
                } ?? 0
        }
        refreshVariety(context)
    }

    private mutating func refreshVariety(_ context: Context) {
        let question = context.answers.flatMap { detail in
            detail.diversity.map {
                VarietyFinding.Question(
                    diversity: $0, drawsBeforeRepeat: detail.drawsBeforeRepeat,
                    alpha: context.question.alpha,
                    // Nor does any where the rule by which answers count as one came after them.
                    isVoid: context.selectedRow?.reading.void != nil
                        || context.answerList.isRuleMadeUp)
            }
        }
        guard question != varietyQuestion else { return }
        varietyQuestion = question
        variety = question.map { VarietyFinding($0) }
    }

    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect) {
        OutputsPane(context: context, view: self, isFocused: isFocused).draw(into: &frame, in: rect)
    }

    func listHeight(in rect: Rect) -> Int { OutputsPane.listRect(in: rect).height }

    func list(_ context: Context, in rect: Rect) -> ShownList? {
        guard context.mode == .sampled else { return nil }
        return ShownList(
            context.answerList.cursor, in: context.answerList.ids(context.answers),
            rect: OutputsPane.listRect(in: rect))
    }

    private func listHeight(_ context: Context) -> Int {
        listHeight(in: context.screen.rect(of: .outputs))
    }

    func textRect(in rect: Rect) -> Rect? { OutputsPane.textRect(in: rect) }

    func shownColumns(_ context: Context, width: Int) -> [String: Int] {
        context.answers.map {
            OutputTable(context: context, view: self, detail: $0, width: width).shownColumns
        } ?? [:]
    }

    func orders(_ context: Context) -> ListOrders {
        ListOrders(
            choices: AnswerList.Order.allCases.map {
                ($0.title(isExact: context.answers?.exactLeft != nil), $0.rawValue)
            }, headings: [("count", "count"), ("share", "count"), ("score", "score")],
            current: context.mode == .sampled ? context.answerList.order.rawValue : nil)
    }

    mutating func sort(by word: String, _ context: inout Context) {
        context.answerList.order = AnswerList.Order(rawValue: word) ?? .count
        context.answerList.isReversed = false
        context.answerList.cursor = ListCursor()
    }

    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] {
        guard context.mode == .sampled else { return context.statedMeans }
        guard let answers = context.answers, let row = context.selectedAnswer else { return [] }
        return [
            ("shares", OutputTable.reading(of: row, detail: answers, context: context))
        ]
    }

    // MARK: - Keys

    func label(of binding: KeyBinding, _ context: Context) -> SafeText? {
        context.mode == .greedy && Self.orders.contains(binding.action) ? nil : binding.label
    }

    /// What the one greedy answer has no order for.
    private static let orders: Set<Action> = [.sortNext, .sortReverse]

    mutating func handle(_ action: Action, _ context: inout Context) -> Response {
        if context.mode == .greedy, Self.orders.contains(action) {
            context.sayGreedyIsOneAnswer()
            return .done
        }
        switch action {
        case .open: return open(&context)
        case .fold: return fold(&context)
        case .showTokens: return .open(.tokens)
        case .textUp: textScroll = max(0, textScroll - 1)
        case .textDown: textScroll += 1
        case .toggleWrap: wraps.toggle()
        case .nextGrouping: context.groupAnswers(by: context.nextGrouping)
        case .sortNext:
            let all = AnswerList.Order.allCases
            let position = all.firstIndex(of: context.answerList.order) ?? 0
            context.answerList.order = all[(position + 1) % all.count]
            context.answerList.isReversed = false
            showFirst(&context)
            // The title of a narrow list has no room for it.
            if context.screen.rect(of: Self.kind).width < 60 {
                context.note(
                    context.answerList.order.title(isExact: context.answers?.exactLeft != nil)
                        .string)
            }
        case .sortReverse:
            context.answerList.isReversed.toggle()
            showFirst(&context)
        case .nextGroup, .previousGroup:
            context.stepGroup(action == .nextGroup ? 1 : -1, height: listHeight(context))
        case _ where action.isListMovement:
            context.stepAnswer(action, height: listHeight(context))
        default: return .none
        }
        return .done
    }

    /// Unfolds a group of several wordings; opens the reader on anything else.
    private func open(_ context: inout Context) -> Response {
        guard context.mode == .sampled, let row = context.selectedAnswer, row.variants > 1,
            !row.isUnfolded
        else { return .open(.reader) }
        context.answerList.unfolded.insert(row.id.group)
        return .done
    }

    /// Folds the group; where there is nothing to fold, leaves the view.
    private func fold(_ context: inout Context) -> Response {
        guard context.mode == .sampled, let row = context.selectedAnswer,
            context.answerList.unfolded.contains(row.id.group)
        else { return .leave }
        context.answerList.unfolded.remove(row.id.group)
        context.selectAnswer(
            OutputDetail.Row.ID(group: row.id.group, wording: nil), height: listHeight(context))
        return .done
    }

    /// The first by a new order is what one sorts for.
    private mutating func showFirst(_ context: inout Context) {
        context.answerList.cursor = ListCursor()
        textScroll = 0
    }

    // MARK: - Finding and copying

    func searchTexts(_ context: Context) -> [String] {
        guard let rows = context.answers?.rows else { return [] }
        return rows.indices.map(rows.text(at:))
    }

    func searchPosition(_ context: Context) -> Int {
        context.answerList.cursor.position(in: context.answerList.ids(context.answers)) ?? 0
    }

    mutating func select(searchPosition: Int, _ context: inout Context) {
        context.answerList.cursor.select(
            searchPosition, in: context.answerList.ids(context.answers),
            height: listHeight(context))
    }

    func copiedText(_ context: Context) -> String? { context.selectedAnswer?.text }
}

extension AnswerGrouping {
    /// What groups need that no rule on the text alone can give.
    static let needs: [AnswerGrouping: String] = [
        .topic:
            "topics need embeddings of the answers: start with --embedding-server URL "
            + "(llama-server --embeddings)",
        .meaning:
            "meanings need a judge that is right about entailment: start with --judge-server URL",
    ]

    /// The rule that a key changes to.
    var next: AnswerGrouping {
        let all = Self.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
}
