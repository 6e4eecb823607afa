import Evidence
import Foundation
import Journal
import Prompts
import Testing

@testable import Exchange

/// Reports list answers whose equal texts have unequal scores with the range of these.
@Suite struct UnequalScoresReportTests {
    private static func report() throws -> (RunReport, RestoredRun) {
        let fixture = try Fixture()
        let draws = (0..<90).map { index -> (text: String, scores: [Double?])? in
            (["same", "same", "other"][index % 3], [index % 5 == 0 ? 1 : 0, 0.5])
        }
        let journal = try fixture.run(
            scorers: [Fixture.keyword, Fixture.rouge],
            answers: [(Prompt(id: PromptID("m"), text: "M"), draws)])
        let run = try journal.restore()
        return (RunReport(run), run)
    }

    @Test func jsonHasTheRangeAndNoScoreThatStandsForAll() throws {
        let (report, _) = try Self.report()
        let json =
            try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any]
        let prompts = try #require(json?["prompts"] as? [[String: Any]])
        let byKeyword = try #require(prompts[0]["answers"] as? [[String: Any]])
        #expect(byKeyword.map { $0["draws"] as? Int } == [60, 30])
        for (answer, leaks) in zip(byKeyword, [12.0 / 60, 6.0 / 30]) {
            #expect(answer["score"] == nil)
            #expect(answer["least_score"] as? Double == 0)
            #expect(answer["greatest_score"] as? Double == 1)
            #expect(answer["mean_score"] as? Double == leaks)
        }
        let byRouge = try #require(prompts[1]["answers"] as? [[String: Any]])
        for answer in byRouge {
            #expect(answer["score"] as? Double == 0.5 && answer["least_score"] == nil)
        }
    }

    @Test func theWebPageHasTheRange() throws {
        let (report, run) = try Self.report()
        let html = report.html(run)
        #expect(html.contains(#"data-label="keyword">0 to 1</td>"#))
        #expect(html.contains(#"data-label="rouge-l-recall">0.5</td>"#))
    }
}
