import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Testing

/// Reports about questions of multiple choice say how the draws are spread over the letters.
@Suite struct ChoiceReportTests {
    private static let choice = RunIdentity.ScorerIdentity(
        name: "choice", settings: "", isBinary: true, zero: "another", one: "the right one")

    private func run() throws -> RestoredRun {
        let question = Prompt(
            id: PromptID("q"), text: "Which?", references: ["B", "Copper"],
            metadata: ["choices": "[\"Otter\",\"Copper\",\"<b>Maple\"]"])
        let draws: [(text: String, scores: [Double?])?] =
            Array(repeating: ("B", [1]), count: 6) + [("A", [0]), ("?", [0]), nil]
        let fixture = try Fixture()
        defer { withExtendedLifetime(fixture) {} }
        return try fixture.run(
            scorers: [Self.choice],
            answers: [(question, draws), (Prompt(id: PromptID("p"), text: "Who?"), [("x", [0])])]
        ).restore()
    }

    @Test func `JSON has an object a letter, and none for other prompts`() throws {
        let report = RunReport(try run())
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
        let prompts = try #require(object["prompts"] as? [[String: Any]])
        #expect(prompts[1]["choices"] == nil)
        let choices = try #require(prompts[0]["choices"] as? [[String: Any]])
        #expect(choices.map { $0["letter"] as? String } == ["A", "B", "C", nil])
        #expect(choices.map { $0["choice"] as? String } == ["Otter", "Copper", "<b>Maple", nil])
        #expect(choices.map { $0["draws"] as? Int } == [1, 6, 0, 1])
        #expect(choices.map { $0["right"] as? Bool } == [false, true, false, false])
        for choice in choices {
            let share = try #require(choice["share"] as? [String: Any])
            let (lower, upper) = (share["lower"] as? Double ?? 1, share["upper"] as? Double ?? 0)
            let count = Double(try #require(choice["draws"] as? Int))
            // The lost draw may have been any letter.
            #expect(lower <= count / 9 && upper >= (count + 1) / 9)
        }
    }

    @Test func `text, Markdown and HTML say it once`() throws {
        let run = try run()
        let report = RunReport(run)
        let sentence = "Letters, each on its own: A 0.125 ["
        #expect(report.text.components(separatedBy: sentence).count == 2, "\(report.text)")
        #expect(report.text.contains("B (right) 0.75 ["))
        #expect(report.markdown.contains("Letters, each on its own"))
        let html = report.html(run, labels: [])
        #expect(html.components(separatedBy: "<caption>Choices, of 8 answers.").count == 2)
        #expect(html.contains("&lt;b&gt;Maple") && !html.contains("<b>Maple"))
    }
}
