import Canvas
import Evidence
import Findings
import Prompts

/// One view of the explorer: what it shows, what its keys do, and its own state.
///
/// A view is given a ``Context`` and nothing else. A new view is a folder with a type that is a
/// `View`, and a line in ``Views/types``.
protocol View: Sendable {
    /// Its name, unique among views.
    static var kind: ViewKind { get }
    /// The key that shows it from everywhere: a digit but 0, which begins a count, or a letter.
    static var hotkey: String { get }
    /// The name in titles and in the breadcrumb.
    static var title: SafeText { get }
    /// What it shows, for the help on its key.
    static var summary: SafeText { get }
    /// Whether it is about one prompt.
    static var isDetail: Bool { get }
    /// How it shares the screen with others.
    static var room: ViewRoom { get }
    /// The keys that act only in this view, in the order of usefulness.
    static var keys: [KeyBinding] { get }
    /// What its words and marks mean.
    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)]
    /// Whether a search goes through its picture: it has no list to search.
    static var isSearchedAsSeen: Bool { get }
    /// Whether `&` filters the answers that it shows, not the prompts.
    static var filtersAnswers: Bool { get }
    /// Whether it is about the run that is shown: without one there is nothing to see.
    static var isAboutRun: Bool { get }
    /// Whether it is about all draws of two runs, whatever number the others hold for.
    static var comparesRuns: Bool { get }
    /// Whether it shows one answer, so that a label is about that one alone.
    static var readsOneAnswer: Bool { get }
    /// Whether what a search finds is marked in its picture.
    static var marksHits: Bool { get }
    /// The columns of its list that can be chosen, from left to right.
    static var columns: [ListColumn] { get }
    /// Where its keys act: the view's own place, and others where some keys act only at times.
    static var keyContexts: [KeyContext] { get }

    init()

    /// The place whose keys act now.
    func keyContext(_ context: Context) -> KeyContext
    /// Brings what is shown up to date; the only place where a view computes anything.
    ///
    /// - Parameter isShown: whether a pane shows the view.
    mutating func refresh(_ context: inout Context, isShown: Bool)
    /// Draws what ``refresh(_:isShown:)`` has prepared.
    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect)
    /// Carries out an action while the view has the focus.
    mutating func handle(_ action: Action, _ context: inout Context) -> Response
    /// What limits the picture states: what each is of, and a limit of that kind; none in a picture
    /// without limits.
    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)]
    /// The rows of the view's list in a pane.
    func listHeight(in rect: Rect) -> Int
    /// Where these rows stand, and which they are, for clicks; nil without a list that takes any.
    ///
    /// Positions are those of ``select(searchPosition:_:)``.
    func list(_ context: Context, in rect: Rect) -> ShownList?
    /// What is shown of the columns of its list: the name and the width of each.
    func shownColumns(_ context: Context, width: Int) -> [String: Int]
    /// How its list can be sorted.
    func orders(_ context: Context) -> ListOrders
    /// Sorts its list by one of these.
    mutating func sort(by word: String, _ context: inout Context)
    /// Where a text stands that the wheel scrolls; nil for none.
    func textRect(in rect: Rect) -> Rect?
    /// The word that the footer shows for one of the keys; nil for none.
    func label(of binding: KeyBinding, _ context: Context) -> SafeText?
    /// Says that the view has come to the focus.
    ///
    /// - Parameter other: the view from which it was opened; nil where its name was chosen, and the view
    ///   itself where a prompt was chosen, too.
    mutating func entered(from other: ViewKind?)
    /// Forgets what is known of the run shown before.
    mutating func forget(_ change: RunChange)

    // MARK: - Work that takes long

    /// Whether what is shown could still be narrowed in idle moments.
    func isUnfinished(isShown: Bool) -> Bool
    /// Effects that what is shown needs, such as an answer's tokens; each asked for once.
    mutating func requests(_ context: Context, isShown: Bool, jobs: inout JobBoard) -> [Effect]
    /// Takes in what a job found out, if it is the view's.
    mutating func receive(_ answer: any Sendable, _ context: Context)

    // MARK: - Finding and copying

    /// The texts that a search goes through, in the order of the screen.
    func searchTexts(_ context: Context) -> [String]
    /// The places where a search finds something, in the order of the screen.
    func hits(of matcher: Matcher, _ context: Context) -> [Int]
    /// Where the selection is among them.
    func searchPosition(_ context: Context) -> Int
    /// Selects one of them.
    mutating func select(searchPosition: Int, _ context: inout Context)
    /// The text that is copied; nil for none.
    func copiedText(_ context: Context) -> String?
}

