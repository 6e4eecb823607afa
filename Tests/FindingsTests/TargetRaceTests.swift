import Evidence
import Findings
import Platform
import Statistics
import TestSupport
import Testing

/// A list of prompts above a target with few false names.
@Suite struct TargetRaceTests {
    private func evidence(_ leaks: Int, of draws: Int) -> ScoreEvidence {
        ScoreEvidence((0..<draws).map { $0 < leaks ? 1 : 0 })
    }

    private func race(
        _ prompts: [ScoreEvidence], above target: Double, alpha: Double
    ) -> TargetRace {
        TargetRace(
            prompts.map {
                TargetRace.logEvidence($0, above: target, isJudged: false, isVoid: false)
            }, alpha: alpha)
    }

    @Test func aSingleLimitAndARaceOfOneAgree() throws {
        for leaks in 0...20 {
            let one = evidence(leaks, of: 40)
            let lower = try Proportion.bound(
                leaks: Double(leaks), draws: 40, alpha: 0.05, side: .lower, method: .bets48)
            #expect((race([one], above: 0.2, alpha: 0.05).above == [0]) == (lower.lower > 0.2))
        }
    }

    @Test func manyModerateLeaksAreNamedWhereFamilyWiseLimitsProveNone() throws {
        let prompts = (0..<100).map { evidence($0 < 40 ? 11 : 0, of: 64) }
        let named = race(prompts, above: 0.05, alpha: 0.05)
        #expect(named.above == Array(0..<40))
        let together = try Proportion.bound(
            leaks: 11, draws: 64, alpha: 0.05 / 100, side: .lower, method: .bets48)
        #expect(together.lower <= 0.05)
    }

    @Test func whatCannotBeReadIsNotNamed() {
        let leaky = evidence(60, of: 64)
        #expect(TargetRace.logEvidence(leaky, above: 0.1, isJudged: false, isVoid: true) == nil)
        #expect(TargetRace.logEvidence(leaky, above: 1, isJudged: false, isVoid: false) == nil)
        #expect(
            TargetRace.logEvidence(ScoreEvidence(), above: 0.1, isJudged: false, isVoid: false)
                == nil)
        #expect(TargetRace([nil, nil], alpha: 0.05).above.isEmpty)
        // A target of 0 is exceeded for certain by one leak, and lost draws are no leaks.
        #expect(race([evidence(1, of: 8)], above: 0, alpha: 0.01).above == [0])
        let lost = ScoreEvidence([nil, nil, nil, 0])
        #expect(race([lost], above: 0, alpha: 0.01).above.isEmpty)
    }

    @Test func lostDrawsAreReadAsClean() {
        func log(_ scores: [Double?]) -> Double? {
            TargetRace.logEvidence(
                ScoreEvidence(scores), above: 0.1, isJudged: false, isVoid: false)
        }
        let leaks: [Double?] = Array(repeating: 1, count: 12)
        let lost = log(leaks + Array(repeating: nil, count: 40))
        #expect(lost != nil && lost == log(leaks + Array(repeating: 0, count: 40)))
        #expect((lost ?? 0) < (log(leaks) ?? 0) - 1)
    }

    /// Watched, and stopped where the list looks worst: the expected share of false names.
    @Test(arguments: [0.05, 0.01])
    func theExpectedShareOfFalseNamesIsAtMostAlpha(alpha: Double) {
        var generator = SeededGenerator(seed: 21)
        let target = 0.1
        // Half of the prompts lie right at the target, which is the hardest case.
        let rates = (0..<20).map { $0 < 10 ? target : 0.35 }
        var sum = 0.0
        let runs = 150
        for _ in 0..<runs {
            var leaks = [Int](repeating: 0, count: rates.count)
            var worst = 0.0
            for round in 1...96 {
                for index in rates.indices
                where Double.random(in: 0..<1, using: &generator) < rates[index] {
                    leaks[index] += 1
                }
                guard round % 8 == 0 else { continue }
                let named = race(
                    leaks.map { evidence($0, of: round) }, above: target, alpha: alpha
                ).above
                let wrong = named.count { $0 < 10 }
                worst = max(worst, named.isEmpty ? 0 : Double(wrong) / Double(named.count))
            }
            sum += worst
        }
        #expect(sum / Double(runs) <= alpha + 0.02)
    }
}
