import Canvas

/// The views of the explorer, in the order of their number keys.
public enum ViewKind: String, Sendable, Hashable, CaseIterable {
    /// The list of all prompts.
    case prompts
    /// The distinct answers to one prompt.
    case outputs
    /// The distribution of one prompt's scores.
    case scores
    /// The estimate and its interval against the number of draws.
    case bounds
    /// One answer, token by token, and the tree of all answers.
    case tokens
    /// Two runs, or two marked prompts, side by side.
    case compare

    /// The name in titles and in the breadcrumb.
    var title: SafeText {
        switch self {
        case .prompts: "Prompts"
        case .outputs: "Outputs"
        case .scores: "Scores"
        case .bounds: "Bounds"
        case .tokens: "Tokens"
        case .compare: "Compare"
        }
    }

    /// Whether the view is about one prompt.
    var isDetail: Bool {
        switch self {
        case .outputs, .scores, .bounds, .tokens: true
        case .prompts, .compare: false
        }
    }

    /// The keys that act only in this view.
    var context: KeyContext {
        switch self {
        case .prompts: .prompts
        case .outputs: .outputs
        case .scores: .scores
        case .bounds: .bounds
        case .tokens: .tokens
        case .compare: .compare
        }
    }
}