/// The rows of a list that are on the screen.
struct ShownList: Sendable, Hashable {
    /// Where they stand, below a header.
    let rect: Rect
    let window: Range<Int>
    let selected: Int?

    init<ID>(_ cursor: ListCursor<ID>, in items: [ID], rect: Rect) {
        self.rect = rect
        window = cursor.window(in: items, height: rect.height)
        selected = cursor.position(in: items)
    }
}

/// What becomes of an action.
enum Response: Sendable, Hashable {
    /// The view does nothing on this action; the explorer may.
    case none
    case done
    /// Another view is to be shown on top of this one.
    case open(ViewKind)
    /// The view is to be left for the one below.
    case leave
    /// Something is wanted from outside.
    case ask([Effect])
    /// Another run is to be shown in a view, with one beside it or without.
    case openRun(String, beside: String?, at: ViewKind)
}

/// How a view shares a wide screen.
enum ViewRoom: Sendable {
    /// With the list, and on a large screen with the other views that do.
    case dashboard
    /// With the list alone.
    case besideList
    /// With none.
    case alone
}

/// How the run that is shown changes.
enum RunChange: Sendable {
    /// Between runs that are open.
    case switched
    /// To one that is opened anew.
    case opened
}

/// What most views do.
extension View {
    var kind: ViewKind { Self.kind }

    static var isDetail: Bool { true }
    static var room: ViewRoom { .besideList }
    static var filtersAnswers: Bool { false }
    static var isSearchedAsSeen: Bool { false }
    static var isAboutRun: Bool { true }
    static var comparesRuns: Bool { false }
    static var readsOneAnswer: Bool { false }
    static var marksHits: Bool { isSearchedAsSeen }
    static var columns: [ListColumn] { [] }
    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)] { [] }
    static var keyContexts: [KeyContext] { [KeyContext(of: Self.self)] }

    func keyContext(_ context: Context) -> KeyContext { KeyContext(of: Self.self) }
    mutating func handle(_ action: Action, _ context: inout Context) -> Response { .none }
    func listHeight(in rect: Rect) -> Int { rect.height }
    func list(_ context: Context, in rect: Rect) -> ShownList? { nil }
    func shownColumns(_ context: Context, width: Int) -> [String: Int] { [:] }
    func textRect(in rect: Rect) -> Rect? { nil }
    func label(of binding: KeyBinding, _ context: Context) -> SafeText? { binding.label }
    mutating func entered(from other: ViewKind?) {}
    mutating func forget(_ change: RunChange) {}
    func isUnfinished(isShown: Bool) -> Bool { false }
    mutating func requests(
        _ context: Context, isShown: Bool, jobs: inout JobBoard
    ) -> [Effect] { [] }
    mutating func receive(_ answer: any Sendable, _ context: Context) {}
    func copiedText(_ context: Context) -> String? { context.selectedEvidence?.prompt.text }

    // Who states limits says so: a picture without any must not name a level.
    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] { [] }

    func hits(of matcher: Matcher, _ context: Context) -> [Int] {
        searchTexts(context).enumerated().filter { matcher.matches($0.element) }.map(\.offset)
    }

    // A view of one prompt sorts and searches the prompts.

    func orders(_ context: Context) -> ListOrders { .ofPrompts }

    mutating func sort(by word: String, _ context: inout Context) {
        context.list.sort = PromptSort(column: PromptSort.Column(rawValue: word) ?? .file)
    }

    func searchTexts(_ context: Context) -> [String] { context.searchTexts(of: context.list.order) }

    func searchPosition(_ context: Context) -> Int {
        context.list.cursor.position(in: context.list.order) ?? 0
    }

    mutating func select(searchPosition: Int, _ context: inout Context) {
        context.list.select(searchPosition, height: context.listHeight)
    }
}
