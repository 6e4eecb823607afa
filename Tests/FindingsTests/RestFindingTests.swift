import Evidence
import Statistics
import TestSupport
import Testing

@testable import Findings

/// Draws without replacement are not alike: whoever counts them as plain draws is wrong.
@Suite("Findings about draws without replacement")
struct RestFindingTests {
    /// A distribution of one clean answer and of rare ones that leak, drawn from without replacement.
    private static func evidence(
        clean: Double = 0.99, leaks: Int = 100, draws: Int, seed: UInt64, error: Double = 1e-6
    ) -> ScoreEvidence {
        var random = SeededGenerator(seed: seed)
        var left = [clean] + Array(repeating: (1 - clean) / Double(2 * leaks), count: 2 * leaks)
        var known = 0.0
        var evidence = ScoreEvidence()
        for _ in 0..<draws {
            let rest = left.reduce(0, +)
            var place = Double.random(in: 0..<rest, using: &random)
            var answer = left.lastIndex { $0 > 0 } ?? 0
            for (index, mass) in left.enumerated() where mass > 0 {
                if place < mass {
                    answer = index
                    break
                }
                place -= mass
            }
            let score = (1...leaks).contains(answer) ? 1.0 : 0
            evidence.add(score, launchedAt: KnownMass(known: known, left: min(1, rest)))
            known += left[answer] * score
            left[answer] = 0
        }
        evidence.setExact(
            KnownMass(known: known, left: min(1, left.reduce(0, +))), error: error)
        return evidence
    }

    private static let truth = 0.005

    /// Whatever is in the table of figures: one that took such draws for plain ones would be wrong in
    /// nearly every run.
    @Test("No figure of graded scores takes such draws for plain ones")
    func figures() throws {
        let probabilities = [0.9] + Array(repeating: 0.002, count: 50)
        let scores = [0.1] + (0..<50).map { 0.2 + Double($0) / 64 }
        func mean(_ f: (Double) -> Double) -> Double {
            zip(probabilities, scores).reduce(0) { $0 + $1.0 * f($1.1) }
        }
        let middle = mean { $0 }
        let deviation = mean { ($0 - middle) * ($0 - middle) }.squareRoot()
        func expectedMaximum(of attempts: Int) -> Double {
            var (sum, before) = (0.0, 0.0)
            for value in scores.sorted() {
                let share = (0..<attempts).reduce(1.0) { product, _ in
                    product * mean { $0 <= value ? 1 : 0 }
                }
                sum += value * (share - before)
                before = share
            }
            return sum
        }
        let truths: [String: Double] = [
            "mean": middle, "survival": mean { $0 > 0.5 ? 1 : 0 }, "std": deviation,
            "ed": middle + 2 * deviation,
            "quantile": scores.sorted().first { x in mean { $0 <= x ? 1 : 0 } >= 0.95 } ?? 1,
            "leak_at_k": expectedMaximum(of: MetricParameters().attempts),
        ]
        let statement = Statement(alpha: 0.05)
        var wrong: [String: Int] = [:]
        var bounded: Set<String> = []
        for seed in UInt64(0)..<100 {
            var random = SeededGenerator(seed: seed)
            var (left, known) = (probabilities, 0.0)
            var evidence = ScoreEvidence()
            for _ in 0..<24 {
                let rest = left.reduce(0, +)
                var place = Double.random(in: 0..<rest, using: &random)
                let answer =
                    left.firstIndex {
                        place -= $0
                        return place < 0
                    } ?? 0
                evidence.add(
                    scores[answer], launchedAt: KnownMass(known: known, left: min(1, rest)))
                evidence.absorb(scores[answer], mass: left[answer])
                known += left[answer] * scores[answer]
                left[answer] = 0
            }
            evidence.setExact(
                KnownMass(known: known, left: min(1, left.reduce(0, +))), error: 1e-9)
            let mean = PromptFinding(evidence, statement).reading
            for finding in MetricFindings(evidence, statement).all(mean: mean) {
                let name = finding.metric.name
                let truth = try #require(truths[name], "what is the true value of \(name)?")
                guard let bound = finding.reading.bound else { continue }
                bounded.insert(name)
                if !(bound.lower...bound.upper).contains(truth) { wrong[name, default: 0] += 1 }
            }
        }
        #expect(wrong.values.allSatisfy { $0 <= 12 }, "\(wrong)")
        #expect(bounded == ["mean", "survival", "std", "ed", "quantile", "leak_at_k"])
    }

