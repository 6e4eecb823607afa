import Evidence
import Statistics

/// One limit of one prompt as it grows with the draws; kept from picture to picture, so that a new
/// draw costs one new limit and not all of them again.
package struct RunningReading: Sendable {
    package private(set) var trajectory: BoundTrajectory?
    package private(set) var progress = Progress()
    package private(set) var reading = Reading.none

    /// Whether the mean of all draws lies outside of the limits as they grew.
    var excludesMean: Bool { !progress.isUnfinished && trajectory?.excludesMean == true }

    /// How far a reading has come; by itself, as it is looked at for every prompt of every picture.
    package struct Progress: Sendable {
        /// The draws, lost ones included, that the reading speaks of; nil before the first update.
        fileprivate var draws: Int?
        fileprivate var revision = 0
        /// Whether the limits could still be narrowed by those of earlier numbers of draws.
        package fileprivate(set) var isUnfinished = false

        /// Whether the reading speaks of all draws and cannot be narrowed.
        package func isCurrent(_ evidence: ScoreEvidence) -> Bool {
            !isUnfinished && hasReached(evidence)
        }

        /// Whether the reading speaks of all draws, narrowed or not.
        func hasReached(_ evidence: ScoreEvidence) -> Bool {
            draws == evidence.draws && revision == evidence.revision
        }
    }

    package init() {}

    /// Brings the reading up to the evidence's last draw.
    ///
    /// - Parameters:
    ///   - budget: how much work may be done now. Where it does not suffice, the limits of the last
    ///     draw alone are shown: they hold as well and are at most a little wider.
    ///   - bounds: what was computed for other prompts.
    package mutating func update(
        _ evidence: ScoreEvidence, _ statement: Statement, budget: inout Int,
        bounds: inout BinaryBounds
    ) {
        if progress.revision != evidence.revision {
            self = RunningReading()
            progress.revision = evidence.revision
        }
        let isKnown = progress.draws == evidence.draws
        progress.isUnfinished = false
        progress.draws = evidence.draws
        guard statement.validity == .anytime || evidence.isWithoutReplacement else {
            reading = Reading(evidence, statement, sharing: &bounds)
            return
        }
        // About the time of a limit, which grows with the number of distinct scores.
        let weight =
            1 + max(evidence.distribution.scores.count, evidence.launches.count) / 8
        let computed = bounds.computed
        let narrowed = narrowed(
            evidence, statement, &bounds, limit: budget > 0 ? max(2, budget / weight) : 0)
        budget -= (bounds.computed - computed) * weight
        if let narrowed {
            reading = narrowed
        } else {
            progress.isUnfinished = true
            guard !isKnown else { return }
            reading = Reading(evidence, statement, sharing: &bounds)
        }
    }

    /// Goes on with the trajectory; nil where so many new limits do not suffice.
    private mutating func narrowed(
        _ evidence: ScoreEvidence, _ statement: Statement, _ bounds: inout BinaryBounds,
        limit: Int
    ) -> Reading? {
        guard limit > 0 else { return nil }
        // In place: a copy would copy all scores seen so far.
        if case .none = trajectory { trajectory = BoundTrajectory(statement) }
        do throws(StatisticsError) {
            return try trajectory?.reading(of: evidence, sharing: &bounds, computing: limit)
        } catch {
            return Reading.none
        }
    }
}
