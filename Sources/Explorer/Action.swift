import Findings

/// What a key does.
///
/// The key table binds keys to actions. Those of all views are here; a view has its own in its folder.
struct Action: Sendable, Hashable {
    let name: String

    init(_ name: String) {
        self.name = name
    }
}

extension Action {
    // Moving
    static let up = Action("up")
    static let down = Action("down")
    static let left = Action("left")
    static let right = Action("right")
    static let halfPageUp = Action("halfPageUp")
    static let halfPageDown = Action("halfPageDown")
    static let pageUp = Action("pageUp")
    static let pageDown = Action("pageDown")
    static let first = Action("first")
    static let last = Action("last")
    /// To the first and the last line on the screen, and the line to its middle.
    static let windowFirst = Action("windowFirst")
    static let windowLast = Action("windowLast")
    static let centre = Action("centre")
    static let nextGroup = Action("nextGroup")
    static let previousGroup = Action("previousGroup")
    static let open = Action("open")
    static let back = Action("back")
    static let escape = Action("escape")
    static let focusNext = Action("focusNext")
    static let focusPrevious = Action("focusPrevious")
    static let nextPrompt = Action("nextPrompt")
    static let previousPrompt = Action("previousPrompt")
    static let expand = Action("expand")
    /// Shows a view.
    static func show(_ view: ViewKind) -> Action { Action("show \(view.rawValue)") }
    /// A count begins.
    static let count = Action("count")
    // Finding
    static let search = Action("search")
    static let nextHit = Action("nextHit")
    static let previousHit = Action("previousHit")
    static let filter = Action("filter")
    static let command = Action("command")
    // Reading
    static let toggleMode = Action("toggleMode")
    static let toggleValidity = Action("toggleValidity")
    static let nextAlpha = Action("nextAlpha")
    static let nextSide = Action("nextSide")
    static let nextScorer = Action("nextScorer")
    static let freeze = Action("freeze")
    // Of several views
    static let chooseOrder = Action("chooseOrder")
    static let sortNext = Action("sortNext")
    static let sortReverse = Action("sortReverse")
    static let clearMarks = Action("clearMarks")
    static let toggleLogarithmic = Action("toggleLogarithmic")
    // The runs
    static let moreDraws = Action("moreDraws")
    static let fewerDraws = Action("fewerDraws")
    static let pause = Action("pause")
    static let nextRun = Action("nextRun")
    static let tourNext = Action("tourNext")
    static let tourPrevious = Action("tourPrevious")
    // The screen
    static let help = Action("help")
    /// What the words and marks of a view mean.
    static let legend = Action("legend")
    static let facts = Action("facts")
    static let log = Action("log")
    static let chooseTheme = Action("chooseTheme")
    static let export = Action("export")
    static let exportAll = Action("exportAll")
    static let copy = Action("copy")
    static let copyRequest = Action("copyRequest")
    static let reload = Action("reload")
    static let repaint = Action("repaint")
    static let suspend = Action("suspend")
    static let toggleMouse = Action("toggleMouse")
    static let quit = Action("quit")
    // Typing
    static let accept = Action("accept")
    static let cancel = Action("cancel")
    static let eraseBackward = Action("eraseBackward")
    static let eraseForward = Action("eraseForward")
    static let eraseWord = Action("eraseWord")
    static let eraseLine = Action("eraseLine")
    static let cursorLeft = Action("cursorLeft")
    static let cursorRight = Action("cursorRight")
    static let cursorStart = Action("cursorStart")
    static let cursorEnd = Action("cursorEnd")
    static let earlier = Action("earlier")
    static let later = Action("later")
    static let complete = Action("complete")
}

extension Action {
    private static let rows: [Action: Int] = [
        .up: -1, .down: 1, .halfPageUp: -10, .pageUp: -10, .halfPageDown: 10, .pageDown: 10,
        .first: -1_000_000_000, .last: 1_000_000_000,
    ]

    /// The rows that a movement means where a page has no meaning; nil for anything else.
    var rowStep: Int? { Self.rows[self] }

    /// Whether it moves in a list.
    var isListMovement: Bool {
        isMovement || [.windowFirst, .windowLast, .centre].contains(self)
    }

    /// Whether it moves a selection up or down.
    var isMovement: Bool { rowStep != nil }
}
