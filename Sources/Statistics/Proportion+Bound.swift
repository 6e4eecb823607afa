extension Proportion {
    /// The bound by a named method; ``Bound/Method/anytimeProportion(_:)`` names the anytime default.
    ///
    /// `leaks` must be whole except for the mixture.
    ///
    /// - Parameter split: the share of α that the upper limit of a two-sided bound gets, chosen
    ///   before the draws. Near 1 it suits rates whose lower limit is trivially 0.
    package static func bound(
        leaks: Double, draws: Int, alpha: Double, side: Bound.Side, method: Bound.Method,
        split: Double = 0.5
    ) throws(StatisticsError) -> Bound {
        guard side == .two, split != 0.5 else {
            return try evenBound(
                leaks: leaks, draws: draws, alpha: alpha, side: side, method: method)
        }
        try Check.alpha(alpha)
        try Check.openUnit(split, "split")
        var bound = try evenBound(
            leaks: leaks, draws: draws, alpha: alpha * split, side: .upper, method: method)
        let lower = try evenBound(
            leaks: leaks, draws: draws, alpha: alpha * (1 - split), side: .lower, method: method)
        (bound.lower, bound.alpha, bound.side) = (lower.lower, alpha, .two)
        bound.method = method
        return bound
    }

    private static func evenBound(
        leaks: Double, draws: Int, alpha: Double, side: Bound.Side, method: Bound.Method
    ) throws(StatisticsError) -> Bound {
        switch method {
        case .mixture:
            return try mixture(leaks: leaks, draws: draws, alpha: alpha, side: side)
        case .bets, .bets48:
            return try bets(
                leaks: whole(leaks, of: draws), draws: draws, alpha: alpha, side: side,
                withSmall: method == .bets48)
        case .mixtureAndBets, .mixtureAndBets48:
            return try mixtureAndBets(
                leaks: whole(leaks, of: draws), draws: draws, alpha: alpha, side: side,
                withSmall: method == .mixtureAndBets48)
        case .clopperPearson:
            return try clopperPearson(
                leaks: whole(leaks, of: draws), draws: draws, alpha: alpha, side: side)
        case .wilson:
            return try wilson(
                leaks: whole(leaks, of: draws), draws: draws, alpha: alpha, side: side)
        case .jeffreys:
            return try jeffreys(
                leaks: whole(leaks, of: draws), draws: draws, alpha: alpha, side: side)
        default:
            throw .unsupportedMethod(method, quantity: "proportion")
        }
    }

    /// The default anytime bound: mixture for the upper limit, forty-eight bets for the lower one.
    ///
    /// With `.two` each side gets α/2 and the method reads `mixture+bets48`.
    package static func anytime(
        leaks: Int, draws: Int, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try mixtureAndBets(leaks: leaks, draws: draws, alpha: alpha, side: side, withSmall: true)
    }

    private static func mixtureAndBets(
        leaks: Int, draws: Int, alpha: Double, side: Bound.Side, withSmall: Bool
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        switch side {
        case .upper:
            return try mixture(leaks: Double(leaks), draws: draws, alpha: alpha, side: .upper)
        case .lower:
            return try bets(
                leaks: leaks, draws: draws, alpha: alpha, side: .lower, withSmall: withSmall)
        case .two:
            var bound = try mixture(
                leaks: Double(leaks), draws: draws, alpha: alpha / 2, side: .upper)
            bound.lower =
                try bets(
                    leaks: leaks, draws: draws, alpha: alpha / 2, side: .lower,
                    withSmall: withSmall
                ).lower
            bound.alpha = alpha
            bound.side = .two
            bound.method = withSmall ? .mixtureAndBets48 : .mixtureAndBets
            return bound
        }
    }

    /// The mixture of sixteen constant bets on binary scores, valid at every moment.
    ///
    /// With `.two` each side gets α/2. Theorem and assumptions: see the sixteen bets for a mean,
    /// of which this is the case of two distinct scores. The least stake is 1/4000: a rate far
    /// below that is certified from above, but its lower limit stays near 0 until leaks at such a
    /// rate are very many (10,000 leaks in 10⁹ draws give 3.5·10⁻¹⁵).
    ///
    /// `withSmall` mends that: a thousandth of the fortune goes to stakes down to 6·10⁻¹⁴. It costs
    /// the others a thousandth of α, and the same 10,000 leaks give 9.5·10⁻⁶. Cost: 5–6 µs per
    /// side, with the small stakes 15.
    package static func bets(
        leaks: Int, draws: Int, alpha: Double, side: Bound.Side, withSmall: Bool = false
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try Check.count(Double(leaks), of: draws)
        let perSide = side == .two ? alpha / 2 : alpha
        let bets = SixteenBets(zeros: draws - leaks, ones: leaks)
        return Bound(
            estimate: Double(leaks) / Double(draws),
            lower: side == .upper ? 0 : bets.lower(alpha: perSide, withSmall: withSmall),
            upper: side == .lower ? 1 : bets.upper(alpha: perSide, withSmall: withSmall),
            alpha: alpha, side: side, method: withSmall ? .bets48 : .bets, validity: .anytime)
    }

    /// ln E(m), the logarithm of the evidence (an e-value) of the bets against p ≤ `target`: that of
    /// ``Mean/logEvidence(of:againstAtMost:)``.
    ///
    /// Values of ln(1/α) or more ever occur with probability at most α while p ≤ `target`, so
    /// the e-values of many prompts may be handed to e-BH at any time.
    package static func betsLogEvidence(
        leaks: Double, draws: Int, againstAtMost target: Double
    ) throws(StatisticsError) -> Double {
        let leaks = try whole(leaks, of: draws)
        try Check.openUnit(target, "target")
        return try Mean.logEvidence(
            of: ScoreDistribution(zeros: draws - leaks, ones: leaks), againstAtMost: target)
    }

    /// A count of leaks as a whole number, or an error that names the fraction.
    private static func whole(_ leaks: Double, of draws: Int) throws(StatisticsError) -> Int {
        try Check.count(leaks, of: draws)
        guard let count = Int(exactly: leaks) else {
            throw .outsideRange(
                name: "leaks", value: leaks, range: "the whole numbers from 0 to \(draws)")
        }
        return count
    }
}
