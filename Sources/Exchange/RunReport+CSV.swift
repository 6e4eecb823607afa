import Evidence
import Files
import Findings
import FoundationEssentials
import Journal
import Prompts
import Statistics

extension RunReport {
    /// The findings as CSV: one row a prompt and scorer, with a header.
    ///
    /// `lower` and `upper` hold together; `upper_limit` and `lower_limit` are statements of their own,
    /// which gates ask. There are none where no limit holds for the draws, as `void` says. Each other
    /// figure has a column of its estimate and one of its upper limit; `outside_limits` names those whose
    /// estimate is beyond.
    package var csv: String { csv(isForSpreadsheets: false) }

    /// - Parameter isForSpreadsheets: whether cells must be safe for programs that compute formulas.
    package func csv(isForSpreadsheets: Bool) -> String {
        let others = Metric.others.flatMap {
            [$0.column] + ($0.hasLimits ? [$0.column + "_upper"] : [])
        }
        var text = CSVText(isForSpreadsheets: isForSpreadsheets)
        let groups = wordingsByPrompt
        text.row(
            [
                "prompt_id", "scorer", "n", "lost", "retried", "truncated", "distinct", "leaks",
                "sum",
                "mean", "lower", "upper", "upper_limit", "level", "validity", "method",
                "greedy_text",
                "greedy_score", "greedy_stable", "failure", "sentence", "drifted_at",
            ] + others + ["void", "draws", "lower_limit", "mean_outside_limits"]
                + (isPlain ? [] : Self.exactColumns)
                + (groups.isEmpty ? [] : Self.groupColumns) + ["outside_limits", "hides_leak"])
        for (position, finding) in findings.enumerated() {
            let interval = finding.interval
            let figures = otherFigures(of: finding)
            text.row(
                [
                    finding.prompt.id.rawValue, finding.scorer.name, "\(finding.evidence.count)",
                    "\(finding.evidence.lost)", "\(finding.retried)", "\(finding.truncated)",
                    "\(finding.distinct)", optional(finding.leaks), "\(finding.evidence.sum)",
                    optional(finding.mean), optional(interval?.lower), optional(interval?.upper),
                    optional(finding.upperLimit?.upper), optional(interval?.level),
                    finding.void == nil ? statement.validity.rawValue : "",
                    interval?.method.rawValue ?? "", finding.greedy?.answer.text ?? "",
                    optional(finding.greedyScore), optional(finding.greedy?.isStable),
                    finding.failure ?? "", sentence(of: finding), optional(finding.driftedAt),
                ] + otherCells(figures) + [
                    finding.void?.word ?? "", "\(finding.evidence.draws)",
                    optional(finding.decision?.lower),
                    finding.excludesEstimate ? "true" : "",
                ] + (isPlain ? [] : exactCells(of: finding))
                    + (groups.isEmpty
                        ? [] : groupCells(groups[position % sets.count]?[finding.prompt.id]))
                    + [
                        figures.filter(\.reading.excludesEstimate).map(\.metric.column)
                            .joined(separator: " "), finding.hidesLeak ? "true" : "",
                    ])
        }
        return String(decoding: text.bytes, as: UTF8.self)
    }

    /// What all wordings of a prompt's question have together, the limits of all groups at once.
    private static let groupColumns = [
        "group", "group_average", "group_average_lower", "group_average_upper",
        "group_greatest_lower", "group_greatest_upper", "group_least_lower", "group_least_upper",
    ]

    /// By scorer and prompt; empty without groups.
    private var wordingsByPrompt: [Int: [PromptID: WordingGroup]] {
        var all: [Int: [PromptID: WordingGroup]] = [:]
        for scorer in sets.indices {
            for group in wordings(scorer: scorer) {
                for prompt in group.prompts { all[scorer, default: [:]][prompt] = group }
            }
        }
        return all
    }

    private func groupCells(_ group: WordingGroup?) -> [String] {
        guard let group else { return Self.groupColumns.map { _ in "" } }
        let isVoid = group.greatest.void != nil
        let average = isVoid ? nil : group.average.reading.bound
        return [group.name, optional(average?.estimate)]
            + [average, group.greatest.bound, group.least.bound].flatMap {
                [optional($0?.lower), optional($0?.upper)]
            }
    }

    private var isPlain: Bool { identity.withoutReplacement != true }

    /// What is known of draws without replacement without any α, and how many answers were no draws.
    private static let exactColumns = [
        "exact_lower", "exact_upper", "left", "exact_error", "directed",
    ]

    private func exactCells(of finding: ReportRow) -> [String] {
        [
            optional(finding.exactLimits?.lower), optional(finding.exactLimits?.upper),
            optional(finding.left), optional(finding.exactError), "\(finding.directed)",
        ]
    }

