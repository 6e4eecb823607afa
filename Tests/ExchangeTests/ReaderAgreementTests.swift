import Evidence
import Files
import Foundation
import Journal
import Prompts
import Sampling
import Statistics
import TestSupport
import Testing
import Text

@testable import Exchange
@testable import Explorer
@testable import Findings
@testable import probscope

/// The readers beside those of ``AgreementTests`` about random runs that are wilder: the numbers in tables and on
/// pages, hidden leaks of graded scores, and what forecast, sensitivity, rank, the plain report and a
/// folder's line say of draws that are void or contradict limits.
@Suite struct ReaderAgreementTests {
    private static let target = 0.3

    private func question(_ run: RestoredRun, _ validity: Validity) -> Statement {
        Statement(alpha: run.plan.alpha, validity: validity)
    }

    /// A number as people read it, which is no more than some units of its last place further out.
    private func expect(
        _ text: String, is value: Double?, _ rounding: Figure.Rounding,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard let value else {
            #expect(text == "–" || text == "void", sourceLocation: sourceLocation)
            return
        }
        guard let read = Double(text) else {
            Issue.record("\(text) is no number", sourceLocation: sourceLocation)
            return
        }
        let tolerance = max(1.1e-4, 0.011 * value)
        switch rounding {
        case .down:
            #expect(read <= value && value - read < tolerance, sourceLocation: sourceLocation)
        case .up:
            #expect(read >= value && read - value < tolerance, sourceLocation: sourceLocation)
        default:
            #expect(abs(read - value) < tolerance, sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: 1..<17, Validity.allCases)
    func tablesAndPagesHaveTheNumbersOfTheList(seed: Int, validity: Validity) throws {
        let run = try AgreementTests.run(seed, isWild: true)
        let report = RunReport(run, validity: validity, target: Self.target)
        let snapshot = Snapshot(recorded: run)
        let scorers = run.identity.scorers.count
        let lists = (0..<scorers).map {
            RunFinding(
                snapshot, question(run, validity), target: Self.target, scorer: $0)
        }
        let markdown = report.markdown.split(separator: "\n").filter { $0.hasPrefix("| p") }
            .dropFirst().map { line in
                line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            }
        let shown = ResultTable(report, ending: .recorded).text.split(separator: "\n")
            .filter { $0.hasPrefix("p") }.dropFirst()
            .map { $0.split(separator: " ").map(String.init) }
        let html = report.html(run)
        let junit = report.junit()
        let text = report.text
        var (hidden, csv) = (0, [[String]]())
        var parser = CSVParser(TextBytes(Array(report.csv.utf8)), from: 0)
        while let row = try parser.row() { csv.append(row.cells) }
        for (place, finding) in report.findings.enumerated() {
            let row = lists[place % scorers].rows[place / scorers]
            let bound = row.reading.bound
            // Counted from the end: a column may stand before them, and draws may be void.
            let cells = Array(markdown[place].suffix(4))
            try #require(cells.count == 4)
            expect(cells[0], is: finding.mean, .nearest)
            expect(cells[1], is: bound?.lower, .down)
            expect(cells[2], is: bound?.upper, .up)
            expect(cells[3], is: row.void == nil ? finding.upperLimit?.upper : nil, .up)
            let line = shown[place]
            let start = line.count - (row.void?.driftedAt == nil ? 4 : 6)
            try #require(start > 0)
            expect(line[start], is: finding.mean, .nearest)
            expect(line[start + 1], is: bound?.lower, .down)
            expect(line[start + 2], is: bound?.upper, .up)
            if let bound {
                let words =
                    Figure.number(bound.lower, .down) + " – " + Figure.number(bound.upper, .up)
                #expect(html.contains(#"data-label="limits">\#(words)</td>"#))
            }
            // Hidden leaks of either kind of scorer.
            #expect(finding.hidesLeak == row.hidesLeak)
            #expect(report.sentence(of: finding).contains("answer hides") == row.hidesLeak)
            let column = try #require(csv[0].firstIndex(of: "hides_leak"))
            #expect(csv[place + 1][column] == (row.hidesLeak ? "true" : ""))
            if row.hidesLeak { hidden += 1 }
            #expect(finding.excludesEstimate == row.excludesEstimate)
        }
        for said in [text, report.markdown, html, junit] {
            #expect(said.ranges(of: "The greedy answer hides that").count == hidden)
        }
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
        let sets = try #require(json["set"] as? [[String: Any]])
        for scorer in 0..<scorers {
            let summary = lists[scorer].summary
            var own = report.sets[scorer].summary
            // Of these the report keeps its own words.
            own.doubt = summary.doubt
            #expect(own == summary && report.sets[scorer].hidden == summary.provenHidden)
            let rates = try #require(sets[scorer]["hidden"] as? [[String: Any]])
            #expect(rates.count == (run.identity.scorers[scorer].isBinary ? 2 : 1))
            let last = try #require(rates.last)
            #expect(last["rate"] as? Double == Self.target)
            if !run.identity.scorers[scorer].isBinary {
                #expect(last["proven"] as? Int == summary.provenHidden)
            }
            // The limits over all prompts, as people read them.
            let mean = lists[scorer].mean?.reading.bound
            for cells in report.setRows(scorer: scorer).prefix(1).map(\.cells) {
                expect(cells[1], is: mean?.lower, .down)
                expect(cells[2], is: mean?.upper, .up)
            }
        }
        let doubt = lists[0].summary.doubt.count + lists[1].summary.doubt.count
        #expect((report.doubtWords == nil) == (doubt == 0))
        #expect(text.contains("Contradiction: ") == (doubt > 0))
    }

    @Test(arguments: 1..<17)
    func furtherReadersSayTheSameOfVoidAndDoubt(seed: Int) throws {
        let run = try AgreementTests.run(seed, isWild: true)
        let snapshot = Snapshot(recorded: run)
        let alpha = run.plan.alpha
        let finding = RunFinding(
            snapshot, question(run, .anytime), target: Self.target, scorer: 0)
        let rows = finding.rows
        let isVoid = rows.contains { $0.void != nil } || finding.mean?.reading.void != nil
        let doubtful = rows.filter { $0.void == nil && $0.excludesEstimate }.map(\.id)
        let words = Doubt(doubtful).words()
        #expect(finding.summary.doubt == Doubt(doubtful))

        let forecast = try DeploymentReport(snapshot, prompts: [10], answers: 2, alpha: alpha)
        #expect(forecast.isVoid == isVoid && forecast.risk.contradicted == doubtful)
        if !isVoid, let greatest = forecast.risk.greatest.bound {
            #expect(greatest.upper == rows.compactMap(\.reading.bound?.upper).max())
            #expect(greatest.isContradicted == !doubtful.isEmpty)
        }
        #expect(try forecast.json().contains("mean_outside_limits") == !doubtful.isEmpty)

        let sensitivity = try SensitivityReport(snapshot, target: Self.target, alpha: alpha)
        #expect(sensitivity.isVoid == isVoid)
        #expect(sensitivity.asked.doubt == Doubt(doubtful))
        let counts = (sensitivity.asked.count(.above), sensitivity.asked.count(.below))
        // Its limits are wider, since all variants hold together.
        #expect(counts.0 <= rows.count { $0.verdict == .above })
        #expect(counts.1 <= rows.count { $0.verdict == .below })

        let ranking = try RunRanking([snapshot, snapshot], alpha: alpha)
        for entry in ranking.ranks.entries {
            #expect(entry.isVoid == isVoid && entry.doubt == Doubt(doubtful))
        }
        let options = ExplorerModel.Options()
        let plain = PlainReport(snapshot, options: options).text()
        let proven = RunEntry.Proven(snapshot, alpha: alpha, target: Self.target)
        #expect(proven.void == rows.count { $0.void != nil } && proven.doubt == Doubt(doubtful))
        var entry = RunEntry(name: "a.run")
        (entry.facts, entry.proven, entry.prompts) = (snapshot.facts, proven, rows.count)
        let line = entry.sentence(target: Self.target, isASCII: false)
        guard let words else {
            for said in [plain, line, forecast.text, sensitivity.text, ranking.text] {
                #expect(!said.contains("lies outside its own limits"))
            }
            return
        }
        #expect(plain.contains("warning: \(words)\n") && line.contains(words))
        #expect(plain.ranges(of: "warning: MEAN OUTSIDE").count == doubtful.count)
        for said in [forecast.text, sensitivity.text] { #expect(said.contains(words)) }
        #expect(isVoid || ranking.text.contains(words))
    }

    /// The runs have what is to be compared.
    @Test func someRunsHaveDoubtfulDrawsHiddenGradesAndManyPrompts() throws {
        let reports = try (1..<17).map {
            RunReport(try AgreementTests.run($0, isWild: true), target: Self.target)
        }
        #expect(reports.contains { $0.promptCount > 8 })
        #expect(reports.count { $0.doubtWords != nil } >= 2)
        #expect(reports.count { $0.findings.contains { $0.driftedAt != nil } } >= 2)
        #expect(reports.contains { $0.sets[1].hidden ?? 0 > 0 })
    }
}
