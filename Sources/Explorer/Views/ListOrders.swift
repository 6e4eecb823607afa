import Canvas

/// How the list of a view can be sorted.
struct ListOrders: Sendable {
    /// What it can be sorted by, with the word of `:sort`.
    var choices: [(title: SafeText, word: String)]
    /// The names in its header that stand for orders.
    var headings: [(name: String, word: String)] = []
    /// The word of its order now; nil where nothing is sorted.
    var current: String?
}

extension ListOrders {
    /// Orders that are called what they are in commands.
    init(
        _ words: [String], headings: [(name: String, word: String)] = [], current: String? = nil
    ) {
        self.init(
            choices: words.map { (SafeText(sanitizing: $0), $0) }, headings: headings,
            current: current)
    }

    /// Those of the list of prompts, for a view that has no list of its own.
    static let ofPrompts = ListOrders(PromptSort.Column.allCases.map(\.rawValue))
}

/// A column of a list that can be hidden, or made wider.
struct ListColumn: Sendable, Hashable {
    let name: String
    /// What it shows.
    let meaning: String
    /// The least width that can be chosen; nil for a column whose width is that of its figures.
    var leastWidth: Int?
}
