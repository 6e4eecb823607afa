/// The branches of a growing tree that are unfolded.
///
/// What the reader sees unfolded or folded stays so while draws come in. Only a branch that was
/// not there before unfolds by itself: where it came between the reader's place and the root, or
/// as far as the tree stays short.
struct UnfoldedBranches: Sendable, Hashable {
    /// The unfolded branches by their names.
    private(set) var paths: Set<String> = []
    /// All branches that the reader could have unfolded or folded.
    private var known: Set<String> = []

    /// The lines of a tree that stays short.
    private static let shortTree = 24

    mutating func set(_ path: String, isUnfolded: Bool) {
        if isUnfolded { paths.insert(path) } else { paths.remove(path) }
    }

    /// Takes over the new branches of a tree, unfolded or folded.
    ///
    /// - Parameter selected: the name of the selected node, which stays in sight.
    mutating func follow(_ tree: AnswerTree, selected: String?) {
        var new: Set<String> = []
        for root in tree.roots { _ = enter(root, selected: selected, new: &new) }
        if new.isEmpty { return }
        let rows = tree.rows(unfolded: paths)
        var lines = rows.count
        var folded = rows.filter { !$0.isUnfolded && new.contains($0.path) }.map(\.node)
        // The most frequent branches first.
        while let place = folded.indices.max(by: { folded[$0].count < folded[$1].count }) {
            let node = folded.remove(at: place)
            guard lines + node.children.count <= Self.shortTree else { return }
            lines += node.children.count
            paths.insert(node.path)
            folded += node.children.filter { new.contains($0.path) }
        }
    }

    /// Enters the new ones of a node and all that grows from it, and unfolds those from which
    /// something unfolded or the selected node grows.
    ///
    /// - Returns: whether the node is unfolded or selected, or one that grows from it is.
    private mutating func enter(
        _ node: AnswerTree.Node, selected: String?, new: inout Set<String>
    ) -> Bool {
        var holdsPlace = false
        for child in node.children where enter(child, selected: selected, new: &new) {
            holdsPlace = true
        }
        if !node.isLeaf, known.insert(node.path).inserted {
            if holdsPlace { paths.insert(node.path) } else { new.insert(node.path) }
        }
        return holdsPlace || node.path == selected || paths.contains(node.path)
    }
}
