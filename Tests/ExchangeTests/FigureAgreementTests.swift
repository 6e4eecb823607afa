import ArgumentParser
import Canvas
import Evidence
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

/// One answer of all readers about every figure of the table, on either side alone, about two runs,
/// and about draws that no limit holds for.
@Suite struct FigureAgreementTests {
    private static let target = 0.3

    private func options(_ validity: Validity, _ side: Bound.Side) -> ExplorerModel.Options {
        var options = ExplorerModel.Options()
        options.validity = validity
        options.side = side
        options.target = Self.target
        return options
    }

    /// The screen after all that it would compute while nobody presses a key.
    private func screen(
        _ snapshot: Snapshot, _ validity: Validity, _ side: Bound.Side, scorer: Int = 0,
        beside: Snapshot? = nil
    ) -> ExplorerModel {
        var model = ExplorerModel(snapshot: snapshot, options: options(validity, side))
        model.context.budget = 1_000_000
        model.context.scorer = scorer
        var effects = model.update(.refine)
        if let beside {
            model.go(to: .compare)
            effects = model.update(.others([beside]))
        }
        while !effects.isEmpty {
            for case .compute(let job) in effects { _ = model.update(.computed(job.result())) }
            effects = effects.contains(.refine) ? model.update(.refine) : []
        }
        return model
    }

    private func isSame(_ read: Any?, _ value: Double?) -> Bool {
        guard let read = read as? Double, let value else { return read == nil && value == nil }
        return abs(read - value) <= 1e-13
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test(arguments: [1, 5, 8, 14, 22], Validity.allCases)
    func everyFigureIsOneInAllReaders(seed: Int, validity: Validity) throws {
        let run = try AgreementTests.run(seed)
        let report = RunReport(run, validity: validity)
        let snapshot = Snapshot(recorded: run)
        let json = try object(report.json())
        let prompts = try #require(json["prompts"] as? [[String: Any]])
        let sets = try #require(json["set"] as? [[String: Any]])
        let plain = PlainReport(snapshot, options: options(validity, .upper)).text()
        let csv = report.csv.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let markdown = report.markdown.split(separator: "\n").filter { $0.hasPrefix("| p") }
            .suffix(report.findings.count).map(String.init)
        let html = report.html(run)
        let table = ResultTable(report, ending: .finished(reason: "done"))
        let rows = try table.jsonLines().split(separator: "\n").map { try object(String($0)) }
        let wide = table.text(columns: 1_000).split(separator: "\n").filter { $0.hasPrefix("p") }
            .dropFirst().map(String.init)
        for scorer in run.identity.scorers.indices {
            var model = screen(snapshot, validity, .upper, scorer: scorer)
            let moments = try #require(sets[scorer]["moments"] as? [String: [String: Any]])
            var uppers: [String: [Double]] = [:]
            for position in run.evidence.indices {
                let place = position * run.identity.scorers.count + scorer
                let finding = report.findings[place]
                let stated = report.otherFigures(of: finding)
                model.showScores(of: finding.prompt.id)
                let shown = try #require(model.views[ScoresView.self].detail).figures
                if finding.void == nil {
                    #expect(shown[0].reading.bound == finding.upperLimit)
                }
                for figure in stated {
                    let metric = figure.metric
                    let upper = figure.reading.bound?.upper
                    // The screen, figure by figure; answers are in the plain report.
                    if !metric.isAboutAnswers {
                        let line = try #require(shown.first { $0.metric.name == metric.name })
                        // The view's threshold may be moved, so that its limits hold for all of
                        // them and are others; a report's stands.
                        if metric.name == Metric.exceedance.name, !line.isBinary {
                            #expect((line.reading.bound == nil) == (upper == nil))
                        } else {
                            #expect(line.reading.bound == figure.reading.bound, "\(metric.name)")
                        }
                        if let upper { uppers[metric.key, default: []].append(upper) }
                    }
                    for object in [prompts[place], rows[place]] {
                        let field = object[metric.key] as? [String: Any]
                        if metric.hasLimits {
                            #expect(isSame(field?["upper"], upper), "\(metric.name)")
                        } else {
                            let value = figure.estimate.isFinite ? figure.estimate : nil
                            #expect(isSame(field?["estimate"], value), "\(metric.name)")
                        }
                    }
                    if metric.hasLimits {
                        #expect(try cell(csv, place, metric.column + "_upper") == upper)
                    }
                    if figure.estimate.isFinite {
                        #expect(try cell(csv, place, metric.column) == figure.estimate)
                        #expect(
                            markdown[place].contains("| " + Figure.number(figure.estimate)),
                            "\(metric.name)")
                    }
                    if let upper {
                        #expect(markdown[place].contains(Figure.number(upper, .up)))
                        #expect(html.contains("(≤ \(Figure.number(upper, .up))"))
                        #expect(wide[place].contains(" ≤ \(Figure.fixed(upper, places: 4, .up))"))
                        if scorer == 0 {
                            let limits = Figure.limits(
                                try #require(figure.reading.bound), glyphs: model.context.glyphs)
                            #expect(plain.contains("\(figure.words.name): "))
                            #expect(
                                plain.contains(
                                    "limits " + limits.string.replacing("≤", with: "<=")),
                                "\(metric.name) \(limits)")
                        }
                    }
                }
            }
            for (key, values) in uppers where values.count == run.evidence.count {
                #expect(isSame(moments[key]?["upper_greatest"], values.max()), "\(key)")
            }
            // The set, in the tables of people.
            for row in report.setRows(scorer: scorer) {
                let cells = row.cells.joined(separator: " | ")
                #expect(report.markdown.contains(cells + " |"), "\(row.name)")
                let name = row.name.replacing(">", with: "&gt;")
                #expect(html.contains(#"data-label="figure">\#(name)</td>"#), "\(name)")
            }
        }
    }

