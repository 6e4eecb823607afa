import Exchange
import Findings
import Statistics

extension BoundManual {
    /// The rows of the metrics: what they need, and their methods.
    static var metrics: String {
        let counts = Row(
            "proportion", "n, k, [split]", ["clopper-pearson", "wilson", "jeffreys"],
            ["upper mixture", "lower bets48", "two mixture+bets48", "bets", "mixture+bets"])
        let cumulative = Row("cdf", "scores, x", ["as survival"], ["epochs", "as proportion"])
        let difference = [
            Row("difference", "a, b:  n, k", ["clopper-pearson"], ["joint"]),
            Row("", "or scores", ["as mean, on pairs"], ["bets (pairs)", "joint"]),
        ]
        let figures = Metric.table.flatMap { metric -> [Row] in
            guard let computation = metric.computation else { return [] }
            return leading(metric) + [Row(metric, computation)]
        }
        return ([counts, cumulative] + figures + difference).flatMap(\.lines)
            .joined(separator: "\n")
    }

    /// What comes before a figure from scores: leak@k can be had from counts, too.
    private static func leading(_ metric: Metric) -> [Row] {
        guard metric.name == Metric.leakAtK.name else { return [] }
        return [Row(metric.name, "n, k, at_k", ["as proportion"], ["as proportion"])]
    }

    private struct Row {
        let name: String
        let fields: String
        let fixed: [String]
        let anytime: [String]

        init(_ name: String, _ fields: String, _ fixed: [String], _ anytime: [String]) {
            (self.name, self.fields, self.fixed, self.anytime) = (name, fields, fixed, anytime)
        }

        init(_ metric: Metric, _ computation: MetricComputation) {
            var fields = ["scores"]
            if let parameter = metric.parameter {
                fields.append(
                    parameter.isRequired ? parameter.rawValue : "[\(parameter.rawValue)]")
            }
            if metric.name == Metric.mean.name { fields += ["[known", "left]"] }
            self.init(
                metric.name, fields.joined(separator: ", "),
                computation.methods.fixed.map(\.rawValue),
                computation.methods.anytimeWords)
        }

        /// In columns, the lists wrapped.
        var lines: [String] {
            let cells = [
                BoundManual.wrapped(fields.split(separator: " ").map(String.init), " ", to: 13),
                BoundManual.wrapped(fixed, ", ", to: 25),
                BoundManual.wrapped(anytime, ", ", to: 24),
            ]
            let height = cells.map(\.count).max() ?? 0
            return (0..<height).map { line in
                func cell(_ column: Int) -> String {
                    line < cells[column].count ? cells[column][line] : ""
                }
                let text =
                    (line == 0 ? name : "").padded(to: 12) + cell(0).padded(to: 14)
                    + cell(1).padded(to: 26) + cell(2)
                return String(text.reversed().drop { $0 == " " }.reversed())
            }
        }
    }

    /// The words in as many lines as they need.
    private static func wrapped(_ words: [String], _ separator: String, to width: Int) -> [String] {
        var lines: [String] = []
        for (position, word) in words.enumerated() {
            let isLast = position == words.count - 1
            let piece = word + (isLast ? "" : separator)
            let room = piece.count - (isLast ? 0 : separator.hasSuffix(" ") ? 1 : 0)
            if let line = lines.last, line.count + room <= width {
                lines[lines.count - 1] += piece
            } else {
                lines.append(piece)
            }
        }
        return lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
