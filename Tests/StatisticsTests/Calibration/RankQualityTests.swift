import Platform
import Statistics
import TestSupport
import Testing

/// Whether probability ranks quality: values by all pairs, and how often limits are wrong.
@Suite struct RankQualityTests {
    private func allPairs(_ draws: [RankQuality.Draw]) -> (agreeing: Double, differing: Double) {
        var (agreeing, differing) = (0.0, 0.0)
        for (i, a) in draws.enumerated() {
            for b in draws[..<i] where a.score != b.score {
                differing += 1
                if a.confidence == b.confidence {
                    agreeing += 0.5
                } else if (a.confidence > b.confidence) == (a.score > b.score) {
                    agreeing += 1
                }
            }
        }
        let pairs = Double(draws.count * (draws.count - 1)) / 2
        return (agreeing / pairs, differing / pairs)
    }

    @Test func `the share is that of all pairs`() throws {
        var generator = SeededGenerator(seed: 3)
        for levels in [2, 3, 20] {
            for ties in [3, 1000] {
                let draws = (0..<60).map { _ in
                    RankQuality.Draw(
                        confidence: Double(Int.random(in: 0..<ties, using: &generator)),
                        score: Double(Int.random(in: 0..<levels, using: &generator)))
                }
                let found = try RankQuality(draws)
                let expected = allPairs(draws)
                #expect(abs(found.agreeing - expected.agreeing) < 1e-12)
                #expect(abs(found.differing - expected.differing) < 1e-12)
            }
        }
        #expect(throws: StatisticsError.self) {
            try RankQuality([RankQuality.Draw(confidence: 0, score: 1)])
        }
        let nan = RankQuality.Draw(confidence: .nan, score: 1)
        #expect(throws: StatisticsError.self) { try RankQuality([nan, nan]) }
    }

    @Test func `without a pair of different scores nothing is known`() throws {
        let draws = (0..<10).map { RankQuality.Draw(confidence: Double($0), score: 1) }
        let bound = try RankQuality.bound([RankQuality(draws)], alpha: 0.05)
        #expect(bound.lower == 0 && bound.upper == 1 && bound.estimate.isNaN)
    }

    /// Hoeffding's slack, solved for the share: pairs of four draws count as two of their own.
    @Test(arguments: [Bound.Side.two, .lower, .upper])
    func `limits are those of the formula`(side: Bound.Side) throws {
        let draws = (0..<201).map { place -> RankQuality.Draw in
            let score = place % 3 == 0 ? 200 - place : place
            return RankQuality.Draw(confidence: Double(place), score: Double(score))
        }
        let quality = try RankQuality(draws)
        let bound = try RankQuality.bound([quality, quality], alpha: 0.04, side: side)
        let level = side == .two ? 0.02 : 0.04
        let slack = (-log(level) / (2 * 2 * 100)).squareRoot()
        let lower = (quality.agreeing - slack) / quality.differing
        let upper = (quality.agreeing + slack) / quality.differing
        #expect(lower > 0 && upper < 1)
        #expect(side == .upper ? bound.lower == 0 : abs(bound.lower - lower) < 1e-9)
        #expect(side == .lower ? bound.upper == 1 : abs(bound.upper - upper) < 1e-9)
    }

    /// The limits of the area under the curve, by the smaller of the two kinds.
    @Test(arguments: [Bound.Side.two, .lower, .upper])
    func `limits of the area are those of the formula`(side: Bound.Side) throws {
        let hits = (0..<300).map { Double($0 % 7) }
        let others = (0..<500).map { Double($0 % 6) }
        let bound = try #require(
            try Discrimination.area(of: hits, against: others, alpha: 0.04, side: side))
        let slack = (-log(side == .two ? 0.02 : 0.04) / 600).squareRoot()
        #expect(
            side == .upper ? bound.lower == 0 : abs(bound.lower - (bound.estimate - slack)) < 1e-9)
        #expect(
            side == .lower ? bound.upper == 1 : abs(bound.upper - (bound.estimate + slack)) < 1e-9)
        #expect(slack > 0.05 && bound.estimate > 0.5 && bound.estimate < 0.8)
    }

    /// Two prompts: scores 1 with confidence uniform on (s, 1 + s), scores 0 with one on (0, 1).
    @Test(arguments: [0.1, 0.02])
    func `limits of the share are wrong as seldom as is said`(alpha: Double) throws {
        var generator = SeededGenerator(seed: 9)
        let prompts = [(rate: 0.5, shift: 0.3), (rate: 0.2, shift: -0.2)]
        let (runs, each) = (1000, 40)
        // P(U + s > V) = 1 − (1 − s)²/2 for s ≥ 0, and mirrored.
        func agree(_ s: Double) -> Double {
            s >= 0 ? 1 - (1 - s) * (1 - s) / 2 : (1 + s) * (1 + s) / 2
        }
        let differ = prompts.map { 2 * $0.rate * (1 - $0.rate) }
        let truth =
            zip(prompts, differ).reduce(0) { $0 + agree($1.0.shift) * $1.1 }
            / differ.reduce(0, +)
        var wrong = 0
        for _ in 0..<runs {
            let found = try prompts.map { prompt in
                try RankQuality(
                    (0..<each).map { _ in
                        let isRight =
                            Double.random(in: 0..<1, using: &generator) < prompt.rate
                        let base = Double.random(in: 0..<1, using: &generator)
                        return RankQuality.Draw(
                            confidence: isRight ? base + prompt.shift : base,
                            score: isRight ? 1 : 0)
                    })
            }
            let bound = try RankQuality.bound(found, alpha: alpha)
            #expect(bound.lower <= bound.estimate && bound.estimate <= bound.upper)
            if truth < bound.lower || truth > bound.upper { wrong += 1 }
        }
        let most = Double(runs) * alpha + 4 * (Double(runs) * alpha).squareRoot()
        #expect(Double(wrong) <= most)
        print("pairs, alpha \(alpha): wrong in \(wrong) of \(runs)")
    }

    @Test func `the area under the curve is that of all pairs, and covered`() throws {
        var generator = SeededGenerator(seed: 8)
        let (runs, alpha) = (1000, 0.1)
        var wrong = 0
        for run in 0..<runs {
            let hits = (0..<12).map { _ in Double.random(in: 0..<1, using: &generator) + 0.25 }
            let others = (0..<30).map { _ in Double.random(in: 0..<1, using: &generator) }
            let bound = try #require(
                try Discrimination.area(of: hits, against: others, alpha: alpha))
            if run < 20 {
                let sum = hits.reduce(0.0) { sum, hit in
                    sum + others.reduce(0) { $0 + (hit > $1 ? 1 : hit == $1 ? 0.5 : 0) }
                }
                #expect(abs(bound.estimate - sum / 360) < 1e-12)
            }
            let truth = 1 - 0.75 * 0.75 / 2
            if truth < bound.lower || truth > bound.upper { wrong += 1 }
        }
        #expect(Double(wrong) <= 100 + 4 * 10)
        #expect(try Discrimination.area(of: [1], against: [], alpha: 0.1) == nil)
        let tied = try #require(try Discrimination.area(of: [1, 1], against: [1], alpha: 0.1))
        #expect(tied.estimate == 0.5)
        print("area: wrong in \(wrong) of \(runs) at \(alpha)")
    }

    /// Shares in another order of groups are summed to another last bit.
    @Test func `numbers that differ by rounding are equal`() throws {
        func entropy(_ counts: [Int]) throws -> Double {
            let draws = counts.enumerated().flatMap { meaning, count in
                (0..<count).map { _ in
                    AnswerEntropy.Draw(
                        logProbability: -1, tokens: 1, text: meaning, meaning: meaning)
                }
            }
            return try #require(AnswerEntropy(draws)?.discrete)
        }
        var differ = 0
        for place in 0..<216 {
            let counts = [place / 36 + 1, place / 6 % 6 + 1, place % 6 + 1, 2]
            let values = try [counts, counts.reversed(), Array(counts.dropFirst()) + [counts[0]]]
                .map(entropy)
            if Set(values).count > 1 { differ += 1 }
            for value in values {
                let area = try Discrimination.area(of: [value], against: [values[0]], alpha: 0.1)
                #expect(area?.estimate == 0.5)
            }
        }
        #expect(differ > 0, "no sum was rounded otherwise, so that nothing was tested")
        let apart = try Discrimination.area(of: [1 + 1e-9], against: [1], alpha: 0.1)
        #expect(apart?.estimate == 1)
    }

    @Test func `limits of the difference of two areas are wrong as seldom as is said`() throws {
        var generator = SeededGenerator(seed: 12)
        let (runs, alpha) = (1000, 0.1)
        // P(U + s > V) of the two numbers; they share what is common to a prompt.
        let truth = (1 - 0.25 * 0.25 / 2) - (1 - 0.75 * 0.75 / 2)
        var (wrong, sum) = (0, 0.0)
        for _ in 0..<runs {
            func values(_ first: Double, _ second: Double) -> (first: Double, second: Double) {
                let own = Double.random(in: 0..<1, using: &generator)
                return (own + first, own + second)
            }
            let hits = (0..<60).map { _ in values(0.75, 0.25) }
            let others = (0..<80).map { _ in values(0, 0) }
            let bound = try #require(
                try Discrimination.difference(of: hits, against: others, alpha: alpha))
            let areas = try [hits.map(\.first), hits.map(\.second)].map {
                try #require(
                    try Discrimination.area(of: $0, against: others.map(\.first), alpha: alpha))
            }
            #expect(abs(bound.estimate - (areas[0].estimate - areas[1].estimate)) < 1e-12)
            // Twice as wide as those of one area.
            #expect(bound.estimate - bound.lower > 0.3 && bound.lower >= -1 && bound.upper <= 1)
            if truth < bound.lower || truth > bound.upper { wrong += 1 }
            sum += bound.estimate
        }
        #expect(abs(sum / Double(runs) - truth) < 0.02)
        #expect(Double(wrong) <= 100 + 4 * 10)
        print("difference of areas: wrong in \(wrong) of \(runs) at \(alpha)")
    }
}
