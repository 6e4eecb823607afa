import Canvas

/// Where a key acts.
///
/// A key of an inner context may not be bound in an outer one too, so what a key
/// does never depends on which is looked at first.
public enum KeyContext: String, Sendable, Hashable, CaseIterable {
    /// Everywhere, also while something is being typed.
    case always
    /// In every view, not in an overlay or while typing.
    case views
    case prompts, outputs, scores, bounds, tokens, compare
    /// In the Tokens view while it shows the tree of all answers.
    case tree
    /// While help, facts or the log lie over the view.
    case overlay
    /// While the list of themes lies over the view.
    case themes
    /// While the menu of runs lies over the view.
    case menu
    /// While a search, a filter or a command is being typed.
    case typing

    /// The contexts that act at the same time, the innermost first.
    var chain: [KeyContext] {
        switch self {
        case .always: [.always]
        case .views: [.views, .always]
        case .overlay, .themes, .menu, .typing: [self, .always]
        case .prompts, .outputs, .scores, .bounds, .tokens, .compare, .tree:
            [self, .views, .always]
        }
    }

    /// The heading over the context's keys in the help.
    var heading: SafeText {
        switch self {
        case .always: "Everywhere"
        case .views: "In every view"
        case .prompts: "Prompts"
        case .outputs: "Outputs"
        case .scores: "Scores"
        case .bounds: "Bounds"
        case .tokens: "Tokens"
        case .compare: "Compare"
        case .tree: "Tokens: the tree of all answers"
        case .overlay: "In this window"
        case .themes: "In the list of themes"
        case .menu: "In the menu of runs"
        case .typing: "While typing"
        }
    }
}
