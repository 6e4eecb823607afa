import Evidence
import FoundationEssentials
import GRDB
import Platform
import Prompts
import Synchronization

/// What a run file says about whether it was closed, so that a copy of one that was being written can
/// be told from a whole one.
enum SessionMark {
    private static let session = "session"
    private static let sealed = "rows when closed"
    private static let tables = ["draw", "prompt", "event", "greedy", "answer", "token"]
    private static let restTables = ["launch", "leaf", "exact"]

    /// What a file says of itself, by which its log can be told from another run's.
    struct State: Equatable {
        var identity: String?
        var session: String?
        var rows: String

        init(_ database: Database) throws {
            identity = try RunValue.read("identity", database, isChecked: false)
            // Without the number of commits.
            session = try RunValue.read(SessionMark.session, database, isChecked: false).map {
                $0.split(separator: " ").prefix(2).joined(separator: " ")
            }
            rows = try SessionMark.rowCounts(database, SessionMark.tables)
        }
    }

    /// Notes in the file itself, not only in its log, that it is being written.
    static func open(_ queue: DatabaseQueue) throws {
        try queue.write { database in
            try RunValue.write(sealed, nil, database)
            // Two sessions of one second are two.
            let number = String(UInt32.random(in: 0...UInt32.max), radix: 16)
            try RunValue.write(session, "\(Timestamp.now()) \(number)", database)
            try RunWriters.sign(database)
        }
        queue.writeWithoutTransaction { _ = try? $0.checkpoint(.passive) }
    }

    /// Notes in a commit whose it is: each log has the name of its session then, which would else be in the
    /// file alone, whatever file that is.
    static func stamp(_ database: Database) throws {
        guard let words = try RunValue.read(session, database)?.split(separator: " "),
            words.count >= 2
        else { return }
        let commits = words.count > 2 ? Int(words[2]) ?? 0 : 0
        try RunValue.write(session, "\(words[0]) \(words[1]) \(commits &+ 1)", database)
    }

    /// Notes that it is whole, and how many draws it has.
    static func close(_ queue: DatabaseQueue) throws {
        try queue.write { database in
            try RunValue.write(session, nil, database)
            let format = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            let tables = format >= Schema.restVersion ? tables + restTables : tables
            try RunValue.write(sealed, rowCounts(database, tables), database)
        }
    }

    /// Notes that it is not what was written, for whoever opens it from now on.
    static func spoil(_ queue: DatabaseQueue) throws {
        try queue.write { database in
            try RunValue.write(sealed, "others, for another program changed them", database)
        }
    }

    /// How many rows each table has: a row that a damaged page no longer leads to has no checksum
    /// that could fail.
    private static func rowCounts(_ database: Database, _ tables: [String]) throws -> String {
        try tables.map { table in
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table) NOT INDEXED")
            return "\(table) \(count ?? 0)"
        }.joined(separator: ", ")
    }

    /// Whether the log of a run is beside it; to be asked before it is opened, which makes one.
    static func hasLog(_ path: String) -> Bool {
        access(RunFile.resolved(path) + "-wal", F_OK) == 0
    }

    /// What a reader must know, a sentence each.
    ///
    /// - Throws: ``JournalError/corrupt(path:detail:)`` where the file has other draws than when it
    ///   was closed.
    static func notices(
        _ queue: DatabaseQueue, _ header: Header, _ format: Int, _ path: String,
        _ holder: RunHolder?, hadLog: Bool
    ) throws -> [String] {
        let since = format < 2 ? nil : try queue.read { try openSince($0, path) }
        let prompts = header.prompts.count
        let behind = try queue.read { try drawsBehindGaps($0, prompts: prompts) }
        guard holder == nil else { return [] }
        var notices: [String] = []
        if let since {
            if hadLog {
                // Its writer was killed. With the log the file is whole, and says so from now on.
                if access(path, W_OK) == 0, let lock = try? RunLock.acquire(run: path) {
                    try? close(queue)
                    lock.release()
                }
            } else {
                notices.append(
                    "\(path) was being written when it was copied, or has lost its log (since "
                        + "\(since)): its newest draws may be missing; copy \(path)-wal too")
            }
        }
        if let notice = gapNotice(behind) { notices.append(notice) }
        return notices
    }

    /// Says that draws are not part of the evidence, if there are any such.
    static func gapNotice(_ behind: Int) -> String? {
        guard behind > 0 else { return nil }
        return "\(behind) \(behind == 1 ? "draw" : "draws") behind a gap are left out: an earlier "
            + "draw of the same prompt is not there yet; continuing the run closes the gap"
    }

    /// When the session began that has not closed the file, or nil.
    private static func openSince(_ database: Database, _ path: String) throws -> String? {
        if let expected = try RunValue.read(sealed, database) {
            // Those of the tables that were counted: earlier versions counted fewer.
            let names = Set(
                expected.split(separator: ",").compactMap { $0.split(separator: " ").first })
            let found = try rowCounts(
                database, (tables + restTables).filter { names.contains(Substring($0)) })
            guard found == expected else {
                throw JournalError.corrupt(
                    path: path,
                    detail: "its rows are \(found), and were \(expected) when it was closed")
            }
        }
        return try RunValue.read(session, database).map {
            $0.split(separator: " ").first.map(String.init) ?? $0
        }
    }

    private static func drawsBehindGaps(_ database: Database, prompts: Int) throws -> Int {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT prompt, count(*) FROM draw GROUP BY prompt
                HAVING max(number) >= count(*) OR min(number) < 0
                """)
        var behind = 0
        for row in rows {
            guard let prompt = row.integer(0), let count = row.integer(1) else { continue }
            let numbers = try Int.fetchCursor(
                database, sql: "SELECT number FROM draw WHERE prompt = ? ORDER BY number",
                arguments: [prompt])
            var prefix = 0
            while let number = try numbers.next(), number == prefix { prefix += 1 }
            behind += Int(count) - prefix
        }
        return behind
    }
}

/// Moves what was written from the log into the file every few seconds, so that a copy of the file
/// alone has all but the newest draws.
final class Checkpoints: Sendable {
    /// How old the newest draw in the log alone may be.
    private static let interval = Duration.seconds(2)

    private let database: DatabaseQueue
    private let place: RunPlace
    private let state = Mutex(State())

    private struct State {
        var task: Task<Void, Never>?
        var hasEnded = false
    }

    init(_ database: DatabaseQueue, _ place: RunPlace) {
        self.database = database
        self.place = place
    }

    /// Something was written that is in the log alone.
    func noteWrite() {
        state.withLock { state in
            guard state.task == nil, !state.hasEnded else { return }
            state.task = Task.detached { [weak self] in
                try? await Task.sleep(for: Self.interval)
                guard !Task.isCancelled else { return }
                self?.checkpoint()
            }
        }
    }

    private func checkpoint() {
        state.withLock { $0.task = nil }
        // What was cut is first kept elsewhere.
        guard !place.isCut else { return }
        // Where there is no room or the file is in use, the next one does it.
        try? database.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
    }

    /// Nothing more is to be done, for the database is about to be closed.
    func end() {
        state.withLock { state in
            state.hasEnded = true
            state.task?.cancel()
            state.task = nil
        }
    }

    deinit { end() }
}
