import Platform
import TestSupport
import Testing

@testable import Statistics

@Suite struct RootTests {
    @Test(arguments: [-30, 0, 0.7, 3, 30.0])
    func `the convex root is found from any guess and never below`(guess: Double) throws {
        // eˣ = 5.
        let root = try #require(
            ConvexRoot.solve(target: 5, guess: guess, low: -40, high: 40) { (exp($0), exp($0)) })
        #expect(abs(root - log(5.0)) < 1e-14)
        #expect(root >= log(5.0))
    }

    @Test func `a target that is never reached gives nil`() {
        #expect(
            ConvexRoot.solve(target: 5, guess: 0, low: -40, high: 1) { (exp($0), exp($0)) } == nil)
    }

    @Test func `a pole at the end of the interval does no harm`() throws {
        // −ln(1 − x) = 3.
        for guess in [0, 0.5, 1 - 1e-15] {
            let root = try #require(
                ConvexRoot.solve(
                    target: 3, guess: guess, low: 0, high: 1 - 1e-15, longestStep: 1
                ) { (-log(1 - $0), 1 / (1 - $0)) })
            #expect(abs(root - (1 - exp(-3))) < 1e-14)
        }
    }

    @Test func `the bracketed root needs few evaluations and respects its ends`() {
        var evaluations = 0
        let root = BracketedRoot.solve(from: 0, to: 4) { x in
            evaluations += 1
            return exp(x) - 5
        }
        #expect(abs(root - log(5.0)) < 1e-12)
        #expect(evaluations < 25)
        #expect(BracketedRoot.solve(from: 4, to: 0) { $0 - 1 } == 1)
        // No change of sign: the end with the smaller value.
        #expect(BracketedRoot.solve(from: 1, to: 2) { $0 } == 1)
    }

    @Test func `limits within rounding of one are still outward`() {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<300 {
            let values = (0..<5).map { _ in 1 - exp(-36 * generator.uniform()) }
            let bets = SixteenBets(values: values, counts: [1, 2, 3, 1, 1])
            let upper = bets.upper(alpha: 0.01)
            #expect(upper > bets.mean)
            if upper < 1 {
                #expect(bets.logEvidenceThatMeanIsBelow(upper) >= -log(0.01) * (1 - 1e-12))
            }
        }
    }
}
