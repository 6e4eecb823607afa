import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension ViewKind {
    package static let scores = ViewKind("scores")
}

extension Action {
    static let moreBins = Action("moreBins")
    static let fewerBins = Action("fewerBins")
    static let automaticBins = Action("automaticBins")
    static let nextShape = Action("nextShape")
    static let thresholdUp = Action("thresholdUp")
    static let thresholdDown = Action("thresholdDown")
}

/// The distribution of one prompt's scores.
struct ScoresView: View {
    static let kind = ViewKind.scores
    static let hotkey = "3"
    static let title: SafeText = "Scores"
    static let isSearchedAsSeen = true
    static let summary: SafeText = "the distribution of the scores"
    static let room = ViewRoom.dashboard
    static let keys = [
        KeyBinding(
            Self.self, "Right l", .thresholdUp, "move the threshold up", label: "threshold"),
        KeyBinding(Self.self, "Left h", .thresholdDown, "move the threshold down"),
        KeyBinding(
            Self.self, "c", .nextShape,
            "P(score <= x) with its band, P(score > x), histogram", label: "curve"),
        KeyBinding(Self.self, "+", .moreBins, "more bins", label: "bins"),
        KeyBinding(Self.self, "-", .fewerBins, "fewer bins"),
        KeyBinding(Self.self, "=", .automaticBins, "as many bins as suit the scores"),
        KeyBinding(Self.self, "L", .toggleLogarithmic, "logarithmic counts", label: "log"),
        KeyBinding(Self.self, "Enter", .open, "show the bounds against the number of draws"),
    ]

    /// How the distribution is drawn.
    enum Shape: Sendable, Hashable, CaseIterable {
        /// Draws by the choice that they make, for a question of multiple choice.
        case choices
        /// Draws per bin.
        case histogram
        /// P(score ≤ x) with its band.
        case cumulative
        /// P(score > x) with its band.
        case survival
    }

    static let binCounts = [2, 5, 10, 20, 25, 40, 50, 100]

    /// The number of bins; nil for as many as suit the scores.
    var bins: Int?
    var isLogarithmic = false
    /// What the reader asked for; see ``drawn``.
    private(set) var shape = Shape.choices
    /// The threshold x of P(score > x), in [0, 1).
    var threshold = 0.5
    private(set) var detail: ScoreDetail?
    /// How the answers are spread over the letters; nil for a prompt without choices.
    private(set) var choices: ChoiceShares?
    private var choiceReader = ChoiceReader(.standard)
    private var key: Key?
    /// The mean of the completed draws alone as it grows, and what it answers.
    private var completed = RunningReading()
    private var completedKey: CompletedKey?
    /// What the last job found out about the spread of scores.
    var spread: Spread?

    private struct Key: Hashable {
        var prompt: PromptID
        var draws: Int
        var scorer: Int
        var question: Statement
        var planned: Int
        var mean: Reading
        var meanOfCompleted: Reading?
        /// The draws that the limits of σ speak of; nil while there are none.
        var spread: Int?
        var parameters: MetricParameters
    }

