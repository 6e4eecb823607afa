import Canvas
import Evidence
import Findings
import Prompts

/// The distinct answers with their common beginnings merged, word by word.
///
/// The draws through the children of a branch add up to those through it, and the draws of the
/// leaves to all that were completed: an answer that ends where others go on is a leaf without
/// words, and so is an answer without any.
struct AnswerTree: Sendable {
    /// A stretch of words that all answers through it share.
    struct Node: Sendable {
        /// The node's name: the words from the root to its end and, for a leaf, a line break.
        ///
        /// Words have no line breaks, so an answer keeps its name when others grow out of it.
        var path: String
        /// The words that this node adds; none where answers end and others go on.
        var text: String
        /// Draws whose answer goes through here.
        var count = 0
        /// Those of them with a score of 1.
        var hits = 0
        /// Those of them with any score, and its sum over them.
        var scored = 0
        var sum = 0.0
        /// The exact probability of the answers seen through here; 0 for plain draws.
        var mass = 0.0
        /// The exact probability of all that was not seen and goes through here, and of all that may.
        var mustBe = 0.0
        var mayBe = 0.0
        /// The part of the latter of which nothing is known behind this branch.
        var undecided = 0.0
        /// Whether the greedy answer goes through here.
        var isGreedy = false
        /// How the draws brought it up; nil where none has.
        var discovery: ShareLimits.Discovery?
        var children: [Node] = []

        var isLeaf: Bool { children.isEmpty }
        /// What its share is of: the greedy answer's beginnings were named before the draws.
        var target: ShareLimits.Target {
            ShareLimits.Target(count: count, discovery: isGreedy ? nil : discovery)
        }
        /// The mean score of the draws through here; nil where none has a score.
        var mean: Double? { scored > 0 ? sum / Double(scored) : nil }
    }

    /// One line of the unfolded tree.
    struct Row: Sendable {
        var node: Node
        var depth: Int
        var isLast: [Bool]
        var isUnfolded: Bool
        /// Draws that go through the row's parent.
        var parentCount: Int
        var path: String { node.path }
    }

    var roots: [Node] = []
    /// The completed draws.
    private(set) var draws = 0
    /// Whether answers had thoughts before them, which are left out.
    private(set) var leavesOutThoughts = false
    let lost: Int
    /// The exact probability of all answers that were not seen; nil for plain draws.
    let left: Double?
    /// The limits of the branches' shares of all draws.
    let shares: ShareLimits
    /// Whether it is known where what was not seen lies.
    private(set) var knowsUnseen = false

    private struct Answer {
        var words: [Substring]
        var count: Int
        var scores = OutputScores()
        var isGreedy: Bool
        var mass = 0.0
        /// Its number in the order of discovery, and the first draw that gave it.
        var discovery: ShareLimits.Discovery?
    }

    /// - Parameter part: the part of an answer that counts; its thoughts are left out.
    /// - Parameter unseen: where what was not seen lies; nil where that is not known.
    init(
        _ evidence: PromptEvidence, scorer: Int, part: AnswerPart = .standard,
        unseen: [UnseenBeginning]? = nil
    ) {
        let greedy = evidence.greedy?.answer.text
        let finder = AnswerFinder(part)
        func words(_ text: String) -> [Substring] {
            (finder.said(in: text) ?? text).split(whereSeparator: \.isWhitespace)
        }
        var answers = evidence.outputs.enumerated().map { position, output in
            Answer(
                words: words(output.text), count: output.count,
                scores: scorer < output.scores.count ? output.scores[scorer] : OutputScores(),
                isGreedy: output.text == greedy, mass: output.probability ?? 0,
                discovery: ShareLimits.Discovery(rank: position + 1, draw: output.firstIndex))
        }
        if let greedy, !answers.contains(where: \.isGreedy) {
            answers.append(Answer(words: words(greedy), count: 0, isGreedy: true))
        }
        leavesOutThoughts = finder.hasSeenThoughts
        draws = answers.reduce(0) { $0 + $1.count }
        lost = evidence.lost
        left = evidence.undrawn
        shares = ShareLimits(evidence)
        roots = Self.nodes(answers, from: 0, path: "")
        // Where a part of the answers is left out, what has begun says little of the rest.
        if let unseen, left != nil, !leavesOutThoughts, part == .standard {
            knowsUnseen = true
            take(unseen)
        }
    }

