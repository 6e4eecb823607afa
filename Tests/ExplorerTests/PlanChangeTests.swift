import Canvas
import Evidence
import Findings
import Statistics
import Testing

@testable import Explorer

/// The explorer states no limit for a number of draws that was chosen after looking.
@Suite struct PlanChangeTests {
    private static let change = PlanChange(planned: [32], seen: 32)

    private func text(_ keys: String, width: Int = 120) throws -> String {
        var snapshot = Fixture.snapshot
        snapshot.facts.planChange = Self.change
        var model = ExplorerModel(snapshot: snapshot)
        _ = model.update(.resize(width: width, height: 40))
        try ModelTests.press(keys, &model)
        return PlainTextWriter.text(model.render())
    }

    @Test func theListOfPromptsHasNoFixedLimit() throws {
        var snapshot = Fixture.snapshot
        snapshot.facts.planChange = Self.change
        var model = ExplorerModel(snapshot: snapshot)
        #expect(model.context.selectedRow?.reading.bound?.validity == .anytime)
        try ModelTests.press("b", &model)
        for row in model.context.findings.rows {
            #expect(row.reading.bound == nil)
        }
        #expect(try text("b").contains("n changed"))
    }

    @Test(arguments: ["bounds", "scores", "outputs"])
    func everyViewSaysSinceWhen(view: String) throws {
        let shown = try text(":view \(view)<Enter>b")
        #expect(!shown.contains("fixed in advance"))
        #expect(!shown.contains("clopper-pearson"))
        #expect(
            shown.contains("n=32 was planned, and changed when a prompt had 32 draws"), "\(shown)")
    }
}
