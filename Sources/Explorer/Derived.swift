import Evidence
import Findings
import Prompts
import Statistics

/// Everything that follows from the model's inputs and costs more than a glance: computed at the
/// end of an update where an input has changed, so that drawing only reads.
struct Derived: Sendable {
    // MARK: - The list

    /// One row per prompt, in the order of the run.
    var rows: [PromptRow] = []
    /// Per row, its limits as they grew with the draws.
    var limits: [PromptFinding] = []
    /// What the limits answer, and the limits for questions asked before.
    var limitsKey: RowsKey?
    var kept: [RowsKey: [PromptFinding]] = [:]
    /// Limits that prompts share.
    var bounds = BinaryBounds()
    /// Whether some limits could still be narrowed.
    var isUnfinished = false
    /// The rows shown, filtered and sorted.
    var order: [PromptID] = []
    /// Where each prompt stands in `rows`.
    var positions: [PromptID: Int] = [:]
    var summary = SetSummary()

    // MARK: - The selected prompt

    var outputs: OutputDetail?
    var scores: ScoreDetail?
    /// The mean of the completed draws alone as it grows, and what it answers.
    var completed = RunningReading()
    var completedKey: SeriesKey?
    var series: BoundSeries?
    var comparison: ComparisonTable?
    /// The prompts that Compare lists, in its order.
    var compared: [PromptID] = []
    var tree: AnswerTree?

    // MARK: - What it was computed from

    var rowsKey: RowsKey?
    var generation = -1
    /// Counts how often the rows were brought up to date.
    var revision = 0
    var orderKey: OrderKey?
    var outputsKey: OutputsKey?
    var scoresKey: ScoresKey?
    var seriesKey: SeriesKey?
    var comparisonKey: ComparisonKey?
    var comparedKey: ComparedKey?
    var treeKey: TreeKey?

    struct RowsKey: Hashable {
        var run: String
        var prompts: Int
        var planned: Int
        var scorer: Int
        var scorerName: String
        var question: Statement
        var target: Double
    }

    struct OrderKey: Hashable {
        var generation: Int
        var rows: RowsKey
        var sort: PromptSort
        var filter: String
    }

    struct OutputsKey: Hashable {
        var prompt: PromptID
        var draws: Int
        var greedy: String?
        var scorer: Int
        var order: OutputsState.Order
        var isReversed: Bool
        var isNormalised: Bool
        var question: Statement
    }

    struct ScoresKey: Hashable {
        var prompt: PromptID
        var draws: Int
        var scorer: Int
        var question: Statement
        var planned: Int
        var mean: Reading
        var meanOfCompleted: Reading?
        /// The draws that the limits of σ speak of; nil while there are none.
        var spread: Int?
    }

    struct SeriesKey: Hashable {
        var prompt: PromptID
        var scorer: Int
        var alpha: Double
        var side: Bound.Side
        var validity: Validity
    }

    struct TreeKey: Hashable {
        var prompt: PromptID
        var draws: Int
        var scorer: Int
        var greedy: String?
    }

    struct ComparedKey: Hashable {
        var comparison: ComparisonKey?
        var order: OrderKey?
        var sort: CompareSort
    }

    struct ComparisonKey: Hashable {
        /// Counts how often the list's limits were brought up to date.
        var revision: Int
        /// Which run stands beside the one shown, and its picture.
        var other: Int
        var otherPicture: Int
        var marks: Set<PromptID>
        var scorer: Int
        var question: Statement
    }
}

extension ExplorerModel {
    /// Whether the shown scorer gives 0 or 1 only.
    var isBinary: Bool { scorerFacts?.isBinary ?? false }

    /// The shown scorer's name and meaning.
    var scorerFacts: RunFacts.Scorer? {
        guard let scorers = shown?.facts.scorers, scorer < scorers.count else { return nil }
        return scorers[scorer]
    }

    /// The draws planned per prompt.
    var planned: Int { shown?.facts.plannedDraws ?? 0 }

    /// The greedy score of the prompt at a position of the run.
    func greedyScore(at position: Int) -> Double? {
        guard let shown, position < shown.greedyScores.count,
            scorer < shown.greedyScores[position].count
        else { return nil }
        return shown.greedyScores[position][scorer]
    }

    /// The scores of a prompt by the shown scorer.
    func scoreEvidence(_ evidence: PromptEvidence) -> ScoreEvidence {
        scorer < evidence.scores.count ? evidence.scores[scorer] : ScoreEvidence()
    }

    // MARK: - Deriving