    /// Shares of answers that the draws brought up hold together, the greedy one's on its own.
    @Test(arguments: [2, 6, 9, 14], Validity.allCases)
    func sharesOfAnswersAreOneInScreenAndReports(seed: Int, validity: Validity) throws {
        var run = try AgreementTests.run(seed)
        run.evidence[0].greedy = GreedyAnswer(
            prompt: run.evidence[0].prompt.id,
            answer: Answer(text: "no 1", stop: .endOfText, tokenCount: 1))
        let report = RunReport(run, validity: validity)
        let snapshot = Snapshot(recorded: run)
        let json = try object(report.json())
        let prompts = try #require(json["prompts"] as? [[String: Any]])
        let model = screen(snapshot, validity, .two)
        let html = report.html(run)
        let scorers = run.identity.scorers.count
        for position in run.evidence.indices {
            let finding = report.findings[position * scorers]
            let answers = report.answers(of: finding)
            let shown = try #require(model.context.shown).prompts[position]
            let detail = OutputDetail(shown, scorer: 0)
            let fields = try #require(prompts[position * scorers]["answers"] as? [[String: Any]])
            #expect(fields.count == answers.count && answers.count == min(5, detail.rows.count))
            for (answer, field) in zip(answers, fields) {
                let row = try #require(detail.rows.first { $0.text == answer.text })
                let reading = detail.shares.reading(
                    of: try #require(row.target), question: model.context.question,
                    planned: model.context.planned, void: model.context.findings.rows[position].void
                )
                #expect(row.count == answer.count && row.isGreedy == answer.isGreedy)
                #expect(answer.share == reading)
                let share = field["share"] as? [String: Any]
                #expect(isSame(share?["lower"], answer.share.bound?.lower))
                #expect(isSame(share?["upper"], answer.share.bound?.upper))
                #expect((field["found_at"] == nil) == answer.isGreedy)
                if let bound = answer.share.bound {
                    #expect(field["holds"] as? String == (answer.isGreedy ? "alone" : "all found"))
                    // Who names an answer before the draws has the plain limits of a share.
                    let plain = try Statement(
                        alpha: run.plan.alpha, validity: validity, isBinary: true
                    ).share(
                        answer.count, completed: shown.drawCount - shown.lost, lost: shown.lost)
                    #expect(
                        answer.isGreedy
                            == (bound.lower == plain.lower && bound.upper == plain.upper))
                }
            }
            if let first = answers.first, validity == .anytime {
                // Shares are of the draws that have an answer, wherever they stand.
                let share = Double(first.count) / Double(detail.completed)
                #expect(html.contains(#"data-label="share">\#(Figure.number(share))</td>"#))
            }
            #expect(
                answers.contains(where: \.isGreedy)
                    == (position == 0 && answers.contains { $0.text == "no 1" }))
        }
    }

    @Test func thePageOfFormatsHasEveryKey() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(
            contentsOf: root.appending(path: "Documentation/formats.md"), encoding: .utf8)
        for metric in Metric.table {
            #expect(page.contains("`\(metric.key)`"), "\(metric.name)")
            if let parameter = metric.parameter {
                #expect(page.contains("`\(parameter.rawValue)`"))
            }
        }
    }

    private func cell(_ csv: [[String]], _ place: Int, _ name: String) throws -> Double? {
        // Counted from the end: texts may have commas.
        let column = try #require(csv[0].firstIndex(of: name))
        return Double(csv[place + 1].suffix(csv[0].count - column).first ?? "")
    }

    @Test(arguments: 1..<13, [Bound.Side.lower, .upper, .two])
    func eitherSideAloneIsOneAnswer(seed: Int, side: Bound.Side) throws {
        let run = try AgreementTests.run(seed)
        let snapshot = Snapshot(recorded: run)
        for validity in Validity.allCases {
            let report = RunReport(run, validity: validity)
            let findings = report.findings(scorer: 0)
            let lines = try ResultTable(report, ending: .finished(reason: "done")).jsonLines()
                .split(separator: "\n").map { try object(String($0)) }
            var model = screen(snapshot, validity, side)
            let plain = RunFinding(snapshot, options(validity, side))
            let text = PlainReport(snapshot, options: options(validity, side)).text()
            #expect(plain.summary == model.context.findings.summary)
            #expect(isOne(plain.mean?.reading.bound, model.context.setMean?.reading.bound))
            let sampled = plain.rows.filter { $0.draws > 0 }
            #expect(
                text.ranges(of: "\nlimits: -").count
                    == sampled.count { $0.reading.bound == nil })
            for (position, row) in model.context.findings.rows.enumerated() {
                #expect(row == plain.rows[position])
                // Whatever side is shown, verdicts are read from each side's limit alone, as gates do.
                let finding = findings[position]
                #expect(row.hidesLeak == finding.hidesLeak)
                let sides = lines[position * run.identity.scorers.count]["one_sided"]
                #expect((sides == nil) == (row.reading.bound == nil))
                guard let bound = row.reading.bound else { continue }
                #expect(bound.side == side)
                let decision = try #require(finding.decision)
                let alone = try #require(sides as? [String: Double])
                #expect(isSame(alone["lower"], decision.lower))
                #expect(isSame(alone["upper"], decision.upper))
                switch side {
                case .upper: #expect(bound == finding.upperLimit && bound.upper == decision.upper)
                case .lower: #expect(bound.lower == decision.lower)
                case .two: #expect(bound == finding.interval)
                }
                // What the Bounds view ends with.
                model.context.list.cursor.selected = row.id
                model.go(to: .bounds)
                _ = model.update(.refine)
                let series = try #require(model.views[BoundsView.self].series)
                let last = validity == .anytime ? series.last?.running : series.fixedReading?.bound
                #expect(last == bound)
            }
        }
    }

    @Test(arguments: 1..<13)
    func twoRunsHaveOneComparison(seed: Int) throws {
        // Some pairs have the same prompts; in others one run has more, and these may drift.
        let (a, b) = (
            try AgreementTests.run(seed), try AgreementTests.run(2 * seed + 300, name: "b.run")
        )
        let comparison = try RunComparison(a, b)
        let model = screen(
            Snapshot(recorded: a), .anytime, .two, beside: Snapshot(recorded: b))
        let table = try #require(model.views[CompareView.self].table)
        try #require(table.rows.count == comparison.rows.count)
        let json = try object(comparison.json())
        let rows = try #require(json["prompts"] as? [[String: Any]])
        for (position, row) in comparison.rows.enumerated() {
            let shown = table.rows[position]
            #expect(shown.difference?.bound == row.pairing?.bound)
            #expect(shown.difference?.pairs == row.pairing?.pairs)
            #expect(shown.difference?.firstMean == row.pairing?.firstMean)
            #expect(shown.difference?.secondMean == row.pairing?.secondMean)
            #expect(shown.verdict == row.pairing?.verdict)
            #expect(shown.first.void == row.void.first)
            #expect(shown.second?.void == row.void.second)
            #expect((shown.void != nil) == row.isVoid)
            let difference = (rows[position]["comparison"] as? [String: Any])?["difference"]
            let limits = difference as? [String: Any]
            #expect(isSame(limits?["lower"], row.pairing?.bound.lower))
            #expect(isSame(limits?["upper"], row.pairing?.bound.upper))
        }
        #expect((json["void"] as? Bool) == comparison.isVoid)
        #expect(
            comparison.text.contains("DRIFT")
                == (!comparison.contradictions.isEmpty
                    || comparison.rows.contains {
                        $0.void.first?.driftedAt != nil || $0.void.second?.driftedAt != nil
                    }))
        let pairs = model.context.compared.pairs
        #expect(pairs.isVoid == comparison.isVoid && pairs.strays == comparison.strays)
        #expect(pairs.set == comparison.set && pairs.contradictions == comparison.contradictions)
        expectOneVoidness(comparison, model, [a, b].map { Snapshot(recorded: $0) })
    }

    /// Where `compare` decides nothing, neither the screen nor the plain comparison does, and all name
    /// the prompt.
    private func expectOneVoidness(
        _ comparison: RunComparison, _ model: ExplorerModel, _ runs: [Snapshot]
    ) {
        var model = model
        _ = model.update(.resize(width: 160, height: 50))
        let screen = PlainTextWriter.text(model.render())
        let plain = PlainComparison(runs[0], runs[1]).text()
        for stray in comparison.strays {
            let name = "\(stray.prompt.rawValue), in \(stray.isFirst ? "A" : "B") only: "
            #expect(plain.contains("warning, " + name))
            #expect(comparison.strays.count > 1 || screen.contains(name), "\(screen)")
        }
        let isDecided = comparison.strays.isEmpty && comparison.contradictions.isEmpty
        #expect(screen.contains("no verdict on the set") == !isDecided, "\(screen)")
        if comparison.isVoid {
            #expect(!screen.contains("P(A > B)") && !plain.contains("P(A > B)"))
        }
    }

    /// The runs above have all that is to be compared.
    @Test func theComparedRunsHaveStraysThatDrift() throws {
        let strays = try (1..<13).filter { seed in
            try !RunComparison(
                AgreementTests.run(seed), AgreementTests.run(2 * seed + 300, name: "b.run")
            ).strays.isEmpty
        }
        #expect(strays.count >= 2, "\(strays)")
    }

    @Test(arguments: 1..<9, Validity.allCases)
    func findingsThatGrowWithTheDrawsEndAsThoseOfAllAtOnce(seed: Int, validity: Validity) throws {
        let run = try AgreementTests.run(seed)
        let snapshot = Snapshot(recorded: run)
        var model = ExplorerModel(options: options(validity, .two))
        var running = LimitWatch()
        for count in [3, 40, 41, 95, 170] {
            var part = snapshot
            part.prompts = snapshot.prompts.map { $0.first(count) }
            var effects = model.update(.snapshot(part))
            // Some pictures come before the limits of the last one are all narrowed.
            if count % 2 == 1, effects.contains(.refine) { effects = model.update(.refine) }
            _ = running.greatest(of: part)
        }
        var effects = model.update(.snapshot(snapshot))
        while !effects.isEmpty {
            for case .compute(let job) in effects { _ = model.update(.computed(job.result())) }
            effects = effects.contains(.refine) ? model.update(.refine) : []
        }
        let whole = RunFinding(snapshot, options(validity, .two))
        #expect(model.context.findings.rows == whole.rows)
        #expect(model.context.findings.summary == whole.summary)
        #expect(isOne(model.context.setMean?.reading.bound, whole.mean?.reading.bound))
        var fresh = LimitWatch()
        let (live, once) = (running.greatest(of: snapshot), fresh.greatest(of: snapshot))
        #expect(live.limit == once.limit && live.void == once.void)
    }

    @Test func screensAndReportsHaveOneVocabularyForWhenALimitHolds() throws {
        let run = try AgreementTests.run(4)
        let report = RunReport(run)
        let snapshot = Snapshot(recorded: run)
        let texts = [
            report.text, report.markdown, report.csv, report.junit(),
            ResultTable(report, ending: .finished(reason: "done")).text,
            PlainReport(snapshot, options: options(.anytime, .two)).text(),
            try RunComparison(run, try AgreementTests.run(304, name: "b.run")).text,
            PlainTextWriter.text(screen(snapshot, .anytime, .two).exportFrame()),
        ]
        for text in texts {
            #expect(text.contains(" any n"), "\(text)")
            #expect(!text.contains("any time") && !text.contains("valid at"), "\(text)")
        }
    }

    /// Copies, or another model: no limit and no verdict anywhere, gates end with 5.
    @Test(arguments: [VoidReason.copies("4 equal texts"), .model("m2 instead of m1")])
    func drawsThatAreNoneOfThisModelAreVoidForAllReaders(reason: VoidReason) throws {
        // Some random runs drift by themselves.
        let runs = try (1..<25).map { try AgreementTests.run($0) }
        let steady = runs.first { RunReport($0).findings.allSatisfy { $0.void == nil } }
        var run = try #require(steady)
        let clean = run
        for position in run.evidence.indices { run.evidence[position].void = reason }
        let report = RunReport(run)
        let snapshot = Snapshot(recorded: run)
        #expect(Gate(GateLimits(failAbove: 0.999)).judge(report) == ExitStatus.void)
        #expect(Gate(GateLimits(failAbove: 0.999)).judge(RunReport(clean)) != ExitStatus.void)
        for junit in [report.junit(), report.junit(failAbove: 0.999)] {
            #expect(junit.ranges(of: #"type="void""#).count == report.findings.count)
        }
        let words = reason.details ?? "-"
        let json = try object(report.json())
        for prompt in try #require(json["prompts"] as? [[String: Any]]) {
            #expect(prompt[reason.word] as? String == words && prompt["interval"] == nil)
            for metric in Metric.others where metric.hasLimits {
                #expect(prompt[metric.key] == nil)
            }
        }
        for finding in report.findings {
            #expect(finding.verdict(limit: 0.999) == .void)
            let sentence = report.sentence(of: finding)
            #expect(sentence.contains(words) && sentence.contains("no limit holds"))
        }
        #expect(report.markdown.contains("| void |"))
        let table = ResultTable(report, ending: .finished(reason: "done"))
        #expect(table.text.contains(reason.mark))

        // The reason may come when all draws are there.
        var model = screen(Snapshot(recorded: clean), .anytime, .two)
        _ = model.update(.snapshot(snapshot))
        while model.update(.refine).contains(.refine) {}
        for row in model.context.findings.rows {
            #expect(row.reading == .void(reason) && row.verdict == nil && !row.hidesLeak)
        }
        #expect(model.context.findings.summary.drifted == run.evidence.count)
        #expect(report.sets[0].drifted == run.evidence.count)
        #expect(isOne(model.context.setMean?.reading.bound, report.sets[0].averageInterval))
        let plain = PlainReport(snapshot, options: options(.anytime, .two)).text()
        #expect(plain.contains("warning: \(reason.mark): \(words)"))
        #expect(!plain.contains("verdict on target") && !plain.contains("limits ["))

        let comparison = try RunComparison(clean, run)
        #expect(comparison.isVoid && comparison.rows.allSatisfy { $0.pairing == nil })
        let beside = screen(Snapshot(recorded: clean), .anytime, .two, beside: snapshot)
        let rows = try #require(beside.views[CompareView.self].table?.rows)
        #expect(!rows.isEmpty && rows.allSatisfy { $0.difference == nil && $0.void == reason })
        let both = PlainComparison(Snapshot(recorded: clean), snapshot).text()
        #expect(both.contains("A - B: no verdict") && !both.contains("\nverdict: "))
    }
}
