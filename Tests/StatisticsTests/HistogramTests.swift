import Statistics
import TestSupport
import Testing

@Suite struct HistogramTests {
    @Test func `a bin contains its left edge, and the last bin contains one`() throws {
        let scores = try ScoreDistribution([0, 0.1, 0.2, 0.3, 0.7, 0.999, 1])
        let histogram = try Histogram(of: scores, bins: .count(10))
        #expect(histogram.counts == [1, 1, 1, 1, 0, 0, 0, 1, 0, 2])
        #expect(histogram.edges.count == 11)
        #expect(histogram.edges.first == 0)
        #expect(histogram.edges.last == 1)
    }

    @Test(arguments: [1, 3, 7, 20, 49, 1000])
    func `every score is counted once in the bin whose edges enclose it`(bins: Int) throws {
        var generator = SeededGenerator(seed: 5)
        let scores = (0..<400).map { _ in generator.uniform() } + [0, 1, 0.5, 1.0 / 3]
        let distribution = try ScoreDistribution(scores)
        let histogram = try Histogram(of: distribution, bins: .count(bins))
        #expect(histogram.counts.reduce(0, +) == 404)
        var expected = [Int](repeating: 0, count: bins)
        for score in scores {
            let bin = try #require(
                (0..<bins).last { histogram.edges[$0] <= score })
            #expect(score < histogram.edges[bin + 1] || bin == bins - 1)
            expected[bin] += 1
        }
        #expect(histogram.counts == expected)
    }

    @Test func `the rule of Freedman and Diaconis gives more bins to more draws`() throws {
        func bins(_ count: Int) throws -> Int {
            let scores = try ScoreDistribution((0..<count).map { Double($0) / Double(count) })
            return try Histogram(of: scores, bins: .freedmanDiaconis).counts.count
        }
        // IQR ½, so the width is n^(−1/3).
        #expect(try bins(1000) == 10)
        #expect(try bins(8000) == 20)
        let binary = try Histogram(
            of: ScoreDistribution(zeros: 90, ones: 10), bins: .freedmanDiaconis)
        #expect(binary.counts.count == 20)
        #expect(binary.counts.first == 90)
        #expect(binary.counts.last == 10)
    }

    @Test func `no draws make an empty histogram, and no bins are an error`() throws {
        #expect(try Histogram(of: ScoreDistribution()).counts == .init(repeating: 0, count: 20))
        for bins in [0, -1, 1001] {
            #expect(throws: StatisticsError.self) {
                try Histogram(of: ScoreDistribution(), bins: .count(bins))
            }
        }
    }
}
