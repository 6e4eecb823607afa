import Evidence
import Platform
import Statistics
import TestSupport
import Testing

@Suite struct ScoreEvidenceTests {
    @Test(arguments: ScoreStream.allCases)
    func `evidence holds the multiset, the order and the losses`(stream: ScoreStream) throws {
        let scores = stream.scores(700, seed: 1)
        let evidence = ScoreEvidence(scores)
        #expect(Array(evidence.scores) == scores)
        #expect(evidence.distribution == (try ScoreDistribution(scores.compactMap { $0 })))
        #expect(evidence.lost == scores.count { $0 == nil })
        #expect(evidence.draws == 700)
        #expect(evidence.count == 700 - evidence.lost)
        let mean = scores.compactMap { $0 }.reduce(0, +) / Double(evidence.count)
        #expect(abs(evidence.mean - mean) < 1e-12)
        #expect(abs(evidence.sum - mean * Double(evidence.count)) < 1e-9)
    }

    @Test(arguments: ScoreStream.allCases)
    func `merging equals adding one by one, wherever the cut is`(stream: ScoreStream) {
        let scores = stream.scores(200, seed: 2)
        let whole = ScoreEvidence(scores)
        for cut in [0, 1, 50, 199, 200] {
            var first = ScoreEvidence(scores[..<cut])
            first.merge(ScoreEvidence(scores[cut...]))
            #expect(first == whole)
            #expect(first.hashValue == whole.hashValue)
        }
        #expect(ScoreEvidence(scores.reversed()) != whole)
    }

    @Test func `a score that is no number in 0 to 1 counts as lost`() {
        let evidence = ScoreEvidence([0.5, .nan, .infinity, -0.1, 1.5, 1])
        #expect(evidence.lost == 4)
        #expect(evidence.count == 2)
        #expect(Array(evidence.scores) == [0.5, nil, nil, nil, nil, 1])
    }
}