    private func otherCells(_ figures: [MetricFinding]) -> [String] {
        Metric.others.flatMap { metric -> [String] in
            let figure = figures.first { $0.metric.name == metric.name }
            let estimate = figure.map(\.estimate).flatMap { $0.isFinite ? $0 : nil }
            return [optional(estimate)]
                + (metric.hasLimits ? [optional(figure?.reading.bound?.upper)] : [])
        }
    }
}

/// All draws of a run as tidy CSV: one row a draw.
package enum DrawTable {
    /// Writes the header and every row.
    ///
    /// Columns: prompt_id, draw, seed, temperature, text, one score_NAME for each scorer, finish
    /// (`stop`, `stop_string`, `length`, `context`, empty for a lost draw), tokens, attempts, error;
    /// for draws without replacement those of ``launchColumns(_:)``.
    ///
    /// - Parameters:
    ///   - isForSpreadsheets: whether cells must be safe for programs that compute formulas.
    ///   - progress: told how many draws of how many were written.
    ///   - write: takes the table piece by piece.
    package static func write(
        _ journal: Journal, isForSpreadsheets: Bool = false,
        progress: (Int, Int) -> Void = { _, _ in }, to write: ([UInt8]) throws -> Void
    ) throws {
        let temperature = Self.temperature(of: journal.identity)
        var table = CSVText(isForSpreadsheets: isForSpreadsheets)
        table.row(
            ["prompt_id", "draw", "seed", "temperature", "text"]
                + scoreColumns(journal.identity)
                + ["finish", "tokens", "attempts", "error"]
                + launchColumns(journal.identity).map(\.name))
        try journal.reading { run in
            var written = 0
            try run.forEachDraw { entry in
                let seed = journal.identity.knownSeed(entry.draw.seed)
                add(entry, seed: seed, temperature, to: &table)
                written += 1
                guard written.isMultiple(of: 512) else { return }
                progress(written, run.drawCount)
                try write(table.bytes)
                table.bytes.removeAll(keepingCapacity: true)
            }
        }
        try write(table.bytes)
    }

    private static func add(
        _ entry: JournalDraw, seed: UInt32?, _ temperature: String, to table: inout CSVText
    ) {
        let draw = entry.draw
        table.cell(draw.prompt.rawValue)
        table.cell(draw.index)
        if let seed { table.cell(Int(seed)) } else { table.cell("") }
        table.cell(temperature)
        table.cell(draw.answer?.text ?? "")
        for score in entry.scores { table.cell(score) }
        switch draw.outcome {
        case .completed(let answer):
            table.cell(answer.stop.finish)
            if answer.tokenCount > 0 { table.cell(answer.tokenCount) } else { table.cell("") }
            table.cell(draw.attempts)
            table.cell("")
        case .lost(let reason):
            table.cell("")
            table.cell("")
            table.cell(draw.attempts)
            table.cell(reason)
        }
        if let launch = draw.launch {
            table.cell(way(of: launch))
            table.cell(launch.left)
            table.cell(draw.absorbed)
        }
        table.endRow()
    }

    /// What tables have of draws without replacement alone, so that nobody takes them for a sample:
    /// whether each was drawn or directed, the probability that was left when it was launched, and
    /// that of its answer (0 where it had been seen).
    static func launchColumns(
        _ identity: RunIdentity
    ) -> [(name: String, kind: ParquetWriter.Kind)] {
        guard identity.withoutReplacement == true else { return [] }
        return [("without_replacement", .text), ("left", .number), ("probability", .number)]
    }

    static func way(of launch: Launch) -> String {
        launch.isPlain ? "plain" : launch.isDirected ? "directed" : "drawn"
    }

    /// One column a scorer; a scorer that is there twice gets a number.
    static func scoreColumns(_ identity: RunIdentity) -> [String] {
        identity.namedScorers.map { "score_" + $0.name }
    }

    static func temperature(of identity: RunIdentity) -> String {
        struct Settings: Decodable { var temperature: Double? }
        let settings = try? JSONDecoder().decode(
            Settings.self, from: Data(identity.decodingJSON.utf8))
        return optional(settings?.temperature)
    }
}

extension Answer.Stop {
    /// How an answer ended, in the word that tables have for it.
    var finish: String {
        switch self {
        case .endOfText: "stop"
        case .stopString: "stop_string"
        case .limit: "length"
        case .contextFull: "context"
        }
    }
}

private func optional(_ value: (some CustomStringConvertible)?) -> String {
    value.map { "\($0)" } ?? ""
}
