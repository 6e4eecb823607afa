import Platform

/// How varied the distinct outputs of one prompt are, from their counts.
///
/// The entropies are estimates in nats without a guarantee. The unseen mass has a bound.
package struct OutputDiversity: Sendable, Hashable {
    /// The number of draws, n.
    package let draws: Int
    /// The number of distinct outputs, d.
    package let distinct: Int
    /// The number of outputs seen exactly once, f₁.
    package let singletons: Int
    /// The number of outputs seen exactly twice, f₂.
    package let doubletons: Int
    /// −Σ (c/n) ln (c/n): the plug-in entropy, biased downwards.
    package let pluginEntropy: Double
    /// The estimate of Chao & Shen (2003), in nats.
    ///
    /// Horvitz–Thompson weights with the counts shrunk by the estimated coverage 1 − f₁/n. It
    /// corrects for unseen outputs and is the better choice where many outputs occur once.
    package let chaoShenEntropy: Double

    /// The counts of the distinct outputs, each at least 1, in any order.
    package init(counts: some Collection<Int>) throws(StatisticsError) {
        guard !counts.isEmpty else { throw .empty(name: "counts") }
        var total = 0
        for count in counts {
            guard count >= 1 else {
                throw .outsideRange(name: "count", value: Double(count), range: "[1, ∞)")
            }
            try Check.notTooLarge(count, "count", limit: Check.greatestCount)
            total += count
            try Check.notTooLarge(total, "the sum of the counts", limit: Check.greatestCount)
        }
        draws = total
        distinct = counts.count
        let once = counts.count { $0 == 1 }
        singletons = once
        doubletons = counts.count { $0 == 2 }
        let n = Double(total)
        // All singletons would give coverage 0; Chao & Shen then take f₁ = n − 1.
        let coverage = 1 - Double(once == total ? total - 1 : once) / n
        var plugin = 0.0
        var corrected = 0.0
        // Sorting fixes the order of summation, so equal counts give equal digits.
        for count in counts.sorted() {
            let share = Double(count) / n
            plugin -= share * log(share)
            let shrunk = coverage * share
            corrected -= shrunk * log(shrunk) / -expm1(n * log1p(-shrunk))
        }
        pluginEntropy = max(0, plugin)
        chaoShenEntropy = max(0, corrected)
    }

    /// The entropy with the correction of Miller (1955) and Madow, (d − 1)/(2n), in nats.
    package var millerMadowEntropy: Double {
        pluginEntropy + Double(distinct - 1) / (2 * Double(draws))
    }

    /// Whether the entropy can be told from the draws: not where every draw gave another output, as a
    /// single one does.
    ///
    /// Then the coverage is estimated as nothing, and what a correction gives depends on n alone.
    package var tellsEntropy: Bool { singletons < draws }

    /// Whether the draws tell how varied the outputs are: at least half of them gave an output that
    /// another one gave too.
    ///
    /// Where fewer repeat, most of the mass is unseen by Good and Turing, and what is corrected for it is
    /// a guess that rests on the few repeats: of 64 draws one pair gives anything from hundreds to
    /// thousands of equally likely outputs.
    package var tellsVariety: Bool { singletons <= draws / 2 }

    /// The number of equally likely outputs with the same (Chao–Shen) entropy: exp(H).
    package var effectiveNumber: Double { exp(chaoShenEntropy) }

    /// Good (1953) and Turing: f₁/n estimates the chance that the next output is a new one.
    package var unseenMass: Double { Double(singletons) / Double(draws) }

    /// The upper limit of the unseen mass M, the chance that a further draw gives a new output.
    ///
    /// Good–Turing's limit or that on new outputs, whichever is lower; they share α. The second is tight
    /// where few outputs are new, the first where most are. At any n, where Good–Turing's has to be
    /// spread over all n, it has one tenth of α. For a fixed n it is taken as if at nine tenths and
    /// fails with half of that: by Hölder's inequality the moment generating functions of its two steps
    /// make M − f₁/n sub-Gaussian with the factor (1/√(2n) + 1/√n)², so that the radius
    /// (1 + √2) √(ln(1/δ)/n) is exceeded with probability at most δ, not 2δ (the steps: McDiarmid 1989;
    /// Berend & Kontorovich 2013, whose proof gives exp(λ²/(4n)) for M − E M). The other limit has the
    /// rest and is exact there, so that the one for a fixed n is the narrower one.
    package func unseenMassBound(
        alpha: Double, anytime: Bool, lost: Int = 0
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        let (turing, newOutputs) = anytime ? (0.1, 0.9) : (0.9, 0.55)
        var bound = try goodTuringBound(alpha: alpha * turing, anytime: anytime, lost: lost)
        let new = try newOutputBound(alpha: alpha * newOutputs, lost: lost, anytime: anytime)
        bound.upper = min(bound.upper, new.upper)
        bound.alpha = alpha
        bound.method = .goodTuringAndNewOutputs
        return bound
    }

    /// The upper limit of the unseen mass from the draws that gave a new output, at any n.
    ///
    /// Given the draws before it, draw t gives a new output with probability M₍ₜ₋₁₎, which never
    /// rises, so that it is at least the M of today. The mixture for p ≥ m multiplies by factors
    /// that fall with every success, and their conditional mean is at most one at m = M₍ₜ₋₁₎; as the
    /// evidence rises with m, the evidence at today's M lies below that supermartingale, and Ville's
    /// inequality bounds M by the limit of a proportion with d − 1 successes in n − 1 draws: the
    /// first draw is new for certain. Independent draws. A lost draw counts as a new output, and
    /// the limit is then on the chance of a new output or a loss.
    ///
    /// For a fixed n it is Clopper–Pearson's limit u(k) at k = d − 1. Given the order in which outputs
    /// are first seen, the waiting times for them are independent and geometric, with rates m₀ ≥ m₁ ≥ …
    /// that are the masses unseen in between. As u rises with k and mₖ falls, mₖ > u(k) is k ≤ K for
    /// some K, and while k ≤ K all rates are above u(K): k ≤ K has no greater chance than a binomial
    /// count with rate u(K) has of being at most K, which is α.
    package func newOutputBound(
        alpha: Double, lost: Int = 0, anytime: Bool = true
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try Check.wholeNumber(lost, "lost")
        try Check.notTooLarge(lost, "lost", limit: Check.greatestCount - draws)
        let total = draws + lost
        var upper = 1.0
        if total > 1 {
            let new = distinct - 1 + lost
            upper =
                anytime
                ? try Proportion.mixtureUpper(leaks: Double(new), draws: total - 1, alpha: alpha)
                    .value
                : try Proportion.clopperPearson(
                    leaks: new, draws: total - 1, alpha: alpha, side: .upper
                ).upper
        }
        return Bound(
            estimate: unseenMass, lower: 0, upper: upper, alpha: alpha, side: .upper,
            method: .newOutputs, validity: anytime ? .anytime : .fixed(n: total))
    }

    /// Good–Turing's upper limit of the unseen mass M.
    ///
    /// f₁/n + (1 + √2) √(ln(2/α)/n), with half of α for each of two steps. E M = Σ p(1−p)ⁿ is at
    /// most E f₁/n = Σ p(1−p)ⁿ⁻¹. McDiarmid's inequality (one draw moves f₁ by at most 2) gives
    /// E f₁/n ≤ f₁/n + √(2 ln(2/α)/n); McAllester & Ortiz (2003, theorem 16) give
    /// M ≤ E M + √(ln(2/α)/n). The constants improve on McAllester & Schapire (2000). Independent
    /// draws. For the anytime form α is spread over all n from 32 on as α ln 31/(n ln² n), whose sum
    /// is at most α, as that of 1/(n ln² n) from 32 on is at most ∫ dx/(x ln² x) from 31 on, 1/ln 31;
    /// below 32 draws the limit would be 1 at any share.
    ///
    /// With lost draws n counts them too, and the limit is on the chance that a further draw gives
    /// a new output or is lost: M + P(lost). P(lost) does not depend on the draws, its estimate
    /// lost/n has it as its mean, and one draw still moves f₁ + lost by at most 2, so both steps
    /// hold as above, whatever decides which draws are lost.
    ///
    /// - Parameter lost: draws without an output, not counted in ``draws``.
    package func goodTuringBound(
        alpha: Double, anytime: Bool, lost: Int = 0
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try Check.wholeNumber(lost, "lost")
        try Check.notTooLarge(lost, "lost", limit: Check.greatestCount - draws)
        let n = Double(draws + lost)
        guard !anytime || n >= 32 else {
            return Bound(
                estimate: unseenMass, lower: 0, upper: 1, alpha: alpha, side: .upper,
                method: .goodTuring, validity: .anytime)
        }
        let share = anytime ? alpha * log(31) / (n * log(n) * log(n)) : alpha
        let radius = (1 + 2.0.squareRoot()) * (log(2 / share) / n).squareRoot()
        return Bound(
            estimate: unseenMass, lower: 0,
            upper: min(1, (Double(singletons + lost) / n + radius).nextUp),
            alpha: alpha, side: .upper, method: .goodTuring,
            validity: anytime ? .anytime : .fixed(n: draws + lost))
    }
}

