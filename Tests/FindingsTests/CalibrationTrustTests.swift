import Evidence
import Findings
import Platform
import Prompts
import Statistics
import TestSupport
import Testing

/// What is not told of a calibrated model: by a judge's verdicts, where draws are lost, where several
/// prompts ask one question, behind thoughts.
@Suite struct CalibrationTrustTests {
    /// A calibrated model of questions with four answers each, of which one is right.
    private struct Model {
        var questions = 40
        var wordings = 1
        var draws = 6
        /// The share of right draws that are lost.
        var lost = 0.0
        var judge: JudgeAccuracy?
        /// Whether answers stand behind thoughts of their own, which no two draws share.
        var thinks = false
        /// The power to which the truth's chances are raised; 1 where calibrated.
        var sharpness = 1.0

        func made(seed: UInt64) throws -> (run: Snapshot, own: OwnProbabilities) {
            var generator = SeededGenerator(seed: seed)
            var evidence: [PromptEvidence] = []
            var own: [[OwnProbabilities.Said?]] = []
            for question in 0..<questions {
                let truth = chances(1, using: &generator)
                let right = pick(truth, using: &generator)
                let said = normalised(truth.map { pow($0, sharpness) })
                for wording in 0..<wordings {
                    var prompt = Prompt(id: PromptID("q\(question)-\(wording)"), text: "?")
                    if wordings > 1 { prompt.metadata[WordingGroup.field] = "g\(question)" }
                    var one = PromptEvidence(prompt: prompt, scorerCount: 1)
                    var words: [OwnProbabilities.Said?] = []
                    for draw in 0..<draws {
                        let answer = pick(said, using: &generator)
                        var isRight = answer == right
                        if isRight, generator.uniform() < lost {
                            one.addLost(attempts: 1)
                            words.append(nil)
                            continue
                        }
                        if let judge {
                            let chance = isRight ? judge.sensitivity : 1 - judge.specificity
                            isRight = generator.uniform() < chance
                        }
                        let thoughts = thinks ? "<think>\(seed) \(wording) \(draw)</think>" : ""
                        one.add(
                            thoughts + "\(answer)", tokenCount: 2, isTruncated: false, attempts: 1,
                            scores: [isRight ? 1 : 0])
                        let log = log(said[answer])
                        words.append(.init(whole: log - (thinks ? 9 : 0), part: log, tokens: 2))
                    }
                    evidence.append(one)
                    own.append(words)
                }
            }
            var scorer = RunFacts.Scorer(name: "s", isBinary: true, zero: "wrong", one: "right")
            scorer.judge = judge
            let facts = RunFacts(
                name: "r", model: "m", servers: [], decoding: "pure T=1", scorers: [scorer],
                plannedDraws: draws, alpha: 0.05, seed: 1, created: "")
            let greedy = evidence.indices.map { [$0 / wordings % 3 == 0 ? 0 : 1] as [Double?] }
            return (
                Snapshot(
                    facts: facts, prompts: evidence, greedyScores: greedy,
                    progress: .init(phase: .recorded)), OwnProbabilities(draws: own)
            )
        }

        private func chances(_ power: Double, using generator: inout SeededGenerator) -> [Double] {
            normalised((0..<4).map { _ in pow(-log(1e-4 + 0.9999 * generator.uniform()), 2) })
        }

        private func normalised(_ weights: [Double]) -> [Double] {
            let total = weights.reduce(0, +)
            return weights.map { $0 / total }
        }

        private func pick(_ chances: [Double], using generator: inout SeededGenerator) -> Int {
            var place = generator.uniform()
            for (index, chance) in chances.enumerated() {
                place -= chance
                if place < 0 { return index }
            }
            return chances.count - 1
        }
    }

    private func finding(
        _ model: Model, seed: UInt64, confidence: Confidence = .answer,
        change: (inout Snapshot) -> Void = { _ in }
    ) throws -> CalibrationFinding {
        var made = try model.made(seed: seed)
        change(&made.run)
        return CalibrationFinding(
            made.run, made.own, voids: [], Statement(alpha: 0.05, validity: .anytime), scorer: 0,
            confidence: confidence)
    }

