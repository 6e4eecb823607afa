import Statistics
import TestSupport
import Testing

/// How many answers there must be where no draw repeated another.
@Suite struct LeastAnswersTests {
    @Test func `two draws that differ allow whatever makes that likely enough`() throws {
        // P(different) = 1 − 1/K: at α = 0.05 two answers do, at ½ they just do not exceed it.
        #expect(try OutputDiversity.leastAnswers(run: 2, alpha: 0.05) == 2)
        #expect(try OutputDiversity.leastAnswers(run: 0, alpha: 0.05) == 0)
        #expect(try OutputDiversity.leastAnswers(run: 1, alpha: 0.05) == 1)
        // 23 people, 365 days: 49.3 % without a common birthday.
        #expect(try OutputDiversity.leastAnswers(run: 23, alpha: 0.492) <= 365)
        #expect(try OutputDiversity.leastAnswers(run: 23, alpha: 0.493) > 365)
        #expect(throws: StatisticsError.self) {
            try OutputDiversity.leastAnswers(run: -1, alpha: 0.05)
        }
    }

    @Test(arguments: [(64, 0.05), (512, 0.01), (2000, 0.001)])
    func `the limit is where the product of chances passes alpha`(run: Int, alpha: Double) throws {
        func chance(_ answers: Int) -> Double {
            (1..<run).reduce(1.0) { $0 * Double(answers - $1) / Double(answers) }
        }
        let least = try OutputDiversity.leastAnswers(run: run, alpha: alpha)
        #expect(chance(least) > alpha * (1 - 1e-9))
        #expect(chance(least - 1) <= alpha * (1 + 1e-9))
    }

    @Test(arguments: [0.05, 0.01])
    func `it is ever above the number of answers with at most the chance alpha`(
        alpha: Double
    ) throws {
        var generator = SeededGenerator(seed: 3)
        let limits = try (0...400).map {
            try OutputDiversity.leastAnswers(run: $0, alpha: alpha)
        }
        for answers in [100, 1000] {
            var wrong = 0
            for _ in 0..<2000 {
                var seen: Set<Int> = []
                var isWrong = false
                while seen.count < 400, !isWrong {
                    // Unequal chances repeat sooner, and are as right.
                    let draw = Int.random(in: 0..<answers, using: &generator)
                    guard seen.insert(draw).inserted else { break }
                    isWrong = limits[seen.count] > answers
                }
                if isWrong { wrong += 1 }
            }
            #expect(Double(wrong) / 2000 <= alpha + 4 * (alpha * (1 - alpha) / 2000).squareRoot())
            // The limit is tight where all answers are equally likely.
            #expect(Double(wrong) / 2000 > alpha / 3)
        }
    }
}
