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
    package let request: Statement
    /// One point at each checkpoint that was reached and had a scored draw.
    package private(set) var points: [Point] = []
    /// The state after all draws; nil without a scored draw.
    package private(set) var current: Point?
    /// The number of draws at which the intersection was first empty: the drift alarm.
    ///
    /// With draws from one distribution this happens with a probability of at most α, ever; suspect
    /// a swapped model, a cache or a changed scorer.
    package private(set) var driftedAt: Int?
    private var prefix = ScoreEvidence()
    /// The running intersection before it was widened for the errors of a judge: draws contradict
    /// each other whatever the judge may get wrong.
    private var narrow: Bound?
    /// How far off what is known exactly may be, as it was found out by now: all limits of draws
    /// without replacement are widened by it at last, those of earlier numbers of draws too.
    private var error = 0.0

    /// One state of the bound.
    package struct Point: Sendable, Hashable {
        /// The number of draws, the lost ones included.
        package var draws: Int
        /// The mean score of these draws.
        package var estimate: Double
        /// For an anytime request the intersection of the bound from these draws with all earlier
        /// ones, else the bound itself.
        ///
        /// Where the intersection is empty it starts anew from the bound.
        package var running: Bound
    }

    package init(_ request: Statement) {
        self.request = request
    }

    /// Moves on to a later state of the evidence, which must begin with the draws seen so far.
    ///
    /// - Throws: `StatisticsError` for a request that is out of range; without a scored draw there
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
            guard let (point, running) = try consistentPoint(after: narrow, &bounds) else {
                continue
            }
            points.append(point)
            narrow = running
            if bounds.computed - start >= limit, prefix.draws < evidence.draws { return false }
        }
        if let exact = evidence.exact, exact != prefix.exact || isOfOtherError {
            prefix.setExact(exact, error: 0)
            guard prefix.count > 0 else { return true }
            // What holds for certain now belongs to the state after all draws alone.
            if let now = try consistentPoint(
                after: narrow, certain: evidence.exactLimits?.lower, &bounds)
            {
                current = now.0
            }
            return true
        }
        guard prefix.count > 0, current?.draws != prefix.draws else { return true }
        if let last = points.last, last.draws == prefix.draws {
            current = last
        } else if let now = try consistentPoint(after: narrow, &bounds) {
            current = now.0
        }
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
    private mutating func consistentPoint(
        after last: Bound?, certain: Double? = nil, _ bounds: inout BinaryBounds
    ) throws(StatisticsError) -> (Point, narrow: Bound)? {
        do throws(StatisticsError) {
            return try point(after: last, certain: certain, &bounds)
        } catch {
            guard case .contradiction = error else { throw error }
            driftedAt = driftedAt ?? prefix.draws
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

    private mutating func point(
        after last: Bound?, certain: Double?, _ bounds: inout BinaryBounds
    ) throws(StatisticsError) -> (Point, narrow: Bound) {
        var inner = request
        // The intersection is of limits on the rate of verdicts, and is widened as a whole.
        inner.judge = nil
        func point(_ running: Bound, _ bound: Bound) -> (Point, narrow: Bound) {
            let wide = Point(
                draws: prefix.draws, estimate: bound.estimate,
                running: request.widening(running.widened(by: error).raised(to: certain)))
            return (wide, running)
        }
        guard request.validity == .anytime, let last else {
            let bound = try bounds.mean(of: prefix, inner)
            return point(bound, bound)
        }
        let bound = try bounds.mean(of: prefix, inner, within: last)
        var running = bound
        running.lower = max(bound.lower, last.lower)
        running.upper = min(bound.upper, last.upper)
        if running.lower > running.upper {
            driftedAt = driftedAt ?? prefix.draws
            running = try bounds.mean(of: prefix, inner)
        }
        // The mean of draws with weights is not what their limits are made from.
        if prefix.isWithoutReplacement {
            running.estimate = min(max(running.estimate, running.lower), running.upper)
        }
        return point(running, bound)
    }
}

extension ScoreEvidence {
    /// The limits of the mean as they are shown: for an anytime request the intersection over all
    /// checkpoints and now.
    ///
    /// - Returns: nil without a scored draw.
    package func runningBound(
        _ request: Statement
    ) throws(StatisticsError) -> (bound: Bound, driftedAt: Int?)? {
        var trajectory = BoundTrajectory(request)
        try trajectory.extend(to: self)
        return trajectory.current.map { ($0.running, trajectory.driftedAt) }
    }
}
