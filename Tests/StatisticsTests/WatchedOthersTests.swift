import Platform
import TestSupport
import Testing

@testable import Statistics

/// Simulations, with a seed, of someone who looks after every draw at bounds made of others.
///
/// A level is refuted when the exact lower limit of the miss rate, at an error probability of
/// 10⁻⁴, lies above it.
@Suite struct WatchedOthersTests {
    private func expectRate(
        atMost alpha: Double, misses: Int, of streams: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let least = try Proportion.clopperPearsonLower(leaks: misses, draws: streams, alpha: 1e-4)
        #expect(
            least.value <= alpha, "\(misses) misses in \(streams)", sourceLocation: sourceLocation)
    }

    @Test(arguments: ScoreModel.all)
    func `the ED score keeps its level when one looks after every draw`(
        model: ScoreModel
    ) throws {
        let alpha = 0.2
        let truth = model.mean + EDScore.defaultWeight * model.deviation
        var misses = 0
        var generator = SeededGenerator(seed: 700)
        for _ in 0..<40 {
            var evidence = AnytimeDeviation()
            var miss = false
            for _ in 0..<40 where !miss {
                try evidence.append(model.draw(&generator))
                let bound = try EDScore.bound(of: evidence, alpha: alpha, side: .two)
                miss = truth < bound.lower || truth > bound.upper
            }
            misses += miss ? 1 : 0
        }
        try expectRate(atMost: alpha, misses: misses, of: 40)
    }

    @Test func `the limit of the unseen mass keeps its level when one looks after every draw`()
        throws
    {
        let alpha = 0.2
        let weights = (1...200).map { 1 / Double($0) }
        let total = weights.reduce(0, +)
        let shares = weights.map { $0 / total }
        var misses = 0
        var generator = SeededGenerator(seed: 800)
        for _ in 0..<100 {
            var counts = [Int](repeating: 0, count: shares.count)
            var unseen = 1.0
            var miss = false
            for _ in 0..<300 {
                var rest = generator.uniform()
                let output = shares.firstIndex { share in
                    rest -= share
                    return rest < 0
                }
                let index = output ?? shares.count - 1
                if counts[index] == 0 { unseen -= shares[index] }
                counts[index] += 1
                let bound = try OutputDiversity(counts: counts.filter { $0 > 0 })
                    .unseenMassBound(alpha: alpha, anytime: true)
                miss = miss || bound.upper < unseen
            }
            misses += miss ? 1 : 0
        }
        try expectRate(atMost: alpha, misses: misses, of: 100)
    }

    @Test func `e-BH stopped at its first discovery keeps the rate of false ones`() throws {
        // Half of the prompts leak exactly at the target, the other half more often.
        let alpha = 0.2
        let target = 0.1
        var falseShare = 0.0
        var generator = SeededGenerator(seed: 900)
        let runs = 150
        for _ in 0..<runs {
            let rates = [target, target, target, 0.3, 0.3, 0.3]
            var leaks = rates.map { _ in 0.0 }
            for draws in 1...60 {
                for index in rates.indices where generator.uniform() < rates[index] {
                    leaks[index] += 1
                }
                let evidence = try leaks.map {
                    exp(
                        try Proportion.betsLogEvidence(
                            leaks: $0, draws: draws, againstAtMost: target))
                }
                let rejected = try Simultaneous.eBenjaminiHochberg(
                    evidence: evidence, alpha: alpha)
                guard !rejected.isEmpty else { continue }
                falseShare += Double(rejected.count { $0 < 3 }) / Double(rejected.count)
                break
            }
        }
        // The share lies in [0, 1], so the exact limit for a binary one is valid for its mean.
        try expectRate(atMost: alpha, misses: Int(falseShare.rounded(.down)), of: runs)
    }

    @Test func `evidence of bets is that of their limit`() throws {
        let limit = try Proportion.bets(
            leaks: 7, draws: 60, alpha: 0.05, side: .lower, withSmall: true
        ).lower
        let log = try Proportion.betsLogEvidence(leaks: 7, draws: 60, againstAtMost: limit)
        #expect(abs(log + Platform.log(0.05)) < 1e-9)
        #expect(throws: StatisticsError.self) {
            try Proportion.betsLogEvidence(leaks: 0.5, draws: 60, againstAtMost: 0.1)
        }
        #expect(throws: StatisticsError.self) {
            try Proportion.betsLogEvidence(leaks: 1, draws: 60, againstAtMost: 0)
        }
    }
}
