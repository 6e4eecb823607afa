import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension ViewKind {
    package static let calibration = ViewKind("calibration")
}

extension Action {
    static let nextConfidence = Action("nextConfidence")
    static let nextTable = Action("nextTable")
}

/// Whether the model is right as often as its own probabilities say: a reliability diagram, the
/// figures of the whole run, and the prompts by how over-confident they are.
struct CalibrationView: View {
    static let kind = ViewKind.calibration
    static let hotkey = "V"
    static let title: SafeText = "Calibration"
    static let summary: SafeText = "is it right as often as it says"
    static let isDetail = false
    static let room = ViewRoom.alone
    static let keys = [
        KeyBinding(
            Self.self, "Enter Right l", .open, "the answers to this prompt", label: "answers"),
        KeyBinding(
            Self.self, "o", .sortNext, "by over-confidence, confidence, share, verdict, pairs",
            label: "sort"),
        KeyBinding(Self.self, "O", .sortReverse, "turn the sorting round"),
        KeyBinding(
            Self.self, "u", .nextConfidence,
            "confidence: whole answer, part, per token, asked back",
            label: "confidence"),
        KeyBinding(
            Self.self, "t", .nextTable,
            "table: figures, kinds of confidence, or answers",
            label: "table"),
        KeyBinding(Self.self, "J", .textDown, "scroll the remarks down"),
        KeyBinding(Self.self, "K", .textUp, "scroll the remarks up"),
    ]

