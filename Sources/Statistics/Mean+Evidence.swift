extension Mean {
    /// ln E(m), the logarithm of the evidence (an e-value) of the bets against a mean of at most
    /// `target`.
    ///
    /// Values of ln(1/α) or more ever occur with probability at most α while the mean is at most the
    /// target. +∞ at a target of 0 once a score is above it. The forty-eight bets of the default
    /// lower limit of a proportion, which reach rates below 10⁻⁴ too; any scores in [0, 1].
    package static func logEvidence(
        of scores: ScoreDistribution, againstAtMost target: Double
    ) throws(StatisticsError) -> Double {
        try Check.draws(scores.draws)
        try Check.unit(target, "target")
        guard target < 1 else {
            throw .outsideRange(name: "target", value: target, range: "[0, 1)")
        }
        return SixteenBets(values: scores.scores, counts: scores.counts)
            .logEvidenceThatMeanIsAbove(target, withSmall: true)
    }

    /// The same from draws without replacement, lost ones read as 0, by the sixteen bets of
    /// ``withoutReplacement(_:alpha:side:now:)``.
    ///
    /// +∞ where what was known at a launch is above the target already.
    package static func logEvidence(
        of draws: [RestDraw], againstAtMost target: Double
    ) throws(StatisticsError) -> Double {
        try Check.draws(draws.count)
        try Check.unit(target, "target")
        for draw in draws { try draw.mass.check() }
        guard draws.allSatisfy({ $0.mass.known <= target + KnownMass.rounding }) else {
            return .infinity
        }
        // Where all of the target is known already, nothing is staked: that is known beforehand.
        let open = draws.filter { $0.mass.known < target }
        return BetMixture.lower.evidence(
            runs: BetMixture.singleRuns(count: open.count), mayMultiply: false
        ) { index in
            let (mass, score) = (open[index].mass, open[index].score ?? 0)
            return (
                (mass.known + mass.left * score - target) / (target - mass.known), 0
            )
        }.value
    }
}
