import TestSupport
import Testing

@testable import Statistics

/// Simulations with a seed.
///
/// A level is refuted when the exact lower limit of the miss rate, at an
/// error probability of 10⁻⁴, lies above it.
@Suite struct CoverageTests {
    private func expectRate(
        atMost alpha: Double, misses: Int, of streams: Int, _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let least = try Proportion.clopperPearsonLower(leaks: misses, draws: streams, alpha: 1e-4)
        #expect(
            least.value <= alpha, "\(name): \(misses) misses in \(streams)",
            sourceLocation: sourceLocation)
    }

    @Test(arguments: ScoreModel.all)
    func `the bets on a mean keep their level when one looks after every draw`(
        model: ScoreModel
    ) throws {
        let alpha = 0.1
        let streams = 200
        var missed = (upper: 0, lower: 0)
        var generator = SeededGenerator(seed: 100)
        for _ in 0..<streams {
            var scores = ScoreDistribution()
            var miss = (upper: false, lower: false)
            for _ in 0..<120 {
                try scores.insert(model.draw(&generator))
                let bets = SixteenBets(values: scores.scores, counts: scores.counts)
                // The upper limit is below the mean exactly if the evidence has reached 1/α.
                if bets.logEvidenceThatMeanIsBelow(model.mean) >= 2.302585092994046 {
                    #expect(miss.upper || bets.upper(alpha: alpha) <= model.mean * (1 + 1e-12))
                    miss.upper = true
                }
                if bets.logEvidenceThatMeanIsAbove(model.mean) >= 2.302585092994046 {
                    #expect(miss.lower || bets.lower(alpha: alpha) >= model.mean * (1 - 1e-12))
                    miss.lower = true
                }
            }
            missed.upper += miss.upper ? 1 : 0
            missed.lower += miss.lower ? 1 : 0
        }
        try expectRate(atMost: alpha, misses: missed.upper, of: streams, "upper")
        try expectRate(atMost: alpha, misses: missed.lower, of: streams, "lower")
    }

    @Test(arguments: ScoreModel.all)
    func `the bets on a deviation keep their level when one looks after every draw`(
        model: ScoreModel
    ) throws {
        let alpha = 0.1
        let streams = 150
        var missed = (upper: 0, lower: 0)
        var generator = SeededGenerator(seed: 200)
        for _ in 0..<streams {
            var evidence = AnytimeDeviation()
            var miss = (upper: false, lower: false)
            for _ in 0..<60 {
                try evidence.append(model.draw(&generator))
                let below = evidence.logEvidenceThatDeviationIsBelow(model.deviation)
                let above = evidence.logEvidenceThatDeviationIsAbove(model.deviation)
                if below >= 2.302585092994046 { miss.upper = true }
                if above >= 2.302585092994046 { miss.lower = true }
            }
            missed.upper += miss.upper ? 1 : 0
            missed.lower += miss.lower ? 1 : 0
        }
        try expectRate(atMost: alpha, misses: missed.upper, of: streams, "upper")
        try expectRate(atMost: alpha, misses: missed.lower, of: streams, "lower")
    }

    @Test func `a fixed-n band fails when one looks after every draw, and the epoch band holds`()
        throws
    {
        let alpha = 0.05
        let streams = 80
        var fixedMisses = 0
        var epochMisses = 0
        var generator = SeededGenerator(seed: 300)
        for _ in 0..<streams {
            var epochs = try EpochBand(alpha: alpha, side: .two)
            var fixedMiss = false
            var epochMiss = false
            for draws in 1...250 {
                // Uniform scores: F(x) = x.
                try epochs.append(generator.uniform())
                if draws >= 16, !fixedMiss {
                    let band = try Band.dkw(of: epochs.scores, alpha: alpha, side: .two)
                    fixedMiss = misses(band) { $0 }
                }
                if let band = epochs.band, Epoch.reached(by: draws)?.draws == draws {
                    epochMiss = epochMiss || misses(band) { $0 }
                }
            }
            fixedMisses += fixedMiss ? 1 : 0
            epochMisses += epochMiss ? 1 : 0
        }
        try expectRate(atMost: alpha, misses: epochMisses, of: streams, "epochs")
        // The opposite for the fixed-n band: its rate is certainly above four times its α.
        let least = try Proportion.clopperPearsonLower(
            leaks: fixedMisses, draws: streams, alpha: 1e-3)
        #expect(least.value > 3 * alpha, "\(fixedMisses) misses in \(streams)")
    }

    /// Whether a continuous distribution function leaves the band anywhere.
    private func misses(_ band: Band, _ cumulative: (Double) -> Double) -> Bool {
        // F is largest on a piece at its end and smallest at its start.
        for index in band.lower.indices {
            let start = index > 0 ? band.jumps[index - 1] : 0
            let end = index < band.jumps.count ? band.jumps[index] : 1
            if cumulative(start) < band.lower[index] { return true }
            if cumulative(end) > band.upper[index], end < 1 { return true }
        }
        return false
    }

    @Test(arguments: [Bound.Side.two, .lower], [Bound.Method.kolmogorov, .berkJones])
    func `exact bands spend all of alpha on a continuous distribution`(
        side: Bound.Side, method: Bound.Method
    ) throws {
        let alpha = 0.1
        let streams = 3000
        let draws = 16
        // The limits depend on the counts alone, so that one band of distinct scores has them all.
        let model = try Band.fixed(
            of: ScoreDistribution((1...draws).map { Double($0) / 17 }), alpha: alpha, side: side,
            method: method)
        var missed = 0
        var generator = SeededGenerator(seed: 400)
        for _ in 0..<streams {
            let sorted = (0..<draws).map { _ in generator.uniform() }.sorted()
            let inside = sorted.indices.allSatisfy {
                sorted[$0] >= model.lower[$0 + 1] && sorted[$0] <= model.upper[$0]
            }
            missed += inside ? 0 : 1
        }
        try expectRate(atMost: alpha, misses: missed, of: streams, method.rawValue)
        let most = try Proportion.clopperPearsonUpper(leaks: missed, draws: streams, alpha: 1e-4)
        #expect(most.value >= alpha * 0.999, "\(missed) misses in \(streams)")
    }

    @Test(
        arguments: ScoreModel.all,
        [Bound.Method.anderson, .bentkus, .chernoffKL, .hoeffding, .maurerPontil, .star])
    func `fixed-n bounds on a mean keep their level at their number of draws`(
        model: ScoreModel, method: Bound.Method
    ) throws {
        let alpha = 0.1
        let streams = method == .star ? 40 : 300
        var missed = (upper: 0, lower: 0)
        var generator = SeededGenerator(seed: 500)
        for _ in 0..<streams {
            let draws = model.draws(32, &generator)
            let bound = try Mean.bound(
                ofDraws: draws, alpha: 2 * alpha, side: .two, method: method)
            missed.upper += bound.upper < model.mean ? 1 : 0
            missed.lower += bound.lower > model.mean ? 1 : 0
        }
        try expectRate(atMost: alpha, misses: missed.upper, of: streams, "upper")
        try expectRate(atMost: alpha, misses: missed.lower, of: streams, "lower")
    }

    @Test(arguments: ScoreModel.all)
    func `what one band says about distribution, mean, deviation and score holds together`(
        model: ScoreModel
    ) throws {
        let alpha = 0.1
        let streams = 300
        var missed = 0
        var missedQuantile = 0
        var generator = SeededGenerator(seed: 600)
        let score = model.mean + 2 * model.deviation
        for _ in 0..<streams {
            let scores = try ScoreDistribution(model.draws(64, &generator))
            let band = try Band.berkJones(
                of: scores, alpha: alpha, side: .two, calibration: .table)
            let mean = Mean.bound(over: band)
            let deviation = Deviation.bound(over: band)
            let combined = try EDScore.bound(over: band)
            let isInside =
                mean.lower <= model.mean && model.mean <= mean.upper
                && deviation.lower <= model.deviation && model.deviation <= deviation.upper
                && combined.lower <= score && score <= combined.upper
                && model.values.allSatisfy { value in
                    let limits = band.cumulative(at: value)
                    let truth = model.cumulative(value)
                    return limits.lower <= truth + 1e-12 && truth <= limits.upper + 1e-12
                }
            missed += isInside ? 0 : 1
            let quantile = try Quantile.bound(
                of: scores, q: 0.55, alpha: alpha, side: .two, method: .clopperPearson)
            let truth = model.quantile(0.55)
            missedQuantile += quantile.lower <= truth && truth <= quantile.upper ? 0 : 1
        }
        try expectRate(atMost: alpha, misses: missed, of: streams, "band")
        try expectRate(atMost: alpha, misses: missedQuantile, of: streams, "quantile")
    }
}
