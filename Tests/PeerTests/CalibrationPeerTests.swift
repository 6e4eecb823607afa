import Foundation
import Statistics
import TestSupport
import Testing

/// Figures of calibration against scikit-learn and the authors' formula in numpy.
@Suite struct CalibrationPeerTests {
    private struct Question: Encodable {
        var groups: [[[Double]]]
        var bins: Int
        var width: Double
    }

    private struct Answer: Decodable {
        var brier: Double
        var accuracy: [Double]
        var confidence: [Double]
        var ece: Double
        var skce: Double
        var areas: [Double]
        var area: Double
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
        let question = Question(groups: groups, bins: bins, width: KernelCalibration.width)
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
    }
}
