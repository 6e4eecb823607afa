import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// Which answers the views are about.
enum Mode: String, Sendable, Hashable {
    case sampled, greedy

    /// The word in titles; never colour alone.
    var title: SafeText { self == .sampled ? "SAMPLED" : "GREEDY" }
}

/// What views are given: the runs, what is known of the one shown, what is asked of it, and where
/// the reader is.
struct Context: Sendable {
    var runs = OpenRuns()
    /// The folder whose runs can be opened; nil where there is none.
    var folder: RunFolder?
    var findings = ShownFindings()
    /// The same of that run and the one beside it, for the views that compare.
    var compared = ComparedRuns()
    /// The prompts as they are listed, and the selected one.
    var list = PromptList()
    /// How the answers to the selected prompt are grouped, filtered and sorted, and the selected one.
    var answerList = AnswerList()
    /// The distinct answers to the selected prompt, in the order of the Outputs view.
    var answers: OutputDetail?
    /// The same with nothing filtered out, the most frequent first, where those are not.
    private(set) var plainAnswers: (list: AnswerList, detail: OutputDetail?)?
    /// The answers to the selected prompt as a list of prompts shows them: whatever Outputs filters and
    /// sorts by, the most frequent ones of all.
    var commonAnswers: OutputDetail? { plainAnswers.map { $0.detail } ?? answers }
    /// The answer that is selected among them.
    var selectedAnswer: OutputDetail.Row?

    // MARK: - What is asked

    var question: Statement
    /// When the limits are to hold; what is asked follows where the run's draws allow it.
    var wantedValidity: Validity
    /// The rate that verdicts are about.
    var target: Double
    /// What a score of 1 is called.
    var event = Event()
    /// The score x of P(score > x), above which an answer counts as bad.
    var threshold = 0.5
    /// The position of the scorer among the run's scorers.
    var scorer = 0
    var mode = Mode.sampled

    // MARK: - How it is shown

    var glyphs: Glyphs
    var screen = Screen()
    /// What is looked for in the views, and how that stands.
    var search = Search()
    var searchNote: SafeText?
    var messages = MessageLog()
    /// The groups of answers that servers were asked about.
    var groupings = RunGroupings()
    /// What was chosen of the columns of lists.
    var columns: [ViewKind: ColumnSettings] = [:]
    /// How often the key that is handled was asked for, by a count before it.
    var repeats = 1
    /// What people say about draws.
    var labels = RunLabels()
    /// The work on limits in one update: a few milliseconds, so that keys never wait for it.
    var budget = 500
}

/// The size of the screen and the views on it.
struct Screen: Sendable, Hashable {
    var width = 80
    var height = 24
    /// The rows that the caption of a tour takes.
    var captionHeight = 0
    /// The views on top of each other, never none; the last one has the focus.
    var stack: [ViewKind] = [.prompts]
    /// Whether the list of a folder's runs lies below all views.
    var beginsWithRuns = false
    /// Whether the focused pane is shown alone although others would fit.
    var isExpanded = false

    /// The view that has the focus.
    var focus: ViewKind { stack.last ?? .prompts }

    /// Where the views stand.
    var layout: Layout {
        Layout(
            width: width, height: height - captionHeight, view: focus, isExpanded: isExpanded)
    }

    /// The views that are seen.
    var shown: Set<ViewKind> { Set(layout.panes.map(\.view)).union([focus]) }

    /// Where a view stands, or would if it had the screen.
    func rect(of view: ViewKind) -> Rect {
        layout.rect(of: view) ?? Rect(x: 0, y: 1, width: width, height: height - 2)
    }
}

/// The sentences for the reader.
struct MessageLog: Sendable, Hashable {
    /// The newest, until the next key.
    var status: Notice?
    var all: [Notice] = []

    mutating func add(_ notice: Notice) {
        status = notice
        all.append(notice)
        if all.count > 500 { all.removeFirst(all.count - 500) }
    }
}

extension Context {
    /// Puts a sentence into the status line and the log.
    mutating func say(_ notice: Notice) { messages.add(notice) }

    mutating func fail(_ sentence: String) { say(Notice(sentence, isError: true)) }

    /// Puts a sentence into the status line alone.
    mutating func note(_ sentence: String) { messages.status = Notice(sentence) }

    /// Says why a key that speaks of many answers does nothing.
    mutating func sayGreedyIsOneAnswer() {
        note("greedy is one answer: s shows the sampled ones")
    }

    // MARK: - The run

