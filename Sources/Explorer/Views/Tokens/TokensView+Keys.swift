import Canvas
import Evidence
import Findings

/// What the keys of tokens and of the tree do.
extension TokensView {
    func keyContext(_ context: Context) -> KeyContext {
        showsTree ? .tree : KeyContext(of: Self.self)
    }

    func label(of binding: KeyBinding, _ context: Context) -> SafeText? {
        if binding.action == .right, !showsTree, loaded?.answer.tokens.isEmpty ?? true {
            return nil
        }
        let isOfBranches = binding.action == .foldBranch || showsTree && binding.action == .open
        return context.mode == .greedy && isOfBranches ? nil : binding.label
    }

    mutating func handle(_ action: Action, _ context: inout Context) -> Response {
        switch action {
        case .toggleTree: showsTree.toggle()
        case .nextDraw: changeDraw(by: 1, &context)
        case .previousDraw: changeDraw(by: -1, &context)
        case .open where showsTree: toggleBranch(&context)
        case .foldBranch: foldBranch(&context)
        case _ where showsTree && action.isMovement:
            branch.step(
                action, times: context.repeats, in: paths(context), height: listHeight(context))
        case .left, .right: moveToken(action, &context)
        case _ where action.isMovement: moveToken(action, &context)
        default: return .none
        }
        return .done
    }

    private mutating func changeDraw(by step: Int, _ context: inout Context) {
        guard context.mode == .sampled else {
            return context.fail("there is only one greedy answer")
        }
        let count = context.selectedEvidence?.drawCount ?? 0
        guard count > 0 else { return }
        index = max(0, min(count - 1, (drawIndex(context) ?? 0) + step))
        token = 0
    }

    private mutating func moveToken(_ action: Action, _ context: inout Context) {
        let count = loaded?.answer.tokens.count ?? 0
        guard count > 0 else {
            if let step = action.rowStep {
                context.movePrompt(by: step * context.repeats)
            } else {
                context.note("there are no tokens to go through")
            }
            return
        }
        let distance =
            switch action {
            case .left: -1
            case .right: 1
            case .up, .halfPageUp, .pageUp: -8
            case .down, .halfPageDown, .pageDown: 8
            case .first: -count
            case .last: count
            default: 0
            }
        token = max(0, min(count - 1, token + distance * context.repeats))
    }

    // MARK: - Branches

    /// Unfolds a branch, or folds it.
    mutating func setBranch(_ path: String, isUnfolded: Bool, _ context: Context) {
        guard let prompt = context.prompt else { return }
        unfolded[prompt]?.set(path, isUnfolded: isUnfolded)
    }

    /// Unfolds or folds the selected branch.
    private mutating func toggleBranch(_ context: inout Context) {
        guard context.mode == .sampled else { return context.sayGreedyIsOneAnswer() }
        let rows = rows(context)
        guard let position = branch.position(in: rows.map(\.path)), !rows[position].node.isLeaf
        else { return }
        setBranch(rows[position].path, isUnfolded: !rows[position].isUnfolded, context)
    }

    /// Folds the selected branch; where it is folded already, selects the one that it grows from.
    private mutating func foldBranch(_ context: inout Context) {
        guard context.mode == .sampled else { return context.sayGreedyIsOneAnswer() }
        let rows = rows(context)
        guard let position = branch.position(in: rows.map(\.path)) else { return }
        let row = rows[position]
        if row.isUnfolded { return setBranch(row.path, isUnfolded: false, context) }
        if let parent = rows[..<position].lastIndex(where: { $0.depth < row.depth }) {
            branch.select(parent, in: rows.map(\.path), height: listHeight(context))
        }
    }
}
