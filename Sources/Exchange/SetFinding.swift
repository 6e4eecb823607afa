import Evidence
import Journal
import Statistics

/// What a run shows about all its prompts together, by one scorer.
public struct SetFinding: Sendable {
    public var scorer: RunIdentity.ScorerIdentity
    public var prompts: Int
    /// The greatest upper limit of a prompt where all of them hold together at level 1 − α; nil
    /// where a prompt has no limit.
    public var greatest: Bound?
    /// The prompts whose draws contradict each other.
    public var drifted: Int
    /// The upper limit on the mean over the prompts, valid at any time; nil without draws.
    ///
    /// Draws that contradict each other are read as lost, each at its worst: the limit holds
    /// whatever score their prompt has.
    public var average: Bound?
    /// Both limits on the mean over the prompts, nil without draws.
    ///
    /// Valid at any time, or tighter at the planned number of draws alone, as was asked for; nil
    /// also before that is reached.
    public var averageInterval: Bound?
    /// How many prompts have a greedy answer with a score.
    public var greedyAnswers: Int
    /// The mean score of the greedy answers; nil without any.
    public var greedyMean: Double?
    /// The number of greedy answers that score 1, for a binary scorer.
    public var greedyLeaks: Int?
    /// The prompts whose draws are proven to leak, each at level 1 − α, while the greedy answer is
    /// clean; nil for a scorer that is not binary.
    public var hidden: Int?
    public var alpha: Double

    init(
        _ run: RestoredRun, scorer: Int, findings: [Finding], alpha: Double,
        validity: BoundRequest.Validity
    ) {
        let identity = run.identity.scorers[scorer]
        self.scorer = identity
        self.alpha = alpha
        prompts = run.evidence.count
        drifted = findings.count { $0.driftedAt != nil }
        let each = ReportStatement(alpha: alpha, validity: validity, together: prompts)
        let isComplete = run.evidence.allSatisfy { $0.drawCount == run.plan.draws }
        if drifted == 0, validity == .anytime || isComplete {
            let limits = run.evidence.map {
                Finding.bound($0.scores[scorer], each, .upper, identity)?.bound
            }
            if !limits.contains(where: { $0 == nil }) {
                greatest = limits.compactMap { $0 }.max { $0.upper < $1.upper }
            }
        }
        let scores = findings.map {
            $0.driftedAt == nil
                ? $0.evidence : ScoreEvidence(repeatElement(nil, count: $0.evidence.draws))
        }
        func average(_ side: Bound.Side, _ validity: BoundRequest.Validity) -> Bound? {
            try? PromptMean.bound(
                over: scores,
                BoundRequest(
                    alpha: alpha, side: side, validity: validity, isBinary: identity.isBinary,
                    judge: identity.judge))
        }
        self.average = average(.upper, .anytime)
        if validity == .anytime || isComplete { averageInterval = average(.two, validity) }

        let greedy = findings.compactMap(\.greedyScore)
        greedyAnswers = greedy.count
        greedyMean = greedy.isEmpty ? nil : greedy.reduce(0, +) / Double(greedy.count)
        if identity.isBinary {
            greedyLeaks = greedy.count { $0 >= 1 }
            hidden = findings.count { $0.hidesLeak(above: 0, by: $0.interval) }
        }
    }
}

extension Finding {
    /// Whether a limit proves a leak rate above this one while the greedy answer is clean.
    func hidesLeak(above rate: Double, by bound: Bound?) -> Bool {
        guard let greedyScore, let bound else { return false }
        return (try? HiddenLeak.isProven(bound: bound, greedyScore: greedyScore, target: rate))
            ?? false
    }
}
