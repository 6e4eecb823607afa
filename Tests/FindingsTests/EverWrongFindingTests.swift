import Evidence
import Statistics
import TestSupport
import Testing

@testable import Findings

/// How often what is watched while draws come is ever wrong: at most the chance α, plus four standard
/// errors of the simulation.
@Suite struct EverWrongFindingTests {
    /// Whether so many wrong streams agree with an error probability.
    private func agrees(_ wrong: Int, of streams: Int, _ alpha: Double) -> Bool {
        Double(wrong) / Double(streams)
            <= alpha + 4 * (alpha * (1 - alpha) / Double(streams)).squareRoot()
    }

    /// All differences of a comparison together: of each prompt and of the set, with prompts of which
    /// some are left alone once they look decided.
    @Test(arguments: [0.05, 0.01])
    func anyDifferenceOfTwoRunsIsEverWrongWithAtMostTheChanceAlpha(alpha: Double) {
        let rates = [(0.4, 0.1), (0.05, 0.05), (0.5, 0.5)]
        let mean = rates.reduce(0) { $0 + $1.0 - $1.1 } / 3
        let pairs = Statement.pairs(alpha: alpha, judge: nil)
        var generator = SeededGenerator(seed: 31)
        let streams = 60
        var wrong = 0
        for _ in 0..<streams {
            var prompts = rates.map { _ in (first: ScoreEvidence(), second: ScoreEvidence()) }
            var isWrong = false
            func excludes(_ bound: Bound?, _ truth: Double) -> Bool {
                bound.map { $0.lower > truth || $0.upper < truth } ?? false
            }
            for round in 1...64 where !isWrong {
                for (index, rate) in rates.enumerated() {
                    let (a, b) = (generator.uniform() < rate.0, generator.uniform() < rate.1)
                    // Whoever sees enough of a prompt stops it.
                    let seen = prompts[index].first.sum - prompts[index].second.sum
                    if round > 16, abs(seen) >= 4 { continue }
                    prompts[index].first.add(a ? 1 : 0)
                    prompts[index].second.add(b ? 1 : 0)
                }
                guard round.isMultiple(of: 8) else { continue }
                isWrong = excludes(PairFinding(prompts, pairs.ofSet)?.bound, mean)
                for (pair, rate) in zip(prompts, rates) where !isWrong {
                    let one = PairFinding([pair], pairs.ofOne(among: rates.count))
                    isWrong = excludes(one?.bound, rate.0 - rate.1)
                }
            }
            if isWrong { wrong += 1 }
        }
        #expect(agrees(wrong, of: streams, alpha), "\(wrong) of \(streams)")
    }

    /// The standard deviation and mean + 2σ of graded and of binary scores, watched at any number of
    /// draws, by each side alone and by both.
    @Test(arguments: [0.05, 0.01], [true, false])
    func deviationAndEDAreEverWrongWithAtMostTheChanceAlpha(alpha: Double, isBinary: Bool) throws {
        // A tenth of the draws scores 1, else 0; or each of 0, .25, …, 1 is as likely.
        let (mean, deviation) = isBinary ? (0.1, 0.3) : (0.5, 0.125.squareRoot())
        let ed = mean + 2 * deviation
        let statement = Statement(alpha: alpha, isBinary: isBinary)
        var generator = SeededGenerator(seed: 32)
        let streams = 50
        var wrong = (deviation: 0, ed: 0)
        for _ in 0..<streams {
            var scores = ScoreEvidence()
            var isWrong = (deviation: false, ed: false)
            for draw in 1...96 {
                let luck = generator.uniform()
                scores.add(isBinary ? (luck < 0.1 ? 1 : 0) : Double(Int(luck * 5)) / 4)
                guard draw.isMultiple(of: 12) else { continue }
                let one = try scores.deviationBound(statement)
                let two = try scores.edBound(statement)
                if one.lower > deviation || one.upper < deviation { isWrong.deviation = true }
                if two.lower > ed || two.upper < ed { isWrong.ed = true }
            }
            wrong.deviation += isWrong.deviation ? 1 : 0
            wrong.ed += isWrong.ed ? 1 : 0
        }
        #expect(agrees(wrong.deviation, of: streams, alpha), "\(wrong)")
        #expect(agrees(wrong.ed, of: streams, alpha), "\(wrong)")
    }

    /// The same at a number of draws that was fixed in advance, exactly for binary scores: over all
    /// counts that can come.
    @Test(arguments: [0.05, 0.01], [0.02, 0.3, 0.5])
    func deviationAndEDOfAFixedNumberAreWrongWithAtMostTheChanceAlpha(
        alpha: Double, rate: Double
    ) throws {
        let draws = 60
        let deviation = (rate * (1 - rate)).squareRoot()
        let ed = rate + 2 * deviation
        for side in Bound.Side.allCases {
            let statement = Statement(
                alpha: alpha, side: side, validity: .fixed, planned: draws, isBinary: true)
            var wrong = (deviation: 0.0, ed: 0.0)
            var chance = 1.0
            for _ in 0..<draws { chance *= 1 - rate }
            for leaks in 0...draws {
                if leaks > 0 {
                    chance *=
                        Double(draws - leaks + 1) / Double(leaks) * rate / (1 - rate)
                }
                let scores = ScoreEvidence((0..<draws).map { $0 < leaks ? 1.0 : 0 })
                let one = try scores.deviationBound(statement)
                let two = try scores.edBound(statement)
                if one.lower > deviation || one.upper < deviation { wrong.deviation += chance }
                if two.lower > ed || two.upper < ed { wrong.ed += chance }
            }
            #expect(wrong.deviation <= alpha && wrong.ed <= alpha, "\(side) \(wrong)")
        }
    }

    /// Graded scores at a fixed number of draws.
    @Test(arguments: [0.05, 0.01])
    func theBandsFiguresAreWrongWithAtMostTheChanceAlpha(alpha: Double) throws {
        let (deviation, streams, draws) = (0.125.squareRoot(), 300, 40)
        let ed = 0.5 + 2 * deviation
        let statement = Statement(alpha: alpha, validity: .fixed, planned: draws)
        var generator = SeededGenerator(seed: 33)
        var wrong = (deviation: 0, ed: 0)
        for _ in 0..<streams {
            let scores = ScoreEvidence(
                (0..<draws).map { _ in Double(Int(generator.uniform() * 5)) / 4 })
            let one = try scores.deviationBound(statement)
            let two = try scores.edBound(statement)
            if one.lower > deviation || one.upper < deviation { wrong.deviation += 1 }
            if two.lower > ed || two.upper < ed { wrong.ed += 1 }
        }
        #expect(agrees(wrong.deviation, of: streams, alpha), "\(wrong)")
        #expect(agrees(wrong.ed, of: streams, alpha), "\(wrong)")
    }
}
