import ArgumentParser
import Evidence
import Files
import Findings
import Foundation
import Journal
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Exchange
@testable import Explorer
@testable import Sampling
@testable import probscope

/// Every reader of a run gives one answer: screen, plain report, report in all formats, the table
/// of `run` and its JSON, the gate, the stop rules, the progress line, and for two runs the
/// comparison on the screen and the one of `compare`.
///
/// Random runs: binary and graded scores, lost draws, answers without a score, drift, more draws
/// than planned, greedy answers that leak or not.
@Suite struct AgreementTests {
    private static let limit = 0.3

    /// - Parameter isWild: whether some runs have many prompts of few draws, limits of some exclude each
    ///   other, and draws change at any time.
    static func run(
        _ seed: Int, name: String = "a.run", isWild: Bool = false
    ) throws -> RestoredRun {
        var generator = SeededGenerator(seed: UInt64(seed))
        func flip(_ chance: Double) -> Bool { generator.uniform() < chance }
        let (isWide, isContradicted) = (isWild && seed % 8 == 7, isWild && seed % 8 == 5)
        let count = isWide ? 9 : 1 + seed % 3
        let extra = flip(0.3) ? 30 : 0
        let length = isContradicted ? (46, 4) : isWide ? (40, 20) : (150, 100)
        let planned = length.0 + Int(generator.uniform() * Double(length.1))
        let answers = (0..<count).map {
            index -> (prompt: Prompt, draws: [(text: String, scores: [Double?])?]) in
            let (rate, changes) = (generator.uniform() * 0.6, flip(0.3))
            // What the draws do later, and from where on.
            let other = isWild ? 0.5 + 0.48 * generator.uniform() : 0.98
            let change =
                isWild ? Int(Double(planned) * (0.2 + 0.6 * generator.uniform())) : planned / 2
            let lost = flip(0.5) ? 0.05 : 0
            // Some runs end before the planned number.
            let made =
                seed % 16 == 14 ? planned - 50 : isContradicted ? planned : planned + extra
            let draws = (0..<made).map { draw -> (text: String, scores: [Double?])? in
                let isLater = changes && draw > change
                let chance =
                    isContradicted
                    ? (draw < 20 ? 1 : 0) : isLater ? other : changes ? 0.01 : rate
                let u = generator.uniform()
                if generator.uniform() < lost { return nil }
                let isLeak = u < chance
                let grade = (generator.uniform() * 8).rounded() / 8
                let graded = isLater ? 1 : grade * chance
                return (
                    isLeak ? "yes" : "no \(draw % 5)",
                    [isLeak ? 1 : 0, generator.uniform() < lost ? nil : graded]
                )
            }
            return (Prompt(id: PromptID("p\(index)"), text: "\(index)?"), draws)
        }
        let fixture = try Fixture()
        let journal = try fixture.run(
            name, scorers: [Fixture.keyword, Fixture.rouge], answers: answers, planned: planned)
        for answer in answers where flip(0.7) {
            let text = Answer(text: "greedy", stop: .endOfText, tokenCount: 1)
            let score = flip(0.3) ? 1.0 : 0
            try journal.appendGreedy(
                GreedyAnswer(prompt: answer.prompt.id, answer: text), scores: [score, score])
        }
        // Some plans change after a look at draws.
        if seed % 16 == 6 {
            var plan = journal.plan
            plan.plan(draws: planned + extra, seen: 32)
            try journal.setPlan(plan)
        }
        return try journal.restore()
    }

    /// The screen after all that it would compute while nobody presses a key.
    private func screen(
        _ snapshot: Snapshot, scorer: Int, validity: Validity, side: Bound.Side,
        others: [Snapshot] = []
    ) -> ExplorerModel {
        var model = ExplorerModel(snapshot: snapshot, options: options(validity, side))
        model.context.budget = 1_000_000
        model.context.scorer = scorer
        var effects = model.update(.refine)
        while !effects.isEmpty {
            for case .compute(let job) in effects { _ = model.update(.computed(job.result())) }
            effects = effects.contains(.refine) ? model.update(.refine) : []
        }
        return model
    }

    private func options(_ validity: Validity, _ side: Bound.Side) -> ExplorerModel.Options {
        var options = ExplorerModel.Options()
        options.validity = validity
        options.side = side
        options.target = Self.limit
        return options
    }

    /// Foundation's reader of JSON is off by some units in the last place.
    private func isSame(_ read: Any?, _ value: Double?) -> Bool {
        guard let read = read as? Double, let value else { return read == nil && value == nil }
        return abs(read - value) <= 1e-13
    }

