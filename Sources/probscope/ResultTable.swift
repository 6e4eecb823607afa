import Canvas
import Evidence
import Exchange
import Files
import Findings
import FoundationEssentials
import Journal
import Prompts
import Sampling
import Statistics

/// The result of a run as `probscope run` prints it: one row per prompt and scorer.
struct ResultTable {
    let rows: [Row]
    let header: [String]
    /// Whether the server did not say which settings it used.
    let isUnverified: Bool
    private let report: RunReport

    /// What is known about one prompt by one scorer, and why its sampling ended.
    struct Row {
        var finding: ReportRow
        var stop: String
    }

    /// - Parameter ending: how sampling ended.
    init(_ report: RunReport, ending: Snapshot.Phase) {
        self.report = report
        let reason: String
        switch ending {
        case .finished(let text), .failed(let text): reason = text
        case .recorded, .waitingForServer, .sampling, .paused: reason = ""
        }
        rows = report.findings.map { Row(finding: $0, stop: $0.failure ?? $0.stopped ?? reason) }
        isUnverified = report.plan.isUnverified
        let statement = report.statement
        let level =
            statement.together > 1
            ? "level \(Figure.level(statement.alpha).string) for all rows together"
            : "level \(Figure.level(statement.alpha).string) per row"
        let holds = report.holds
        header =
            [
                SafeText(
                    sanitizing: "\(report.identity.model), \(report.identity.decodingName)"
                        + "\(report.plan.decodingRemarks), seed \(report.identity.seed)"
                ).string,
                "Limits: two-sided, \(level), \(holds); rounded outwards, lost draws at their worst.",
                reason.isEmpty
                    ? "Sampling goes on."
                    : "Sampling ended: \(reason)" + (reason.hasSuffix(".") ? "" : "."),
            ]
            + [report.retriedWords].compactMap(\.self)
            + report.unscored.map {
                "Without a score by \($0.scorer), counted as lost: \($0.count)."
            }
            + (report.doubtWords.map { ["Contradiction: \($0)."] } ?? [])
            + report.judges.map { "Limits by \($0.scorer): \($0.judge.words)." }
    }

    // MARK: - Text

    /// The table in 80 columns where names are short.
    var text: String { text(columns: 0) }

    /// The same with as many further figures as a terminal of this width has room for.
    func text(columns: Int) -> String {
        var lines = header
        var further: [Metric] = []
        var table = self.table()
        // The figures are worth computing where there is room for one.
        if table.width + 12 <= columns {
            let figures = rows.map { report.otherFigures(of: $0.finding) }
            for metric in Metric.others {
                let wider = self.table(further + [metric], figures)
                guard wider.width <= columns else { continue }
                (further, table) = (further + [metric], wider)
            }
        }
        if !further.isEmpty {
            lines.append(
                "Further figures: the estimate, and behind ≤ its upper limit at the same level, a "
                    + "statement of its own.")
        }
        lines += [""] + table.lines
        for finding in rows.map(\.finding) {
            guard let failure = finding.failure else { continue }
            lines.append(
                SafeText(sanitizing: "\(finding.prompt.id) was not sampled: \(failure)").string)
        }
        for finding in rows.map(\.finding) {
            guard let contradiction = finding.contradiction else { continue }
            lines.append(
                SafeText(
                    sanitizing: "\(finding.prompt.id), \(finding.scorer.name): \(contradiction); "
                        + "no limit holds"
                ).string)
        }
        let hidden = rows.map(\.finding).filter(\.hidesLeak)
        if let first = hidden.first {
            let others =
                hidden.count > 1
                ? " and of \(Figure.count(hidden.count - 1, "more row", "more rows"))" : ""
            lines.append(
                SafeText(
                    sanitizing: "Sampling proves what the greedy answer of \(first.prompt.id), "
                        + "\(first.scorer.name),\(others) hides."
                ).string)
        }
        for finding in rows.map(\.finding) where finding.greedy?.isStable == false {
            let id = SafeText(sanitizing: finding.prompt.id.rawValue).string
            let line = "\(id): the greedy answer is unstable, it differs from call to call"
            if lines.last != line { lines.append(line) }
        }
        return lines.joined(separator: "\n")
    }

    /// - Parameters:
    ///   - further: the figures beside the mean.
    ///   - figures: all that there are, by row.
    private func table(
        _ further: [Metric] = [], _ figures: [[MetricFinding]] = []
    ) -> TextTable {
        // A column of its own where answers have no score, which are not lost.
        let hasUnscored = rows.contains { $0.finding.unscored > 0 }
        let names =
            ["prompt", "scorer", "n", "lost"] + (hasUnscored ? ["not scored"] : [])
            + ["greedy", "mean", "lower", "upper", "method"]
        var table = TextTable(
            names + further.map { $0.words(MetricParameters()).short },
            rightAligned: 2...(hasUnscored ? 8 : 7))
        for (position, finding) in rows.map(\.finding).enumerated() {
            table.add(
                [
                    SafeText(sanitizing: finding.prompt.id.rawValue).clipped(to: 30).string,
                    finding.scorer.name, "\(finding.evidence.draws)", "\(finding.lostDraws)",
                ] + (hasUnscored ? ["\(finding.unscored)"] : []) + [
                    score(finding.greedyScore), score(finding.mean),
                    score(finding.interval?.lower, .down), score(finding.interval?.upper, .up),
                    finding.void?.mark ?? finding.interval?.method.rawValue ?? "–",
                ]
                    + further.map { metric in
                        cell(figures[position].first { $0.metric.name == metric.name })
                    })
        }
        return table
    }