    private struct CompletedKey: Hashable {
        var prompt: PromptID
        var scorer: Int
        var question: Statement
    }

    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)] {
        [
            (
                "unseen",
                "without replacement, bars are exact probabilities; this is that of all other answers"
            ),
            ("mean", "the average score; with scores of 0 and 1 the chance of a 1"),
            (
                SafeText(glyphs.arrowUp) + " P(score > x)",
                "the chance of a score above the threshold; h and l move it"
            ),
            (glyphs.sigmaWord, "how much scores differ: their standard deviation"),
            ("ED", "mean + 2 standard deviations: average and spread in one number"),
            (
                "leak@10, any@10",
                "the chance of one or more among ten answers; of graded scores the greatest of ten, "
                    + "on average"
            ),
            (
                "A B C",
                "letters of a question with choices: the share of draws that choose each, its limits on its own; + is right"
            ),
            (
                "P(score <= x)",
                "the part of draws with at most this score, with the band it is in; c"
            ),
            ("T", "the target"), (SafeText(glyphs.greedy), "the greedy answer's score"),
        ]
    }

    mutating func refresh(_ context: inout Context, isShown: Bool) {
        context.threshold = threshold
        guard isShown else { return }
        guard let evidence = context.selectedEvidence else {
            detail = nil
            choices = nil
            return
        }
        let scores = context.scoreEvidence(evidence)
        let meanOfCompleted = refreshCompleted(evidence.prompt.id, scores, &context)
        let mean = context.selectedRow?.reading ?? .none
        let key = Key(
            prompt: evidence.prompt.id, draws: evidence.drawCount, scorer: context.scorer,
            question: context.question, planned: context.planned, mean: mean,
            meanOfCompleted: meanOfCompleted,
            spread: spread?.key == spreadKey(context) ? spread?.draws : nil,
            parameters: parameters)
        if self.key == key { return }
        let spread = currentSpread(scores, context)
        self.spread = spread ?? self.spread
        detail = ScoreDetail(
            scores, evidence.missing(by: context.scorer), mean: mean,
            meanOfCompleted: meanOfCompleted, spread: spread,
            statement: context.question.about(context.scorerFacts, planned: context.planned),
            parameters: parameters)
        refreshChoices(evidence, mean, context)
        self.key = key
    }

    private mutating func refreshChoices(
        _ evidence: PromptEvidence, _ mean: Reading, _ context: Context
    ) {
        let part = context.shown?.facts.answer ?? .standard
        if choiceReader.part != part { choiceReader = ChoiceReader(part) }
        choices = ChoiceShares(
            evidence, reader: &choiceReader,
            context.question.about(context.scorerFacts, planned: context.planned), void: mean.void)
    }

    /// How the distribution is drawn: as asked for, by score where a prompt has no choices.
    var drawn: Shape { shape == .choices && choices == nil ? .histogram : shape }

    private mutating func showNextShape() {
        let all = Shape.allCases.filter { $0 != .choices || choices != nil }
        shape = all[((all.firstIndex(of: drawn) ?? 0) + 1) % all.count]
    }

    /// What is asked of the figures.
    private var parameters: MetricParameters {
        var parameters = MetricParameters()
        parameters.threshold = threshold
        parameters.isThresholdMovable = true
        return parameters
    }

    /// Both readings of lost draws narrow with the draws, so that the one that assumes less is never
    /// the narrower one.
    private mutating func refreshCompleted(
        _ prompt: PromptID, _ scores: ScoreEvidence, _ context: inout Context
    ) -> Reading? {
        guard scores.lost > 0 else { return nil }
        let key = CompletedKey(prompt: prompt, scorer: context.scorer, question: context.question)
        if completedKey != key { completed = RunningReading() }
        completedKey = key
        if !completed.progress.isCurrent(scores) {
            var budget = context.budget
            completed.update(
                scores,
                context.question.about(
                    context.scorerFacts, losses: .ignored, planned: context.planned),
                budget: &budget, bounds: &context.findings.bounds)
        }
        return completed.reading
    }

    mutating func forget(_ change: RunChange) {
        key = nil
        completedKey = nil
        choiceReader = ChoiceReader(choiceReader.part)
    }

    func isUnfinished(isShown: Bool) -> Bool { isShown && completed.progress.isUnfinished }

    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] { context.statedMeans }

    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect) {
        ScoresPane(context: context, view: self, isFocused: isFocused).draw(into: &frame, in: rect)
    }

    // MARK: - Keys

    mutating func handle(_ action: Action, _ context: inout Context) -> Response {
        if context.mode == .greedy, Self.sampledOnly.contains(action) {
            context.sayGreedyIsOneAnswer()
            return .done
        }
        if context.mode == .sampled, drawn != .histogram, Self.histogramOnly.contains(action) {
            context.note("bins and counts are the histogram's: c shows it")
            return .done
        }
        switch action {
        case .open: return .open(.bounds)
        case .moreBins: changeBins(by: 1)
        case .fewerBins: changeBins(by: -1)
        case .automaticBins: bins = nil
        case .toggleLogarithmic: isLogarithmic.toggle()
        case .nextShape: showNextShape()
        case .thresholdUp: setThreshold(threshold + Self.thresholdStep)
        case .thresholdDown: setThreshold(threshold - Self.thresholdStep)
        default:
            guard let step = action.rowStep else { return .none }
            context.movePrompt(by: step)
        }
        return .done
    }

    /// What greedy has only one of has no keys.
    private static let sampledOnly: Set<Action> = [
        .thresholdUp, .thresholdDown, .nextShape, .toggleLogarithmic,
    ]

    /// What only bars have.
    private static let histogramOnly: Set<Action> = [
        .moreBins, .fewerBins, .automaticBins, .toggleLogarithmic,
    ]

    func label(of binding: KeyBinding, _ context: Context) -> SafeText? {
        let acts =
            context.mode == .greedy
            ? !Self.sampledOnly.contains(binding.action)
            : drawn == .histogram || !Self.histogramOnly.contains(binding.action)
        return acts ? binding.label : nil
    }

    /// The bins shown: the reader's choice, or few for few distinct scores.
    func binCount(distinct: Int) -> Int {
        bins ?? (distinct <= 2 ? 10 : 20)
    }

    /// Changes to the next number of bins up (+1) or down (-1).
    private mutating func changeBins(by direction: Int) {
        let now = binCount(distinct: detail?.distribution.count ?? 0)
        let all = Self.binCounts
        bins =
            direction > 0
            ? all.first { $0 > now } ?? all[all.count - 1] : all.last { $0 < now } ?? all[0]
    }

    /// How far a key moves the threshold: so that it reaches those that α is shared by.
    private static let thresholdStep = 1 / Double(ScoreEvidence.thresholds)

    /// Puts the threshold on a step, so that repeated ones never drift.
    private mutating func setThreshold(_ value: Double) {
        let steps = Double(ScoreEvidence.thresholds)
        threshold = max(0, min(steps - 1, (value * steps).rounded())) / steps
    }
}

