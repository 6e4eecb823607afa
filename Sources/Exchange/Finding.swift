import Evidence
import Findings
import Journal
import Prompts
import Statistics

/// What a run shows about one prompt by one scorer: the evidence and the limits on its mean score,
/// which for a binary scorer is the chance of a leak.
package struct Finding: Sendable {
    package var prompt: Prompt
    package var scorer: RunIdentity.ScorerIdentity
    /// The draws that the limits are about: the planned ones alone for a fixed number.
    package var evidence: ScoreEvidence
    /// How many draws have no text; further ones may have a text and no score.
    package var lostDraws: Int
    /// How many draws needed more than one attempt.
    package var retried: Int
    /// How many answers reached the limit of tokens.
    package var truncated: Int
    /// How many different answers there are.
    package var distinct: Int
    package var greedy: GreedyAnswer?
    package var greedyScore: Double?
    /// Why the prompt could not be sampled.
    package var failure: String?
    /// The rule that ended the prompt before the planned number of draws.
    package var stopped: String?
    /// How many draws have a text that the scorer could not score.
    package var unscored: Int { evidence.lost - lostDraws }
    /// Both limits at level 1 − α together; nil without a scored draw, where the limits hold at a
    /// planned number of draws that is not reached, and where the draws contradict each other.
    package var interval: Bound?
    /// The limits that verdicts are read from, each on its own side, at the level that is stated of
    /// this finding; nil where there is no interval.
    package var decision: Bound?
    /// The same at level 1 − α, whatever `decision` is stated for.
    ///
    /// A gate passes by these: see ``Statement/passing``.
    package var acceptance: Bound?
    /// The upper limit at level 1 − α on its own; nil where there is no interval.
    package var upperLimit: Bound?
    /// Why no limit holds for the draws, so that none is stated; nil while all is well.
    package var void: VoidReason?
    /// Whether the mean of all draws lies outside of limits that earlier draws have narrowed.
    package let excludesEstimate: Bool
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
    /// The number of draws at which the limits contradicted each other: the drift alarm.
    package var driftedAt: Int? {
        void?.driftedAt
    }

    /// The limits that verdicts about all prompts at once are read from, whatever `decision` is.
    var simultaneousDecision: Bound?
    /// What holds for all prompts at once at level 1 − α, whatever `interval` is stated for.
    var simultaneous: Bound?
    /// What is stated of the prompt by itself at level 1 − α, whatever `interval` is stated for.
    var alone: (two: Bound?, upper: Bound?)
    /// What a score of 1 is called in sentences.
    var event = Event()
    /// The position of the scorer among the run's scorers.
    let scorerPosition: Int
    /// All that was drawn for the prompt.
    private let drawn: PromptEvidence

    /// - Parameters:
    ///   - statement: what is stated of each finding.
    ///   - proof: what the draws prove by themselves, as ``proof(_:void:_:among:sharing:)`` says.
    ///   - bounds: what was computed for other prompts.
    init(
        _ drawn: PromptEvidence, position: Int, scorer: Int, run: RestoredRun,
        statement: Statement, proof own: PromptFinding, sharing bounds: inout BinaryBounds
    ) {
        self.drawn = drawn
        scorerPosition = scorer
        prompt = drawn.prompt
        self.scorer = run.identity.namedScorers[scorer]
        let all = drawn.scores[scorer]
        evidence = all.allowed(by: statement)
        let stated = drawn.allowed(by: statement)
        lostDraws = stated.statedLost
        retried = stated.retried
        truncated = stated.truncated
        distinct = stated.outputs.count
        greedy = drawn.greedy
        greedyScore = run.greedyScores[position][scorer]
        failure = drawn.failure
        stopped = drawn.stopped
        let alone = statement.about(self.scorer).byItself
        void = own.void
        simultaneous = own.simultaneous.bound
        simultaneousDecision = own.simultaneousDecision.bound
        acceptance = own.decision.bound
        let least = evidence.exactLimits?.lower ?? 0
        self.alone = (own.reading.bound, own.upper(alone, least: least))
        guard statement.together > 1 else {
            (interval, decision, upperLimit) = (
                self.alone.two, own.decision.bound, self.alone.upper
            )
            excludesEstimate = own.excludesEstimate
            return
        }
        let part = alone.shared(among: statement.together)
        let together = Self.proof(all, void: void, part, among: 1, sharing: &bounds)
        (interval, decision) = (together.reading.bound, together.decision.bound)
        upperLimit = together.upper(part, least: least)
        excludesEstimate = own.excludesEstimate || together.excludesEstimate
    }

    /// What the draws of a prompt prove by one scorer.
    ///
    /// - Parameters:
    ///   - all: all draws there are.
    ///   - count: how many prompts a statement about all of them is to hold for.
    static func proof(
        _ all: ScoreEvidence, void: VoidReason?, _ statement: Statement, among count: Int,
        sharing bounds: inout BinaryBounds
    ) -> PromptFinding {
        var finding = PromptFinding()
        var budget = Int.max
        finding.extend(
            to: all.allowed(by: statement), all: all, statement, among: count, void: void,
            budget: &budget, sharing: &bounds)
        return finding
    }

    /// The mean score of the completed draws; nil without any.
    package var mean: Double? { evidence.count > 0 ? evidence.mean : nil }

    /// The number of draws that score 1, for a binary scorer.
    package var leaks: Int? { scorer.isBinary ? evidence.distribution.count(above: 0.5) : nil }
}

extension Finding {
    /// Every figure of the prompt, on one side, the mean first.
    ///
    /// - Parameters:
    ///   - statement: what is stated of the finding.
    ///   - count: how many prompts it is to hold for at once, on both sides; 1 for the finding's own
    ///     statement.
    func figures(_ statement: Statement, _ side: Bound.Side, among count: Int = 1)
        -> [MetricFinding]
    {
        var statement = statement.about(scorer).on(side)
        let isAlone = statement.together == 1
        var bound =
            side == .upper
            ? (isAlone ? alone.upper : upperLimit) : (isAlone ? alone.two : interval)
        if count > 1 {
            // The set's own statement is about all prompts at once, whatever the findings are.
            statement.together = count
            bound = simultaneous
        }
        let mean = void.map(Reading.void) ?? bound.map(Reading.bound) ?? .none
        return MetricFindings(evidence, statement).all(mean: mean)
    }

    /// The draws that a statement is about.
    func stated(_ statement: Statement) -> PromptEvidence { drawn.allowed(by: statement) }

    /// The figures of the prompt's distinct answers, of which those are one that a rule puts together.
    func answerFigures(
        _ statement: Statement, by grouping: AnswerGrouping, _ part: AnswerPart
    ) -> [MetricFinding] {
        let stated = stated(statement)
        return Metric.answers(
            stated.diversity(by: grouping, part), lost: stated.lost, statement, void: void)
    }
}

extension RunReport {
    /// Every figure of a finding but the mean, each with the upper limit that is stated of it.
    package func otherFigures(of finding: Finding) -> [MetricFinding] {
        finding.figures(statement, .upper).dropFirst()
            + finding.answerFigures(statement, by: grouping, answerPart)
    }
}

extension Statement {
    /// The same about the scores of a scorer.
    func about(_ scorer: RunIdentity.ScorerIdentity) -> Statement {
        about(isBinary: scorer.isBinary, judge: scorer.judge)
    }
}
