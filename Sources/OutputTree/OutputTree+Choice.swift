/// Where a draw begins.
package struct StartingPoint: Sendable, Hashable {
    /// The tokens after the prompt that it goes on from.
    package var path: [Int32]
    /// The tokens that must not come next, where it is drawn from those that were not listed; empty
    /// where anything may follow.
    package var forbidden: [Int32] = []

    package init(path: [Int32], forbidden: [Int32] = []) {
        self.path = path
        self.forbidden = forbidden
    }
}

extension OutputTree {
    /// Draws from the rest as far as it is known: walks from the root by what is left below each
    /// child, to a node whose children are not known.
    ///
    /// What a model goes on with from there is a draw from the rest. Cost: O(depth · log list).
    ///
    /// - Parameter seed: equal seeds choose equal points of equal trees.
    /// - Returns: nil where nothing is left.
    package func choose(seed: UInt64) -> StartingPoint? {
        guard left > 0 else { return nil }
        var generator = Splitting(state: seed)
        var path: [Int32] = []
        var node = 0
        while nodes[node].count >= 0 {
            let slot = slot(of: generator.unit(), in: node)
            let place = nodes[node].start + slot
            guard slot < nodes[node].count else {
                let start = nodes[node].start
                return StartingPoint(
                    path: path, forbidden: (start..<start + slot).map { ids[$0] })
            }
            path.append(ids[place])
            guard children[place] >= 0 else { break }
            node = Int(children[place])
        }
        return StartingPoint(path: path)
    }

    /// The slot at a share in [0, 1) of what is left of a node.
    private func slot(of share: Double, in node: Int) -> Int {
        guard nodes[node].sums >= 0 else { return shortSlot(of: share, in: node) }
        let (base, slots) = (Int(nodes[node].sums), Int(nodes[node].count) + 1)
        var rest = share * sums[base + 1]
        var place = 1
        while place < slots {
            place *= 2
            let first = sums[base + place]
            if rest >= first, sums[base + place + 1] > 0 {
                rest -= first
                place += 1
            } else if first <= 0 {
                place += 1
            }
        }
        return place - slots
    }

    /// The same where the list is short, in the order in which a tree of sums would have its slots.
    private func shortSlot(of share: Double, in node: Int) -> Int {
        let slots = Int(nodes[node].count) + 1
        var deepest = 1
        while deepest < slots { deepest *= 2 }
        var rest = share * nodes[node].left
        var last = 0
        for place in deepest - slots..<deepest {
            let slot = place < slots ? place : place - slots
            let left = left(at: nodes[node].start + slot)
            guard left > 0 else { continue }
            if rest < left { return slot }
            rest -= left
            last = slot
        }
        return last
    }

    /// The share of a node's mass that belongs to none of these tokens.
    package func share(after path: [Int32], without ids: [Int32]) -> Double {
        guard let node = node(at: path), nodes[node].mass > 0 else { return 1 }
        var share = 1.0
        for id in ids {
            if let slot = slot(of: id, in: node) {
                share -= masses[nodes[node].start + slot] / nodes[node].mass
            }
        }
        return max(0, share)
    }

    /// The shares of a node's mass that its listed tokens have.
    package func shares(after path: [Int32]) -> [Int32: Double] {
        guard let node = node(at: path), nodes[node].mass > 0 else { return [:] }
        let start = nodes[node].start
        var shares: [Int32: Double] = [:]
        for place in start..<start + max(0, Int(nodes[node].count)) {
            shares[ids[place]] = masses[place] / nodes[node].mass
        }
        return shares
    }

    /// The probability that an answer begins with these tokens; nil where it is not known.
    package func probability(of path: [Int32]) -> Double? { place(of: path)?.mass }

    /// What is left of that probability; nil where it is not known.
    package func left(after path: [Int32]) -> Double? { place(of: path)?.left }

    private func place(of path: [Int32]) -> (mass: Double, left: Double)? {
        guard let last = path.last else { return (1, left) }
        guard let parent = node(at: path.dropLast()), let slot = slot(of: last, in: parent) else {
            return nil
        }
        let place = nodes[parent].start + slot
        let child = children[place]
        return (masses[place], child < 0 ? masses[place] : left(of: Int(child)))
    }

    private func node(at path: some Sequence<Int32>) -> Int? {
        var node = 0
        for id in path {
            guard let slot = slot(of: id, in: node) else { return nil }
            let child = children[nodes[node].start + slot]
            guard child >= 0 else { return nil }
            node = Int(child)
        }
        return node
    }
}

/// SplitMix64 (Steele, Lea & Flood 2014).
private struct Splitting {
    var state: UInt64

    /// A number in [0, 1).
    mutating func unit() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((bits ^ (bits >> 31)) >> 11) * 0x1p-53
    }
}
