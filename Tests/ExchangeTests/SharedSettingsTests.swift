import Evidence
import Exchange
import Explorer
import Findings
import Foundation
import Journal
import Prompts
import Sampling
import Testing

/// What two runs share, and what a run's own facts are called: one answer for all readers.
@Suite struct SharedSettingsTests {
    private let prompt = Prompt(id: PromptID("p"), text: "?")

    private func scorer(_ settings: String) -> RunIdentity.ScorerIdentity {
        RunIdentity.ScorerIdentity(
            name: "length", settings: settings, isBinary: true, zero: "short", one: "long")
    }

    private func run(
        _ name: String, _ scorers: [String], decoding: String = "pure T=1", leaks: Bool = true,
        answer: String? = nil
    ) throws -> RestoredRun {
        let fixture = try Fixture()
        let draws = (0..<200).map { _ -> (text: String, scores: [Double?])? in
            ("t", scorers.map { _ in leaks ? 1 : 0 })
        }
        var run = try fixture.run(
            name, scorers: scorers.map(scorer), answers: [(prompt, draws)], decoding: decoding
        ).restore()
        run.identity.answer = answer
        return run
    }

    @Test("Scores by other settings of a scorer are never compared")
    func otherSettings() throws {
        let (a, b) = (
            try run("a.run", ["words=15"]), try run("b.run", ["words=100"], leaks: false)
        )
        #expect(throws: ComparisonError.self) { try RunComparison(a, b) }
        let text = PlainComparison(Snapshot(recorded: a), Snapshot(recorded: b)).text()
        #expect(text.contains("B has no scores by length with these settings"))
        #expect(!text.contains("A scores higher than B: 1"))
        #expect(text.contains("not the same scorers: length:words=15 against length:words=100"))
        let same = PlainComparison(
            Snapshot(recorded: a),
            Snapshot(recorded: try run("b.run", ["words=15"], leaks: false))
        ).text()
        #expect(same.contains(": 1 prompt\n") && !same.contains("not the same"))
    }

    @Test("Every comparer says that another part of the answers was scored")
    func otherPart() throws {
        let (a, b) = (
            try run("a.run", ["words=15"]),
            try run("b.run", ["words=15"], leaks: false, answer: "last-line")
        )
        let comparison = try RunComparison(a, b)
        #expect(comparison.settings.contains { $0.hasPrefix("answer: ") })
        #expect(comparison.text.contains("against last-line"))
        let text = PlainComparison(Snapshot(recorded: a), Snapshot(recorded: b)).text()
        #expect(text.contains("not the same answer: ") && text.contains("against last-line"))
    }

    @Test("Two scorers of one name are told apart by every reader")
    func oneName() throws {
        let run = try run("a.run", ["words=15", "words=100"])
        #expect(Snapshot(recorded: run).facts.scorers.map(\.name) == ["length", "length_2"])
        let report = RunReport(run)
        #expect(report.findings.map(\.scorer.name) == ["length", "length_2"])
        #expect(report.sets.map(\.scorer.name) == ["length", "length_2"])
        #expect(report.junit().contains("length_2"))
        #expect(try report.json().contains(#""length_2""#))
        let against = try RunComparison(run, run, scorer: "length_2")
        #expect(against.scorer.settings == "words=100")
    }

    @Test("The seed of imported draws is not known, whoever says it")
    func seeds() throws {
        let imported = try run("a.run", ["words=15"], decoding: "reported, not verified")
        let report = RunReport(imported)
        #expect(report.text.contains("seed not known (imported)"))
        #expect(try !report.json().contains(#""seed""#))
        let snapshot = Snapshot(recorded: imported)
        #expect(PlainReport(snapshot).text().contains("seed: not known (imported)"))
        #expect(PlainComparison(snapshot, snapshot).text().contains("seed not known (imported)"))
        let sampled = RunReport(try run("b.run", ["words=15"]))
        #expect(sampled.text.contains("seed 7"))
        #expect(try sampled.json().contains(#""seed" : 7"#))
    }
}
