import GRDB
import GRDBSQLite
import Platform

/// The file under a journal: creation, checks and connections.
enum RunFile {
    /// The name of a file without links, by which its lock and its log are called.
    ///
    /// Whoever names a run in another way must meet the same lock.
    static func resolved(_ path: String) -> String {
        guard let name = realpath(path, nil) else { return path }
        defer { free(name) }
        return String(cString: name)
    }

    /// Throws where a file has several names on the disk.
    ///
    /// SQLite keeps a log for each name: two writers would each lose what the other one wrote, and
    /// after a crash the log would be looked for under the wrong name.
    static func checkSingleName(_ path: String) throws(JournalError) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_nlink > 1 else { return }
        throw .cannotOpen(
            path: path,
            reason: "it has \(status.st_nlink) names on the disk (hard links), and a run that is "
                + "written may have one; make a copy and continue that")
    }

    /// Makes an empty file that only its owner can read; one that has content is left alone.
    ///
    /// A file without tables, as a process that was killed while creating it leaves behind, is
    /// taken over later; whether it has any is decided within the creating transaction.
    static func prepareNew(_ path: String) throws(JournalError) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFREG else { throw .alreadyExists(path: path) }
            return
        }
        guard lstat(path, &status) != 0 else {
            throw .cannotOpen(path: path, reason: "it is a link to a file that is not there")
        }
        let descriptor = Platform.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let number = errno
            if number == ENOSPC || number == EDQUOT { throw .diskFull(path: path) }
            throw .cannotOpen(path: path, reason: errorText(number))
        }
        close(descriptor)
    }

    /// Looks at a file without opening it; closing a descriptor of our own would drop the locks
    /// of an SQLite connection to the same file in this process.
    static func checkExisting(_ path: String) throws(JournalError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let number = errno
            if number == ENOENT { throw .notFound(path: path) }
            throw .cannotOpen(path: path, reason: errorText(number))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw .notARun(path: path, reason: isFolder ? "it is a folder" : "it is not a file")
        }
        guard status.st_size > 0 else { throw .notARun(path: path, reason: "it is empty") }
        guard access(path, R_OK) == 0 else {
            throw .cannotOpen(path: path, reason: errorText(errno))
        }
    }

    /// Opens the database.
    ///
    /// WAL mode keeps two files beside a database, for readers too. Whoever closes it last removes
    /// them, but only where the connection could write. A reader's connection therefore can, too;
    /// that it never does is seen to by the blocks that read and by the journal, which writes
    /// with its lock alone. Where the file or its folder is not ours to write, it is read as it is,
    /// or together with the files that its writer keeps.
    static func connect(_ path: String, readOnly: Bool) throws(JournalError) -> DatabaseQueue {
        // SQLite reads a name that begins with "file:" or ":" as something else than a file.
        let name = path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
        return try Journal.guarding(path) {
            guard readOnly else { return try queue(name) }
            do {
                if access(path, W_OK) == 0 { return try queue(name) }
            } catch let error as DatabaseError
                where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
            {
                // The folder is write-protected.
            }
            let isAlone = access(path + "-wal", F_OK) != 0 && RunLock.holder(run: path) == nil
            return try queue(isAlone ? immutable(name) : name, readOnly: true)
        }
    }

    /// Throws where the log beside a file that nobody writes is another run's: SQLite would write it into
    /// this one, whatever that is.
    ///
    /// A log has no name of its own. The file by itself, and the file with its log, say which run and
    /// which session they are of; neither is written to here.
    static func checkLog(_ path: String) throws(JournalError) {
        let name = path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
        var status = stat()
        guard stat(resolved(path) + "-wal", &status) == 0, status.st_size > 0,
            let alone = try? queue(immutable(name), readOnly: true).read(SessionMark.State.init)
        else { return }
        let both = try? queue(name, readOnly: true).read(SessionMark.State.init)
        if let both {
            let isOneRun = both.identity == alone.identity
            // What was closed in the log may be open in the file.
            let isOneSession =
                alone.session != nil
                && (both.session == alone.session || both.session == nil && isOneRun)
            if isOneSession || isOneRun && both.rows == alone.rows { return }
        } else if alone.session != nil {
            return
        }
        throw .cannotOpen(
            path: path,
            reason:
                "\(path)-wal is the log of another run, and would be written over this one; move it "
                + "away, and \(path)-shm too")
    }

    private static func queue(_ name: String, readOnly: Bool = false) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            // Nothing in the file is run or believed; no value is larger than an answer can be.
            try database.execute(
                sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")
            sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, mostBytes)
            database.add(function: RowChecksum.function)
        }
        let queue = try DatabaseQueue(path: name, configuration: configuration)
        // Opening is lazy; this reads the first page.
        try queue.read { _ = try Int.fetchOne($0, sql: "PRAGMA schema_version") }
        return queue
    }

    private static func immutable(_ name: String) -> String {
        var escaped = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "?"): escaped += "%3f"
            case UInt8(ascii: "#"): escaped += "%23"
            case UInt8(ascii: "%"): escaped += "%25"
            default: escaped.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return "file:\(escaped)?immutable=1"
    }

    /// The largest text or blob that is read; an answer of a server is smaller.
    private static let mostBytes: Int32 = 1 << 27

    /// The format of the file.
    ///
    /// - Throws: ``JournalError`` where the file is not a run that this version reads.
    static func format(_ database: Database, path: String) throws -> Int {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
        guard application == Schema.applicationID else {
            throw JournalError.notARun(path: path, reason: "it is a database of another program")
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= Schema.newest else {
            throw JournalError.newerFormat(path: path, found: version, supported: Schema.newest)
        }
        guard version >= 1 else {
            throw JournalError.corrupt(path: path, detail: "it has no format version")
        }
        return version
    }

    /// Throws where the file is damaged as far as SQLite can tell, or has other tables than a run.
    ///
    /// What the pages say is checked row by row when they are read.
    static func checkIntegrity(_ database: Database, version: Int, path: String) throws {
        let scorers =
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM pragma_table_info('draw') WHERE name LIKE 'score%'") ?? 0
        try Schema.check(database, version: version, scorers: scorers, path: path)
        let finding = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
        guard finding == "ok" else {
            let line = finding.split(separator: "\n").last.map(String.init) ?? finding
            throw JournalError.corrupt(path: path, detail: line)
        }
    }

    /// Switches a connection that may write to WAL mode.
    ///
    /// Draws of many prompts touch many pages; checkpoints at 16 MB of new pages write each of them
    /// less often. The cache is small, so that it is full early and memory stays as it is: what it
    /// cannot hold is in the kernel's, and a run of a hundred prompts costs a few percent more.
    static func prepareWriting(_ queue: DatabaseQueue) throws {
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = NORMAL;
                    PRAGMA wal_autocheckpoint = 4000;
                    PRAGMA cache_size = -1024;
                    """)
        }
    }
}

extension JournalError {
    /// An error of SQLite or of the library over it, in our words.
    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self =
                if let row = error as? DamagedRow {
                    .corrupt(path: path, detail: row.detail)
                } else if let thought = error as? AbsorbedThought {
                    .cannotOpen(path: path, reason: thought.detail)
                } else if let change = error as? ForeignChange {
                    .corrupt(path: path, detail: change.detail)
                } else {
                    .failed(path: path, detail: "\(error)")
                }
            return
        }
        let detail = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch (error.resultCode, error.extendedResultCode) {
        case (.SQLITE_FULL, _), (_, .SQLITE_IOERR_SHMSIZE): self = .diskFull(path: path)
        case (.SQLITE_NOTADB, _): self = .notARun(path: path, reason: "it is no SQLite database")
        case (.SQLITE_CORRUPT, _), (.SQLITE_ERROR, _), (.SQLITE_MISMATCH, _), (.SQLITE_TOOBIG, _):
            // No statement of ours is wrong, so that the file is.
            self = .corrupt(path: path, detail: detail)
        case (.SQLITE_CANTOPEN, _): self = .cannotOpen(path: path, reason: detail)
        case (.SQLITE_READONLY, _):
            self = .cannotOpen(path: path, reason: "the file or its folder is write-protected")
        default: self = .failed(path: path, detail: detail)
        }
    }
}
