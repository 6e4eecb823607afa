/// What a reader chose of the columns of a list: which are hidden, which come first where room is
/// short, and how wide they are.
///
/// As text, for `:columns` and for what is kept with the run: `-greedy +lower id=24`.
struct ColumnSettings: Sendable, Hashable {
    private(set) var hidden: Set<String> = []
    private(set) var wanted: Set<String> = []
    private(set) var widths: [String: Int] = [:]

    static let widest = 60

    init() {}

    /// - Returns: nil where a word is none of these columns, or no width.
    init?(_ text: String, columns: [ListColumn]) {
        for word in text.split(separator: " ") {
            guard change(String(word), columns: columns) else { return nil }
        }
    }

    /// Carries out one word, such as `-greedy`; false where it is none.
    mutating func change(_ word: String, columns: [ListColumn]) -> Bool {
        let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 {
            guard let column = columns.first(where: { $0.name == parts[0] }),
                let width = Int(parts[1]), let least = column.leastWidth,
                (least...Self.widest).contains(width)
            else { return false }
            widths[column.name] = width
            return true
        }
        let name = String(word.dropFirst())
        guard columns.contains(where: { $0.name == name }) else { return false }
        switch word.first {
        case "-": hide(name)
        case "+": want(name)
        default: return false
        }
        return true
    }

    mutating func hide(_ name: String) {
        hidden.insert(name)
        wanted.remove(name)
    }

    mutating func want(_ name: String) {
        hidden.remove(name)
        wanted.insert(name)
    }

    /// Makes a column so much wider, or narrower, from the width that it has.
    mutating func resize(_ column: ListColumn, from width: Int, by step: Int) {
        guard let least = column.leastWidth else { return }
        widths[column.name] = max(least, min(Self.widest, width + step))
    }

    /// Forgets what was chosen of a column.
    mutating func reset(_ name: String) {
        hidden.remove(name)
        wanted.remove(name)
        widths[name] = nil
    }

    /// The words that lead here again; empty where nothing was chosen.
    var text: String {
        (hidden.sorted().map { "-" + $0 } + wanted.sorted().map { "+" + $0 }
            + widths.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
            .joined(separator: " ")
    }
}
