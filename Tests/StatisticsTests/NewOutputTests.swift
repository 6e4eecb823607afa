import Platform
import Statistics
import TestSupport
import Testing

/// The chance of a new output from the draws that gave one.
@Suite struct NewOutputTests {
    @Test func `one output in all draws leaves little room for another`() throws {
        let bound = try OutputDiversity(counts: [512]).unseenMassBound(alpha: 0.01, anytime: true)
        // The mixture at no success in 511 draws and nine tenths of α, by its own function.
        let limit = try Proportion.mixtureUpper(leaks: 0, draws: 511, alpha: 0.01 * 0.9).value
        #expect(bound.upper == limit)
        #expect(bound.upper < 0.0112)
        #expect(bound.method == .goodTuringAndNewOutputs && bound.side == .upper)
        // One draw tells nothing; draws that all differ neither.
        #expect(try OutputDiversity(counts: [1]).newOutputBound(alpha: 0.01).upper == 1)
        let all = try OutputDiversity(counts: Array(repeating: 1, count: 40))
        #expect(try all.newOutputBound(alpha: 0.01).upper == 1)
        #expect(!all.tellsEntropy)
        #expect(try !OutputDiversity(counts: [1]).tellsEntropy)
        #expect(try OutputDiversity(counts: [2]).tellsEntropy)
    }

    @Test func `the lower of both limits is taken, and they share alpha`() throws {
        let cases = [
            [512], Array(repeating: 1, count: 900) + [124], Array(repeating: 12, count: 87),
        ]
        for counts in cases {
            let diversity = try OutputDiversity(counts: counts)
            for anytime in [true, false] {
                let bound = try diversity.unseenMassBound(alpha: 0.02, anytime: anytime)
                let turing = try diversity.goodTuringBound(
                    alpha: 0.02 * (anytime ? 0.1 : 0.9), anytime: anytime)
                let new = try diversity.newOutputBound(
                    alpha: 0.02 * (anytime ? 0.9 : 0.55), anytime: anytime)
                #expect(bound.upper == min(turing.upper, new.upper))
                #expect(bound.alpha == 0.02 && bound.validity == turing.validity)
            }
        }
    }

    /// Good–Turing's limit at any time is that for a fixed n at a share of α that adds up to α.
    @Test func `Good–Turing's limit at any time spreads alpha over all numbers of draws`() throws {
        var spent = 0.0
        let alpha = 0.1
        for draws in 1...20_000 {
            let diversity = try OutputDiversity(counts: [draws])
            let anytime = try diversity.goodTuringBound(alpha: alpha, anytime: true)
            // (1 + √2) √(ln(2/share)/n), solved for the share.
            let root = anytime.upper / (1 + 2.0.squareRoot())
            guard anytime.upper < 1 else { continue }
            spent += 2 * Platform.exp(-root * root * Double(draws))
        }
        // What is left for larger numbers of draws is ∫ ln 31 / (n ln² n) = ln 31 / ln 20,000.
        let rest = alpha * Platform.log(31) / Platform.log(20_000)
        #expect(spent > 0.4 * alpha && spent + rest <= alpha, "\(spent) + \(rest)")
        let few = try OutputDiversity(counts: [31]).goodTuringBound(alpha: 0.5, anytime: true)
        let fixed = try OutputDiversity(counts: [31]).goodTuringBound(
            alpha: 0.5 / 31, anytime: false)
        #expect(few.upper == 1 && fixed.upper > 0.95)
    }

    /// As it was: Good–Turing alone, at any n with α/(n(n + 1)).
    ///
    /// A limit that holds at any n holds at a
    /// fixed one, so that a fixed n must not cost anything.
    @Test(arguments: [0.05, 0.01])
    func `sharing alpha costs two percent at most at any n, and a fixed n is never wider`(
        alpha: Double
    ) throws {
        for draws in [16, 64, 128, 512, 1024, 10_000] {
            for distinct in [1, 5, draws / 8, draws / 2, draws * 3 / 4, draws] where distinct > 0 {
                for once in [0, distinct / 4, distinct / 2, distinct * 9 / 10, distinct - 1] {
                    var counts = [Int](repeating: 1, count: once)
                    var left = draws - once
                    for index in once..<distinct {
                        let part =
                            index == distinct - 1
                            ? left : min(left, max(2, left / (distinct - index)))
                        if part > 0 { counts.append(part) }
                        left -= part
                    }
                    let diversity = try OutputDiversity(counts: counts)
                    let n = Double(diversity.draws)
                    let before = try diversity.goodTuringBound(
                        alpha: alpha / (n * (n + 1)), anytime: false)
                    let anytime = try diversity.unseenMassBound(alpha: alpha, anytime: true)
                    #expect(anytime.upper <= 1.02 * before.upper, "\(draws) \(distinct) \(once)")
                    let fixed = try diversity.unseenMassBound(alpha: alpha, anytime: false)
                    #expect(fixed.upper <= anytime.upper, "\(draws) \(distinct) \(once)")
                    let alone = try diversity.goodTuringBound(alpha: alpha, anytime: false)
                    #expect(fixed.upper <= 1.02 * alone.upper, "\(draws) \(distinct) \(once)")
                }
            }
        }
    }

