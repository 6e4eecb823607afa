extension Proportion {
    /// The bound by a named method; without one, the default for the wanted validity.
    ///
    /// Defaults: `clopperPearson` for a number of draws fixed in advance; for an anytime bound the
    /// mixture above and the sixteen bets below, which are the tightest of their kind where leaks
    /// are rare. `leaks` must be whole except for the mixture.
    public static func bound(
        leaks: Double, draws: Int, alpha: Double, side: Bound.Side, method: Bound.Method
    ) throws(StatisticsError) -> Bound {
        switch method {
        case .mixture:
            return try mixture(leaks: leaks, draws: draws, alpha: alpha, side: side)
        case .bets:
            return try bets(
                leaks: whole(leaks, of: draws), draws: draws, alpha: alpha, side: side)
        case .mixtureAndBets:
            return try anytime(
                leaks: whole(leaks, of: draws), draws: draws, alpha: alpha, side: side)
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

    /// The default anytime bound: mixture for the upper limit, sixteen bets for the lower one.
    ///
    /// With `.two` each side gets α/2 and the method reads `mixture+bets`.
    public static func anytime(
        leaks: Int, draws: Int, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        switch side {
        case .upper:
            return try mixture(leaks: Double(leaks), draws: draws, alpha: alpha, side: .upper)
        case .lower:
            return try bets(leaks: leaks, draws: draws, alpha: alpha, side: .lower)
        case .two:
            var bound = try mixture(
                leaks: Double(leaks), draws: draws, alpha: alpha / 2, side: .upper)
            bound.lower =
                try bets(leaks: leaks, draws: draws, alpha: alpha / 2, side: .lower).lower
            bound.alpha = alpha
            bound.side = .two
            bound.method = .mixtureAndBets
            return bound
        }
    }

    /// The mixture of sixteen constant bets on binary scores, valid at every moment.
    ///
    /// With `.two` each side gets α/2. Theorem and assumptions: see the sixteen bets for a mean,
    /// of which this is the case of two distinct scores. The least stake is 1/4000: a rate far
    /// below that is certified from above, but its lower limit stays 0 until leaks at such a rate
    /// are many (3 leaks in 10⁷ draws give 0; the mixture's lower limit is positive there).
    /// Cost: 5–6 µs per side.
    public static func bets(
        leaks: Int, draws: Int, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try Check.count(Double(leaks), of: draws)
        let perSide = side == .two ? alpha / 2 : alpha
        let bets = SixteenBets(zeros: draws - leaks, ones: leaks)
        return Bound(
            estimate: Double(leaks) / Double(draws),
            lower: side == .upper ? 0 : bets.lower(alpha: perSide),
            upper: side == .lower ? 1 : bets.upper(alpha: perSide),
            alpha: alpha, side: side, method: .bets, validity: .anytime)
    }

    /// ln E(m), the logarithm of the evidence (an e-value) of sixteen bets against p ≤ `target`.
    ///
    /// Values of ln(1/α) or more ever occur with probability at most α while p ≤ `target`, so
    /// the e-values of many prompts may be handed to e-BH at any time.
    public static func betsLogEvidence(
        leaks: Double, draws: Int, againstAtMost target: Double
    ) throws(StatisticsError) -> Double {
        let leaks = try whole(leaks, of: draws)
        try Check.openUnit(target, "target")
        return SixteenBets(zeros: draws - leaks, ones: leaks).logEvidenceThatMeanIsAbove(target)
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
