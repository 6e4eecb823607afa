import Platform
import TestSupport
import Testing

@testable import Statistics

/// P(score > x), quantiles, σ and mean + 2σ from draws without replacement with graded scores.
@Suite("Figures of graded scores from draws without replacement")
struct RestSampleTests {
    /// A distribution over answers with scores.
    private struct Toy {
        var probabilities: [Double]
        var scores: [Double]

        func mean(_ f: (Double) -> Double) -> Double {
            zip(probabilities, scores).reduce(0) { $0 + $1.0 * f($1.1) }
        }
        var deviation: Double {
            let middle = mean { $0 }
            return mean { ($0 - middle) * ($0 - middle) }.squareRoot()
        }
        func quantile(_ q: Double) -> Double {
            scores.sorted().first { x in mean { $0 <= x ? 1 : 0 } >= q - 1e-12 } ?? 1
        }

        /// E of the greatest of so many fresh scores.
        func expectedMaximum(of attempts: Double) -> Double {
            var (sum, before) = (0.0, 0.0)
            for value in Set(scores).sorted() {
                let share = pow(mean { $0 <= value ? 1 : 0 }, attempts)
                sum += value * (share - before)
                before = share
            }
            return sum
        }

        /// Samples after each number of draws; one draw in `losing` is lost.
        ///
        /// - Parameter named: so many answers are absorbed before, without a word on their scores.
        func samples(
            _ count: Int, inFlight: Int = 1, losing: Int? = nil, named: Int = 0,
            _ random: inout SeededGenerator
        ) throws -> [RestSample] {
            var (left, known) = (probabilities, 0.0)
            for answer in 0..<named {
                known += left[answer] * scores[answer]
                left[answer] = 0
            }
            func mass() -> KnownMass {
                KnownMass(known: known, left: min(1, left.reduce(0, +)))
            }
            let start = mass()
            var (draws, leaves) = ([RestSample.Draw](), [RestSample.Leaf]())
            var samples: [RestSample] = []
            while draws.count < count, mass().left > 1e-9 {
                let launched = mass()
                let before = left
                for _ in 0..<inFlight {
                    var point = Double.random(in: 0..<launched.left, using: &random)
                    let answer =
                        before.firstIndex {
                            point -= $0
                            return point < 0
                        } ?? before.lastIndex { $0 > 0 } ?? 0
                    let isLost = losing.map { Int.random(in: 0..<$0, using: &random) == 0 } ?? false
                    draws.append(
                        RestSample.Draw(
                            score: isLost ? nil : scores[answer], mass: launched,
                            leaves: leaves.count))
                    guard !isLost, left[answer] > 0 else { continue }
                    leaves.append(RestSample.Leaf(score: scores[answer], mass: left[answer]))
                    known += left[answer] * scores[answer]
                    left[answer] = 0
                }
                samples.append(
                    try RestSample(draws, leaves: leaves, start: start, now: mass()))
            }
            return samples
        }
    }

    private static let toys: [Toy] = {
        let weights = (1...60).map { 1 / Double($0) / Double($0).squareRoot() }
        let total = weights.reduce(0, +)
        return [
            Toy(
                probabilities: weights.map { $0 / total },
                scores: (0..<60).map { Double($0 * 7 % 11) / 10 }),
            Toy(
                probabilities: [0.9] + Array(repeating: 0.002, count: 50),
                scores: [0.1] + (0..<50).map { Double($0) / 50 }),
            // The distribution function takes the values of the orders exactly.
            Toy(
                probabilities: [0.5] + Array(repeating: 0.03125, count: 16),
                scores: [0.25] + (0..<16).map { 0.3125 + Double($0) / 32 }),
        ]
    }()

    private static func figures(
        _ sample: RestSample, _ toy: Toy, alpha: Double, _ side: Bound.Side = .two
    ) throws -> [(name: String, bound: Bound, truth: Double)] {
        [
            (
                "P(> 0.3)", try sample.exceedance(above: 0.3, alpha: alpha, side: side),
                toy.mean { $0 > 0.3 ? 1 : 0 }
            ),
            ("median", try sample.quantile(0.5, alpha: alpha, side: side), toy.quantile(0.5)),
            ("q0.95", try sample.quantile(0.95, alpha: alpha, side: side), toy.quantile(0.95)),
            ("σ", try sample.deviation(alpha: alpha, side: side), toy.deviation),
            (
                "ED", try sample.score(deviationWeight: 2, alpha: alpha, side: side),
                toy.mean { $0 } + 2 * toy.deviation
            ),
            (
                "leak@3",
                try sample.expectedMaximum(of: 3, steps: 20, alpha: alpha, side: side),
                toy.expectedMaximum(of: 3)
            ),
        ]
    }

