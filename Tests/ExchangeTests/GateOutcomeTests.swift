import Evidence
import Findings
import Journal
import Prompts
import Statistics
import Testing

@testable import Exchange
@testable import probscope

/// Exit code and JUnit say the same, in one order: contradictions, proofs, what is missing.
@Suite struct GateOutcomeTests {
    private typealias Draws = [(text: String, scores: [Double?])?]
    private let fixture: Fixture

    init() throws { fixture = try Fixture() }

    private func report(_ scores: [Double?], _ name: String) throws -> RunReport {
        let draws: Draws = scores.map { score in ("\(score ?? -1)", [score]) }
        let prompt = Prompt(id: PromptID("p"), text: "?")
        return RunReport(try fixture.run(name, answers: [(prompt, draws)]).restore())
    }

    /// Limits of all numbers of draws together may leave out the mean of all draws, where a model was
    /// exchanged early: nothing is proven by them.
    @Test func aMeanOutsideItsOwnLimitsPassesNoGate() throws {
        let report = try report(
            (0..<200).map { $0 * 7 % 10 < ($0 < 30 ? 1 : 5) ? 1 : 0 }, "early.run")
        let finding = report.findings[0]
        #expect(finding.void == nil && finding.acceptance?.upper ?? 1 < finding.mean ?? 0)
        let limits = GateLimits(failAbove: 0.4)
        #expect(finding.outcome(limits) == .outsideItsLimits)
        #expect(Gate(limits).judge(report) == ExitStatus.undecided)
        #expect(report.junit(failAbove: 0.4).contains(#"failures="1""#))
        #expect(
            report.text.contains("Contradiction: the mean of 1 row lies outside its own limits"))
    }

    @Test(arguments: [
        ([Double?](repeating: 0, count: 200), GateOutcome.passed, 0),
        ([Double?](repeating: 1, count: 200), .above(0.1), 1),
        ((0..<200).map { $0 % 8 == 0 ? 1 : 0 }, .undecided(0.1), 1),
        ([Double?](repeating: nil, count: 200), .noLimit, 1),
    ])
    func eachOutcomeIsOneInBoth(scores: [Double?], outcome: GateOutcome, failures: Int) throws {
        let report = try report(scores, "one.run")
        let limits = GateLimits(failAbove: 0.1)
        #expect(report.findings[0].outcome(limits) == outcome)
        #expect(report.findings[0].outcome(GateLimits()) == .passed)
        #expect(report.junit(failAbove: 0.1).contains("failures=\"\(failures)\""))
        let status =
            outcome == .passed
            ? ExitStatus.done : outcome.isOpen ? ExitStatus.undecided : ExitStatus.gateFailed
        #expect(Gate(limits).judge(report) == status)
    }

    /// A run in which nothing was measured passes no gate, as its JUnit says.
    @Test func nothingMeasuredIsNoPass() throws {
        let prompt = Prompt(id: PromptID("p"), text: "?")
        let journal = try fixture.run(
            "none.run", scorers: [], answers: [(prompt, [("a", [])])])
        let report = RunReport(try journal.restore())
        #expect(report.emptiness != nil && report.junit(failAbove: 0.5).contains(#"errors="1""#))
        #expect(Gate(GateLimits(failAbove: 0.5)).judge(report) == ExitStatus.undecided)
    }
}
