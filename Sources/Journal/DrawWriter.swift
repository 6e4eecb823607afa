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
                \(Schema.scoreColumns(scorers)))
                VALUES (?, ?, ?, ?, ?, ?, ?, ?\(String(repeating: ", ?", count: scorers)))
                ON CONFLICT DO NOTHING
                """)
    }

    /// Adds one draw, or makes sure that the one with its launch number is the same.
    func insert(_ entry: JournalDraw, prompt: Int, answers: inout AnswerCache) throws {
        let draw = entry.draw
        var values: [DatabaseValue] = []
        values.reserveCapacity(8 + scorers)
        values.append(prompt.databaseValue)
        values.append(draw.index.databaseValue)
        values.append(Int64(draw.seed).databaseValue)
        values.append(draw.attempts.databaseValue)
        switch draw.outcome {
        case .completed(let answer):
            let id = try answers.id(of: answer.text, prompt: prompt, in: database)
            values.append(id.databaseValue)
            values.append(DatabaseValue(anyText: answer.stop.journalText))
            values.append(answer.tokenCount.databaseValue)
            values.append(.null)
        case .lost(let reason):
            values.append(.null)
            values.append(.null)
            values.append(.null)
            values.append(DatabaseValue(anyText: reason))
        }
        for score in entry.scores { values.append(score.databaseValue) }
        insertion.setUncheckedArguments(StatementArguments(values))
        try insertion.execute()
        if database.changesCount == 0 {
            try compare(entry, prompt: prompt)
        } else if let answer = draw.answer {
            try Self.insertTokens(answer.tokens, prompt: prompt, number: draw.index, in: database)
        }
    }

    static func insertTokens(
        _ tokens: [Answer.Token], prompt: Int, number: Int, in database: Database
    ) throws {
        guard !tokens.isEmpty else { return }
        let statement = try database.cachedStatement(
            sql: "INSERT INTO token (prompt, number, data) VALUES (?, ?, ?)")
        statement.setUncheckedArguments([prompt, number, Data(TokenBlob.encode(tokens))])
        try statement.execute()
    }

    private func compare(_ entry: JournalDraw, prompt: Int) throws {
        let draw = entry.draw
        guard
            let stored = try DrawReader(scorers: scorers).draw(
                prompt: prompt, id: draw.prompt, number: draw.index, in: database)
        else { return }
        if let field = stored.firstDifference(to: entry) {
            throw JournalError.conflict(prompt: draw.prompt, index: draw.index, field: field)
        }
    }
}

/// The rows of the answers met most recently, so that a repeated answer costs no query.
///
/// It is bounded, which keeps the memory of a long run flat.
struct AnswerCache {
    private static let capacity = 4096

    private struct Key: Hashable {
        var prompt: Int
        var text: ExactText
    }

    private var rows: [Key: Int64] = [:]

    /// The row of an answer, which is added where the prompt has not given it before.
    mutating func id(of text: String, prompt: Int, in database: Database) throws -> Int64 {
        let key = Key(prompt: prompt, text: ExactText(text))
        if let row = rows[key] { return row }
        if rows.count >= Self.capacity { rows.removeAll(keepingCapacity: true) }
        let row = try Self.find(text, prompt: prompt, in: database)
        rows[key] = row
        return row
    }

    private static func find(
        _ text: String, prompt: Int, in database: Database
    ) throws -> Int64 {
        let hash = Self.hash(text)
        let stored = DatabaseValue(anyText: text)
        let query = try database.cachedStatement(
            sql: "SELECT id, text FROM answer WHERE prompt = ? AND hash = ?")
        query.setUncheckedArguments([prompt, hash])
        let candidates = try Row.fetchCursor(query)
        while let row = try candidates.next() {
            let candidate: DatabaseValue = row[1]
            // Compared by bytes: `String` holds canonically equivalent texts for equal.
            if candidate.anyText.map({ $0.utf8.elementsEqual(text.utf8) }) == true { return row[0] }
        }
        let insertion = try database.cachedStatement(
            sql: "INSERT INTO answer (prompt, hash, text) VALUES (?, ?, ?)")
        insertion.setUncheckedArguments([prompt, hash, stored])
        try insertion.execute()
        return database.lastInsertedRowID
    }

    /// FNV-1a over the bytes; only an index into the table, equality is decided by the text.
    private static func hash(_ text: String) -> Int64 {
        var text = text
        return text.withUTF8 { bytes in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            return Int64(bitPattern: hash)
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
        case (.completed, .lost), (.lost, .completed):
            return "outcome"
        }
        return scores == other.scores ? nil : "score"
    }
}
