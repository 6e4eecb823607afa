import Evidence

extension OutputDetail {
    /// The texts of a group, of which there is one at least.
    ///
    /// Most groups have one alone, and a list of a hundred thousand groups is made between a key and
    /// the picture: the first needs no storage of its own.
    struct Wordings: RandomAccessCollection, MutableCollection, Sendable {
        private var first: Answer
        private var others: [Answer] = []

        init(_ first: Answer) {
            self.first = first
        }

        var startIndex: Int { 0 }
        var endIndex: Int { 1 + others.count }

        subscript(position: Int) -> Answer {
            get { position == 0 ? first : others[position - 1] }
            set {
                if position == 0 { first = newValue } else { others[position - 1] = newValue }
            }
        }

        mutating func append(_ answer: Answer) { others.append(answer) }
    }

    /// What the lines of a list have in common, looked for once and not in each picture.
    struct Shape: Sendable, Hashable {
        /// Whether each was drawn once.
        var isEachOnce = true
        /// Whether there are answers or groups of them with unlike scores.
        var hasRanges = false

        init() {}

        init(_ rows: [Row]) {
            for row in rows {
                if row.count != 1 { isEachOnce = false }
                if row.scores.areUnequal { hasRanges = true }
            }
        }
    }
}
