import Foundation
import Statistics
import TestSupport
import Testing

/// Figures of calibration against scikit-learn, scipy and the authors' formulas in numpy.
@Suite struct CalibrationPeerTests {
    private struct Question: Encodable {
        var groups: [[[Double]]]
        var bins: Int
        var width: Double
        var draws: [Draw]
    }

    private struct Draw: Encodable {
        var text: Int
        var meaning: Int
        var log: Double

        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            try list.encode(text)
            try list.encode(meaning)
            try list.encode(log)
        }
    }

    private struct Answer: Decodable {
        var brier: Double
        var accuracy: [Double]
        var confidence: [Double]
        var ece: Double
        var skce: Double
        var areas: [Double]
        var area: Double
        var balance: Double
        var parts: [String: Double]
        var first_p: Double
        var martingale_p: Double
        /// And its standard error, as ties are taken in orders at random.
        var aurc: [Double]
        var entropies: [Double]
    }

    @Test(arguments: [5, 10, 20])
    func `scikit-learn finds the same figures`(bins: Int) throws {
        var generator = SeededGenerator(seed: UInt64(bins))
        // Few values, so that there are ties; none on an edge, which packages give to either bin.
        let groups = (0..<18).map { _ in
            (0..<7).map { _ -> [Double] in
                let p = (Double(Int.random(in: 0..<40, using: &generator)) + 0.37) / 40
                let right = Double.random(in: 0..<1, using: &generator) < p * p
                return [p, right ? 1 : 0]
            }
        }
        let draws = (0..<40).map { _ -> Draw in
            let text = Int.random(in: 0..<9, using: &generator)
            return Draw(text: text, meaning: text / 3, log: -Double(text + 1) / 2)
        }
        let question = Question(
            groups: groups, bins: bins, width: KernelCalibration.width, draws: draws)
        let input = String(decoding: try JSONEncoder().encode(question), as: UTF8.self)
        let answer = try JSONDecoder().decode(
            Answer.self, from: Data(try PeerScript.calibration.run(input: input).utf8))

        let own = try groups.map {
            try ForecastGroup(try $0.map { try Forecast($0[0], isRight: $0[1] == 1) })
        }
        let diagram = try ReliabilityDiagram(own, bins: bins)
        let filled = diagram.bins.filter { $0.count > 0 }
        try #require(filled.count == answer.accuracy.count)
        for (index, bin) in filled.enumerated() {
            #expect(abs(bin.accuracy - answer.accuracy[index]) < 1e-12)
            #expect(abs(bin.confidence - answer.confidence[index]) < 1e-12)
        }
        #expect(abs(diagram.expectedError - answer.ece) < 1e-12)
        #expect(abs(BrierParts(own, bins: diagram.bins.count).brier - answer.brier) < 1e-12)
        #expect(abs(KernelCalibration.unbiased(own) - answer.skce) < 1e-12)
        let ranks = try groups.map { group in
            try RankQuality(group.map { .init(confidence: $0[0], score: $0[1]) })
        }.filter { $0.differing > 0 }
        try #require(ranks.count == answer.areas.count)
        for (rank, area) in zip(ranks, answer.areas) {
            #expect(abs(rank.agreeing / rank.differing - area) < 1e-12)
        }
        let all = groups.joined()
        let area = try Discrimination.area(
            of: all.filter { $0[1] == 1 }.map { $0[0] },
            against: all.filter { $0[1] == 0 }.map { $0[0] }, alpha: 0.05)
        #expect(abs(try #require(area).estimate - answer.area) < 1e-12)

        #expect(abs(own.meanOfMeans(\.balance) - answer.balance) < 1e-12)
        let parts = BrierParts(own, bins: bins)
        for (name, value) in [
            ("reliability", parts.reliability), ("resolution", parts.resolution),
            ("uncertainty", parts.uncertainty), ("within", parts.within),
        ] {
            #expect(abs(value - (answer.parts[name] ?? .nan)) < 1e-12, "\(name)")
        }
        // Both are Monte Carlo: five standard errors of 4,999 and of 40,000 resamples.
        let first = try #require(KernelCalibration.firstDrawPValue(own))
        let spread = (first * (1 - first) * (1 / 4999 + 1 / 40_000)).squareRoot()
        #expect(abs(first - answer.first_p) < 5 * spread + 1 / 4999)
        #expect(
            abs(CalibrationMartingale(own).pValue - answer.martingale_p)
                < 1e-9 * answer.martingale_p)
        let risk = try #require(try RiskCoverage.area(all.map { ($0[0], $0[1] == 0) }))
        #expect(abs(risk - answer.aurc[0]) < 5 * answer.aurc[1] + 1e-12)
        let entropy = try #require(
            AnswerEntropy(
                draws.map {
                    .init(logProbability: $0.log, tokens: 1, text: $0.text, meaning: $0.meaning)
                }))
        let found = [entropy.naive, entropy.discrete ?? .nan, entropy.weighted ?? .nan]
        for (value, expected) in zip(found, answer.entropies) {
            #expect(abs(value - expected) < 1e-12)
        }
    }
}
