import Canvas

/// A window over the views.
enum Overlay: Sendable, Hashable {
    /// The keys of a view and what they do.
    case help(KeyContext, scroll: Int)
    /// What the words and marks of a view mean.
    case legend(ViewKind, scroll: Int)
    /// What is known about the run.
    case facts(scroll: Int)
    /// The messages so far.
    case log(scroll: Int)
    /// What people's labels say, and prove.
    case labels(scroll: Int)
    /// The themes: the one being shown, and the one that Esc returns to.
    case themes(position: Int, original: String)
    /// The runs that can be opened, and the tour.
    case menu(position: Int)
    /// A list of which one line is to be chosen.
    case list(Choice, position: Int)

    var title: SafeText {
        switch self {
        case .help: "Help"
        case .legend(let view, _): "What you are looking at: " + view.title
        case .facts: "Run"
        case .log: "Messages"
        case .labels: "Labels"
        case .themes: "Themes"
        case .menu: "What to look at"
        case .list(let choice, _): choice.title
        }
    }

    /// The first line shown.
    var scroll: Int {
        get {
            switch self {
            case .help(_, let scroll), .legend(_, let scroll), .facts(let scroll), .log(let scroll),
                .labels(let scroll):
                scroll
            // The window keeps the theme in sight.
            case .themes(let position, _): max(0, position - 3)
            case .menu, .list: 0
            }
        }
        set {
            switch self {
            case .help(let context, _): self = .help(context, scroll: newValue)
            case .legend(let view, _): self = .legend(view, scroll: newValue)
            case .facts: self = .facts(scroll: newValue)
            case .log: self = .log(scroll: newValue)
            case .labels: self = .labels(scroll: newValue)
            case .themes, .menu, .list: break
            }
        }
    }
}
