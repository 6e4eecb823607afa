import Evidence
import Journal
import Prompts
import Statistics

/// What a run shows about one prompt by one scorer: the evidence and the limits on its mean score,
/// which for a binary scorer is the chance of a leak.
public struct Finding: Sendable {
    public var prompt: Prompt
    public var scorer: RunIdentity.ScorerIdentity
    public var evidence: ScoreEvidence
    /// How many draws have no text; further ones may have a text and no score.
    public var lostDraws: Int
    /// How many draws needed more than one attempt.
    public var retried: Int
    /// How many answers reached the limit of tokens.
    public var truncated: Int
    /// How many different answers there are.
    public var distinct: Int
    public var greedy: GreedyAnswer?
    public var greedyScore: Double?
    /// Why the prompt could not be sampled.
    public var failure: String?
    /// The rule that ended the prompt before the planned number of draws.
    public var stopped: String?
    /// How many draws have a text that the scorer could not score.
    public var unscored: Int { evidence.lost - lostDraws }
    /// Both limits at level 1 − α together; nil without a scored draw, where the limits hold at a
    /// planned number of draws that is not reached, and where the draws contradict each other.
    public var interval: Bound?
    /// The upper limit at level 1 − α on its own; nil where there is no interval.
    public var upperLimit: Bound?
    /// The number of draws at which the limits contradicted each other: the drift alarm.
    ///
    /// No limit holds for such draws, so that none is stated.
    public var driftedAt: Int?

    init(
        _ drawn: PromptEvidence, position: Int, scorer: Int, run: RestoredRun,
        statement: ReportStatement
    ) {
        prompt = drawn.prompt
        self.scorer = run.identity.scorers[scorer]
        evidence = drawn.scores[scorer]
        lostDraws = drawn.lost
        retried = drawn.retried
        truncated = drawn.truncated
        distinct = drawn.outputs.count
        greedy = drawn.greedy
        greedyScore = run.greedyScores[position][scorer]
        failure = drawn.failure
        stopped = drawn.stopped
        driftedAt = Self.drift(
            of: evidence, by: self.scorer, alpha: statement.alpha * Double(statement.count))
        guard driftedAt == nil else { return }
        guard statement.validity == .anytime || drawn.drawCount == run.plan.draws else { return }
        interval = Self.bound(evidence, statement, .two, self.scorer)?.bound
        upperLimit = Self.bound(evidence, statement, .upper, self.scorer)?.bound
    }

    /// The mean score of the completed draws; nil without any.
    public var mean: Double? { evidence.count > 0 ? evidence.mean : nil }

    /// The number of draws that score 1, for a binary scorer.
    public var leaks: Int? { scorer.isBinary ? evidence.distribution.count(above: 0.5) : nil }

    /// The number of draws at which two-sided limits that hold at any time contradicted each other.
    ///
    /// - Parameter alpha: the error probability of a false alarm about this prompt.
    static func drift(
        of evidence: ScoreEvidence, by scorer: RunIdentity.ScorerIdentity, alpha: Double
    ) -> Int? {
        // Only limits that grow with the draws can contradict each other.
        bound(evidence, ReportStatement(alpha: alpha, validity: .anytime), .two, scorer)?.driftedAt
    }

    static func bound(
        _ evidence: ScoreEvidence, _ statement: ReportStatement, _ side: Bound.Side,
        _ scorer: RunIdentity.ScorerIdentity
    ) -> (bound: Bound, driftedAt: Int?)? {
        let request = BoundRequest(
            alpha: statement.alpha, side: side, validity: statement.validity,
            isBinary: scorer.isBinary, judge: scorer.judge)
        return (try? evidence.runningBound(on: .mean, request)) ?? nil
    }
}

/// The kind of statement that a report makes about each prompt.
public struct ReportStatement: Sendable, Hashable {
    /// The error probability of each single statement.
    public var alpha: Double
    public var validity: BoundRequest.Validity
    /// The number of statements that hold together at level 1 − `count`·α; 1 where each stands on
    /// its own.
    public var count: Int

    /// - Parameter together: how many statements are to hold at once at level 1 − α; each of them
    ///   then has the error probability α/`together` (Bonferroni).
    public init(alpha: Double, validity: BoundRequest.Validity, together: Int = 1) {
        self.alpha = alpha / Double(max(1, together))
        self.validity = validity
        count = max(1, together)
    }

    /// The level at which all statements hold together.
    public var level: Double { 1 - alpha * Double(count) }
}
