import Evidence
import Statistics

/// The distinct answers to one prompt and what they say about answers not seen yet.
struct OutputDetail: Sendable {
    struct Row: Sendable, Hashable {
        let text: String
        var count: Int
        /// The launch number of the first draw that gave it.
        var firstIndex: Int
        var score: Double?
        var isGreedy: Bool
        /// How many distinct texts the row stands for.
        var variants: Int
    }

    var rows: [Row] = []
    /// The limits of the shares of the rows that were drawn so far.
    let shares: ShareLimits
    var completed = 0
    var lost = 0
    /// How varied the answers are, and what is still unseen; nil without a draw.
    var diversity: OutputDiversity?
    /// The greedy answer's score and how often sampling gave it; nil without a greedy answer.
    var greedyCount: Int?

    init(
        _ evidence: PromptEvidence, scorer: Int, view: OutputsView = OutputsView()
    ) {
        completed = evidence.drawCount - evidence.lost
        lost = evidence.lost
        shares = ShareLimits(completed: completed, lost: lost)
        let greedy = evidence.greedy?.answer.text
        rows = Self.rows(of: evidence, scorer: scorer, isNormalised: view.isNormalised)
        diversity = try? OutputDiversity(counts: rows.map(\.count))
        if greedy != nil { greedyCount = rows.first(where: \.isGreedy)?.count ?? 0 }
        Self.sort(&rows, by: view)
    }

    private static func rows(
        of evidence: PromptEvidence, scorer: Int, isNormalised: Bool
    ) -> [Row] {
        let greedy = evidence.greedy?.answer.text
        let greedyKey = greedy.map { isNormalised ? normalised($0) : $0 }
        var rows: [Row] = []
        var positions: [String: Int] = [:]
        for output in evidence.outputs {
            let score = scorer < output.scores.count ? output.scores[scorer] : nil
            let key = isNormalised ? normalised(output.text) : output.text
            if isNormalised, let position = positions[key] {
                rows[position].count += output.count
                rows[position].variants += 1
                continue
            }
            positions[key] = rows.count
            rows.append(
                Row(
                    text: output.text, count: output.count, firstIndex: output.firstIndex,
                    score: score, isGreedy: key == greedyKey, variants: 1))
        }
        return rows
    }

    private static func sort(_ rows: inout [Row], by view: OutputsView) {
        rows.sort { a, b in
            switch view.order {
            case .count where a.count != b.count: a.count > b.count
            case .score where (a.score ?? -1) != (b.score ?? -1):
                (a.score ?? -1) > (b.score ?? -1)
            case .score: (b.count, a.text) < (a.count, b.text)
            default: a.firstIndex < b.firstIndex
            }
        }
        if view.isReversed { rows.reverse() }
    }

    /// The text in lower case with single blanks, for answers that differ in nothing else.
    private static func normalised(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
