import Canvas
import Evidence
import Prompts

/// The distinct answers with their common beginnings merged, word by word.
struct AnswerTree: Sendable {
    /// A stretch of words that all answers through it share.
    struct Node: Sendable {
        /// The words from the root to the end of this node: the node's name.
        var path: String
        /// The words that this node adds.
        var text: String
        /// Draws whose answer goes through here.
        var count: Int
        /// Those of them with a score of 1.
        var leaks: Int
        /// Whether the greedy answer goes through here.
        var isGreedy: Bool
        /// Whether an answer ends here.
        var isEnd: Bool
        var children: [Node]
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

    private(set) var roots: [Node] = []
    /// The completed draws.
    private(set) var draws = 0
    let lost: Int
    /// The limits of the branches' shares of all draws.
    let shares: ShareLimits
    /// The branches that are unfolded until the reader changes it: the most frequent ones, as far
    /// as the tree stays short.
    private(set) var firstUnfolded: Set<String> = []

    /// The lines of a tree that stays short.
    private static let shortTree = 24

    private struct Answer {
        var words: [Substring]
        var count: Int
        var isLeak: Bool
        var isGreedy: Bool
    }

    init(_ evidence: PromptEvidence, scorer: Int) {
        let greedy = evidence.greedy?.answer.text
        var answers = evidence.outputs.map { output in
            let score = scorer < output.scores.count ? output.scores[scorer] : nil
            return Answer(
                words: output.text.split(whereSeparator: \.isWhitespace), count: output.count,
                isLeak: (score ?? 0) >= 1, isGreedy: output.text == greedy)
        }
        if let greedy, !answers.contains(where: \.isGreedy) {
            answers.append(
                Answer(
                    words: greedy.split(whereSeparator: \.isWhitespace), count: 0, isLeak: false,
                    isGreedy: true))
        }
        draws = answers.reduce(0) { $0 + $1.count }
        lost = evidence.lost
        shares = ShareLimits(completed: draws, lost: lost)
        roots = Self.nodes(answers, from: 0, path: "")
        unfoldFirst()
    }

    private mutating func unfoldFirst() {
        var lines = roots.count
        var folded = roots
        while let place = folded.indices.max(by: { folded[$0].count < folded[$1].count }) {
            let node = folded.remove(at: place)
            if node.children.isEmpty { continue }
            guard lines + node.children.count <= Self.shortTree else { return }
            lines += node.children.count
            firstUnfolded.insert(node.path)
            folded += node.children
        }
    }

    /// The nodes of answers that agree on their first `start` words, the most frequent first.
    private static func nodes(_ answers: [Answer], from start: Int, path: String) -> [Node] {
        var groups: [Substring: [Answer]] = [:]
        for answer in answers where answer.words.count > start {
            groups[answer.words[start], default: []].append(answer)
        }
        return groups.map { _, group in node(group, from: start, path: path) }
            .sorted { ($0.count, $1.path) > ($1.count, $0.path) }
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
        return Node(
            path: path, text: text, count: group.reduce(0) { $0 + $1.count },
            leaks: group.reduce(0) { $0 + ($1.isLeak ? $1.count : 0) },
            isGreedy: group.contains(where: \.isGreedy),
            isEnd: group.contains { $0.words.count == end },
            children: nodes(group, from: end, path: path))
    }

