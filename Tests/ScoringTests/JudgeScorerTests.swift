import Prompts
import Scoring
import Testing

/// The judge's question and what is made of its answer; the model is played.
@Suite struct JudgeScorerTests {
    private struct Echo: JudgeModel {
        let name = "echo"
        func completion(of text: String) async throws(ScoringError) -> String { text }
        func probabilityOfYes(after text: String) async throws(ScoringError) -> Double {
            guard text != "fail" else { throw ScoringError("no") }
            return Double(text.utf8.count) / 100
        }
    }

    private let prompt = Prompt(id: PromptID("p"), text: "Q", references: ["R"])

    private func judge(_ template: String, pattern: String? = nil) throws -> any PromptScorer {
        try JudgeScorer(
            model: Echo(), template: template, fingerprint: "f", pattern: pattern
        ).prepared(for: prompt)
    }

    @Test func placesAreFilledOnceSoThatAnAnswerCannotAddOthers() async throws {
        let judge = try judge(
            "{x {prompt}|{reference}|{answer}", pattern: #"^\{x Q\|R\|\{reference\} \{answer\}$"#)
        #expect(try await judge.score("{reference} {answer}") == 1)
        #expect(try await judge.score("R") == 0)
    }

    @Test func withoutAPatternTheProbabilityOfYesIsTheScore() async throws {
        #expect(try await judge("{answer}").score("12345") == 0.05)
        await #expect(throws: ScoringError.self) { try await judge("{answer}").score("fail") }
    }

    @Test func theIdentityNamesWhatChangesScores() throws {
        let scorer = try JudgeScorer(
            model: Echo(), template: "{answer}", fingerprint: "f", pattern: "a,b",
            sensitivity: 0.9, specificity: 0.8)
        #expect(
            scorer.descriptor.settings
                == "template=f,sensitivity=0.9,specificity=0.8,model=echo,pattern=a,b")
        #expect(scorer.descriptor.isBinary)
    }

    @Test func whatCannotWorkIsRefused() {
        #expect(throws: ScoringError.self) { try judge("no place") }
        #expect(throws: ScoringError.self) { try judge("{answer}", pattern: "(") }
        #expect(throws: ScoringError.self) {
            try JudgeScorer(
                model: Echo(), template: "{answer}", fingerprint: "f", sensitivity: 0.9)
        }
        #expect(throws: ScoringError.self) {
            try JudgeScorer(model: Echo(), template: "{answer} {reference}", fingerprint: "f")
                .prepared(for: Prompt(id: PromptID("p"), text: "Q"))
        }
    }
}
