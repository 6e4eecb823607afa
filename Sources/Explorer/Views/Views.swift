import Canvas

/// The views of one explorer, each with its state.
struct Views: Sendable {
    /// The views there are, in the order of `Tab`: a new one is a line here.
    static let types: [any View.Type] = [
        PromptsView.self,
        OutputsView.self,
        ScoresView.self,
        BoundsView.self,
        TokensView.self,
        CompareView.self,
        ReaderView.self,
        DifferencesView.self,
        RunsView.self,
        CalibrationView.self,
    ]

    private var all: [any View] = types.map { $0.init() }

    /// The view of a name.
    subscript(kind: ViewKind) -> any View {
        get { all[Self.position(of: kind)] }
        _modify { yield &all[Self.position(of: kind)] }
    }

    /// The view of a type.
    subscript<V: View>(type: V.Type) -> V {
        get { all[Self.position(of: V.kind)] as? V ?? V() }
        set { all[Self.position(of: V.kind)] = newValue }
    }

    private static func position(of kind: ViewKind) -> Int {
        types.firstIndex { $0.kind == kind } ?? 0
    }

    /// Calls a function for each view, which may change.
    mutating func forEach(_ body: (inout any View) -> Void) {
        for index in all.indices { body(&all[index]) }
    }

    func contains(where predicate: (any View) -> Bool) -> Bool { all.contains(where: predicate) }

    /// Brings the views up to date that need no run.
    mutating func refreshWithoutRun(_ context: inout Context) {
        for index in all.indices where !Self.types[index].isAboutRun {
            all[index].refresh(&context, isShown: Self.types[index].kind == context.screen.focus)
        }
    }

    /// Brings all views up to date: the focused one first, since it may select what the others show.
    mutating func refresh(_ context: inout Context) {
        let shown = context.screen.shown
        let focus = Self.position(of: context.screen.focus)
        all[focus].refresh(&context, isShown: true)
        for index in all.indices where index != focus {
            all[index].refresh(&context, isShown: shown.contains(Self.types[index].kind))
        }
    }
}
