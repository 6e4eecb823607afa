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
public struct ExplorerModel: Sendable {
    /// How the explorer starts.
    public struct Options: Sendable, Hashable {
        public var glyphs = GlyphLevel.block
        /// The names of the themes that `T` goes through.
        public var themes = ["terminal", "mono"]
        public var theme = "terminal"
        /// The scorers that there are, whether or not a run was scored by them.
        public var scorers: [String] = []
        /// The rate that verdicts are about, in [0, 1].
        public var target = 0.05
        /// The error probability of a statement; nil takes the run's own.
        public var alpha: Double?
        public var side = Bound.Side.two
        public var validity = Validity.anytime
        /// Whether there is a sampler that can be paused and asked for more.
        public var isLive = false
        /// Whether the mouse is on from the start.
        public var hasMouse = false
        /// The runs that can be opened instead of the one shown.
        public var choices: [RunChoice] = []
        /// The tour through them.
        public var tour: Tour?
        /// Whether `y` may put text on the clipboard.
        public var allowsClipboard = false

        public init() {}
    }

    /// Which answers the views are about.
    enum Mode: String, Sendable, Hashable {
        case sampled, greedy

        /// The word in titles; never colour alone.
        var title: SafeText { self == .sampled ? "SAMPLED" : "GREEDY" }
    }

    // MARK: - What is shown

    /// The run as it came; behind `latest` while frozen.
    var received: Snapshot?
    /// The run as it is shown: without the draws that the question is not about.
    var shown: Snapshot?
    var firstDraws = FirstDraws()
    /// The newest picture that arrived while the numbers were frozen.
    var latest: Snapshot?
    var isFrozen = false
    /// Counts the pictures shown, so that what is derived from one is known to be current.
    var generation = 0
    /// The other runs that were opened beside the one that is shown.
    var others: [OtherRun] = []
    /// Which of them the Compare view sets beside the one that is shown.
    var comparedRun = 0
    /// Counts how often another run was set beside the one that is shown.
    var comparisonGeneration = 0
    /// Counts the pictures of that run.
    var comparisonPicture = 0
    /// The position of the shown run among those that were opened; only the first can be live.
    public internal(set) var shownRun = 0
    /// What was derived from runs that were shown before.
    var keptDerived: [Int: Derived] = [:]

    // MARK: - How it is shown

    var glyphs: Glyphs
    let themes: [String]
    let knownScorers: [String]
    var theme: String
    private let canSample: Bool
    var question: Statement
    /// Whether α came from the user; else the run's own is taken when it arrives.
    var hasChosenAlpha: Bool
    var target: Double
    /// The position of the scorer among the run's scorers.
    var scorer = 0
    var mode = Mode.sampled
    var hasMouse: Bool
    /// Whether `y` may put text on the clipboard.
    var allowsClipboard: Bool
    var width = 80
    var height = 24

    // MARK: - Where the reader is

    /// The views on top of each other, never none; the last one has the focus.
    var stack: [ViewKind] = [.prompts]
    /// Whether the focused pane is shown alone although others would fit.
    var isExpanded = false
    /// The window over the views; what was looked for in it is forgotten when it closes.
    var overlay: Overlay? {
        didSet { if overlay == nil { overlaySearch = Search() } }
    }
    var line: LineEditor?
    var histories: [LineEditor.Purpose: [String]] = [:]
    private var viewSearch = Search()
    private var overlaySearch = Search()
    /// What is being looked for where the keys act: in the window over the views, or in the views.
    var search: Search {
        get { overlay == nil ? viewSearch : overlaySearch }
        set { if overlay == nil { viewSearch = newValue } else { overlaySearch = newValue } }
    }
    var filter = ""
    var status: Notice?
    var messages: [Notice] = []
    /// The export of all prompts that is being drawn.
    var pageExport: PageExport?

    // MARK: - Other runs

    /// The runs that can be opened.
    let choices: [RunChoice]
    /// The runs asked for last; nil where there is only one.
    var opened: OpenedRuns?
    /// Counts the runs opened, so that what was computed for one is not taken for another's.
    var openings = 0
    let tour: Tour?
    /// The stop of the tour; nil outside of it.
    var tourPosition: Int?
    /// The stop at which the tour was left.
    var leftTour = 0
    /// What is said at the stop, as lines for the width of the screen.
    var caption: [SafeText] = []

    // MARK: - The state of each view

    var prompts = ListCursor<PromptID>()
    var sort = PromptSort()
    var marks: Set<PromptID> = []
    var outputs = OutputsState()
    var scores = ScoresState()
    var bounds = BoundsState()
    var tokens = TokensState()
    var compareSort = CompareSort()
    /// Whether Compare sets B's bars below A's instead of their outline over them.
    var isCompareMirrored = false

