import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension ViewKind {
    package static let compare = ViewKind("compare")
}

extension Action {
    static let nextComparison = Action("nextComparison")
    static let toggleMirrored = Action("toggleMirrored")
}

/// Two runs, or the marked prompts of one, side by side.
struct CompareView: View {
    static let kind = ViewKind.compare
    static let hotkey = "6"
    static let title: SafeText = "Compare"
    static let summary: SafeText = "two runs, or marked prompts"
    static let isDetail = false
    static let room = ViewRoom.alone
    static let comparesRuns = true
    static let keys = [
        KeyBinding(
            Self.self, "Enter Right l", .open,
            "the answers that the two runs give unequally often", label: "answers"),
        KeyBinding(
            Self.self, "o", .sortNext, "sort by the next column of Compare", label: "sort"),
        KeyBinding(Self.self, "O", .sortReverse, "turn the sorting round"),
        KeyBinding(
            Self.self, "c", .nextComparison, "compare with the next of the open runs"),
        KeyBinding(Self.self, "U", .clearMarks, "take all marks away: compare all prompts"),
        KeyBinding(
            Self.self, "H", .toggleMirrored, "B's bars as an outline over A's, or below them"),
        KeyBinding(
            Self.self, "L", .toggleLogarithmic, "bars by the logarithm of the draws",
            label: "log"),
    ]

    var sort = CompareSort()
    /// Whether B's bars stand below A's instead of their outline over them.
    var isMirrored = false
    var isLogarithmic = false
    /// Whether only prompts are listed whose verdicts differ.
    var isOnlyDifferent = false
    private(set) var table: ComparisonTable?
    /// The prompts that are listed, in their order: of two runs only the marked ones, if any are.
    private(set) var ids: [PromptID] = []
    private var key: Key?
    private var idsKey: IDsKey?

    private struct Key: Hashable {
        /// Counts how often the list's limits were brought up to date.
        var revision: Int
        /// Which run stands beside the one shown, and its picture.
        var other: Int
        var otherPicture: Int
        /// Counts what was found of all prompts together.
        var answers: Int
        var marks: Set<PromptID>
        var scorer: Int
        var question: Statement
    }

