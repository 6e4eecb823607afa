import Evidence
import Exchange
import Journal
import Prompts
import Statistics
import Testing

/// What the least sensitivity and specificity of a judge do to the limits of a report.
@Suite struct JudgeErrorTests {
    @Test func limitsAreWidenedByWhatTheJudgeMayGetWrong() throws {
        let fixture = try Fixture()
        let answers = (0..<300).map { index -> (text: String, scores: [Double?])? in
            ("t", [index % 2 == 0 ? 1 : 0])
        }
        func interval(_ name: String, _ settings: String) throws -> Bound {
            let judge = RunIdentity.ScorerIdentity(
                name: "judge", settings: settings, isBinary: true, zero: "no", one: "yes")
            let prompt = Prompt(id: PromptID("p"), text: "?")
            let run = try fixture.run(name, scorers: [judge], answers: [(prompt, answers)])
            return try #require(RunReport(try run.restore()).findings[0].interval)
        }
        let plain = try interval("a.run", "model=m,pattern=sensitivity=0.1,specificity=0.1")
        let wide = try interval("b.run", "model=m,sensitivity=0.8,specificity=0.9,pattern=y")
        #expect(abs(wide.upper - plain.upper / 0.8) < 1e-12)
        #expect(abs(wide.lower - (plain.lower - 0.1) / 0.9) < 1e-12)
    }
}
