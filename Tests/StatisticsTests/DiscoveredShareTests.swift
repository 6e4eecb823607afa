import Statistics
import TestSupport
import Testing

/// Limits on the shares of answers that the draws brought up themselves.
@Suite struct DiscoveredShareTests {
    @Test func `limits are those of the later draws at the answer's part of alpha`() throws {
        let found = DiscoveredShare(rank: 3, again: 4, later: 50)
        let bound = try found.bound(alpha: 0.05, side: .two, method: .anytimeProportion(.two))
        let plain = try Proportion.anytime(leaks: 4, draws: 50, alpha: 0.05 / 12, side: .two)
        #expect(bound.lower == plain.lower && bound.upper == plain.upper)
        #expect(bound.alpha == 0.05)
        let part = DiscoveredShare(rank: 1, part: 2, again: 4, later: 50)
        #expect(abs(part.share(of: 0.06) - 0.005) < 1e-15)
        let last = DiscoveredShare(rank: 9, again: 0, later: 0)
        let none = try last.bound(alpha: 0.05, side: .two, method: .anytimeProportion(.two))
        #expect(none.lower == 0 && none.upper == 1)
        #expect(throws: StatisticsError.self) {
            try DiscoveredShare(rank: 0, again: 0, later: 1)
                .bound(alpha: 0.05, side: .two, method: .clopperPearson)
        }
    }

    @Test func `the parts of alpha add up to alpha`() {
        let ranks = (1...2000).reduce(0.0) {
            $0 + DiscoveredShare(rank: $1, again: 0, later: 1).share(of: 0.1)
        }
        #expect(ranks < 0.1 && ranks > 0.0999)
    }

    @Test func `lost draws are at their worst for each limit`() throws {
        let lost = DiscoveredShare(rank: 1, again: 4, later: 50, lost: 10)
        let bound = try lost.bound(alpha: 0.1, side: .two, method: .anytimeProportion(.two))
        let high = try Proportion.anytime(leaks: 14, draws: 50, alpha: 0.05, side: .two)
        let low = try Proportion.anytime(leaks: 4, draws: 50, alpha: 0.05, side: .two)
        #expect(bound.upper == high.upper && bound.lower == low.lower)
    }

    /// Of the answers to one prompt, all equally likely, how many streams have some false row: the
    /// reader sees the whole list, and its most frequent rows first.
    private func falseLists(
        answers: Int, draws: Int, alpha: Double, streams: Int, plain: Bool
    ) throws -> Double {
        var generator = SeededGenerator(seed: UInt64(answers + draws))
        let truth = 1 / Double(answers)
        var wrong = 0
        for _ in 0..<streams {
            var found: [Int: (rank: Int, first: Int, count: Int)] = [:]
            for draw in 0..<draws {
                let answer = Int.random(in: 0..<answers, using: &generator)
                let rank = found.count + 1
                found[answer, default: (rank, draw, 0)].count += 1
            }
            // Rows that came once have the lower limit 0 by the later draws.
            let isWrong = try found.values.contains { row in
                guard row.count > 1 || answers <= 100 else { return false }
                let bound =
                    plain
                    ? try Proportion.anytime(
                        leaks: row.count, draws: draws, alpha: alpha, side: .two)
                    : try DiscoveredShare(
                        rank: row.rank, again: row.count - 1, later: draws - row.first - 1
                    ).bound(alpha: alpha, side: .two, method: .anytimeProportion(.two))
                return bound.lower > truth || bound.upper < truth
            }
            if isWrong { wrong += 1 }
        }
        return Double(wrong) / Double(streams)
    }

    @Test(arguments: [100, 10_000, 100_000, 1_000_000], [0.05, 0.01])
    func `a whole list is false with at most the chance alpha`(
        answers: Int, alpha: Double
    ) throws {
        let streams = answers <= 100 ? 60 : 300
        let draws = answers <= 100 ? 128 : 512
        let rate = try falseLists(
            answers: answers, draws: draws, alpha: alpha, streams: streams, plain: false)
        #expect(rate <= alpha + 4 * (alpha * (1 - alpha) / Double(streams)).squareRoot())
    }

    @Test func `plain limits on what was found are false in most lists`() throws {
        let rate = try falseLists(
            answers: 100_000, draws: 512, alpha: 0.01, streams: 100, plain: true)
        #expect(rate > 0.5)
    }
}
