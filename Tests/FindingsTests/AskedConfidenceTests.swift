import Evidence
import Findings
import Platform
import Prompts
import Statistics
import TestSupport
import Testing

/// Answers that were put back to a model, confidences beside each other, and the answer posterior.
@Suite struct AskedConfidenceTests {
    private struct Made {
        var run: Snapshot
        var own: OwnProbabilities
    }

    /// Questions with one right answer each, of which a witness finds true what it finds; draws of the right
    /// one and of a wrong one.
    ///
    /// - Parameter said: the probability of True for an answer that is right with such a chance.
    private func made(
        _ questions: Int, draws: Int = 4, seed: UInt64 = 1, mass: Double = 1,
        said: (Double) -> Double = { $0 }
    ) -> Made {
        var generator = SeededGenerator(seed: seed)
        var evidence: [PromptEvidence] = []
        var words: [[AskedBack.Word?]] = []
        var greedyWords: [AskedBack.Word?] = []
        var greedy: [[Double?]] = []
        for question in 0..<questions {
            var one = PromptEvidence(
                prompt: Prompt(id: PromptID("q\(question)"), text: "?"), scorerCount: 1)
            let chance = generator.uniform()
            // What is right is drawn once: which of the two answers it is.
            let isFirst = generator.uniform() < chance
            var own: [AskedBack.Word?] = []
            func word(_ p: Double) -> AskedBack.Word? {
                AskedBack.Word(yes: mass * said(p), no: mass * (1 - said(p)), unseen: 0)
            }
            for _ in 0..<draws {
                let isOne = Bool.random(using: &generator)
                one.add(
                    isOne ? "one" : "two", tokenCount: 1, isTruncated: false, attempts: 1,
                    scores: [isOne == isFirst ? 1 : 0])
                own.append(word(isOne ? chance : 1 - chance))
            }
            evidence.append(one)
            words.append(own)
            greedyWords.append(word(chance))
            greedy.append([isFirst ? 1 : 0])
        }
        let facts = RunFacts(
            name: "r", model: "m", servers: [], decoding: "pure T=1",
            scorers: [.init(name: "exact", isBinary: true, zero: "wrong", one: "right")],
            plannedDraws: draws, alpha: 0.05, seed: 1, created: "")
        var own = OwnProbabilities(draws: words.map { $0.map { _ in nil } })
        own.asked = AskedBack(
            model: "witness", question: "true 1", draws: words, greedy: greedyWords)
        return Made(
            run: Snapshot(
                facts: facts, prompts: evidence, greedyScores: greedy,
                progress: .init(phase: .recorded)), own: own)
    }

    private func finding(_ made: Made, _ confidence: Confidence = .asked) -> CalibrationFinding {
        CalibrationFinding(
            made.run, made.own, voids: [], Statement(alpha: 0.05), scorer: 0, confidence: confidence
        )
    }

    private func entry(_ finding: CalibrationFinding, _ key: String) -> CalibrationEntry? {
        finding.entries.first { $0.key == key }
    }

    @Test func `confidence is the share of True, and the masses are told`() throws {
        let made = made(30, mass: 0.8)
        let finding = finding(made)
        #expect(made.own.kinds == [.asked] && finding.missing == 0 && finding.known == 120)
        let words = try #require(made.own.asked).draws
        let mean = words.joined().reduce(0.0) { $0 + ($1?.share ?? .nan) } / 120
        #expect(abs(try #require(entry(finding, "confidence")).estimate - mean) < 1e-12)
        #expect(finding.remarks.contains { $0.contains("witness") && $0.contains("had 0.8 of") })
        // Several answers may be right, so that none can be drawn to see what chance would show.
        #expect(entry(finding, "ece_if_calibrated") == nil)
        #expect(entry(finding, "skce_p") != nil && entry(finding, "martingale_p") != nil)
        #expect(finding.remarks.allSatisfy { !$0.contains("cannot be told") })
    }

    /// A witness that is right as often as it says is rejected as seldom as is said; one that is too sure is
    /// noticed.
    @Test func `a calibrated witness passes and a sharpened one fails`() throws {
        func rejected(_ said: (Double) -> Double) throws -> (first: Int, all: Int) {
            var (first, all) = (0, 0)
            for seed in 0..<100 {
                let finding = finding(made(60, seed: UInt64(seed + 1), said: said))
                first += try #require(entry(finding, "skce_p")).estimate <= 0.05 ? 1 : 0
                all += try #require(entry(finding, "martingale_p")).estimate <= 0.05 ? 1 : 0
            }
            return (first, all)
        }
        let honest = try rejected { $0 }
        // 5 expected; above 13 in fewer than one of a thousand suites.
        #expect(honest.first <= 13 && honest.all <= 13)
        let sharp = try rejected { p in
            let (right, wrong) = (pow(p, 3), pow(1 - p, 3))
            return right / (right + wrong)
        }
        #expect(sharp.first >= 50, "\(sharp)")
    }

