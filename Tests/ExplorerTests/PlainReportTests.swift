import Canvas
import Evidence
import Prompts
import Testing

@testable import Explorer

/// The same facts without a picture.
@Suite struct PlainReportTests {
    @Test func everyPromptHasTheNumbersThatTheListShows() {
        let text = PlainReport(Fixture.snapshot).text()
        for row in Fixture.alone.derived.rows where row.draws > 0 {
            #expect(text.contains("Prompt \(row.id.rawValue)\n"))
            guard let bound = row.reading.bound else { continue }
            #expect(text.contains("limits: " + Figure.interval(bound).string))
        }
        for fact in [
            "n=1024", "99 %", "holds at any n", "mixture+bets", "pure T=1", "seed: 7",
            "greedy score: ", "11 lost", "failed: ", "sampling proves a leak that greedy hides",
        ] {
            #expect(text.contains(fact), "\(fact)")
        }
    }

    @Test func saysWhyItEndedAndWhatIsUnstable() {
        var snapshot = Fixture.small
        #expect(!PlainReport(snapshot).text().contains("ended"))
        snapshot.facts.ending = "12 draws per prompt"
        snapshot.prompts[1].stopped = "interval no wider than 0.5"
        snapshot.prompts[2].greedy?.isStable = false
        let text = PlainReport(snapshot).text()
        #expect(text.contains("sampling ended: 12 draws per prompt\n"))
        #expect(text.ranges(of: "stopped early: interval no wider").count == 1)
        #expect(text.ranges(of: "unstable: it differs from call to call").count == 1)
    }

    @Test func thereIsNoPictureInItAndNothingUnsafe() {
        for snapshot in [Fixture.snapshot, Fixture.hostile.shown].compactMap({ $0 }) {
            let text = PlainReport(snapshot).text()
            for scalar in text.unicodeScalars where scalar != "\n" {
                #expect(!(0x2500...0x28FF).contains(scalar.value), "drawing: \(scalar.value)")
                #expect(!scalar.properties.generalCategory.isUnsafe, "\(scalar.value)")
            }
            let reduced = PlainReport(snapshot).text(isASCII: true)
            #expect(reduced.utf8.allSatisfy { $0 < 0x80 })
        }
    }
}

extension Unicode.GeneralCategory {
    /// Characters that steer a terminal, hide or mean nothing.
    var isUnsafe: Bool {
        switch self {
        case .control, .format, .privateUse, .surrogate, .unassigned: true
        default: false
        }
    }
}
