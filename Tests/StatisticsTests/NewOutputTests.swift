import Statistics
import TestSupport
import Testing

/// The chance of a new output from the draws that gave one.
@Suite struct NewOutputTests {
    @Test func `one output in all draws leaves little room for another`() throws {
        let bound = try OutputDiversity(counts: [512]).unseenMassBound(alpha: 0.01, anytime: true)
        // The mixture at no success in 511 draws and half of α, by its own function.
        let limit = try Proportion.mixtureUpper(leaks: 0, draws: 511, alpha: 0.005).value
        #expect(bound.upper == limit)
        #expect(bound.upper < 0.0126)
        #expect(bound.method == .goodTuringAndNewOutputs && bound.side == .upper)
        // One draw tells nothing; draws that all differ neither.
        #expect(try OutputDiversity(counts: [1]).newOutputBound(alpha: 0.01).upper == 1)
        let all = try OutputDiversity(counts: Array(repeating: 1, count: 40))
        #expect(try all.newOutputBound(alpha: 0.01).upper == 1)
        #expect(!all.tellsEntropy)
    }

    @Test func `the lower of both limits is taken, each at half of alpha`() throws {
        let cases = [
            [512], Array(repeating: 1, count: 900) + [124], Array(repeating: 12, count: 87),
        ]
        for counts in cases {
            let diversity = try OutputDiversity(counts: counts)
            for anytime in [true, false] {
                let bound = try diversity.unseenMassBound(alpha: 0.02, anytime: anytime)
                let turing = try diversity.goodTuringBound(alpha: 0.01, anytime: anytime)
                let new = try diversity.newOutputBound(alpha: 0.01)
                #expect(bound.upper == min(turing.upper, new.upper))
                #expect(bound.alpha == 0.02 && bound.validity == turing.validity)
            }
        }
    }

    @Test func `a lost draw counts as a new output`() throws {
        let diversity = try OutputDiversity(counts: [60, 3, 1])
        let lost = try diversity.newOutputBound(alpha: 0.05, lost: 6)
        let limit = try Proportion.mixtureUpper(leaks: 8, draws: 69, alpha: 0.05).value
        #expect(lost.upper == limit)
    }

    /// Laws with shares of their outputs.
    private static let laws: [[Double]] = [
        [1], [0.5, 0.3, 0.2], Array(repeating: 0.2, count: 5),
        (1...200).map { 1 / Double($0 * $0) }, Array(repeating: 1, count: 1000),
        [0.99] + Array(repeating: 1e-4, count: 100),
    ]

    @Test(arguments: 0..<6, [0.05, 0.2])
    func `watched limits keep their level`(law: Int, alpha: Double) throws {
        let law = Self.laws[law]
        let total = law.reduce(0, +)
        var generator = SeededGenerator(seed: UInt64(law.count))
        let runs = 150
        var misses = 0
        for _ in 0..<runs {
            var counts = [Int](repeating: 0, count: law.count)
            var unseen = 1.0
            for n in 1...300 {
                var point = Double.random(in: 0..<total, using: &generator)
                let index =
                    law.firstIndex { share in
                        point -= share
                        return point < 0
                    } ?? law.count - 1
                if counts[index] == 0 { unseen -= law[index] / total }
                counts[index] += 1
                guard n % 20 == 0 || n < 8 else { continue }
                let bound = try OutputDiversity(counts: counts.filter { $0 > 0 })
                    .newOutputBound(alpha: alpha)
                if bound.upper < unseen - 1e-12 {
                    misses += 1
                    break
                }
            }
        }
        let mean = Double(runs) * alpha
        #expect(Double(misses) <= mean + 4 * (mean * (1 - alpha)).squareRoot())
    }
}
