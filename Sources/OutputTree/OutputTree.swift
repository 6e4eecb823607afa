import Platform

/// The answers that a model can give after one prompt, as far as their probabilities are known, and
/// the mass of what has not been seen yet.
///
/// A node is a sequence of tokens after the prompt. Once the probabilities of the tokens that can
/// follow are known it is *expanded*: its children share its mass, those that were not listed
/// together. An answer that was seen is *absorbed*: its exact probability leaves the rest, from which
/// further answers are drawn (Shi, Bieber, Sutton, ICML 2020). What was absorbed gives limits on the
/// mean score that hold without any α.
///
/// Answers are absorbed in launch order, so that equal sequences of calls give equal values, live or
/// rebuilt from a journal. What is left of a node is added up anew whenever something below it changes,
/// never corrected by differences, so that no rounding piles up; long lists keep partial sums for
/// that. Memory: 16 bytes an entry of a short list, 32 of a long one, 40 a node.
package struct OutputTree: Sendable, Equatable {
    /// A token that can come next, with its probability under the run's decoding.
    package struct Listed: Sendable, Hashable {
        package var id: Int32
        package var probability: Double

        package init(id: Int32, probability: Double) {
            self.id = id
            self.probability = probability
        }
    }

    /// One token of an answer.
    package struct Step: Sendable, Hashable {
        package var token: Listed
        /// What could have stood here; empty where nothing was listed.
        package var alternatives: [Listed]
        /// Whether more could have stood here, though lists are whole elsewhere.
        package var isShort: Bool

        package init(_ token: Listed, alternatives: [Listed] = [], isShort: Bool = false) {
            self.token = token
            self.alternatives = alternatives
            self.isShort = isShort
        }
    }

    struct Node: Sendable, Equatable {
        var mass: Double
        /// What is left: of an unexpanded node its mass, or nothing once it is absorbed.
        var left: Double
        var start = 0
        /// Listed tokens; −1 where the node is not expanded.
        var count: Int32 = -1
        var parent: Int32
        var slot: Int32
        /// Where the partial sums of a long list begin; −1 for a short one, which is added up.
        var sums: Int32 = -1
    }

    /// Up to so many slots a list is short: walking them costs no more than a tree of sums would.
    static let shortList = 16

    /// Whether every list names all tokens that can come next, however many they are, unless its step
    /// says otherwise.
    package let listsAreWhole: Bool
    /// The number of tokens that there are: a list of as many is whole.
    package let vocabulary: Int
    /// Σ P·h over the absorbed answers, one per scorer.
    package private(set) var known: [Double]
    /// The absorbed probability.
    package private(set) var absorbed = 0.0
    /// The number of absorbed answers.
    package private(set) var answers = 0

    var nodes = GrowingList<Node>()
    // Of a node with n listed tokens: n + 1 slots, the last for all others, and 2(n + 1) sums of a long
    // list.
    var ids = GrowingList<Int32>()
    var children = GrowingList<Int32>()
    var masses = GrowingList<Double>()
    var sums = GrowingList<Double>()

    /// - Parameters:
    ///   - scorers: how many scores an answer has.
    ///   - listsAreWhole: whether lists name every token that can come next, as after samplers that
    ///     cut off all but a few.
    ///   - vocabulary: the number of tokens that there are.
    package init(scorers: Int, listsAreWhole: Bool = false, vocabulary: Int = .max) {
        known = Array(repeating: 0, count: scorers)
        self.listsAreWhole = listsAreWhole
        self.vocabulary = vocabulary
        nodes.append(Node(mass: 1, left: 1, parent: -1, slot: 0))
    }

    /// The probability of everything that was not absorbed.
    package var left: Double { left(of: 0) }

    /// How many nodes were walked, of how many sequences of tokens the probability is known, and how
    /// many bytes all of it takes.
    package var size: (nodes: Int, sequences: Int, bytes: Int) {
        (
            nodes.count, ids.count,
            nodes.count * MemoryLayout<Node>.stride + ids.count * 16 + sums.count * 8
        )
    }

    func left(of node: Int) -> Double { nodes[node].left }

    /// What is left behind the slot at a place of the lists.
    func left(at place: Int) -> Double {
        let child = children[place]
        return child < 0 ? masses[place] : nodes[Int(child)].left
    }
}

// MARK: - Growing

extension OutputTree {
    /// Takes in an answer: expands the nodes on its way as far as their lists are given, and absorbs
    /// it.
    ///
    /// - Parameters:
    ///   - steps: its tokens, the one that ends the text included, as far as they are known; or those
    ///     of a beginning that settles the scores, to absorb all answers that begin so.
    ///   - scores: one per scorer; nil where the steps are not the whole answer, or it has no score,
    ///     so that nothing can be absorbed.
    /// - Returns: the probability that left the rest; 0 for an answer that was absorbed before, and
    ///   for a beginning behind which some answer is known already.
    @discardableResult
    package mutating func absorb(_ steps: [Step], scores: [Double]?) -> Double {
        var node = 0
        for step in steps {
            if nodes[node].count < 0 {
                // An absorbed answer goes on nowhere; without a list nothing is known.
                guard nodes[node].left > 0, expand(node, step) else { return 0 }
            } else {
                let isWhole =
                    listsAreWhole && !step.isShort && !step.alternatives.isEmpty
                list(step.alternatives, in: node, isWhole: isWhole)
            }
            if slot(of: step.token.id, in: node) == nil { list([step.token], in: node) }
            guard let slot = slot(of: step.token.id, in: node) else { return 0 }
            node = child(slot, of: node)
        }
        guard let scores, scores.count == known.count, nodes[node].count < 0 else { return 0 }
        let mass = nodes[node].left
        guard mass > 0 else { return 0 }
        nodes[node].left = 0
        spread(from: node)
        absorbed += mass
        answers += 1
        for (scorer, score) in scores.enumerated() { known[scorer] += mass * score }
        return mass
    }

