import Canvas
import Evidence
import Findings

/// Searches through the tokens of an answer, or through the whole tree.
extension TokensView {
    func searchTexts(_ context: Context) -> [String] { [] }

    /// Lines of the whole tree, or tokens.
    func hits(of matcher: Matcher, _ context: Context) -> [Int] {
        if showsTree {
            return allRows(context).enumerated()
                .filter { matcher.matches($0.element.node.text) }.map(\.offset)
        }
        guard let answer = loaded?.answer else { return [] }
        if answer.tokens.isEmpty { return matcher.matches(answer.text) ? [0] : [] }
        let text = answer.tokens.map(\.text).joined()
        var hits: [Int] = []
        var (token, end) = (0, answer.tokens[0].text.utf8.count)
        for range in matcher.ranges(in: text) {
            let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
            while start >= end, token + 1 < answer.tokens.count {
                token += 1
                end += answer.tokens[token].text.utf8.count
            }
            if hits.last != token { hits.append(token) }
        }
        return hits
    }

    func searchPosition(_ context: Context) -> Int {
        guard showsTree else { return token }
        let path = branch.selected
        return allRows(context).firstIndex { $0.path == path } ?? 0
    }

    mutating func select(searchPosition: Int, _ context: inout Context) {
        guard showsTree else {
            token = max(0, min(searchPosition, (loaded?.answer.tokens.count ?? 0) - 1))
            return
        }
        let all = allRows(context)
        guard all.indices.contains(searchPosition) else { return }
        // The branches that it grows from are unfolded, the nearest last.
        var depth = all[searchPosition].depth
        for row in all[..<searchPosition].reversed() where row.depth < depth {
            depth = row.depth
            setBranch(row.path, isUnfolded: true, context)
        }
        let paths = paths(context)
        guard let position = paths.firstIndex(of: all[searchPosition].path) else { return }
        branch.select(position, in: paths, height: listHeight(context))
    }

    /// The lines of the tree with all branches unfolded.
    private func allRows(_ context: Context) -> [AnswerTree.Row] {
        context.mode == .greedy ? rows(context) : tree?.rows(unfolded: nil) ?? []
    }
}