    /// The lines shown while these branches are unfolded.
    func rows(unfolded: Set<String>) -> [Row] {
        var rows: [Row] = []
        func add(_ nodes: [Node], depth: Int, isLast: [Bool], parent: Int) {
            for (position, node) in nodes.enumerated() {
                let last = isLast + [position == nodes.count - 1]
                let isUnfolded = unfolded.contains(node.path)
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
    /// - Parameter isLeak: whether the greedy answer has a score of 1, which its end is marked with.
    func greedyRows(isLeak: Bool) -> [Row] {
        var rows: [Row] = []
        var level = roots
        while var node = level.first(where: \.isGreedy) {
            level = node.children
            node.children = []
            node.leaks = isLeak && !level.contains(where: \.isGreedy) ? 1 : 0
            rows.append(
                Row(
                    node: node, depth: rows.count,
                    isLast: Array(repeating: true, count: rows.count + 1), isUnfolded: false,
                    parentCount: 0))
        }
        return rows
    }
}

extension ExplorerModel {
    /// The lines of the tree as it is unfolded; of the greedy path where greedy is asked for.
    var treeRows: [AnswerTree.Row] {
        if mode == .greedy {
            let score = prompt.flatMap { derived.positions[$0] }.flatMap(greedyScore)
            return derived.tree?.greedyRows(isLeak: (score ?? 0) >= 1) ?? []
        }
        return derived.tree?.rows(unfolded: unfoldedBranches) ?? []
    }

    /// The unfolded branches of the selected prompt's tree.
    private var unfoldedBranches: Set<String> {
        prompt.flatMap { tokens.unfolded[$0] } ?? derived.tree?.firstUnfolded ?? []
    }

    /// Unfolds a branch, or folds it.
    private mutating func setBranch(_ path: String, isUnfolded: Bool) {
        guard let prompt else { return }
        var branches = unfoldedBranches
        if isUnfolded { branches.insert(path) } else { branches.remove(path) }
        tokens.unfolded[prompt] = branches
    }

    /// Unfolds or folds the selected branch.
    mutating func toggleBranch() {
        guard mode == .sampled else { return sayGreedyIsOneAnswer() }
        let rows = treeRows
        guard let position = tokens.branch.position(in: rows.map(\.path)),
            !rows[position].node.children.isEmpty
        else { return }
        setBranch(rows[position].path, isUnfolded: !rows[position].isUnfolded)
    }

    /// Folds the selected branch; where it is folded already, selects the one that it grows from.
    mutating func foldBranch() {
        guard mode == .sampled else { return sayGreedyIsOneAnswer() }
        let rows = treeRows
        guard let position = tokens.branch.position(in: rows.map(\.path)) else { return }
        let row = rows[position]
        if row.isUnfolded { return setBranch(row.path, isUnfolded: false) }
        if let parent = rows[..<position].lastIndex(where: { $0.depth < row.depth }) {
            tokens.branch.select(
                parent, in: rows.map(\.path), height: listHeight(of: .tokens))
        }
    }

    // MARK: - The draw of the Tokens view

    /// The panes of the Tokens view on the screen as it is.
    private var tokenPanes: TokensView.Panes {
        TokensView.Panes(
            of: layout.rect(of: .tokens) ?? Rect(x: 0, y: 0, width: 0, height: 0), tokens)
    }

    /// Whether the Tokens view shows an answer's tokens.
    var showsTokens: Bool { tokenPanes.tokens != nil }

    /// Whether the Tokens view shows the tree of all answers.
    var showsTree: Bool { tokenPanes.tree != nil }

    /// The launch number of the draw that the Tokens view shows; nil for the greedy answer.
    var shownDrawIndex: Int? {
        if mode == .greedy { return nil }
        if let index = tokens.index { return index }
        let rows = derived.outputs?.rows ?? []
        return outputs.cursor.position(in: rows.map(\.text)).map { rows[$0].firstIndex }
    }

    /// Asks for the draw that the Tokens view shows, once.
    mutating func tokenRequest() -> [Effect] {
        guard view == .tokens, showsTokens, let prompt else { return [] }
        let request = TokensState.Request(prompt: prompt, index: shownDrawIndex)
        if mode == .sampled, request.index == nil { return [] }
        if request == tokens.requested { return [] }
        tokens.requested = request
        tokens.loaded = nil
        // The greedy answer is in the picture already.
        if request.index == nil, let greedy = selectedEvidence?.greedy {
            tokens.loaded = LoadedDraw(
                prompt: prompt, index: nil, seed: nil, answer: greedy.answer)
            if !greedy.answer.tokens.isEmpty { return [] }
        }
        return [request.index.map { .loadDraw(prompt, $0) } ?? .loadGreedy(prompt)]
    }
}
