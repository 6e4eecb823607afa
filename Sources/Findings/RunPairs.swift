import Evidence
import Prompts
import Statistics

/// Two runs on the same prompts, by the same scorer: the limits of each side, and those of the
/// differences, which hold together.
///
/// Which prompts are the same is what ``PromptPlaces`` says. Where no limit holds for the draws of a side
/// there is no difference, neither of the prompt nor of the set. There is one such computation in the
/// program: keep the value and update it while draws come, or make it of all draws at once; the result is
/// the same.
package struct RunPairs: Sendable {
    /// One prompt that both runs have.
    package struct Row: Sendable {
        package let prompt: Prompt
        package let first: RunSide
        package let second: RunSide
        /// Nil also where there is no pair of scored draws.
        package let difference: PairFinding?
        /// Whether no limit holds for the draws of a side.
        package var isVoid: Bool { first.void != nil || second.void != nil }
    }

    /// A prompt without a partner for whose draws no limit holds.
    package struct Stray: Sendable, Hashable {
        /// Whether it is the first run that has it.
        package let isFirst: Bool
        package let prompt: PromptID
        package let reason: VoidReason
    }

    /// In the order of the first run.
    package private(set) var rows: [Row] = []
    /// Prompts that one of the runs lacks, or has with another text.
    package private(set) var unmatched = 0
    /// Those of them for whose draws no limit holds: where one prompt's draws contradict each other,
    /// nothing is said of the run.
    package private(set) var strays: [Stray] = []
    /// Whether some limits could still be narrowed.
    package var isUnfinished: Bool { first.isUnfinished || second.isUnfinished }

    private var first = RunSides()
    private var second = RunSides()
    private var statement: Statement?
    /// What the pairs of a prompt prove, by its position in the first run.
    private var known: [Int: Known] = [:]
    /// Whether no limit holds for some prompt's draws in either run.
    private var hasVoidDraws = false
    /// What was found of the set, as ``keep(_:)`` took it in.
    private var whole = PairSetFinding()

    private struct Known {
        let draws: PairedDraws
        let finding: PairFinding?
    }

    package init() {}

    /// All draws at once.
    ///
    /// - Parameters:
    ///   - a: the position of the scorer in the first run.
    ///   - b: that in the second run; nil where that has no such scorer.
    ///   - scorers: all scorers of either run, which may show that its draws contradict each other.
    ///   - progress: gets how many prompts are done, of how many.
    package init(
        _ first: [PromptEvidence], by a: Int, _ second: [PromptEvidence], by b: Int?,
        _ statement: Statement, scorers: (first: [RunFacts.Scorer], second: [RunFacts.Scorer]),
        progress: (Int, Int) -> Void = { _, _ in }
    ) {
        var bounds = BinaryBounds()
        update(
            ComparedRun(first, by: a, scorers: scorers.first),
            ComparedRun(second, by: b, scorers: scorers.second), statement, sharing: &bounds,
            progress: progress)
        if let question = setQuestion { keep(question.answer()) }
    }

    /// Brings all but the set up to the last draws of two runs, the same two each time.
    ///
    /// - Parameters:
    ///   - statement: what is asked of each side; the differences share its α.
    ///   - budget: how much work on the limits of sides may be done now, as ``PromptFinding`` counts it.
    package mutating func update(
        _ one: ComparedRun, _ other: ComparedRun, _ statement: Statement, budget: Int = .max,
        sharing bounds: inout BinaryBounds, progress: (Int, Int) -> Void = { _, _ in }
    ) {
        if self.statement != statement { (known, whole) = ([:], PairSetFinding()) }
        self.statement = statement
        first.begin(one, statement)
        second.begin(other, statement)
        let places = PromptPlaces(other.prompts)
        let matches = one.prompts.indices.compactMap { position in
            places.position(of: one.prompts[position].prompt).map { (position, $0) }
        }
        let part = Statement.pairs(alpha: statement.alpha, judge: statement.judge)
            .ofOne(among: max(1, matches.count))
        var budget = budget
        rows = matches.enumerated().map { done, match in
            progress(done, matches.count)
            let a = first.side(at: match.0, of: one, budget: &budget, sharing: &bounds)
            let b = second.side(at: match.1, of: other, budget: &budget, sharing: &bounds)
            return Row(
                prompt: one.prompts[match.0].prompt, first: a, second: b,
                difference: difference(a, b, part))
        }
        unmatched = one.prompts.count + other.prompts.count - 2 * matches.count
        let matched = (Set(matches.map(\.0)), Set(matches.map(\.1)))
        strays = []
        for position in one.prompts.indices where !matched.0.contains(position) {
            let side = first.side(at: position, of: one, budget: &budget, sharing: &bounds)
            add(side, one.prompts[position].prompt.id, isFirst: true)
        }
        for position in other.prompts.indices where !matched.1.contains(position) {
            let side = second.side(at: position, of: other, budget: &budget, sharing: &bounds)
            add(side, other.prompts[position].prompt.id, isFirst: false)
        }
        hasVoidDraws = rows.contains(where: \.isVoid) || !strays.isEmpty
    }

    private mutating func add(_ side: RunSide, _ prompt: PromptID, isFirst: Bool) {
        guard let reason = side.void else { return }
        strays.append(Stray(isFirst: isFirst, prompt: prompt, reason: reason))
    }

    /// The difference of two sides; what is known of the same pairs is not computed again.
    private mutating func difference(
        _ a: RunSide, _ b: RunSide, _ statement: Statement
    ) -> PairFinding? {
        guard a.void == nil, b.void == nil, let x = a.scores, let y = b.scores else { return nil }
        let draws = PairedDraws(x, y, statement)
        if let known = known[a.position], known.draws == draws { return known.finding }
        let finding = PairFinding([(x, y)], statement)
        known[a.position] = Known(draws: draws, finding: finding)
        return finding
    }

    // MARK: - The set

    /// The mean difference over the prompts; nil where some prompt is void, or the set.
    package var set: PairFinding? { hasVoidDraws ? nil : whole.difference }
    /// Why no limit holds for the whole set although one may hold for each prompt.
    package var contradictions: [PairSetFinding.Contradiction] {
        hasVoidDraws ? [] : whole.contradictions
    }
    /// Whether no limit holds for some draws, or for the set, so that nothing is decided.
    package var isVoid: Bool { hasVoidDraws || !contradictions.isEmpty }

    /// The question what is proven of the set; nil where no limit holds for some draws, or no prompt
    /// has any by both runs.
    package var setQuestion: PairSetQuestion? {
        guard let statement, !hasVoidDraws else { return nil }
        return PairSetQuestion(
            rows, statement, alarms: (first.statement(statement), second.statement(statement)))
    }

    /// Takes in what is proven of the set, of these draws or of somewhat fewer.
    package mutating func keep(_ whole: PairSetFinding) { self.whole = whole }
}

/// What the limits of a difference depend on.
private struct PairedDraws: Hashable {
    private let statement: Statement
    private let counts: [Int]
    private let exact: [KnownMass?]

    init(_ x: ScoreEvidence, _ y: ScoreEvidence, _ statement: Statement) {
        self.statement = statement
        let revisions = [x.revision, y.revision]
        // Draws without replacement have no partners: each run counts by itself.
        guard x.isWithoutReplacement || y.isWithoutReplacement else {
            counts = revisions + [min(x.draws, y.draws)]
            exact = []
            return
        }
        counts = revisions + [x.draws, y.draws, x.leaves.count, y.leaves.count]
        exact = [x.exact, y.exact]
    }
}