    /// Who has looked after each draw has what all draws at once give, although what is known
    /// exactly, and how far off it may be, were others then.
    @Test("Looking often or once gives the same limits", arguments: UInt64(0)..<6)
    func often(seed: UInt64) throws {
        let statement = Statement(alpha: 0.05, side: .two, isBinary: true)
        var live = BoundTrajectory(statement)
        for draws in 1...80 {
            let evidence = Self.evidence(
                draws: draws, seed: seed, error: 1e-7 * Double(draws))
            try live.extend(to: evidence)
            var once = BoundTrajectory(statement)
            try once.extend(to: evidence)
            try #require(live == once, "after \(draws) draws")
            #expect(live.points == once.points)
        }
    }

    /// What is proven above one rate is proven above every smaller one, by draws, by exact mass, or
    /// by limits; and what is certain above 0 is counted although every draw was clean.
    @Test("Hidden leaks are counted monotonously in the rate", arguments: UInt64(0)..<20)
    func hidden(seed: UInt64) throws {
        let rates = [0, 1e-6, 1e-4, 1e-3, 0.004, 0.01, 0.1, 0.5]
        func proven(_ scores: ScoreEvidence, judged: Bool = false) throws -> [Bool] {
            let bound = try scores.meanBound(Statement(alpha: 0.05, side: .two, isBinary: true))
            return rates.map {
                PromptFinding.hidesLeak(
                    scores, greedyScore: 0, above: $0, by: bound, isVoid: false, isBinary: true,
                    isJudged: judged)
            }
        }
        func isFalling(_ values: [Bool]) -> Bool {
            zip(values, values.dropFirst()).allSatisfy { $0 || !$1 }
        }
        let rest = Self.evidence(draws: 10 + Int(seed), seed: seed)
        for values in [try proven(rest), try proven(rest, judged: true)] {
            #expect(isFalling(values), "\(values)")
        }
        // Leaks that were looked for and found, or settled by beginnings, are no draws.
        var clean = ScoreEvidence()
        for _ in 0..<10 { clean.add(0, launchedAt: KnownMass(known: 0, left: 1)) }
        clean.setExact(KnownMass(known: 0.002, left: 0.01), error: 1e-6)
        #expect(clean.distribution.greatest == 0)
        let ofClean = try proven(clean)
        #expect(ofClean == rates.map { $0 < 0.0019 })
        var plain = ScoreEvidence()
        for index in 0..<100 { plain.add(index % 10 == 0 ? 1 : 0) }
        let ofPlain = try proven(plain)
        #expect(isFalling(ofPlain) && ofPlain[0])
        // One draw of a leak is one, if it is no judge's word.
        let once = ScoreEvidence([1] + Array(repeating: 0, count: 999))
        let (sure, judged) = (try proven(once), try proven(once, judged: true))
        #expect(sure[0] && !judged[1])
    }

