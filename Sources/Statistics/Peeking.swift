import Platform

/// The exact probability that a limit is wrong at some look, for someone who watches it.
///
/// Not a simulation: the distribution of the count of leaks among the streams that were right so
/// far is carried from draw to draw (dynamic programming), and the mass at counts whose limit
/// excludes the true p is collected at every look. For Clopper–Pearson this is how far its level
/// fails under watching; for the anytime bounds it is below α by their theorem.
package enum Peeking {
    /// Which limit is watched.
    package enum Limit: Sendable, Hashable, CaseIterable {
        case clopperPearsonUpper
        case clopperPearsonLower
        case mixtureUpper
        case mixtureLower
        case betsUpper
        case betsLower
        case bets48Lower
    }

    /// P(the limit excludes `p` at some look up to `draws`), for draws that leak with rate `p`.
    ///
    /// An upper limit is wrong when it falls below p, a lower one when it rises above. Cost:
    /// draws² steps, at most 10⁴ draws.
    ///
    /// - Parameters:
    ///   - every: the number of draws between looks; 1 watches every draw.
    package static func chanceOfFalseLimit(
        _ limit: Limit, p: Double, draws: Int, alpha: Double, every: Int = 1
    ) throws(StatisticsError) -> Double {
        try Check.alpha(alpha)
        try Check.openUnit(p, "p")
        try Check.draws(draws)
        guard draws <= 10_000 else {
            throw .tooLarge(name: "draws", value: Double(draws), limit: 10_000)
        }
        guard every >= 1 else {
            throw .outsideRange(name: "every", value: Double(every), range: "[1, ∞)")
        }
        // A lower limit on leaks is an upper limit on clean draws.
        let mirrored =
            [.clopperPearsonLower, .mixtureLower, .betsLower, .bets48Lower].contains(limit)
        let rate = mirrored ? 1 - p : p
        let rejects = rule(limit, p: p, rate: rate, alpha: alpha)

        var alive = [Double](repeating: 0, count: draws + 2)
        alive[0] = 1
        var first = 0
        var wrong = 0.0
        // The greatest count whose limit excludes the truth; it never falls as n grows by one.
        var threshold = -1
        for n in 1...draws {
            for k in stride(from: n, through: max(1, first), by: -1) {
                alive[k] = alive[k] * (1 - rate) + alive[k - 1] * rate
            }
            if first == 0 { alive[0] *= 1 - rate }
            guard n % every == 0 else { continue }
            while threshold < n, rejects(threshold + 1, n) { threshold += 1 }
            if threshold >= first {
                for k in first...threshold {
                    wrong += alive[k]
                    alive[k] = 0
                }
                first = threshold + 1
            }
        }
        return wrong
    }

    /// Whether k of n excludes the truth; monotone in k, written for counts of the watched side.
    private static func rule(
        _ limit: Limit, p: Double, rate: Double, alpha: Double
    ) -> (Int, Int) -> Bool {
        let goal = -log(alpha)
        switch limit {
        case .clopperPearsonUpper, .clopperPearsonLower:
            return { k, n in Binomial.atMost(k, of: n, p: rate) < alpha }
        case .mixtureUpper, .mixtureLower:
            return { k, n in
                MixtureEvidence(leaks: Double(k), draws: n)
                    .at(x: rate, complement: 1 - rate).logEvidence >= goal
            }
        case .betsUpper:
            return { k, n in
                SixteenBets(zeros: n - k, ones: k).logEvidenceThatMeanIsBelow(p) >= goal
            }
        case .betsLower:
            return { clean, n in
                SixteenBets(zeros: clean, ones: n - clean).logEvidenceThatMeanIsAbove(p) >= goal
            }
        case .bets48Lower:
            return { clean, n in
                SixteenBets(zeros: clean, ones: n - clean)
                    .logEvidenceThatMeanIsAbove(p, withSmall: true) >= goal
            }
        }
    }
}