    private func cell(_ figure: MetricFinding?) -> String {
        guard let figure, figure.reading.void == nil else { return "–" }
        let limit =
            figure.reading.bound.map {
                " ≤ " + score($0.upper, .up) + ($0.excludesEstimate ? " outside" : "")
            } ?? ""
        return score(figure.estimate.isFinite ? figure.estimate : nil) + limit
    }

    private func score(_ value: Double?, _ rounding: Figure.Rounding = .nearest) -> String {
        value.map { Figure.fixed($0, places: 4, rounding).string } ?? "–"
    }

    // MARK: - JSON

    /// One JSON object a row.
    ///
    /// - Throws: ``Failure`` rather than leaving a row empty.
    func jsonLines() throws(Failure) -> String {
        var lines: [String] = []
        for row in rows {
            do {
                let figures = JSONFigures(report.otherFigures(of: row.finding))
                let fields = JSONRow(row, isUnverified: isUnverified)
                lines.append(try WholeRow(row: fields, figures: figures).jsonText())
            } catch {
                throw Failure(
                    "The row of \(row.finding.prompt.id), \(row.finding.scorer.name) cannot be "
                        + "written: \(error).")
            }
        }
        return lines.joined(separator: "\n")
    }
}

/// A row with one object for each figure beside the mean, by the keys of `report --format json`.
private struct WholeRow: Encodable {
    var row: JSONRow
    var figures: JSONFigures

    func encode(to encoder: any Encoder) throws {
        try row.encode(to: encoder)
        try figures.encode(to: encoder)
    }
}

/// A row as scripts read it; the fields are an interface that may grow but not change.
private struct JSONRow: Encodable {
    var prompt: String
    var scorer: String
    /// The draws that have a score.
    var n: Int
    /// All draws that the limits are about: those and the lost ones.
    var draws: Int
    var lost: Int
    var unscored: Int
    var retried: Int
    var sum: Double
    var mean: Double?
    var lower: Double?
    var upper: Double?
    var level: Double?
    var method: String?
    var validity: String?
    /// The limits that hold without any α, and the probability of what was not seen.
    var exactLower: Double?
    var exactUpper: Double?
    var left: Double?
    /// The probability of unseen answers whose score was settled by their beginning, where there are
    /// such.
    var decidedEarly: Double?
    /// How far off what is known may be, relative to itself.
    var exactError: Double?
    /// Answers that were looked for and are no draws, where there are such.
    var directed: Int?
    /// Plain draws before those without replacement, where there are such.
    var plain: Int?
    /// The limits that gates ask: each at level 1 − α on its side alone.
    var oneSided: Sides?
    /// What the judge is known to get right at least, where the limits were widened for it.
    var judge: Judge?
    var greedy: Greedy?
    /// Where the draws contradicted each other; no limit is stated then.
    var driftedAt: Int?
    /// True where the mean lies outside of limits that earlier draws have narrowed; else absent.
    var excludesEstimate: Bool?
    /// True where sampling proves a leak that the greedy answer hides; else absent.
    var hidesLeak: Bool?
    /// Why the draws are copies, or another model's, where they are.
    var copies: String?
    var model: String?
    /// True where the server did not say which settings it used; else absent.
    var unverified: Bool?
    var stop: String

    private enum CodingKeys: String, CodingKey {
        case prompt, scorer, n, draws, lost, unscored, retried, sum, mean, lower, upper, level,
            method
        case validity, judge, greedy, stop
        case copies, model, unverified
        case oneSided = "one_sided"
        case driftedAt = "drifted_at"
        case excludesEstimate = "mean_outside_limits"
        case hidesLeak = "hides_leak"
        case exactLower = "exact_lower"
        case exactUpper = "exact_upper"
        case left, directed
        case plain = "plain_draws"
        case exactError = "exact_error"
        case decidedEarly = "decided_early"
    }

    struct Judge: Encodable {
        var sensitivity: Double
        var specificity: Double
    }

    struct Sides: Encodable {
        var lower: Double
        var upper: Double
    }

    struct Greedy: Encodable {
        var text: String
        var score: Double?
        var stable: Bool?
    }

    init(_ row: ResultTable.Row, isUnverified: Bool) {
        if isUnverified { unverified = true }
        let finding = row.finding
        let bound = finding.interval
        prompt = finding.prompt.id.rawValue
        scorer = finding.scorer.name
        (n, draws) = (finding.evidence.count, finding.evidence.draws)
        lost = finding.evidence.lost
        unscored = finding.unscored
        retried = finding.retried
        sum = finding.evidence.sum
        mean = finding.mean
        lower = bound?.lower
        upper = bound?.upper
        level = bound?.level
        method = bound?.method.rawValue
        validity = bound.map { $0.validity.kind.rawValue }
        oneSided = finding.decision.map { Sides(lower: $0.lower, upper: $0.upper) }
        judge = bound?.judge.map {
            Judge(sensitivity: $0.sensitivity, specificity: $0.specificity)
        }
        greedy = finding.greedy.map {
            Greedy(text: $0.answer.text, score: finding.greedyScore, stable: $0.isStable)
        }
        exactLower = finding.exactLimits?.lower
        exactUpper = finding.exactLimits?.upper
        left = finding.left
        decidedEarly = finding.decidedEarly
        exactError = finding.exactError
        if finding.directed > 0 { directed = finding.directed }
        if finding.plain > 0 { plain = finding.plain }
        driftedAt = finding.driftedAt
        if finding.excludesEstimate { excludesEstimate = true }
        if finding.hidesLeak { hidesLeak = true }
        if case .copies(let words) = finding.void { copies = words }
        if case .model(let words) = finding.void { model = words }
        stop = row.stop
    }
}
