import Evidence
import Findings
import Platform
import Prompts
import Statistics
import TestSupport
import Testing

/// What a run's own probabilities say, from evidence: limits, lost draws, verdicts, entropies.
@Suite struct CalibrationFindingTests {
    /// A made-up run: per prompt the chance of the right answer, and what the model says of it.
    private struct Made {
        var run: Snapshot
        var own: OwnProbabilities
    }

    private static let scorer = RunFacts.Scorer(
        name: "exact", isBinary: true, zero: "wrong", one: "right")

    private func made(
        _ prompts: [(chance: Double, said: Double)], draws: Int, lost: Int = 0, seed: UInt64 = 1,
        planned: Int? = nil
    ) -> Made {
        var generator = SeededGenerator(seed: seed)
        var evidence: [PromptEvidence] = []
        var own: [[OwnProbabilities.Said?]] = []
        var greedy: [[Double?]] = []
        for (position, prompt) in prompts.enumerated() {
            var one = PromptEvidence(
                prompt: Prompt(id: PromptID("p\(position)"), text: "?"), scorerCount: 1)
            var said: [OwnProbabilities.Said?] = []
            for draw in 0..<draws {
                if draw < lost {
                    one.addLost(attempts: 1)
                    said.append(nil)
                    continue
                }
                let isRight = generator.uniform() < prompt.chance
                one.add(
                    isRight ? "yes" : "no", tokenCount: 2, isTruncated: false, attempts: 1,
                    scores: [isRight ? 1 : 0])
                let p = isRight ? prompt.said : 1 - prompt.said
                said.append(.init(whole: log(p), part: log(p) / 2, tokens: 2))
            }
            evidence.append(one)
            own.append(said)
            greedy.append([prompt.said > 0.5 ? 1 : 0])
        }
        let facts = RunFacts(
            name: "r", model: "m", servers: [], decoding: "pure T=1", scorers: [Self.scorer],
            plannedDraws: planned ?? draws, alpha: 0.05, seed: 1, created: "")
        return Made(
            run: Snapshot(
                facts: facts, prompts: evidence, greedyScores: greedy,
                progress: .init(phase: .recorded)),
            own: OwnProbabilities(draws: own))
    }

    private func finding(
        _ made: Made, confidence: Confidence = .answer, voids: [VoidReason?] = [],
        validity: Validity = .anytime, groups: [PromptID: AnswerPartition] = [:]
    ) -> CalibrationFinding {
        CalibrationFinding(
            made.run, made.own, voids: voids, Statement(alpha: 0.05, validity: validity), scorer: 0,
            confidence: confidence, groups: groups)
    }

    private func entry(_ finding: CalibrationFinding, _ key: String) throws -> CalibrationEntry {
        try #require(finding.entries.first { $0.key == key }, "\(key)")
    }

