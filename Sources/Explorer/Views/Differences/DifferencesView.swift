import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension ViewKind {
    package static let differences = ViewKind("differences")
}

/// The answers to one prompt that two runs give unequally often.
struct DifferencesView: View {
    static let kind = ViewKind.differences
    static let hotkey = "8"
    static let title: SafeText = "Differences"
    static let summary: SafeText = "answers two runs give unequally often"
    static let room = ViewRoom.alone
    static let comparesRuns = true
    static let keys =
        [
            KeyBinding(
                Self.self, "Enter Right l", .open, "read the answer among all of its run",
                label: "read"),
            KeyBinding(
                Self.self, "o", .sortNext, "all answers, those of one run alone, proven ones",
                label: "only A, B"),
            KeyBinding(
                Self.self, "u", .nextGrouping, "group answers: exact, folded, by their part"),
            KeyBinding(Self.self, "Left h", .leave, "one view back"),
            KeyBinding(Self.self, "J", .textDown, "scroll the full text down"),
            KeyBinding(Self.self, "K", .textUp, "scroll the full text up"),
        ] + KeyBinding.ofWindow(Self.self)

    /// Which answers are listed.
    enum Selection: String, Sendable, Hashable, CaseIterable {
        case all, a, b, different

        var title: SafeText {
            switch self {
            case .all: "greatest difference first"
            case .a: "only A gives them"
            case .b: "only B gives them"
            case .different: "proven to differ"
            }
        }
    }

    var selection = Selection.all
    private(set) var found: AnswerDifferences?
    /// The rows that are listed.
    private(set) var rows: [AnswerDifferences.Row] = []
    private(set) var limits: [String: Bound] = [:]
    /// How many rows only one run gives, and how many are proven to differ among those looked at.
    private(set) var counts = (a: 0, b: 0, different: 0)
    var cursor = ListCursor<String>()
    var textScroll = 0
    /// The answer below the list, and what is looked for in it.
    private var sought: [String] = []
    private var key: Key?
    private var listKey: ListKey?
    /// Whether it may still turn out that no limit holds for the draws.
    private var isUnfinished = false
    /// Why there are no limits, the longest words first; empty where there are.
    private(set) var unlimited: [SafeText] = []

    /// Limits are computed for so many rows, the greatest differences first: those behind them are
    /// answers that were seen a few times.
    static let mostLimits = 400

    private struct Key: Hashable {
        var run: OpenRuns.Identity
        var other: Int
        var prompt: PromptID
        var draws: [Int]
        var grouping: AnswerGrouping
        var alpha: Double
        var isVoid: Bool
        /// The part that the reader chose for both.
        var part: AnswerPart?
    }

