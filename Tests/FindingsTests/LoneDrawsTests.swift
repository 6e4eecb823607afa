import Evidence
import Platform
import Prompts
import TestSupport
import Testing

@testable import Findings

@Suite struct LoneDrawsTests {
    private func evidence(_ answers: [Int]) -> PromptEvidence {
        var evidence = PromptEvidence(
            prompt: Prompt(id: PromptID("p"), text: "?", references: [], keywords: []),
            scorerCount: 0)
        for (index, answer) in answers.enumerated() {
            evidence.add(
                Draw(
                    prompt: PromptID("p"), index: index, seed: UInt32(index),
                    outcome: .completed(
                        Answer(text: "text \(answer)", stop: .endOfText, tokenCount: 1))),
                scores: [])
        }
        return evidence
    }

    /// The exact chance, by the number of ways to pick which draws are the further ones.
    @Test func theChanceIsThatOfAnyOrder() throws {
        // Sixteen draws repeat one text, sixteen are alone.
        var lone = try #require(
            LoneDraws([evidence(Array(repeating: 0, count: 16) + Array(1...16))]))
        #expect(lone.draws == 32 && lone.repeated == 16)
        for number in 0..<3 { #expect(lone.take(ExactText("new \(number)")) == .goOn) }
        // C(19, 3) / C(35, 3).
        #expect(abs(exp(lone.logChance) - 969 / 6545) < 1e-12)
        #expect(lone.take(ExactText("text 7")) == .cleared)
    }

    @Test func newDrawsBesideRepeatedOnesAreCopies() throws {
        var lone = try #require(
            LoneDraws([evidence((0..<256).map { $0 % 4 == 0 ? 1000 + $0 : $0 % 20 })]))
        var verdict = LoneDraws.Verdict.goOn
        while verdict == .goOn { verdict = lone.take(ExactText("new \(lone.count)")) }
        #expect(verdict == .copies && lone.count < 24)
    }

    /// Drawn alone or not, a model that repeats itself does so at the next draw or soon after; of all
    /// draws no few are ever found to be copies by as many further ones as the bound says.
    @Test func aModelThatRepeatsItselfIsCleared() throws {
        var random = SeededGenerator(seed: 5)
        var further = 0
        for _ in 0..<200 {
            func draw() -> Int {
                Bool.random(using: &random)
                    ? Int.random(in: 0..<8, using: &random)
                    : Int.random(in: 100..<1_000_000, using: &random)
            }
            var lone = try #require(LoneDraws([evidence((0..<128).map { _ in draw() })]))
            var verdict = LoneDraws.Verdict.goOn
            while verdict == .goOn { verdict = lone.take(ExactText("text \(draw())")) }
            #expect(verdict == .cleared)
            further += lone.count
        }
        #expect(further < 400)
    }

    @Test func whatHardlyRepeatsIsNoQuestion() {
        #expect(LoneDraws([evidence(Array(0..<128))]) == nil)
        #expect(LoneDraws([evidence(Array(repeating: 0, count: 128))]) == nil)
        #expect(LoneDraws([evidence(Array(0..<24) + Array(repeating: 0, count: 7))]) == nil)
        #expect(LoneDraws([evidence(Array(0..<100) + Array(repeating: 0, count: 28))]) == nil)
    }
}
