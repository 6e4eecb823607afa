import Canvas
import Evidence
import Explorer
import Prompts
import Testing

/// What is said of a run while it is sampled, and of how it ended.
@Suite struct ProgressTests {
    private func picture(
        _ snapshot: Snapshot, view: ViewKind = .prompts, keys: String = "", live: Bool = true
    ) throws -> String {
        var options = ExplorerModel.Options()
        options.isLive = live
        let frame = Screenshot.render(
            ExplorerModel(snapshot: snapshot, options: options), view: view, prompt: nil,
            size: (120, 40), keys: try KeyScript.parse(keys), loadDraw: Fixture.load)
        return PlainTextWriter.text(frame)
    }

    @Test func theHeaderHasTheDrawsExpectedAndTheTimeToGo() throws {
        var snapshot = Fixture.small
        snapshot.progress = Snapshot.Progress(
            phase: .sampling, completed: 40, planned: 100, rate: 10, expected: 70, secondsToGo: 3)
        let shown = try picture(snapshot)
        #expect(shown.contains("40/100 draws"))
        #expect(shown.contains("about 70 expected"))
        #expect(shown.contains("3 s to go"))
        snapshot.progress.expected = 100
        snapshot.progress.secondsToGo = 6
        let whole = try picture(snapshot)
        #expect(!whole.contains("expected"))
        #expect(whole.contains("6 s to go"))
    }

    /// A rate that is not known yet is no rate of 0.0.
    @Test func nothingIsSaidOfARateBeforeTheFirstDraws() throws {
        var snapshot = Fixture.small
        snapshot.progress = Snapshot.Progress(
            phase: .sampling, completed: 0, planned: 100, rate: 0, expected: 100)
        let first = try picture(snapshot)
        #expect(first.contains("waiting for the first draw") && !first.contains("0.0/s"))
        snapshot.progress.completed = 4
        let later = try picture(snapshot)
        #expect(later.contains("sampling") && !later.contains("0.0/s"))
        snapshot.progress.rate = 0.2
        #expect(try picture(snapshot).contains("12/min"))
    }

    @Test func theFactsSayWhichRuleEndedWhat() throws {
        var snapshot = Fixture.small
        snapshot.facts.ending = "1000 tokens generated"
        snapshot.prompts[0].stopped = "lower limit above 0.25"
        let shown = try picture(snapshot, keys: "i", live: false)
        #expect(shown.contains("1000 tokens generated"))
        #expect(shown.contains("lower limit above 0.25"))
    }

    @Test func anUnstableGreedyAnswerIsSaidToBeSo() throws {
        var snapshot = Fixture.small
        snapshot.prompts[0].greedy?.isStable = false
        for view in [ViewKind.outputs, .bounds] {
            let shown = try picture(snapshot, view: view, keys: "s")
            #expect(shown.contains("unstable: it differs from call to call"), "\(view)")
            #expect(!shown.contains("always the same"))
        }
    }
}
