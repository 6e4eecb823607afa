import Platform

/// Evidence about a mean, from the mixture of sixteen constant bets on a histogram of scores.
///
/// For a candidate mean m every score xᵢ multiplies the fortune of bet k by 1 + cₖ·gᵢ(m), where
/// the gain is gᵢ = (m − xᵢ)/(1 − m) for bets that the mean is below m (upper limit) and
/// gᵢ = (xᵢ − m)/m for bets that it is above (lower limit). Each factor is at least 0 and has
/// conditional mean at most 1 if the mean is m or beyond, so the weighted sum E(m) of the sixteen
/// fortunes is a supermartingale, and Ville (1939) bounds the probability that it ever reaches
/// 1/α by α. The limit is the m with E(m) = 1/α.
///
/// Assumption: scores in [0, 1] whose mean given the past is constant; independence is not
/// needed. Validity: anytime. The order of the draws does not matter. The family is that of
/// Waudby-Smith & Ramdas (2024) and Orabona & Jun (2024).
///
/// Cost: distinct scores × 16 per iteration, 5–7 iterations cold and 2–4 from a near start.
struct SixteenBets: Sendable {
    /// Distinct scores above 0 ordered by their counts, so that equal counts are neighbours.
    private let values: [Double]
    /// How many scores are 0: most of them often, and a bet on a lower limit loses its whole stake
    /// at each, wherever the limit is.
    private let zeros: Double
    /// Runs of at most `BetMixture.runLength` values that share a count.
    private let runs: [BetMixture.Run]
    /// The number of draws.
    let draws: Double
    /// The mean score.
    let mean: Double
    /// The population variance, which aims the first guess.
    private let variance: Double
    private let hasOnlyOnes: Bool
    private let hasOnlyZeros: Bool

    /// The histogram of scores in [0, 1]; values with count zero are left out.
    init(values: [Double], counts: [Int]) {
        var kept: [(value: Double, count: Int)] = []
        kept.reserveCapacity(values.count)
        var needsSort = false
        var draws = 0.0
        var zeros = 0.0
        var sum = 0.0
        var squares = 0.0
        for (value, count) in zip(values, counts) where count > 0 {
            guard value != 0 else {
                draws += Double(count)
                zeros += Double(count)
                continue
            }
            if let last = kept.last, last.count != count { needsSort = true }
            kept.append((value, count))
            draws += Double(count)
            sum += Double(count) * value
            squares += Double(count) * value * value
        }
        if needsSort { kept.sort { $0.count < $1.count } }
        self.values = kept.map(\.value)
        self.runs = BetMixture.runs(ofSortedCounts: kept.map(\.count))
        self.zeros = zeros
        self.draws = draws
        self.mean = draws > 0 ? min(1, sum / draws) : 0.5
        self.variance = draws > 0 ? max(0, squares / draws - mean * mean) : 0.25
        self.hasOnlyOnes = zeros == 0 && kept.allSatisfy { $0.value >= 1 }
        self.hasOnlyZeros = kept.allSatisfy { $0.value <= 0 }
    }

    /// The histogram of binary scores.
    init(zeros: Int, ones: Int) {
        self.init(values: [0, 1], counts: [zeros, ones])
    }

    // MARK: - E-values

    /// ln E(m), the evidence that the mean is below `m`; −∞ is legal, as is +∞ at m = 1.
    func logEvidenceThatMeanIsBelow(
        _ m: Double, mixture: BetMixture = .upper
    ) -> Double {
        guard m < 1 else { return draws == 0 ? 0 : hasOnlyOnes ? -.infinity : .infinity }
        return evaluateUpper(max(0, m) / (1 - m), mixture).value
    }

    /// ln E(m), the evidence that the mean is above `m`; +∞ at m = 0 once a score is positive.
    func logEvidenceThatMeanIsAbove(
        _ m: Double, mixture: BetMixture = .lower, withSmall: Bool = false
    ) -> Double {
        guard m > 0 else {
            // With no positive score every factor is 1 − c for any m > 0, and its limit is used.
            return hasOnlyZeros ? evaluateLower(0, mixture, withSmall).value : .infinity
        }
        return evaluateLower(1 / m, mixture, withSmall).value
    }

    // MARK: - Limits

