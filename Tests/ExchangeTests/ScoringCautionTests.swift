import Evidence
import Journal
import Prompts
import Testing

@testable import Exchange

/// Scores that were made after the draws: every report says what their limits take for granted, in one
/// wording and once.
@Suite struct ScoringCautionTests {
    @Test func everyReportOfARescoredRunSaysWhatItsLimitsTakeForGranted() throws {
        let fixture = try Fixture()
        var run = try fixture.run(
            answers: [
                (
                    prompt: Prompt(id: PromptID("p"), text: "?"),
                    draws: (0..<20).map { _ in (text: "no", scores: [0]) }
                )
            ]
        ).restore()
        let caution =
            "limits hold only for a scorer that was chosen without a look at these answers"
        #expect(!RunReport(run).text.contains(caution))
        let name = run.plan.name
        run.plan.noteScoring()
        run.plan.name = "again"
        // Scored a second time it is still said once.
        run.plan.noteScoring()
        let report = RunReport(run)
        for text in [report.text, report.markdown, report.html(run), try report.json()] {
            #expect(
                text.contains("scored again after sampling, from \(name): \(caution)"), "\(text)")
            #expect(text.ranges(of: caution).count == 1)
        }
    }
}
