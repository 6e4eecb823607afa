/// Where what is left lies.
extension OutputTree {
    /// What is left at one place of the tree.
    package struct Open: Sendable, Hashable {
        /// The tokens that it begins with.
        package var path: [Int32]
        /// What is left behind them.
        package var left: Double
    }

    /// All places where something is left and nothing more is known; together they are ``left``.
    ///
    /// Tokens that were not listed stand under the beginning that they follow.
    package var open: [Open] {
        var found: [Open] = []
        var waiting: [(node: Int, path: [Int32])] = [(0, [])]
        while let (node, path) = waiting.popLast() {
            guard nodes[node].count >= 0 else {
                if nodes[node].left > 0 { found.append(Open(path: path, left: nodes[node].left)) }
                continue
            }
            let (start, count) = (nodes[node].start, Int(nodes[node].count))
            for slot in 0..<count where left(at: start + slot) > 0 {
                let next = path + [ids[start + slot]]
                let child = children[start + slot]
                if child >= 0 {
                    waiting.append((Int(child), next))
                } else {
                    found.append(Open(path: next, left: masses[start + slot]))
                }
            }
            let others = masses[start + count]
            if others > 0 { found.append(Open(path: path, left: others)) }
        }
        return found
    }
}
