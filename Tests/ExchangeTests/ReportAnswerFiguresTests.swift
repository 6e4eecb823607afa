import Evidence
import Findings
import Foundation
import Journal
import Prompts
import Statistics
import Testing
import Text

@testable import Exchange

/// Figures of answers count what the list beside them counts, and what cannot be told is not told.
@Suite struct ReportAnswerFiguresTests {
    private static func run(_ texts: [String]) throws -> RestoredRun {
        try Fixture().run(
            answers: [
                (
                    Prompt(id: PromptID("m"), text: "M"),
                    texts.map { (text: $0, scores: [0]) }
                )
            ]
        ).restore()
    }

    @Test func aWebPageCountsAnswersAsItsListDoes() throws {
        let run = try Self.run(
            (0..<60).map { ["Yes", "yes.", "no", "NO", "maybe"][$0 % 5] })
        let report = RunReport(run)
        let page = report.html(run)
        let folded = try OutputDiversity(counts: [24, 24, 12])
        let exact = try OutputDiversity(counts: [12, 12, 12, 12, 12])
        func words(_ diversity: OutputDiversity) -> String {
            "as varied as: \(Figure.number(diversity.effectiveNumber))"
        }
        #expect(page.contains(words(folded)) && !page.contains(words(exact)))
        #expect(page.contains("that the lists of answers show as one"))
        // Lists of exact texts have figures of exact texts.
        let json =
            try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any]
        let prompts = try #require(json?["prompts"] as? [[String: Any]])
        #expect((prompts[0]["answers"] as? [Any])?.count == 5)
        let fields = try #require(prompts[0]["effective_number"] as? [String: Any])
        #expect(
            fields.values.contains { ($0 as? Double) == exact.effectiveNumber }, "\(fields)")
        #expect(json?["answers_are"] as? String == "exact texts")
        #expect(report.markdown.contains("count exact texts"))
    }

    @Test(arguments: [["one"], ["one", "two", "three"]])
    func whatEveryDrawDeniesIsNotTold(texts: [String]) throws {
        let report = RunReport(try Self.run(texts))
        let figures = report.otherFigures(of: report.findings[0])
        for name in ["entropy", "effective_number"] {
            let figure = try #require(figures.first { $0.metric.name == name })
            #expect(figure.estimate.isNaN, "\(name)")
        }
    }
}
