import GRDB
import Synchronization

/// What the tables of a run hold by what its writer knows: the rows that were there when the file was
/// opened, and those written since.
///
/// The file alone cannot tell that rows are missing or were exchanged for others while it was written:
/// what is left is valid. Each table has its number of rows and the sum of their checksums.
struct WrittenRows {
    enum Table: String, CaseIterable {
        case draw, event, greedy, launch, leaf, exact
    }

    private struct Tally: Equatable {
        var rows = 0
        var sum: Int64 = 0
    }

    private var tallies: [Table: Tally] = [:]

    init() {}

    /// What the file holds at this moment.
    init(_ database: Database, hasLaunches: Bool) throws {
        for table in Table.allCases {
            if !hasLaunches, [.launch, .leaf, .exact].contains(table) { continue }
            guard
                let row = try Row.fetchOne(
                    database,
                    sql: "SELECT count(*), sum(checksum) FROM \(table.rawValue) NOT INDEXED")
            else { continue }
            let rows = row.integer(0).map { Int($0) } ?? 0
            tallies[table] = Tally(rows: rows, sum: row.integer(1) ?? 0)
        }
    }

    mutating func add(_ table: Table, checksum: Int64) {
        tallies[table, default: Tally()].rows += 1
        tallies[table, default: Tally()].sum &+= checksum
    }

    /// Takes away the row of a key that is about to be replaced, if there is one.
    mutating func remove(
        _ table: Table, where condition: String, _ arguments: StatementArguments,
        in database: Database
    ) throws {
        let query = try database.cachedStatement(
            sql: "SELECT checksum FROM \(table.rawValue) WHERE \(condition)")
        guard let old = try Int64.fetchOne(query, arguments: arguments) else { return }
        tallies[table, default: Tally()].rows -= 1
        tallies[table, default: Tally()].sum &-= old
    }

    mutating func add(_ others: WrittenRows) {
        for (table, tally) in others.tallies {
            tallies[table, default: Tally()].rows += tally.rows
            tallies[table, default: Tally()].sum &+= tally.sum
        }
    }

    /// In which way a file holds something else; nil where it holds just this.
    func difference(to found: WrittenRows) -> String? {
        for table in Table.allCases {
            let (own, other) = (tallies[table] ?? Tally(), found.tallies[table] ?? Tally())
            guard own != other else { continue }
            let name = table.rawValue
            return own.rows == other.rows
                ? "rows of its table \(name) were exchanged for others"
                : "its table \(name) has \(other.rows) rows, and \(own.rows) were written"
        }
        return nil
    }
}

/// Another program has written into a run's file.
struct ForeignChange: Error {
    var difference: String

    var detail: String { "another program changed it while it was written: \(difference)" }
}

extension Journal {
    /// What is kept in memory about what was written.
    struct Written {
        /// Rows met most recently.
        var distinct = DistinctRows()
        /// What the file must hold.
        var rows: WrittenRows
        /// SQLite's count of changes that other connections made to the file, when it was last looked
        /// at.
        var foreignChanges: Int?

        init(_ database: Database, hasLaunches: Bool) throws {
            rows = try WrittenRows(database, hasLaunches: hasLaunches)
            foreignChanges = try Self.foreignChanges(database)
        }

        private static func foreignChanges(_ database: Database) throws -> Int? {
            try Int.fetchOne(database, sql: "PRAGMA data_version")
        }

        /// Whether another program has written into the file since the last call.
        mutating func noticesChange(_ database: Database) throws -> Bool {
            let now = try Self.foreignChanges(database)
            defer { foreignChanges = now }
            return now != foreignChanges
        }

        /// Throws where the file does not hold what was written into it.
        func check(_ database: Database, hasLaunches: Bool) throws {
            let found = try WrittenRows(database, hasLaunches: hasLaunches)
            if let difference = rows.difference(to: found) {
                throw ForeignChange(difference: difference)
            }
        }
    }

    /// Throws where the file does not hold what was written into it; for journals that write.
    ///
    /// - Throws: ``JournalError/corrupt(path:detail:)``.
    func checkWritten() throws(JournalError) {
        guard !isReadOnly else { return }
        try Self.guarding(path) {
            do {
                try written.withLock { written in
                    try database.read { database in
                        try written?.check(database, hasLaunches: reader.hasLaunches)
                    }
                }
            } catch let change as ForeignChange {
                try? SessionMark.spoil(database)
                throw change
            }
        }
    }
}