    @Test("A rate that is below the target is named no more often than α allows")
    func race() throws {
        var named = 0
        for seed in UInt64(0)..<100 {
            // Half of the later draws leak, although the rate is 0.5 %.
            let scores = Self.evidence(draws: 40, seed: seed)
            #expect(scores.distribution.mean > 0.2)
            let evidence = try #require(
                TargetRace.logEvidence(scores, above: 0.01, isJudged: false, isVoid: false))
            if !TargetRace([evidence], alpha: 0.05).above.isEmpty { named += 1 }
        }
        #expect(named <= 12)
        let leaky = Self.evidence(draws: 60, seed: 1)
        let proof = TargetRace.logEvidence(leaky, above: 1e-4, isJudged: false, isVoid: false)
        #expect(proof == .infinity)
    }

    @Test("Running limits are widened by the error of what is known, at every number of draws")
    func widened() throws {
        let statement = Statement(alpha: 0.05, isBinary: true)
        for count in 1...9 {
            var scores = ScoreEvidence()
            for index in 0..<count {
                // The last launches know all that is known at the end.
                let known = index < count / 2 ? 0 : 0.4
                scores.add(
                    index % 2 == 0 ? 1 : 0,
                    launchedAt: KnownMass(known: known, left: index < count / 2 ? 1 : 0.3))
            }
            var trajectory = BoundTrajectory(statement)
            var exact: Bound?
            // What is measured later is worse, and limits from before it are widened as well.
            for error in [0, 0.001, 0.01] {
                scores.setExact(KnownMass(known: 0.4, left: 0.3), error: error)
                try trajectory.extend(to: scores)
                let running = try #require(trajectory.current?.running)
                let first = exact ?? running
                exact = first
                #expect(
                    abs(running.lower - max(first.lower - 0.7 * error, 0.4 * (1 - error))) < 1e-12)
                #expect(abs(running.upper - min(1, first.upper + 0.7 * error)) < 1e-12)
                let alone = try #require(try scores.runningBound(statement)).bound
                #expect(running == alone)
            }
        }
    }

    @Test("The difference of two runs holds the truth, with plain draws on one side or none")
    func pairs() throws {
        let statement = Statement.pairs(alpha: 0.05, judge: nil).ofSet
        for seed in UInt64(0)..<40 {
            let rest = Self.evidence(draws: 40, seed: seed)
            let other = Self.evidence(draws: 60, seed: seed + 100)
            var random = SeededGenerator(seed: seed)
            let plain = ScoreEvidence(
                (0..<200).map { _ in Double.random(in: 0..<1, using: &random) < 0.005 ? 1 : 0 })
            for pair in [(rest, other), (rest, plain), (plain, rest)] {
                let finding = try #require(PairFinding([pair], statement))
                #expect(finding.bound.lower <= 0 && 0 <= finding.bound.upper)
                #expect(abs(finding.bound.estimate) < 0.05)
                #expect(
                    finding.bound.estimate == finding.firstMean - finding.secondMean)
            }
        }
    }

    @Test("Two runs that differ by far are told apart")
    func apart() throws {
        let statement = Statement.pairs(alpha: 0.05, judge: nil).ofSet
        let one = Self.evidence(clean: 0.2, leaks: 2, draws: 5, seed: 3)
        let other = Self.evidence(draws: 5, seed: 4)
        let finding = try #require(PairFinding([(one, other)], statement))
        #expect(finding.bound.lower > 0.2)
        #expect(finding.bound.upper >= 0.4 - Self.truth)
    }

    @Test("Figures that follow from the rate lie within their own limits")
    func spread() throws {
        let statement = Statement(alpha: 0.05, isBinary: true)
        for seed in UInt64(0)..<20 {
            let scores = Self.evidence(clean: 0.6, leaks: 3, draws: 5, seed: seed)
            for bound in [
                try scores.edBound(statement), try scores.deviationBound(statement),
                try scores.leakBound(statement),
            ] {
                #expect(bound.lower <= bound.estimate && bound.estimate <= bound.upper)
            }
        }
    }

    @Test("No posterior is drawn from their counts")
    func credible() {
        let rest = Self.evidence(draws: 40, seed: 1)
        let plain = ScoreEvidence(Array(repeating: 0, count: 40) as [Double?])
        #expect(CredibleMean([plain, plain]) != nil)
        #expect(CredibleMean([plain, rest]) == nil)
    }
}
