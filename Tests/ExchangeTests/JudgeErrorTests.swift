import Evidence
import Exchange
import Findings
import Foundation
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
        let plain = try interval(
            "a.run", "template=f,model=m,sensitivity=0.3,pattern=sensitivity=0.1")
        let wide = try interval(
            "b.run", "template=f,sensitivity=0.8,specificity=0.9,model=m,pattern=y")
        #expect(abs(wide.upper - plain.upper / 0.8) < 1e-12)
        #expect(abs(wide.lower - (plain.lower - 0.1) / 0.9) < 1e-12)
    }

    @Test func reportsAndComparisonsSayThatLimitsAreWidened() throws {
        let fixture = try Fixture()
        func run(_ name: String, _ settings: String, every: Int) throws -> RestoredRun {
            let judge = RunIdentity.ScorerIdentity(
                name: "judge", settings: settings, isBinary: true, zero: "no", one: "yes")
            let answers = (0..<300).map { index -> (text: String, scores: [Double?])? in
                ("t", [index % 50 == 49 ? nil : index % every == 0 ? 1 : 0])
            }
            let prompt = Prompt(id: PromptID("p"), text: "?")
            return try fixture.run(name, scorers: [judge], answers: [(prompt, answers)]).restore()
        }
        let promise = "template=f,sensitivity=0.9,specificity=0.95,model=m,pattern=y"
        let words = "sensitivity >= 0.9, specificity >= 0.95"
        let report = RunReport(try run("a.run", promise, every: 2))
        #expect(report.findings[0].unscored == 6)
        #expect(report.unscored.map(\.count) == [6])
        #expect(report.text.components(separatedBy: words).count == 5)
        #expect(report.text.contains("6 answers have no score by judge"))
        #expect(report.text.contains("6 not scored") && !report.text.contains("6 lost"))
        #expect(report.markdown.contains("| draws | lost | not scored | greedy |"))
        #expect(report.junit().contains("sensitivity &gt;= 0.9"))
        #expect(try report.json().contains("\"specificity\" : 0.95"))
        let single = try #require(report.sets[0].average)
        #expect(single.judge?.sensitivity == 0.9)
        #expect(report.sets[0].greatest?.judge?.sensitivity == 0.9)

        // Halves against none: proven by verdicts, and still so for a judge as good as this.
        let runs = (try run("b.run", promise, every: 1), try run("c.run", promise, every: 1_000))
        let wide = try RunComparison(runs.0, runs.1)
        #expect(wide.text.contains(words))
        #expect(try wide.json().contains("\"sensitivity\" : 0.9"))
        let plain = try RunComparison(
            try run("d.run", "template=f,model=m,pattern=y", every: 1),
            try run("e.run", "template=f,model=m,pattern=y", every: 1_000))
        let (narrow, judged) = (try #require(plain.set), try #require(wide.set))
        #expect(judged.bound.lower < narrow.bound.lower)
        #expect(judged.bound.lower > 0.5 && judged.verdict == .firstLeaksMore)
        #expect(!plain.text.contains("widened"))
        // Another promise is another scorer.
        #expect(throws: ComparisonError.self) {
            try RunComparison(runs.0, try run("f.run", "template=f,model=m,pattern=y", every: 2))
        }
    }
}
