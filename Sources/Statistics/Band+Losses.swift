extension Band {
    /// The DKW band of all draws where some have no score, which may then be anything in [0, 1].
    ///
    /// The unknown scores are taken at 1 for the lower limits of F and at 0 for the upper ones, so
    /// that the band contains the one from all scores, whatever they were, and keeps its level.
    /// The estimate stays that of the known scores. With nothing lost it is the plain band.
    /// Assumption: independent draws; the number of all draws was fixed in advance. Cost: O(d).
    public static func dkw(
        of scores: ScoreDistribution, lost: Int, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Band {
        try Check.draws(scores.draws)
        try Check.wholeNumber(lost, "lost")
        guard lost > 0 else { return try dkw(of: scores, alpha: alpha, side: side) }
        let total = scores.draws + lost
        let width = try halfWidth(draws: total, alpha: alpha, twoSided: side == .two)
        let outer = width * (1 + 0x1p-50)
        let band = Band(of: scores, alpha: alpha, side: side, method: .dkw) { count in
            (
                lower: (Double(count) / Double(total) - outer).nextDown,
                upper: (Double(count + lost) / Double(total) + outer).nextUp
            )
        }
        return Band(
            jumps: band.jumps, estimate: band.estimate, lower: band.lower, upper: band.upper,
            alpha: alpha, side: side, method: .dkw, validity: .fixed(n: total))
    }
}