    @Test func `figures are the means of their values, with limits around them`() throws {
        let made = made([(0.9, 0.8), (0.3, 0.6)], draws: 200)
        let finding = finding(made)
        let evidence = made.run.prompts
        var expected = 0.0
        for (prompt, one) in evidence.enumerated() {
            let said = made.own.draws[prompt]
            for (draw, score) in one.scores[0].scores.enumerated() {
                expected += (exp(try #require(said[draw]).whole) - (score ?? 0)) / 400
            }
        }
        let excess = try entry(finding, "overconfidence")
        #expect(abs(excess.estimate - expected) < 1e-12)
        for key in ["overconfidence", "confidence", "accuracy", "brier", "balance"] {
            let bound = try #require(try entry(finding, key).reading.bound)
            #expect(bound.lower < bound.estimate && bound.estimate < bound.upper, "\(key)")
            #expect(bound.validity == .anytime && bound.alpha == 0.05)
        }
        #expect(finding.bands.limits != nil)
        for key in ["ece", "rank_accuracy"] {
            #expect(try entry(finding, key).reading.bound?.validity == .fixed(n: 200))
        }
    }

    /// The sum over draws of p − y, with the chances known.
    @Test func `limits on over-confidence are wrong as seldom as is said`() throws {
        let prompts = [(chance: 0.7, said: 0.9), (chance: 0.2, said: 0.4)]
        // E p − P(right): right draws say s, wrong ones 1 − s.
        let truths = prompts.map {
            $0.chance * $0.said + (1 - $0.chance) * (1 - $0.said) - $0.chance
        }
        var (wrong, together) = (0, 0)
        for seed in 0..<200 {
            let finding = finding(made(prompts, draws: 60, seed: UInt64(seed + 1)))
            let bounds = finding.rows.compactMap(\.simultaneous.bound)
            try #require(bounds.count == 2)
            if zip(bounds, truths).contains(where: { $1 < $0.lower || $1 > $0.upper }) {
                together += 1
            }
            let set = try #require(try entry(finding, "overconfidence").reading.bound)
            let truth = truths.reduce(0, +) / 2
            if truth < set.lower || truth > set.upper { wrong += 1 }
        }
        #expect(wrong <= 10 + 13 && together <= 10 + 13)
    }

    @Test func `verdicts name who is too sure and who is not sure enough`() {
        let finding = finding(made([(0.5, 0.99), (0.99, 0.5), (0.5, 0.5)], draws: 400))
        #expect(finding.rows.map(\.verdict) == [.undecided, .under, .undecided])
        let sure = self.finding(made([(0.02, 0.02), (0.1, 0.5)], draws: 400))
        // Wrong answers are said with 1 − s: the first is as sure of them as they are wrong.
        #expect(sure.rows[0].verdict == .over && sure.rows[1].verdict == .over)
    }

    @Test func `lost draws widen every limit, and a cut plan takes those of bins away`() throws {
        let whole = finding(made([(0.6, 0.7)], draws: 100))
        let cut = finding(made([(0.6, 0.7)], draws: 100, lost: 10))
        let (a, b) = (
            try #require(whole.rows[0].excess.bound), try #require(cut.rows[0].excess.bound)
        )
        #expect(b.upper - b.lower > a.upper - a.lower)
        #expect(cut.missing == 10 && cut.known == 90)
        #expect(cut.missingWords == "10 lost" && whole.missingWords == nil)
        #expect(cut.bands.limits != nil)
        #expect(try entry(cut, "ece").reading.bound == nil)
        let short = finding(made([(0.6, 0.7)], draws: 100, planned: 200))
        #expect(short.bands == .pending(drawn: 100, planned: 200))
        #expect(try entry(short, "rank_accuracy").reading.bound == nil)
        let void = finding(made([(0.6, 0.7), (0.5, 0.5)], draws: 50), voids: [.drift(at: 9), nil])
        #expect(void.rows[0].verdict == .void && void.bands.limits == nil)
        #expect(!void.entries.contains { $0.kind == .pValue })
    }

    /// The same quantity has the same limits wherever it stands.
    @Test func `the share right is the mean of the list of prompts`() throws {
        for side in [Bound.Side.two, .upper] {
            var made = made([(0.6, 0.7), (0.4, 0.3), (0.2, 0.1)], draws: 60)
            made.run.facts.alpha = 0.05
            let question = Statement(alpha: 0.05, side: side, validity: .anytime)
            let list = RunFinding(made.run, question, target: 0.5)
            let found = CalibrationFinding(
                made.run, made.own, voids: made.run.prompts.map { _ in nil }, question, scorer: 0)
            let right = try entry(found, "accuracy").reading.bound
            let mean = try #require(list.mean?.reading.bound)
            #expect(right?.lower == mean.lower && right?.upper == mean.upper)
            #expect(right?.method == mean.method)
        }
    }

    @Test func `per token nothing is tested, and a part is its own probability`() throws {
        let made = made([(0.6, 0.7), (0.4, 0.3)], draws: 50)
        let token = finding(made, confidence: .token)
        #expect(!token.entries.contains { $0.kind == .pValue } && !token.remarks.isEmpty)
        let part = finding(made, confidence: .part)
        let first = try #require(made.own.draws[0][0])
        #expect(
            abs(exp(first.whole) - exp(try #require(first.part)) * exp(first.whole / 2)) < 1e-12)
        #expect(part.rows[0].confidence == token.rows[0].confidence)
    }

    @Test func `entropies tell wrong greedy answers where there are both kinds`() throws {
        // Greedy is right where the model is sure.
        let sure = (0..<12).map { _ in (chance: 0.95, said: 0.95) }
        let torn = (0..<8).map { _ in (chance: 0.45, said: 0.45) }
        let made = made(sure + torn, draws: 40)
        var groups: [PromptID: AnswerPartition] = [:]
        for prompt in made.run.prompts {
            groups[prompt.prompt.id] = AnswerPartition(
                .meaning, rule: "test", frozenAt: 40, frozenGroups: 2,
                groups: [ExactText("yes"): 0, ExactText("no"): 1])
        }
        let finding = finding(made, groups: groups)
        for key in ["auroc_semantic_gain", "auroc_semantic_discrete_gain"] {
            let entry = try entry(finding, key)
            let bound = try #require(entry.reading.bound)
            #expect(entry.kind == .sample && entry.isSigned && bound.lower < 0 && bound.upper > 0)
        }
        // Of two answers with one meaning each both forms are entropies of two shares.
        let first = try #require(finding.rows[12].entropy)
        let share = finding.rows[12].accuracy
        #expect(
            abs(try #require(first.discrete) + share * log(share) + (1 - share) * log(1 - share))
                < 1e-12)
        #expect(abs(try #require(first.weighted) - 0.6881) < 1e-4)
        for key in ["auroc_entropy", "auroc_semantic", "auroc_semantic_discrete"] {
            let entry = try entry(finding, key)
            let bound = try #require(entry.reading.bound)
            #expect(entry.kind == .sample && entry.estimate > 0.9)
            #expect(bound.lower > 0 && bound.lower < bound.estimate && bound.upper == 1)
        }
        #expect(
            !self.finding(made).entries.contains { $0.key.hasPrefix("auroc_semantic") })
    }

    @Test func `the part is found where it stands once`() throws {
        let words = [" The", " answer", " is", " B", "."]
        let answer = Answer(
            text: words.joined(), stop: .endOfText, tokenCount: 6,
            tokens: words.map { .init(text: $0, logProbability: -0.5) } + [
                .init(text: "", logProbability: -0.25)
            ])
        let finder = AnswerFinder(try #require(AnswerPart("regex:is (B)")))
        let said = try #require(OwnProbabilities.Said(answer, finder))
        // A token that ends inside a character may have no probability.
        var partial = answer
        partial.tokenCount += 1
        #expect(OwnProbabilities.Said(partial, finder) == nil)
        #expect(said.whole == -2.75 && said.part == -0.5 && said.tokens == 6)
        let inside = AnswerFinder(try #require(AnswerPart("regex:(w)")))
        #expect(OwnProbabilities.Said(answer, inside)?.part == -0.5)
        // A letter that stands elsewhere, too, is where the pattern has it.
        let many = AnswerFinder(try #require(AnswerPart("regex:answ(e)r")))
        #expect(OwnProbabilities.Said(answer, many)?.part == -0.5)
        let again = ["<think>", "B or A", "</think>", " A", " or", " A", "!"]
        let rare: [Double] = [-1, -2, -3, -0.1, -0.2, -0.3, -0.4]
        let thought = Answer(
            text: again.joined(), stop: .endOfText, tokenCount: 7,
            tokens: zip(again, rare).map { .init(text: $0, logProbability: $1) })
        func part(_ rule: String) throws -> Double? {
            let finder = AnswerFinder(try #require(AnswerPart(rule)))
            return OwnProbabilities.Said(thought, finder)?.part
        }
        #expect(try part("regex:or.(A)") == -0.3)
        #expect(try part("regex:(A)") == -0.1)
        #expect(abs(try #require(try part("last-line")) + 1) < 1e-12)
        #expect(abs(try #require(try part("after-thinking")) + 1) < 1e-12)
        let number = ["1", " of", " 1", ",", "000", " or", " 1", "."]
        let counted = Answer(
            text: number.joined(), stop: .endOfText, tokenCount: 8,
            tokens: number.enumerated().map {
                .init(text: $1, logProbability: -Double($0 + 1) / 8)
            })
        let last = AnswerFinder(try #require(AnswerPart("last-number")))
        #expect(OwnProbabilities.Said(counted, last)?.part == -7 / 8.0)
        #expect(
            OwnProbabilities.Said(Answer(text: "x", stop: .limit, tokenCount: 1), finder) == nil)
    }
}