    /// The nodes of answers that agree on their first `start` words, the most frequent first.
    private static func nodes(_ answers: [Answer], from start: Int, path: String) -> [Node] {
        var ended: [Answer] = []
        var groups: [Substring: [Answer]] = [:]
        for answer in answers {
            if answer.words.count > start {
                groups[answer.words[start], default: []].append(answer)
            } else {
                ended.append(answer)
            }
        }
        var nodes = groups.map { _, group in node(group, from: start, path: path) }
        if !ended.isEmpty { nodes.append(leaf(ended, path: path, text: "")) }
        return nodes.sorted { ($0.mass, $0.count, $1.path) > ($1.mass, $1.count, $0.path) }
    }

    private static func node(_ group: [Answer], from start: Int, path: String) -> Node {
        var end = start + 1
        while let word = group.first.flatMap({ $0.words.count > end ? $0.words[end] : nil }),
            group.allSatisfy({ $0.words.count > end && $0.words[end] == word })
        {
            end += 1
        }
        let text = group.first?.words[start..<end].joined(separator: " ") ?? ""
        let path = path.isEmpty ? text : path + " " + text
        if group.allSatisfy({ $0.words.count == end }) {
            return leaf(group, path: path, text: text)
        }
        var node = Node(path: path, text: text, children: nodes(group, from: end, path: path))
        node.discovery = discovery(of: group, words: end)
        for child in node.children {
            node.count += child.count
            node.hits += child.hits
            node.scored += child.scored
            node.sum += child.sum
            node.mass += child.mass
            node.isGreedy = node.isGreedy || child.isGreedy
        }
        return node
    }

    /// The draw that brought up a beginning of so many words.
    ///
    /// One answer brings up at most one beginning of each length, so that its length tells them
    /// apart.
    private static func discovery(
        of answers: [Answer], words: Int
    ) -> ShareLimits.Discovery? {
        var first = answers.compactMap(\.discovery).min { $0.rank < $1.rank }
        first?.part = words
        return first
    }

    /// The leaf of answers that end together.
    private static func leaf(_ answers: [Answer], path: String, text: String) -> Node {
        var node = Node(path: path + "\n", text: text)
        // That an answer ends here is a thing of its own.
        node.discovery = discovery(of: answers, words: (answers.first?.words.count ?? 0) + 1)
        for answer in answers {
            node.count += answer.count
            node.mass += answer.mass
            node.isGreedy = node.isGreedy || answer.isGreedy
            for (score, draws, _) in answer.scores.distinct {
                node.scored += draws
                node.sum += score * Double(draws)
                if score >= 1 { node.hits += draws }
            }
        }
        return node
    }

    /// The lines shown while these branches are unfolded; nil unfolds all.
    func rows(unfolded: Set<String>?) -> [Row] {
        var rows: [Row] = []
        func add(_ nodes: [Node], depth: Int, isLast: [Bool], parent: Int) {
            for (position, node) in nodes.enumerated() {
                let last = isLast + [position == nodes.count - 1]
                let isUnfolded = unfolded?.contains(node.path) ?? !node.isLeaf
                rows.append(
                    Row(
                        node: node, depth: depth, isLast: last, isUnfolded: isUnfolded,
                        parentCount: parent))
                if isUnfolded {
                    add(node.children, depth: depth + 1, isLast: last, parent: node.count)
                }
            }
        }
        add(roots, depth: 0, isLast: [], parent: draws)
        return rows
    }

    /// The greedy answer alone, broken where draws branch off; nothing in it is counted.
    ///
    /// - Parameter isHit: whether the greedy answer has a score of 1, which its end is marked with.
    func greedyRows(isHit: Bool) -> [Row] {
        var rows: [Row] = []
        var level = roots
        while var node = level.first(where: \.isGreedy) {
            level = node.children
            node.children = []
            node.hits = isHit && level.isEmpty ? 1 : 0
            rows.append(
                Row(
                    node: node, depth: rows.count,
                    isLast: Array(repeating: true, count: rows.count + 1), isUnfolded: false,
                    parentCount: 0))
        }
        return rows
    }
}
