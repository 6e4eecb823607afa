import Canvas
import Evidence
import Findings
import Prompts

/// Other runs than the one the explorer was opened with: the menu, `:model`, and the tour.
extension ExplorerModel {
    /// Asks for another run, and for one beside it; nothing is shown until its picture comes.
    mutating func open(run: String, beside: String?) -> [Effect] {
        let asked = OpenedRuns(run: run, beside: beside)
        guard context.runs.opened != asked else { return [] }
        if context.runs.ask(for: asked) {
            keptFindings = [:]
            context.findings = ShownFindings()
            context.list.marks = []
            context.list.order = []
            context.scorer = 0
            forget(.opened)
        }
        return [.show(run: run, beside: beside)]
    }

    // MARK: - The menu

    /// The lines of the menu: the runs, then the tour.
    var menuCount: Int { choices.count + (tour == nil ? 0 : 1) }

    mutating func showMenu() {
        guard menuCount > 0 else {
            return fail("there is no other run here: probscope demo has some")
        }
        let position = choices.firstIndex { $0.name == context.runs.opened?.run } ?? 0
        overlay = .menu(position: position)
    }

    /// Carries out an action of the menu.
    mutating func chooseRun(_ action: Action, position: Int) -> [Effect] {
        switch ListStep.of(action, position: position, count: menuCount) {
        case .effects(let effects): return effects
        case .cancelled: overlay = nil
        case .accepted:
            overlay = nil
            guard position < choices.count else { return resumeTour(at: 0) }
            tourPosition = nil
            return open(run: choices[position].name, beside: nil)
        case .moved(let next): overlay = .menu(position: next)
        case .nothing: break
        }
        return []
    }

    // MARK: - The tour

    /// Goes to the next stop (+1) or to the one before (-1); a tour that was left goes on where
    /// it was.
    mutating func moveTour(by step: Int) -> [Effect] {
        guard let tour else {
            fail("there is no tour here: probscope demo --tour is one")
            return []
        }
        guard let position = tourPosition else { return resumeTour(at: leftTour) }
        guard tour.stops.indices.contains(position + step) else {
            say(Notice(step > 0 ? "that was the last stop; q ends the tour" : "the first stop"))
            return []
        }
        return resumeTour(at: position + step)
    }

    /// Shows a stop.
    mutating func resumeTour(at position: Int) -> [Effect] {
        guard let tour, tour.stops.indices.contains(position) else { return [] }
        let stop = tour.stops[position]
        tourPosition = position
        overlay = nil
        line = nil
        context.screen.isExpanded = false
        context.list.filter = ""
        search = Search()
        context.mode = stop.mode
        go(to: stop.view)
        let effects = open(run: stop.run, beside: stop.beside)
        context.list.cursor.select(stop.prompt)
        return effects
    }

    /// Ends the tour; the explorer stays where it is.
    mutating func leaveTour() {
        leftTour = tourPosition ?? 0
        tourPosition = nil
        say(Notice("the tour is over; > goes back to it, q quits"))
    }

    /// Brings the caption up to date with what is known.
    mutating func refreshCaption() {
        let screen = context.screen
        if let tour, let tourPosition {
            caption = TourCaption(context: context, stop: tour.stops[tourPosition])
                .text.wrapped(to: max(1, screen.width - 2))
        } else {
            caption = []
        }
        context.screen.captionHeight =
            caption.isEmpty
            ? 0 : CaptionBar.height(screen.width, screen.height, lines: caption.count)
    }
}

extension TourCaption {
    /// The caption of what the explorer shows.
    init(context: Context, stop: Tour.Stop) {
        var facts = TourFacts(target: context.target)
        facts.shown = context.shown
        facts.beside = context.comparison
        facts.row = context.findings.positions[stop.prompt].map { context.findings.rows[$0] }
        facts.summary = context.findings.summary
        facts.mean = context.setMean?.finding
        facts.otherMean = context.otherSetMean?.finding
        facts.difference =
            context.currentPairs?.rows.first { $0.prompt.id == stop.prompt }?.difference
        facts.scorer = context.scorer
        facts.isBinary = context.isBinary
        self.init(facts: facts, stop: stop)
    }
}