    @Test("Everything seen: each figure is its exact value")
    func everything() throws {
        let toy = Toy(probabilities: [0.5, 0.25, 0.125, 0.125], scores: [0.25, 0.75, 1, 0])
        var random = SeededGenerator(seed: 1)
        let last = try #require(try toy.samples(50, &random).last)
        for figure in try Self.figures(last, toy, alpha: 1e-9) {
            #expect(abs(figure.bound.lower - figure.truth) < 1e-6, "\(figure)")
            #expect(abs(figure.bound.upper - figure.truth) < 1e-6, "\(figure)")
            #expect(
                figure.bound.lower <= figure.truth && figure.truth <= figure.bound.upper,
                "\(figure)")
            #expect(abs(figure.bound.estimate - figure.truth) < 1e-6, "\(figure)")
        }
    }

    @Test(
        "Limits watched draw by draw keep their level, with losses and answers named beforehand",
        arguments: [1, 8], [0, 3])
    func everWrong(inFlight: Int, named: Int) throws {
        var random = SeededGenerator(seed: UInt64(inFlight + named))
        // α/2 for each side.
        let alpha = 0.2
        for (place, toy) in Self.toys.enumerated() {
            var misses: [String: (above: Int, below: Int)] = [:]
            var contradictions = 0
            for _ in 0..<Self.runs {
                var wrong: [String: (above: Bool, below: Bool)] = [:]
                for sample in try toy.samples(
                    24, inFlight: inFlight, losing: named > 0 ? 12 : nil, named: named, &random)
                {
                    guard let figures = try? Self.figures(sample, toy, alpha: alpha) else {
                        contradictions += 1
                        break
                    }
                    for (name, bound, truth) in figures {
                        var miss = wrong[name] ?? (false, false)
                        if bound.upper < truth - 1e-12 { miss.above = true }
                        if bound.lower > truth + 1e-12 { miss.below = true }
                        wrong[name] = miss
                    }
                }
                for (name, miss) in wrong {
                    misses[name, default: (0, 0)].above += miss.above ? 1 : 0
                    misses[name, default: (0, 0)].below += miss.below ? 1 : 0
                }
            }
            let mean = Double(Self.runs) * alpha / 2
            let most = mean + 4 * mean.squareRoot()
            for (name, miss) in misses.sorted(by: { $0.key < $1.key }) {
                #expect(Double(max(miss.above, miss.below)) <= most, "\(name) \(miss)")
                print(
                    "simulated, \(name) of toy \(place), \(inFlight) in flight, \(named) named: "
                        + "\(Self.runs) runs, ever wrong above \(miss.above), below \(miss.below), "
                        + "α \(alpha / 2) each")
            }
            #expect(Double(contradictions) <= most)
        }
    }

    /// How many runs of each kind; `make simulate-rest` takes 2,000.
    private static let runs =
        getenv("PROBSCOPE_SIMULATED_RUNS").flatMap { Int(String(cString: $0)) } ?? 40

    /// Without a chance of error (α is tiny) what is left is what exact masses say.
    @Test("Limits never hold less than what is certain, and narrow as more is seen")
    func narrowing() throws {
        for toy in Self.toys {
            var random = SeededGenerator(seed: 9)
            let samples = try toy.samples(60, &random)
            var before = [Double](repeating: .infinity, count: 6)
            for sample in samples {
                let certain = try Self.figures(sample, toy, alpha: 1e-300)
                let usual = try Self.figures(sample, toy, alpha: 0.05)
                for (place, figure) in certain.enumerated() {
                    let width = figure.bound.upper - figure.bound.lower
                    #expect(figure.bound.lower <= figure.truth + 1e-12, "\(figure)")
                    #expect(figure.truth - 1e-12 <= figure.bound.upper, "\(figure)")
                    #expect(width <= before[place] + 1e-9, "\(figure)")
                    before[place] = width
                    #expect(usual[place].bound.lower >= figure.bound.lower - 1e-9)
                    #expect(usual[place].bound.upper <= figure.bound.upper + 1e-9)
                }
            }
        }
    }

    @Test("α is shared by the sides, by the two moments of σ, and by the thresholds")
    func sharing() throws {
        var random = SeededGenerator(seed: 7)
        var differing = 0
        for toy in Self.toys {
            for sample in try toy.samples(16, &random) {
                func above(_ alpha: Double, _ side: Bound.Side) throws -> Bound {
                    try sample.exceedance(above: 0.3, alpha: alpha, side: side)
                }
                let both = try above(0.4, .two)
                #expect(both.upper == (try above(0.2, .upper)).upper)
                #expect(both.lower == (try above(0.2, .lower)).lower)
                for q in [0.1, 0.5, 0.8, 0.95] {
                    func quantile(_ alpha: Double, _ side: Bound.Side) throws -> Bound {
                        try sample.quantile(q, alpha: alpha, side: side)
                    }
                    let both = try quantile(0.4, .two)
                    #expect(both.upper == (try quantile(0.2, .upper)).upper)
                    #expect(both.lower == (try quantile(0.2, .lower)).lower)
                    if both.upper != (try quantile(0.4, .upper)).upper { differing += 1 }
                }
                let moments = try RestMoments(sample, alpha: 0.4, side: .two, error: 0)
                let mean = try sample.bound(of: { $0 }, alpha: 0.2, side: .two)
                let square = try sample.bound(of: { $0 * $0 }, alpha: 0.2, side: .two)
                #expect(moments.mean.lower == mean.lower && moments.mean.upper == mean.upper)
                #expect(
                    moments.square.lower == square.lower && moments.square.upper == square.upper)
                let any = try sample.exceedance(aboveAny: 0.5, steps: 20, alpha: 0.4, side: .two)
                let one = try sample.exceedance(above: 0.5, alpha: 0.02, side: .two)
                #expect(any.lower == one.lower && any.upper == one.upper)
            }
        }
        // Quantiles are scores: not each moves with α, but some have to.
        #expect(differing > 0)
    }

    @Test("A lost draw is at its worst, and limits are no narrower for probabilities that are off")
    func worst() throws {
        func sample(_ score: Double?) throws -> RestSample {
            try RestSample(
                [
                    .init(score: 0.5, mass: .nothing, leaves: 0),
                    .init(score: score, mass: KnownMass(known: 0.1, left: 0.8), leaves: 1),
                    .init(score: 0.2, mass: KnownMass(known: 0.1, left: 0.8), leaves: 1),
                ], leaves: [.init(score: 0.5, mass: 0.2), .init(score: 0.2, mass: 0.1)],
                now: KnownMass(known: 0.12, left: 0.7))
        }
        let lost = try sample(nil).exceedance(above: 0.3, alpha: 0.1, side: .two)
        #expect(lost.upper == (try sample(1).exceedance(above: 0.3, alpha: 0.1, side: .two)).upper)
        #expect(lost.lower == (try sample(0).exceedance(above: 0.3, alpha: 0.1, side: .two)).lower)
        let clean = try sample(0.4)
        for error in [1e-5, 1e-2] {
            let (a, b) = (
                try clean.deviation(alpha: 0.1, side: .two),
                try clean.deviation(alpha: 0.1, side: .two, error: error)
            )
            #expect(b.lower <= a.lower && a.upper <= b.upper)
            let (c, d) = (
                try clean.quantile(0.9, alpha: 0.1, side: .two),
                try clean.quantile(0.9, alpha: 0.1, side: .two, error: error)
            )
            #expect(d.lower <= c.lower && c.upper <= d.upper)
        }
    }

    @Test("Masses that no leaves make up are of unknown scores, and only widen the limits")
    func unknownScores() throws {
        // The launch knows of .2, which no leaf explains: its answers may score anything.
        let sample = try RestSample(
            [.init(score: 0, mass: KnownMass(known: 0.1, left: 0.8), leaves: 0)], leaves: [],
            now: KnownMass(known: 0.1, left: 0.8))
        let bound = try sample.exceedance(above: 0.5, alpha: 0.05, side: .two)
        let plain = try RestSample(
            [.init(score: 0, mass: .nothing, leaves: 0)], leaves: [], now: .nothing
        )
        .exceedance(above: 0.5, alpha: 0.05, side: .two)
        #expect(bound.upper >= plain.upper && bound.lower == 0)
    }

    @Test(
        "The band holds the distribution function everywhere at once, and any threshold its share")
    func band() throws {
        var random = SeededGenerator(seed: 4)
        for toy in Self.toys {
            var misses = 0
            for _ in 0..<25 {
                let sample = try #require(try toy.samples(20, &random).last)
                let band = try sample.cumulative(steps: 20, alpha: 0.05, side: .two)
                var isWrong = (0...100).contains { step in
                    let x = Double(step) / 100
                    let truth = toy.mean { $0 <= x ? 1 : 0 }
                    guard let point = band.last(where: { $0.x <= x }) else { return true }
                    return point.lower > truth + 1e-9 || point.upper < truth - 1e-9
                }
                for x in [0, 0.15, 0.33, 0.975, 1] {
                    let bound = try sample.exceedance(
                        aboveAny: x, steps: 20, alpha: 0.05, side: .two)
                    let truth = toy.mean { $0 > x ? 1 : 0 }
                    if bound.lower > truth + 1e-9 || bound.upper < truth - 1e-9 { isWrong = true }
                    #expect(bound.alpha == 0.05)
                    #expect(bound.lower <= bound.estimate && bound.estimate <= bound.upper)
                    // No narrower than for an x that was chosen beforehand.
                    let chosen = try sample.exceedance(above: x, alpha: 0.05, side: .two)
                    #expect(bound.lower <= chosen.lower + 1e-14)
                    #expect(chosen.upper <= bound.upper + 1e-14)
                }
                if isWrong { misses += 1 }
                #expect(zip(band, band.dropFirst()).allSatisfy { $0.x < $1.x })
            }
            #expect(misses <= 5)
        }
    }
}
