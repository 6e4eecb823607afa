import Canvas

/// The line at the bottom while something is being typed: a search, a filter or a command.
struct LineEditor: Sendable, Hashable {
    /// What the text is for.
    enum Purpose: String, Sendable, Hashable {
        case search = "/"
        case filter = "&"
        case command = ":"
    }

    let purpose: Purpose
    /// The characters typed so far.
    private(set) var characters: [Character]
    /// The insertion point, a position in `characters`.
    private(set) var cursor: Int
    /// Earlier lines for the same purpose, oldest first.
    private let history: [String]
    /// The history entry shown; nil while the line is the user's own.
    private var recalled: Int?
    private var draft: [Character] = []

    init(purpose: Purpose, text: String = "", history: [String] = []) {
        self.purpose = purpose
        self.characters = Array(text)
        self.cursor = characters.count
        self.history = history
    }

    var text: String { String(characters) }

    mutating func insert(_ character: Character) {
        characters.insert(character, at: cursor)
        cursor += 1
    }

    mutating func deleteBackward() {
        guard cursor > 0 else { return }
        cursor -= 1
        characters.remove(at: cursor)
    }

    mutating func deleteForward() {
        guard cursor < characters.count else { return }
        characters.remove(at: cursor)
    }

    /// Deletes the word before the insertion point.
    mutating func deleteWord() {
        while cursor > 0, characters[cursor - 1] == " " { deleteBackward() }
        while cursor > 0, characters[cursor - 1] != " " { deleteBackward() }
    }

    mutating func move(by distance: Int) {
        cursor = max(0, min(characters.count, cursor + distance))
    }

    mutating func moveToStart() { cursor = 0 }
    mutating func moveToEnd() { cursor = characters.count }

    mutating func replace(with text: String) {
        characters = Array(text)
        cursor = characters.count
    }

    /// Shows an earlier (-1) or later (+1) line of the history; after the latest comes the draft.
    mutating func recall(_ direction: Int) {
        let position = (recalled ?? history.count) + direction
        guard position >= 0, position <= history.count else { return }
        if recalled == nil { draft = characters }
        recalled = position == history.count ? nil : position
        characters = recalled.map { Array(history[$0]) } ?? draft
        cursor = characters.count
    }
}