    /// What the last job found out about the spread of scores.
    var spread: Spread?
    /// What is known about the means over all prompts.
    var setMeans: [SetMean.Key: SetMean] = [:]
    /// The work that is done beside the explorer.
    var jobs = JobBoard()

    /// The work on limits in one update: a few milliseconds, so that keys never wait for it.
    var refreshBudget = 500
    /// What follows from all of the above.
    var derived = Derived()

    public init(snapshot: Snapshot? = nil, options: Options = Options()) {
        glyphs = Glyphs(options.glyphs)
        themes = options.themes
        theme = options.theme
        knownScorers = options.scorers
        canSample = options.isLive
        choices = options.choices
        tour = options.tour
        allowsClipboard = options.allowsClipboard
        hasMouse = options.hasMouse
        target = options.target
        hasChosenAlpha = options.alpha != nil
        question = Statement(
            alpha: options.alpha ?? 0.01, side: options.side, validity: options.validity)
        if let snapshot { show(snapshot) }
        refresh()
    }

    /// The view that has the focus.
    public var view: ViewKind { stack.last ?? .prompts }

    /// The prompt that the detail views are about.
    public var prompt: PromptID? { prompts.selected }

    /// The theme that frames are to be shown with.
    public var themeName: String { theme }

    /// Whether there is a sampler that can be paused and asked for more.
    var isLive: Bool {
        // Among several runs some may be recorded.
        canSample && !(opened != nil && shown?.progress.phase == .recorded)
    }

    /// The keys that act now.
    var context: KeyContext {
        if line != nil { return .typing }
        if case .themes = overlay { return .themes }
        if case .menu = overlay { return .menu }
        if overlay != nil { return .overlay }
        return viewContext
    }

    /// The keys of what the focused view shows, whatever lies over it.
    var viewContext: KeyContext {
        view == .tokens && tokens.showsTree ? .tree : view.context
    }

    // MARK: - Updating

    /// Takes in one message and returns what is to be done outside.
    public mutating func update(_ message: Message) -> [Effect] {
        let effects = receive(message)
        refresh()
        return effects + tokenRequest() + jobs.request(spreadJob) + jobs.request(setMeanJob)
            + (isUnfinished ? [.refine] : [])
    }

    /// Whether there is work for idle moments.
    private var isUnfinished: Bool {
        derived.isUnfinished || pageExport != nil
            || derived.completed.isUnfinished && layout.panes.contains { $0.view == .scores }
            || view == .compare && derived.comparison?.isUnfinished == true
    }

    private mutating func receive(_ message: Message) -> [Effect] {
        switch message {
        case .key(let key):
            return press(key)
        case .resize(let width, let height):
            self.width = max(0, width)
            self.height = max(0, height)
        case .snapshot(let snapshot): receive(snapshot, ofRun: 0)
        case .others(let snapshots): open(snapshots)
        case .beside(let snapshot): receive(snapshot, ofRun: 1)
        case .open(.run(let run, let beside)):
            return open(run: run, beside: beside)
        case .open(.menu):
            showMenu()
        case .open(.tour):
            return resumeTour(at: 0)
        case .draw(let draw):
            tokens.receive(draw)
        case .computed(let result): receive(result)
        case .notice(let notice):
            say(notice)
        case .notices(let notices):
            for notice in notices { say(notice) }
            if let first = notices.first {
                status =
                    notices.count == 1
                    ? first
                    : Notice("M shows all \(notices.count): \(first.text)", isError: first.isError)
            }
        case .refine:
            return drawNextPage()
        case .scroll(let x, let y, let rows):
            scroll(atX: x, y: y, rows: rows)
        case .click(let x, let y):
            click(atX: x, y: y)
        }
        return []
    }

    /// Takes in what a job found out.
    private mutating func receive(_ result: JobResult) {
        jobs.finish(result)
        switch result.answer {
        case let spread as Spread: receive(spread)
        case let mean as SetMean: keep(mean)
        default: break
        }
    }

    /// Makes a picture the one that is shown.
    mutating func show(_ snapshot: Snapshot) {
        for notice in snapshot.progress.notices
        where !(shown?.progress.notices.contains(notice) ?? false) {
            say(Notice(notice))
        }
        let isFirst = shown == nil
        received = snapshot
        shown = snapshot
        firstDraws.forget()
        generation += 1
        if isFirst {
            numberNames()
            introduceOthers()
        }
        if !hasChosenAlpha { question.alpha = snapshot.facts.alpha }
        scorer = max(0, min(scorer, snapshot.facts.scorers.count - 1))
    }

    /// Puts a sentence into the status line and the log.
    mutating func say(_ notice: Notice) {
        status = notice
        messages.append(notice)
        if messages.count > 500 { messages.removeFirst(messages.count - 500) }
    }

    mutating func fail(_ sentence: String) {
        say(Notice(sentence, isError: true))
    }
}
