import Canvas

/// Where a key acts.
///
/// A key of an inner context may not be bound in an outer one too, so what a key
/// does never depends on which is looked at first.
package struct KeyContext: Sendable, Hashable, CaseIterable {
    private enum Layer: Sendable, Hashable {
        case always, views, prompts, view, viewWithoutPrompts, window
    }

    let name: String
    /// The heading over the context's keys in the help.
    let heading: SafeText
    private let layer: Layer

    private init(_ name: String, _ heading: SafeText, _ layer: Layer) {
        self.name = name
        self.heading = heading
        self.layer = layer
    }

    /// A place in a view.
    init(view name: String, heading: SafeText) {
        self.init(name, heading, .view)
    }

    /// The place of a view.
    ///
    /// - Parameter hasPromptKeys: whether the keys act that go from prompt to prompt; a view without
    ///   them may have those keys for itself.
    init(of view: (some View).Type, hasPromptKeys: Bool = true) {
        self.init(
            view.kind.rawValue, view.title, hasPromptKeys ? .view : .viewWithoutPrompts)
    }

    /// Everywhere, also while something is being typed.
    package static let always = KeyContext("always", "Everywhere", .always)
    /// In every view, not in an overlay or while typing.
    package static let views = KeyContext("views", "In every view", .views)
    /// In the views that do not have these keys for themselves.
    package static let prompts = KeyContext("prompts-keys", "From prompt to prompt", .prompts)
    /// While help, facts or the log lie over the view.
    package static let overlay = KeyContext("overlay", "In this window", .window)
    /// While the list of themes lies over the view.
    package static let themes = KeyContext("themes", "In the list of themes", .window)
    /// While the menu of runs, or another list to choose from, lies over the view.
    package static let menu = KeyContext("menu", "In a list to choose from", .window)
    /// While the list of labels lies over the view.
    package static let labels = KeyContext("labels", "In the list of labels", .window)
    /// While the list of columns lies over the view.
    package static let columns = KeyContext("columns", "In the list of columns", .window)
    /// While a search, a filter or a command is being typed.
    package static let typing = KeyContext("typing", "While typing", .window)

    package static let allCases: [KeyContext] =
        [.always, .views, .prompts] + Views.types.flatMap { $0.keyContexts }
        + [.overlay, .themes, .menu, .labels, .columns, .typing]

    /// The contexts that act at the same time, the innermost first.
    var chain: [KeyContext] {
        switch layer {
        case .always: [self]
        case .views: [self, .always]
        case .prompts: [self, .views, .always]
        case .view: [self, .prompts, .views, .always]
        case .viewWithoutPrompts: [self, .views, .always]
        case .window: [self, .always]
        }
    }
}
