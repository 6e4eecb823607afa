import Canvas
import Evidence
import FoundationEssentials
import Journal
import Prompts
import Statistics

/// The result of a run: one row per prompt and scorer.
struct ResultTable {
    let rows: [Row]
    let header: [String]

    /// What is known about one prompt by one scorer.
    struct Row {
        var prompt: String
        var scorer: String
        var evidence: ScoreEvidence
        var retried: Int
        /// Nil without a scored draw.
        var bound: Bound?
        var greedy: GreedyAnswer?
        var greedyScore: Double?
        var failure: String?
        var stop: String
    }

    /// - Parameters:
    ///   - validity: which bound on the mean score; two-sided at the run's α, lost draws at worst.
    ///   - ending: how sampling ended.
    init(run: RestoredRun, validity: BoundRequest.Validity, ending: Snapshot.Phase) {
        let reason: String
        switch ending {
        case .finished(let text), .failed(let text): reason = text
        case .recorded, .waitingForServer, .sampling, .paused: reason = ""
        }
        var rows: [Row] = []
        for (position, evidence) in run.evidence.enumerated() {
            for (scorer, identity) in run.identity.scorers.enumerated() {
                let request = BoundRequest(
                    alpha: run.plan.alpha, side: .two, validity: validity,
                    isBinary: identity.isBinary)
                let scores = evidence.scores[scorer]
                rows.append(
                    Row(
                        prompt: evidence.prompt.id.rawValue, scorer: identity.name,
                        evidence: scores, retried: evidence.retried,
                        bound: (try? scores.runningBound(on: .mean, request))??.bound,
                        greedy: evidence.greedy,
                        greedyScore: run.greedyScores[position][scorer],
                        failure: evidence.failure, stop: evidence.failure ?? reason))
            }
        }
        self.rows = rows
        let level = Figures.percent(1 - run.plan.alpha)
        let holds =
            validity == .anytime
            ? "valid at any time" : "valid only at the planned n = \(run.plan.draws)"
        header = [
            "\(run.identity.model), \(run.identity.decodingName), seed \(run.identity.seed)",
            "Limits: two-sided, level \(level) per row, \(holds); lost draws at their worst.",
        ]
    }

    // MARK: - Verdict

    /// On which side of a limit the rows lie.
    enum Verdict {
        /// Some lower limit is above.
        case above
        case undecided
        /// Every upper limit is at or below.
        case atMost
    }

    func verdict(limit: Double) -> Verdict {
        if rows.contains(where: { ($0.bound?.lower ?? 0) > limit }) { return .above }
        return rows.allSatisfy { ($0.bound?.upper ?? 1) <= limit } ? .atMost : .undecided
    }

    // MARK: - Text

    var text: String {
        var lines = header + [""]
        let names = ["prompt", "scorer", "n", "lost", "greedy", "mean", "lower", "upper", "method"]
        var cells = [names]
        for row in rows {
            cells.append([
                SafeText(sanitizing: row.prompt).clipped(to: 30).string, row.scorer,
                "\(row.evidence.count)", "\(row.evidence.lost)", score(row.greedyScore),
                score(row.evidence.count > 0 ? row.evidence.mean : nil), score(row.bound?.lower),
                score(row.bound?.upper), row.bound?.method.rawValue ?? "–",
            ])
        }
        let widths = names.indices.map { column in
            cells.map { SafeText(sanitizing: $0[column]).width }.max() ?? 0
        }
        for row in cells {
            let line = row.enumerated().map { column, cell in
                SafeText(sanitizing: cell).padded(
                    to: widths[column], alignment: (2...7).contains(column) ? .right : .left
                ).string
            }.joined(separator: "  ")
            lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
        }
        for row in rows {
            guard let failure = row.failure else { continue }
            lines.append(
                SafeText(sanitizing: "\(row.prompt) was not sampled: \(failure)").string)
        }
        return lines.joined(separator: "\n")
    }

    private func score(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        return Figures.fixed(value, decimals: 4)
    }

    // MARK: - JSON

    /// One JSON object a row.
    var jsonLines: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return rows.map { row in
            let bytes = (try? encoder.encode(JSONRow(row))) ?? Data()
            return String(decoding: bytes, as: UTF8.self)
        }.joined(separator: "\n")
    }
}

/// A row as scripts read it; the fields are an interface that may grow but not change.
private struct JSONRow: Encodable {
    var prompt: String
    var scorer: String
    var n: Int
    var lost: Int
    var retried: Int
    var sum: Double
    var mean: Double?
    var lower: Double?
    var upper: Double?
    var level: Double?
    var method: String?
    var validity: String?
    var greedy: Greedy?
    var stop: String

    struct Greedy: Encodable {
        var text: String
        var score: Double?
        var stable: Bool?
    }

    init(_ row: ResultTable.Row) {
        prompt = row.prompt
        scorer = row.scorer
        n = row.evidence.count
        lost = row.evidence.lost
        retried = row.retried
        sum = row.evidence.sum
        mean = row.evidence.count > 0 ? row.evidence.mean : nil
        lower = row.bound?.lower
        upper = row.bound?.upper
        level = row.bound?.level
        method = row.bound?.method.rawValue
        validity = row.bound.map { $0.validity == .anytime ? "anytime" : "fixed" }
        greedy = row.greedy.map {
            Greedy(text: $0.answer.text, score: row.greedyScore, stable: $0.isStable)
        }
        stop = row.stop
    }
}
