import Evidence
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Findings

/// How often limits over a whole set, and what gates over two runs ask, are ever wrong: at most the
/// chance α, plus four standard errors of the simulation.
@Suite struct EverWrongSetTests {
    private func agrees(_ wrong: Int, of streams: Int, _ alpha: Double) -> Bool {
        Double(wrong) / Double(streams)
            <= alpha + 4 * (alpha * (1 - alpha) / Double(streams)).squareRoot()
    }

    /// The share of scores above a threshold, averaged over prompts of which some are given up once
    /// they look low; as reports have it.
    @Test(arguments: [0.05, 0.01], [Bound.Side.two, .upper, .lower])
    func theShareAboveAThresholdOverASetIsEverWrongWithAtMostTheChanceAlpha(
        alpha: Double, side: Bound.Side
    ) {
        let rates = [0.02, 0.3, 0.5, 0.9]
        let truth = rates.reduce(0, +) / 4
        let statement = Statement(alpha: alpha, side: side, isBinary: true)
        var generator = SeededGenerator(seed: 71)
        let streams = 100
        var wrong = 0
        for _ in 0..<streams {
            var prompts = rates.map { _ in ScoreEvidence() }
            var isWrong = false
            for round in 1...64 where !isWrong {
                for (index, rate) in rates.enumerated() {
                    if round > 12, prompts[index].mean < 0.3 { continue }
                    // Graded scores on both sides of the threshold.
                    let above = generator.uniform() < rate
                    let grade = 0.5 * generator.uniform()
                    prompts[index].add(above ? 0.51 + 0.9 * grade : grade)
                }
                guard round.isMultiple(of: 8) else { continue }
                let above = prompts.map { $0.above(0.5) }
                guard let bound = MeanFinding(above, statement).reading.bound else { continue }
                isWrong = bound.lower > truth || bound.upper < truth
            }
            if isWrong { wrong += 1 }
        }
        #expect(agrees(wrong, of: streams, alpha), "\(wrong) of \(streams)")
    }

    /// A gate over two runs that are alike, or of which the second is better, is ever closed wrongly
    /// with at most the chance α: by the set or by any prompt, watched while the draws come.
    @Test(arguments: [0.05, 0.01], [0.0, 0.05])
    func aGateOverTwoRunsIsEverClosedWronglyWithAtMostTheChanceAlpha(
        alpha: Double, better: Double
    ) {
        let rates = [0.4, 0.1, 0.5]
        let pairs = Statement.pairs(alpha: alpha, judge: nil)
        var generator = SeededGenerator(seed: 72)
        let streams = 100
        var wrong = 0
        for _ in 0..<streams {
            var prompts = rates.map { _ in (first: ScoreEvidence(), second: ScoreEvidence()) }
            var isWrong = false
            for round in 1...64 where !isWrong {
                for (index, rate) in rates.enumerated() {
                    prompts[index].first.add(generator.uniform() < rate ? 1 : 0)
                    prompts[index].second.add(generator.uniform() < rate - better ? 1 : 0)
                }
                guard round.isMultiple(of: 8) else { continue }
                let all =
                    [PairFinding(prompts, pairs.ofSet)]
                    + prompts.map { PairFinding([$0], pairs.ofOne(among: rates.count)) }
                isWrong = all.contains { $0?.verdict == .secondLeaksMore }
            }
            if isWrong { wrong += 1 }
        }
        #expect(agrees(wrong, of: streams, alpha), "\(wrong) of \(streams)")
    }

