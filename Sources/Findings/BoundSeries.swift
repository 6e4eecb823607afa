import Evidence
import Statistics

/// Estimate and limits of one prompt after growing numbers of draws.
package struct BoundSeries: Sendable {
    /// The limits that hold at every number of draws at once.
    package private(set) var anytime: BoundTrajectory
    /// Those that would hold if a number of draws had been fixed before.
    package private(set) var fixed: BoundTrajectory
    /// Those that hold at every number of draws and give verdicts.
    package private(set) var decisive: BoundTrajectory
    /// About how many more draws decide the verdict if scores go on as before; nil where it stands
    /// already or where no number below a million times as many does.
    package private(set) var drawsToDecide: Int?
    /// Whether lost draws are why no number does.
    package private(set) var isOpenByLosses = false
    private var forecastKey: ForecastKey?
    /// The limits of the planned number of draws, which later draws do not change; nil before they
    /// are there.
    package private(set) var fixedReading: Reading?
    /// Those of them that give verdicts.
    package private(set) var fixedDecision: Reading?
    private var fixedPlan: Statement?

    package init(question: Statement, scorer: RunFacts.Scorer?) {
        let statement = question.about(scorer)
        anytime = BoundTrajectory(statement.valid(.anytime))
        fixed = BoundTrajectory(statement.valid(.fixed))
        decisive = BoundTrajectory(statement.valid(.anytime).deciding)
    }

    /// The state after the last draw.
    package var last: BoundTrajectory.Point? { anytime.current }

    /// All states, the last one included.
    package var points: [BoundTrajectory.Point] { Self.points(anytime) }

    /// The same for numbers of draws fixed before.
    package var fixedPoints: [BoundTrajectory.Point] { Self.points(fixed) }

    private static func points(_ trajectory: BoundTrajectory) -> [BoundTrajectory.Point] {
        guard let current = trajectory.current,
            current.draws > trajectory.points.last?.draws ?? 0
        else { return trajectory.points }
        return trajectory.points + [current]
    }

    /// Goes on from the limits that the list of prompts has computed for the same question.
    package mutating func adopt(_ finding: PromptFinding?) {
        Self.adopt(finding?.trajectory, as: &anytime)
        Self.adopt(finding?.decisiveTrajectory, as: &decisive)
    }

    private static func adopt(_ known: BoundTrajectory?, as own: inout BoundTrajectory) {
        guard let known, known.statement.isSame(own.statement),
            known.current?.draws ?? 0 > own.current?.draws ?? 0
        else { return }
        own = known
    }

    /// Adds the states that the newest draws make possible.
    ///
    /// - Parameter bounds: what was computed for other prompts.
    package mutating func extend(to evidence: ScoreEvidence, sharing bounds: inout BinaryBounds) {
        do throws(StatisticsError) {
            _ = try anytime.extend(to: evidence, sharing: &bounds, computing: .max)
            _ = try fixed.extend(to: evidence, sharing: &bounds, computing: .max)
            _ = try decisive.extend(to: evidence, sharing: &bounds, computing: .max)
        } catch {
            // A question out of range has no limits; the view says so by showing none.
            return
        }
    }

    /// Computes the limits of the planned number of draws once they are there.
    package mutating func settle(_ evidence: ScoreEvidence, planned: Int, change: PlanChange?) {
        var statement = fixed.statement
        (statement.planned, statement.planChange) = (planned, change)
        if fixedPlan != statement { (fixedReading, fixedDecision) = (nil, nil) }
        fixedPlan = statement
        // Draws without replacement have limits that hold at any number of them, and no others.
        let isAnytime = evidence.isWithoutReplacement
        guard isAnytime || fixedReading == nil && evidence.draws >= planned else { return }
        fixedReading = Reading(evidence, statement)
        fixedDecision = Reading(evidence, statement.deciding)
    }

    // MARK: - Verdicts

    /// What the limits that were asked for prove about a target; nil while there are none.
    package func verdict(_ target: Double, validity: Validity) -> TargetVerdict? {
        let bound = validity == .anytime ? decisive.current?.running : fixedDecision?.bound
        return bound.map { TargetVerdict($0, target: target) }
    }

    /// The number of draws since which the limits at any time have proved what they prove now.
    package func provenSince(_ target: Double) -> Int? {
        guard let now = verdict(target, validity: .anytime) else { return nil }
        return Self.points(decisive).first {
            TargetVerdict($0.running, target: target) == now
        }?.draws
    }

    // MARK: - The forecast

    private struct ForecastKey: Sendable, Hashable {
        var draws: Int
        var target: Double
    }

    /// Finds out how many more draws would decide the verdict, if it is open.
    package mutating func forecast(_ evidence: ScoreEvidence, target: Double) {
        let key = ForecastKey(draws: evidence.draws, target: target)
        if key == forecastKey || evidence.isWithoutReplacement { return }
        forecastKey = key
        let forecast =
            verdict(target, validity: .anytime) == .undecided
            ? VerdictForecast(evidence, decisive.statement, target: target) : nil
        drawsToDecide = forecast?.draws
        isOpenByLosses = forecast?.isOpenByLosses ?? false
    }
}