extension OutputDiversity {
    /// Limits on the expected number of distinct outputs in n draws, averaged over prompts.
    ///
    /// One draw changes the number of distinct outputs by at most 1, so by McDiarmid (1989) the
    /// average over P prompts with n draws each is within √(n ln(1/α) / (2P)) of its expectation,
    /// to one side. Independent draws, n fixed in advance. A lost draw may have given a further
    /// output: the upper limit counts it as one.
    ///
    /// With `anytime` α is spread over all n as α/(n(n+1)), so that the limit holds at every n, on
    /// the expected number at that n.
    ///
    /// - Parameters:
    ///   - distinct: for each prompt the number of distinct outputs.
    ///   - draws: the draws of each prompt, n, the lost ones included.
    ///   - lost: the lost draws of all prompts together.
    package static func distinctBound(
        _ distinct: [Int], draws: Int, lost: Int = 0, alpha: Double, side: Bound.Side,
        anytime: Bool = false
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        guard !distinct.isEmpty else { throw .empty(name: "distinct") }
        guard draws >= 1 else { throw .noDraws(draws) }
        try Check.notTooLarge(draws, "draws", limit: Check.greatestCount)
        for count in distinct { try Check.count(Double(count), of: draws, "distinct") }
        try Check.count(Double(lost), of: draws * distinct.count, "lost")
        let prompts = Double(distinct.count)
        let mean = distinct.reduce(0.0) { $0 + Double($1) } / prompts
        var share = side == .two ? alpha / 2 : alpha
        if anytime { share /= Double(draws) * (Double(draws) + 1) }
        let radius = (Double(draws) * log(1 / share) / (2 * prompts)).squareRoot()
        // Some output there is, unless every draw of some prompt was lost.
        let least = distinct.contains(0) ? 0.0 : 1
        return Bound(
            estimate: mean, lower: side == .upper ? least : max(least, (mean - radius).nextDown),
            upper: side == .lower
                ? Double(draws)
                : min(Double(draws), (mean + Double(lost) / prompts + radius).nextUp),
            alpha: alpha, side: side, method: .mcdiarmid,
            validity: anytime ? .anytime : .fixed(n: draws))
    }
}
