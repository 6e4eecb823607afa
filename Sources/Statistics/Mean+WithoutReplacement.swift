extension Mean {
    /// The bound on the mean from draws without replacement, valid at every moment.
    ///
    /// Draw t is made from the rest, of probability Rₜ, of a distribution whose absorbed answers have
    /// the score mass Lₜ. With its score hₜ the value Zₜ = Lₜ + Rₜhₜ lies in [Lₜ, Lₜ + Rₜ] and has
    /// mean μ given everything before its launch, so the gains (m − Zₜ)/(Lₜ + Rₜ − m) for bets that
    /// μ is below m, and (Zₜ − m)/(m − Lₜ) for bets that it is above, are at least −1 and have mean
    /// zero at m = μ. The sixteen constant bets on them are a test martingale (Ville 1939). With
    /// nothing absorbed they are the plain bets, and plain draws may stand between others. The
    /// limits Lₜ and Lₜ + Rₜ hold without any α and cut them.
    ///
    /// Assumption: each draw follows the rest as it was when the draw was launched, whatever chose
    /// that moment. A lost draw is at its worst for each limit. With `.two` each side gets α/2.
    /// Throws without draws, for masses that are no probabilities, and where no mean agrees with
    /// all that is given. Cost: some 20 evaluations of the sixteen bets on all draws per side.
    ///
    /// - Parameter now: what is known after the last draw; it cuts the limits without any α.
    package static func withoutReplacement(
        _ draws: [RestDraw], alpha: Double, side: Bound.Side, now: KnownMass? = nil
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        guard !draws.isEmpty else { throw .noDraws(0) }
        for (index, draw) in draws.enumerated() {
            if let score = draw.score { try Check.unit(score, "scores[\(index)]") }
            try draw.mass.check("[\(index)]")
        }
        try now?.check("_now")
        let exact = try ExactLimits(draws.map(\.mass) + [now].compactMap(\.self))
        let share = side.share(of: alpha)
        let upper = try RestBets(draws, within: exact, lostScore: 1).upper(alpha: share)
        let lower = try RestBets(draws, within: exact, lostScore: 0).lower(alpha: share)
        guard lower <= upper else {
            throw .contradiction(
                "the draws and what is known put the mean above \(lower) and below \(upper)")
        }
        return Bound(
            estimate: min(max(estimate(draws), exact.lower), exact.upper),
            lower: side.hasLower ? lower : exact.lower, upper: side.hasUpper ? upper : exact.upper,
            alpha: alpha, side: side, method: .bets, validity: .anytime)
    }

    /// The average of Zₜ, weighted by 1/Rₜ: later draws tell more.
    static func estimate(_ draws: some Sequence<RestDraw>) -> Double {
        var (sum, weights) = (CompensatedSum(), CompensatedSum())
        for draw in draws {
            guard let score = draw.score else { continue }
            guard draw.mass.left > 0 else { return draw.mass.known }
            let weight = 1 / draw.mass.left
            sum.add(weight * draw.mass.known + score)
            weights.add(weight)
        }
        return weights.value > 0 ? sum.value / weights.value : 0.5
    }
}

/// The limits that hold without any α, from everything that was ever known.
struct ExactLimits {
    var lower = 0.0
    var upper = 1.0

    init(_ masses: [KnownMass]) throws(StatisticsError) {
        for mass in masses {
            lower = max(lower, mass.known)
            upper = min(upper, mass.known + mass.left)
        }
        guard lower <= upper + KnownMass.rounding else {
            throw .contradiction(
                "\(lower) of the score is known after at most \(upper) was possible")
        }
        if lower > upper { (lower, upper) = (upper, lower) }
        (lower, upper) = (min(1, lower), min(1, upper))
    }
}
