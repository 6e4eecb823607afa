import Foundation
import TestSupport
import Testing

@testable import Statistics

/// Draws from the rest of a distribution that is known in part.
@Suite struct WithoutReplacementTests {
    // MARK: - Reference values

    struct Row: Decodable, CustomTestStringConvertible {
        var name: String
        var scores: [Double]
        var known: [Double]
        var left: [Double]
        var alpha: Double
        var side: String
        var expect: String
        var knownNow: Double?
        var leftNow: Double?
        var upper: Double?
        var lower: Double?
        var widest: [Double]?

        var testDescription: String { name }

        enum CodingKeys: String, CodingKey {
            case name, scores, known, left, alpha, side, expect, upper, lower, widest
            case knownNow = "known_now"
            case leftNow = "left_now"
        }

        func bound() throws -> Bound {
            let draws = scores.indices.map {
                RestDraw(score: scores[$0], known: known[$0], left: left[$0])
            }
            let now = knownNow.flatMap { known in leftNow.map { KnownMass(known: known, left: $0) }
            }
            return try Mean.withoutReplacement(
                draws, alpha: alpha, side: try #require(Bound.Side(rawValue: side)), now: now)
        }
    }

    static func rows() throws -> [Row] {
        let url = try #require(
            Bundle.module.url(
                forResource: "without_replacement", withExtension: "json", subdirectory: "Oracles"))
        return try JSONDecoder().decode([Row].self, from: Data(contentsOf: url))
    }

    @Test func `limits agree with the reference to nine digits and are never tighter`() throws {
        let rows = try Self.rows()
        #expect(rows.count >= 40)
        for row in rows where row.expect == "limits" {
            let bound = try row.bound()
            if let upper = row.upper {
                #expect(bound.upper >= upper, "\(row.name): \(bound.upper) against \(upper)")
                #expect(bound.upper <= max(upper, row.widest?[1] ?? 0) * (1 + 1e-9), "\(row.name)")
            }
            if let lower = row.lower {
                #expect(bound.lower <= lower, "\(row.name): \(bound.lower) against \(lower)")
                #expect(bound.lower >= min(lower, row.widest?[0] ?? 1) * (1 - 1e-9), "\(row.name)")
            }
        }
    }

