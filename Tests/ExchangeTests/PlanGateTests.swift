import Evidence
import Exchange
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Journal

/// One question of `plan` and gate.
///
/// The planned number of clean draws passes, one fewer does not, whatever the flags are. The number
/// of prompts is of no matter: a pass is wrong only if the limit of a prompt that is above the target
/// is (an intersection–union test).
@Suite struct PlanGateTests {
    /// What a gate says of P prompts with so many clean draws each.
    private func verdict(
        draws: Int, prompts: Int, target: Double, alpha: Double, validity: Validity, together: Bool
    ) throws -> RunReport.Verdict {
        let scorer = Fixture.keyword
        let set = PromptSet(
            name: "set", prompts: (0..<prompts).map { Prompt(id: PromptID("p\($0)"), text: "?") },
            provenance: "test")
        let evidence = set.prompts.map { prompt in
            var evidence = PromptEvidence(prompt: prompt, scorerCount: 1)
            for index in 0..<draws {
                evidence.add(
                    Draw(
                        prompt: prompt.id, index: index, seed: UInt32(index),
                        outcome: .completed(Answer(text: "no", stop: .endOfText, tokenCount: 1)),
                        attempts: 1), scores: [0])
            }
            return evidence
        }
        let run = RestoredRun(
            identity: RunIdentity(
                promptsFingerprint: "", model: "m", modelFingerprint: "m", decodingName: "pure",
                decodingJSON: "{}", template: "none", seed: 1, scorers: [scorer]),
            plan: RunPlan(
                name: "a", draws: draws, alpha: alpha, servers: [],
                created: "2026-01-01T00:00:00Z"),
            prompts: set, evidence: evidence, waiting: Array(repeating: [], count: prompts),
            greedyScores: Array(repeating: [nil], count: prompts), events: [])
        return RunReport(run, validity: validity, isSimultaneous: together)
            .verdict(limit: target)
    }

    @Test(arguments: [Validity.fixed, .anytime], [false, true])
    func thePlannedNumberOfCleanDrawsPassesTheGateAndOneFewerDoesNot(
        validity: Validity, together: Bool
    ) throws {
        var generator = SeededGenerator(seed: together ? 1 : 2)
        for _ in 0..<10 {
            let alpha = [0.5, 0.2, 0.05, 0.01, 0.001].randomElement(using: &generator) ?? 0.05
            let target = Double.random(in: 0.02...0.6, using: &generator)
            let prompts = Int.random(in: 1...6, using: &generator)
            let draws = try #require(
                try Planner.drawsToCertify(
                    target: target, alpha: alpha,
                    method: validity == .fixed ? .clopperPearson : .mixture))
            func gate(_ draws: Int) throws -> RunReport.Verdict {
                try verdict(
                    draws: draws, prompts: prompts, target: target, alpha: alpha,
                    validity: validity, together: together)
            }
            #expect(try gate(draws) == .atMost, "\(draws) draws, \(target), α \(alpha)")
            if draws > 1 { #expect(try gate(draws - 1) == .undecided) }
        }
    }
}
