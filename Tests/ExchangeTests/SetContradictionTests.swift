import ArgumentParser
import Evidence
import Explorer
import Findings
import Foundation
import Journal
import Prompts
import Sampling
import Statistics
import Testing

@testable import Exchange
@testable import probscope

/// Rounds that contradict each other leave no statement about the set, in any reader.
@Suite struct SetContradictionTests {
    private typealias Draws = [(text: String, scores: [Double?])?]
    private let fixture: Fixture

    init() throws { fixture = try Fixture() }

    /// Two prompts with few draws and others with many, whose rate changes after the few.
    private func run(_ name: String, _ before: Int, _ after: Int) throws -> RestoredRun {
        let answers = (0..<40).map { prompt in
            let draws: Draws = (0..<(prompt < 2 ? 30 : 200)).map { draw in
                let isLeak = (draw * 7 + prompt * 3) % 10 < (draw < 30 ? before : after)
                return (isLeak ? "yes" : "no", [isLeak ? 1 : 0])
            }
            return (prompt: Prompt(id: PromptID("p\(prompt)"), text: "?"), draws: draws)
        }
        return try fixture.run(name, answers: answers).restore()
    }

    @Test func aReportStatesNothingOfTheSetAndBeginsWithTheReason() throws {
        let report = RunReport(try run("falling.run", 5, 1))
        let set = report.sets[0]
        #expect(report.findings.allSatisfy { $0.void == nil && $0.interval != nil })
        #expect(set.void == .drift(at: 64))
        #expect(set.average == nil && set.averageInterval == nil && set.greatest == nil)
        #expect(report.setFigures(scorer: 0).isEmpty)
        #expect(report.alarm?.contains("contradict each other from draw 64 on") == true)
        #expect(!report.text.contains("on average over these prompts"))
        #expect(report.text.contains("No limit holds for all prompts together"))
        let json = try report.json().filter { !$0.isWhitespace }
        #expect(json.contains(#""drifted_at":64"#))
        #expect(report.junit(failAbove: 0.9).contains(#"errors="1""#))
    }

    @Test func aGateEndsVoid() throws {
        let report = RunReport(try run("falling.run", 5, 1))
        let gate = Gate(GateLimits(failUnlessBelow: 0.9))
        #expect(gate.isVoid(report) && gate.judge(report) == ExitStatus.void)
        #expect(report.verdict(limit: 0.9) == .void)
    }

    @Test func aComparisonHasNoVerdict() throws {
        let comparison = try RunComparison(run("a.run", 5, 1), run("b.run", 1, 5))
        #expect(comparison.set == nil && comparison.isVoid)
        #expect(comparison.contradictions.map(\.source) == [.first, .second])
        #expect(comparison.text.contains("A DRIFT at n=64, B DRIFT at n=64"))
        #expect(comparison.sentence.hasPrefix("No verdict on the set"))
        for name in [comparison.names.first, comparison.names.second] {
            #expect(comparison.sentence.contains("the draws of \(name) over all prompts"))
        }
        let json = try comparison.json().filter { !$0.isWhitespace }
        #expect(json.contains(#""void":true"#) && json.contains(#""set_drifted_at":64"#))
        #expect(!json.contains(#""regression""#))
    }

    @Test func theScreenHasNoLimitsEither() throws {
        let finding = RunFinding(
            Snapshot(recorded: try run("falling.run", 5, 1)), Statement(alpha: 0.01), target: 0.05)
        #expect(finding.mean?.reading == .void(.drift(at: 64)))
    }

    @Test func aPlainComparisonSaysWhy() throws {
        let (first, second) = (
            Snapshot(recorded: try run("a.run", 5, 1)), Snapshot(recorded: try run("b.run", 2, 2))
        )
        let text = PlainComparison(first, second).text()
        #expect(text.contains("warning, all prompts, A: DRIFT at n=64"))
        #expect(text.contains("A - B over all prompts: no verdict"))
        #expect(!text.contains("A - B over all prompts: no pair"))
    }

    @Test func aListOfRunsSaysVoid() throws {
        func line(_ name: String, _ before: Int, _ after: Int) throws -> String {
            let snapshot = Snapshot(recorded: try run(name, before, after))
            var entry = RunEntry(name: name)
            entry.facts = snapshot.facts
            entry.prompts = snapshot.prompts.count
            entry.proven = RunEntry.Proven(snapshot, alpha: 0.01, target: 0.05)
            return entry.sentence(target: 0.05, isASCII: true)
        }
        #expect(try line("falling.run", 5, 1).contains(", set void target 0.05"))
        #expect(try !line("even.run", 2, 2).contains("void"))
    }

    /// A model that learns from such draws would be as false as their limits.
    @Test func noHierarchicalModelSpeaks() throws {
        let report = RunReport(try run("falling.run", 5, 1))
        let sentence = try #require(report.credibleSentences().first)
        #expect(
            sentence.contains("no hierarchical model says anything")
                && sentence.contains("the draws over all prompts contradict each other"))
        #expect(try !report.json(isHierarchical: true).contains(#""credible""#))
        let even = RunReport(try run("even.run", 2, 2))
        #expect(try even.json(isHierarchical: true).contains(#""credible""#))
    }

    @Test func drawsThatAreAlikeKeepTheirLimits() throws {
        let report = RunReport(try run("even.run", 2, 2))
        #expect(report.sets[0].void == nil && report.sets[0].average != nil)
        #expect(report.alarm == nil)
    }
}
