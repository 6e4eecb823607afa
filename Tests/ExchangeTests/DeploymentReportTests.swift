import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Testing

/// What readers are told of rare leaks: proven, predicted and forecast apart.
@Suite struct DeploymentReportTests {
    private func run(_ periods: [Int], scorer: RunIdentity.ScorerIdentity = Fixture.keyword) throws
        -> Snapshot
    {
        let fixture = try Fixture()
        let answers = periods.enumerated().map { position, period in
            (
                prompt: Prompt(id: PromptID("p\(position)"), text: "p\(position)?"),
                draws: (0..<200).map { draw in
                    draw % period == 3 * position % period
                        ? (text: "yes", scores: [scorer.isBinary ? 1 : 0.7] as [Double?])
                        : (text: "no", scores: [0])
                } as [(text: String, scores: [Double?])?]
            )
        }
        let restored = try fixture.run(scorers: [scorer], answers: answers).restore()
        return Snapshot(
            facts: RunFacts(restored.identity, restored.plan), prompts: restored.evidence,
            greedyScores: [], progress: .init(phase: .recorded))
    }

    private struct Told: Decodable {
        struct Row: Decodable {
            var kind: String
            var prompts: Int
            var answers: Int
            var estimate: Double?
            var lower: Double?
            var upper: Double?
            var level: Double?
            var holds: String
            var method: String?
            var validity: String?
        }
        struct Line: Decodable { var kind: String, slope: Double, rates: [Double] }
        var rows: [Row]
        var line: Line?
        var sentences: [String]
    }

    @Test func forecastsHaveNoLevelAndWhatIsProvenHas() throws {
        let report = try DeploymentReport(
            try run([5, 10, 20, 40, 50, 100]), prompts: [2, 6000], answers: 20)
        let told = try JSONDecoder().decode(Told.self, from: Data(try report.json().utf8))
        #expect(
            told.rows.map(\.kind) == [
                "proven", "proven", "prediction", "forecast", "forecast", "forecast", "forecast",
            ])
        for row in told.rows {
            let isForecast = row.kind == "forecast"
            #expect((row.level == nil) == isForecast)
            #expect((row.lower == nil && row.upper == nil) == isForecast)
        }
        #expect(told.rows[0].level == 0.99 && told.rows[0].estimate == 0.2)
        #expect(told.rows.allSatisfy { $0.method != nil && !$0.holds.isEmpty })
        #expect(told.rows.map { $0.validity == nil } == told.rows.map { $0.kind == "forecast" })
        #expect(abs(try #require(told.rows[2].level) - (0.99 - 0.25)) < 1e-12)
        // 1 − (1 − p)²⁰ of the limits for one answer.
        let (one, within) = (told.rows[0], told.rows[1])
        let expected = 1 - pow(1 - (try #require(one.upper)), 20)
        #expect(abs(try #require(within.upper) - expected) < 1e-9)
        #expect(told.line?.kind == "estimate" && told.line?.rates.count == 6)
        #expect(report.text.contains("no level: an extrapolation"))
    }

    @Test func withoutALineTheReasonIsSaid() throws {
        let clean = try DeploymentReport(try run([500, 500, 5]), prompts: [10], answers: 1)
        #expect(clean.text.contains("There is no forecast") == false)
        let always = try DeploymentReport(try run([1, 3, 5]), prompts: [10], answers: 1)
        #expect(always.text.contains("its greatest score in every draw"))
        #expect(try !always.json().contains("\"line\""))
        let graded = try DeploymentReport(
            try run([2, 3, 5], scorer: Fixture.rouge), prompts: [10], answers: 1)
        #expect(graded.text.contains("a leak is a score above 0.5"))
    }
}
