import Platform

/// The local level of the band whose pointwise limits all have the same error probability.
///
/// The i-th smallest of n uniform variables is Beta(i, n − i + 1). The band takes for every i the
/// exact binomial limits at one local level γ, chosen so that all of them hold together with
/// probability exactly 1 − α (Berk & Jones 1979; Owen 1995; Moscovich, Nadler & Spiegelman 2016).
package enum BerkJones {
    /// The most draws for which the level is calibrated on demand.
    package static let greatestDrawsForCalibration = 4096

    /// The level γ at which all pointwise limits hold together with probability 1 − α.
    ///
    /// One-sided limits have error probability γ each, two-sided ones γ/2 on each side. Solved
    /// from the exact crossing probability to nine digits and rounded down. Throws beyond
    /// `greatestDrawsForCalibration` draws. Cost: O(n^1.5), about ten evaluations: milliseconds at
    /// 128 draws, tens of milliseconds at 1024.
    package static func calibratedLevel(
        draws: Int, alpha: Double, twoSided: Bool
    ) throws(StatisticsError) -> Double {
        try Check.draws(draws)
        try Check.alpha(alpha)
        guard draws <= greatestDrawsForCalibration else {
            throw .tooLarge(
                name: "the number of draws", value: Double(draws),
                limit: Double(greatestDrawsForCalibration))
        }
        return validCalibratedLevel(draws: draws, alpha: alpha, twoSided: twoSided)
    }

    /// A level that is certainly low enough, from a table: instant, and a little conservative.
    ///
    /// γ falls with n and grows with α, so the entry of the next larger n and the next smaller α
    /// is valid. Outside the table it falls back to α/n, which the union bound justifies.
    package static func tabulatedLevel(
        draws: Int, alpha: Double, twoSided: Bool
    ) throws(StatisticsError) -> Double {
        try Check.draws(draws)
        try Check.alpha(alpha)
        let union = alpha / Double(draws)
        guard let row = BerkJonesTable.rows.first(where: { $0.draws >= draws }),
            let column = BerkJonesTable.alphas.firstIndex(where: { $0 <= alpha })
        else { return union }
        return max(union, twoSided ? row.twoSided[column] : row.oneSided[column])
    }

    /// The calibration without limits on its cost.
    static func validCalibratedLevel(draws: Int, alpha: Double, twoSided: Bool) -> Double {
        // The union bound from below; a single limit alone from above.
        let low = log(alpha / Double(draws))
        let high = log(alpha)
        if draws == 1, !twoSided { return alpha }
        let root = BracketedRoot.solve(from: low, to: high, tolerance: 1e-10) { logLevel in
            let miss = missProbability(
                draws: draws, localLevel: exp(logLevel), twoSided: twoSided)
            return log(miss) - log(alpha)
        }
        return exp(max(low, root - 4e-10))
    }

    /// The probability that any of the pointwise limits at `localLevel` fails, rounded up.
    static func missProbability(draws: Int, localLevel: Double, twoSided: Bool) -> Double {
        let perSide = twoSided ? localLevel / 2 : localLevel
        let lower = (1...draws).map { leaks in
            Proportion.clopperPearsonLower(leaks: leaks, draws: draws, validAlpha: perSide).value
        }
        let upper = twoSided ? lower.reversed().map { 1 - $0 } : []
        return BoundaryCrossing.missProbability(lower: lower, upper: upper, draws: draws)
    }
}

extension Band {
    /// Where the local level of the Berk–Jones band comes from.
    package enum Calibration: Sendable, Hashable {
        /// Solved for exactly this number of draws; milliseconds to tenths of a second.
        case exact
        /// From a table, slightly conservative; instant.
        case table
        /// Exact up to 512 draws, from the table beyond.
        case automatic
    }

    /// The band whose limits are exact binomial limits at one calibrated local level.
    ///
    /// Much tighter than `dkw` in the tails (no leaks at n = 128, α = 0.05: 0.053 instead of
    /// 0.108), slightly wider in the middle. Assumption: independent draws from any distribution.
    /// Validity: the number of draws was fixed in advance. Cost: the calibration, then 2–4 µs per
    /// distinct score.
    package static func berkJones(
        of scores: ScoreDistribution, alpha: Double, side: Bound.Side,
        calibration: Calibration = .automatic
    ) throws(StatisticsError) -> Band {
        let draws = scores.draws
        let isExact = calibration == .exact || (calibration == .automatic && draws <= 512)
        let level =
            isExact
            ? try BerkJones.calibratedLevel(draws: draws, alpha: alpha, twoSided: side == .two)
            : try BerkJones.tabulatedLevel(draws: draws, alpha: alpha, twoSided: side == .two)
        let perSide = side == .two ? level / 2 : level
        return Band(of: scores, alpha: alpha, side: side, method: .berkJones) { count in
            (
                lower: side == .upper
                    ? 0
                    : Proportion.clopperPearsonLower(
                        leaks: count, draws: draws, validAlpha: perSide
                    ).value,
                upper: side == .lower
                    ? 1
                    : Proportion.clopperPearsonUpper(
                        leaks: count, draws: draws, validAlpha: perSide
                    ).value
            )
        }
    }
}
