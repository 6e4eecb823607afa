import Evidence
import Statistics
import TestSupport
import Testing

@testable import Findings

/// What the Bounds view derives from the draws of one prompt.
@Suite struct BoundSeriesTests {
    private static let graded = RunFacts.Scorer(
        name: "graded", isBinary: false, zero: "none", one: "all")

    /// Distinct scores with a mean of about 0.3.
    private static func evidence(draws: Int) -> ScoreEvidence {
        var generator = SeededGenerator(seed: 77)
        return ScoreEvidence((0..<draws).map { _ in generator.uniform() * 0.6 })
    }

    private static func series(
        _ evidence: ScoreEvidence, planned: Int = 4000, target: Double
    ) -> BoundSeries {
        var series = BoundSeries(question: Statement(alpha: 0.01), scorer: graded)
        var bounds = BinaryBounds()
        series.extend(to: evidence, sharing: &bounds)
        series.settle(evidence, planned: planned, change: nil)
        series.forecast(evidence, target: target)
        return series
    }

    @Test func aForecastOfManyDistinctScoresAgreesWithTheLimitsOfSoManyDraws() throws {
        let evidence = Self.evidence(draws: 3000)
        #expect(evidence.distribution.scores.count > 2900)
        let target = evidence.mean + 0.004
        let more = try #require(Self.series(evidence, target: target).drawsToDecide)
        func verdict(after more: Double) throws -> TargetVerdict {
            let factor = 1 + more / 3000
            var scores = ScoreDistribution()
            for (score, count) in zip(evidence.distribution.scores, evidence.distribution.counts) {
                try scores.insert(score, count: Int((Double(count) * factor).rounded()))
            }
            let bound = try Mean.bound(of: scores, alpha: 0.01, side: .two)
            return TargetVerdict(bound, target: target)
        }
        let factor = (Double(more) / 3000).rounded(.up)
        #expect(try verdict(after: 3000 * (factor + 1)) == .below)
        #expect(try verdict(after: 3000 * max(0, factor - 2)) == .undecided)
    }

    @Test func theLimitsOfThePlannedNumberStandOnceItIsReached() throws {
        let evidence = Self.evidence(draws: 300)
        #expect(Self.series(evidence, planned: 400, target: 0.5).fixedReading == nil)
        let reached = try #require(Self.series(evidence, planned: 200, target: 0.5).fixedReading)
        let first = ScoreEvidence(evidence.scores.prefix(200))
        let request = Statement(alpha: 0.01, side: .two, validity: .fixed, isBinary: false)
        #expect(reached.bound == (try first.meanBound(request)))
        var series = Self.series(evidence, planned: 200, target: 0.5)
        series.settle(evidence, planned: 250, change: nil)
        #expect(series.fixedReading?.bound?.validity == .fixed(n: 250))
    }
}
