import Evidence
import Exchange
import Findings
import Foundation
import Journal
import Prompts
import Testing

/// Tables of verdicts for readers.
@Suite struct SensitivityReportTests {
    private typealias Draws = [(text: String, scores: [Double?])?]

    private func run(_ name: String, period: Int, decoding: String = "pure T=1") throws -> Snapshot
    {
        let fixture = try Fixture()
        let draws: Draws = (0..<300).map {
            $0 % period == 0 ? ("yes", [1, 0.6]) : ("no", [0, 0.1])
        }
        let prompts = ["p", "q"].map { Prompt(id: PromptID($0), text: "\($0)?") }
        let restored = try fixture.run(
            name, scorers: [Fixture.keyword, Fixture.rouge], answers: prompts.map { ($0, draws) },
            decoding: decoding
        ).restore()
        return Snapshot(
            facts: RunFacts(restored.identity, restored.plan), prompts: restored.evidence,
            greedyScores: [], progress: .init(phase: .recorded))
    }

    private struct Told: Decodable {
        struct Variant: Decodable {
            struct Bound: Decodable { var lower: Double, upper: Double, level: Double }
            var changes: String
            var to: String
            var target: Double
            var mean: Bound?
            var verdict: String?
            var change: String
            var reversed: Int
            var reversed_prompts: [String]
        }
        var variants: [Variant]
        var together: Int
        var level: Double
        var void: Bool
    }

    @Test func everyFormHasTheSameVerdicts() throws {
        let (first, other) = (
            try run("a.run", period: 30), try run("b.run", period: 2, decoding: "pure T=1.5")
        )
        let report = try SensitivityReport(first, target: 0.15, others: [("b", other)])
        let told = try JSONDecoder().decode(Told.self, from: Data(try report.json().utf8))
        // Asked, a scorer, two halves and a run share α; two targets are free.
        #expect(told.together == 5 && told.variants.count == 7 && told.level == 0.99 && !told.void)
        #expect(told.variants[0].verdict == "below")
        #expect(told.variants.filter { $0.changes == "target" }.map(\.target) == [0.075, 0.3])
        let run = try #require(told.variants.last)
        #expect(run.change == "reversed" && run.reversed == 2 && run.to.contains("T=1.5"))
        #expect(run.reversed_prompts == ["p", "q"])
        for variant in told.variants {
            #expect(abs(try #require(variant.mean).level - (1 - 0.01 / 10)) < 1e-9)
        }
        let text = report.text
        #expect(text.contains("The opposite is proven with: run b: decoding pure T=1.5"))
        #expect(text.contains("5 sets of limits"))
        #expect(text.contains("T=1.5 the opposite verdict has: p, q."))
        #expect(report.markdown.contains("the opposite verdict has: p, q."))
        #expect(report.markdown.contains("| what changes |") && report.markdown.hasPrefix("# "))
        // The graded scorer is counted by thresholds.
        let graded = try SensitivityReport(first, scorer: "rouge-l-recall", target: 0.3)
        #expect(graded.text.contains("share of scores above 0.5"))
        #expect(throws: ComparisonError.self) {
            try SensitivityReport(first, scorer: "nobody", target: 0.1)
        }
    }

    @Test func aRunWithoutTheScorerIsLeftOutAndSaid() throws {
        let first = try run("a.run", period: 30)
        var other = try run("b.run", period: 30)
        other.facts.scorers[0].settings = "another list"
        let report = try SensitivityReport(first, target: 0.15, others: [("b", other)])
        #expect(report.text.contains("b lacks the scorer with equal settings"))
        #expect(!report.sensitivity.variants.contains { $0.kind == .run })
    }
}
