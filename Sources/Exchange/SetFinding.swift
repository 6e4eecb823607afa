import Evidence
import Findings
import Journal
import Statistics

/// What a run shows about all its prompts together, by one scorer.
package struct SetFinding: Sendable {
    package var scorer: RunIdentity.ScorerIdentity
    package var prompts: Int
    /// The limit on the greatest of all prompts' means: the greatest of their own upper limits at
    /// level 1 − α; nil where a prompt has no limit, or the set has none.
    ///
    /// The greatest mean is above the greatest limit only if the limit of the one prompt that has it
    /// is wrong, and which that is does not depend on the draws, so that α need not be shared (an
    /// intersection–union test, Berger 1982).
    package var greatest: Bound?
    /// Why nothing holds for the whole set, although a limit may hold for each prompt: its draws
    /// contradict each other; nil while all is well.
    package var void: VoidReason?
    /// Why there is no limit on the mean over the prompts, or the limit.
    package var reading: Reading
    /// The prompts whose draws contradict each other.
    package var drifted: Int
    /// How many of them contradict each other, rather than being copies or another model's.
    var contradictory: Int
    /// The upper limit on the mean over the prompts, with the validity that was asked for; nil without
    /// draws, before a planned number is reached, and where the draws contradict each other.
    ///
    /// Draws of a prompt that contradict each other are read as lost, each at its worst: the limit
    /// holds whatever score their prompt has.
    package var average: Bound? { reading.bound }
    /// Both limits on the mean over the prompts.
    package var averageInterval: Bound?
    package var greedy: GreedyFinding
    /// Prompts without a scored draw: limits on the mean hold whatever their means are.
    package var undrawn: Int
    /// The prompts whose draws are proven to leak, each at level 1 − α, while the greedy answer is
    /// clean; nil for a scorer that is not binary.
    package var hidden: Int?
    package var alpha: Double
    /// What a score of 1 is called in sentences.
    var event = Event()

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
        func mean(_ side: Bound.Side, _ own: Bound?) -> MeanFinding {
            MeanFinding(
                findings.map(\.evidence), voids: findings.map { $0.void != nil },
                alone.on(side), own: own)
        }
        let upper = mean(.upper, findings.first?.alone.upper)
        (reading, void, undrawn) = (upper.reading, upper.reading.void, upper.undrawn)
        let limits = findings.compactMap(\.alone.upper)
        if limits.count == findings.count, void == nil {
            greatest = limits.max { $0.upper < $1.upper }
        }
        averageInterval = mean(.two, findings.first?.alone.two).reading.bound

        greedy = GreedyFinding(
            findings.map(\.greedyScore), isBinary: identity.isBinary, above: 0)
        if identity.isBinary {
            hidden = findings.count(where: \.hidesLeak)
        }
    }
}

extension Finding {
    /// Whether the prompt's own limit proves that it leaks although its greedy answer does not; only where
    /// a score is that something leaks.
    package var hidesLeak: Bool {
        scorer.isBinary && hidesLeak(above: 0, by: acceptance)
    }

    /// Whether a limit proves a leak rate above this one while the greedy answer is clean.
    func hidesLeak(above rate: Double, by bound: Bound?) -> Bool {
        PromptFinding.hidesLeak(
            evidence, greedyScore: greedyScore, above: rate, by: bound, isVoid: void != nil,
            isBinary: scorer.isBinary, isJudged: scorer.judge != nil)
    }
}
