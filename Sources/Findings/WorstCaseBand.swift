import Evidence
import Statistics

/// A band around the distribution function with every lost draw read as 1 for the one edge and as 0
/// for the other.
package struct WorstCaseBand: Sendable {
    /// The band if every lost draw had the score 1, and the one if it had 0.
    private let highest: Band
    private let lowest: Band
    private let lost: Int
    /// The side of limits on scores.
    private let side: Bound.Side

    /// - Returns: nil without a score, at any time before the first epoch, and for draws without
    ///   replacement, which are not alike.
    package init?(_ evidence: ScoreEvidence, _ statement: Statement) throws(StatisticsError) {
        guard evidence.count > 0, !evidence.isWithoutReplacement else { return nil }
        // A band speaks of P(score <= x); an upper limit of P(score > x) is its lower edge.
        let side = statement.side.mirrored
        let lost = statement.losses == .worstCase ? evidence.lost : 0
        (self.lost, self.side) = (lost, statement.side)
        func band(lostAs score: Double) throws(StatisticsError) -> Band {
            let scores = evidence.scores.compactMap { $0 ?? (lost > 0 ? score : nil) }
            if statement.validity == .fixed {
                return try Band.dkw(
                    of: ScoreDistribution(scores), alpha: statement.each, side: side)
            }
            return try EpochBand(of: scores, alpha: statement.each, side: side).current
        }
        if statement.validity == .anytime, Epoch.reached(by: evidence.draws) == nil { return nil }
        highest = try band(lostAs: 1)
        lowest = lost > 0 ? try band(lostAs: 0) : highest
    }

    /// P(score > x) with its limits.
    package func exceedance(above x: Double) -> Bound {
        LostDraws.worst(lost: lost, side) { lostScore in
            Exceedance.bound(over: lostScore == 1 ? highest : lowest, above: x)
        }
    }

    /// The expected greatest of k fresh scores, with its limits.
    package func expectedMaximum(of attempts: Int) -> Bound {
        var bound = exceedance(above: 0)
        bound.lower = bound.side == .upper ? 0 : lowest.expectedMaximumLower(of: attempts)
        bound.upper = bound.side == .lower ? 1 : highest.expectedMaximumUpper(of: attempts)
        return bound
    }

    /// The edges at all points where they may jump, ascending.
    package var edges: [(x: Double, lower: Double, upper: Double)] {
        let jumps = Set(highest.jumps + lowest.jumps + [0]).filter { $0 < 1 }.sorted()
        return jumps.map { x in
            (x, highest.cumulative(at: x).lower, lowest.cumulative(at: x).upper)
        } + [(1, 1, 1)]
    }
}
