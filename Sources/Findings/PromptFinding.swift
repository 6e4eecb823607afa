import Evidence
import Statistics

/// What the draws of one prompt prove about its mean score by one scorer, which for a binary scorer
/// is the chance of a leak.
///
/// There is one such computation in the program: screen, reports, gates, comparisons and stop rules
/// read it. Keep the value and extend it while draws come, or make it of all draws at once: the
/// result is the same.
public struct PromptFinding: Sendable {
    private var own = RunningReading()
    private var shared = RunningReading()
    /// The limits that can contradict each other, where others are asked for.
    private var alarm = RunningReading()
    private var hasAlarm = false
    private var isShared = false
    private var reported: VoidReason?

    /// The finding of no draws.
    public init() {}

    /// The finding of all draws at once.
    ///
    /// - Parameters:
    ///   - count: how many prompts a statement about all of them is to hold for.
    ///   - void: a reason that was found elsewhere why no limit holds.
    public init(
        _ evidence: ScoreEvidence, _ statement: Statement, among count: Int = 1,
        void: VoidReason? = nil
    ) {
        var budget = Int.max
        var bounds = BinaryBounds()
        extend(
            to: evidence, statement, among: count, void: void, budget: &budget, sharing: &bounds)
    }

    /// Brings everything up to the evidence's last draw.
    ///
    /// - Parameters:
    ///   - all: all draws there are, where the statement is about the first of them alone.
    ///   - budget: how much work may be done now. Where it does not suffice, the limits of the last
    ///     draw alone are stated: they hold as well and are at most a little wider.
    ///   - bounds: what was computed for other prompts.
    public mutating func extend(
        to evidence: ScoreEvidence, all: ScoreEvidence? = nil, _ statement: Statement,
        among count: Int = 1, void: VoidReason? = nil, budget: inout Int,
        sharing bounds: inout BinaryBounds
    ) {
        reported = void
        own.update(evidence, statement, budget: &budget, bounds: &bounds)
        isShared = count > 1
        if isShared {
            shared.update(
                evidence, statement.shared(among: count), budget: &budget, bounds: &bounds)
        }
        hasAlarm = !statement.isSame(statement.alarm)
        if hasAlarm {
            alarm.update(all ?? evidence, statement.alarm, budget: &budget, bounds: &bounds)
        }
    }

    // MARK: - What is stated

    /// What holds for the prompt on its own, or as one of those that the statement is shared among.
    public var reading: Reading { void.map(Reading.void) ?? own.reading }

    /// What holds for all prompts at once.
    public var simultaneous: Reading {
        void.map(Reading.void) ?? (isShared ? shared.reading : own.reading)
    }

    /// Why no limit holds for these draws; nil while all is well.
    public var void: VoidReason? { driftedAt.map { .drift(at: $0) } ?? reported }

    /// The number of draws at which limits contradicted each other; nil while all is well.
    public var driftedAt: Int? { (hasAlarm ? alarm : own).trajectory?.driftedAt }

    /// The limits as they grew; nil for a fixed number of draws.
    public var trajectory: BoundTrajectory? { own.trajectory }

    // MARK: - Going on

    /// Whether the limits could still be narrowed by those of earlier numbers of draws.
    public var isUnfinished: Bool {
        own.isUnfinished || isShared && shared.isUnfinished || hasAlarm && alarm.isUnfinished
    }

    /// Whether the readings speak of all draws and cannot be narrowed.
    ///
    /// - Parameter void: what is known now of why no limit holds, which may come without a draw.
    public func isCurrent(
        _ evidence: ScoreEvidence, all: ScoreEvidence? = nil, void: VoidReason?
    ) -> Bool {
        reported == void && own.isCurrent(evidence) && (!isShared || shared.isCurrent(evidence))
            && (!hasAlarm || alarm.isCurrent(all ?? evidence))
    }
}
