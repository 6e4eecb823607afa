extension Mean {
    /// ln E(m), the logarithm of the evidence (an e-value) of the bets against a mean of at most
    /// `target`.
    ///
    /// Values of ln(1/α) or more ever occur with probability at most α while the mean is at most the
    /// target. +∞ at a target of 0 once a score is above it. The forty-eight bets of the default
    /// lower limit of a proportion, which reach rates below 10⁻⁴ too; any scores in [0, 1].
    public static func logEvidence(
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
}
