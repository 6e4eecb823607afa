import Evidence
import Exchange
import Findings
import Journal
import Prompts
import Statistics
import Testing

/// What a report says beside its findings where it is asked to.
@Suite struct RunReportTargetTests {
    private func report(
        _ leaks: [Int], of draws: Int, target: Double? = nil
    ) throws -> RunReport {
        let fixture = try Fixture()
        let answers = leaks.enumerated().map { position, count in
            (
                Prompt(id: PromptID("p\(position)"), text: "?"),
                (0..<draws).map { index -> (text: String, scores: [Double?])? in
                    // Spread, as leaks in a row at the start contradict what follows.
                    (index + 1) * count / draws > index * count / draws
                        ? ("yes", [1]) : ("no", [0])
                }
            )
        }
        return RunReport(try fixture.run(answers: answers).restore(), alpha: 0.05, target: target)
    }

    @Test func aListWithFewFalseNamesHasMoreThanWhatIsProvenAllAtOnce() throws {
        let leaks = (0..<40).map { $0 < 20 ? 11 : 0 }
        let report = try report(leaks, of: 64, target: 0.05)
        let race = report.race(scorer: 0, above: 0.05)
        #expect(race.named.map(\.rawValue) == (0..<20).map { "p\($0)" })
        #expect(race.alpha == 0.05)
        let sentence = try #require(report.raceSentences(above: 0.05).first)
        #expect(sentence.contains("20 prompts are named"))
        #expect(sentence.hasPrefix("0 prompts are proven"))
        #expect(try report.json().contains("false_discovery_rate"))
        #expect(try !self.report(leaks, of: 64).json().contains("false_discovery_rate"))
    }

    @Test func theChanceWithinManyAnswersFollowsFromTheLimits() throws {
        let report = try report([0, 3], of: 100)
        let sentences = report.withinSentences(answers: 1_000_000)
        try #require(sentences.count == 2)
        #expect(sentences[0].contains("within 1,000,000 answers"))
        #expect(sentences[1].contains("is above 0.9999 (level"))
        #expect(sentences[0].contains("is anything from 0 to 1 (level"))
        let interval = try #require(report.findings[1].interval)
        let within = try LeakAtK.bound(from: interval, attempts: 1_000_000_000)
        #expect(within.lower > 0.999 && within.upper <= 1)
    }

    @Test func aHierarchicalModelIsCredibleAndSaysSo() throws {
        let report = try report([1, 0, 2, 0], of: 64)
        let sentence = try #require(report.credibleSentences().first)
        #expect(sentence.contains("4 prompts") && sentence.contains("no limit that is guaranteed"))
        let counts = [1.0, 0, 2, 0].map { PromptMean.Count(leaks: $0, draws: 64) }
        let believed = try #require(CredibleMean(report.findings.map(\.evidence)))
        #expect(
            believed.interval == (try HierarchicalPosterior(counts).populationMean(mass: 0.95)))
        #expect(CredibleMean([]) == nil)
    }

    /// What is not learned from is said with its number, and that there is no model is said too.
    @Test func aHierarchicalModelNamesWhatItLeavesOut() throws {
        typealias Draws = [(text: String, scores: [Double?])?]
        func prompt(_ name: String, _ draws: Draws) -> (prompt: Prompt, draws: Draws) {
            (Prompt(id: PromptID(name), text: "?"), draws)
        }
        let clean: Draws = Array(repeating: (text: "no", scores: [0]), count: 30)
        let run = try Fixture().run(
            "left.run",
            answers: [
                prompt("a", clean), prompt("b", clean + [nil, nil]),
                prompt("c", Array(repeating: nil, count: 30)),
            ]
        ).restore()
        let report = RunReport(run)
        let sentence = try #require(report.credibleSentences().first)
        #expect(
            sentence.contains(
                "2 of 3 prompts (the other has no score or no limit), without 2 lost draws"))
        // The page says the same sentence as the text.
        #expect(report.html(run, more: report.credibleSentences()).contains(sentence))
    }
}
