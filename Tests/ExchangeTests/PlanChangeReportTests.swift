import Evidence
import Exchange
import Findings
import Journal
import Prompts
import Statistics
import Testing

/// A number of draws that was chosen after looking has no limit for a fixed number, in any reader.
@Suite struct PlanChangeReportTests {
    private let fixture: Fixture

    init() throws { fixture = try Fixture() }

    /// 64 clean draws of a run that was planned for 32 first.
    private func changed() throws -> Journal {
        let draws = [(text: String, scores: [Double?])?](repeating: ("no", [0]), count: 64)
        let journal = try fixture.run(
            answers: [(Prompt(id: PromptID("p"), text: "?"), draws)], planned: 32)
        var plan = journal.plan
        plan.plan(draws: 64, seen: 32)
        try journal.setPlan(plan)
        return journal
    }

    @Test func aReportStatesNoFixedLimitAndSaysSinceWhen() throws {
        let report = RunReport(try changed().restore(), validity: .fixed)
        #expect(report.findings[0].interval == nil && report.findings[0].upperLimit == nil)
        #expect(report.sets[0].averageInterval == nil)
        #expect(report.diversity?.distinct == nil)
        #expect(report.verdict(limit: 0.9) == .undecided)
        let words = "n=32 was planned, and changed when a prompt had 32 draws"
        #expect(report.sentence(of: report.findings[0]).contains(words))
        #expect(report.text.contains("No limit for a fixed number of draws holds, as \(words);"))
        #expect(!report.text.contains("planned n = 64") && !report.text.contains("Each limit"))
        let json = try report.json().filter { !$0.isWhitespace }
        #expect(json.contains(#""plan_changed":{"planned":[32],"seen":32}"#), "\(json)")
    }

    @Test func limitsThatHoldAtAnyTimeStay() throws {
        let report = RunReport(try changed().restore())
        #expect(report.findings[0].interval != nil)
        // That of distinct answers holds at any number as well, and is wider for it.
        let distinct = try #require(report.diversity?.distinct)
        #expect(distinct.validity == .anytime)
        let fixed = try OutputDiversity.distinctBound([1], draws: 64, alpha: 0.01, side: .two)
        #expect(distinct.upper > fixed.upper)
    }

    @Test func aPlanThatWasKeptStatesItsLimits() throws {
        let draws = [(text: String, scores: [Double?])?](repeating: ("no", [0]), count: 64)
        let journal = try fixture.run(
            "kept.run", answers: [(Prompt(id: PromptID("p"), text: "?"), draws)])
        let report = RunReport(try journal.restore(), validity: .fixed)
        #expect(report.findings[0].interval?.validity == .fixed(n: 64))
        #expect(report.diversity?.distinct?.validity == .fixed(n: 64))
    }

    @Test func exportingAndImportingMakesNoPlanOfIt() throws {
        let journal = try changed()
        for format in [RunExport.Format.jsonl, .inspect] {
            let text = try RunExport(journal).text(format)
            let read = try DrawImport(Array(text.utf8), name: "export")
            let path = fixture.path("\(format).run")
            let again = try read.write(
                to: path, name: "imported", set: "export", created: "2026-02-02T00:00:00Z"
            ) { _ in Fixture.keyword }
            #expect(again.plan.change == PlanChange(planned: [32], seen: 32))
            try again.close()
        }
    }

    // MARK: - Imports

    /// 59 clean draws in a file of nobody we know, imported.
    private func imported(_ text: String, planned: Int? = nil, _ name: String) throws -> Journal {
        try DrawImport(Array(text.utf8), name: "f").write(
            to: fixture.path(name), name: "imported", set: "f", planned: planned,
            created: "2026-02-02T00:00:00Z"
        ) { _ in Fixture.keyword }
    }

    private let lines = String(
        repeating: #"{"prompt_id":"p","prompt":"?","text":"no","scores":{"keyword":0}}"# + "\n",
        count: 59)

    /// The file may have been cut where it looked good: the number of its lines is no plan.
    @Test func anImportWithoutAPlanHasNoFixedLimitAndPassesNoFixedGate() throws {
        let run = try imported(lines, "lines.run").restore()
        #expect(run.plan.change == .unknown)
        let report = RunReport(run, validity: .fixed)
        #expect(report.findings[0].upperLimit == nil && report.sets[0].average == nil)
        #expect(report.verdict(limit: 0.9) == .undecided)
        #expect(report.junit(failAbove: 0.9).contains(#"failures="1""#))
        // Where there is no limit, none lies on both sides.
        let reason = "not enough evidence: No limit: one for a fixed number of draws"
        #expect(report.junit(failAbove: 0.9).contains(reason))
        #expect(!report.junit(failAbove: 0.9).contains("on both sides"))
        #expect(report.text.contains("no n is known to have been planned"))
        #expect(!report.text.contains("planned 59") && !report.text.contains("n = 59"))
        #expect(!(try report.json()).contains("planned_draws"))
        // Limits that hold at any n stay.
        #expect(RunReport(run).findings[0].upperLimit != nil)
    }

    @Test func anImportWithAStatedPlanHasItsLimits() throws {
        let run = try imported(lines, planned: 59, "planned.run").restore()
        let report = RunReport(run, validity: .fixed)
        #expect(report.findings[0].interval?.validity == .fixed(n: 59))
        #expect(report.verdict(limit: 0.08) == .atMost)
        // What was planned stays what it was.
        let more = try imported(lines, planned: 40, "more.run").restore()
        #expect(more.plan.draws == 40 && more.plan.change == PlanChange(planned: [40], seen: 40))
        // Fewer than planned have none yet, and more are a changed plan.
        let early = RunReport(
            try imported(lines, planned: 60, "early.run").restore(), validity: .fixed)
        #expect(early.findings[0].interval == nil && early.statement.planChange == nil)
        let late = try imported(lines, planned: 58, "late.run").restore()
        #expect(late.plan.change == PlanChange(planned: [58], seen: 58))
        #expect(RunReport(late, validity: .fixed).findings[0].interval == nil)
    }

    /// Lines that somebody added to an export change its plan, and are none.
    @Test func moreLinesThanTheFilesPlanChangeIt() throws {
        let draws = [(text: String, scores: [Double?])?](repeating: ("no", [0]), count: 64)
        let journal = try fixture.run(
            answers: [(Prompt(id: PromptID("p"), text: "?"), draws)], planned: 48)
        let run = try imported(try RunExport(journal).text(.jsonl), "more.run").restore()
        #expect(run.plan.change == PlanChange(planned: [48], seen: 48))
        #expect(RunReport(run, validity: .fixed).findings[0].interval == nil)
        #expect(throws: ImportError.self) {
            try imported(try RunExport(journal).text(.jsonl), planned: 64, "other.run")
        }
    }
}
