import Statistics
import TestSupport
import Testing

/// How often limits of the reliability diagram are wrong, where the truth is known.
@Suite struct ReliabilityCoverageTests {
    /// Prompts that fall into two bins with chances of their own.
    private static let prompts: [(inFirst: Double, first: Double, second: Double)] = [
        (0.5, 0.0, 1.0), (0.9, 0.6, 0.2), (0.1, 0.05, 0.5), (1.0, 0.3, 0.0), (0.3, 0.9, 0.95),
    ]
    private static let said = [0.2, 0.7]

    @Test(arguments: [0.1, 0.02])
    func `all bins of unlike prompts are covered at once, and the error`(alpha: Double) throws {
        var generator = SeededGenerator(seed: 77)
        let (runs, each) = (2000, 20)
        var (bands, errors) = (0, 0)
        for _ in 0..<runs {
            var groups: [ForecastGroup] = []
            var (sums, counts) = ([0.0, 0.0], [0.0, 0.0])
            for prompt in Self.prompts {
                var forecasts: [Forecast] = []
                for _ in 0..<each {
                    let bin = Double.random(in: 0..<1, using: &generator) < prompt.inFirst ? 0 : 1
                    let chance = bin == 0 ? prompt.first : prompt.second
                    sums[bin] += chance
                    counts[bin] += 1
                    forecasts.append(
                        try Forecast(
                            Self.said[bin],
                            isRight: Double.random(in: 0..<1, using: &generator) < chance))
                }
                groups.append(try ForecastGroup(forecasts))
            }
            let diagram = try ReliabilityDiagram(groups, bins: 2)
            let limits = try diagram.limits(alpha: alpha)
            var (isWrong, truth) = (false, 0.0)
            for bin in 0..<2 where counts[bin] > 0 {
                let mean = sums[bin] / counts[bin]
                truth += abs(mean - Self.said[bin]) * counts[bin] / Double(diagram.count)
                guard let bound = limits[bin] else { continue }
                if mean < bound.lower || mean > bound.upper { isWrong = true }
            }
            if isWrong { bands += 1 }
            let error = diagram.errorBound(limits, alpha: alpha)
            #expect(error.lower <= error.estimate && error.estimate <= error.upper)
            if truth < error.lower || truth > error.upper { errors += 1 }
        }
        // Four standard deviations of the frequency.
        let most = Double(runs) * alpha + 4 * (Double(runs) * alpha).squareRoot()
        #expect(Double(bands) <= most && Double(errors) <= most)
        print("diagram, alpha \(alpha): bands wrong in \(bands), error in \(errors) of \(runs)")
    }

    @Test func `a calibrated model shows on average the error that is said of it`() throws {
        var generator = SeededGenerator(seed: 5)
        let model = SimulatedForecasts(draws: 6)
        var (seen, said) = (0.0, 0.0)
        for _ in 0..<60 {
            let groups = try model.groups(25, using: &generator)
            seen += try ReliabilityDiagram(groups).expectedError
            said += try #require(
                try ReliabilityDiagram.calibratedError(groups, resamples: 60))
        }
        #expect(seen > 0 && abs(seen - said) < 0.15 * seen)
        // A sharpened one shows more than chance.
        let sharp = try SimulatedForecasts(sharpness: 2, draws: 6).groups(200, using: &generator)
        #expect(
            try ReliabilityDiagram(sharp).expectedError
                > 1.5 * #require(try ReliabilityDiagram.calibratedError(sharp)))
    }

    @Test func `what adds up to more than 1 is no table to draw from`() throws {
        let sure = try ForecastGroup(
            [Forecast(0.9, isRight: true), Forecast(0.8, isRight: false)], answers: [0, 1])
        #expect(try ReliabilityDiagram.calibratedError([sure]) == nil)
        // The same answer twice is one, whatever tokens it came by.
        let same = try ForecastGroup(
            [Forecast(0.9, isRight: true), Forecast(0.8, isRight: true)], answers: [0, 0])
        #expect(try ReliabilityDiagram.calibratedError([same]) != nil)
        // Each draw comes true with the probability that was said of it.
        let draws = Array(repeating: same, count: 400)
        let error = try #require(try ReliabilityDiagram.calibratedError(draws, bins: 1))
        #expect(error < 0.03)
    }
}
