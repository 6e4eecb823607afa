import TestSupport
import Testing

@testable import Statistics

@Suite struct EpochBandTests {
    @Test func `epochs and their shares agree with reference values`() throws {
        for row in try Oracle.rows("dkw_cdf", type: "epoch") {
            let alpha = try row.number("alpha")
            let epoch = try #require(Epoch.reached(by: row.integer("n")))
            #expect(Double(epoch.index) == (try row.expectedNumber("epoch_index")))
            #expect(Double(epoch.draws) == (try row.expectedNumber("epoch_n")))
            try row.expect("alpha_j", is: alpha * epoch.share)
            try row.expect(
                "eps_two_sided",
                is: Band.halfWidth(
                    draws: epoch.draws, alpha: alpha * epoch.share, twoSided: true))
        }
        #expect(Epoch.reached(by: 15) == nil)
    }

    @Test func `the shares of all epochs sum to one`() {
        var epoch = Epoch.first
        var sum = 0.0
        for index in 0..<60 {
            sum += epoch.share
            #expect(epoch.index == index)
            let next = epoch.next
            #expect(next.draws >= Int((Double(epoch.draws) * 1.25).rounded(.up)))
            epoch = next
        }
        // The first J shares telescope to 1 − 1/(J + 1).
        #expect(abs(sum - (1 - 1.0 / 61)) < 1e-14)
    }

    @Test func `between epochs the band stays centred on the draws of the epoch`() throws {
        var bands = try EpochBand(alpha: 0.05, side: .two)
        for _ in 0..<15 { try bands.append(0) }
        #expect(bands.band == nil)
        #expect(bands.current.cumulative(at: 0.5).lower == 0)
        #expect(bands.current.cumulative(at: 0.5).upper == 1)
        #expect(bands.current.validity == .anytime)
        try bands.append(0)
        let first = try #require(bands.band)
        let fixed = try Band.dkw(
            of: ScoreDistribution(zeros: 16, ones: 0), alpha: 0.05 / 2, side: .two)
        #expect(first.lower == fixed.lower)
        #expect(first.upper == fixed.upper)
        #expect(first.alpha == 0.05)
        // Three high scores: the next epoch is at 20 draws, so nothing may move yet.
        for _ in 0..<3 {
            try bands.append(1)
            #expect(bands.band == first)
        }
        try bands.append(1)
        #expect(bands.band != first)
        #expect(bands.scores.draws == 20)
    }

    @Test func `a new band is intersected with the earlier ones`() throws {
        var generator = SeededGenerator(seed: 3)
        var bands = try EpochBand(alpha: 0.1, side: .two)
        var previous = bands.current
        for _ in 0..<200 {
            try bands.append((generator.uniform() * 10).rounded(.down) / 10)
            let current = bands.current
            for x in stride(from: 0.0, to: 1, by: 0.05) {
                let (_, low, high) = current.cumulative(at: x)
                let (_, oldLow, oldHigh) = previous.cumulative(at: x)
                #expect(low >= oldLow)
                #expect(high <= oldHigh)
            }
            previous = current
        }
        #expect(previous.validity == .anytime)
        #expect(previous.method == .epochs)
    }

    @Test func `feeding draws one by one or at once gives the same band`() throws {
        let draws = (0..<90).map { Double($0 * 37 % 41) / 40 }
        var grown = try EpochBand(alpha: 0.05, side: .lower, base: .berkJones)
        for draw in draws { try grown.append(draw) }
        #expect(grown == (try EpochBand(of: draws, alpha: 0.05, side: .lower, base: .berkJones)))
        #expect(grown.band?.upper.allSatisfy { $0 == 1 } == true)
    }
}
