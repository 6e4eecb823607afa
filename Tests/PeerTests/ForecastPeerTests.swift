import Foundation
import Statistics
import TestSupport
import Testing

/// Forecasts of the largest rate against scipy's regression.
@Suite struct ForecastPeerTests {
    private struct Question: Encodable {
        var rates: [Double]
        var points: Int
        var n: Double
    }

    private struct Answer: Decodable {
        var slope: Double
        var intercept: Double
        var determination: Double
        var value: Double
    }

    @Test(arguments: [3, 10, 25])
    func `scipy finds the same line`(points: Int) throws {
        var generator = SeededGenerator(seed: UInt64(points))
        let rates = (0..<120).map { _ in pow(Double.random(in: 0.01..<1, using: &generator), 4) }
        let question = Question(rates: rates, points: points, n: 1e5)
        let input = String(decoding: try JSONEncoder().encode(question), as: UTF8.self)
        let answer = try JSONDecoder().decode(
            Answer.self, from: Data(try PeerScript.forecast.run(input: input).utf8))
        let own = try TailForecast(rates, points: points)
        #expect(abs(own.slope - answer.slope) < 1e-9)
        #expect(abs(own.intercept - answer.intercept) < 1e-9)
        #expect(abs(own.determination - answer.determination) < 1e-9)
        #expect(abs(own.largest(of: 1e5) - answer.value) < 1e-9)
    }
}