    /// Two outputs, of which one is rare: the limit is false where the rare one was not seen, at the
    /// rate where that has just the chance α, so that it could not be any lower.
    @Test(arguments: [0.2, 0.05, 0.01], [2, 40, 512])
    func `the limit for a fixed n is exact where one output hides`(alpha: Double, n: Int) throws {
        let bound = try OutputDiversity(counts: [n]).newOutputBound(alpha: alpha, anytime: false)
        #expect(abs(bound.upper - (1 - Platform.pow(alpha, 1 / Double(n - 1)))) < 1e-12)
        #expect(bound.validity == .fixed(n: n))
    }

    /// Masses that fall with every new output, in an order of chance, as the proof has them.
    @Test(arguments: 0..<6, [0.5, 0.2, 0.05])
    func `the limit for a fixed n keeps its level`(law: Int, alpha: Double) throws {
        let law = Self.laws[law]
        let total = law.reduce(0, +)
        var generator = SeededGenerator(seed: UInt64(law.count) + 1)
        let runs = 400
        for n in [5, 40] {
            var misses = (alone: 0, both: 0)
            for _ in 0..<runs {
                var counts = [Int](repeating: 0, count: law.count)
                for _ in 0..<n {
                    var point = Double.random(in: 0..<total, using: &generator)
                    let index = law.firstIndex { share in
                        point -= share
                        return point < 0
                    }
                    counts[index ?? law.count - 1] += 1
                }
                let unseen = zip(law, counts).reduce(0) { $0 + ($1.1 == 0 ? $1.0 / total : 0) }
                let diversity = try OutputDiversity(counts: counts.filter { $0 > 0 })
                let alone = try diversity.newOutputBound(alpha: alpha, anytime: false)
                let both = try diversity.unseenMassBound(alpha: alpha, anytime: false)
                misses.alone += alone.upper < unseen - 1e-12 ? 1 : 0
                misses.both += both.upper < unseen - 1e-12 ? 1 : 0
            }
            // Three standard deviations of the simulation above α.
            let most = Double(runs) * alpha + 3 * (Double(runs) * alpha).squareRoot()
            #expect(Double(misses.alone) <= most, "\(n): \(misses)")
            #expect(Double(misses.both) <= most, "\(n): \(misses)")
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

    @Test(arguments: 0..<6, [0.05, 0.01])
    func `watched limits keep their level`(law: Int, alpha: Double) throws {
        let law = Self.laws[law]
        let total = law.reduce(0, +)
        var generator = SeededGenerator(seed: UInt64(law.count))
        let runs = 150
        var misses = (alone: 0, both: 0)
        for _ in 0..<runs {
            var counts = [Int](repeating: 0, count: law.count)
            var unseen = 1.0
            var wrong = (alone: false, both: false)
            for n in 1...300 {
                var point = Double.random(in: 0..<total, using: &generator)
                let index =
                    law.firstIndex { share in
                        point -= share
                        return point < 0
                    } ?? law.count - 1
                if counts[index] == 0 { unseen -= law[index] / total }
                counts[index] += 1
                guard [3, 8, 20, 60, 150, 300].contains(n) else { continue }
                let diversity = try OutputDiversity(counts: counts.filter { $0 > 0 })
                let alone = try diversity.newOutputBound(alpha: alpha)
                let both = try diversity.unseenMassBound(alpha: alpha, anytime: true)
                wrong.alone = wrong.alone || alone.upper < unseen - 1e-12
                wrong.both = wrong.both || both.upper < unseen - 1e-12
            }
            misses.alone += wrong.alone ? 1 : 0
            misses.both += wrong.both ? 1 : 0
        }
        let mean = Double(runs) * alpha
        let allowed = mean + 4 * (mean * (1 - alpha)).squareRoot()
        #expect(Double(misses.alone) <= allowed && Double(misses.both) <= allowed)
    }
}
