import ArgumentParser
import Evidence
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
        #expect(set.void == .drift(at: 200))
        #expect(set.average == nil && set.averageInterval == nil && set.greatest == nil)
        #expect(report.setFigures(scorer: 0).isEmpty)
        #expect(report.alarm?.contains("contradict each other from draw 200 on") == true)
        #expect(!report.text.contains("on average over these prompts"))
        #expect(report.text.contains("No limit holds for all prompts together"))
        let json = try report.json().filter { !$0.isWhitespace }
        #expect(json.contains(#""drifted_at":200"#))
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
        #expect(comparison.contradiction?.source == .first)
        #expect(comparison.text.contains("A DRIFT at n=200"))
        #expect(comparison.sentence.hasPrefix("No verdict on the set"))
        let json = try comparison.json().filter { !$0.isWhitespace }
        #expect(json.contains(#""void":true"#) && json.contains(#""set_drifted_at":200"#))
        #expect(!json.contains(#""regression""#))
    }

    @Test func theScreenHasNoLimitsEither() throws {
        let finding = RunFinding(
            Snapshot(recorded: try run("falling.run", 5, 1)), Statement(alpha: 0.01), target: 0.05)
        #expect(finding.mean?.reading == .void(.drift(at: 200)))
    }

    @Test func drawsThatAreAlikeKeepTheirLimits() throws {
        let report = RunReport(try run("even.run", 2, 2))
        #expect(report.sets[0].void == nil && report.sets[0].average != nil)
        #expect(report.alarm == nil)
    }
}