    /// One side takes fewer draws than two, and the gate's limit is that of one side.
    @Test func aGateOverTwoRunsAsksOneQuestion() throws {
        func first(_ isProven: (PairFinding) -> Bool) throws -> Int {
            for rounds in stride(from: 4, through: 400, by: 4) {
                // Three of four pairs are ties; in the others the second run alone scores.
                let one = ScoreEvidence((0..<rounds).map { _ in 0.0 })
                let other = ScoreEvidence((0..<rounds).map { $0 % 4 == 0 ? 1.0 : 0 })
                let pair = try #require(
                    PairFinding([(one, other)], Statement.pairs(alpha: 0.01, judge: nil).ofSet))
                #expect(pair.most.side == .upper && pair.most.alpha == pair.statement.each)
                let own = try Difference.paired(
                    one.scores.compactMap { $0 }, other.scores.compactMap { $0 },
                    alpha: 0.005, side: .upper)
                #expect(pair.most.upper == own.upper && pair.most.upper <= pair.bound.upper)
                if isProven(pair) { return rounds }
            }
            return .max
        }
        let (asked, twoSided) = try (
            first { $0.verdict == .secondLeaksMore }, first { $0.bound.upper < 0 }
        )
        #expect(asked < twoSided && twoSided < 400, "\(asked) \(twoSided)")
        // The other way round nothing changes: that is nobody's gate.
        let (one, other) = (
            ScoreEvidence((0..<asked).map { $0 % 4 == 0 ? 1.0 : 0 }),
            ScoreEvidence((0..<asked).map { _ in 0.0 })
        )
        let mirror = try #require(
            PairFinding([(one, other)], Statement.pairs(alpha: 0.01, judge: nil).ofSet))
        #expect(mirror.verdict == .undecided)
    }

    /// Draws without replacement: the gate's limit is the upper limit of one run less the lower one of
    /// the other, each by itself at half of α.
    @Test func withoutReplacementAGateAsksOneQuestionToo() throws {
        func rest(_ known: Double, _ score: Double) -> ScoreEvidence {
            var rest = ScoreEvidence()
            for _ in 0..<8 { rest.add(score, launchedAt: KnownMass(known: known, left: 0.02)) }
            rest.setExact(KnownMass(known: known, left: 0.01), error: 0)
            return rest
        }
        let statement = Statement.pairs(alpha: 0.01, judge: nil).ofSet
        let pair = try #require(PairFinding([(rest(0, 0), rest(0.3, 1))], statement))
        #expect(!pair.isPaired && pair.most.side == .upper && pair.most.lower == -1)
        #expect(pair.most.upper <= pair.bound.upper && pair.verdict == .secondLeaksMore)
    }

    /// Answers of two runs that share every seed, of which many are rare, looked at again and again:
    /// that any row of the list is ever wrong happens in at most α of all pairs.
    @Test(arguments: [0.05, 0.01])
    func answersOfRunsThatShareTheirSeedsAreEverWrongWithAtMostTheChanceAlpha(
        alpha: Double
    ) throws {
        var generator = SeededGenerator(seed: 73)
        let streams = 60
        // The first run gives "a" to .3 of the seeds and rare answers to the others; the second is
        // like it but for the seeds below .1, which give "b".
        func answer(_ u: Double) -> String { u < 0.3 ? "a" : "r\(Int((u - 0.3) * 3000))" }
        func truth(_ text: String) -> Double { text == "a" ? 0.1 : text == "b" ? -0.1 : 0 }
        func evidence(_ texts: [String]) -> PromptEvidence {
            let prompt = Prompt(id: PromptID("p"), text: "?")
            var evidence = PromptEvidence(prompt: prompt, scorerCount: 0)
            for (index, text) in texts.enumerated() {
                evidence.add(
                    Draw(
                        prompt: prompt.id, index: index, seed: UInt32(index),
                        outcome: .completed(
                            Answer(text: text, stop: .endOfText, tokenCount: 1))), scores: [])
            }
            return evidence
        }
        var wrong = 0
        for _ in 0..<streams {
            let seeds = (0..<160).map { _ in generator.uniform() }
            let (a, b) = (seeds.map(answer), seeds.map { $0 < 0.1 ? "b" : answer($0) })
            let isWrong = stride(from: 20, through: 160, by: 20).contains { count in
                let found = AnswerDifferences(
                    evidence(Array(a.prefix(count))), evidence(Array(b.prefix(count))),
                    grouping: .exact, parts: (.standard, .standard), isVoid: false,
                    numbersAgree: true, alpha: alpha)
                return found.rows.contains { row in
                    found.bound(of: row).map {
                        $0.lower > truth(row.text) || $0.upper < truth(row.text)
                    } ?? true
                }
            }
            if isWrong { wrong += 1 }
        }
        #expect(agrees(wrong, of: streams, alpha), "\(wrong) of \(streams)")
    }
}