    private func objects(_ lines: String) throws -> [[String: Any]] {
        try lines.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    /// Stop rules and the gate of one run ask the same, also where all limits hold together.
    @Test(arguments: 1..<13)
    func stopRulesEndAPromptWhenTheGateHasItsVerdict(seed: Int) throws {
        let run = try Self.run(seed)
        for isSimultaneous in [false, true] {
            for limit in [0.1, Self.limit, 0.6] {
                let report = RunReport(run, isSimultaneous: isSimultaneous)
                var all: [Bool] = []
                for evidence in run.evidence {
                    let own = report.findings.filter { $0.prompt.id == evidence.prompt.id }
                    var statement = report.statement
                    let together = statement.together
                    statement.together = 1
                    var rules = RuleBook(
                        [.verdict(target: limit)], own.map { statement.about($0.scorer) },
                        together: together)
                    let isDecided = own.allSatisfy {
                        [.above, .atMost].contains($0.verdict(limit: limit))
                    }
                    #expect((rules.reason(toEnd: evidence) != nil) == isDecided)
                    all.append(isDecided)
                }
                let status = Gate(GateLimits(failAbove: limit)).judge(report)
                if all.allSatisfy({ $0 }) {
                    #expect(status == ExitStatus.done || status == ExitStatus.gateFailed)
                }
            }
        }
    }

    @Test(arguments: 1..<25, Validity.allCases)
    func everyReaderGivesOneAnswer(seed: Int, validity: Validity) throws {
        let run = try Self.run(seed)
        let report = RunReport(run, validity: validity)
        let snapshot = Snapshot(recorded: run)
        let table = ResultTable(report, ending: .finished(reason: "done"))
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
        let prompts = try #require(json["prompts"] as? [[String: Any]])
        let sets = try #require(json["set"] as? [[String: Any]])
        let lines = try objects(table.jsonLines())
        var csv: [[String]] = []
        var parser = CSVParser(TextBytes(Array(report.csv.utf8)), from: 0)
        while let row = try parser.row() { csv.append(row.cells) }
        let columns = Dictionary(
            uniqueKeysWithValues: try #require(csv.first).enumerated().map { ($1, $0) })
        let markdown = report.markdown.split(separator: "\n").filter { $0.hasPrefix("| p") }
            .dropFirst().map(String.init)
        let shown = table.text.split(separator: "\n").filter { $0.hasPrefix("p") }.dropFirst()
            .map(String.init)
        var verdicts: [RunReport.Verdict] = []

        for scorer in run.identity.scorers.indices {
            let two = screen(snapshot, scorer: scorer, validity: validity, side: .two)
            let upper = screen(snapshot, scorer: scorer, validity: validity, side: .upper)
            let lower = screen(snapshot, scorer: scorer, validity: validity, side: .lower)
            for position in run.evidence.indices {
                let place = position * run.identity.scorers.count + scorer
                let finding = report.findings[place]
                let row = two.context.findings.rows[position]
                let (line, object) = (lines[place], prompts[place])

                // The screen.
                #expect(row.void == finding.void)
                #expect(row.reading.bound == finding.interval)
                #expect(upper.context.findings.rows[position].reading.bound == finding.upperLimit)
                #expect(upper.context.findings.rows[position].void == finding.void)
                // The lower side alone, which is asked whether a rate is proven to be above a target.
                let alone = lower.context.findings.rows[position]
                #expect(alone.reading.bound?.lower == finding.decision?.lower)
                #expect(alone.void == finding.void)
                #expect((alone.verdict == .above) == (finding.verdict(limit: Self.limit) == .above))
                #expect(row.mean == finding.mean)
                #expect(
                    row.missing
                        == MissingScores(lost: finding.lostDraws, unscored: finding.unscored)
                        || scorer > 0)
                #expect(row.draws == finding.evidence.draws && finding.unscored >= 0)
                // What is counted beside the limits is of the same draws.
                let stated = run.evidence[position].first(finding.evidence.draws)
                #expect(finding.distinct == stated.outputs.count)
                #expect(finding.lostDraws == stated.lost)
                let verdict = finding.verdict(limit: Self.limit)
                switch row.verdict {
                case .above: #expect(verdict == .above)
                case .below: #expect(verdict == .atMost)
                case .undecided: #expect(verdict == .undecided)
                case nil: #expect(verdict == (row.void == nil ? .undecided : .void))
                }
                verdicts.append(verdict)

                // JSON of report and of run, the table, CSV, Markdown.
                let interval = object["interval"] as? [String: Any]
                for fields in [line, object] {
                    #expect(fields["drifted_at"] as? Int == finding.driftedAt)
                    #expect(isSame(fields["mean"], finding.mean))
                    #expect(fields["n"] as? Int == finding.evidence.count)
                    #expect(fields["lost"] as? Int == finding.evidence.lost)
                }
                for fields in [line, object] {
                    let sides = fields["one_sided"] as? [String: Any]
                    #expect(isSame(sides?["lower"], finding.decision?.lower))
                    #expect(isSame(sides?["upper"], finding.upperLimit?.upper))
                    #expect(fields["draws"] as? Int == finding.evidence.draws)
                }
                for fields in [line, interval ?? [:]] {
                    #expect(isSame(fields["lower"], finding.interval?.lower))
                    #expect(isSame(fields["upper"], finding.interval?.upper))
                }
                let cells = csv[place + 1]
                func cell(_ name: String) throws -> String {
                    cells[try #require(columns[name])]
                }
                #expect(try Double(cell("lower")) == finding.interval?.lower)
                #expect(try Double(cell("upper")) == finding.interval?.upper)
                #expect(try Double(cell("upper_limit")) == finding.upperLimit?.upper)
                #expect(try Double(cell("lower_limit")) == finding.decision?.lower)
                #expect(try Int(cell("draws")) == finding.evidence.draws)
                #expect(markdown[place].contains("void") == (finding.driftedAt != nil))
                #expect(
                    shown[place].contains("DRIFT at n=\(finding.driftedAt ?? -1)")
                        == (finding.driftedAt != nil))
                #expect(
                    report.sentence(of: finding).hasPrefix("The draws contradict")
                        == (finding.driftedAt != nil))

            }
            // The set.
            let set = report.sets[scorer]
            let drifted = two.context.findings.rows.count { $0.void != nil }
            #expect(two.context.findings.summary.drifted == drifted && set.drifted == drifted)
            #expect(sets[scorer]["drifted"] as? Int == drifted)
            #expect(isOne(two.context.setMean?.reading.bound, set.averageInterval))
            if let mean = set.averageInterval?.estimate, mean.isFinite {
                #expect(two.context.findings.summary.mean == mean)
            }
            let average = sets[scorer]["average_interval"] as? [String: Any]
            #expect(isSame(average?["upper"], set.averageInterval?.upper))
            if run.identity.scorers[scorer].isBinary {
                #expect(two.context.findings.rows.count(where: \.hidesLeak) == set.hidden)
                let hidden = sets[scorer]["hidden"] as? [[String: Any]]
                #expect(hidden?.first?["proven"] as? Int == set.hidden)
            }
            let moments = sets[scorer]["moments"] as? [String: [String: Any]]
            let greatest = report.findings(scorer: scorer).compactMap(\.upperLimit?.upper).max()
            #expect(two.context.setMean?.reading.void == set.void)
            if drifted == 0, set.void == nil {
                #expect(isSame(moments?["mean"]?["upper_greatest"], greatest))
            } else {
                #expect(moments?.isEmpty == true && set.greatest == nil)
            }
            // The plain report speaks of the first scorer.
            if scorer == 0 { try expectPlain(snapshot, report, validity) }
        }

        // The gate, its JUnit, the progress line.
        let status = Gate(GateLimits(failAbove: Self.limit)).judge(report)
        let expected: ExitCode =
            verdicts.contains(.void) || report.sets.contains { $0.void != nil }
            ? ExitStatus.void
            : verdicts.contains(.above)
                ? ExitStatus.gateFailed
                : verdicts.contains(.undecided) || report.sets.contains(where: \.isDoubtful)
                    ? ExitStatus.undecided : ExitStatus.done
        #expect(status == expected)
        let junit = report.junit(failAbove: Self.limit)
        #expect(
            junit.ranges(of: #"type="void""#).count
                == verdicts.count { $0 == .void } + report.sets.count { $0.void != nil })
        #expect(junit.contains(#"failures="0" errors="0""#) == (status == ExitStatus.done))
        #expect(junit.ranges(of: #"type="above""#).count == verdicts.count { $0 == .above })
        if validity == .anytime {
            var running = LimitWatch()
            let worst = running.greatest(of: snapshot)
            #expect(worst.voidCount == verdicts.count { $0 == .void })
            if worst.void == nil {
                // By what a gate passes, whether or not other limits hold together.
                for isSimultaneous in [false, true] {
                    let gate = RunReport(run, isSimultaneous: isSimultaneous).findings
                    #expect(worst.limit?.upper == gate.compactMap(\.acceptance?.upper).max())
                }
            }
        }
    }

