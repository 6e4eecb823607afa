/// Bounds on the expectation–deviation score μ + λσ of a score in [0, 1].
///
/// The paper's development score is the point estimate x̄ + 2σ̂ without a guarantee; it may exceed
/// 1. Here it has one.
package enum EDScore {
    /// λ of the paper.
    package static let defaultWeight = 2.0

    /// The estimate x̄ + λσ̂ with the population deviation; NaN without draws.
    package static func estimate(
        of scores: ScoreDistribution, deviationWeight weight: Double = defaultWeight
    ) -> Double {
        scores.mean + weight * scores.deviation
    }

    /// The largest value of μ + λσ of any distribution on [0, 1]: (1 + √(1 + λ²))/2.
    ///
    /// It is attained by a binary score, where μ + λσ = p + λ√(p(1 − p)).
    package static func greatest(deviationWeight weight: Double) -> Double {
        ((1 + (1 + weight * weight).squareRoot()) / 2).nextUp
    }

    /// The fixed-n bound: exact extremes over a two-sided band at α.
    ///
    /// The upper limit is the supremum over the band, without a union over mean and deviation;
    /// the lower one is the sum of the two smallest values. Methods: `dkw`, `kolmogorov`,
    /// `berkJones`; for binary scores also `clopperPearson`, over the two-sided interval of p. Both
    /// limits come from one two-sided band at α, whatever the side. Throws for a negative or
    /// non-finite weight and for other methods. Cost: O(d) after the band.
    package static func bound(
        of scores: ScoreDistribution, alpha: Double, side: Bound.Side,
        method: Bound.Method = .dkw, deviationWeight weight: Double = defaultWeight
    ) throws(StatisticsError) -> Bound {
        if method == .clopperPearson, scores.isBinary {
            return try bound(
                ofBinary: Proportion.clopperPearson(
                    leaks: scores.count(above: 0), draws: scores.draws, alpha: alpha, side: .two),
                side: side, deviationWeight: weight)
        }
        let band = try Band.fixed(of: scores, alpha: alpha, side: .two, method: method)
        return try bound(
            over: band, side: side, deviationWeight: weight,
            estimate: estimate(of: scores, deviationWeight: weight))
    }

    /// The exact extremes over a two-sided band; level and validity are the band's.
    ///
    /// `estimate` is the score of all draws where the band is older than the last of them.
    package static func bound(
        over band: Band, side: Bound.Side = .two, deviationWeight weight: Double = defaultWeight,
        estimate: Double? = nil
    ) throws(StatisticsError) -> Bound {
        try check(weight)
        return Bound(
            estimate: estimate
                ?? band.estimatedMean + weight * band.estimatedVariance.squareRoot(),
            lower: side.hasLower
                ? band.meanLimits.lower + weight * band.deviationLimits.lower : 0,
            upper: side.hasUpper
                ? band.greatestScore(deviationWeight: weight) : greatest(deviationWeight: weight),
            alpha: band.alpha, side: side, method: band.method, validity: band.validity)
    }

    /// The bound for a binary score, from a two-sided bound on its proportion p; fixed or anytime
    /// as that is.
    ///
    /// p + λ√(p(1 − p)) is concave: over the interval of p it is greatest at its peak
    /// p = (1 + 1/√(1 + λ²))/2 or at the end nearest to it, and least at an end.
    /// Throws for a negative or non-finite weight.
    package static func bound(
        ofBinary proportion: Bound, side: Bound.Side? = nil,
        deviationWeight weight: Double = defaultWeight
    ) throws(StatisticsError) -> Bound {
        try check(weight)
        let side = side ?? proportion.side
        func score(_ p: Double) -> Double { p + weight * max(0, p * (1 - p)).squareRoot() }
        let peak = (1 + 1 / (1 + weight * weight).squareRoot()) / 2
        let most = score(min(max(peak, proportion.lower), proportion.upper))
        let least = min(score(proportion.lower), score(proportion.upper))
        return Bound(
            estimate: score(proportion.estimate),
            lower: side.hasLower ? max(0, (least * (1 - 0x1p-50)).nextDown) : 0,
            upper: side.hasUpper
                ? min(greatest(deviationWeight: weight), (most * (1 + 0x1p-50)).nextUp)
                : greatest(deviationWeight: weight),
            alpha: proportion.alpha, side: side, method: proportion.method,
            validity: proportion.validity)
    }

    /// The anytime bound: the sixteen-bets limits of mean and deviation at half of α each.
    ///
    /// With `.two` each of the four limits gets α/4. Order-dependent through the deviation.
    package static func bound(
        of draws: AnytimeDeviation, alpha: Double, side: Bound.Side,
        deviationWeight weight: Double = defaultWeight
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try check(weight)
        let mean = try Mean.bound(of: draws.scores, alpha: alpha / 2, side: side)
        let deviation = try Deviation.bound(of: draws, alpha: alpha / 2, side: side)
        return Bound(
            estimate: estimate(of: draws.scores, deviationWeight: weight),
            lower: side.hasLower ? mean.lower + weight * deviation.lower : 0,
            upper: side.hasUpper
                ? min(greatest(deviationWeight: weight), mean.upper + weight * deviation.upper)
                : greatest(deviationWeight: weight),
            alpha: alpha, side: side, method: .bets, validity: .anytime)
    }

    /// The bound from the scores in the order of their draws, for every method.
    package static func bound(
        ofDraws draws: [Double], alpha: Double, side: Bound.Side, method: Bound.Method,
        deviationWeight weight: Double = defaultWeight
    ) throws(StatisticsError) -> Bound {
        switch method {
        case .bets:
            return try bound(
                of: AnytimeDeviation(draws), alpha: alpha, side: side, deviationWeight: weight)
        case .epochs:
            let bands = try EpochBand(of: draws, alpha: alpha, side: .two)
            return try bound(
                over: bands.current, side: side, deviationWeight: weight,
                estimate: estimate(of: bands.scores, deviationWeight: weight))
        default:
            return try bound(
                of: ScoreDistribution(draws), alpha: alpha, side: side, method: method,
                deviationWeight: weight)
        }
    }

    private static func check(_ weight: Double) throws(StatisticsError) {
        try Check.finite(weight, "the weight of the deviation")
        guard weight >= 0 else {
            throw .outsideRange(
                name: "the weight of the deviation", value: weight, range: "[0, ∞)")
        }
    }
}

extension Band {
    /// The variance of the estimated distribution function.
    var estimatedVariance: Double {
        let mean = estimatedMean
        var sum = CompensatedSum()
        var previous = 0.0
        for (jump, share) in zip(jumps + [1], estimate.dropFirst() + [1]) {
            sum.add((share - previous) * (jump - mean) * (jump - mean))
            previous = share
        }
        return min(0.25, max(0, sum.value))
    }
}
