import Canvas
import Evidence
import Findings
import Prompts

extension ViewKind {
    package static let prompts = ViewKind("prompts")
}

extension Action {
    static let mark = Action("mark")
    static let foldWordings = Action("foldWordings")
}

/// The list of all prompts.
struct PromptsView: View {
    static let kind = ViewKind.prompts
    static let hotkey = "1"
    static let title: SafeText = "Prompts"
    static let summary: SafeText = "all prompts with their limits"
    static let room = ViewRoom.dashboard
    static let isDetail = false
    static let columns = [
        ListColumn(name: "id", meaning: "the prompt's name", leastWidth: 4),
        ListColumn(name: "n", meaning: "draws"),
        ListColumn(name: "histogram", meaning: "scores from 0 to 1", leastWidth: 4),
        ListColumn(name: "greedy", meaning: "score of the greedy answer"),
        ListColumn(name: "mean", meaning: "average score of the draws"),
        ListColumn(name: "lower", meaning: "lower limit of the mean"),
        ListColumn(name: "upper", meaning: "upper limit of the mean"),
        ListColumn(name: "left", meaning: "probability of what was not seen"),
        ListColumn(name: "hidden", meaning: "proven although greedy is clean"),
        ListColumn(name: "verdict", meaning: "above or below the target"),
    ]
    static let keys =
        [
            KeyBinding(Self.self, "Enter Right l", .open, "show the answers", label: "open"),
            KeyBinding(
                Self.self, "Space", .mark, "mark a prompt: Compare shows the marked ones",
                label: "mark"),
            KeyBinding(Self.self, "o", .sortNext, "sort by the next column", label: "sort"),
            KeyBinding(Self.self, "O", .sortReverse, "turn the sorting round"),
            KeyBinding(
                Self.self, "w", .foldWordings,
                "fold questions in several wordings, or list them all"),
            KeyBinding(Self.self, "U", .clearMarks, "take all marks away"),
            KeyBinding(
                Self.self, "+", .moreDraws, "draw as many answers again to this prompt",
                label: "more"),
            KeyBinding(
                Self.self, "C", .chooseColumns, "choose columns: hide, show, wider, narrower"),
            KeyBinding(
                Self.self, "-", .fewerDraws,
                "take back the last order of +, as far as it is to come"),
        ] + KeyBinding.ofWindow(Self.self)

    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)] {
        [
            ("0 .... 1", "the scores of the prompt's draws from 0 to 1, as a small histogram"),
            ("greedy", "the score of the one answer at temperature 0"),
            ("mean", "the average score of the draws; with scores of 0 and 1, their rate"),
            ("upper, lower", "the limits of the true mean: of all answers the model could give"),
            (
                "left",
                "without replacement: the exact probability of all answers that were not seen"
            ),
            (
                "verdict",
                "above or below the target: each side by one limit at the level alone, which is "
                    + "tighter than the interval's; undecided: not yet"
            ),
            (SafeText(glyphs.leak), "sampling proves it of a prompt whose greedy answer is clean"),
            ("together", "verdicts on all prompts that hold at once, so with wider limits"),
            (
                "3 wordings",
                "one question in other words: mean and limits are of the average wording, beside them the "
                    + "greatest one's; all limits of all such questions hold together"
            ),
            (
                "pooled, joint",
                "the limits of the mean over prompts come from the draws of all of them together"
            ),
        ]
    }

    /// What is known of questions in several wordings, by each of their prompts.
    private(set) var wordings: [PromptID: WordingGroup] = [:]
    private var found: WordingsWork.Key?

    mutating func refresh(_ context: inout Context, isShown: Bool) {}

    mutating func requests(
        _ context: Context, isShown: Bool, jobs: inout JobBoard
    ) -> [Effect] {
        guard isShown, !context.list.folds.isEmpty, let run = context.shown,
            let scorer = context.scorerFacts
        else { return [] }
        let key = WordingsWork.Key(
            run: context.runs.identity, draws: run.prompts.reduce(0) { $0 + $1.drawCount },
            scorer: context.scorer, statement: context.question.about(scorer))
        guard key != found else { return [] }
        return jobs.request(
            WordingsWork(key: key, run: run, voids: context.findings.rows.map(\.reading.void)))
    }

    mutating func receive(_ answer: any Sendable, _ context: Context) {
        guard let answer = answer as? WordingsWork.Found else { return }
        found = answer.key
        wordings = [:]
        for group in answer.groups {
            for prompt in group.prompts { wordings[prompt] = group }
        }
    }

    mutating func forget(_ change: RunChange) { self = PromptsView() }

    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] { context.statedMeans }

    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect) {
        PromptsPane(context: context, wordings: wordings, isFocused: isFocused)
            .draw(into: &frame, in: rect)
    }

    func listHeight(in rect: Rect) -> Int { PromptsPane.listRect(in: rect).height }

    func list(_ context: Context, in rect: Rect) -> ShownList? {
        ShownList(
            context.list.cursor, in: context.list.order, rect: PromptsPane.listRect(in: rect))
    }

    func shownColumns(_ context: Context, width: Int) -> [String: Int] {
        PromptTable(context: context, width: width).shownColumns
    }

    func orders(_ context: Context) -> ListOrders {
        ListOrders(
            PromptSort.Column.allCases.map(\.rawValue),
            headings: PromptSort.Column.allCases.map {
                ($0 == .draws ? "n" : $0.rawValue, $0.rawValue)
            }, current: context.list.sort.column.rawValue)
    }

    mutating func handle(_ action: Action, _ context: inout Context) -> Response {
        switch action {
        case .open: return .open(.outputs)
        case .mark:
            guard let id = context.prompt else { return .done }
            if context.list.marks.remove(id) == nil { context.list.marks.insert(id) }
            context.list.step(.down, height: context.listHeight)
        case .foldWordings:
            context.list.toggleFold()
            context.note(
                context.list.isFolded
                    ? "questions in several wordings are one line each" : "all wordings are listed")
        case .clearMarks: context.list.marks = []
        case .sortNext: context.list.sort.advance()
        case .sortReverse: context.list.sort.isReversed.toggle()
        case _ where action.isListMovement:
            context.list.step(action, times: context.repeats, height: context.listHeight)
        default: return .none
        }
        return .done
    }
}
