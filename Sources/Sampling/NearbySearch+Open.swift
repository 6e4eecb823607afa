import Evidence

/// What a search has still to follow, and in which order.
extension NearbySearch {
    /// A beginning of answers.
    struct Node: Sendable {
        var tokens: [Answer.Token] = []
        var bytes: [UInt8] = []
        var mass = 1.0
        /// How many tokens to ask for, where more than usual.
        var list: Int?
        /// Those that were told before.
        var told: Set<Int> = []
        /// What all others have together.
        var others = 0.0

        var path: [Int] { tokens.compactMap(\.id) }
    }

    /// The beginnings that are to be followed.
    struct Open {
        let ways: [[Int]]
        /// Those by which the text itself goes on.
        private var first: [Node] = []
        /// All others by their mass, the greatest last.
        private var others: [Node] = []
        /// Those of which a longer list may tell more.
        private var short: [Node] = []

        init(ways: [[Int]]) { self.ways = ways }

        var isEmpty: Bool { first.isEmpty && others.isEmpty && short.isEmpty }

        mutating func addFirst(_ node: Node) { first.append(node) }

        mutating func addShort(_ node: Node) { short.append(node) }

        mutating func add(_ node: Node) {
            let path = node.path
            if ways.contains(where: { $0.starts(with: path) }) { return first.append(node) }
            var (low, high) = (0, others.count)
            while low < high {
                let middle = (low + high) / 2
                if others[middle].mass < node.mass { low = middle + 1 } else { high = middle }
            }
            others.insert(node, at: low)
        }

        /// At most so many, which are no longer open.
        mutating func next(_ count: Int) -> [Node] {
            guard first.isEmpty else {
                let next = Array(first.prefix(count))
                first.removeFirst(next.count)
                return next
            }
            guard !others.isEmpty else {
                short.sort { $0.others < $1.others }
                let count = min(count, short.count)
                defer { short.removeLast(count) }
                return short.suffix(count).reversed()
            }
            let count = min(count, others.count)
            defer { others.removeLast(count) }
            return others.suffix(count).reversed()
        }
    }
}
