import Evidence
import Findings
import Journal
import Prompts
import Statistics

/// What a report says of all prompts together, by one scorer.
package struct ReportSet: Sendable {
    package let scorer: RunIdentity.ScorerIdentity
    /// The counts over the prompts, as the explorer has them.
    package let summary: SetSummary
    /// The limit on the greatest of all prompts' means; nil where a prompt has no limit, or the set has
    /// none.
    package let greatest: Bound?
    /// The upper limit on the mean over the prompts, or why there is none.
    package let mean: MeanFinding
    /// Both limits on the mean over the prompts.
    package let averageInterval: Bound?
    /// How many prompts' draws contradict each other, rather than being copies or another model's.
    let contradictory: Int
    /// The rate that hidden leaks are about for a scorer with grades.
    let target: Double?
    package let alpha: Double
    /// What a score of 1 is called in sentences.
    let event: Event

    init(
        _ scorer: RunIdentity.ScorerIdentity, _ findings: [ReportRow], statement: Statement,
        target: Double?, event: Event
    ) {
        self.scorer = scorer
        (self.target, self.event) = (target, event)
        let alone = statement.about(scorer).byItself
        alpha = alone.alpha
        summary = SetSummary(
            rows: findings.map(\.row), isBinary: scorer.isBinary, target: target,
            alpha: alone.alpha)
        contradictory = findings.count { $0.driftedAt != nil }
        func mean(_ side: Bound.Side, _ own: Bound?) -> MeanFinding {
            MeanFinding(
                findings.map(\.evidence), voids: findings.map { $0.void != nil },
                alone.on(side), own: own)
        }
        let upper = mean(.upper, findings.first?.alone.upper)
        self.mean = upper
        averageInterval = mean(.two, findings.first?.alone.two).reading.bound
        let each = GreatestFinding(
            findings.map { row in
                let reading =
                    row.void.map(Reading.void) ?? row.alone.upper.map(Reading.bound) ?? .none
                return (prompt: row.prompt.id, reading: reading)
            })
        greatest = upper.reading.void == nil ? each.limit : nil
    }

    /// Whether the mean over the prompts lies outside of limits at the level of the alarms: no gate is
    /// passed then.
    package var isDoubtful: Bool {
        prompts > 1 && [average, averageInterval].contains { $0?.isContradicted == true }
    }
    package var prompts: Int { summary.prompts }
    package var greedy: GreedyFinding { summary.greedy }
    /// The prompts for whose draws no limit holds.
    package var drifted: Int { summary.drifted }
    /// Why nothing holds for the whole set, although a limit may hold for each prompt: its draws
    /// contradict each other; nil while all is well.
    package var void: VoidReason? { reading.void }
    /// Why there is no limit on the mean over the prompts, or the limit.
    package var reading: Reading { mean.reading }
    /// The upper limit on the mean over the prompts, with the validity that was asked for; nil without
    /// draws, before a planned number is reached, and where the draws contradict each other.
    ///
    /// Draws of a prompt that contradict each other are read as lost, each at its worst: the limit
    /// holds whatever score their prompt has.
    package var average: Bound? { reading.bound }
    /// Prompts without a scored draw: limits on the mean hold whatever their means are.
    package var undrawn: Int { mean.undrawn }
    /// The prompts of which the draws prove what the greedy answer hides, each at level 1 − α; nil for a
    /// scorer with grades where nobody named a target.
    package var hidden: Int? {
        scorer.isBinary || target ?? 0 > 0 ? summary.provenHidden : nil
    }
}
