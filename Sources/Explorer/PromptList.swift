import Findings
import Prompts

/// The prompts as they are listed: filtered, sorted, marked, one of them selected.
struct PromptList: Sendable {
    var cursor = ListCursor<PromptID>()
    var marks: Set<PromptID> = []
    var sort = PromptSort()
    var filter = ""
    /// The prompts that are listed, in their order.
    var order: [PromptID] = []
    /// What the order was made from.
    var key: Key?

    struct Key: Hashable {
        /// Counts how often the rows were brought up to date.
        var revision: Int
        var sort: PromptSort
        var filter: String
    }

    /// Filters and sorts the rows where that has changed since.
    mutating func refresh(_ rows: [PromptRow], revision: Int) {
        let key = Key(revision: revision, sort: sort, filter: filter)
        if self.key == key { return }
        var rows = rows
        if !filter.isEmpty, let matcher = try? Matcher(filter) {
            rows = rows.filter { matcher.matches($0.id.rawValue + " " + $0.text) }
        }
        if sort.column != .file {
            rows = rows.stablySorted(by: sort.precedes)
        }
        order = sort.isReversed ? rows.reversed().map(\.id) : rows.map(\.id)
        self.key = key
    }

    mutating func step(_ action: Action, times: Int = 1, height: Int) {
        cursor.step(action, times: times, in: order, height: height)
    }

    mutating func move(by step: Int, height: Int) {
        cursor.move(by: step, in: order, height: height)
    }

    mutating func select(_ position: Int, height: Int) {
        cursor.select(position, in: order, height: height)
    }
}
