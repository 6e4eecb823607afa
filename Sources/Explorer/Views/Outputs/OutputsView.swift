import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension ViewKind {
    public static let outputs = ViewKind("outputs")
}

extension Action {
    static let textUp = Action("textUp")
    static let textDown = Action("textDown")
    static let toggleWrap = Action("toggleWrap")
    static let toggleNormalised = Action("toggleNormalised")
}

/// The distinct answers to one prompt.
struct OutputsView: View {
    static let kind = ViewKind.outputs
    static let title: SafeText = "Outputs"
    static let summary: SafeText = "the distinct answers to a prompt"
    static let keys = [
        KeyBinding(
            Self.self, "Enter Right l", .open, "show the answer token by token", label: "tokens"),
        KeyBinding(
            Self.self, "o", .sortNext, "sort by count, score or first draw", label: "sort"),
        KeyBinding(Self.self, "O", .sortReverse, "turn the sorting round"),
        KeyBinding(Self.self, "J", .textDown, "scroll the full text down"),
        KeyBinding(Self.self, "K", .textUp, "scroll the full text up"),
        KeyBinding(Self.self, "w", .toggleWrap, "wrap the full text, or one line a line"),
        KeyBinding(
            Self.self, "u", .toggleNormalised,
            "take answers as one that differ in case or spacing"),
        KeyBinding(Self.self, "+", .moreDraws, "draw as many answers again to this prompt"),
    ]

    /// What the list is sorted by.
    enum Order: String, Sendable, Hashable, CaseIterable {
        case count, score, first

        var title: SafeText {
            switch self {
            case .count: "most frequent first"
            case .score: "highest score first"
            case .first: "in order of appearance"
            }
        }

        var reversedTitle: SafeText {
            switch self {
            case .count: "least frequent first"
            case .score: "lowest score first"
            case .first: "latest first"
            }
        }
    }

    var cursor = ListCursor<String>()
    var order = Order.count
    var isReversed = false
    /// Whether answers that differ in case and spacing only count as one.
    var isNormalised = false
    var wraps = true
    var textScroll = 0
    /// What the list was made from.
    private var key: Key?

    private struct Key: Hashable {
        var prompt: PromptID
        var draws: Int
        var greedy: String?
        var scorer: Int
        var order: Order
        var isReversed: Bool
        var isNormalised: Bool
        var question: Statement
    }

    mutating func refresh(_ context: inout Context, isShown: Bool) {
        // The list of prompts and the tokens are about these answers too.
        defer { context.selectedAnswer = selected(context) }
        guard let evidence = context.selectedEvidence else {
            context.answers = nil
            return
        }
        let key = Key(
            prompt: evidence.prompt.id, draws: evidence.drawCount,
            greedy: evidence.greedy?.answer.text, scorer: context.scorer, order: order,
            isReversed: isReversed, isNormalised: isNormalised, question: context.question)
        if self.key != key {
            if self.key?.prompt != key.prompt {
                cursor = ListCursor()
                textScroll = 0
            }
            context.answers = OutputDetail(evidence, scorer: context.scorer, view: self)
            self.key = key
        }
        cursor.settle(in: texts(context), keepsTop: true)
    }

    mutating func forget(_ change: RunChange) { key = nil }

    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect) {
        OutputsPane(context: context, view: self, isFocused: isFocused).draw(into: &frame, in: rect)
    }

    func listHeight(in rect: Rect) -> Int { OutputsPane.listRect(in: rect).height }

    /// The texts of the rows, in their order.
    private func texts(_ context: Context) -> [String] { context.answers?.rows.map(\.text) ?? [] }

    private func selected(_ context: Context) -> OutputDetail.Row? {
        guard let rows = context.answers?.rows else { return nil }
        return cursor.position(in: rows.map(\.text)).map { rows[$0] }
    }

    private func listHeight(_ context: Context) -> Int {
        listHeight(in: context.screen.rect(of: .outputs))
    }

    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] {
        guard context.mode == .sampled else { return [("means", context.statedMean)] }
        guard let answers = context.answers, let row = selected(context) else { return [] }
        return [
            ("shares", OutputTable.reading(of: row, detail: answers, context: context))
        ]
    }

    // MARK: - Keys

    mutating func handle(_ action: Action, _ context: inout Context) -> Response {
        switch action {
        case .open: return .open(.tokens)
        case .textUp: textScroll = max(0, textScroll - 1)
        case .textDown: textScroll += 1
        case .toggleWrap: wraps.toggle()
        case .toggleNormalised: isNormalised.toggle()
        case .sortNext:
            let all = Order.allCases
            order = all[((all.firstIndex(of: order) ?? 0) + 1) % all.count]
            isReversed = false
            showFirst()
        case .sortReverse:
            isReversed.toggle()
            showFirst()
        case _ where action.isMovement:
            let old = cursor.selected
            cursor.step(action, in: texts(context), height: listHeight(context))
            if cursor.selected != old { textScroll = 0 }
        default: return .none
        }
        return .done
    }

    /// The first by a new order is what one sorts for.
    private mutating func showFirst() {
        cursor = ListCursor()
        textScroll = 0
    }

    // MARK: - Finding and copying

    func searchTexts(_ context: Context) -> [String] { texts(context) }

    func searchPosition(_ context: Context) -> Int { cursor.position(in: texts(context)) ?? 0 }

    mutating func select(searchPosition: Int, _ context: inout Context) {
        cursor.select(searchPosition, in: texts(context), height: listHeight(context))
        textScroll = 0
    }

    func copiedText(_ context: Context) -> String? { cursor.selected }
}
