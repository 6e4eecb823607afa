import Evidence
import Glibc
import Statistics
import TestSupport
import Testing

/// Streams of scores, some of them lost.
enum Stream: String, CaseIterable {
    case binary, graded, mixed

    func scores(_ count: Int, lost: Double = 0.1, seed: UInt64) -> [Double?] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let isLost = generator.uniform() < lost
            let u = generator.uniform()
            if isLost { return nil }
            return switch self {
            case .binary: u < 0.2 ? 1 : 0
            case .graded: (u * 17).rounded() / 17
            case .mixed: u < 0.8 ? 0 : u
            }
        }
    }
}

@Suite struct ScoreEvidenceTests {
    @Test(arguments: Stream.allCases)
    func `evidence holds the multiset, the order and the losses`(stream: Stream) throws {
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

    @Test(arguments: Stream.allCases)
    func `merging equals adding one by one, wherever the cut is`(stream: Stream) {
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

    @Test func `without a scored draw every bound says that draws are missing`() {
        for evidence in [ScoreEvidence(), ScoreEvidence([nil, nil])] {
            for validity in [BoundRequest.Validity.fixed, .anytime] {
                let request = BoundRequest(
                    alpha: 0.05, side: .two, validity: validity, isBinary: false)
                for quantity in quantities {
                    #expect(throws: StatisticsError.noDraws(0)) {
                        _ = try evidence.bound(on: quantity, request)
                    }
                }
            }
        }
    }
}

let quantities: [ScoreQuantity] = [
    .leak(above: 0.5), .mean, .deviation, .expectationDeviation(weight: 2), .exceedance(above: 0.3),
]

/// Every combination of side, validity and kind at one level.
let requests: [BoundRequest] = [Bound.Side.upper, .lower, .two].flatMap { side in
    [BoundRequest.Validity.fixed, .anytime].flatMap { validity in
        [true, false].map {
            BoundRequest(alpha: 0.05, side: side, validity: validity, isBinary: $0)
        }
    }
}
