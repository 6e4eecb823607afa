import Evidence
import Statistics

/// What the draws of one prompt prove about its mean score by one scorer, which for a binary scorer
/// is the chance of a leak.
///
/// There is one such computation in the program: screen, reports, gates, comparisons and stop rules
/// read it. Keep the value and extend it while draws come, or make it of all draws at once: the
/// result is the same.
package struct PromptFinding: Sendable {
    /// One for each role.
    ///
    /// In an array: a value of some kilobytes would be moved with each look at it.
    private var readings = Array(repeating: RunningReading(), count: Role.allCases.count)
    private var hasDecisive = false
    /// Where the limits that can contradict each other are.
    private var alarmRole = Role.own
    private var isShared = false
    private var reported: VoidReason?
    /// Where the draws contradict each other by another scorer.
    private var elsewhere: Int?
    /// The alarms by the other scorers, where this finding reads them itself.
    private var others = DriftAlarms()

    /// Whether the mean of all draws lies outside of limits that earlier draws have narrowed, at the level
    /// of the alarms: of a healthy run hardly any prompt's does, however many there are.
    ///
    /// It proves nothing by itself, and stands wherever the limits do, whatever is asked; see
    /// ``Statistics/Bound/isContradicted``. No verdict is that a rate is low then.
    package var excludesEstimate: Bool { isContradicted && void == nil }
    private var isContradicted = false

    /// What limits are for.
    private enum Role: Int, CaseIterable {
        /// The prompt by itself, and all prompts at once.
        case own, shared
        /// The verdicts, where an interval is asked for.
        case decisive, sharedDecisive
        /// The drift alarm, where it is asked for another way.
        case alarm
    }

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
        func update(_ role: Role, _ evidence: ScoreEvidence, _ statement: Statement) {
            readings[role.rawValue].update(
                evidence, statement, budget: &budget, bounds: &bounds)
        }
        isShared = count > 1
        let deciding = statement.deciding
        hasDecisive = deciding.decides
        let shared = statement.shared(among: count)
        update(.own, evidence, statement)
        if isShared { update(.shared, evidence, shared) }
        if hasDecisive { update(.decisive, evidence, deciding) }
        if hasDecisive, isShared {
            update(.sharedDecisive, evidence, deciding.shared(among: count))
        }
        alarmRole =
            statement.isSame(statement.alarm)
            ? .own : isShared && shared.isSame(statement.alarm) ? .shared : .alarm
        if alarmRole == .alarm { update(.alarm, all ?? evidence, statement.alarm) }
        isContradicted = readings[alarmRole.rawValue].excludesMean
    }

    /// Brings everything up to the evidence's last draw where it is not there yet.
    ///
    /// - Returns: whether there was anything to do.
    package mutating func bringUp(
        to evidence: ScoreEvidence, all: ScoreEvidence? = nil, _ statement: Statement,
        among count: Int = 1, void: VoidReason?, budget: inout Int,
        sharing bounds: inout BinaryBounds
    ) -> Bool {
        // Without time for more, limits that only could be narrowed stay as they are.
        let isCurrent =
            budget > 0
            ? isCurrent(evidence, all: all, void: void)
            : isKnown(evidence, all: all, void: void) { $0.hasReached($1) }
        guard !isCurrent else { return false }
        extend(
            to: evidence, all: all, statement, among: count, void: void, budget: &budget,
            sharing: &bounds)
        return true
    }

    /// Brings everything up to the last draw of a prompt, and reads in its scores by other scorers
    /// whether they void it.
    ///
    /// - Parameters:
    ///   - scorer: the scorer that the finding is about; nil where the run has none like it.
    ///   - all: the prompt with all draws, where the statement is about the first of them alone.
    ///   - alarms: those by each scorer of the run, as ``Statement/alarms(of:prompts:)`` says.
    /// - Returns: whether there was anything to do.
    package mutating func bringUp(
        to prompt: PromptEvidence, of all: PromptEvidence? = nil, by scorer: Int?,
        _ statement: Statement, among count: Int = 1, alarms: [Statement], budget: inout Int,
        sharing bounds: inout BinaryBounds
    ) -> Bool {
        if alarms.count > 1 || scorer == nil {
            others.extend(
                to: (all ?? prompt).scores, except: scorer, alarms, budget: &budget,
                sharing: &bounds)
        }
        let isNews = share(drift: others.driftedAt)
        let isNew = bringUp(
            to: scorer.map { prompt.scores(by: $0) } ?? ScoreEvidence(),
            all: scorer.flatMap { scorer in all?.scores(by: scorer) }, statement, among: count,
            void: prompt.void, budget: &budget, sharing: &bounds)
        return isNews || isNew
    }

    /// Takes over where the draws contradict each other by another scorer.
    ///
    /// - Returns: whether that was not known.
    mutating func share(drift place: Int?) -> Bool {
        defer { elsewhere = place }
        return elsewhere != place
    }

    // MARK: - What is stated

    /// What holds for the prompt on its own, or as one of those that the statement is shared among.
    package var reading: Reading { void.map(Reading.void) ?? reading(.own) }

    /// What holds for all prompts at once.
    package var simultaneous: Reading {
        void.map(Reading.void) ?? reading(isShared ? .shared : .own)
    }

    /// The limits that a verdict is read from: each side at the whole of α where both are asked for,
    /// as ``Statement/deciding`` says.
    package var decision: Reading {
        void.map(Reading.void) ?? reading(decidingRole)
    }

    /// The ``decision`` for all prompts at once.
    package var simultaneousDecision: Reading {
        void.map(Reading.void)
            ?? (isShared ? reading(hasDecisive ? .sharedDecisive : .shared) : decision)
    }

    /// What the draws prove about a target; nil while there is nothing to judge.
    package func verdict(_ target: Double) -> TargetVerdict? {
        decision.bound.map { TargetVerdict($0, target: target) }
    }

    /// The same at a level at which the verdicts on all prompts hold together.
    ///
    /// Wider limits may contain a mean that the prompt's own exclude: they prove nothing good of it
    /// either.
    package func simultaneousVerdict(_ target: Double) -> TargetVerdict? {
        simultaneousDecision.bound.map {
            TargetVerdict($0, target: target)
        }
    }

    /// What a gate over all prompts sees; nil while there is nothing to judge.
    package func gateVerdict(_ target: Double) -> TargetVerdict? {
        guard let own = decision.bound, let all = simultaneousDecision.bound else { return nil }
        return TargetVerdict(above: all, below: own, target: target)
    }

    /// Why no limit holds for these draws; nil while all is well.
    package var void: VoidReason? { driftedAt.map { .drift(at: $0) } ?? reported }

    /// The number of draws at which limits, by any scorer, contradicted each other; nil while all is
    /// well.
    package var driftedAt: Int? {
        guard let own = ownDrift, let elsewhere else { return ownDrift ?? elsewhere }
        return min(own, elsewhere)
    }

    private var ownDrift: Int? { readings[alarmRole.rawValue].trajectory?.driftedAt }

    private func reading(_ role: Role) -> Reading {
        readings[role.rawValue].reading.contradicted(isContradicted)
    }

    private var decidingRole: Role { hasDecisive ? .decisive : .own }

    /// Whether there are limits for it.
    private func isKept(_ role: Role) -> Bool {
        switch role {
        case .own: true
        case .shared: isShared
        case .decisive: hasDecisive
        case .sharedDecisive: hasDecisive && isShared
        case .alarm: alarmRole == .alarm
        }
    }

    /// The limits as they grew; nil for a fixed number of draws.
    package var trajectory: BoundTrajectory? { readings[Role.own.rawValue].trajectory }

    /// The limits that verdicts are read from, as they grew.
    package var decisiveTrajectory: BoundTrajectory? { readings[decidingRole.rawValue].trajectory }

    // MARK: - Going on

    /// Whether the limits could still be narrowed by those of earlier numbers of draws.
    package var isUnfinished: Bool {
        others.isUnfinished
            || Role.allCases.contains {
                isKept($0) && readings[$0.rawValue].progress.isUnfinished
            }
    }

    /// Whether the readings speak of all draws and cannot be narrowed.
    ///
    /// - Parameter void: what is known now of why no limit holds, which may come without a draw.
    package func isCurrent(
        _ evidence: ScoreEvidence, all: ScoreEvidence? = nil, void: VoidReason?
    ) -> Bool {
        isKnown(evidence, all: all, void: void) { $0.isCurrent($1) }
    }

    private func isKnown(
        _ evidence: ScoreEvidence, all: ScoreEvidence?, void: VoidReason?,
        _ isSo: (RunningReading.Progress, ScoreEvidence) -> Bool
    ) -> Bool {
        reported == void
            && Role.allCases.allSatisfy { role in
                !isKept(role)
                    || isSo(
                        readings[role.rawValue].progress,
                        role == .alarm ? all ?? evidence : evidence)
            }
    }
}
