import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Testing
import Text

/// Prompts that share a group in reports.
@Suite struct WordingReportTests {
    private func report(groups: [String?]) throws -> RunReport {
        let fixture = try Fixture()
        let answers = groups.enumerated().map { position, group in
            (
                prompt: Prompt(
                    id: PromptID("p\(position)"), text: "p\(position)?",
                    metadata: group.map { ["group": $0] } ?? [:]),
                draws: (0..<120).map { draw in
                    draw % (position + 2) == 0
                        ? (text: "yes", scores: [1.0] as [Double?]) : (text: "no", scores: [0])
                } as [(text: String, scores: [Double?])?]
            )
        }
        return RunReport(try fixture.run(answers: answers).restore())
    }

    private struct Told: Decodable {
        struct Bound: Decodable {
            var estimate: Double, lower: Double, upper: Double, level: Double
        }
        struct Sides: Decodable { var lower: Double, upper: Double }
        struct Group: Decodable {
            var group: String
            var prompts: [String]
            var average: Bound
            var greatest: Bound
            var least: Bound
            var variance_between: Bound
            var variance_within: Bound
            var share_between: Sides
        }
        var wordings: [Group]?
    }

    @Test func everyFormTellsOfGroups() throws {
        let report = try report(groups: ["cat", "cat", nil, "dog", "cat", "dog", "fish"])
        let told = try JSONDecoder().decode(Told.self, from: Data(try report.json().utf8))
        let groups = try #require(told.wordings)
        #expect(groups.map(\.group) == ["cat", "dog"])
        #expect(groups[0].prompts == ["p0", "p1", "p4"])
        // The rates are a half, a third and a sixth.
        let cat = groups[0]
        #expect(abs(cat.average.estimate - 1 / 3.0) < 1e-9)
        #expect(cat.greatest.estimate == 0.5 && abs(cat.least.estimate - 1 / 6.0) < 1e-9)
        #expect(abs(cat.variance_between.estimate - (1 / 36.0 + 1 / 36.0) / 3) < 1e-9)
        #expect(cat.greatest.lower >= cat.least.lower && cat.greatest.upper >= cat.least.upper)
        #expect(cat.greatest.level == 0.995 && cat.average.level == 1 - 0.01 / 4)
        #expect(cat.share_between.lower <= 1 / 36.0 * 2 / 3 / 0.25 && cat.share_between.upper <= 1)
        #expect(
            report.text.contains("One question in several wordings") && report.text.contains("cat"))
        #expect(report.markdown.contains("## One question in several wordings"))
        // Text and Markdown have each figure of JSON.
        for form in [report.text, report.markdown] {
            let line = try #require(
                form.split(separator: "\n").first {
                    $0.contains("cat") && $0.contains(Figure.number(cat.least.lower, .down))
                })
            for (value, rounding) in [
                (cat.greatest.upper, Figure.Rounding.up), (cat.least.upper, .up),
                (cat.variance_between.lower, .down), (cat.variance_within.upper, .up),
                (cat.share_between.lower, .down), (cat.share_between.upper, .up),
            ] {
                #expect(line.contains(Figure.number(value, rounding)), "\(value): \(line)")
            }
        }
    }

    @Test func tablesAndPagesHaveTheSameLimits() throws {
        let report = try report(groups: ["cat", "cat", nil, "=dog", "cat", "=dog"])
        let told = try JSONDecoder().decode(Told.self, from: Data(try report.json().utf8))
        let cat = try #require(told.wordings?.first)
        let lines = report.csv.split(separator: "\n")
        let header = try #require(lines.first).split(
            separator: ",", omittingEmptySubsequences: false)
        let own = try #require(lines.first { $0.hasPrefix("p1,") })
        // The columns of groups stand near the end, behind cells that may have commas in quotes.
        func groups(_ cells: [Substring]) -> ArraySlice<Substring> { cells.dropLast(2).suffix(8) }
        let cells = groups(own.split(separator: ",", omittingEmptySubsequences: false))
        #expect(
            groups(header).map(String.init) == [
                "group", "group_average", "group_average_lower", "group_average_upper",
                "group_greatest_lower", "group_greatest_upper", "group_least_lower",
                "group_least_upper",
            ])
        #expect(cells.first == "cat")
        #expect(
            cells.dropFirst().map { Double($0) } == [
                cat.average.estimate, cat.average.lower, cat.average.upper, cat.greatest.lower,
                cat.greatest.upper, cat.least.lower, cat.least.upper,
            ])
        let alone = try #require(lines.first { $0.hasPrefix("p2,") })
        let none = groups(alone.split(separator: ",", omittingEmptySubsequences: false))
        #expect(none.joined().isEmpty)
        #expect(!(try self.report(groups: [nil, "a"])).csv.contains("group"))

        let run = try Fixture().run(
            answers: ["p", "q"].map { id in
                (
                    prompt: Prompt(id: PromptID(id), text: "\(id)?", metadata: ["group": "<b>"]),
                    draws: [(text: "no", scores: [0] as [Double?])]
                        as [(text: String, scores: [Double?])?]
                )
            }
        ).restore()
        let page = RunReport(run).html(run)
        #expect(page.contains("One question in several wordings") && page.contains("&lt;b&gt;"))
        #expect(page.contains("hold together at level"))
    }

    /// What is believed of questions like these is learned from questions, not from their wordings.
    @Test func aHierarchicalModelCountsAQuestionOnce() throws {
        let apart = try report(groups: [nil, nil, nil, nil])
        let together = try report(groups: ["g", "g", "h", "h"])
        #expect(try #require(apart.credibleSentences().first).contains("of 4 prompts"))
        #expect(
            try #require(together.credibleSentences().first).contains(
                "of 2 questions in 4 wordings"))
        struct Whole: Decodable {
            struct Set: Decodable {
                struct Credible: Decodable {
                    var prompts: Int
                    var questions: Int
                    var lower: Double
                    var upper: Double
                }
                var believed: Credible?
            }
            var set: [Set]?
        }
        func width(_ report: RunReport) throws -> (Double, Whole.Set.Credible) {
            let told = try JSONDecoder().decode(
                Whole.self, from: Data(try report.json(isHierarchical: true).utf8))
            let sets = told.set ?? []
            let found = try #require(sets.first?.believed)
            return (found.upper - found.lower, found)
        }
        let (narrow, _) = try width(apart)
        let (wide, found) = try width(together)
        #expect(wide > narrow && found.prompts == 4 && found.questions == 2)
    }

    @Test func withoutGroupsNothingIsSaid() throws {
        let report = try report(groups: [nil, "a", "b"])
        #expect(!report.text.contains("wordings") && !report.markdown.contains("wordings"))
        #expect(try !report.json().contains("wordings"))
    }

    /// Limits that pay for a judge's errors say so, those of the spread too.
    @Test func aJudgeIsNamedBesideEveryLimit() throws {
        let fixture = try Fixture()
        var scorer = Fixture.keyword
        scorer.settings = "sensitivity=0.9,specificity=0.95"
        scorer.accuracy = .init(sensitivity: 0.9, specificity: 0.95)
        let answers = ["p", "q"].map { id in
            (
                prompt: Prompt(id: PromptID(id), text: "\(id)?", metadata: ["group": "g"]),
                draws: (0..<200).map { _ in (text: "no", scores: [0] as [Double?]) }
                    as [(text: String, scores: [Double?])?]
            )
        }
        let report = RunReport(try fixture.run(scorers: [scorer], answers: answers).restore())
        struct Told: Decodable {
            struct Bound: Decodable {
                struct Judge: Decodable { var sensitivity: Double }
                var judge: Judge?
            }
            struct Group: Decodable {
                var average, greatest, least, variance_between, variance_within: Bound?
            }
            var wordings: [Group]
        }
        let told = try JSONDecoder().decode(Told.self, from: Data(try report.json().utf8))
        let group = try #require(told.wordings.first)
        for bound in [
            group.average, group.greatest, group.least, group.variance_between,
            group.variance_within,
        ] {
            #expect(bound == nil || bound?.judge?.sensitivity == 0.9)
        }
        #expect(group.variance_between != nil)
        let section = try #require(report.text.split(separator: "One question in several").last)
        #expect(section.contains("not about verdicts"))
    }
}