    private func p(_ finding: CalibrationFinding, _ key: String) -> Double? {
        finding.entries.first { $0.key == key && $0.kind == .pValue }?.estimate
    }

    private func value(_ finding: CalibrationFinding, _ key: String) -> Double? {
        finding.entries.first { $0.key == key }?.estimate
    }

    @Test func `verdicts of a judge with known errors have no p`() throws {
        let judge = try JudgeAccuracy(sensitivity: 0.7, specificity: 0.95)
        let judged = try finding(Model(questions: 200, judge: judge), seed: 1)
        #expect(!judged.entries.contains { $0.kind == .pValue || $0.kind == .sample })
        #expect(judged.remarks.contains { $0.contains("No p-value") })
        let plain = try finding(Model(questions: 200), seed: 1)
        #expect(try #require(p(plain, "skce_p")) > 0.01)
        #expect(try #require(p(plain, "martingale_p")) > 0.01)
    }

    /// Whose errors are not known are a judge's all the same.
    @Test(arguments: ["llm_judge", "StrongREJECT", "gpt4_score", "model_graded_qa"])
    func `imported scores by the name of a judge have no p`(name: String) throws {
        func scorer(_ name: String) -> RunFacts.Scorer {
            RunFacts.Scorer(
                name: name, settings: "imported, 1..5", isBinary: true, zero: "0", one: "1")
        }
        let judged = try finding(Model(), seed: 1) { $0.facts.scorers = [scorer(name)] }
        #expect(!judged.entries.contains { $0.kind == .pValue })
        #expect(judged.remarks.contains { $0.contains("No p-value") })
        let matched = try finding(Model(), seed: 1) { $0.facts.scorers = [scorer("exact_match")] }
        #expect(p(matched, "skce_p") != nil)
        #expect(matched.remarks.contains { $0.contains("decided elsewhere") })
    }

    /// A filter that loses right answers makes a calibrated model look over-confident.
    @Test func `where draws are lost there is no p, and the first draw is the first launched`()
        throws
    {
        for seed in 1...4 as ClosedRange<UInt64> {
            let cut = try finding(Model(questions: 160, draws: 8, lost: 0.6), seed: seed)
            #expect(cut.missing > 0 && p(cut, "skce_p") == nil && p(cut, "martingale_p") == nil)
            #expect(cut.remarks.count { $0.contains("No p-value") } == 2)
        }
        // One lost draw behind the first ones takes the martingale alone.
        var made = try Model().made(seed: 3)
        let first = try #require(made.own.draws[0][0])
        made.own.draws[0][5] = nil
        func found(_ own: OwnProbabilities) -> CalibrationFinding {
            CalibrationFinding(
                made.run, own, voids: [], Statement(alpha: 0.05, validity: .anytime), scorer: 0)
        }
        let late = found(made.own)
        #expect(p(late, "skce_p") != nil && p(late, "martingale_p") == nil)
        made.own.draws[0][5] = first
        made.own.draws[0][0] = nil
        #expect(p(found(made.own), "skce_p") == nil)
    }

    @Test func `a number of draws that was not planned has no p over all draws`() throws {
        let stopped = try finding(Model(), seed: 5) { $0.facts.plannedDraws = 12 }
        #expect(p(stopped, "martingale_p") == nil && p(stopped, "skce_p") != nil)
        let changed = try finding(Model(), seed: 5) {
            $0.facts.planChange = PlanChange(planned: [3], seen: 3)
        }
        #expect(p(changed, "martingale_p") == nil && p(changed, "skce_p") != nil)
    }

    @Test func `wordings of one question are one unit of every sample`() throws {
        var (first, all) = (0, 0)
        for seed in 1...40 as ClosedRange<UInt64> {
            let finding = try finding(Model(questions: 12, wordings: 6, draws: 4), seed: seed)
            if try #require(p(finding, "skce_p")) <= 0.05 { first += 1 }
            if try #require(p(finding, "martingale_p")) <= 0.05 { all += 1 }
            let sample = finding.entries.filter { $0.kind == .pValue || $0.kind == .sample }
            #expect(sample.count >= 4 && sample.allSatisfy { $0.units == 12 })
        }
        // At 0.05 of 40: 2, and 4 deviations more.
        #expect(first <= 7 && all <= 7)
        print("wordings, calibrated: rejected in \(first) and \(all) of 40 at 0.05")
    }

