import Platform

extension Deviation {
    /// The interval that the authors' package computes, for comparison with published numbers only.
    ///
    /// **Not a valid bound where scores have an atom at 0.** The sum over the cells of a grid of
    /// 100 points starts at F(0), so the mass at exactly 0 is left out: for zeros and ones in equal
    /// parts the "99 % upper bound" is below σ in every sample of 512 draws or more. Scores that
    /// are exactly 0 are the normal case here. The result is therefore a bare pair and not a
    /// `Bound`. The upper end is not clipped to ½. Throws if there are no draws or α lies outside
    /// (0, ½]. Cost: O(d + 100 log d).
    package static func conboCompatible(
        of scores: ScoreDistribution, alpha: Double
    ) throws(StatisticsError) -> (lower: Double, upper: Double) {
        let width = try Band.halfWidth(draws: scores.draws, alpha: alpha, twoSided: true)
        let grid = ConboGrid(scores, halfWidth: width)
        let mean = grid.meanLimits
        return (
            max(0, grid.variance(mean: mean, sign: -1)).squareRoot(),
            max(0, grid.variance(mean: mean, sign: 1)).squareRoot()
        )
    }

    /// The mean interval of the same package: valid, up to 1/99 wider than the exact one per side.
    package static func conboCompatibleMean(
        of scores: ScoreDistribution, alpha: Double
    ) throws(StatisticsError) -> (lower: Double, upper: Double) {
        let width = try Band.halfWidth(draws: scores.draws, alpha: alpha, twoSided: true)
        return ConboGrid(scores, halfWidth: width).meanLimits
    }
}

/// The empirical distribution function on 100 equally spaced points.
private struct ConboGrid {
    private let points: [Double]
    private let shares: [Double]
    private let width: Double

    init(_ scores: ScoreDistribution, halfWidth: Double) {
        let points = (0..<100).map { Double($0) / 99 }
        let cumulative = [0] + scores.cumulativeCounts
        self.points = points
        shares = points.map {
            Double(cumulative[scores.firstIndex(above: $0)]) / Double(scores.draws)
        }
        width = halfWidth
    }

    /// One minus the step sums over the band: left ends for the upper limit, right for the lower.
    var meanLimits: (lower: Double, upper: Double) {
        var limits = (lower: 1.0, upper: 1.0)
        for cell in 0..<99 {
            let step = points[cell + 1] - points[cell]
            limits.upper -= step * max(shares[cell] - width, 0)
            limits.lower -= step * min(shares[cell + 1] + width, 1)
        }
        return limits
    }

    /// The step sum of squared distances; `sign` is 1 for the upper value and −1 for the lower.
    func variance(mean: (lower: Double, upper: Double), sign: Double) -> Double {
        let distances = (0..<99).map { cell in
            let corners = [points[cell], points[cell + 1]].flatMap { point in
                [mean.lower, mean.upper].map { (point - $0) * (point - $0) }
            }
            return corners.dropFirst().reduce(corners[0]) { sign > 0 ? max($0, $1) : min($0, $1) }
        }
        var sum = distances[98]
        for cell in 0..<98 {
            let change = distances[cell] - distances[cell + 1]
            sum += (shares[cell + 1] + (change > 0 ? width : -width) * sign) * change
        }
        let atZero = sign > 0 ? max(shares[0] - width, 0) : min(shares[0] + width, 1)
        return sum - distances[0] * atZero
    }
}
