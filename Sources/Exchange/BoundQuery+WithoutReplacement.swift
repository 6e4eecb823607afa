import Findings
import Statistics

/// Draws from the rest of a distribution that is known in part.
extension BoundQuery {
    var isWithoutReplacement: Bool { sample.masses != nil || massNow != nil }

    /// The mean from the scores, with what was known when each draw was launched.
    ///
    /// Draws without `known` and `left` are plain ones. Lost draws have their masses too, in launch
    /// order, and are at their worst for each limit.
    func boundWithoutReplacement() throws -> Bound {
        guard metric == .mean else {
            throw BoundQueryError(
                "known and left belong to the metric mean, not to \(metric.rawValue); for the chance "
                    + "of a leak give the scores 0 and 1")
        }
        _ = try chosen(MetricMethods(anytime: [.bets]))
        _ = try scores()
        guard sample.lost == 0 || sample.lostAt != nil else {
            throw BoundQueryError(
                "every draw has its own known and left: give the places of the lost ones as "
                    + "\"lost_at\"")
        }
        let outcomes = sample.withGaps
        let masses = sample.masses ?? Array(repeating: .nothing, count: outcomes.count)
        guard masses.count == outcomes.count else {
            throw BoundQueryError(
                "known and left have \(masses.count) members for \(outcomes.count) draws")
        }
        return try Mean.withoutReplacement(
            zip(outcomes, masses).map { RestDraw(score: $0, known: $1.known, left: $1.left) },
            alpha: alpha, side: side, now: massNow)
    }
}

extension BoundQuery.Sample {
    /// Takes the two lists, which must be of one length.
    mutating func setMasses(known: [Double]?, left: [Double]?) throws(BoundQueryError) {
        switch (known, left) {
        case (nil, nil): return
        case (let known?, let left?):
            guard known.count == left.count else {
                throw BoundQueryError(
                    "known has \(known.count) members and left \(left.count); they must have equally "
                        + "many")
            }
            masses = zip(known, left).map { KnownMass(known: $0, left: $1) }
        default: throw BoundQueryError("known and left must be given together")
        }
    }
}

extension KnownMass {
    /// What is known after the last draw; nil where neither is given.
    init?(now known: Double?, _ left: Double?) throws(BoundQueryError) {
        switch (known, left) {
        case (nil, nil): return nil
        case (let known?, let left?): self.init(known: known, left: left)
        default: throw BoundQueryError("known_now and left_now must be given together")
        }
    }
}
