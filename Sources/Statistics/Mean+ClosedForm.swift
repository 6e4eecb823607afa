import Platform

extension Mean {
    /// The bounds that are a formula in the sum or the sample variance, for a fixed n.
    ///
    /// - `hoeffding`: x̄ ± √(ln(1/α)/2n) (Hoeffding 1963).
    /// - `chernoffKL`: sup {m : n·kl(x̄, m) ≤ ln(1/α)} (Hoeffding 1963, theorem 1).
    /// - `bentkus`: P(S ≤ s) ≤ e·P(Bin(n, m) ≤ ⌈s⌉) (Bentkus 2004), hence Clopper–Pearson at α/e;
    ///   the smaller of it and `chernoffKL` keeps level α, because both bound the same tail
    ///   probability (Bates et al. 2021).
    /// - `maurerPontil`: the empirical Bernstein inequality (Maurer & Pontil 2009); poor below 500
    ///   draws and undefined for one, where it is 1.
    static func closedForm(
        of scores: ScoreDistribution, alpha: Double, side: Bound.Side, method: Bound.Method
    ) -> Bound {
        let share = side.share(of: alpha)
        var bound = Bound(
            estimate: scores.mean, lower: 0, upper: 1, alpha: alpha, side: side, method: method,
            validity: .fixed(n: scores.draws))
        if side.hasUpper {
            bound.upper = upper(of: scores, alpha: share, method: method).value
        }
        if side.hasLower {
            // The mirror image: the limit of the mean of 1 − score, with its own accuracy.
            bound.lower = upper(of: scores.reflected, alpha: share, method: method).complement
        }
        return bound
    }

    private static func upper(
        of scores: ScoreDistribution, alpha: Double, method: Bound.Method
    ) -> Proportion.Limit {
        let mean = scores.mean
        let draws = Double(scores.draws)
        switch method {
        case .hoeffding:
            return limit(mean + (-log(alpha) / (2 * draws)).squareRoot())
        case .chernoffKL:
            return chernoffUpper(of: scores, alpha: alpha)
        case .bentkus:
            let chernoff = chernoffUpper(of: scores, alpha: alpha)
            // Decimal scores that add up to a whole number may exceed it by rounding.
            let leaks = min(scores.draws, Int((scores.sum - 1e-9).rounded(.up)))
            let binomial = Proportion.clopperPearsonUpper(
                leaks: leaks, draws: scores.draws, validAlpha: alpha / M_E)
            return binomial.complement > chernoff.complement ? binomial : chernoff
        default:
            guard scores.draws > 1 else { return (1, 0) }
            let unbiased = scores.variance * draws / (draws - 1)
            let logTerm = log(2 / alpha)
            return limit(
                mean + (2 * unbiased * logTerm / draws).squareRoot()
                    + 7 * logTerm / (3 * (draws - 1)))
        }
    }

    /// A limit with its complement, moved outwards by its rounding.
    private static func limit(_ value: Double) -> Proportion.Limit {
        let outward = min(1, value * (1 + 0x1p-50))
        return (outward, outward < 1 ? max(0, 1 - outward) : 0)
    }

    /// Solves n·kl(x̄, m) = ln(1/α) for m above x̄ by bisection in the logit of m.
    private static func chernoffUpper(
        of scores: ScoreDistribution, alpha: Double
    ) -> Proportion.Limit {
        let draws = Double(scores.draws)
        let successes = scores.sum
        // The sum of 1 − score is formed on its own, so that it keeps its digits.
        let failures = scores.reflected.sum
        guard failures > 0 else { return (1, 0) }
        let target = -log(alpha)
        var low = successes > 0 ? log(successes / failures) : -745
        var high = 745.0
        for _ in 0..<80 {
            let middle = 0.5 * (low + high)
            let m = SpecialFunctions.logistic(middle)
            let divergence =
                SpecialFunctions.deviance(successes, draws * m.value)
                + SpecialFunctions.deviance(failures, draws * m.complement)
            if divergence < target { low = middle } else { high = middle }
        }
        return Proportion.outwardUpper(SpecialFunctions.logistic(high))
    }
}
