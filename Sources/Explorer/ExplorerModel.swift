import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The state of the explorer, as a value.
///
/// The run loop turns whatever happens into a ``Message``, calls ``update(_:)``, carries out the
/// effects that it returns, and shows ``render()``. Rendering changes nothing and computes no
/// bound: what the views show is derived at the end of an update, and only where its inputs changed.
package struct ExplorerModel: Sendable {
    /// How the explorer starts.
    package struct Options: Sendable, Hashable {
        package var glyphs = GlyphLevel.block
        /// The names of the themes that `T` goes through.
        package var themes = ["terminal", "mono"]
        package var theme = "terminal"
        /// The scorers that there are, whether or not a run was scored by them.
        package var scorers: [String] = []
        /// What a score of 1 is called.
        package var event = "leak"
        /// The rate that verdicts are about, in [0, 1].
        package var target = 0.05
        /// The error probability of a statement; nil takes the run's own.
        package var alpha: Double?
        package var side = Bound.Side.two
        package var validity = Validity.anytime
        /// Whether there is a sampler that can be paused and asked for more.
        package var isLive = false
        /// Whether the mouse is on from the start.
        package var hasMouse = false
        /// The runs that can be opened instead of the one shown.
        package var choices: [RunChoice] = []
        /// The folder whose runs are listed; nil for none.
        package var folder: String?
        /// The tour through them.
        package var tour: Tour?
        /// The rules of grouping for which there is a server to be asked.
        package var groupServers: Set<AnswerGrouping> = []
        /// Whether `y` may put text on the clipboard.
        package var allowsClipboard = false
        /// Keys that do what others do, outside of what is typed.
        package var keyMap: [Key: Key] = [:]
        /// Who labels draws here; empty where that is not known.
        package var person = ""
        /// What draws are picked by that are to be labelled; the same seed picks the same ones.
        package var seed: UInt64 = 0

        package init() {}

        /// What is asked of each prompt.
        ///
        /// - Parameter alpha: the error probability where none is chosen.
        func question(alpha: Double) -> Statement {
            Statement(alpha: self.alpha ?? alpha, side: side, validity: validity)
        }
    }

    /// What the views are given.
    var context: Context
    /// The views, each with its own state.
    var views = Views()
    /// What was known of runs that were shown before.
    var keptFindings: [Int: ShownFindings] = [:]
    /// The work that is done beside the explorer.
    var jobs = JobBoard()
    /// What picks draws at random.
    var random: SplitMix64

    // MARK: - What does not change

    let themes: [String]
    /// Keys that do what others do.
    let keyMap: [Key: Key]
    let knownScorers: [String]
    private let canSample: Bool
    /// The runs that can be opened.
    let choices: [RunChoice]
    let tour: Tour?

    // MARK: - What the reader chose

    var theme: String
    /// Whether α came from the user; else the run's own is taken when it arrives.
    var hasChosenAlpha: Bool
    var hasMouse: Bool
    /// Whether `y` may put text on the clipboard.
    var allowsClipboard: Bool

    // MARK: - What lies over the views

    /// The window over the views; what was looked for in it is forgotten when it closes.
    var overlay: Overlay? {
        didSet { if overlay == nil { overlaySearch = Search() } }
    }
    private var overlaySearch = Search()
    /// What is being looked for where the keys act: in the window over the views, or in the views.
    var search: Search {
        get { overlay == nil ? context.search : overlaySearch }
        set { if overlay == nil { context.search = newValue } else { overlaySearch = newValue } }
    }
    var line: LineEditor?
    /// The draws that `+` would order if it were pressed again.
    var wantedDraws: MoreDraws?
    /// The draws that were ordered in this session, the newest last.
    var drawOrders: [MoreDraws] = []
    /// The count that is being typed; nil while none is.
    var count: Count?
    /// What a digit that shows a view was pressed over, until the next key.
    var beforeDigit: BeforeDigit?
    /// What the filter is typed over; nil while none is.
    var filterOrigin: FilterOrigin?
    var histories: [LineEditor.Purpose: [String]] = [:]
    /// What `:grep` found.
    var found: [AnswerSearch.Hits]?
    /// The export of all prompts that is being drawn.
    var pageExport: PageExport?
    /// The stop of the tour; nil outside of it.
    var tourPosition: Int?
    /// The stop at which the tour was left.
    var leftTour = 0
    /// What is said at the stop, as lines for the width of the screen.
    var caption: [SafeText] = []

    package init(snapshot: Snapshot? = nil, options: Options = Options()) {
        context = Context(
            question: options.question(alpha: 0.01), wantedValidity: options.validity,
            target: options.target, glyphs: Glyphs(options.glyphs))
        context.event = Event(options.event)
        context.labels.person = options.person
        context.groupings.servers = options.groupServers
        if let folder = options.folder {
            context.folder = RunFolder(name: folder)
            context.screen.beginsWithRuns = true
            context.screen.stack = [.runs]
        }
        random = SplitMix64(seed: options.seed)
        themes = options.themes
        keyMap = options.keyMap
        theme = options.theme
        knownScorers = options.scorers
        canSample = options.isLive
        choices = options.choices
        tour = options.tour
        allowsClipboard = options.allowsClipboard
        hasMouse = options.hasMouse
        hasChosenAlpha = options.alpha != nil
        if let snapshot { show(snapshot) }
        refresh()
    }

    /// The view that has the focus.
    package var view: ViewKind { context.screen.focus }

    /// The prompt that the detail views are about.
    package var prompt: PromptID? { context.prompt }

    /// The position of the shown run among those that were opened; only the first can be live.
    package var shownRun: Int { context.runs.position }

    /// Whether there is a sampler that can be paused and asked for more.
    var isLive: Bool {
        // Among several runs some may be recorded.
        canSample && !(context.runs.opened != nil && context.shown?.progress.phase == .recorded)
    }

    /// The keys that act now.
    var keyContext: KeyContext {
        if line != nil { return .typing }
        if case .themes = overlay { return .themes }
        if case .list(.labels, _) = overlay { return .labels }
        if case .list(.columns, _) = overlay { return .columns }
        switch overlay {
        case .menu, .list: return .menu
        default: break
        }
        if overlay != nil { return .overlay }
        return viewContext
    }

    /// The keys of what the focused view shows, whatever lies over it.
    var viewContext: KeyContext { views[view].keyContext(context) }

    // MARK: - Updating

    /// Takes in one message and returns what is to be done outside.
    package mutating func update(_ message: Message) -> [Effect] {
        let effects = receive(message)
        refresh()
        return effects + requests() + (isUnfinished ? [.refine] : [])
    }

    /// Brings everything that is shown up to date.
    mutating func refresh() {
        defer { refreshCaption() }
        context.runs.cut(isFixed: context.wantedValidity == .fixed)
        guard let shown = context.shown else {
            return views.refreshWithoutRun(&context)
        }
        context.question = context.question.valid(context.wantedValidity)
            .possible(withoutReplacement: shown.facts.isWithoutReplacement)
        context.question.planChange = shown.facts.planChange
        context.refreshFindings()
        // Its height is wanted for the layout, its words once everything else is there.
        refreshCaption()
        context.list.cursor.settle(in: context.list.order)
        context.refreshAnswers()
        views.refresh(&context)
        context.searchNote = viewSearchNote
    }

    /// Asks for what takes long.
    private mutating func requests() -> [Effect] {
        let shown = context.screen.shown
        var effects: [Effect] = []
        views.forEach { view in
            let isShown = shown.contains(view.kind)
            effects += view.requests(context, isShown: isShown, jobs: &jobs)
        }
        return effects + jobs.request(context.setMeanJob) + groupRequests()
    }

    /// Whether there is work for idle moments.
    private var isUnfinished: Bool {
        let shown = context.screen.shown
        return context.findings.isUnfinished || pageExport != nil
            || views.contains { $0.isUnfinished(isShown: shown.contains($0.kind)) }
    }

    private mutating func receive(_ message: Message) -> [Effect] {
        switch message {
        case .key(let key):
            return press(key)
        case .resize(let width, let height):
            context.screen.width = max(0, width)
            context.screen.height = max(0, height)
        case .snapshot(let snapshot): receive(snapshot, ofRun: 0)
        case .others(let snapshots): context.runs.open(beside: snapshots)
        case .runs(let entries): context.folder?.entries = entries
        case .labels(let book, let run): context.labels.setBook(book, of: run)
        case .beside(let snapshot): receive(snapshot, ofRun: 1)
        case .open(.run(let run, let beside)):
            return open(run: run, beside: beside)
        case .open(.menu):
            showMenu()
        case .open(.tour):
            return resumeTour(at: 0)
        case .draw(let draw): views[TokensView.self].receive(draw)
        case .computed(let result): receive(result)
        case .groups(let news): receive(news)
        case .notice(let notice):
            say(notice)
        case .notices(let notices):
            for notice in notices { say(notice) }
            if let first = notices.first {
                context.messages.status =
                    notices.count == 1
                    ? first
                    : Notice("M shows all \(notices.count): \(first.text)", isError: first.isError)
            }
        case .refine:
            return drawNextPage()
        case .scroll(let x, let y, let rows):
            scroll(atX: x, y: y, rows: rows)
        case .click(let x, let y):
            return click(atX: x, y: y)
        }
        return []
    }

    /// Takes in what a job found out.
    private mutating func receive(_ result: JobResult) {
        jobs.finish(result)
        if let mean = result.answer as? ShownMean { context.keep(mean) }
        if let set = result.answer as? PairSet { context.keep(set) }
        if let hits = result.answer as? [AnswerSearch.Hits] { receive(hits) }
        views.forEach { $0.receive(result.answer, context) }
    }

    /// Puts a sentence into the status line and the log.
    mutating func say(_ notice: Notice) { context.say(notice) }

    mutating func fail(_ sentence: String) { context.fail(sentence) }
}
