import Platform
import Statistics
import Testing

@Suite struct QuantileTests {
    private let distinct: [Double] = (1...100).map { Double($0) / 101 }

    @Test func `the exact ranks are those of the binomial distribution`() throws {
        let scores = try ScoreDistribution(distinct)
        for q in [0.1, 0.5, 0.9] {
            let bound = try Quantile.bound(
                of: scores, q: q, alpha: 0.05, side: .upper, method: .clopperPearson)
            // The smallest rank i with P(Bin(100, q) ≥ i) ≤ α, by summing the probabilities.
            var tail = 0.0
            var rank = 101
            while rank > 0 {
                let k = Double(rank - 1)
                let choose = lgamma(101) - lgamma(k + 1) - lgamma(101 - k)
                let mass = exp(choose + k * log(q) + (100 - k) * log(1 - q))
                if tail + mass > 0.05 { break }
                tail += mass
                rank -= 1
            }
            #expect(bound.upper == (rank <= 100 ? distinct[rank - 1] : 1))
            #expect(bound.lower == 0)
        }
    }

    @Test func `limits enclose the estimate and rise with q`() throws {
        let scores = try ScoreDistribution(distinct)
        for method in [Bound.Method.dkw, .kolmogorov, .berkJones, .clopperPearson] {
            var previous = (0.0, 0.0)
            for q in stride(from: 0.05, to: 1, by: 0.05) {
                let bound = try Quantile.bound(
                    of: scores, q: q, alpha: 0.1, side: .two, method: method)
                #expect(bound.lower <= bound.estimate)
                #expect(bound.upper >= bound.estimate)
                #expect(bound.lower >= previous.0)
                #expect(bound.upper >= previous.1)
                previous = (bound.lower, bound.upper)
            }
        }
    }

    @Test func `a band moves the median by its half-width in ranks`() throws {
        let scores = try ScoreDistribution(distinct)
        let width = try Band.halfWidth(draws: 100, alpha: 0.05, twoSided: true)
        let bound = try Quantile.bound(of: scores, q: 0.5, alpha: 0.05, side: .two)
        let reached = Int(((0.5 + width) * 100).rounded(.up))
        let possible = Int(((0.5 - width) * 100).rounded(.up))
        #expect(bound.upper == distinct[reached - 1])
        #expect(bound.lower == distinct[possible - 1])
    }

    @Test func `too few draws leave the quantile anywhere`() throws {
        let bound = try Quantile.bound(
            of: ScoreDistribution([0.3]), q: 0.5, alpha: 0.05, side: .two)
        #expect(bound.lower == 0)
        #expect(bound.upper == 1)
        let anytime = try Quantile.bound(
            ofDraws: [0.3, 0.4], q: 0.5, alpha: 0.05, side: .two, method: .epochs)
        #expect(anytime.lower == 0)
        #expect(anytime.upper == 1)
        #expect(anytime.estimate == 0.3)
        #expect(anytime.validity == .anytime)
    }

    @Test func `atoms at the ends are found`() throws {
        let zeros = ScoreDistribution(zeros: 200, ones: 0)
        let bound = try Quantile.bound(of: zeros, q: 0.5, alpha: 0.05, side: .two)
        #expect(bound.lower == 0)
        #expect(bound.upper == 0)
        let ones = ScoreDistribution(zeros: 0, ones: 200)
        let high = try Quantile.bound(of: ones, q: 0.5, alpha: 0.05, side: .two)
        #expect(high.lower == 1)
        #expect(high.upper == 1)
    }

    @Test(arguments: [0, 1, -0.5, Double.nan])
    func `q outside the open unit interval is refused`(q: Double) {
        #expect(throws: StatisticsError.self) {
            try Quantile.bound(
                of: ScoreDistribution(zeros: 1, ones: 1), q: q, alpha: 0.05, side: .two)
        }
    }
}
