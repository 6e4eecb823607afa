import Evidence
import FoundationEssentials
import GRDB
import Platform
import Prompts

/// How a run file is made and opened, and what it must say of itself for that.
extension Journal {
    /// Creates a run file, readable by its owner only.
    ///
    /// - Throws: ``JournalError/alreadyExists(path:)`` where the file has content, and the errors of
    ///   ``open(at:mode:)``.
    package static func create(
        at path: String, identity: RunIdentity, plan: RunPlan, prompts: PromptSet
    ) throws(JournalError) -> Journal {
        try RunFile.prepareNew(path)
        try RunFile.checkSingleName(path)
        let lock = try RunLock.acquire(run: path)
        let database = try RunFile.connect(path, readOnly: false)
        let header = Header(identity: identity, plan: plan, prompts: prompts)
        try guarding(path) {
            try database.write { database in
                let tables = "SELECT count(*) FROM sqlite_master"
                guard try Int.fetchOne(database, sql: tables) == 0 else {
                    throw JournalError.alreadyExists(path: path)
                }
                try Schema.create(database, for: identity, version: identity.formatVersion)
                try header.write(database)
            }
            try RunFile.prepareWriting(database)
            try SessionMark.open(database)
        }
        let format = identity.formatVersion
        let written = try guarding(path) { try Self.written(database, format: format) }
        return Journal(
            path: path, database: database, lock: lock, holder: nil, header: header,
            format: format, written: written)
    }

    /// Opens an existing run.
    ///
    /// - Throws: ``JournalError``: no such file, not a run, written by a newer version, damaged, or
    ///   busy (mode `readWrite` only).
    package static func open(
        at path: String, mode: Mode = .readWriteIfFree
    ) throws(JournalError) -> Journal {
        try RunFile.checkExisting(path)
        let (lock, holder) = try access(path, mode)
        if lock != nil { try RunFile.checkSingleName(path) }
        let hadLog = SessionMark.hasLog(path)
        if holder == nil, hadLog { try RunFile.checkLog(path) }
        let database = try RunFile.connect(path, readOnly: lock == nil)
        let (header, format, notices) = try guarding(path) {
            var (header, format) = try checkedHeader(of: database, path)
            if lock != nil {
                try prepare(database, &header, &format, path, hadLog: hadLog)
            }
            let notices = try SessionMark.notices(
                database, header, format, path, holder, hadLog: hadLog)
            if lock != nil { try SessionMark.open(database) }
            return (header, format, notices)
        }
        let isWriting = lock != nil
        let written = try guarding(path) {
            isWriting ? try Self.written(database, format: format) : nil
        }
        return Journal(
            path: path, database: database, lock: lock, holder: holder, header: header,
            format: format, written: written, notices: notices)
    }

    /// The right to write where the mode asks for it, or who has it.
    private static func access(
        _ path: String, _ mode: Mode
    ) throws(JournalError) -> (lock: RunLock?, holder: RunHolder?) {
        switch mode {
        case .readOnly: return (nil, RunLock.holder(run: path))
        case .readWrite: return (try RunLock.acquire(run: path), nil)
        case .readWriteIfFree:
            do {
                return (try RunLock.acquire(run: path), nil)
            } catch .busy(_, let other) {
                return (nil, other)
            } catch .cannotOpen {
                // The folder is not ours to write: a recorded run that came with the program.
                return (nil, nil)
            }
        }
    }

    /// What the file says of the run, where it is whole and of a format that is known.
    private static func checkedHeader(
        of database: DatabaseQueue, _ path: String
    ) throws -> (header: Header, format: Int) {
        let format = try database.read { database in
            let format = try RunFile.format(database, path: path)
            try RunFile.checkIntegrity(database, version: format, path: path)
            return format
        }
        let header = try database.read { try Header(reading: $0, version: format, path: path) }
        // One bit of the file's header tells draws without replacement from plain ones.
        let written = header.identity.formatVersion
        guard format == written || format == 1 && written == Schema.version else {
            throw JournalError.corrupt(
                path: path, detail: "its format is \(format), and its draws are of \(written)")
        }
        return (header, format)
    }

    /// Makes a file ready to be written, of an older version too.
    private static func prepare(
        _ database: DatabaseQueue, _ header: inout Header, _ format: inout Int, _ path: String,
        hadLog: Bool
    ) throws {
        try RunFile.prepareWriting(database)
        // The file says whose its log is before a new session says that it is its own.
        if hadLog {
            database.writeWithoutTransaction { _ = try? $0.checkpoint(.passive) }
        }
        guard format < Schema.version else { return }
        try Schema.upgrade(database, header: header, from: format)
        format = Schema.version
        let upgraded = format
        header = try database.read { try Header(reading: $0, version: upgraded, path: path) }
    }

    private static func written(_ queue: DatabaseQueue, format: Int) throws -> Written {
        try queue.read { try Written($0, hasLaunches: format >= Schema.restVersion) }
    }
}
