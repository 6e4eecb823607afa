import Evidence
import FoundationEssentials
import GRDB

/// Writes draws within one transaction.
struct DrawWriter {
    private let database: Database
    private let scorers: Int
    private let insertion: Statement

    init(_ database: Database, scorers: Int) throws {
        self.database = database
        self.scorers = scorers
        insertion = try database.cachedStatement(
            sql: """
                INSERT INTO draw (prompt, number, seed, attempts, answer, stop, tokens, lost\
                \(Schema.scoreColumns(scorers)), server, checksum)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?\(String(repeating: ", ?", count: scorers)), ?, ?)
                ON CONFLICT DO NOTHING
                """)
    }

    /// Adds one draw, or makes sure that the one with its launch number is the same.
    func insert(_ entry: JournalDraw, prompt: Int, rows: inout DistinctRows) throws {
        let draw = entry.draw
        var values: [DatabaseValue] = []
        values.reserveCapacity(10 + scorers)
        values.append(prompt.databaseValue)
        values.append(draw.index.databaseValue)
        values.append(Int64(draw.seed).databaseValue)
        values.append(draw.attempts.databaseValue)
        switch draw.outcome {
        case .completed(let answer):
            let id = try rows.answer(answer.text, prompt: prompt, in: database)
            values.append(id.databaseValue)
            values.append(DatabaseValue(anyText: answer.stop.journalText))
            values.append(answer.tokenCount.databaseValue)
            values.append(.null)
        case .lost(let reason):
            let id = try draw.lostText.map { try rows.answer($0, prompt: prompt, in: database) }
            values.append(id.databaseValue)
            values.append(.null)
            values.append(.null)
            values.append(DatabaseValue(anyText: reason))
        }
        for score in entry.scores { values.append(score.databaseValue) }
        let server = try draw.server.map { try rows.server($0, in: database) }
        values.append(server.databaseValue)
        let sum = DrawRows.checksum(entry, prompt: prompt)
        values.append(sum.databaseValue)
        insertion.setUncheckedArguments(StatementArguments(values))
        try insertion.execute()
        if database.changesCount == 0 {
            try compare(entry, prompt: prompt)
            return
        }
        rows.written.add(.draw, checksum: sum)
        if let answer = draw.answer {
            try Self.insertTokens(
                answer.tokens, prompt: prompt, number: draw.index, rows: &rows, in: database)
        }
    }

    static func insertTokens(
        _ tokens: [Answer.Token], prompt: Int, number: Int, rows: inout DistinctRows,
        in database: Database
    ) throws {
        guard !tokens.isEmpty else { return }
        let bytes = TokenBlob.encode(tokens)
        let list = try rows.tokenList(bytes, prompt: prompt, in: database)
        let sum = DrawReader.tokenChecksum(
            prompt: prompt, number: number, hash: bytes.withUnsafeBytes { ContentHash.of($0) })
        let statement = try database.cachedStatement(
            sql: "INSERT INTO token (prompt, number, list, checksum) VALUES (?, ?, ?, ?)")
        statement.setUncheckedArguments([prompt, number, list, sum])
        try statement.execute()
    }

    private func compare(_ entry: JournalDraw, prompt: Int) throws {
        let draw = entry.draw
        guard
            let stored = try DrawReader(scorers: scorers, isChecked: true).draw(
                prompt: prompt, id: draw.prompt, number: draw.index, in: database)
        else { return }
        if let field = stored.firstDifference(to: entry) {
            throw JournalError.conflict(prompt: draw.prompt, index: draw.index, field: field)
        }
    }
}

extension Answer.Stop {
    /// The word that stands for it in a run file.
    var journalText: String {
        switch self {
        case .endOfText: "end"
        case .limit: "limit"
        case .contextFull: "context"
        case .stopString(let string): "stop:" + string
        }
    }

    init?(journalText text: String) {
        switch text {
        case "end": self = .endOfText
        case "limit": self = .limit
        case "context": self = .contextFull
        default:
            guard text.utf8.starts(with: "stop:".utf8) else { return nil }
            self = .stopString(String(decoding: text.utf8.dropFirst(5), as: UTF8.self))
        }
    }
}

extension JournalDraw {
    /// The name of the first field in which another draw of the same launch number differs.
    func firstDifference(to other: JournalDraw) -> String? {
        if draw.seed != other.draw.seed { return "seed" }
        if draw.attempts != other.draw.attempts { return "number of attempts" }
        switch (draw.outcome, other.draw.outcome) {
        case (.completed(let own), .completed(let others)):
            if !own.text.utf8.elementsEqual(others.text.utf8) { return "text" }
            if own.stop != others.stop || own.tokenCount != others.tokenCount { return "ending" }
            if own.tokens != others.tokens { return "list of tokens" }
        case (.lost(let own), .lost(let others)):
            if own != others { return "reason of loss" }
            if draw.lostText.map({ ExactText($0) }) != other.draw.lostText.map({ ExactText($0) }) {
                return "text"
            }
        case (.completed, .lost), (.lost, .completed):
            return "outcome"
        }
        return scores == other.scores ? nil : "score"
    }
}
