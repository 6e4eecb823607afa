import Evidence
import Statistics

/// What the draws of one prompt prove about its mean score by one scorer, which for a binary scorer
/// is the chance of a leak.
///
/// There is one such computation in the program: screen, reports, gates, comparisons and stop rules
/// read it. Keep the value and extend it while draws come, or make it of all draws at once: the
/// result is the same.
package struct PromptFinding: Sendable {
    private var own = RunningReading()
    private var shared = RunningReading()
    /// The limits that give verdicts, where an interval is asked for.
    private var decisive = RunningReading()
    private var sharedDecisive = RunningReading()
    private var hasDecisive = false
    /// The limits that can contradict each other, where others are asked for.
    private var alarm = RunningReading()
    private var alarmSource = AlarmSource.own
    private var isShared = false
    private var reported: VoidReason?
    /// Where the draws contradict each other by another scorer.
    private var elsewhere: Int?

    /// Which limits the alarm is read from.
    private enum AlarmSource { case own, shared, separate }

    /// The finding of no draws.
    package init() {}

    /// The finding of all draws at once.
    ///
    /// - Parameters:
    ///   - count: how many prompts a statement about all of them is to hold for.
    ///   - void: a reason that was found elsewhere why no limit holds.
    package init(
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
    package mutating func extend(
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
        let deciding = statement.deciding
        hasDecisive = deciding.decides
        if hasDecisive {
            decisive.update(evidence, deciding, budget: &budget, bounds: &bounds)
            if isShared {
                sharedDecisive.update(
                    evidence, deciding.shared(among: count), budget: &budget, bounds: &bounds)
            }
        }
        alarmSource =
            statement.isSame(statement.alarm)
            ? .own
            : isShared && statement.shared(among: count).isSame(statement.alarm)
                ? .shared : .separate
        if alarmSource == .separate {
            alarm.update(all ?? evidence, statement.alarm, budget: &budget, bounds: &bounds)
        }
    }

    /// Brings everything up to the evidence's last draw where it is not there yet.
    ///
    /// - Returns: whether there was anything to do.
    package mutating func bringUp(
        to evidence: ScoreEvidence, all: ScoreEvidence? = nil, _ statement: Statement,
        among count: Int = 1, void: VoidReason?, budget: inout Int,
        sharing bounds: inout BinaryBounds
    ) -> Bool {
        guard !isCurrent(evidence, all: all, void: void) else { return false }
        extend(
            to: evidence, all: all, statement, among: count, void: void, budget: &budget,
            sharing: &bounds)
        return true
    }

    /// Takes over where the draws contradict each other by another scorer.
    ///
    /// - Returns: whether that was not known.
    package mutating func share(drift place: Int?) -> Bool {
        defer { elsewhere = place }
        return elsewhere != place
    }

    // MARK: - What is stated

    /// What holds for the prompt on its own, or as one of those that the statement is shared among.
    package var reading: Reading { void.map(Reading.void) ?? own.reading }

    /// What holds for all prompts at once.
    package var simultaneous: Reading {
        void.map(Reading.void) ?? (isShared ? shared.reading : own.reading)
    }

    /// The limits that a verdict is read from: each side at the whole of α where both are asked for,
    /// as ``Statement/deciding`` says.
    package var decision: Reading {
        void.map(Reading.void) ?? (hasDecisive ? decisive : own).reading
    }

    /// The upper limit by itself at level 1 − α: the upper side of ``decision``.
    ///
    /// - Parameters:
    ///   - statement: the one that the finding was made for.
    ///   - least: the least value that the mean can have.
    package func upper(_ statement: Statement, least: Double = 0) -> Bound? {
        decision.bound.map { limits in
            var limit = limits
            (limit.alpha, limit.side, limit.lower) = (statement.each, .upper, least)
            return limit
        }
    }

    /// The same for all prompts at once.
    package var simultaneousDecision: Reading {
        void.map(Reading.void)
            ?? (isShared ? (hasDecisive ? sharedDecisive : shared).reading : decision)
    }

    /// What the draws prove about a target; nil while there is nothing to judge.
    package func verdict(_ target: Double) -> TargetVerdict? {
        decision.bound.map { TargetVerdict($0, target: target) }
    }

    /// What a gate over all prompts sees; nil while there is nothing to judge.
    ///
    /// Above by a limit that holds for all at once, since one of them is enough; below by the prompt's
    /// own, since all have to be below, and if one is not its own limit has to be wrong (an
    /// intersection–union test, Berger 1982).
    package func gateVerdict(_ target: Double) -> TargetVerdict? {
        guard let own = decision.bound, let all = simultaneousDecision.bound else { return nil }
        if TargetVerdict(all, target: target) == .above { return .above }
        return TargetVerdict(own, target: target) == .below ? .below : .undecided
    }

    /// Why no limit holds for these draws; nil while all is well.
    package var void: VoidReason? { driftedAt.map { .drift(at: $0) } ?? reported }

    /// The number of draws at which limits, by any scorer, contradicted each other; nil while all is
    /// well.
    package var driftedAt: Int? {
        guard let own = ownDrift, let elsewhere else { return ownDrift ?? elsewhere }
        return min(own, elsewhere)
    }

    private var ownDrift: Int? {
        switch alarmSource {
        case .own: own.trajectory?.driftedAt
        case .shared: shared.trajectory?.driftedAt
        case .separate: alarm.trajectory?.driftedAt
        }
    }

    /// The limits as they grew; nil for a fixed number of draws.
    package var trajectory: BoundTrajectory? { own.trajectory }

    /// The limits that verdicts are read from, as they grew.
    package var decisiveTrajectory: BoundTrajectory? { (hasDecisive ? decisive : own).trajectory }

    /// Whether the mean of all draws lies outside of limits that earlier draws have narrowed.
    ///
    /// It proves nothing by itself, and stands wherever the limits do; see
    /// ``Statistics/Bound/isContradicted(by:)``. No verdict is that a rate is low then.
    package var excludesEstimate: Bool { decision.bound?.excludesEstimate ?? false }

    // MARK: - Going on

    /// Whether the limits could still be narrowed by those of earlier numbers of draws.
    package var isUnfinished: Bool {
        own.isUnfinished || isShared && shared.isUnfinished
            || alarmSource == .separate && alarm.isUnfinished
            || hasDecisive && (decisive.isUnfinished || isShared && sharedDecisive.isUnfinished)
    }

    /// Whether the readings speak of all draws and cannot be narrowed.
    ///
    /// - Parameter void: what is known now of why no limit holds, which may come without a draw.
    package func isCurrent(
        _ evidence: ScoreEvidence, all: ScoreEvidence? = nil, void: VoidReason?
    ) -> Bool {
        reported == void && own.isCurrent(evidence) && (!isShared || shared.isCurrent(evidence))
            && (alarmSource != .separate || alarm.isCurrent(all ?? evidence))
            && (!hasDecisive
                || decisive.isCurrent(evidence)
                    && (!isShared || sharedDecisive.isCurrent(evidence)))
    }
}
