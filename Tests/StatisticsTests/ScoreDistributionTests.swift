import Statistics
import TestSupport
import Testing

@Suite struct ScoreDistributionTests {
    private func random(_ count: Int, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            // A third of the scores repeat, so that counts above one occur.
            let score = generator.uniform()
            return score < 1.0 / 3 ? (score * 12).rounded() / 4 : score
        }
    }

    @Test func `feeding draws one by one, at once or in parts gives the same value`() throws {
        let scores = random(500, seed: 1)
        let whole = try ScoreDistribution(scores)
        var grown = ScoreDistribution()
        for score in scores { try grown.insert(score) }
        let parts = try ScoreDistribution(scores[..<123])
            .merging(ScoreDistribution(scores[123...]))
        let swapped = try ScoreDistribution(scores[123...])
            .merging(ScoreDistribution(scores[..<123]))
        #expect(grown == whole)
        #expect(parts == whole)
        #expect(swapped == whole)
        #expect(try ScoreDistribution(scores.shuffled()) == whole)
        #expect(whole.draws == 500)
        #expect(whole.counts.reduce(0, +) == 500)
        #expect(whole.scores == Set(scores).sorted())
    }

    @Test(arguments: 0..<40) func `adding many at once is adding one by one`(seed: UInt64) throws {
        let scores = random(400, seed: seed)
        var (alone, together) = (ScoreDistribution(), ScoreDistribution())
        var start = 0
        var generator = SeededGenerator(seed: seed)
        while start < scores.count {
            let end = min(scores.count, start + Int.random(in: 0...60, using: &generator) % 61 + 1)
            for score in scores[start..<end] { try alone.insert(score) }
            try together.insert(contentsOf: scores[start..<end])
            #expect(alone == together)
            start = end
        }
        #expect(throws: StatisticsError.self) { try together.insert(contentsOf: [0.5, 1.5]) }
        #expect(together == alone)
        try together.insert(contentsOf: [-0.0])
        #expect(together.scores.allSatisfy { $0.sign == .plus })
    }

    @Test func `merging with nothing changes nothing`() throws {
        let some = try ScoreDistribution([0.25, 1, 0.25])
        #expect(some.merging(ScoreDistribution()) == some)
        #expect(ScoreDistribution().merging(some) == some)
        #expect(ScoreDistribution(zeros: 3, ones: 0) == (try ScoreDistribution([0, 0, 0])))
        #expect(ScoreDistribution(zeros: 2, ones: 1) == (try ScoreDistribution([0, 1, 0])))
    }

    @Test func `summaries agree with their definitions`() throws {
        let scores = random(300, seed: 2)
        let distribution = try ScoreDistribution(scores)
        let mean = scores.reduce(0, +) / 300
        let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 300
        #expect(abs(distribution.mean - mean) < 1e-14)
        #expect(abs(distribution.variance - variance) < 1e-14)
        #expect(abs(distribution.deviation - variance.squareRoot()) < 1e-14)
        for x in [-0.5, 0, 0.25, 0.5, 0.999, 1, 2] {
            #expect(distribution.count(atMost: x) == scores.count { $0 <= x })
            #expect(distribution.count(above: x) == scores.count { $0 > x })
            #expect(distribution.share(atMost: x) == Double(scores.count { $0 <= x }) / 300)
        }
        let sorted = scores.sorted()
        for q in [0.01, 0.25, 0.5, 0.9, 0.99, 1] {
            let rank = max(1, Int((q * 300 - 1e-9).rounded(.up)))
            #expect(distribution.quantile(q) == sorted[rank - 1])
        }
    }

    @Test func `equal scores have variance zero and a quantile at their value`() throws {
        let constant = try ScoreDistribution([Double](repeating: 0.1, count: 77))
        #expect(constant.variance == 0)
        #expect(abs(constant.mean - 0.1) < 1e-16)
        #expect(constant.quantile(0.5) == 0.1)
        #expect(ScoreDistribution().mean.isNaN)
        #expect(ScoreDistribution().quantile(0.5).isNaN)
    }

    @Test func `a rank that is a whole number is not pushed up by rounding`() throws {
        let twenty = try ScoreDistribution((1...20).map { Double($0) / 20 })
        #expect(twenty.quantile(0.95) == 0.95)
        #expect(twenty.quantile(0.05) == 0.05)
    }

    @Test(arguments: [Double.nan, .infinity, -0.001, 1.000_001, -.infinity])
    func `a score outside the unit interval is refused with its position`(bad: Double) {
        let error = #expect(throws: StatisticsError.self) {
            try ScoreDistribution([0.5, bad])
        }
        #expect(error?.description.contains("scores[1]") == true)
        #expect(throws: StatisticsError.self) {
            var distribution = ScoreDistribution()
            try distribution.insert(bad)
        }
    }

    @Test func `negative zero is zero`() throws {
        #expect(try ScoreDistribution([-0.0]).scores.map(\.sign) == [.plus])
        #expect(try ScoreDistribution([-0.0]) == ScoreDistribution(zeros: 1, ones: 0))
    }
}
