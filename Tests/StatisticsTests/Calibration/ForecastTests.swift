import Statistics
import TestSupport
import Testing

/// Scores of single forecasts and what is made of them, against definitions computed the long way.
@Suite struct ForecastTests {
    @Test func `the balance score is 0 in expectation where the forecast is the truth`() throws {
        for percent in stride(from: 0.0, through: 1, by: 0.05) {
            let right = try Forecast(percent, isRight: true)
            let wrong = try Forecast(percent, isRight: false)
            for truth in stride(from: 0.0, through: 1, by: 0.05) {
                let expected = truth * right.balance + (1 - truth) * wrong.balance
                // |q - p| in size, signed by whether the decision is right more often than is said.
                let gain = percent >= 0.5 ? truth - percent : percent - truth
                #expect(abs(expected - gain) < 1e-12)
            }
            #expect((-1...0.5).contains(right.balance) && (-1...0.5).contains(wrong.balance))
        }
    }

    @Test func `what is no probability is refused`() {
        for value in [-0.1, 1.1, .nan, .infinity] {
            #expect(throws: StatisticsError.self) { try Forecast(value, isRight: true) }
        }
        #expect(throws: StatisticsError.self) { try ForecastGroup([]) }
        #expect(throws: StatisticsError.self) { try ReliabilityDiagram([]) }
    }

    @Test func `the parts of the Brier score add up to it`() throws {
        var generator = SeededGenerator(seed: 4)
        for bins in [1, 7, 10, 50] {
            let groups = try SimulatedForecasts(sharpness: 1.7, draws: 9)
                .groups(30, using: &generator)
            let diagram = try ReliabilityDiagram(groups, bins: bins)
            let parts = BrierParts(groups, bins: bins)
            let sum = parts.reliability - parts.resolution + parts.uncertainty + parts.within
            #expect(abs(parts.brier - sum) < 1e-12)
            #expect(abs(parts.brier - groups.meanOfMeans(\.squaredError)) < 1e-12)
            #expect(diagram.count == 270 && diagram.each == 9)
        }
    }

    @Test func `the parts are of the score that weighs prompts equally`() throws {
        var generator = SeededGenerator(seed: 6)
        var groups = try SimulatedForecasts(sharpness: 1.5, draws: 8).groups(40, using: &generator)
        for position in groups.indices where position % 2 == 1 {
            let first = groups[position].forecasts[0]
            groups[position] = try ForecastGroup([first])
        }
        let parts = BrierParts(groups, bins: 10)
        let sum = parts.reliability - parts.resolution + parts.uncertainty + parts.within
        #expect(abs(parts.brier - groups.meanOfMeans(\.squaredError)) < 1e-12)
        #expect(abs(parts.brier - sum) < 1e-12)
    }

    @Test func `bins hold what lies between their edges`() throws {
        let group = try ForecastGroup([
            Forecast(0, isRight: false), Forecast(0.0999, isRight: true),
            Forecast(0.1, isRight: true), Forecast(0.95, isRight: true),
            Forecast(1, isRight: false),
        ])
        let diagram = try ReliabilityDiagram([group])
        #expect(diagram.bins.map(\.count) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2])
        #expect(diagram.bins[0].accuracy == 0.5 && diagram.bins[1].accuracy == 1)
        let expected =
            (abs(0.5 - 0.0999 / 2) * 2 + abs(1 - 0.1) + abs(0.5 - 0.975) * 2) / 5
        #expect(abs(diagram.expectedError - expected) < 1e-12)
        let limits = try diagram.limits(alpha: 0.05)
        #expect(limits.map { $0 == nil } == diagram.bins.map { $0.count == 0 })
    }

    /// Every bin has the limits of its own draws at its share of α, filled or not.
    @Test func `all bins share the error probability`() throws {
        let draws = try (0..<200).map {
            try Forecast(0.05 + 0.1 * Double($0 % 5), isRight: $0 % 4 == 0)
        }
        let group = try ForecastGroup(draws)
        let limits = try ReliabilityDiagram([group]).limits(alpha: 0.05)
        for (place, limit) in limits.enumerated() {
            guard place < 5 else {
                #expect(limit == nil)
                continue
            }
            let right = draws.indices.count { $0 % 5 == place && $0 % 4 == 0 }
            let own = try PromptMean.pooledFixed(
                leaks: right, draws: 40, each: 200, alpha: 0.005, side: .two)
            #expect(limit?.lower == own.lower && limit?.upper == own.upper)
        }
    }

    @Test func `unequal numbers of draws have no limits`() throws {
        let one = try ForecastGroup([Forecast(0.5, isRight: true)])
        let two = try ForecastGroup([Forecast(0.5, isRight: true), Forecast(0.2, isRight: true)])
        let diagram = try ReliabilityDiagram([one, two])
        #expect(throws: StatisticsError.self) { try diagram.limits(alpha: 0.05) }
    }
}