    /// Brings everything derived up to date.
    mutating func refresh() {
        defer { refreshCaption() }
        refreshShown()
        guard let shown else { return }
        refreshRows(shown)
        refreshOrder(shown)
        refreshSetMeans()
        // Its height is wanted for the layout, its words once everything else is there.
        refreshCaption()
        prompts.settle(in: derived.order)
        if view == .compare {
            refreshComparison()
            refreshCompared()
            // What is opened from Compare is what it shows as selected.
            prompts.settle(in: comparedIDs)
        }
        let views = Set(layout.panes.map(\.view)).union([view])
        refreshOutputs()
        if views.contains(.scores) { refreshScores() }
        if views.contains(.bounds) { refreshSeries() }
        if view == .tokens, showsTree { refreshTree() }
    }

    private mutating func refreshRows(_ shown: Snapshot) {
        let key = Derived.RowsKey(
            run: shown.facts.name + shown.facts.created + "\(shownRun)",
            prompts: shown.prompts.count, planned: planned, scorer: scorer,
            scorerName: scorerFacts?.name ?? "",
            question: question, target: target)
        let keepsRows = derived.rowsKey == key
        if keepsRows, derived.generation == generation, !derived.isUnfinished { return }
        // Another target changes what limits prove, not the limits; and those of a question asked
        // before are still there.
        var limitsKey = key
        limitsKey.target = 0
        if derived.limitsKey != limitsKey {
            if let old = derived.limitsKey, old.run == key.run, old.prompts == key.prompts {
                derived.kept[old] = derived.limits
                if derived.kept.count > Self.keptQuestions { derived.kept = [:] }
            } else {
                derived.kept = [:]
            }
            derived.limits = derived.kept[limitsKey] ?? []
            derived.limitsKey = limitsKey
            derived.positions = Dictionary(
                shown.prompts.enumerated().map { ($0.element.prompt.id, $0.offset) },
                uniquingKeysWith: { first, _ in first })
        }
        var rows: [PromptRow] = []
        // Taken out, so that they are changed in place.
        var limits = derived.limits
        derived.limits = []
        rows.reserveCapacity(shown.prompts.count)
        var budget = refreshBudget
        for (position, evidence) in shown.prompts.enumerated() {
            let greedy = greedyScore(at: position)
            let scores = scoreEvidence(evidence)
            if position == limits.count { limits.append(PromptFinding()) }
            // Draws may contradict each other after those that the question is about.
            let all =
                showsFirstDraws
                ? received.map { scoreEvidence($0.prompts[position]) } ?? scores : scores
            if !limits[position].isCurrent(scores, all: all) {
                limits[position].extend(
                    to: scores, all: all, question.about(scorerFacts, planned: planned),
                    among: shown.prompts.count, void: evidence.void, budget: &budget,
                    sharing: &derived.bounds)
            } else if keepsRows,
                derived.rows[position].isCurrent(evidence, greedyScore: greedy)
            {
                rows.append(derived.rows[position])
                continue
            }
            rows.append(
                PromptRow(
                    evidence: evidence, scores: scores, isBinary: isBinary,
                    greedyScore: greedy, finding: limits[position], target: target))
        }
        derived.rows = rows
        derived.limits = limits
        derived.isUnfinished = limits.contains(where: \.isUnfinished)
        derived.summary = SetSummary(
            rows: rows, simultaneous: limits.map(\.simultaneous), isBinary: isBinary,
            target: target)
        derived.rowsKey = key
        derived.generation = generation
        derived.revision += 1
        derived.orderKey = nil
    }

    /// For how many questions asked before the limits are kept.
    private static let keptQuestions = 64

    private mutating func refreshOrder(_ shown: Snapshot) {
        guard let rowsKey = derived.rowsKey else { return }
        let key = Derived.OrderKey(
            generation: generation, rows: rowsKey, sort: sort, filter: filter)
        if derived.orderKey == key { return }
        var rows = derived.rows
        if !filter.isEmpty, let matcher = try? Matcher(filter) {
            rows = rows.filter { matcher.matches($0.id.rawValue + " " + $0.text) }
        }
        if sort.column != .file {
            rows = rows.enumerated().sorted { a, b in
                if sort.precedes(a.element, b.element) { return true }
                if sort.precedes(b.element, a.element) { return false }
                return a.offset < b.offset
            }.map(\.element)
        }
        derived.order = sort.isReversed ? rows.reversed().map(\.id) : rows.map(\.id)
        derived.orderKey = key
    }

