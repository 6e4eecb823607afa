@testable import Explorer

/// The views of a model by their names.
extension ExplorerModel {
    var outputs: OutputsView {
        get { views[OutputsView.self] }
        set { views[OutputsView.self] = newValue }
    }
    var scores: ScoresView { views[ScoresView.self] }
    var tokens: TokensView {
        get { views[TokensView.self] }
        set { views[TokensView.self] = newValue }
    }
    var compare: CompareView { views[CompareView.self] }
    /// The lines of the tree of all answers.
    var tokenRows: [AnswerTree.Row] { tokens.rows(context) }
}