    private struct ListKey: Hashable {
        var table: Key?
        var selection: Selection
    }

    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)] {
        [
            (
                "A, B",
                "the run that is shown, and the one beside it; how many draws of each gave it"
            ),
            (
                "A - B",
                "its share of A's draws minus that of B's; the limits of all rows hold together"
            ),
            (
                "together",
                "the later a draw brought an answer up, the wider are its limits: fewer draws are left, and a smaller part of the level"
            ),
            (SafeText(glyphs.greedy), "the greedy answer of that run"),
            ("-", "no draw of that run gave it"),
            (
                "prob",
                "of a run without replacement, where each answer comes once and counts tell nothing: its known probability"
            ),
        ]
    }

    // MARK: - What is shown

    mutating func refresh(_ context: inout Context, isShown: Bool) {
        guard isShown else { return }
        guard let one = context.receivedEvidence, let other = Self.partner(context) else {
            (found, rows, key, isUnfinished) = (nil, [], nil, false)
            return
        }
        context.refreshPairs()
        let pairs = context.compared.pairs
        isUnfinished = pairs.isUnfinished
        let pair = pairs.rows.first { $0.prompt.id == other.prompt.id }
        let void = ComparisonWords.void(
            first: context.selectedRow?.reading.void ?? pair?.first.void,
            second: pair?.second.void, isPair: true)
        let isRuleMadeUp = context.answerList.isRuleMadeUp
        unlimited =
            void ?? (isRuleMadeUp ? ["no limits: these groups were made after a look"] : [])
        let key = Key(
            run: context.runs.identity, other: context.runs.comparisonGeneration,
            prompt: one.prompt.id, draws: [one.drawCount, other.drawCount],
            grouping: context.answerList.grouping.ofText, alpha: context.question.alpha,
            isVoid: void != nil || isRuleMadeUp,
            part: context.answerList.chosenPart)
        if self.key != key, isDue(key) {
            if self.key?.prompt != key.prompt { (cursor, textScroll) = (ListCursor(), 0) }
            compute(one, other, key, context)
        }
        let listKey = ListKey(table: self.key, selection: selection)
        if self.listKey != listKey {
            rows = listed
            self.listKey = listKey
        }
        cursor.settle(in: rows.map(\.text), keepsTop: true)
        let sought = [selected?.text ?? "", context.search.pattern]
        guard self.sought != sought else { return }
        self.sought = sought
        let rect = DifferencesPane.Parts(of: context.screen.rect(of: .differences)).text
        textScroll =
            selected.map {
                context.firstLine(
                    ofHitIn: context.afterThoughts($0.text) ?? $0.text, wraps: true, in: rect)
            } ?? 0
    }

    /// Whether what has come since is worth the work.
    private func isDue(_ key: Key) -> Bool {
        guard var before = self.key else { return true }
        let (seen, now) = (before.draws.reduce(0, +), key.draws.reduce(0, +))
        before.draws = key.draws
        return before != key || now < seen || now < 4000 || now - seen > seen / 20
    }

    private mutating func compute(
        _ one: PromptEvidence, _ other: PromptEvidence, _ key: Key, _ context: Context
    ) {
        let parts = (
            first: key.part ?? context.received?.facts.answer ?? .standard,
            second: key.part ?? context.comparison?.facts.answer ?? .standard
        )
        let found = AnswerDifferences(
            one, other, grouping: key.grouping, parts: parts, isVoid: key.isVoid,
            numbersAgree: ![context.received, context.comparison].contains {
                $0?.facts.planChange?.isOfJoinedRuns == true
            }, alpha: key.alpha)
        limits = [:]
        counts = (0, 0, 0)
        for (position, row) in found.rows.enumerated() {
            switch row.onlyIn {
            case .first: counts.a += 1
            case .second: counts.b += 1
            case nil: break
            }
            guard position < Self.mostLimits, let bound = found.bound(of: row) else { continue }
            limits[row.text] = bound
            if Self.isProven(bound) { counts.different += 1 }
        }
        self.found = found
        self.key = key
    }

    static func isProven(_ bound: Bound) -> Bool { bound.lower > 0 || bound.upper < 0 }

    private var listed: [AnswerDifferences.Row] {
        guard let found else { return [] }
        return switch selection {
        case .all: found.rows
        case .a: found.rows.filter { $0.onlyIn == .first }
        case .b: found.rows.filter { $0.onlyIn == .second }
        case .different: found.rows.filter { limits[$0.text].map(Self.isProven) ?? false }
        }
    }

    /// The same prompt in the run that stands beside the one shown.
    static func partner(_ context: Context) -> PromptEvidence? {
        guard let one = context.receivedEvidence else { return nil }
        return context.comparison?.prompts.first {
            $0.prompt.isSame(as: one.prompt)
        }
    }

    /// The row that is selected.
    var selected: AnswerDifferences.Row? {
        cursor.position(in: rows.map(\.text)).map { rows[$0] }
    }

    mutating func forget(_ change: RunChange) {
        (found, rows, key, listKey) = (nil, [], nil, nil)
    }

    func isUnfinished(isShown: Bool) -> Bool { isShown && isUnfinished }

    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect) {
        DifferencesPane(context: context, view: self, isFocused: isFocused)
            .draw(into: &frame, in: rect)
    }

    func listHeight(in rect: Rect) -> Int { DifferencesPane.Parts(of: rect).list.height }

    func list(_ context: Context, in rect: Rect) -> ShownList? {
        ShownList(cursor, in: rows.map(\.text), rect: DifferencesPane.Parts(of: rect).list)
    }

    private func listHeight(_ context: Context) -> Int {
        listHeight(in: context.screen.rect(of: .differences))
    }

    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] {
        guard let bound = rows.lazy.compactMap({ limits[$0.text] }).first else { return [] }
        return [("A - B, all answers together", .bound(bound))]
    }

    // MARK: - Keys

    mutating func handle(_ action: Action, _ context: inout Context) -> Response {
        switch action {
        case .leave: return .leave
        case .open: return open(&context)
        case .textUp: textScroll = max(0, textScroll - 1)
        case .textDown: textScroll += 1
        case .nextGrouping:
            let next = context.answerList.grouping.ofText.next
            context.groupAnswers(by: next.asksServer ? .exact : next)
        case .sortNext:
            let all = Selection.allCases
            let position = all.firstIndex(of: selection) ?? 0
            select(all[(position + 1) % all.count])
        case _ where action.isListMovement:
            textScroll = 0
            cursor.step(
                action, times: context.repeats, in: rows.map(\.text), height: listHeight(context))
        default: return .none
        }
        return .done
    }

    mutating func select(_ selection: Selection) {
        self.selection = selection
        (cursor, textScroll) = (ListCursor(), 0)
    }

    /// Shows the answer among those of the run shown; one that only the other run gives is read here.
    private func open(_ context: inout Context) -> Response {
        guard let selected else { return .done }
        guard selected.onlyIn != .second else {
            context.note("only B gives it: D shows B, J and K scroll the text here")
            return .done
        }
        let grouping = context.answerList.grouping.ofText
        let finder = AnswerFinder(context.answerList.part)
        let wanted = grouping.key(of: selected.text, finder: finder)
        guard let evidence = context.receivedEvidence,
            let position = evidence.position(of: selected.text)
                ?? evidence.outputs.firstIndex(where: {
                    grouping.key(of: $0.text, finder: finder) == wanted
                }), let place = context.place(ofText: position)
        else { return .open(.outputs) }
        context.read(place)
        return .open(.reader)
    }

    // MARK: - Finding and copying

    func searchTexts(_ context: Context) -> [String] { rows.map(\.text) }

    func searchPosition(_ context: Context) -> Int { cursor.position(in: rows.map(\.text)) ?? 0 }

    mutating func select(searchPosition: Int, _ context: inout Context) {
        cursor.select(searchPosition, in: rows.map(\.text), height: listHeight(context))
    }

    func copiedText(_ context: Context) -> String? { selected?.text }
}
