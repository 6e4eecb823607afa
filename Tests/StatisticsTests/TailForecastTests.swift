import Platform
import Statistics
import TestSupport
import Testing

/// Forecasts of the largest rate: exact lines, known populations, and what has no line.
@Suite struct TailForecastTests {
    @Test func `a line is found again and goes on`() throws {
        let prompts = 400
        let rates = (1...prompts).map { rank in
            exp(-exp(1.7 - 0.21 * log(Double(prompts) / Double(rank))))
        }
        let forecast = try TailForecast(rates.reversed())
        #expect(abs(forecast.slope + 0.21) < 1e-12 && abs(forecast.intercept - 1.7) < 1e-12)
        #expect(abs(forecast.determination - 1) < 1e-12)
        #expect(forecast.rates.count == 10 && forecast.prompts == prompts)
        #expect(abs(forecast.largest(of: 1e6) - exp(-exp(1.7 - 0.21 * log(1e6)))) < 1e-12)
    }

    /// −log p exponential to a power: not a line but nearly one, as in the paper's data.
    @Test func `forecasts for a hundred times as many prompts are near the truth`() throws {
        var generator = SeededGenerator(seed: 25)
        var near = 0
        for _ in 0..<200 {
            // −log(−log p) = ψ with exponential tail of scale 0.25 above −2.
            let rates = (0..<200).map { _ -> Double in
                let psi = -2 - 0.25 * log(Double.random(in: 1e-12..<1, using: &generator))
                return exp(-exp(-psi))
            }
            let truth = exp(-exp(2 - 0.25 * log(20_000)))
            let ratio = try TailForecast(rates).largest(of: 20_000) / truth
            if ratio > 0.1 && ratio < 10 { near += 1 }
        }
        #expect(near >= 190)
        print("forecasts: within an order of magnitude in \(near) of 200")
    }

    @Test func `what has no line is refused with the reason`() {
        #expect(throws: TailForecast.Fault.tooFew(2)) { try TailForecast([0, 0.1, 0, 0.2]) }
        #expect(throws: TailForecast.Fault.tooFew(0)) { try TailForecast([]) }
        #expect(throws: TailForecast.Fault.certain) { try TailForecast([1, 0.1, 0.2, 0.3]) }
        #expect(throws: TailForecast.Fault.flat) { try TailForecast([0.1, 0.1, 0.1]) }
        #expect(throws: TailForecast.Fault.tooFew(2)) { try TailForecast([.nan, 0.1, 0.2]) }
    }
}