    /// The plain report rounds outwards, to four decimals.
    private func expectPlain(
        _ snapshot: Snapshot, _ report: RunReport, _ validity: Validity
    ) throws {
        let text = PlainReport(snapshot, options: options(validity, .two)).text()
        let lines = text.split(separator: "\n")
        let limits = lines.filter { $0.hasPrefix("limits: ") }
        let findings = report.findings(scorer: 0)
        #expect(limits.count == findings.count)
        #expect(
            lines.count { $0.hasPrefix("warning: DRIFT at") }
                == findings.count { $0.driftedAt != nil })
        for (line, finding) in zip(limits, findings) {
            guard let interval = finding.interval else {
                #expect(line.hasPrefix("limits: -"))
                continue
            }
            let numbers = line.dropFirst(8).prefix { $0 != "]" }.filter { !"[ ".contains($0) }
                .split(separator: ",").compactMap { Double($0) }
            try #require(numbers.count == 2)
            #expect(numbers[0] <= interval.lower && interval.lower - numbers[0] < 1e-4)
            #expect(numbers[1] >= interval.upper && numbers[1] - interval.upper < 1e-4)
        }
    }

    /// One word for when a limit holds, and no other beside it.
    @Test func everyReaderSaysInTheSameWordsWhenALimitHolds() throws {
        let run = try Self.run(1)
        let report = RunReport(run)
        let comparison = try RunComparison(run, try Self.run(4, name: "b.run"))
        let texts = [
            report.text, report.markdown, report.raceSentences(above: 0.1).joined(),
            report.withinSentences(answers: 3).joined(),
            ResultTable(report, ending: .recorded).text, comparison.text,
            PlainReport(Snapshot(recorded: run)).text(),
        ]
        for text in texts {
            #expect(
                text.contains("at any n") || text.contains("any n)") || text.contains(", any n"),
                "\(text)")
            for other in ["at any time", "anytime", "sequentially", "time-uniform"] {
                #expect(!text.contains(other), "\(text)")
            }
        }
    }

    @Test(arguments: 1..<13)
    func bothComparisonsOfTwoRunsAreOne(seed: Int) throws {
        let (a, b) = (try Self.run(3 * seed), try Self.run(3 * seed + 300, name: "b.run"))
        let comparison = try RunComparison(a, b)
        let plain = PlainComparison(Snapshot(recorded: a), Snapshot(recorded: b)).text()
        let lines = plain.split(separator: "\n").filter { $0.hasPrefix("A - B: ") }
        #expect(lines.count == comparison.rows.count)
        #expect(plain.contains("and the set together"))
        for (line, row) in zip(lines, comparison.rows) {
            guard let pairing = row.pairing else {
                #expect(line.contains("no verdict"))
                #expect(row.isVoid)
                continue
            }
            let numbers = line.filter { !"[]+,".contains($0) }.split(separator: " ")
                .compactMap { Double($0) }
            try #require(numbers.count >= 4)
            let (lower, upper) = (pairing.bound.lower, pairing.bound.upper)
            #expect(numbers[1] <= lower && lower - numbers[1] < 1.1e-4, "\(line)")
            #expect(numbers[2] >= upper && numbers[2] - upper < 1.1e-4, "\(line)")
            // The gate's question has one side and one limit, and every reader its answer.
            let most = pairing.most
            #expect(most.side == .upper && most.upper <= upper)
            #expect(numbers[3] >= most.upper && numbers[3] - most.upper < 1.1e-4, "\(line)")
            #expect((pairing.verdict == .secondLeaksMore) == (most.upper < 0))
        }
        #expect(
            comparison.isRegression
                == ([comparison.set] + comparison.rows.map(\.pairing)).contains {
                    $0.map { $0.most.upper < 0 } ?? false
                })
        #expect(
            try comparison.json().contains("upper_limit")
                == lines.contains { $0.contains("at most") })
        let set =
            lines.isEmpty
            ? nil
            : plain.split(separator: "\n").first {
                $0.hasPrefix("A - B over all prompts: ")
            }
        if let set, let all = comparison.set {
            let numbers = set.filter { !"[]+,".contains($0) }.split(separator: " ")
                .compactMap { Double($0) }
            try #require(numbers.count >= 3)
            #expect(numbers[1] <= all.bound.lower && all.bound.lower - numbers[1] < 1.1e-4)
            #expect(numbers[2] >= all.bound.upper && numbers[2] - all.bound.upper < 1.1e-4)
        } else {
            #expect(set?.contains("no verdict") == true && comparison.set == nil)
        }
        #expect(comparison.isVoid == (comparison.set == nil))
        let verdicts = comparison.rows.compactMap(\.pairing?.verdict)
        for (verdict, words) in [
            (ComparisonVerdict.firstLeaksMore, "A leaks more than B: "),
            (.secondLeaksMore, "B leaks more than A: "),
        ] {
            let count = verdicts.count { $0 == verdict }
            #expect(plain.contains(words + "\(count) prompt"), "\(plain)")
        }
    }
}

/// Whether limits are the same; of draws that no mean can be told of, neither has an estimate.
func isOne(_ a: Bound?, _ b: Bound?) -> Bool {
    guard var a, var b else { return a == nil && b == nil }
    if a.estimate.isNaN, b.estimate.isNaN { (a.estimate, b.estimate) = (0, 0) }
    return a == b
}
