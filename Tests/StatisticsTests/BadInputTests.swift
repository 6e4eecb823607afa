import Statistics
import Testing

/// Every refusal names the value; nothing traps and nothing is clamped silently.
@Suite struct BadInputTests {
    static let methods: [Bound.Method] = [
        .clopperPearson, .wilson, .jeffreys, .mixture, .bets, .mixtureAndBets,
    ]

    @Test(arguments: methods)
    func `every proportion bound refuses bad input by name`(method: Bound.Method) {
        func refused(
            _ leaks: Double, _ draws: Int, _ alpha: Double, _ expected: StatisticsError?
        ) {
            for side in Bound.Side.allCases {
                let error = #expect(throws: StatisticsError.self) {
                    try Proportion.bound(
                        leaks: leaks, draws: draws, alpha: alpha, side: side, method: method)
                }
                if let expected { #expect(error == expected) }
            }
        }
        refused(9, 8, 0.05, .countAboveTotal(name: "leaks", count: 9, total: 8))
        refused(-1, 8, 0.05, .outsideRange(name: "leaks", value: -1, range: "[0, 8]"))
        refused(0, 0, 0.05, .noDraws(0))
        refused(0, -3, 0.05, .noDraws(-3))
        refused(1, 8, 0, .alphaOutsideRange(0))
        refused(1, 8, 0.51, .alphaOutsideRange(0.51))
        refused(1, 8, -0.1, .alphaOutsideRange(-0.1))
        refused(1, 8, .infinity, .alphaOutsideRange(.infinity))
        refused(1, 8, .nan, nil)
        refused(.nan, 8, 0.05, nil)
        refused(.infinity, 8, 0.05, .notFinite(name: "leaks", value: .infinity))
        refused(1, .max, 0.05, .tooLarge(name: "draws", value: Double(Int.max), limit: 1e12))
        if method != .mixture {
            refused(
                1.5, 8, 0.05,
                .outsideRange(
                    name: "leaks", value: 1.5, range: "the whole numbers from 0 to 8"))
        }
    }

    @Test func `methods for other quantities are refused by name`() {
        let error = #expect(throws: StatisticsError.self) {
            try Proportion.bound(
                leaks: 1, draws: 2, alpha: 0.05, side: .two, method: .anderson)
        }
        #expect(error?.description == "the method anderson does not bound a proportion")
    }

    @Test func `scores out of range are named with their position`() {
        for bad in [Double.nan, .infinity, -0.1, 1.000_000_1] {
            let error = #expect(throws: StatisticsError.self) {
                try LeakAtK.expectedMaximum(scores: [0, bad], attempts: 1)
            }
            #expect(error?.description.contains("scores[1]") == true)
        }
        #expect(throws: StatisticsError.empty(name: "a")) {
            try ExactTest.permutation([], [1], alternative: .greater, seed: 1)
        }
    }

    @Test func `numbers that would overflow are refused`() {
        #expect(throws: StatisticsError.self) {
            try LostDraws.proportion(
                leaks: 0, completed: 5, lost: .max, alpha: 0.05, side: .upper, method: .mixture)
        }
        #expect(throws: StatisticsError.self) {
            try ExactTest.mcNemar(onlyA: .max, onlyB: 1, alternative: .greater)
        }
        #expect(throws: StatisticsError.self) { try OutputDiversity(counts: [.max, .max]) }
        #expect(throws: StatisticsError.self) {
            try ExactTest.permutation(
                [0], [1], alternative: .greater, resamples: .max, seed: 1)
        }
        #expect(throws: StatisticsError.self) {
            try Planner.drawsToCertify(target: 0.1, leaks: .max, alpha: 0.05, method: .mixture)
        }
        #expect(throws: StatisticsError.self) {
            let count = PromptMean.Count(leaks: 0, draws: 1_000_000_000_000)
            return try PromptMean.pooled([count, count], alpha: 0.05, side: .upper)
        }
    }

    @Test func `special functions answer NaN outside their domain`() {
        #expect(SpecialFunctions.logGamma(0).isNaN)
        #expect(SpecialFunctions.normalUpperQuantile(1).isNaN)
        #expect(SpecialFunctions.logIncompleteBeta(a: 1, b: 1, x: -1).lower.isNaN)
        #expect(SpecialFunctions.logBeta(-1, 2).isNaN)
    }

    @Test func `extreme but legal input gives a valid bound`() throws {
        for draws in [1, 2, 10_000_000, 1_000_000_000_000] {
            for leaks in Set([0, 1, draws / 2, draws - 1, draws]) {
                for alpha in [0.5, 1e-12, 1e-300, Double.leastNonzeroMagnitude] {
                    for method in [Bound.Method.clopperPearson, .mixture] {
                        let bound = try Proportion.bound(
                            leaks: Double(leaks), draws: draws, alpha: alpha, side: .two,
                            method: method)
                        #expect(bound.lower >= 0 && bound.upper <= 1)
                        #expect(bound.lower <= bound.estimate)
                        #expect(bound.upper >= bound.estimate)
                    }
                }
            }
        }
    }
}
