import Canvas
import Evidence
import Explorer
import Prompts
import Statistics
import Testing

/// Every view of a judge's scores has the widened limits and says so.
@Suite struct JudgeTests {
    private let judge: JudgeAccuracy

    init() throws {
        judge = try JudgeAccuracy(sensitivity: 0.8, specificity: 0.9)
    }

    private var judged: Snapshot {
        var snapshot = Fixture.snapshot
        snapshot.facts.scorers[0].judge = judge
        return snapshot
    }

    @Test(arguments: [ViewKind.prompts, .scores, .bounds, .compare], [(80, 24), (120, 40)])
    func everyViewSaysThatLimitsAreWidened(view: ViewKind, size: (Int, Int)) throws {
        func picture(_ snapshot: Snapshot) throws -> String {
            PlainTextWriter.text(
                Screenshot.render(
                    ExplorerModel(snapshot: snapshot), view: view, prompt: PromptID("a01-teacher"),
                    size: size,
                    keys: try KeyScript.parse(view == .compare ? "1<Space>6" : ""),
                    loadDraw: Fixture.load))
        }
        let (plain, wide) = (try picture(Fixture.snapshot), try picture(judged))
        #expect(wide.contains("widened for judge"), "\(wide)")
        #expect(!plain.contains("widened"))
    }

    @Test func thePlainReportHasTheWidenedLimits() throws {
        let text = PlainReport(judged).text(isASCII: true)
        #expect(text.contains("widened for judge sensitivity >= 0.8, specificity >= 0.9"))
        let narrow = PlainReport(Fixture.snapshot).text()
        func limits(_ text: String) throws -> (Double, Double) {
            let line = try #require(
                text.split(separator: "\n").drop { $0 != "Prompt a01-teacher" }
                    .first { $0.hasPrefix("limits: ") })
            let numbers = line.split { !$0.isNumber && $0 != "." }.compactMap { Double($0) }
            return (numbers[0], numbers[1])
        }
        let (plain, wide) = (try limits(narrow), try limits(text))
        #expect(abs(wide.1 - min(1, plain.1 / 0.8)) < 2e-4)
        #expect(abs(wide.0 - max(0, (plain.0 - 0.1) / 0.9)) < 2e-4)
    }

    @Test func theDistributionFunctionHasTheBandOfTheTruth() throws {
        let keys = try KeyScript.parse("c")
        let pictures = [Fixture.snapshot, judged].map {
            PlainTextWriter.text(
                Screenshot.render(
                    ExplorerModel(snapshot: $0), view: .scores, prompt: PromptID("a01-teacher"),
                    size: (80, 24), keys: keys, loadDraw: Fixture.load))
        }
        #expect(pictures[0] != pictures[1])
    }
}
