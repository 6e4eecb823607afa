import Findings
import Prompts

/// The prompts as they are listed: filtered, sorted, marked, one of them selected.
struct PromptList: Sendable {
    var cursor = ListCursor<PromptID>()
    var marks: Set<PromptID> = []
    var sort = PromptSort()
    var filter = ""
    /// Whether prompts that ask one question in several wordings are one line.
    var isFolded = true
    /// The prompts that are listed, in their order; of a folded question the wording that comes first.
    var order: [PromptID] = []
    /// Those that the filter leaves, whatever is folded.
    private(set) var matching: Set<PromptID> = []
    /// The wordings behind the line of each folded question, by the one that stands for it.
    private(set) var folds: [PromptID: [PromptID]] = [:]
    /// Whether the selection is to go to the line of its question.
    private var followsFold = false
    /// What the order was made from.
    var key: Key?

    struct Key: Hashable {
        /// Counts how often the rows were brought up to date.
        var revision: Int
        var sort: PromptSort
        var filter: String
        var isFolded: Bool
    }

    /// Filters and sorts the rows where that has changed since.
    ///
    /// - Parameter questions: the prompts by what they ask.
    mutating func refresh(
        _ rows: [PromptRow], revision: Int, questions: () -> [[PromptID]] = { [] }
    ) {
        let key = Key(revision: revision, sort: sort, filter: filter, isFolded: isFolded)
        if self.key == key { return }
        var rows = rows
        if !filter.isEmpty, let matcher = try? Matcher(filter) {
            rows = rows.filter { matcher.matches($0.id.rawValue + " " + $0.text) }
        }
        if sort.column != .file {
            rows = rows.stablySorted(by: sort.precedes)
        }
        order = sort.isReversed ? rows.reversed().map(\.id) : rows.map(\.id)
        matching = Set(order)
        fold(isFolded ? questions().filter { $0.count > 1 } : [])
        self.key = key
    }

    /// Folds all questions, or lists all wordings.
    mutating func toggleFold() {
        isFolded.toggle()
        followsFold = isFolded
    }

    /// Whether a wording was gone to that is not listed, since its question is folded.
    var hidesSelection: Bool {
        guard !folds.isEmpty, let selected = cursor.selected else { return false }
        return matching.contains(selected) && !order.contains(selected)
    }

    /// Leaves one line for each question that several prompts ask.
    private mutating func fold(_ questions: [[PromptID]]) {
        let stood = cursor.selected.map { followsFold || folds[$0] != nil } ?? false
        folds = [:]
        followsFold = false
        guard !questions.isEmpty else { return }
        var places: [PromptID: Int] = [:]
        for (place, question) in questions.enumerated() {
            for prompt in question { places[prompt] = place }
        }
        var seen: Set<Int> = []
        order = order.filter { prompt in
            guard let place = places[prompt] else { return true }
            guard seen.insert(place).inserted else { return false }
            folds[prompt] = questions[place]
            return true
        }
        // The line stays selected whichever wording stands for it now.
        if stood, let selected = cursor.selected, let place = places[selected],
            let stands = order.first(where: { places[$0] == place })
        {
            cursor.selected = stands
        }
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
