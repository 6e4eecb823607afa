import Evidence
import Prompts
import Statistics
import Testing

@testable import Findings

@Suite struct ChoiceSharesTests {
    private static let prompt = Prompt(
        id: PromptID("q"), text: "Which?", references: ["B", "Copper"],
        metadata: ["choices": "[\"Otter\",\"Copper\",\"Maple\"]"])
    private static let statement = Statement(alpha: 0.05)

    private static func evidence(
        _ answers: [String?], prompt: Prompt = prompt
    ) -> PromptEvidence {
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 0)
        for (index, answer) in answers.enumerated() {
            evidence.add(
                Draw(
                    prompt: prompt.id, index: index, seed: UInt32(index),
                    outcome: answer.map {
                        .completed(Answer(text: $0, stop: .endOfText, tokenCount: 1))
                    }
                        ?? .lost(reason: "gone")), scores: [])
        }
        return evidence
    }

    private static func shares(
        _ evidence: PromptEvidence, part: AnswerPart = .standard, void: VoidReason? = nil
    ) -> ChoiceShares? {
        var reader = ChoiceReader(part)
        return ChoiceShares(evidence, reader: &reader, statement, void: void)
    }

    @Test func `draws are counted by letter, and by none`() throws {
        let shares = try #require(
            Self.shares(Self.evidence(["B", "b.", "It is copper.", "A", "no idea", nil])))
        #expect(shares.rows.map(\.letter) == ["A", "B", "C", nil])
        #expect(shares.rows.map(\.count) == [1, 3, 0, 1])
        #expect(shares.rows.map(\.share) == [0.2, 0.6, 0, 0.2])
        #expect(shares.rows.map(\.isRight) == [false, true, false, false])
        #expect(shares.rows[1].text == "Copper" && shares.rows[3].text == "")
        #expect(shares.completed == 5 && shares.lost == 1)
    }

    /// The choices were named before the draws: the limits of a share are those of the proportion of
    /// one letter, in which a lost draw counts at its worst on both sides.
    @Test func `limits are those of a proportion with losses at their worst`() throws {
        let answers: [String?] = Array(repeating: "B", count: 30) + Array(repeating: "C", count: 70)
        let shares = try #require(Self.shares(Self.evidence(answers + [nil, nil])))
        for (row, count) in zip(shares.rows, [0, 30, 70, 0]) {
            let bound = try #require(row.limits.bound)
            let upper = try LostDraws.proportion(
                leaks: Double(count), completed: 100, lost: 2, alpha: 0.05, side: .two,
                method: .anytimeProportion(.two))
            #expect(bound.lower == upper.lower && bound.upper == upper.upper)
            #expect(bound.lower <= Double(count) / 102 && bound.upper >= Double(count + 2) / 102)
        }
    }

    @Test func `void draws have counts and no limits`() throws {
        let shares = try #require(
            Self.shares(Self.evidence(["A", "B"]), void: .copies("of each other")))
        #expect(shares.rows.map(\.count) == [1, 1, 0, 0])
        #expect(shares.rows.allSatisfy { $0.limits.bound == nil && $0.exact == nil })
    }

    @Test func `only the part that counts makes a choice`() throws {
        let answers = ["<think>A it is</think>C", "<think>Copper, or", "C"]
        let shares = try #require(Self.shares(Self.evidence(answers)))
        #expect(shares.rows.map(\.count) == [0, 0, 2, 1])
        let last = try #require(
            Self.shares(Self.evidence(["A\nB", "so:\nC"]), part: AnswerPart(.lastLine)))
        #expect(last.rows.map(\.count) == [0, 1, 1, 0])
    }

    @Test func `other prompts have none`() {
        #expect(
            Self.shares(Self.evidence(["A"], prompt: Prompt(id: PromptID("p"), text: "?"))) == nil)
    }

    /// Read as they come, answers give what they give when all are read at once.
    @Test func `a reader goes on where it was`() {
        let answers: [String?] = (0..<60).map {
            $0 % 7 == 0 ? nil : "\(["A", "C", "?"][$0 % 3]) \($0)"
        }
        var reader = ChoiceReader(.standard)
        for count in [0, 1, 5, 30, 60, 10, 60] {
            let evidence = Self.evidence(Array(answers.prefix(count)))
            let grown = ChoiceShares(evidence, reader: &reader, Self.statement, void: nil)
            #expect(grown == Self.shares(evidence))
        }
        var other = Self.prompt
        other.metadata["choices"] = "[\"Otter\",\"Copper\"]"
        let evidence = Self.evidence(answers, prompt: other)
        #expect(
            ChoiceShares(evidence, reader: &reader, Self.statement, void: nil)
                == Self.shares(evidence))
    }

    @Test func `without replacement the probability of a letter is exact`() throws {
        var evidence = PromptEvidence(prompt: Self.prompt, scorerCount: 0)
        for (index, (text, mass)) in [("B", 0.5), ("A", 0.125), ("it is B", 0.25)].enumerated() {
            evidence.add(
                text, tokenCount: 1, isTruncated: false, attempts: 1, scores: [], absorbed: mass)
            #expect(evidence.drawCount == index + 1)
        }
        evidence.setExact(ExactMass(left: 0.125, known: [], error: 0))
        let rows = try #require(Self.shares(evidence)).rows
        #expect(rows.map(\.exact) == [0.125...0.25, 0.75...0.875, 0...0.125, 0...0.125])
        #expect(rows.map(\.share) == [0.125, 0.75, 0, 0])
        #expect(rows.allSatisfy { $0.limits.bound == nil })
    }
}
