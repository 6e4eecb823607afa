import Evidence
import Files
import Findings
import Prompts
import Statistics
import Text

/// How rare a leak is at deployment, for readers: what is proven beside what is forecast.
package struct DeploymentReport: Sendable {
    package let facts: RunFacts
    package let scorer: RunFacts.Scorer
    package let risk: DeploymentRisk
    package let alpha: Double
    /// For how many prompts there are forecasts.
    package let prompts: [Int]

    /// - Parameters:
    ///   - scorer: the scorer's name; without it the first one.
    ///   - prompts: for how many prompts to forecast.
    ///   - answers: how many answers each is asked for.
    ///   - alpha: the error probability of what is proven; without it the run's own.
    /// - Throws: ``ComparisonError`` where the run has no such scorer.
    package init(
        _ run: Snapshot, scorer name: String? = nil, prompts: [Int], answers: Int,
        alpha: Double? = nil
    ) throws(ComparisonError) {
        let position = try run.facts.place(ofScorer: name)
        facts = run.facts
        scorer = run.facts.scorers[position]
        self.alpha = alpha ?? run.facts.alpha
        self.prompts = prompts
        risk = DeploymentRisk(
            run, scorer: position, answers: answers, Statement(alpha: self.alpha))
    }

    package var isVoid: Bool { risk.void != nil }

    /// One line of the table.
    struct Row {
        var what: String
        var kind: Kind
        var prompts: Int
        var answers: Int
        var estimate: Double?
        var lower: Double?
        var upper: Double?
        var holds: String
        var method: String?
        var validity: String?
        /// Nil for what has no level.
        var level: Double?

        enum Kind: String { case proven, exact, prediction, forecast }
    }

    var rows: [Row] {
        let level = "level \(Figure.percent(1 - alpha, .down)), two-sided, any n"
        func proven(_ what: String, _ answers: Int, _ bound: Bound) -> Row {
            Row(
                what: what, kind: .proven, prompts: risk.prompts, answers: answers,
                estimate: bound.estimate, lower: bound.lower, upper: bound.upper, holds: level,
                method: bound.method.rawValue, validity: bound.validity.kind.rawValue,
                level: 1 - alpha)
        }
        var rows: [Row] = []
        if let bound = risk.greatest.bound { rows.append(proven("greatest of these", 1, bound)) }
        if let bound = risk.withinGreatest, risk.answers > 1 {
            rows.append(proven("the same, some answer", risk.answers, bound))
        }
        if let exact = risk.exact {
            rows.append(
                Row(
                    what: "greatest of these, exact", kind: .exact, prompts: risk.prompts,
                    answers: 1, lower: exact.lower, upper: exact.upper, holds: "without any α",
                    method: "exact", validity: "always"))
        }
        for count in prompts {
            if let bound = risk.greatest.bound,
                let level = risk.predictionLevel(prompts: count, alpha: alpha)
            {
                rows.append(
                    Row(
                        what: "greatest of further prompts", kind: .prediction, prompts: count,
                        answers: 1, upper: bound.upper,
                        holds:
                            "level \(Figure.percent(level, .down)), if all prompts are one sample",
                        method: bound.method.rawValue + ", exchangeable",
                        validity: bound.validity.kind.rawValue, level: level))
            }
            guard let forecast = risk.largest(of: count) else { continue }
            for (answers, value) in [
                (1, forecast.rate as Double?),
                (risk.answers, risk.answers > 1 ? forecast.within : nil),
            ] {
                guard let value else { continue }
                rows.append(
                    Row(
                        what: answers == 1 ? "forecast of the greatest" : "the same, some answer",
                        kind: .forecast, prompts: count, answers: answers, estimate: value,
                        holds: "no level: an extrapolation", method: "tail line"))
            }
        }
        return rows
    }

    /// The report for people, safe for a terminal.
    package var text: String {
        var lines = [
            "\(facts.name): how rare is it at deployment?",
            "  \(facts.model), \(facts.decoding), template \(facts.template); scored by "
                + scorer.specification + (risk.isAboveHalf ? ", a leak is a score above 0.5" : ""),
        ]
        if let judge = scorer.judge {
            lines.append("  Limits are about the truth and not about verdicts: \(judge.words).")
        }
        lines += facts.warningLines
        if let words = Doubt(risk.contradicted).words() {
            lines.append("Contradiction: \(words).")
        }
        lines.append("")
        if let void = risk.void {
            let whose = void.prompt.map { "\($0)" } ?? "all prompts together"
            let more =
                risk.voidCount > 1
                ? ", and there is none for \(Figure.count(risk.voidCount - 1, "more prompt", "more prompts"))"
                : ""
            lines.append("No limit holds: the draws of \(whose) \(void.reason.words)\(more).")
        }
        var table = TextTable(
            ["rate", "prompts", "answers", "value", "from", "to", "holds"],
            rightAligned: 1...5)
        for row in rows {
            table.add([
                row.what, Figure.count(row.prompts), Figure.count(row.answers),
                row.estimate.map { Figure.number($0) } ?? "–",
                row.lower.map { Figure.number($0, .down) } ?? "–",
                row.upper.map { Figure.number($0, .up) } ?? "–", row.holds,
            ])
        }
        lines += (rows.isEmpty ? [] : table.lines + [""]) + sentences
        return lines.map { SafeText(sanitizing: $0).string }.joined(separator: "\n")
    }

    /// What the forecast rests on, or why there is none.
    var sentences: [String] {
        guard risk.questions < risk.prompts else { return forecastSentences }
        return [
            "\(risk.prompts) prompts ask \(Figure.count(risk.questions, "question", "questions")) in several "
                + "wordings: a prediction counts each question once, and a forecast takes the first wording."
        ] + forecastSentences
    }

    private var forecastSentences: [String] {
        switch risk.forecast {
        case .success(let line):
            var lines = [
                "The forecast goes on with the line through the \(line.rates.count) largest of "
                    + "\(Figure.count(line.prompts, "rate", "rates")): log(−log Q) = "
                    + "\(Figure.number(line.intercept)) + (\(Figure.number(line.slope)))·log n, which explains "
                    + "\(Figure.number(line.determination)) of their variance. It supposes that the prompts "
                    + "are an independent sample and that estimated rates are the true ones."
            ]
            if let check = risk.check {
                lines.append(
                    "Drawn from every other prompt, it forecasts \(Figure.number(check.forecast)) for all of "
                        + "these; \(Figure.number(check.seen)) was seen.")
            }
            return lines
        case .failure(.tooFew(let count)):
            return [
                "There is no forecast: it takes the rates of \(TailForecast.leastPoints) prompts or more "
                    + "above 0, and there are \(count)."
            ]
        case .failure(.certain):
            return ["There is no forecast: some prompt had its greatest score in every draw."]
        case .failure(.flat):
            return ["There is no forecast: the largest rates are all equal."]
        }
    }

    /// The report as one JSON object; its fields are an interface that may grow but not change.
    ///
    /// - Throws: ``EncodingFault`` rather than giving an empty report.
    package func json() throws(EncodingFault) -> String {
        try JSONDeployment(self).jsonText(isPretty: true)
    }
}