    /// The upper limit of the mean at error probability `alpha`, valid at every moment.
    ///
    /// - Parameters:
    ///   - start: a guess, such as the limit one draw ago; it changes the time, not the answer.
    ///   - known: a limit that holds already; it is the answer where the new one is not below it,
    ///     which a single evaluation tells.
    func upper(
        alpha: Double, mixture: BetMixture = .upper, withSmall: Bool = false, start: Double? = nil,
        within known: Double = 1
    ) -> Double {
        guard draws > 0, !hasOnlyOnes else { return known }
        let target = -log(alpha)
        let margin = deviation(target: target)
        var guess = min(mean + margin, 0.5 * (1 + mean))
        if let start, start > 0, start < 1 { guess = start }
        func logit(_ m: Double) -> Double { log(m / (1 - m)) }
        // ln E is increasing and convex in the logit of m; beyond 36.7 the limit rounds to one.
        let high = known > 0 && known < 1 ? min(logit(known), 36.7) : 36.7
        let root = ConvexRoot.solve(
            target: target, guess: known < 1 ? high : logit(guess), low: -745, high: high
        ) { logit in
            evaluateUpper(exp(logit), mixture, withSmall)
        }
        guard let root else { return known }
        let limit = SpecialFunctions.logistic(root)
        // Near one the complement keeps its digits, so the limit is rounded from there.
        return min(
            known,
            limit.value <= 0.5
                ? limit.value * (1 + 0x1p-51) : min(1, (1 - limit.complement).nextUp))
    }

    /// The lower limit of the mean at error probability `alpha`, valid at every moment.
    ///
    /// - Parameters:
    ///   - withSmall: whether a thousandth of the fortune goes to thirty-two smaller stakes.
    ///   - start: a guess, such as the limit one draw ago; it changes the time, not the answer.
    ///   - known: a limit that holds already; it is the answer where the new one is not above it.
    func lower(
        alpha: Double, mixture: BetMixture = .lower, withSmall: Bool = false, start: Double? = nil,
        within known: Double = 0
    ) -> Double {
        guard draws > 0, !hasOnlyZeros else { return known }
        let target = -log(alpha)
        var guess = max(mean - deviation(target: target), mean * exp(-target / (draws * mean)))
        if let start, start > 0, start < 1 { guess = start }
        // ln E is increasing and convex in −ln m.
        let high = known > 0 && known < 1 ? -log(known) : 700
        var first = known > 0 ? high : -log(guess)
        if withSmall, known == 0, guess > Self.leastWithoutSmall {
            // The sixteen stakes alone come near, at a third of the cost.
            first =
                ConvexRoot.solve(
                    target: target - log(0.999), guess: first, low: 0, high: 700, tolerance: 1e-3
                ) { evaluateLower(exp($0), mixture, false) } ?? first
        }
        let root = ConvexRoot.solve(target: target, guess: first, low: 0, high: high) {
            evaluateLower(exp($0), mixture, withSmall)
        }
        guard let root else { return known }
        return max(known, exp(-root).nextDown)
    }

    /// Above it the small stakes hardly move a lower limit.
    private static let leastWithoutSmall = 1e-3

    /// How far from the mean the limit roughly lies, by Bernstein's inequality.
    private func deviation(target: Double) -> Double {
        (2 * (target + 2) * variance / draws).squareRoot() + target / draws
    }

    // MARK: - Gains

    /// ln E and its derivative in the logit of m, where `odds` is m/(1 − m).
    private func evaluateUpper(
        _ odds: Double, _ mixture: BetMixture, _ withSmall: Bool = false
    ) -> BetMixture.Evidence {
        func evidence(_ mixture: BetMixture) -> BetMixture.Evidence {
            mixture.evidence(
                runs: runs, others: (odds, odds, zeros), mayMultiply: odds < 0x1p60
            ) { index in
                let fraction = (1 - values[index]) * odds
                return (gain: fraction - values[index], slope: fraction)
            }
        }
        let main = evidence(mixture)
        guard withSmall else { return main }
        return BetMixture.withSmall(
            main, evidence(BetMixture.small.first), evidence(BetMixture.small.second))
    }

    /// ln E and its derivative in −ln m, where `scale` is 1/m.
    private func evaluateLower(
        _ scale: Double, _ mixture: BetMixture, _ withSmall: Bool = false
    ) -> BetMixture.Evidence {
        func evidence(_ mixture: BetMixture) -> BetMixture.Evidence {
            mixture.evidence(runs: runs, lost: zeros, mayMultiply: scale < 0x1p60) { index in
                let ratio = values[index] * scale
                return (gain: ratio - 1, slope: ratio)
            }
        }
        let main = evidence(mixture)
        guard withSmall else { return main }
        return BetMixture.withSmall(
            main, evidence(BetMixture.small.first), evidence(BetMixture.small.second))
    }
}