    private mutating func refreshOutputs() {
        guard let evidence = selectedEvidence else {
            derived.outputs = nil
            return
        }
        let key = Derived.OutputsKey(
            prompt: evidence.prompt.id, draws: evidence.drawCount,
            greedy: evidence.greedy?.answer.text, scorer: scorer, order: outputs.order,
            isReversed: outputs.isReversed, isNormalised: outputs.isNormalised,
            question: question)
        if derived.outputsKey != key {
            if derived.outputsKey?.prompt != key.prompt {
                outputs.cursor = ListCursor()
                outputs.textScroll = 0
                tokens.index = nil
                tokens.token = 0
            }
            derived.outputs = OutputDetail(
                evidence, scorer: scorer, state: outputs, question: question)
            derived.outputsKey = key
        }
        outputs.cursor.settle(in: derived.outputs?.rows.map(\.text) ?? [], keepsTop: true)
    }

    private mutating func refreshScores() {
        guard let evidence = selectedEvidence else {
            derived.scores = nil
            return
        }
        let scores = scoreEvidence(evidence)
        let meanOfCompleted = refreshCompleted(evidence.prompt.id, scores)
        let key = Derived.ScoresKey(
            prompt: evidence.prompt.id, draws: evidence.drawCount, scorer: scorer,
            question: question, planned: planned, mean: selectedRow?.reading ?? .none,
            meanOfCompleted: meanOfCompleted,
            spread: spread?.key == spreadKey ? spread?.draws : nil)
        if derived.scoresKey == key { return }
        derived.scores = ScoreDetail(
            scores, mean: selectedRow?.reading ?? .none,
            meanOfCompleted: meanOfCompleted, spread: currentSpread(scores), scorer: scorerFacts)
        derived.scoresKey = key
    }

    /// Both readings of lost draws narrow with the draws, so that the one that assumes less is never
    /// the narrower one.
    private mutating func refreshCompleted(
        _ prompt: PromptID, _ scores: ScoreEvidence
    ) -> Reading? {
        guard scores.lost > 0 else { return nil }
        let key = Derived.SeriesKey(
            prompt: prompt, scorer: scorer, alpha: question.alpha, side: question.side,
            validity: question.validity)
        if derived.completedKey != key { derived.completed = RunningReading() }
        derived.completedKey = key
        if !derived.completed.isCurrent(scores) {
            var budget = refreshBudget
            derived.completed.update(
                scores, question.about(scorerFacts, losses: .ignored, planned: planned),
                budget: &budget, bounds: &derived.bounds)
        }
        return derived.completed.reading
    }

    private mutating func refreshSeries() {
        guard let evidence = selectedEvidence else {
            derived.series = nil
            return
        }
        let key = Derived.SeriesKey(
            prompt: evidence.prompt.id, scorer: scorer, alpha: question.alpha,
            side: question.side, validity: question.validity)
        let kept = derived.seriesKey == key ? derived.series : nil
        derived.series = nil
        var series = kept ?? BoundSeries(question: question, scorer: scorerFacts)
        let scores = scoreEvidence(evidence)
        series.adopt(
            derived.positions[evidence.prompt.id].flatMap { derived.limits[$0].trajectory })
        series.extend(to: scores, sharing: &derived.bounds)
        series.settle(scores, planned: planned)
        series.forecast(scores, target: target)
        derived.series = series
        derived.seriesKey = key
    }

    private mutating func refreshTree() {
        guard let evidence = selectedEvidence else {
            derived.tree = nil
            return
        }
        let key = Derived.TreeKey(
            prompt: evidence.prompt.id, draws: evidence.drawCount, scorer: scorer,
            greedy: evidence.greedy?.answer.text)
        if derived.treeKey != key {
            if derived.treeKey?.prompt != key.prompt { tokens.branch = ListCursor() }
            derived.tree = AnswerTree(evidence, scorer: scorer)
            derived.treeKey = key
            followTree()
        }
        tokens.branch.settle(in: treeRows.map(\.path))
    }

    private mutating func refreshComparison() {
        let key = Derived.ComparisonKey(
            revision: derived.revision, other: comparisonGeneration,
            otherPicture: comparisonPicture, marks: marks, scorer: scorer, question: question)
        if derived.comparisonKey == key, derived.comparison?.isUnfinished == false { return }
        var old = derived.comparisonKey
        old?.revision = key.revision
        old?.otherPicture = key.otherPicture
        let previous = old == key ? derived.comparison : nil
        // Taken out, so that limits grow in place.
        derived.comparison = nil
        var bounds = derived.bounds
        derived.bounds = BinaryBounds()
        derived.comparison = ComparisonTable(
            model: self, previous: previous, budget: refreshBudget, bounds: &bounds)
        derived.bounds = bounds
        derived.comparisonKey = key
    }
}
