import Evidence
import Findings
import Journal
import Statistics

/// What a run shows about all its prompts together, by one scorer.
package struct SetFinding: Sendable {
    package var scorer: RunIdentity.ScorerIdentity
    package var prompts: Int
    /// The greatest upper limit of a prompt, for the greatest rate of all of them; nil where a prompt
    /// has no limit.
    ///
    /// Each limit holds at level 1 − α by itself, and so does this one: it is wrong only where the
    /// limit of the prompt with the greatest rate is, and which that is does not depend on the draws.
    package var greatest: Bound?
    /// The prompts whose draws contradict each other.
    package var drifted: Int
    /// How many of them contradict each other, rather than being copies or another model's.
    var contradictory: Int
    /// The upper limit on the mean over the prompts; nil without draws, and for a planned number that
    /// is not reached.
    ///
    /// Draws that contradict each other are read as lost, each at its worst: the limit holds
    /// whatever score their prompt has.
    package var average: Bound?
    /// Both limits on the mean over the prompts.
    package var averageInterval: Bound?
    package var greedy: GreedyFinding
    /// Prompts without a scored draw: limits on the mean hold whatever their means are.
    package var undrawn: Int
    /// The prompts whose draws are proven to leak, each at level 1 − α, while the greedy answer is
    /// clean; nil for a scorer that is not binary.
    package var hidden: Int?
    package var alpha: Double

    init(
        _ run: RestoredRun, scorer: Int, findings: [Finding], statement: Statement
    ) {
        let identity = run.identity.namedScorers[scorer]
        self.scorer = identity
        let alone = statement.about(identity).byItself
        alpha = alone.alpha
        prompts = run.evidence.count
        drifted = findings.count { $0.void != nil }
        contradictory = findings.count { $0.driftedAt != nil }
        let limits = findings.compactMap(\.alone.upper)
        if limits.count == findings.count { greatest = limits.max { $0.upper < $1.upper } }
        func mean(_ side: Bound.Side, _ own: Bound?) -> MeanFinding {
            MeanFinding(
                findings.map(\.evidence), voids: findings.map { $0.void != nil },
                alone.on(side), own: own)
        }
        let two = mean(.two, findings.first?.alone.two)
        (averageInterval, undrawn) = (two.reading.bound, two.undrawn)
        average = mean(.upper, findings.first?.alone.upper).reading.bound

        greedy = GreedyFinding(
            findings.map(\.greedyScore), isBinary: identity.isBinary, above: 0)
        if identity.isBinary {
            hidden = findings.count { $0.hidesLeak(above: 0, by: $0.decision) }
        }
    }
}

extension Finding {
    /// Whether a limit proves a leak rate above this one while the greedy answer is clean.
    func hidesLeak(above rate: Double, by bound: Bound?) -> Bool {
        PromptFinding.hidesLeak(
            evidence, greedyScore: greedyScore, above: rate, by: bound, isVoid: void != nil,
            isBinary: scorer.isBinary, isJudged: scorer.judge != nil)
    }
}