    /// How far the sum of so many probabilities may be from 1 if they are all that there are: they
    /// come from single precision.
    package static func rounding(of count: Int) -> Double { 1e-6 + 0x1p-23 * Double(count) }

    /// Gives a node its children; false where no token is listed, and where not all are that have to
    /// be.
    private mutating func expand(_ node: Int, _ step: Step) -> Bool {
        guard !step.alternatives.isEmpty else { return false }
        var listed: [Listed] = []
        listed.reserveCapacity(step.alternatives.count + 1)
        var seen: Set<Int32> = []
        for token in step.alternatives + [step.token]
        where token.probability > 0 && token.probability.isFinite && seen.insert(token.id).inserted
        {
            listed.append(token)
        }
        let sum = listed.reduce(0) { $0 + $1.probability }
        let adds = sum >= 1 - Self.rounding(of: listed.count)
        let namesAll = listsAreWhole && !step.isShort
        guard sum > 0, adds || !namesAll else { return false }
        let isWhole = namesAll || adds && listed.count >= vocabulary
        // Sums of 32-bit floats end a little beside 1.
        let scale = nodes[node].mass / (isWhole ? sum : max(1, sum))
        let others = isWhole ? 0 : max(0, nodes[node].mass * (1 - min(1, sum)))
        nodes[node].start = ids.count
        nodes[node].count = Int32(listed.count)
        for token in listed { append(id: token.id, child: -1, mass: token.probability * scale) }
        append(id: -1, child: -1, mass: others)
        rebuildSums(of: node)
        return true
    }

    private mutating func append(id: Int32, child: Int32, mass: Double) {
        ids.append(id)
        children.append(child)
        masses.append(mass)
    }

    /// The slot of a token among those listed.
    func slot(of id: Int32, in node: Int) -> Int? {
        let start = nodes[node].start
        for slot in 0..<max(0, Int(nodes[node].count)) where ids[start + slot] == id { return slot }
        return nil
    }

    /// Lists tokens that were among the others, as far as they are: a longer list has come, or one
    /// that was not listed has been drawn.
    ///
    /// - Parameter isWhole: whether nothing is left beside them and those that were listed.
    private mutating func list(_ tokens: [Listed], in node: Int, isWhole: Bool = false) {
        let (start, count) = (nodes[node].start, Int(nodes[node].count))
        var others = masses[start + count]
        var new: [(id: Int32, mass: Double)] = []
        for token in tokens where others > 0 {
            guard token.probability > 0, token.probability.isFinite,
                slot(of: token.id, in: node) == nil, !new.contains(where: { $0.id == token.id })
            else { continue }
            let mass = min(others, token.probability * nodes[node].mass)
            new.append((token.id, mass))
            others -= mass
        }
        // What a whole list leaves is rounding.
        let had = others
        if isWhole { others = 0 }
        guard !new.isEmpty else {
            guard had > others else { return }
            masses[start + count] = others
            rebuildSums(of: node)
            return spread(from: node)
        }
        // Nothing but rounding is left where all are listed.
        let all = count + new.count
        if all >= vocabulary, others <= nodes[node].mass * Self.rounding(of: all) { others = 0 }
        // The list moves to the end: it does so once where a node branches.
        nodes[node].start = ids.count
        nodes[node].count += Int32(new.count)
        for slot in start..<start + count {
            append(id: ids[slot], child: children[slot], mass: masses[slot])
        }
        for (id, mass) in new { append(id: id, child: -1, mass: mass) }
        append(id: -1, child: -1, mass: others)
        rebuildSums(of: node)
        if isWhole { spread(from: node) }
    }

    private mutating func child(_ slot: Int, of node: Int) -> Int {
        let place = nodes[node].start + slot
        if children[place] >= 0 { return Int(children[place]) }
        children[place] = Int32(nodes.count)
        nodes.append(
            Node(
                mass: masses[place], left: masses[place], parent: Int32(node), slot: Int32(slot)))
        return nodes.count - 1
    }

    // MARK: Sums

    private mutating func rebuildSums(of node: Int) {
        let (start, slots) = (nodes[node].start, Int(nodes[node].count) + 1)
        guard slots > Self.shortList else {
            nodes[node].left = sum(of: node)
            return
        }
        let base = sums.count
        nodes[node].sums = Int32(base)
        for _ in 0..<2 * slots { sums.append(0) }
        for slot in 0..<slots { sums[base + slots + slot] = left(at: start + slot) }
        for place in stride(from: slots - 1, to: 0, by: -1) {
            sums[base + place] = sums[base + 2 * place] + sums[base + 2 * place + 1]
        }
        nodes[node].left = sums[base + 1]
    }

    /// What is left behind all slots of a short list together.
    private func sum(of node: Int) -> Double {
        let start = nodes[node].start
        return (start...start + Int(nodes[node].count)).reduce(0) { $0 + left(at: $1) }
    }

    /// Carries what is left of a node up to the root.
    private mutating func spread(from node: Int) {
        var node = node
        while nodes[node].parent >= 0 {
            let left = left(of: node)
            let slot = Int(nodes[node].slot)
            node = Int(nodes[node].parent)
            guard nodes[node].sums >= 0 else {
                nodes[node].left = sum(of: node)
                continue
            }
            let (base, slots) = (Int(nodes[node].sums), Int(nodes[node].count) + 1)
            var place = slots + slot
            sums[base + place] = left
            while place > 1 {
                place /= 2
                sums[base + place] = sums[base + 2 * place] + sums[base + 2 * place + 1]
            }
            nodes[node].left = sums[base + 1]
        }
    }
}
