import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Statistics
import Testing

/// Whatever states a run's limits says what they suppose, and when none hold, first.
@Suite struct RunWarningTests {
    private static let warning =
        "limits hold only for a scorer that was chosen without a look at these answers"

    private func journal(_ name: String) throws -> Journal {
        let fixture = try Fixture()
        let draws: [(text: String, scores: [Double?])?] = (0..<60).map {
            $0 % 4 == 0 ? ("yes", [1]) : ("no", [0])
        }
        let prompts = ["p", "q"].map { Prompt(id: PromptID($0), text: "\($0)?") }
        return try fixture.run(name, answers: prompts.map { ($0, draws) })
    }

    private func snapshot(_ journal: Journal, warnings: [String] = [warning]) throws -> Snapshot {
        let run = try journal.restore()
        var facts = RunFacts(run.identity, run.plan)
        facts.warnings = warnings
        return Snapshot(
            facts: facts, prompts: run.evidence, greedyScores: [],
            progress: .init(phase: .recorded))
    }

    private func calibration(_ run: Snapshot) throws -> CalibrationReport {
        let own = run.prompts.map { prompt in
            prompt.sequence.map { _ in
                OwnProbabilities.Said(whole: -0.5, part: -0.5, tokens: 1) as OwnProbabilities.Said?
            }
        }
        return try CalibrationReport(run, OwnProbabilities(draws: own))
    }

    private struct Told: Decodable { var warnings: [String] }

    private func expectTold(
        _ text: String, _ json: String, sourceLocation: SourceLocation = #_sourceLocation
    )
        throws
    {
        #expect(text.contains(Self.warning), sourceLocation: sourceLocation)
        let told = try JSONDecoder().decode(Told.self, from: Data(json.utf8))
        #expect(
            told.warnings.contains { $0.contains(Self.warning) }, sourceLocation: sourceLocation)
    }

    @Test func everyReportOfLimitsSaysWhatTheRunWarnsOf() throws {
        let (one, two) = (try journal("a.run"), try journal("b.run"))
        let (first, second) = (try snapshot(one), try snapshot(two))
        let calibration = try calibration(first)
        try expectTold(calibration.text, calibration.json())
        let forecast = try DeploymentReport(first, prompts: [10], answers: 1)
        try expectTold(forecast.text, forecast.json())
        let sensitivity = try SensitivityReport(first, target: 0.1)
        try expectTold(sensitivity.text, sensitivity.json())
        #expect(sensitivity.markdown.contains(Self.warning))
        let other = try SensitivityReport(
            try snapshot(one, warnings: []), target: 0.1, others: [("b", second)])
        try expectTold(other.text, other.json())
        let ranking = try RunRanking([try snapshot(one, warnings: []), second])
        try expectTold(ranking.text, ranking.json())
        var (a, b) = (try one.restore(), try two.restore())
        b.plan.warnings = [Self.warning]
        let comparison = try RunComparison(a, b)
        try expectTold(comparison.text, comparison.json())
        a.plan.warnings = []
    }

    @Test func contradictoryDrawsComeFirst() throws {
        var run = try snapshot(try journal("a.run"), warnings: [])
        run.prompts[1].void = .copies("the server ignores seeds")
        let report = try calibration(run)
        #expect(report.isVoid)
        let head = report.text.split(separator: "\n").prefix(3).joined(separator: "\n")
        #expect(head.contains("No limit holds: the draws of q"))
        #expect(report.sentences[0].contains("No limit holds"))
        struct Void: Decodable { var void: Bool, remarks: [String] }
        let told = try JSONDecoder().decode(Void.self, from: Data(try report.json().utf8))
        #expect(told.void && told.remarks[0].contains("No limit holds"))
    }

    /// What holds at the planned number of draws, and what is for prompts that are a sample, says so.
    @Test func eachLimitSaysAtWhichNumberItHolds() throws {
        let report = try calibration(try snapshot(try journal("a.run"), warnings: []))
        let lines = report.text.split(separator: "\n").map(String.init)
        func line(_ name: String) -> String {
            lines.first { $0.trimmingCharacters(in: .whitespaces).hasPrefix(name) } ?? ""
        }
        let (over, error) = (line("over-confidence"), line("expected calibration error"))
        #expect(over.contains("any n") && error.contains("planned n"))
        let ranks = line("probability ranks quality")
        #expect(ranks.contains("planned n"))
        #expect(!report.text.contains("holds at any n"))
        struct Kinds: Decodable {
            struct Figure: Decodable { var kind: String, validity: String? }
            var figures: [String: Figure]
        }
        let told = try JSONDecoder().decode(Kinds.self, from: Data(try report.json().utf8))
        #expect(told.figures["overconfidence"]?.kind == "limits")
        #expect(told.figures["ece"]?.validity == "fixed")
        #expect(
            told.figures["skce"]?.kind == "estimate" && told.figures["skce_p"]?.kind == "p-value")
    }

    @Test func importedDrawsNameTheQuestionTheyAsk() throws {
        let lines = (0..<6).map {
            #"{"prompt_id":"p\#($0 % 3)","prompt":"q\#($0 % 3)?","text":"a\#($0)","group":"g"}"#
        }
        let file = try DrawImport(Array(lines.joined(separator: "\n").utf8), name: "d.jsonl")
        #expect(file.prompts.map { $0.metadata["group"] } == ["g", "g", "g"])
        let plain = (0..<4).map { #"{"prompt":"q\#($0 % 2)?","response":"a\#($0)","group":"h"}"# }
        let other = try DrawImport(Array(plain.joined(separator: "\n").utf8), name: "d.jsonl")
        #expect(other.prompts.map { $0.metadata["group"] } == ["h", "h"])
    }
}