    /// The run as it came.
    var received: Snapshot? { runs.received }
    /// The run as it is shown: without the draws that the question is not about.
    var shown: Snapshot? { runs.shown }
    /// The second run of the Compare view; nil where only one run is open.
    var comparison: Snapshot? { runs.comparison }
    /// The draws planned per prompt.
    var planned: Int { shown?.facts.plannedDraws ?? 0 }
    /// Whether later draws than those planned are left out.
    var showsFirstDraws: Bool { runs.showsFirstDraws }

    /// The shown scorer's name and meaning.
    var scorerFacts: RunFacts.Scorer? {
        guard let scorers = shown?.facts.scorers, scorer < scorers.count else { return nil }
        return scorers[scorer]
    }

    /// Whether the shown scorer gives 0 or 1 only.
    var isBinary: Bool { scorerFacts?.isBinary ?? false }

    /// The greedy score of the prompt at a position of the run.
    func greedyScore(at position: Int) -> Double? {
        shown?.greedyScore(at: position, by: scorer)
    }

    /// The scores of a prompt by the shown scorer.
    func scoreEvidence(_ evidence: PromptEvidence) -> ScoreEvidence {
        evidence.scores(by: scorer)
    }

    /// Where the shown scorer stands among those of a run; nil where that has none like it.
    func scorer(in run: Snapshot) -> Int? { run.position(of: scorerFacts) }

    // MARK: - The selected prompt

    /// The prompt that the detail views are about.
    var prompt: PromptID? { list.cursor.selected }

    /// The evidence of the selected prompt.
    var selectedEvidence: PromptEvidence? {
        guard let shown, let position = selectedPosition, position < shown.prompts.count else {
            return nil
        }
        return shown.prompts[position]
    }

    /// All that is known of the selected prompt, whatever the question is.
    var receivedEvidence: PromptEvidence? {
        guard let received, let position = selectedPosition, position < received.prompts.count
        else { return nil }
        return received.prompts[position]
    }

    /// The row of the selected prompt.
    var selectedRow: PromptRow? { selectedPosition.map { findings.rows[$0] } }

    private var selectedPosition: Int? { prompt.flatMap { findings.positions[$0] } }

    /// The mean of the selected prompt where the focused view is about one, else of any prompt.
    private var statedMean: Reading {
        // Why there is none, where no prompt has a limit.
        let listed = (findings.rows.first { $0.reading.bound != nil } ?? findings.rows.first)?
            .reading
        return (screen.focus.isDetail ? selectedRow?.reading : listed) ?? .none
    }

    /// The same as pictures name it that have limits of means.
    var statedMeans: [(of: SafeText, reading: Reading)] { [("means", statedMean)] }

    /// Brings the answers to the selected prompt up to date.
    mutating func refreshAnswers() {
        let evidence = selectedEvidence
        answerList.part = answerList.chosenPart ?? shown?.facts.answer ?? .standard
        if answerList.grouping == .answer, let guessed = answerList.guessedFor, guessed != prompt {
            guessPart()
        }
        answerList.setPartition(from: groupings, at: groupPlace)
        // Labels are a filter, groups are what is labelled.
        labels.refresh(evidence, answerList.index, run: runs.position)
        answerList.labels = labels.marks
        answerList.refresh(&answers, evidence, scorer: scorer)
        labels.refresh(evidence, answerList.index, run: runs.position)
        selectedAnswer = answerList.selected(answers)
        refreshPlainAnswers(evidence)
    }

    /// Forgets the answers of the run shown before.
    mutating func forgetAnswers() { (answers, plainAnswers) = (nil, nil) }

    private mutating func refreshPlainAnswers(_ evidence: PromptEvidence?) {
        guard !answerList.isPlain, screen.shown.contains(.prompts) else {
            plainAnswers = nil
            return
        }
        var (list, detail) = plainAnswers ?? (AnswerList(), nil)
        (list.grouping, list.part) = (
            answerList.plainGrouping, shown?.facts.answer ?? .standard
        )
        list.refresh(&detail, evidence, scorer: scorer)
        plainAnswers = (list, detail)
    }

    // MARK: - Moving and finding

    /// The rows of the list of prompts on the screen as it is.
    var listHeight: Int {
        PromptsPane.listRect(in: screen.rect(of: .prompts)).height
    }

    /// Selects another prompt from inside any view.
    mutating func movePrompt(by step: Int) {
        list.move(by: step, height: listHeight)
    }

    /// What a search finds prompts by.
    func searchTexts(of ids: [PromptID]) -> [String] {
        ids.compactMap { findings.positions[$0] }.map {
            findings.rows[$0].id.rawValue + " " + findings.rows[$0].text
        }
    }
}
