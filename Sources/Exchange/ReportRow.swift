import Evidence
import Findings
import Journal
import Prompts
import Statistics

/// What a report says of one prompt by one scorer: what ``Findings`` states of its draws, beside all that
/// is told of the prompt.
package struct ReportRow: Sendable {
    package let prompt: Prompt
    package let scorer: RunIdentity.ScorerIdentity
    /// The draws that the limits are about: the planned ones alone for a fixed number.
    package let evidence: ScoreEvidence
    /// How many draws needed more than one attempt.
    package let retried: Int
    /// How many answers reached the limit of tokens.
    package let truncated: Int
    /// How many different answers there are.
    package let distinct: Int
    package let greedy: GreedyAnswer?
    /// The rule that ended the prompt before the planned number of draws.
    package let stopped: String?
    /// What a score of 1 is called in sentences.
    let event: Event
    /// The position of the scorer among the run's scorers.
    let scorerPosition: Int
    /// As the explorer's list has the prompt.
    package let row: PromptRow
    /// What is stated of the prompt by itself at level 1 − α, and of all prompts at once.
    let own: StatedLimits
    /// What is stated at the level of this finding.
    private let stated: StatedLimits
    /// What that is asked of the scorer's scores.
    private let asked: Statement
    /// All that was drawn for the prompt.
    private let drawn: PromptEvidence

    /// - Parameters:
    ///   - statement: what is stated of each finding.
    ///   - target: the rate that hidden leaks are about for a scorer with grades.
    ///   - finding: what the draws prove by themselves.
    ///   - bounds: what was computed for other prompts.
    init(
        _ drawn: PromptEvidence, position: Int, scorer: Int, run: RestoredRun, event: Event,
        statement: Statement, target: Double?, finding: PromptFinding,
        sharing bounds: inout BinaryBounds
    ) {
        self.drawn = drawn
        self.event = event
        scorerPosition = scorer
        prompt = drawn.prompt
        self.scorer = run.identity.namedScorers[scorer]
        let all = drawn.scores[scorer]
        evidence = all.allowed(by: statement)
        let allowed = drawn.allowed(by: statement)
        retried = allowed.retried
        truncated = allowed.truncated
        distinct = allowed.outputs.count
        greedy = drawn.greedy
        stopped = drawn.stopped
        asked = statement.about(self.scorer)
        row = PromptRow(
            allowed, by: scorer, greedyScore: run.greedyScores[position][scorer], asked,
            finding: finding, target: target, sharing: &bounds)
        own = StatedLimits(finding)
        guard statement.together > 1 else {
            stated = own
            return
        }
        var together = PromptFinding()
        var budget = Int.max
        together.extend(
            to: evidence, all: all, asked.byItself.shared(among: statement.together),
            void: finding.void, budget: &budget, sharing: &bounds)
        stated = StatedLimits(together)
    }

    // MARK: - What is stated

    /// Both limits at level 1 − α together; nil without a scored draw, where the limits hold at a
    /// planned number of draws that is not reached, and where the draws contradict each other.
    package var interval: Bound? { stated.reading.bound }
    /// The limits that verdicts are read from, each on its own side, at the level that is stated of
    /// this finding; nil where there is no interval.
    package var decision: Bound? { stated.decision.bound }
    /// The same at level 1 − α, whatever `decision` is stated for.
    ///
    /// A gate passes by these: see ``Statement/passing``.
    package var acceptance: Bound? { own.decision.bound }
    /// The upper limit at level 1 − α on its own; nil where there is no interval.
    package var upperLimit: Bound? { stated.upper(asked, least: least) }
    /// What is stated of the prompt by itself at level 1 − α, whatever `interval` is stated for.
    var alone: (two: Bound?, upper: Bound?) {
        (own.reading.bound, own.upper(asked.byItself, least: least))
    }
    private var least: Double { evidence.exactLimits?.lower ?? 0 }
    /// Why no limit holds for the draws, so that none is stated; nil while all is well.
    package var void: VoidReason? { row.void }
    /// The number of draws at which the limits contradicted each other: the drift alarm.
    package var driftedAt: Int? { void?.driftedAt }
    /// Whether the mean of all draws lies outside of limits that earlier draws have narrowed.
    package var excludesEstimate: Bool { row.excludesEstimate || stated.excludesEstimate }
    /// Whether the draws prove what the greedy answer hides: a leak, or by a scorer with grades a mean
    /// above the target.
    package var hidesLeak: Bool { row.hidesLeak }

    /// What a gate says.
    ///
    /// Above by a limit that holds together with the others where that is asked for, since one of
    /// many is enough; at or below by the finding's own limit, as ``acceptance`` says.
    package func outcome(_ limits: GateLimits) -> GateOutcome {
        GateOutcome(
            limits, decision: stated.decision, acceptance: own.decision, failure: failure,
            excludesEstimate: excludesEstimate)
    }

    // MARK: - What was drawn

    /// How many draws have no text; further ones may have a text and no score.
    package var lostDraws: Int { row.missing.lost }
    /// How many draws have a text that the scorer could not score.
    package var unscored: Int { evidence.lost - lostDraws }
    package var greedyScore: Double? { row.greedyScore }
    /// Why the prompt could not be sampled.
    package var failure: String? { row.failure }
    /// The mean score of the completed draws; nil without any.
    package var mean: Double? { evidence.count > 0 ? row.mean : nil }
    /// The number of draws that score 1, for a binary scorer.
    package var leaks: Int? { scorer.isBinary ? evidence.distribution.count(above: 0.5) : nil }
    /// The draws that a statement is about.
    func stated(_ statement: Statement) -> PromptEvidence { drawn.allowed(by: statement) }

    // MARK: - Draws without replacement

    /// The limits that hold without any α; nil for plain draws, and where no limit holds.
    package var exactLimits: (lower: Double, upper: Double)? {
        void == nil ? evidence.exactLimits : nil
    }
    /// The probability of all answers whose score is not known yet; nil for plain draws, and where no
    /// limit holds.
    package var left: Double? { void == nil ? evidence.exact?.left : nil }
    /// How far off what is known may be, relative to itself: limits are wider by it; nil for plain
    /// draws.
    package var exactError: Double? { drawn.exact?.error }
    /// The answers that were looked for, and are no draws.
    package var directed: Int { drawn.directed }
    /// The plain draws before those without replacement.
    package var plain: Int { drawn.plain }
    /// Whether answers were seen whose probability is not known.
    var hasUnknownAnswers: Bool { drawn.hasUnknownAnswers }
    /// The probability of the answers nobody has seen whose score was settled by their beginning; nil
    /// where there are none.
    package var decidedEarly: Double? { void == nil ? drawn.exact?.early?.mass : nil }
}
