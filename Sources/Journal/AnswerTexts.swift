import GRDB
import GRDBSQLite

/// The answers of one prompt, each read when the first draw names it.
///
/// A prompt may have a million different ones, so only the newest few megabytes are remembered. A
/// model repeats itself, and for most runs this is every one.
final class AnswerTexts {
    /// A text with the hash that the file has for it.
    typealias Answer = (text: String, hash: Int64)

    private static let mostBytes = 8 << 20
    /// What a remembered text costs beside its own bytes.
    private static let overhead = 96

    private let prompt: Int
    private let statement: OpaquePointer
    private let database: Database
    private var known: [Int64: Answer] = [:]
    private var bytes = 0

    init(prompt: Int, in database: Database) throws {
        self.prompt = prompt
        self.database = database
        statement = try database.cachedStatement(
            sql: "SELECT text, hash, prompt FROM answer WHERE id = ?"
        ).sqliteStatement
    }

    /// The answer in this row, or nil where the prompt has none there.
    ///
    /// - Throws: ``DamagedRow`` where the text is not the one that was written.
    func answer(in row: Int64) throws -> Answer? {
        if let answer = known[row] { return answer }
        guard let answer = try read(row) else { return nil }
        bytes += answer.text.utf8.count + Self.overhead
        if bytes > Self.mostBytes {
            known.removeAll(keepingCapacity: true)
            bytes = answer.text.utf8.count + Self.overhead
        }
        known[row] = answer
        return answer
    }

    private func read(_ row: Int64) throws -> Answer? {
        sqlite3_bind_int64(statement, 1, row)
        defer { sqlite3_reset(statement) }
        let code = sqlite3_step(statement)
        guard code != SQLITE_DONE else { return nil }
        guard code == SQLITE_ROW else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
        guard sqlite3_column_int64(statement, 2) == Int64(prompt) else { return nil }
        guard [SQLITE_TEXT, SQLITE_BLOB].contains(sqlite3_column_type(statement, 0)) else {
            throw DamagedRow("an answer of prompt number \(prompt + 1) is no text")
        }
        let start = sqlite3_column_blob(statement, 0)
        let bytes = UnsafeRawBufferPointer(
            start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, 0)))
        let hash = ContentHash.of(bytes)
        guard sqlite3_column_type(statement, 1) == SQLITE_INTEGER,
            sqlite3_column_int64(statement, 1) == hash
        else { throw DamagedRow.checksum("an answer of prompt number \(prompt + 1)") }
        return (String(decoding: bytes, as: UTF8.self), hash)
    }
}
