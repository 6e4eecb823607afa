import Evidence
import Findings
import FoundationEssentials
import Journal
import Prompts
import Statistics

extension RunReport {
    /// The findings as CSV: one row a prompt and scorer, with a header.
    ///
    /// `lower` and `upper` hold together; `upper_limit` is a statement of its own. There are none
    /// where the draws contradict each other, as `drifted_at` says. Each other figure has a column of
    /// its estimate and one of its upper limit.
    public var csv: String {
        let others = Metric.others.flatMap {
            [$0.column] + ($0.hasLimits ? [$0.column + "_upper"] : [])
        }
        var text = CSVText.row(
            [
                "prompt_id", "scorer", "n", "lost", "retried", "truncated", "distinct", "leaks",
                "sum",
                "mean", "lower", "upper", "upper_limit", "level", "validity", "method",
                "greedy_text",
                "greedy_score", "greedy_stable", "failure", "sentence", "drifted_at",
            ] + others)
        for finding in findings {
            let interval = finding.interval
            text += CSVText.row(
                [
                    finding.prompt.id.rawValue, finding.scorer.name, "\(finding.evidence.count)",
                    "\(finding.evidence.lost)", "\(finding.retried)", "\(finding.truncated)",
                    "\(finding.distinct)", optional(finding.leaks), "\(finding.evidence.sum)",
                    optional(finding.mean), optional(interval?.lower), optional(interval?.upper),
                    optional(finding.upperLimit?.upper), optional(interval?.level),
                    statement.validity.rawValue,
                    interval?.method.rawValue ?? "", finding.greedy?.answer.text ?? "",
                    optional(finding.greedyScore), optional(finding.greedy?.isStable),
                    finding.failure ?? "", sentence(of: finding), optional(finding.driftedAt),
                ] + otherCells(of: finding))
        }
        return text
    }

    private func otherCells(of finding: Finding) -> [String] {
        let figures = otherFigures(of: finding)
        return Metric.others.flatMap { metric -> [String] in
            let figure = figures.first { $0.metric.name == metric.name }
            let estimate = figure.map(\.estimate).flatMap { $0.isFinite ? $0 : nil }
            return [optional(estimate)]
                + (metric.hasLimits ? [optional(figure?.reading.bound?.upper)] : [])
        }
    }
}

/// All draws of a run as tidy CSV: one row a draw.
public enum DrawTable {
    /// Writes the header and every row.
    ///
    /// Columns: prompt_id, draw, seed, temperature, text, one score_NAME for each scorer, finish
    /// (`stop`, `stop_string`, `length`, `context`, empty for a lost draw), tokens, attempts, error.
    ///
    /// - Parameter write: takes the text piece by piece.
    public static func write(
        _ journal: Journal, to write: (String) throws -> Void
    ) throws {
        let temperature = Self.temperature(of: journal.identity)
        try write(
            CSVText.row(
                ["prompt_id", "draw", "seed", "temperature", "text"]
                    + scoreColumns(journal.identity.scorers)
                    + ["finish", "tokens", "attempts", "error"]))
        try journal.forEachDraw { entry in
            let draw = entry.draw
            var cells = [
                draw.prompt.rawValue, "\(draw.index)", "\(draw.seed)", temperature,
                draw.answer?.text ?? "",
            ]
            cells += entry.scores.map(optional)
            switch draw.outcome {
            case .completed(let answer):
                cells += [answer.stop.finish, "\(answer.tokenCount)", "\(draw.attempts)", ""]
            case .lost(let reason):
                cells += ["", "", "\(draw.attempts)", reason]
            }
            try write(CSVText.row(cells))
        }
    }

    /// One column a scorer; a scorer that is there twice gets a number.
    static func scoreColumns(_ scorers: [RunIdentity.ScorerIdentity]) -> [String] {
        ScoreNames.distinct(scorers.map(\.name)).map { "score_" + $0 }
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
