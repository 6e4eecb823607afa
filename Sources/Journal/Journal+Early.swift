import Evidence
import GRDB

/// What was absorbed without being seen: answers behind beginnings that settle their scores.
///
/// The table is there only where a run has such answers.
extension Journal {
    func write(_ early: ExactMass.Early, prompt: Int, to database: Database) throws {
        if try !reader.hasEarly(database) {
            try database.execute(sql: Schema.earlyTable(scorers: reader.scorers))
        }
        var values = [prompt.databaseValue, early.mass.databaseValue]
        values += early.known.map(\.databaseValue)
        values.append(DrawReader.checksum(early, prompt: prompt).databaseValue)
        let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO early VALUES (\(marks))")
        statement.setUncheckedArguments(StatementArguments(values))
        try statement.execute()
    }
}

extension Schema {
    static func earlyTable(scorers: Int) -> String {
        let known = (0..<scorers).map { ", known_\($0) REAL NOT NULL" }.joined()
        return "CREATE TABLE early (prompt INTEGER PRIMARY KEY, mass REAL NOT NULL\(known), "
            + "checksum INTEGER NOT NULL)"
    }

    /// Whether a file has a table that only some runs have.
    ///
    /// - Throws: where it has something else under the table's name.
    static func hasTable(_ name: String, sql: String, in database: Database) throws -> Bool {
        guard
            let found = try String.fetchOne(
                database, sql: "SELECT coalesce(sql, '') FROM sqlite_master WHERE name = ?",
                arguments: [name])
        else { return false }
        guard words(found) == words(sql) else {
            throw DamagedRow("its table \(name) is not one that probscope makes")
        }
        return true
    }
}

extension DrawReader {
    func hasEarly(_ database: Database) throws -> Bool {
        try Schema.hasTable("early", sql: Schema.earlyTable(scorers: scorers), in: database)
    }

    /// What was absorbed of a prompt without being seen; nil where there is nothing such.
    func earlyMass(prompt: Int, in database: Database) throws -> ExactMass.Early? {
        guard try hasEarly(database) else { return nil }
        let known = (0..<scorers).map { ", known_\($0)" }.joined()
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT mass, checksum\(known) FROM early WHERE prompt = ?",
                arguments: [prompt])
        else { return nil }
        let masses = try ([0] + (0..<scorers).map { 2 + $0 }).map { column in
            guard let mass = try row.score(column), mass >= 0, mass <= 1 + 1e-6 else {
                throw DamagedRow("what is settled of prompt number \(prompt + 1) is impossible")
            }
            return mass
        }
        let early = ExactMass.Early(mass: masses[0], known: Array(masses.dropFirst()))
        guard row.integer(1) == Self.checksum(early, prompt: prompt) else {
            throw DamagedRow.checksum("what is settled of prompt number \(prompt + 1)")
        }
        return early
    }

    static func checksum(_ early: ExactMass.Early, prompt: Int) -> Int64 {
        var sum = RowChecksum()
        sum.add(Int64(prompt))
        sum.add(early.mass)
        for known in early.known { sum.add(known) }
        return sum.value
    }
}
