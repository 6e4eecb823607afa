import Evidence

/// Where in the tree lies what was not seen.
///
/// An unseen beginning belongs to a branch once it has all words of it, the last one closed; until then
/// it may. Both masses are exact, and what the model has said less than what was listed decides between
/// them.
extension AnswerTree {
    /// Shares what was not seen among the branches.
    mutating func take(_ unseen: [UnseenBeginning]) {
        for beginning in unseen where beginning.mass > 0 {
            let words = beginning.text.split(whereSeparator: \.isWhitespace)
            let isLastOpen =
                beginning.isOpen && !words.isEmpty
                && beginning.text.last.map(\.isWhitespace) == false
            Placing(
                words: words, isLastOpen: isLastOpen, isOpen: beginning.isOpen,
                mass: beginning.mass
            ).place(in: &roots, from: 0)
        }
        for place in roots.indices { Self.push(0, into: &roots[place]) }
        Self.sort(&roots)
    }

    /// The likeliest branches come first, what was not seen counted in.
    private static func sort(_ nodes: inout [Node]) {
        nodes.sort {
            ($0.mass + $0.mustBe, $0.count, $1.path) > ($1.mass + $1.mustBe, $1.count, $0.path)
        }
        for place in nodes.indices { sort(&nodes[place].children) }
    }

    /// What may lie below a branch may lie below each of those that grow from it.
    private static func push(_ mass: Double, into node: inout Node) {
        node.mayBe += mass
        node.undecided += mass
        for place in node.children.indices {
            push(node.undecided, into: &node.children[place])
        }
    }

    /// One beginning on its way through the tree.
    private struct Placing {
        let words: [Substring]
        let isLastOpen: Bool
        let isOpen: Bool
        let mass: Double

        /// - Parameter start: how many of its words the branches before have.
        func place(in nodes: inout [Node], from start: Int) {
            for index in nodes.indices {
                let own = nodes[index].text.split(separator: " ")
                guard agrees(with: own, from: start) else { continue }
                let end = start + own.count
                let isThrough = words.count - (isLastOpen ? 1 : 0) >= end
                if nodes[index].isLeaf {
                    // An answer that ends here, or one that may still do so.
                    if isOpen, words.count <= end {
                        nodes[index].mayBe += mass
                    } else if !isOpen, words.count == end {
                        nodes[index].mustBe += mass
                        nodes[index].mayBe += mass
                    }
                    continue
                }
                guard isThrough || isOpen else { continue }
                nodes[index].mayBe += mass
                if isThrough { nodes[index].mustBe += mass }
                if words.count > end || !isOpen {
                    place(in: &nodes[index].children, from: end)
                } else {
                    // Nothing is known of what follows.
                    nodes[index].undecided += mass
                }
            }
        }

        /// Whether its words from a place on are those of a branch, as far as it has any.
        private func agrees(with own: [Substring], from start: Int) -> Bool {
            for (offset, word) in own.enumerated() {
                let place = start + offset
                guard place < words.count else { return isOpen }
                let isSame =
                    isLastOpen && place == words.count - 1
                    ? Self.canBecome(words[place], word) : words[place] == word
                if !isSame { return false }
            }
            return true
        }

        /// Whether a word that has begun may become another: on its last letter a mark may still be set.
        private static func canBecome(_ begun: Substring, _ word: Substring) -> Bool {
            if word.hasPrefix(begun) { return true }
            let kept = begun.dropLast()
            return word.hasPrefix(kept) && word.dropFirst(kept.count).first?.isASCII == false
        }
    }
}