    @Test func `contradictory and impossible input is refused`() throws {
        for row in try Self.rows() where row.expect != "limits" {
            #expect(throws: StatisticsError.self, "\(row.name)") { try row.bound() }
        }
        for draw in [
            RestDraw(score: 0, known: -0.1, left: 0.5), RestDraw(score: 0, known: 0.1, left: -0.5),
            RestDraw(score: 0, known: .nan, left: 0.5), RestDraw(score: 0, known: 0.7, left: 0.5),
            RestDraw(score: 1.5), RestDraw(score: 0, known: 0, left: .infinity),
        ] {
            #expect(throws: StatisticsError.self) {
                try Mean.withoutReplacement([draw], alpha: 0.05, side: .two)
            }
        }
        #expect(throws: StatisticsError.noDraws(0)) {
            try Mean.withoutReplacement([], alpha: 0.05, side: .two)
        }
    }

    // MARK: - Analytic cases

    @Test func `plain draws give the plain sixteen bets`() throws {
        var generator = SeededGenerator(seed: 5)
        for n in [1, 7, 40, 300] {
            let scores = (0..<n).map { _ in
                (Double.random(in: 0...1, using: &generator) * 8).rounded() / 8
            }
            let plain = try Mean.bound(ofDraws: scores, alpha: 0.01, side: .two)
            let rest = try Mean.withoutReplacement(
                scores.map { RestDraw(score: $0) }, alpha: 0.01, side: .two)
            #expect(abs(rest.upper - plain.upper) <= 1e-12)
            #expect(abs(rest.lower - plain.lower) <= 1e-12)
            #expect(abs(rest.estimate - plain.estimate) <= 1e-14)
        }
    }

    @Test func `one draw of the rest has the limit of one draw, scaled to the rest`() throws {
        let plain = try Mean.bound(ofDraws: [0.25], alpha: 0.05, side: .two)
        for (known, left) in [(0.0, 0.5), (0.3, 0.2), (0.9, 1e-6)] {
            let bound = try Mean.withoutReplacement(
                [RestDraw(score: 0.25, known: known, left: left)], alpha: 0.05, side: .two)
            #expect(abs((bound.upper - known) / left - plain.upper) < 1e-9)
            #expect(abs((bound.lower - known) / left - plain.lower) < 1e-9)
        }
    }

    @Test func `what is known cuts the limits without any chance of error`() throws {
        let draws = [RestDraw(score: 0), RestDraw(score: 0, known: 0, left: 0.1)]
        let bound = try Mean.withoutReplacement(draws, alpha: 1e-12, side: .two)
        #expect(bound.upper <= 0.1)
        let now = try Mean.withoutReplacement(
            draws, alpha: 1e-12, side: .two, now: KnownMass(known: 0.01, left: 0.001))
        #expect(now.lower == 0.01 && now.upper <= 0.011 + 1e-17)
        // One side alone has the exact limit on its other side.
        let upper = try Mean.withoutReplacement(
            draws, alpha: 0.05, side: .upper, now: KnownMass(known: 0.01, left: 0.001))
        #expect(upper.lower == 0.01)
    }

    /// A draw from a rest of a tenth tells ten times as much of the mean as one from all.
    @Test func `the estimate weighs draws by one over the rest`() throws {
        let draws = [
            RestDraw(score: 1), RestDraw(score: 0, known: 0.3, left: 0.1),
            RestDraw(score: nil, known: 0.3, left: 0.1),
        ]
        let bound = try Mean.withoutReplacement(draws, alpha: 0.05, side: .two)
        // (1 · 1 + 10 · 0.3)/11 = 0.3636…
        #expect(abs(bound.estimate - 4.0 / 11) < 1e-14)
        // Nothing left: the mean is what is known.
        let all = try Mean.withoutReplacement(
            draws + [RestDraw(score: 1, known: 0.35, left: 0)], alpha: 0.05, side: .two)
        #expect(all.estimate == 0.35 && all.lower <= 0.35 && all.upper >= 0.35)
    }

    @Test func `a lost draw is at its worst for each limit`() throws {
        func draws(_ score: Double?) -> [RestDraw] {
            [
                RestDraw(score: 0.5), RestDraw(score: score, known: 0.1, left: 0.6),
                RestDraw(score: 0.2, known: 0.1, left: 0.5),
            ]
        }
        let lost = try Mean.withoutReplacement(draws(nil), alpha: 0.1, side: .two)
        let worst = try Mean.withoutReplacement(draws(1), alpha: 0.1, side: .two)
        let best = try Mean.withoutReplacement(draws(0), alpha: 0.1, side: .two)
        #expect(lost.upper == worst.upper && lost.lower == best.lower)
    }

    // MARK: - Coverage

    /// A distribution over answers with scores; draws are made from what is not absorbed yet.
    private struct Toy {
        var probabilities: [Double]
        var scores: [Double]
        var mean: Double { zip(probabilities, scores).reduce(0) { $0 + $1.0 * $1.1 } }

        func stream(_ count: Int, inFlight: Int, _ generator: inout SeededGenerator) -> [RestDraw] {
            var left = probabilities
            var known = 0.0
            var draws: [RestDraw] = []
            while draws.count < count {
                let rest = left.reduce(0, +)
                guard rest > 1e-9 else { break }
                let launched = KnownMass(known: known, left: rest)
                var found: [Int] = []
                for _ in 0..<inFlight {
                    var point = Double.random(in: 0..<rest, using: &generator)
                    let index = left.firstIndex { mass in
                        point -= mass
                        return point < 0
                    }
                    let answer = index ?? left.lastIndex { $0 > 0 } ?? 0
                    found.append(answer)
                    draws.append(
                        RestDraw(score: scores[answer], known: launched.known, left: launched.left))
                }
                for answer in Set(found) {
                    known += left[answer] * scores[answer]
                    left[answer] = 0
                }
            }
            return draws
        }
    }

    @Test(arguments: [1, 8])
    func `the evidence against a mean is that of the lower limit`(inFlight: Int) throws {
        let toy = Toy(
            probabilities: [0.5] + Array(repeating: 0.005, count: 100),
            scores: [0] + (0..<100).map { $0 < 60 ? 1 : 0 })
        var generator = SeededGenerator(seed: 3)
        let draws = toy.stream(40, inFlight: inFlight, &generator)
        let bound = try Mean.withoutReplacement(draws, alpha: 0.05, side: .lower)
        #expect(bound.lower > (draws.map(\.mass.known).max() ?? 1))
        let evidence = try Mean.logEvidence(of: draws, againstAtMost: bound.lower)
        #expect(abs(evidence - log(20)) < 1e-6)
        #expect(try Mean.logEvidence(of: draws, againstAtMost: 0.99) < 0)
        // What is known at a launch is proof enough, and plain draws have the plain evidence.
        #expect(try Mean.logEvidence(of: draws, againstAtMost: 0) == .infinity)
        let plain = [1, 0, 0, 1, 0].map { RestDraw(score: $0) }
        let product = try Mean.logEvidence(of: plain, againstAtMost: 0.25)
        let least = try Mean.bound(
            of: ScoreDistribution([1, 0, 0, 1, 0]), alpha: 0.3, side: .lower)
        #expect((product >= -log(0.3)) == (least.lower > 0.25))
    }

    @Test(arguments: [1, 8])
    func `the evidence against a true mean keeps its level`(inFlight: Int) throws {
        let toy = Toy(
            probabilities: [0.5] + Array(repeating: 0.005, count: 100),
            scores: [0] + (0..<100).map { $0 < 60 ? 1 : 0 })
        var generator = SeededGenerator(seed: 5)
        var misses = 0
        for _ in 0..<200 {
            let draws = toy.stream(30, inFlight: inFlight, &generator)
            for n in 1...draws.count
            where try Mean.logEvidence(of: Array(draws[..<n]), againstAtMost: toy.mean) >= log(10) {
                misses += 1
                break
            }
        }
        // 200 runs at a level of 0.1, and three standard deviations.
        #expect(misses <= 33)
    }

    @Test(arguments: [1, 8], [0.05, 0.01])
    func `limits watched after every few draws keep their level`(
        inFlight: Int, alpha: Double
    ) throws {
        let weights = (1...300).map { 1 / Double($0) / Double($0).squareRoot() }
        let total = weights.reduce(0, +)
        let toys = [
            Toy(
                probabilities: weights.map { $0 / total },
                scores: (0..<300).map { $0 % 3 == 0 ? 1 : 0 }),
            Toy(
                probabilities: [0.9] + Array(repeating: 0.001, count: 100),
                scores: [0] + (0..<100).map { $0 < 10 ? 1 : 0 }),
            Toy(probabilities: [0.6, 0.4], scores: [1, 0]),
        ]
        var generator = SeededGenerator(seed: UInt64(inFlight))
        let runs = 40
        for toy in toys {
            var misses = 0
            for _ in 0..<runs {
                let draws = toy.stream(64, inFlight: inFlight, &generator)
                for n in stride(from: 4, through: draws.count, by: 12) {
                    let bound = try? Mean.withoutReplacement(
                        Array(draws[..<n]), alpha: alpha, side: .two)
                    // A contradiction is a miss too.
                    let holds = bound.map {
                        $0.lower <= toy.mean + 1e-9 && toy.mean - 1e-9 <= $0.upper
                    }
                    if holds != true {
                        misses += 1
                        break
                    }
                }
            }
            let mean = Double(runs) * alpha
            #expect(Double(misses) <= mean + 4 * (mean * (1 - alpha)).squareRoot())
        }
    }
}
