@testable import Statistics

// Evidence that limits are solved from, for tests that compare it with a second implementation.

extension Proportion {
    /// ln M(m), the logarithm of the evidence (an e-value) against p ≥ m.
    static func mixtureLogEvidence(
        leaks: Double, draws: Int, againstAtLeast target: Double
    ) -> Double {
        MixtureEvidence(leaks: leaks, draws: draws)
            .at(x: target, complement: 1 - target).logEvidence
    }
}

extension AnytimeDeviation {
    /// Adds one draw.
    mutating func append(_ score: Double) throws(StatisticsError) {
        try append(contentsOf: CollectionOfOne(score))
    }

    /// ln E against σ ≥ `deviation` below ½.
    func logEvidenceThatDeviationIsBelow(_ deviation: Double) -> Double {
        let candidate = deviation * deviation
        let runs = BetMixture.singleRuns(count: squares.count)
        return BetMixture.upper.evidence(runs: runs, mayMultiply: candidate < 0.2499) { index in
            ((candidate - squares[index]) / (reaches[index] - candidate), 0)
        }.value
    }

    /// ln E against σ ≤ `deviation`.
    func logEvidenceThatDeviationIsAbove(_ deviation: Double) -> Double {
        SixteenBets(values: pairs.scores, counts: pairs.counts)
            .logEvidenceThatMeanIsAbove(deviation * deviation)
    }
}
