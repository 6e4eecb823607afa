/// The worst-case reading of a bound when draws were lost.
///
/// A lost draw was started but has no complete text, so its score is unknown. For an upper limit
/// each one is counted as score 1, for a lower limit as score 0: whatever the lost scores were,
/// the limit is then at least as wide as the one from all draws, and keeps its level. This holds
/// for every bound that is monotone in the scores: proportions, exceedances and means.
package enum LostDraws {
    /// The limits that hold whatever the lost scores were, of a quantity that rises with every score.
    ///
    /// The estimate is that of the upper reading; callers have their own.
    ///
    /// - Parameter bound: the limits if every lost draw had this score, 1 or 0; of a difference, if
    ///   those of the first side had it and those of the second side the opposite.
    package static func worst<Failure: Error>(
        lost: Int, _ side: Bound.Side, _ bound: (_ lostScore: Double) throws(Failure) -> Bound
    ) throws(Failure) -> Bound {
        // The upper reading has both sides; the lower limit is then taken from the lower reading.
        var result = try bound(1)
        if side != .upper, lost > 0 { result.lower = try bound(0).lower }
        return result
    }

    /// The worst-case bound on a leak probability, from `leaks` in `completed` draws and `lost` ones.
    ///
    /// The estimate stays that of the completed draws. With nothing lost it is the plain bound.
    /// Without a completed draw there is nothing to estimate, and it throws as for no draws: the
    /// worst case would be [0, 1], which says nothing.
    package static func proportion(
        leaks: Double, completed: Int, lost: Int, alpha: Double, side: Bound.Side,
        method: Bound.Method
    ) throws(StatisticsError) -> Bound {
        try Check.wholeNumber(lost, "lost")
        try Check.count(leaks, of: completed)
        let total = completed + lost
        var bound = try worst(lost: lost, side) { lostScore throws(StatisticsError) in
            try Proportion.bound(
                leaks: leaks + lostScore * Double(lost), draws: total, alpha: alpha, side: side,
                method: method)
        }
        bound.estimate = leaks / Double(completed)
        return bound
    }

    /// The worst-case band for the distribution function, whatever the lost scores were.
    ///
    /// The band's lower limit counts every lost draw as score 1 and its upper limit as score 0;
    /// the empirical distribution of all draws lies between the two. Quantities that are not
    /// monotone in the scores, such as the standard deviation, get their worst case from it.
    package static func band(
        completed: ScoreDistribution, lost: Int, alpha: Double, side: Bound.Side,
        method: Bound.Method = .dkw
    ) throws(StatisticsError) -> Band {
        try Check.wholeNumber(lost, "lost")
        func reading(_ others: ScoreDistribution) throws(StatisticsError) -> Band {
            try Band.fixed(
                of: completed.merging(others), alpha: alpha, side: side, method: method)
        }
        let plain = try Band.fixed(of: completed, alpha: alpha, side: side, method: method)
        guard lost > 0 else { return plain }
        let ones = try reading(ScoreDistribution(zeros: 0, ones: lost))
        let zeros = try reading(ScoreDistribution(zeros: lost, ones: 0))
        // At zero and one the two readings jump by the lost draws; between them they jump where
        // a completed draw does, so piece by piece the limits can be joined.
        let inner = completed.scores.filter { $0 > 0 && $0 < 1 }
        let jumps = [0] + inner + [1]
        return Band(
            jumps: jumps,
            estimate: [0] + jumps.map { plain.cumulative(at: $0).estimate },
            lower: [0] + jumps.map { ones.cumulative(at: $0).lower },
            upper: [zeros.upper[0]] + jumps.map { zeros.cumulative(at: $0).upper },
            alpha: alpha, side: side, method: method, validity: ones.validity)
    }
}

extension ScoreDistribution {
    /// The same with so many lost draws as if each had the score 0 or 1.
    package func adding(lost: Int, at score: Double) -> ScoreDistribution {
        merging(
            score == 1
                ? ScoreDistribution(zeros: 0, ones: lost)
                : ScoreDistribution(zeros: lost, ones: 0))
    }
}
