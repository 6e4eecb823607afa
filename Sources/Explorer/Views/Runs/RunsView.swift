import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension ViewKind {
    package static let runs = ViewKind("runs")
}

extension Action {
    static let compareRuns = Action("compareRuns")
}

/// The runs of a folder.
struct RunsView: View {
    static let kind = ViewKind.runs
    static let hotkey = "9"
    static let title: SafeText = "Runs"
    static let summary: SafeText = "the runs of a folder"
    static let isDetail = false
    static let isAboutRun = false
    static let room = ViewRoom.alone
    static let keys =
        [
            KeyBinding(Self.self, "Enter Right l", .open, "open the run", label: "open"),
            KeyBinding(
                Self.self, "Space", .mark, "mark a run: c compares it with another one",
                label: "mark"),
            KeyBinding(
                Self.self, "c", .compareRuns, "compare the marked run with this one",
                label: "compare"),
            KeyBinding(Self.self, "o", .sortNext, "sort by the next column", label: "sort"),
            KeyBinding(Self.self, "O", .sortReverse, "turn the sorting round"),
            KeyBinding(Self.self, "U", .clearMarks, "take all marks away"),
        ] + KeyBinding.ofWindow(Self.self)

    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)] {
        [
            ("n", "the draws of all prompts together, those that were lost included"),
            ("mean", "over the prompts of the run, by its first scorer, with its limits"),
            (
                "verdict",
                "how many prompts are proven to be above the target, all at once; undecided: none "
                    + "is, but some may be; void: the draws of some contradict each other"
            ),
            ("when", "the day on which the run was begun"),
            (SafeText(glyphs.mark), "a marked run: c compares two of them"),
        ]
    }

    mutating func refresh(_ context: inout Context, isShown: Bool) {
        guard var folder = context.folder else { return }
        folder.cursor.settle(in: folder.listed.map(\.name))
        context.folder = folder
    }

    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect) {
        RunsPane(context: context, isFocused: isFocused).draw(into: &frame, in: rect)
    }

    func listHeight(in rect: Rect) -> Int { RunsPane.Parts(of: rect).list.height }

    func list(_ context: Context, in rect: Rect) -> ShownList? {
        context.folder.map {
            ShownList($0.cursor, in: $0.listed.map(\.name), rect: RunsPane.Parts(of: rect).list)
        }
    }

    private func listHeight(_ context: Context) -> Int {
        listHeight(in: context.screen.rect(of: .runs))
    }

    func orders(_ context: Context) -> ListOrders {
        ListOrders(
            RunFolder.Column.allCases.map(\.rawValue),
            headings: RunFolder.Column.allCases.map {
                ($0 == .name ? "run" : $0.title.string, $0.rawValue)
            }, current: context.folder?.sort.rawValue)
    }

    mutating func sort(by word: String, _ context: inout Context) {
        context.folder?.sort = RunFolder.Column(rawValue: word) ?? .name
        context.folder?.isReversed = false
    }

    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] {
        let bound = context.folder?.listed.lazy.compactMap { $0.proven?.bound }.first
        return bound.map { [("means over prompts, each run alone", .bound($0))] } ?? []
    }

    // MARK: - Keys

    func label(of binding: KeyBinding, _ context: Context) -> SafeText? {
        // No answers are seen here.
        binding.action == .toggleMode ? nil : binding.label
    }

    mutating func handle(_ action: Action, _ context: inout Context) -> Response {
        guard var folder = context.folder else {
            let isOwn = Self.keys.contains { $0.action == action } || action.isListMovement
            if isOwn { context.note("no folder is open: probscope explore FOLDER") }
            return isOwn ? .done : .none
        }
        defer { context.folder = folder }
        switch action {
        case .open: return open(&context, folder, at: .prompts)
        case .mark:
            guard let name = folder.selected?.name else { return .done }
            folder.toggleMark(name)
            folder.cursor.move(
                by: 1, in: folder.listed.map(\.name), height: listHeight(context))
        case .clearMarks: folder.marks = []
        case .sortNext: folder.advanceSort()
        case .sortReverse:
            folder.isReversed.toggle()
            folder.cursor = ListCursor()
        case .compareRuns: return compare(&context, folder)
        case .show(.compare) where folder.marks.count > 1: return compare(&context, folder)
        // Before a run is open, a view is one of the selected run.
        case .show(.compare) where context.shown == nil,
            .show(.differences) where context.shown == nil:
            return compare(&context, folder)
        case _ where context.shown == nil && ViewKind.allCases.contains { action == .show($0) }:
            guard let view = ViewKind.allCases.first(where: { action == .show($0) }), view != .runs
            else { return .done }
            return open(&context, folder, at: view)
        case .focusNext where context.shown == nil, .focusPrevious where context.shown == nil:
            context.note("no run is open yet: Enter opens the selected one")
        case _ where action.isListMovement:
            folder.cursor.step(
                action, times: context.repeats, in: folder.listed.map(\.name),
                height: listHeight(context))
        default: return .none
        }
        return .done
    }

    private func open(
        _ context: inout Context, _ folder: RunFolder, at view: ViewKind
    ) -> Response {
        guard let entry = folder.selected else { return .done }
        if let problem = entry.problem {
            context.fail(problem)
            return .done
        }
        return .openRun(entry.name, beside: nil, at: view)
    }

    private func compare(_ context: inout Context, _ folder: RunFolder) -> Response {
        let usable = Set(folder.entries.filter { $0.problem == nil }.map(\.name))
        var names = folder.marks.filter { usable.contains($0) }
        if names.count < 2, let name = folder.selected?.name, usable.contains(name),
            !names.contains(name)
        {
            names.append(name)
        }
        guard names.count >= 2 else {
            if !names.isEmpty, let problem = folder.selected?.problem {
                context.fail(problem)
                return .done
            }
            context.note("mark a run with Space first; c compares it with the selected one")
            return .done
        }
        return .openRun(names[0], beside: names[1], at: .compare)
    }

    // MARK: - Finding and copying

    func searchTexts(_ context: Context) -> [String] {
        context.folder?.listed.map(\.searchText) ?? []
    }

    func searchPosition(_ context: Context) -> Int {
        context.folder.flatMap { $0.cursor.position(in: $0.listed.map(\.name)) } ?? 0
    }

    mutating func select(searchPosition: Int, _ context: inout Context) {
        guard let names = context.folder?.listed.map(\.name) else { return }
        let height = listHeight(context)
        context.folder?.cursor.select(searchPosition, in: names, height: height)
    }

    func copiedText(_ context: Context) -> String? { context.folder?.selected?.name }
}