    @Test func `replies that are no answer are missing draws`() throws {
        var made = made(12)
        var asked = try #require(made.own.asked)
        asked.draws[3][1] = AskedBack.Word(yes: 0.2, no: 0.1, unseen: 0)
        made.own.asked = asked
        let finding = finding(made)
        #expect(finding.missing == 1 && finding.known == 47)
        #expect(entry(finding, "martingale_p") == nil && entry(finding, "skce_p") != nil)
        #expect(finding.remarks.contains { $0.contains("Of 1 draws True and False had less") })
        asked.draws[5][0] = nil
        made.own.asked = asked
        #expect(entry(self.finding(made), "skce_p") == nil)
    }

    @Test func `confidences stand beside each other with limits for questions that are a sample`()
        throws
    {
        let made = made(40)
        let rows = finding(made).confidences
        let asked = try #require(rows.first { $0.key == "asked" })
        let words = try #require(made.own.asked).greedy.compactMap { $0?.share }
        let wrong = made.run.greedyScores.map { $0[0] == 0 }
        let area = try Discrimination.area(
            of: zip(words, wrong).filter { !$0.1 }.map(\.0),
            against: zip(words, wrong).filter(\.1).map(\.0), alpha: 0.05)
        #expect(asked.questions == 40 && asked.wrong == wrong.count { $0 })
        #expect(asked.area.bound == area && asked.areaEstimate == area?.estimate)
        let risk = try RiskCoverage.area(zip(words, wrong).map { ($0, $1) })
        #expect(abs(asked.aurc - (try #require(risk))) < 1e-12)
        // Of no other kind is anything known but of the answer drawn most.
        #expect(rows.map(\.key) == ["asked", "share"])
        var lacking = made
        lacking.own.asked?.greedy[7] = nil
        let row = try #require(finding(lacking).confidences.first)
        #expect(row.questions == 39 && row.area.bound == nil && row.areaEstimate.isFinite)
    }

    /// Limits of the table's areas, where the truth is known by many questions.
    @Test func `limits of a confidence's area are wrong as seldom as is said`() throws {
        let large = try #require(finding(made(20_000, draws: 1, seed: 99)).confidences.first)
        var wrong = 0
        for seed in 0..<200 {
            let row = try #require(
                finding(made(40, draws: 1, seed: UInt64(seed + 1))).confidences.first)
            guard let bound = row.area.bound else { continue }
            if large.areaEstimate < bound.lower || large.areaEstimate > bound.upper { wrong += 1 }
        }
        #expect(wrong <= 10)
    }

    // MARK: - The posterior

    private func posterior(_ weights: [Double?]) throws -> (Made, AnswerPosterior) {
        var one = PromptEvidence(
            prompt: Prompt(id: PromptID("q"), text: "?"), scorerCount: 1)
        for (text, score) in [("A", 0.0), ("A", 0), ("B", 1), ("a.", 0), ("C", 0)] {
            one.add(
                "<think>\(text) because</think>\(text)", tokenCount: 2, isTruncated: false,
                attempts: 1, scores: [score])
        }
        one.addLost(attempts: 1)
        let facts = RunFacts(
            name: "r", model: "m", servers: [], decoding: "explain first 9 T=1",
            scorers: [.init(name: "exact", isBinary: true, zero: "wrong", one: "right")],
            plannedDraws: 6, alpha: 0.05, seed: 1, created: "")
        let run = Snapshot(
            facts: facts, prompts: [one], greedyScores: [[nil]], progress: .init(phase: .recorded))
        var own = OwnProbabilities(draws: [
            Array(repeating: .init(whole: -1, part: -1, tokens: 2), count: 6)
        ])
        own.entailed = AskedBack(
            model: "m", question: "entails 1",
            draws: [weights.map { $0.flatMap { AskedBack.Word(yes: $0, no: 1 - $0, unseen: 0) } }])
        let made = Made(run: run, own: own)
        return (made, try #require(finding(made, .answer).rows[0].posterior))
    }

    @Test func `each draw weighs as much as its explanation is entailed`() throws {
        let (made, found) = try posterior([0.1, 0.1, 0.9, 0.2, 0.2, 0.9])
        #expect(found.draws == 5 && found.rows.map(\.text) == ["A", "B", "C"])
        #expect(found.rows.map(\.share) == [0.6, 0.2, 0.2])
        let expected = [0.4 / 1.5, 0.9 / 1.5, 0.2 / 1.5]
        for (row, value) in zip(found.rows, expected) {
            #expect(abs((row.posterior ?? .nan) - value) < 1e-12)
        }
        #expect(found.commonest?.isRight == false && found.favoured?.isRight == true)
        let rows = finding(made, .answer).confidences
        #expect(rows.map(\.key) == ["share", "posterior"])
        #expect(rows.map(\.wrong) == [1, 0] && rows.map(\.aurc) == [1, 0])
    }

    @Test func `equal weights give plain shares, and a draw without one does not count`() throws {
        let equal = try posterior(Array(repeating: 0.3, count: 6)).1
        for row in equal.rows { #expect(abs((row.posterior ?? .nan) - row.share) < 1e-12) }
        let lacking = try posterior([0.5, nil, 0.5, 0.5, 0.5, 0.5]).1
        #expect(lacking.draws == 4 && lacking.rows.first?.count == 2)
    }
}
