import Evidence
import FoundationEssentials
import GRDB

/// Texts and token lists, each stored once per prompt.
///
/// A model repeats itself: equal answers come with equal tokens and, but for the last bits of the
/// server's arithmetic, equal probabilities. The rows met most recently are remembered, so that a
/// repetition costs no query; the memory is bounded, which keeps that of a long run flat.
struct DistinctRows {
    /// Rows of one kind, with the sum of their sizes.
    private struct Known<Value: Hashable & Sendable>: Sendable {
        struct Key: Hashable, Sendable {
            var prompt: Int
            var value: Value
        }

        private static var capacity: Int { 1024 }
        private static var mostBytes: Int { 1 << 20 }

        private var rows: [Key: Int64] = [:]
        private var bytes = 0

        mutating func row(_ key: Key, size: Int, find: () throws -> Int64) throws -> Int64 {
            if let row = rows[key] { return row }
            let row = try find()
            if rows.count == Self.capacity || bytes + size > Self.mostBytes {
                rows.removeAll(keepingCapacity: true)
                bytes = 0
            }
            if size <= Self.mostBytes {
                rows[key] = row
                bytes += size
            }
            return row
        }
    }

    private var answers = Known<ExactText>()
    private var tokenLists = Known<[UInt8]>()
    private var servers: [String: Int64] = [:]
    /// What the running transaction adds to the tables of draws and of what goes with them.
    var written = WrittenRows()

    /// The row of a server's address.
    mutating func server(_ address: String, in database: Database) throws -> Int64 {
        if let row = servers[address] { return row }
        try database.execute(
            sql: "INSERT INTO server (address) VALUES (?) ON CONFLICT DO NOTHING",
            arguments: [address])
        let row = try Int64.fetchOne(
            database, sql: "SELECT id FROM server WHERE address = ?", arguments: [address])
        servers[address] = row
        return row ?? 0
    }

    /// The row of an answer, which is added where the prompt has not given it before.
    mutating func answer(
        _ text: String, prompt: Int, in database: Database
    ) throws -> Int64 {
        let key = Known<ExactText>.Key(prompt: prompt, value: ExactText(text))
        return try answers.row(key, size: text.utf8.count) {
            let hash = ContentHash.of(text)
            let stored = DatabaseValue(anyText: text)
            // Compared by bytes: `String` holds canonically equivalent texts for equal.
            return try Self.find(
                table: "answer", column: "text", prompt: prompt, hash: hash, stored, in: database
            ) { $0.anyText.map { $0.utf8.elementsEqual(text.utf8) } == true }
        }
    }

    /// The row of an encoded list of tokens, which is added where the prompt has none like it.
    mutating func tokenList(
        _ bytes: [UInt8], prompt: Int, in database: Database
    ) throws -> Int64 {
        let key = Known<[UInt8]>.Key(prompt: prompt, value: bytes)
        return try tokenLists.row(key, size: bytes.count) {
            let stored = Data(bytes).databaseValue
            return try Self.find(
                table: "token_list", column: "data", prompt: prompt,
                hash: bytes.withUnsafeBytes { ContentHash.of($0) }, stored, in: database
            ) { $0 == stored }
        }
    }

    private static func find(
        table: String, column: String, prompt: Int, hash: Int64, _ stored: DatabaseValue,
        in database: Database, isSame: (DatabaseValue) -> Bool
    ) throws -> Int64 {
        let query = try database.cachedStatement(
            sql: "SELECT id, \(column) FROM \(table) WHERE prompt = ? AND hash = ?")
        query.setUncheckedArguments([prompt, hash])
        let candidates = try Row.fetchCursor(query)
        while let row = try candidates.next() {
            if isSame(row[1]), let id = row.integer(0) { return id }
        }
        let insertion = try database.cachedStatement(
            sql: "INSERT INTO \(table) (prompt, hash, \(column)) VALUES (?, ?, ?)")
        insertion.setUncheckedArguments([prompt, hash, stored])
        try insertion.execute()
        return database.lastInsertedRowID
    }
}
