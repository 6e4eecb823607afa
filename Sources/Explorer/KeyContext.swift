import Canvas

/// Where a key acts.
///
/// A key of an inner context may not be bound in an outer one too, so what a key
/// does never depends on which is looked at first.
public struct KeyContext: Sendable, Hashable, CaseIterable {
    private enum Layer: Sendable, Hashable {
        case always, views, view, window
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
    init(of view: (some View).Type) {
        self.init(view: view.kind.rawValue, heading: view.title)
    }

    /// Everywhere, also while something is being typed.
    public static let always = KeyContext("always", "Everywhere", .always)
    /// In every view, not in an overlay or while typing.
    public static let views = KeyContext("views", "In every view", .views)
    /// While help, facts or the log lie over the view.
    public static let overlay = KeyContext("overlay", "In this window", .window)
    /// While the list of themes lies over the view.
    public static let themes = KeyContext("themes", "In the list of themes", .window)
    /// While the menu of runs lies over the view.
    public static let menu = KeyContext("menu", "In the menu of runs", .window)
    /// While a search, a filter or a command is being typed.
    public static let typing = KeyContext("typing", "While typing", .window)

    public static let allCases: [KeyContext] =
        [.always, .views] + Views.types.flatMap { $0.keyContexts }
        + [.overlay, .themes, .menu, .typing]

    /// The contexts that act at the same time, the innermost first.
    var chain: [KeyContext] {
        switch layer {
        case .always: [self]
        case .views: [self, .always]
        case .view: [self, .views, .always]
        case .window: [self, .always]
        }
    }
}
