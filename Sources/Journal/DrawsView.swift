/// The view `draws` of a run file: one row a draw, for people and programs that speak SQL.
///
/// The program itself never reads it.
enum DrawsView {
    /// The columns before those of the scorers.
    static let columns = [
        "prompt_id", "prompt", "draw", "seed", "server", "text", "answer", "stop", "tokens", "lost",
        "lost_text", "attempts",
    ]

    /// - Parameter hasStandIns: whether seeds of 2³¹ and above are none.
    static func sql(scorers: [String], hasStandIns: Bool) -> String {
        let names = columnNames(scorers: scorers)
        let scores = names.enumerated().map { number, name in
            ", draw.\(Schema.scoreColumn(number)) AS \(quoted(name))"
        }
        let seed =
            hasStandIns
            ? "CASE WHEN draw.seed < \(RunIdentity.firstStandIn) THEN draw.seed END" : "draw.seed"
        return """
            CREATE VIEW draws AS SELECT CAST(prompt.id AS TEXT) AS prompt_id, \
            json_extract(prompt.record, '$.text') AS prompt, draw.number AS draw, \
            \(seed) AS seed, server.address AS server, \
            CASE WHEN draw.lost IS NULL THEN CAST(answer.text AS TEXT) END AS text, \
            CASE WHEN draw.lost IS NULL \
            THEN CAST(coalesce(answer.part, answer.text) AS TEXT) END AS answer, \
            CAST(draw.stop AS TEXT) AS stop, NULLIF(draw.tokens, 0) AS tokens, \
            CAST(draw.lost AS TEXT) AS lost, \
            CASE WHEN draw.lost NOT NULL THEN CAST(answer.text AS TEXT) END AS lost_text, draw.attempts AS attempts\(scores.joined()), \
            label.label AS label FROM draw JOIN prompt ON prompt.number = draw.prompt \
            LEFT JOIN answer ON answer.id = draw.answer \
            LEFT JOIN server ON server.id = draw.server \
            LEFT JOIN label ON label.prompt = draw.prompt AND label.number = draw.number
            """
    }

    /// The scorers' names as columns: none twice, none that another column has.
    ///
    /// SQL takes names without regard to case.
    static func columnNames(scorers: [String]) -> [String] {
        var taken = Set(columns + ["label"])
        return scorers.map { scorer in
            let name = String(scorer.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })
            let stem = name.isEmpty ? "score" : name
            var (candidate, number) = (stem, 1)
            while !taken.insert(candidate.lowercased()).inserted {
                number += 1
                candidate = "\(stem)_\(number)"
            }
            return candidate
        }
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }
}
