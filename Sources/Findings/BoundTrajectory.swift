import Evidence
import Platform
import Statistics

/// The limits of the mean against the number of draws, and the running intersection that is shown live.
///
/// The points stand at numbers of draws that do not depend on when anyone looks: all up to 32, then
/// sixteen per doubling. An anytime bound holds at all of them at once, so that its intersection
/// over the points up to now, and now, holds as well; it never widens, and it is the same live and
/// rebuilt. Keep the value and extend it with each new state of the same evidence: only new points
/// are computed.
package struct BoundTrajectory: Sendable, Hashable {
    package let statement: Statement
    /// One point at each checkpoint that was reached and had a scored draw.
    package var points: [Point] { checkpoints.map { $0.widened(by: error, statement) } }
    /// The same before they were widened.
    private var checkpoints: [Point] = []
    /// The state after all draws; nil without a scored draw.
    package private(set) var current: Point?
    /// The number of draws at which the intersection was first empty: the drift alarm.
    ///
    /// With draws from one distribution this happens with a probability of at most α, ever; suspect
    /// a swapped model, a cache or a changed scorer. It is a fact of the draws and not of who looked
    /// when: of states between checkpoints the one after all draws alone counts.
    package var driftedAt: Int? { driftedBefore ?? driftsNow }
    /// The first checkpoint at which it was empty.
    private var driftedBefore: Int?
    /// The number of all draws, where it is empty at these.
    private var driftsNow: Int?
    private var prefix = ScoreEvidence()
    /// The running intersection before it was widened for the errors of a judge: draws contradict
    /// each other whatever the judge may get wrong.
    private var narrow: Bound?
    /// How far off what is known exactly may be, as it was found out by now: all limits of draws
    /// without replacement are widened by it at last, those of earlier numbers of draws too.
    private var error = 0.0
    /// What is known exactly by now.
    private var exact: KnownMass?
    /// Whether the mean of all draws lies outside of the limits, before these were widened for the errors
    /// of a judge.
    private(set) var excludesMean = false

    /// One state of the bound.
    package struct Point: Sendable, Hashable {
        /// The number of draws, the lost ones included.
        package var draws: Int
        /// The mean score of these draws.
        package var estimate: Double
        /// For an anytime statement the intersection of the bound from these draws with all earlier
        /// ones, else the bound itself.
        ///
        /// Where the intersection is empty it stays as it was: to start anew would forget what earlier
        /// draws have proven.
        package var running: Bound

        /// The same point for draws whose judge may err, and where what is known exactly may be off.
        fileprivate func widened(
            by error: Double, certain: Double? = nil, _ statement: Statement
        ) -> Point {
            var point = self
            point.running = statement.widening(
                running.widened(by: error).raised(to: certain))
            return point
        }
    }

    package init(_ statement: Statement) {
        self.statement = statement
    }

    /// Moves on to a later state of the evidence, which must begin with the draws seen so far.
    ///
    /// - Throws: `StatisticsError` for a statement that is out of range; without a scored draw there
    ///   is just no point.
    package mutating func extend(to evidence: ScoreEvidence) throws(StatisticsError) {
        var bounds = BinaryBounds()
        _ = try extend(to: evidence, sharing: &bounds, computing: .max)
    }

    /// The same, with bounds on the mean that other prompts may have had computed already, and as
    /// far as so many new ones suffice.
    ///
    /// - Returns: whether the last draw was reached; else the next call goes on.
    package mutating func extend(
        to evidence: ScoreEvidence, sharing bounds: inout BinaryBounds, computing limit: Int
    ) throws(StatisticsError) -> Bool {
        let start = bounds.computed
        let scores = evidence.scores
        let isOfOtherError = error != evidence.exactError
        error = evidence.exactError
        while prefix.draws < evidence.draws {
            let index = prefix.draws
            if index < evidence.launches.count {
                prefix.add(scores[index], launchedAt: evidence.launches[index])
            } else if prefix.distribution.isDearToExtend, !prefix.isWithoutReplacement {
                // What comes before the next point is added at one go.
                var end = index + 1
                while end < evidence.draws, !Self.isCheckpoint(end) { end += 1 }
                prefix.add(contentsOf: scores[index..<end])
            } else if let score = scores[index] {
                prefix.add(score)
            } else {
                prefix.addLost()
            }
            guard isCheckpoint, prefix.count > 0 else { continue }
            guard
                let (point, running) = try consistentPoint(
                    of: prefix, after: narrow, &driftedBefore, &bounds)
            else { continue }
            checkpoints.append(point)
            narrow = running
            if bounds.computed - start >= limit, prefix.draws < evidence.draws { return false }
        }
        let isOfOtherMass = exact != evidence.exact
        exact = evidence.exact
        guard prefix.count > 0,
            isOfOtherMass || isOfOtherError || current?.draws != prefix.draws
        else { return true }
        driftsNow = nil
        if exact == nil, let last = checkpoints.last, last.draws == prefix.draws {
            excludesMean = last.running.excludesEstimate
            current = last.widened(by: error, statement)
            return true
        }
        // What holds for certain now belongs to the state after all draws alone.
        var state = prefix
        if let exact { state.setExact(exact, error: 0) }
        let point = try consistentPoint(of: state, after: narrow, &driftsNow, &bounds)?.0
        excludesMean = point?.running.excludesEstimate ?? false
        current = point?.widened(by: error, certain: evidence.exactLimits?.lower, statement)
        return true
    }

    /// Moves on to a later state of the evidence and reads it; nil where so many new bounds do not
    /// suffice.
    mutating func reading(
        of evidence: ScoreEvidence, sharing bounds: inout BinaryBounds, computing limit: Int
    ) throws(StatisticsError) -> Reading? {
        guard try extend(to: evidence, sharing: &bounds, computing: limit) else { return nil }
        return current.map { .bound($0.running) } ?? Reading.none
    }

    /// A new point; nil where draws without replacement contradict what is known.
    ///
    /// - Parameter drift: where a contradiction is noted, if there was none before.
    private func consistentPoint(
        of state: ScoreEvidence, after last: Bound?, _ drift: inout Int?,
        _ bounds: inout BinaryBounds
    ) throws(StatisticsError) -> (Point, narrow: Bound)? {
        do throws(StatisticsError) {
            return try point(of: state, after: last, &drift, &bounds)
        } catch {
            guard case .contradiction = error else { throw error }
            drift = drift ?? state.draws
            return nil
        }
    }

    /// Whether a point stands at the last draw.
    ///
    /// Each draw without replacement is one of its own in every limit, so that limits cost more and
    /// are fewer: at powers of two.
    private var isCheckpoint: Bool {
        let draws = prefix.draws
        return prefix.isWithoutReplacement
            ? draws & (draws - 1) == 0 : Self.isCheckpoint(draws)
    }

    /// Whether a point stands at this number of draws: where ⌊16 log₂ n⌋ changes, and all up to 32.
    package static func isCheckpoint(_ draws: Int) -> Bool {
        guard draws > 32 else { return draws > 0 }
        // Without rounding: the logarithm is never near a whole number except at powers of two,
        // where it is exact.
        let steps = 16 * log2(Double(draws))
        // One draw is less than 23.1/(n − 1) of a step: mostly one logarithm tells.
        guard steps - steps.rounded(.down) <= 24 / Double(draws - 1) else { return false }
        return Int(steps) != Int(16 * log2(Double(draws - 1)))
    }

    private func point(
        of state: ScoreEvidence, after last: Bound?, _ drift: inout Int?,
        _ bounds: inout BinaryBounds
    ) throws(StatisticsError) -> (Point, narrow: Bound) {
        var inner = statement
        // The intersection is of limits on the rate of verdicts, and is widened as a whole.
        inner.judge = nil
        func point(_ running: Bound, _ bound: Bound) -> (Point, narrow: Bound) {
            (Point(draws: state.draws, estimate: bound.estimate, running: running), running)
        }
        guard statement.validity == .anytime, let last else {
            let bound = try bounds.mean(of: state, inner)
            return point(bound, bound)
        }
        let bound = try bounds.mean(of: state, inner, within: last)
        var running = bound
        running.lower = max(bound.lower, last.lower)
        running.upper = min(bound.upper, last.upper)
        if running.isContradiction {
            drift = drift ?? state.draws
            // Two questions of one side each have no intersection: either limit goes on by itself, as it
            // does where it alone is asked for.
            if !statement.decides { (running.lower, running.upper) = (last.lower, last.upper) }
        }
        // The mean of draws with weights is not what their limits are made from.
        if state.isWithoutReplacement {
            running.estimate = min(max(running.estimate, running.lower), running.upper)
        }
        return point(running, bound)
    }
}

extension ScoreEvidence {
    /// The limits of the mean as they are shown: for an anytime statement the intersection over all
    /// checkpoints and now.
    ///
    /// - Returns: nil without a scored draw.
    package func runningBound(
        _ statement: Statement
    ) throws(StatisticsError) -> (bound: Bound, driftedAt: Int?)? {
        var trajectory = BoundTrajectory(statement)
        try trajectory.extend(to: self)
        return trajectory.current.map { ($0.running, trajectory.driftedAt) }
    }
}
