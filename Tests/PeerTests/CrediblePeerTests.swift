import Foundation
import Statistics
import Testing

/// What is believed of mean rates, against quadrature with scipy's Beta distributions.
@Suite struct CrediblePeerTests {
    private struct Answer: Decodable {
        struct Rate: Decodable {
            var mean: Double
            var lower: Double
            var upper: Double
        }
        var above: Double
        var rates: [Rate]
    }

    @Test(arguments: [
        [[[3, 40], [0, 25], [17, 30]], [[1, 40], [2, 25], [12, 30]]],
        [[[0, 10], [0, 10]], [[1, 10], [0, 10]]],
        [[[50, 100]], [[60, 100]]],
    ])
    func `scipy's quadrature finds the same chance and limits`(runs: [[[Int]]]) throws {
        let input = String(decoding: try JSONEncoder().encode(runs), as: UTF8.self)
        let answer = try JSONDecoder().decode(
            Answer.self, from: Data(try PeerScript.credible.run(input: input).utf8))
        let ranks = try CredibleRanks(
            runs.map { $0.map { PromptMean.Count(leaks: Double($0[0]), draws: $0[1]) } })
        // Five standard deviations of 20,000 samples.
        #expect(abs(ranks.above[0][1] - answer.above) < 5 * 0.5 / 141)
        for (own, other) in zip(ranks.rates, answer.rates) {
            #expect(abs(own.mean - other.mean) < 0.003)
            #expect(abs(own.lower - other.lower) < 0.006)
            #expect(abs(own.upper - other.upper) < 0.006)
        }
    }
}
