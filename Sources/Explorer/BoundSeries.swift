import Evidence
import Findings
import Statistics

/// Estimate and limits of one prompt after growing numbers of draws.
struct BoundSeries: Sendable {
    /// The limits that hold at every number of draws at once.
    private(set) var anytime: BoundTrajectory
    /// Those that would hold if a number of draws had been fixed before.
    private(set) var fixed: BoundTrajectory
    /// Those that hold at every number of draws and give verdicts.
    private(set) var decisive: BoundTrajectory
    /// About how many more draws decide the verdict if scores go on as before; nil where it stands
    /// already or where no number below a million times as many does.
    private(set) var drawsToDecide: Int?
    private var forecastKey: ForecastKey?
    /// The limits of the planned number of draws, which later draws do not change; nil before they
    /// are there.
    private(set) var fixedReading: Reading?
    /// Those of them that give verdicts.
    private(set) var fixedDecision: Reading?
    private var fixedPlan: Statement?

    init(question: Statement, scorer: RunFacts.Scorer?) {
        let statement = question.about(scorer)
        anytime = BoundTrajectory(statement.valid(.anytime))
        fixed = BoundTrajectory(statement.valid(.fixed))
        decisive = BoundTrajectory(statement.valid(.anytime).deciding)
    }

    /// The state after the last draw.
    var last: BoundTrajectory.Point? { anytime.current }

    /// All states, the last one included.
    var points: [BoundTrajectory.Point] { Self.points(anytime) }

    /// The same for numbers of draws fixed before.
    var fixedPoints: [BoundTrajectory.Point] { Self.points(fixed) }

    private static func points(_ trajectory: BoundTrajectory) -> [BoundTrajectory.Point] {
        guard let current = trajectory.current,
            current.draws > trajectory.points.last?.draws ?? 0
        else { return trajectory.points }
        return trajectory.points + [current]
    }

    /// Goes on from the limits that the list of prompts has computed for the same question.
    mutating func adopt(_ finding: PromptFinding?) {
        Self.adopt(finding?.trajectory, as: &anytime)
        Self.adopt(finding?.decisiveTrajectory, as: &decisive)
    }

    private static func adopt(_ known: BoundTrajectory?, as own: inout BoundTrajectory) {
        guard let known, known.request.isSame(own.request),
            known.current?.draws ?? 0 > own.current?.draws ?? 0
        else { return }
        own = known
    }

    /// Adds the states that the newest draws make possible.
    ///
    /// - Parameter bounds: what was computed for other prompts.
    mutating func extend(to evidence: ScoreEvidence, sharing bounds: inout BinaryBounds) {
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
    mutating func settle(_ evidence: ScoreEvidence, planned: Int, change: PlanChange?) {
        var statement = fixed.request
        (statement.planned, statement.planChange) = (planned, change)
        if fixedPlan != statement { (fixedReading, fixedDecision) = (nil, nil) }
        fixedPlan = statement
        guard fixedReading == nil, evidence.draws >= planned else { return }
        fixedReading = Reading(evidence, statement)
        fixedDecision = Reading(evidence, statement.deciding)
    }

    // MARK: - Verdicts

    /// What the limits that were asked for prove about a target; nil while there are none.
    func verdict(_ target: Double, validity: Validity) -> TargetVerdict? {
        let bound = validity == .anytime ? decisive.current?.running : fixedDecision?.bound
        return bound.map { TargetVerdict($0, target: target) }
    }

    /// The number of draws since which the limits at any time have proved what they prove now.
    func provenSince(_ target: Double) -> Int? {
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
    mutating func forecast(_ evidence: ScoreEvidence, target: Double) {
        let key = ForecastKey(draws: evidence.draws, target: target)
        if key == forecastKey || evidence.isWithoutReplacement { return }
        forecastKey = key
        drawsToDecide = nil
        guard verdict(target, validity: .anytime) == .undecided else { return }
        let scores = ScoreHistogram(evidence.distribution)
        func isDecided(times factor: Double) -> Bool {
            let sides: [Bound.Side] =
                decisive.request.decides ? [.upper, .lower] : [decisive.request.side]
            return sides.contains { side in
                let future = try? Self.bound(
                    scores, lost: evidence.lost, times: factor, decisive.request.on(side))
                return future.map { TargetVerdict($0, target: target) != .undecided } ?? false
            }
        }
        var enough = 2.0
        while !isDecided(times: enough) {
            enough *= 2
            if enough > 1_000_000 { return }
        }
        var short = enough / 2
        for _ in 0..<6 {
            let middle = (short + enough) / 2
            if isDecided(times: middle) { enough = middle } else { short = middle }
        }
        drawsToDecide = Self.rounded(Double(evidence.draws) * (enough - 1))
    }

    /// The bound after so many times as many draws of the same kind.
    private static func bound(
        _ scores: ScoreHistogram, lost: Int, times factor: Double, _ request: Statement
    ) throws(StatisticsError) -> Bound {
        func scaled(_ count: Int) -> Int { Int((Double(count) * factor).rounded()) }
        var more = ScoreDistribution()
        for (score, count) in zip(scores.means, scores.counts) {
            try more.insert(score, count: scaled(count))
        }
        let lost = scaled(lost)
        if request.isBinary {
            let bound = try LostDraws.proportion(
                leaks: more.sum.rounded(), completed: more.draws, lost: lost,
                alpha: request.each, side: request.side,
                method: request.proportionMethod)
            return request.judge?.widening(bound) ?? bound
        }
        return try LostDraws.worst(lost: lost, request.side) {
            lostScore throws(StatisticsError) in
            let others =
                lostScore == 1
                ? ScoreDistribution(zeros: 0, ones: lost) : ScoreDistribution(zeros: lost, ones: 0)
            return try Mean.bound(
                of: more.merging(others), alpha: request.each, side: request.side)
        }
    }

    /// Two significant digits: more would promise too much.
    private static func rounded(_ draws: Double) -> Int {
        var unit = 1.0
        while draws / unit >= 100 { unit *= 10 }
        return max(1, Int((draws / unit).rounded() * unit))
    }
}

/// Scores for a forecast, which needs two digits: neighbours share their mean, so that many distinct
/// scores cost no more than a hundred.
private struct ScoreHistogram {
    /// The mean score of each cell, ascending.
    private(set) var means: [Double] = []
    private(set) var counts: [Int] = []
    private static let cells = 128

    init(_ distribution: ScoreDistribution) {
        guard distribution.scores.count > Self.cells else {
            means = distribution.scores
            counts = distribution.counts
            return
        }
        var cell = -1
        var sum = 0.0
        for (score, count) in zip(distribution.scores, distribution.counts) {
            let next = min(Self.cells - 1, Int(score * Double(Self.cells)))
            if next != cell {
                cell = next
                sum = 0
                means.append(0)
                counts.append(0)
            }
            sum += score * Double(count)
            counts[counts.count - 1] += count
            means[means.count - 1] = min(1, sum / Double(counts[counts.count - 1]))
        }
    }
}
