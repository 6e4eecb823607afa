import Platform

extension Band {
    /// The half-width √(ln(s/α)/2n) of the band, with s sides (1 or 2).
    ///
    /// Dvoretzky, Kiefer & Wolfowitz (1956) with the constant of Massart (1990): one-sided for
    /// α ≤ ½, without restriction by Reeve (2024). It may exceed one.
    package static func halfWidth(
        draws: Int, alpha: Double, twoSided: Bool
    ) throws(StatisticsError) -> Double {
        try Check.draws(draws)
        try Check.alpha(alpha)
        return validHalfWidth(draws: draws, alpha: alpha, twoSided: twoSided)
    }

    static func validHalfWidth(draws: Int, alpha: Double, twoSided: Bool) -> Double {
        (log((twoSided ? 2 : 1) / alpha) / (2 * Double(draws))).squareRoot()
    }

    /// The band F̂ ± √(ln(s/α)/2n) with s sides: the paper's general bound.
    ///
    /// Assumption: independent draws from any distribution; atoms make it conservative. Validity:
    /// the number of draws was fixed in advance. Cost: O(d) for d distinct scores.
    package static func dkw(
        of scores: ScoreDistribution, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Band {
        let width = try halfWidth(draws: scores.draws, alpha: alpha, twoSided: side == .two)
        return Band(of: scores, alpha: alpha, side: side, halfWidth: width, method: .dkw)
    }

    /// A band of constant half-width, moved outwards by the rounding of its ends.
    init(
        of scores: ScoreDistribution, alpha: Double, side: Bound.Side, halfWidth: Double,
        method: Bound.Method
    ) {
        let draws = Double(scores.draws)
        let width = halfWidth * (1 + 0x1p-50)
        self.init(of: scores, alpha: alpha, side: side, method: method) { count in
            let share = Double(count) / draws
            return (lower: (share - width).nextDown, upper: (share + width).nextUp)
        }
    }
}
