import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import Testing

@testable import Explorer

/// The same facts without a picture.
@Suite struct PlainReportTests {
    @Test func everyPromptHasTheNumbersThatTheListShows() {
        let text = PlainReport(Fixture.snapshot).text()
        for row in Fixture.alone.context.findings.rows where row.draws > 0 {
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

    /// What the reader calls a score of 1 is in every sentence, and no leak is left.
    @Test(arguments: ["refusal", "error"])
    func everySentenceHasTheReadersNameOfTheEvent(name: String) {
        var options = ExplorerModel.Options()
        options.event = name
        let one = (name == "error" ? "an " : "a ") + name
        let report = PlainReport(Fixture.snapshot, options: options).text()
        #expect(report.contains("sampling proves \(one) that greedy hides"))
        #expect(report.contains("sampled mean (\(name) rate): "))
        let comparison = PlainComparison(Fixture.snapshot, Fixture.other, options: options).text()
        #expect(comparison.contains(" has a higher \(name) rate than "))
        // Those of the prompts, of what the scorer's 0 and 1 mean, are the user's own.
        for line in (report + comparison).split(separator: "\n")
        where !["score: ", "text: ", "greedy answer: "].contains(where: line.hasPrefix) {
            #expect(!line.contains("leak"), "\(line)")
        }
    }

    /// R-24: what the Scores and Outputs views show of a prompt is here with what it holds for.
    @Test func everyPromptHasTheFiguresOfItsViews() throws {
        let text = PlainReport(Fixture.snapshot).text()
        var model = Fixture.alone
        for row in model.context.findings.rows.prefix(5) where row.draws > 0 {
            let start = try #require(text.ranges(of: "Prompt \(row.id.rawValue)\n").first)
            let rest = text[start.upperBound...]
            let lines = rest[..<(rest.ranges(of: "\n\n").first?.lowerBound ?? rest.endIndex)]
            model.showScores(of: row.id)
            let detail = try #require(model.scores.detail)
            #expect(
                detail.figures.map(\.metric.name)
                    == Metric.ofScores.filter(\.isForBinary).map(\.name))
            for figure in detail.figures.dropFirst() {
                let bound = try #require(figure.reading.bound)
                let name = figure.words.name + ": "
                let place = try #require(lines.ranges(of: name).first)
                let line = lines[place.upperBound...].prefix { $0 != "\n" }
                #expect(
                    line.hasSuffix(
                        "limits \(Figure.interval(bound)), n=\(detail.count + detail.lost), 99 % two-sided, "
                            + "holds at any n, \(bound.method.rawValue)"), "\(row.id) \(line)")
            }
            let diversity = try #require(model.context.answers?.diversity)
            #expect(
                lines.contains(
                    "entropy of the answers (Chao-Shen): \(Figure.fixed(diversity.chaoShenEntropy, places: 2))"
                )
            )
            let unseen = try #require(lines.ranges(of: "chance of a new answer: ").first)
            #expect(
                lines[unseen.upperBound...].prefix { $0 != "\n" }
                    .hasSuffix("99 % upper limit, holds at any n, good-turing+new-outputs"))
        }
    }

    @Test func twoRunsAreComparedPromptByPrompt() throws {
        let text = PlainComparison(Fixture.snapshot, Fixture.other).text()
        var model = Fixture.model
        try ModelTests.press("6", &model)
        while model.update(.refine).contains(.refine) {}
        let rows = try #require(model.compare.table?.rows)
        #expect(text.hasPrefix("Comparison\nA: run authors-gd, pure T=1"))
        #expect(text.contains("\nB: run authors-gd-eo, pure T=1"))
        for row in rows {
            guard let difference = row.difference, let verdict = row.verdict else { continue }
            #expect(
                text.contains(
                    "limits \(Figure.signedInterval(difference.bound, places: 4)), at most "
                        + "\(Figure.signed(difference.most.upper, places: 4, .up)) by itself, "
                        + "n=\(difference.pairs) pairs"))
            #expect(text.contains("verdict: \(verdict.words(first: "A", second: "B"))"))
            for bound in [row.first.bound, row.second?.bound].compactMap({ $0 }) {
                #expect(text.contains("limits \(Figure.interval(bound)), n="))
            }
        }
        #expect(text.ranges(of: "\nA - B: ").count == rows.count)
        let ascii = PlainComparison(Fixture.hostile.context.shown ?? Fixture.small, Fixture.small)
            .text(isASCII: true)
        #expect(ascii.utf8.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
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
        for snapshot in [Fixture.snapshot, Fixture.hostile.context.shown].compactMap({ $0 }) {
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
