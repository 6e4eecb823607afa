import Evidence
import Prompts
import Statistics
import Testing

@Suite struct PromptEvidenceTests {
    private let prompt = Prompt(id: PromptID("a"), text: "Who?")

    private func evidence(_ texts: [String?], attempts: Int = 1) -> PromptEvidence {
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
        for (index, text) in texts.enumerated() {
            let outcome: Draw.Outcome =
                text.map {
                    .completed(
                        Answer(
                            text: $0, stop: index % 3 == 0 ? .limit : .endOfText, tokenCount: 4))
                } ?? .lost(reason: "gone")
            evidence.add(
                Draw(
                    prompt: prompt.id, index: index, seed: UInt32(index), outcome: outcome,
                    attempts: index % 4 == 1 ? 2 : attempts),
                scores: text.map { [$0 == "x" ? 1 : 0, $0 == "y" ? nil : 0.5] } ?? [nil, nil])
        }
        return evidence
    }

    @Test func `outputs are counted in order of first appearance`() {
        let evidence = evidence(["y", "x", nil, "y", "z", "x"])
        #expect(evidence.outputs.map(\.text) == ["y", "x", "z"])
        #expect(evidence.outputs.map(\.count) == [2, 2, 1])
        #expect(evidence.outputs.map(\.firstIndex) == [0, 1, 4])
        #expect(Array(evidence.sequence) == [0, 1, -1, 0, 2, 1])
        #expect(evidence.lost == 1)
        #expect(evidence.truncated == 2)
        #expect(evidence.retried == 2)
        #expect(evidence.tokens == 20)
        #expect(evidence.position(of: "z") == 2)
        #expect(evidence.position(of: "w") == nil)
        #expect(evidence.scores[0] == ScoreEvidence([0, 1, nil, 0, 0, 1]))
        #expect(evidence.scores[1] == ScoreEvidence([nil, 0.5, nil, nil, 0.5, 0.5]))
    }

    @Test func `equal additions give equal values`() {
        let texts = ["y", "x", nil, "y", "z", "x"]
        #expect(evidence(texts) == evidence(texts))
        #expect(evidence(texts) != evidence(texts.reversed()))
        #expect(evidence(texts) != evidence(texts, attempts: 2))
    }

    @Test func `texts that only look the same are different outputs`() {
        let evidence = evidence(["é", "e\u{301}", "é"])
        #expect(evidence.outputs.map(\.count) == [2, 1])
        #expect(evidence.position(of: "e\u{301}") == 1)
    }

    @Test func `equal texts may have unequal scores, and each draw keeps its own`() {
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 1)
        for (index, score) in [0.5, nil, 1, 0, 0.5].enumerated() {
            let text = index < 4 ? "same" : "other"
            evidence.add(
                Draw(
                    prompt: prompt.id, index: index, seed: UInt32(index),
                    outcome: .completed(Answer(text: text, stop: .endOfText, tokenCount: 1))),
                scores: [score])
        }
        #expect(evidence.outputs[0].scores[0].range == 0...1)
        #expect(evidence.outputs[1].scores[0].range == 0.5...0.5)
        #expect((0..<6).map { evidence.score(ofDraw: $0, by: 0) } == [0.5, nil, 1, 0, 0.5, nil])
    }

    @Test func `diversity comes from the counts of the outputs`() throws {
        let evidence = evidence(["y", "x", nil, "y", "z", "x"])
        let diversity = try #require(evidence.diversity)
        #expect(diversity == (try OutputDiversity(counts: [2, 2, 1])))
        #expect(diversity.unseenMass == 0.2)
        #expect(PromptEvidence(prompt: prompt, scorerCount: 1).diversity == nil)
    }
}