    var sort = CalibrationSort()
    var confidence = Confidence.answer
    var middle = CalibrationMiddle.figures
    /// What the model says of each draw; nil before it was loaded.
    private(set) var own: OwnProbabilities?
    private(set) var finding: CalibrationFinding?
    /// What the run's file warns of.
    private var warnings: [String] = []
    /// The rows in their order.
    private(set) var rows: [CalibrationRow] = []
    /// The first line of the remarks that is shown.
    var remarkScroll = 0
    /// Whether the first of the sorted prompts is to be selected, once they are known.
    private var begins = false
    private var requested: ProbabilitiesWork.Key?
    private var loaded: ProbabilitiesWork.Key?
    private var found: CalibrationWork.Key?

    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)] {
        [
            ("said", "the mean of what the model says of the draws in a bin"),
            ("right", "the share of them that the scorer gives more than 0.5"),
            (
                SafeText(glyphs.point),
                "on a ruler: what was said; the interval is where the share right may be"
            ),
            ("over", "mean confidence minus share right; below 0 the model is too unsure"),
            (
                "proven",
                "for this prompt's one reference: a calibrated model, too, is over or under on each"
            ),
            (
                "remarks",
                "above the bins, the gravest first; J and K scroll them where not all fit"
            ),
            (
                "5 of 6 fit",
                "so many bins or figures have room on this screen; a higher one shows all"
            ),
            ("pairs", "share of pairs of draws in which the more probable has the better score"),
            (
                "AUROC", "chance that a right answer has more of a confidence than a wrong one"
            ),
            ("AURC", "share wrong among the surest answers, averaged over how many are given"),
            (
                "posterior",
                "share of the draws, each weighed by how far the question entails its explanation"
            ),
            ("p", "chance of as much by a calibrated model, for prompts that are a sample"),
        ]
    }

    // MARK: - What is shown

    mutating func refresh(_ context: inout Context, isShown: Bool) {
        guard isShown, context.shown != nil, let first = rows.first else { return }
        if begins { context.list.cursor.select(first.prompt.id) }
        begins = false
        context.list.cursor.settle(in: rows.map(\.prompt.id))
    }

    mutating func requests(
        _ context: Context, isShown: Bool, jobs: inout JobBoard
    ) -> [Effect] {
        guard isShown, let run = context.shown else { return [] }
        let now = ProbabilitiesWork.Key(
            run: context.runs.identity, draws: run.prompts.reduce(0) { $0 + $1.drawCount })
        let isDue =
            requested.map { $0.run != now.run || run.isWorth(now.draws, $0.draws) } ?? true
        if isDue {
            // Nothing, while those of a run that was left are read.
            let effects = jobs.request(ProbabilitiesWork(key: now))
            if !effects.isEmpty { requested = now }
            return effects
        }
        guard let own, let loaded, !own.kinds.isEmpty else { return [] }
        let groups = context.groupings.meanings(ofRun: context.runs.position)
        let key = CalibrationWork.Key(
            run: loaded.run, draws: loaded.draws, scorer: context.scorer,
            question: context.question, confidence: confidence, grouped: groups.count)
        guard key != found else { return [] }
        return jobs.request(
            CalibrationWork(
                key: key, run: run, own: own, voids: context.findings.rows.map(\.reading.void),
                groups: groups))
    }

    mutating func receive(_ answer: any Sendable, _ context: Context) {
        if let answer = answer as? ProbabilitiesWork.Found, answer.key == requested {
            (own, loaded) = (answer.own, answer.key)
            let kinds = answer.own.kinds
            if !kinds.contains(confidence), let first = kinds.first { confidence = first }
        }
        guard let answer = answer as? CalibrationWork.Found else { return }
        (finding, found) = (answer.finding, answer.key)
        warnings = context.shown?.facts.warnings ?? []
        rows = sort.sorted(answer.finding.rows)
    }

    mutating func forget(_ change: RunChange) {
        let (sort, confidence, begins) = (self.sort, self.confidence, self.begins)
        let middle = self.middle
        self = CalibrationView()
        (self.begins, self.middle) = (begins, middle)
        (self.sort, self.confidence) = (sort, confidence)
    }

    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect) {
        CalibrationPane(context: context, view: self, isFocused: isFocused)
            .draw(into: &frame, in: rect)
    }

    func listHeight(in rect: Rect) -> Int {
        CalibrationPane.Parts(
            of: rect, finding, remarks: remarks, middle: middle.lines(finding)
        ).list.height
    }

    /// What must be known before any of it is read, the gravest first.
    var remarks: [String] {
        guard let finding else { return [] }
        var remarks = finding.faults + warnings + finding.notes
        if let void = finding.void {
            remarks.insert(
                "No limit holds: \(void.prompt) has \(void.reason.mark).", at: 0)
        }
        return remarks
    }

    func orders(_ context: Context) -> ListOrders {
        ListOrders(
            choices: CalibrationSort.Column.allCases.map {
                (SafeText(sanitizing: $0.title), $0.rawValue)
            }, current: sort.column.rawValue)
    }

    mutating func sort(by word: String, _ context: inout Context) {
        sort = CalibrationSort(column: CalibrationSort.Column(rawValue: word) ?? .excess)
        sortRows()
    }

    /// Sorts anew, and shows what comes first then.
    private mutating func sortRows() {
        rows = sort.sorted(finding?.rows ?? [])
        begins = true
    }

    /// Begins with what is most to be seen.
    mutating func entered(from other: ViewKind?) {
        begins = other != kind
        remarkScroll = 0
    }

    private func listHeight(_ context: Context) -> Int {
        listHeight(in: context.screen.rect(of: .calibration))
    }

    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] {
        var stated: [(of: SafeText, reading: Reading)] = []
        if let reading = rows.lazy.map(\.simultaneous).first(where: { $0.bound != nil }) {
            let level = Figure.level(context.question.alpha)
            stated.append(("over-confidence, " + level + " together", reading))
        }
        if let bound = finding?.bands.limits?.lazy.compactMap({ $0 }).first {
            let level = Figure.level(context.question.alpha)
            stated.append(("bins, " + level + " together", .bound(bound)))
        }
        return stated
    }

    // MARK: - Keys

    /// The line that the remarks begin with where their last one is seen.
    private func lastRemark(_ context: Context) -> Int {
        let rect = context.screen.rect(of: .calibration)
        let shown = CalibrationPane.Parts(
            of: rect, finding, remarks: remarks, middle: middle.lines(finding)
        ).remarks.height
        return max(0, CalibrationPane.lines(of: remarks, width: rect.width).count - shown)
    }

    mutating func handle(_ action: Action, _ context: inout Context) -> Response {
        let ids = rows.map(\.prompt.id)
        switch action {
        case .open: return .open(.outputs)
        case .sortNext:
            sort.advance()
            sortRows()
        case .sortReverse:
            sort.isReversed.toggle()
            sortRows()
        case .textDown: remarkScroll = min(remarkScroll + 1, lastRemark(context))
        case .textUp: remarkScroll = max(0, min(remarkScroll, lastRemark(context)) - 1)
        case .nextConfidence:
            let all = own?.kinds ?? []
            let position = all.firstIndex(of: confidence) ?? -1
            if !all.isEmpty { confidence = all[(position + 1) % all.count] }
            context.note("confidence: " + confidence.words)
        case .nextTable:
            middle = middle.next
            context.note(middle.words)
        case .nextPrompt: context.list.cursor.move(by: 1, in: ids, height: listHeight(context))
        case .previousPrompt:
            context.list.cursor.move(by: -1, in: ids, height: listHeight(context))
        case _ where action.isMovement:
            context.list.cursor.step(
                action, times: context.repeats, in: ids, height: listHeight(context))
        default: return .none
        }
        return .done
    }

    // MARK: - Finding

    func searchTexts(_ context: Context) -> [String] {
        context.searchTexts(of: rows.map(\.prompt.id))
    }

    func searchPosition(_ context: Context) -> Int {
        context.list.cursor.position(in: rows.map(\.prompt.id)) ?? 0
    }

    mutating func select(searchPosition: Int, _ context: inout Context) {
        context.list.cursor.select(
            searchPosition, in: rows.map(\.prompt.id), height: listHeight(context))
    }
}