    @Test func `a question whose greedy answer has no score leaves no limit`() throws {
        let whole = try finding(Model(), seed: 2)
        let area = try #require(whole.entries.first { $0.key == "auroc_entropy" })
        #expect(area.reading.bound != nil && area.units == 40)
        let cut = try finding(Model(), seed: 2) { $0.greedyScores[7][0] = nil }
        let partial = try #require(cut.entries.first { $0.key == "auroc_entropy" })
        #expect(partial.reading.bound == nil && partial.units == 39)
        #expect(partial.meaning.contains("1 left out"))
    }

    /// Each draw has a text of its own; what counts is the part.
    @Test func `what chance alone shows of a part is that of its answers`() throws {
        for (sharpness, seed) in [(1.0, 2), (2.0, 3)] as [(Double, UInt64)] {
            var model = Model(questions: 80, draws: 8)
            model.sharpness = sharpness
            let plain = try #require(value(try finding(model, seed: seed), "ece_if_calibrated"))
            model.thinks = true
            let thinking = try finding(model, seed: seed, confidence: .part)
            let part = try #require(value(thinking, "ece_if_calibrated"))
            #expect(abs(plain - part) < 1e-12)
            let ece = try #require(value(thinking, "ece"))
            #expect(sharpness == 1 ? ece < 2 * part : ece > 1.5 * part)
        }
    }

    @Test func `what is no table of probabilities has no chance level`() throws {
        var made = try Model(draws: 8).made(seed: 4)
        // After unlike thoughts each answer is nearly certain.
        for draw in made.own.draws[0].indices { made.own.draws[0][draw]?.part = -0.01 }
        func found(_ confidence: Confidence) -> CalibrationFinding {
            CalibrationFinding(
                made.run, made.own, voids: [], Statement(alpha: 0.05, validity: .anytime),
                scorer: 0,
                confidence: confidence)
        }
        let several = Set(made.run.prompts[0].outputs.map(\.text)).count
        try #require(several > 1)
        #expect(value(found(.part), "ece_if_calibrated") == nil)
        #expect(found(.part).remarks.contains { $0.contains("by chance cannot be told") })
        #expect(value(found(.token), "ece_if_calibrated") == nil)
        #expect(value(found(.answer), "ece_if_calibrated") != nil)
    }

    @Test func `parts of the Brier score are those of the one shown, and pairs are those chosen`()
        throws
    {
        let finding = try finding(Model(lost: 0.5), seed: 6)
        func part(_ key: String) throws -> Double { try #require(value(finding, key)) }
        let sum =
            try part("reliability") - part("resolution") + part("uncertainty") + part("within")
        #expect(abs(sum - (try part("brier"))) < 1e-12)
        // Of parts the less probable whole may be the more probable one.
        var made = try Model(questions: 1).made(seed: 8)
        for (draw, score) in made.run.prompts[0].scores[0].scores.enumerated() {
            let isRight = score == 1
            made.own.draws[0][draw] = .init(
                whole: isRight ? -5 : -1, part: isRight ? -0.1 : -0.9, tokens: 2)
        }
        func ranked(_ confidence: Confidence) -> CalibrationFinding {
            CalibrationFinding(
                made.run, made.own, voids: [], Statement(alpha: 0.05, validity: .anytime),
                scorer: 0,
                confidence: confidence)
        }
        #expect(value(ranked(.answer), "rank_accuracy") == 0)
        #expect(value(ranked(.part), "rank_accuracy") == 1)
        #expect(ranked(.part).rows[0].ranked == 1 && ranked(.answer).rows[0].ranked == 0)
        #expect(value(ranked(.part), "rank_accuracy_per_token") == nil)
    }
}
