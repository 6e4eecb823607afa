import Evidence
import GRDB
import GRDBSQLite

/// Rebuilds the evidence of one prompt from its rows.
///
/// A run may have a million of them, so they are read by SQLite's own functions, and an answer that
/// was met before is known by its row and not looked at again: a third of the time that rows of
/// values and whole draws would take.
struct EvidenceReader {
    let scorers: Int

    /// Adds the prompt's draws from the first to the last before a gap.
    ///
    /// - Returns: whether there are draws beyond a gap.
    func read(
        prompt: Int, into evidence: inout PromptEvidence, in database: Database
    ) throws -> Bool {
        let texts = try texts(prompt: prompt, in: database)
        var positions: [Int64: Int] = [:]
        positions.reserveCapacity(texts.count)
        let statement = try database.cachedStatement(
            sql: """
                SELECT number, attempts, lost IS NOT NULL, answer, stop, tokens\
                \(Schema.scoreColumns(scorers))
                FROM draw WHERE prompt = ? ORDER BY number
                """)
        statement.setUncheckedArguments([prompt])
        let rows = statement.sqliteStatement
        defer { sqlite3_reset(rows) }
        var scores: [Double?] = Array(repeating: nil, count: scorers)
        while try next(rows, database) {
            guard sqlite3_column_int64(rows, 0) == evidence.drawCount else { return true }
            let attempts = Int(sqlite3_column_int64(rows, 1))
            guard sqlite3_column_int64(rows, 2) == 0 else {
                evidence.addLost(attempts: attempts)
                continue
            }
            guard sqlite3_column_type(rows, 5) == SQLITE_INTEGER else { throw DamagedRow() }
            let tokens = Int(sqlite3_column_int64(rows, 5))
            let isTruncated = try isTruncated(rows, column: 4)
            for scorer in scores.indices {
                let column = Int32(6 + scorer)
                let isMissing = sqlite3_column_type(rows, column) == SQLITE_NULL
                scores[scorer] = isMissing ? nil : sqlite3_column_double(rows, column)
            }
            let answer = sqlite3_column_int64(rows, 3)
            if let position = positions[answer] {
                evidence.addRepeat(
                    of: position, tokenCount: tokens, isTruncated: isTruncated,
                    attempts: attempts, scores: scores)
            } else {
                guard let text = texts[answer] else { throw DamagedRow() }
                evidence.add(
                    text, tokenCount: tokens, isTruncated: isTruncated, attempts: attempts,
                    scores: scores)
                positions[answer] = evidence.sequence.last.map { Int($0) }
            }
        }
        return false
    }

    /// The answers of a prompt by their rows.
    private func texts(prompt: Int, in database: Database) throws -> [Int64: String] {
        var texts: [Int64: String] = [:]
        let answers = try Row.fetchCursor(
            database, sql: "SELECT id, text FROM answer WHERE prompt = ?", arguments: [prompt])
        while let row = try answers.next() {
            let text: DatabaseValue = row[1]
            texts[row[0]] = text.anyText
        }
        return texts
    }

    /// Goes on to the next row, if there is one.
    private func next(_ rows: OpaquePointer, _ database: Database) throws -> Bool {
        let code = sqlite3_step(rows)
        guard code != SQLITE_ROW else { return true }
        guard code != SQLITE_DONE else { return false }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
    }

    /// Whether the ending in a column is one of an answer that was cut off.
    private func isTruncated(_ rows: OpaquePointer, column: Int32) throws -> Bool {
        let word = UnsafeRawBufferPointer(
            start: sqlite3_column_blob(rows, column), count: Int(sqlite3_column_bytes(rows, column))
        )
        if word.elementsEqual("end".utf8) || word.starts(with: "stop:".utf8) { return false }
        guard word.elementsEqual("limit".utf8) || word.elementsEqual("context".utf8) else {
            throw DamagedRow()
        }
        return true
    }
}