    private struct IDsKey: Hashable {
        var table: Key?
        var list: PromptList.Key?
        var sort: CompareSort
        var isOnlyDifferent: Bool
        var target: Double
    }

    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)] {
        [
            ("A, B", "the run that is shown, and the one beside it (:against, D)"),
            (":only different", "only the prompts that the runs are proven to differ on"),
            ("pairs", "draws of the same number in both runs"),
            (
                "rulers",
                "the means of both runs with their limits, the greedy score and the target T on one "
                    + "scale, which begins at 0"
            ),
            (
                "difference",
                "of the means of A and B, from draws in pairs of equal number; without replacement "
                    + "there are no pairs, and the limits of both runs are subtracted"
            ),
        ]
    }

    mutating func refresh(_ context: inout Context, isShown: Bool) {
        guard isShown, context.shown != nil else { return }
        refreshTable(&context)
        refreshIDs(context)
        // What is opened from here is what is selected here.
        context.list.cursor.settle(in: ids)
    }

    private mutating func refreshTable(_ context: inout Context) {
        let key = Key(
            revision: context.findings.revision, other: context.runs.comparisonGeneration,
            otherPicture: context.runs.comparisonPicture, answers: context.compared.answers,
            marks: context.list.marks, scorer: context.scorer, question: context.question)
        if self.key == key, table?.isUnfinished == false { return }
        var old = self.key
        old?.revision = key.revision
        old?.otherPicture = key.otherPicture
        old?.answers = key.answers
        if old != key || table == nil { table = ComparisonTable() }
        table?.update(&context)
        self.key = key
        self.key?.answers = context.compared.answers
    }

    private mutating func refreshIDs(_ context: Context) {
        let key = IDsKey(
            table: self.key, list: context.list.key, sort: sort,
            isOnlyDifferent: isOnlyDifferent, target: context.target)
        guard idsKey != key || table?.isUnfinished != false else { return }
        var rows = table?.rows ?? []
        let marks = context.list.marks
        if !marks.isEmpty { rows = rows.filter { marks.contains($0.id) } }
        if isOnlyDifferent { rows = rows.filter { $0.isDifferent(target: context.target) } }
        if !context.list.filter.isEmpty {
            let matching = context.list.matching
            rows = rows.filter { matching.contains($0.id) }
        }
        ids = sort.sorted(rows).map(\.id)
        idsKey = key
    }

    mutating func forget(_ change: RunChange) {
        table = nil
        ids = []
        key = nil
        idsKey = nil
    }

    func isUnfinished(isShown: Bool) -> Bool { isShown && table?.isUnfinished == true }

    mutating func requests(_ context: Context, isShown: Bool, jobs: inout JobBoard) -> [Effect] {
        isShown ? jobs.request(context.pairSetJob) : []
    }

    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect) {
        ComparePane(context: context, view: self, isFocused: isFocused).draw(into: &frame, in: rect)
    }

    func listHeight(in rect: Rect) -> Int { ComparePane.listRect(in: rect).height }

    func list(_ context: Context, in rect: Rect) -> ShownList? {
        ShownList(context.list.cursor, in: ids, rect: ComparePane.listRect(in: rect))
    }

    private func listHeight(_ context: Context) -> Int {
        listHeight(in: context.screen.rect(of: .compare))
    }

    func orders(_ context: Context) -> ListOrders {
        ListOrders(
            CompareSort.Column.all(isPair: context.comparison != nil).map(\.rawValue),
            headings: [
                ("id", "id"), ("mean A", "mean-a"), ("mean B", "mean-b"), ("mean", "mean-a"),
                ("A - B", "difference"), ("verdict", "verdict"),
            ], current: sort.column.rawValue)
    }

    mutating func sort(by word: String, _ context: inout Context) {
        sort = CompareSort(column: CompareSort.Column(rawValue: word) ?? .run)
    }

    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] {
        let rows = table?.rows ?? []
        let mean = rows.lazy.compactMap(\.first.bound).first.map(Reading.bound) ?? .none
        let difference = rows.lazy.compactMap(\.difference).first.map { Reading.bound($0.bound) }
        var stated: [(of: SafeText, reading: Reading)] = [("means", mean)]
        if let difference {
            // The bound's level is its own; what the picture says is said of all pairs at once.
            let level = Figure.level(context.question.alpha)
            stated.append(("A - B, " + level + " together", difference))
        }
        return stated
    }

    // MARK: - Keys

    mutating func handle(_ action: Action, _ context: inout Context) -> Response {
        if !ids.isEmpty, Self.barsOnly.contains(action), !hasBars(context) {
            if context.mode == .greedy {
                context.sayGreedyIsOneAnswer()
            } else {
                context.note("bars need a higher window")
            }
            return .done
        }
        if ids.isEmpty, Self.ofRows.contains(action) || action.isListMovement {
            context.note("there is nothing to compare here; what is wanted stands above")
            return .done
        }
        switch action {
        case .open: return .open(context.comparison == nil ? .outputs : .differences)
        case .sortNext: sort.advance(isPair: context.comparison != nil)
        case .sortReverse: sort.isReversed.toggle()
        case .clearMarks: context.list.marks = []
        case .toggleMirrored: isMirrored.toggle()
        case .toggleLogarithmic: isLogarithmic.toggle()
        case .nextPrompt: move(by: context.repeats, &context)
        case .previousPrompt: move(by: -context.repeats, &context)
        case .toggleValidity:
            let now = context.toggleValidity()
            context.note("Compare's limits hold at any n always; the others show \(now) now")
        case _ where action.isListMovement:
            context.list.cursor.step(
                action, times: context.repeats, in: ids, height: listHeight(context))
        default: return .none
        }
        return .done
    }

    /// What needs a row at least.
    private static let ofRows: Set<Action> = [
        .open, .sortNext, .sortReverse, .toggleMirrored, .toggleLogarithmic,
    ]

    /// What only the bars below the table have.
    private static let barsOnly: Set<Action> = [.toggleMirrored, .toggleLogarithmic]

    private func hasBars(_ context: Context) -> Bool {
        context.mode == .sampled && ComparePane.hasBars(context.screen.rect(of: Self.kind))
    }

    func label(of binding: KeyBinding, _ context: Context) -> SafeText? {
        if ids.isEmpty, Self.ofRows.contains(binding.action) { return nil }
        return Self.barsOnly.contains(binding.action) && !hasBars(context) ? nil : binding.label
    }

    private func move(by step: Int, _ context: inout Context) {
        context.list.cursor.move(by: step, in: ids, height: context.listHeight)
    }

    // MARK: - Finding

    func searchTexts(_ context: Context) -> [String] { context.searchTexts(of: ids) }

    func searchPosition(_ context: Context) -> Int {
        context.list.cursor.position(in: ids) ?? 0
    }

    mutating func select(searchPosition: Int, _ context: inout Context) {
        context.list.cursor.select(searchPosition, in: ids, height: listHeight(context))
    }
}