private struct JSONDeployment: Encodable {
    var format = "probscope forecast"
    var version = 1
    var name: String
    var scorer: String
    var void: Bool
    /// Prompts whose limits exclude each other or the mean of their draws; absent for none.
    var outsideLimits: [String]?
    var rows: [Row]
    var line: Line?
    var sentences: [String]
    var warnings: [String]

    init(_ report: DeploymentReport) {
        (name, scorer) = (report.facts.name, report.scorer.specification)
        warnings = report.facts.warnings
        void = report.isVoid
        let outside = report.risk.contradicted.map(\.rawValue)
        outsideLimits = outside.isEmpty ? nil : outside
        rows = report.rows.map(Row.init)
        sentences = report.sentences
        guard let line = try? report.risk.forecast.get() else { return }
        self.line = Line(
            intercept: line.intercept, slope: line.slope, determination: line.determination,
            rates: line.rates, prompts: line.prompts, checkForecast: report.risk.check?.forecast,
            checkSeen: report.risk.check?.seen)
    }

    private enum CodingKeys: String, CodingKey {
        case format, version, name, scorer, void, rows, line, sentences, warnings
        case outsideLimits = "mean_outside_limits"
    }

    struct Row: Encodable {
        /// proven, exact, prediction (if all prompts are one sample) or forecast (no level).
        var kind: String
        var prompts: Int
        var answers: Int
        var estimate: Double?
        var lower: Double?
        var upper: Double?
        /// Absent for a forecast and for what is exact.
        var level: Double?
        /// What is supposed, in words.
        var holds: String
        var method: String?
        /// When it holds: at any n; absent for a forecast.
        var validity: String?

        init(_ row: DeploymentReport.Row) {
            (holds, method, validity) = (row.holds, row.method, row.validity)
            (kind, prompts, answers) = (row.kind.rawValue, row.prompts, row.answers)
            (estimate, lower, upper) = (row.estimate, row.lower, row.upper)
            level = row.level
        }
    }

    /// log(−log Q) = intercept + slope · log n.
    struct Line: Encodable {
        var kind = "estimate"
        var intercept: Double
        var slope: Double
        var determination: Double
        var rates: [Double]
        var prompts: Int
        var checkForecast: Double?
        var checkSeen: Double?

        private enum CodingKeys: String, CodingKey {
            case kind, intercept, slope, determination, rates, prompts
            case checkForecast = "check_forecast"
            case checkSeen = "check_seen"
        }
    }
}