/// The limits of σ, which take long where there are many draws.
extension ScoresView {
    /// Up to so many draws the limits of σ take a few milliseconds and are computed at once.
    static let inlineDraws = 10_000
    /// The same for draws without replacement, each of which is unlike the others.
    private static let inlineRest = 100

    /// Up to how many draws the limits are computed at once.
    private func inlineDraws(_ evidence: ScoreEvidence) -> Int {
        evidence.isWithoutReplacement ? Self.inlineRest : Self.inlineDraws
    }

    /// What is asked about the spread of the selected prompt.
    func spreadKey(_ context: Context) -> Spread.Key? {
        guard let prompt = context.prompt else { return nil }
        return Spread.Key(
            opening: context.runs.openings, run: context.runs.position, prompt: prompt,
            scorer: context.scorer, question: context.question, planned: context.planned)
    }

    /// The spread of the selected prompt's scores: computed at once where there are few draws, else
    /// the last result that came, which may speak of somewhat fewer draws.
    private func currentSpread(_ evidence: ScoreEvidence, _ context: Context) -> Spread? {
        guard let key = spreadKey(context) else { return nil }
        if let spread, spread.key == key,
            spread.draws == evidence.draws || evidence.draws > inlineDraws(evidence)
        {
            return spread
        }
        guard evidence.draws <= inlineDraws(evidence) else { return nil }
        return SpreadJob(key: key, evidence: evidence, facts: context.scorerFacts).answer()
    }

    mutating func requests(
        _ context: Context, isShown: Bool, jobs: inout JobBoard
    ) -> [Effect] {
        jobs.request(isShown ? spreadJob(context) : nil)
    }

    mutating func receive(_ answer: any Sendable, _ context: Context) {
        if let spread = answer as? Spread, spread.key == spreadKey(context) {
            self.spread = spread
        }
    }

    /// The job that is due; nil where there is none.
    ///
    /// While draws come in there is a new one only after two in a hundred more.
    func spreadJob(_ context: Context) -> SpreadJob? {
        guard let key = spreadKey(context),
            let evidence = context.selectedEvidence.map(context.scoreEvidence),
            evidence.draws > inlineDraws(evidence)
        else { return nil }
        if let spread, spread.key == key {
            guard context.shown?.isWorth(evidence.draws, spread.draws) == true else { return nil }
        }
        return SpreadJob(key: key, evidence: evidence, facts: context.scorerFacts)
    }
}
