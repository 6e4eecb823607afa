import GRDB
import Platform
import Synchronization

/// Where a run's file is, to notice when it is deleted or replaced under its writer.
///
/// SQLite goes on writing into a file that has no name any more, and without a word everything would
/// be lost at the end.
final class RunPlace: Sendable {
    private let path: String
    private let file: String
    private let device: dev_t
    private let number: ino_t
    /// The log of that file, as another one may come to have its name.
    private let log: ino_t
    private let failure = Mutex<JournalError?>(nil)

    /// The place of an open file; `path` is the name by which the user knows it.
    init(_ path: String) {
        self.path = path
        file = RunFile.resolved(path)
        var status = stat()
        _ = stat(file, &status)
        (device, number) = (status.st_dev, status.st_ino)
        status = stat()
        _ = stat(file + "-wal", &status)
        log = status.st_ino
    }

    /// Throws where the name leads to no file or to another one.
    ///
    /// What the open database has is then written to a new file beside it, or to the folder for
    /// temporary files where there is no room or no folder any more.
    func check(_ database: DatabaseQueue) throws(JournalError) {
        if let failure = failure.withLock({ $0 }) { throw failure }
        var status = stat()
        let isThere = stat(file, &status) == 0
        guard !isThere || status.st_dev != device || status.st_ino != number else { return }
        let reason =
            isThere ? "was replaced by another file" : "was deleted or moved to another folder"
        let error = JournalError.displaced(path: path, reason: reason, kept: rescue(database))
        removeLog()
        failure.withLock { $0 = error }
        throw error
    }

    /// Takes the log away that is called like the log of whatever has the name now: SQLite would write it
    /// into that file when it is next opened.
    private func removeLog() {
        var status = stat()
        guard log != 0, stat(file + "-wal", &status) == 0, status.st_ino == log else { return }
        for ending in ["-wal", "-shm"] { unlink(file + ending) }
    }

    /// Writes everything into a new file, and says where.
    private func rescue(_ database: DatabaseQueue) -> String? {
        let name = file.split(separator: "/").last.map(String.init) ?? "run"
        let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        for folder in [String(file.dropLast(name.utf8.count)), temporary + "/"] {
            for attempt in 1...99 {
                let path = folder + Self.rescueName(name, attempt)
                let created = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
                if created < 0 {
                    guard errno == EEXIST else { break }
                    continue
                }
                close(created)
                do {
                    try database.writeWithoutTransaction {
                        try $0.execute(sql: "VACUUM INTO ?", arguments: [path])
                    }
                    let copy = try DatabaseQueue(path: path)
                    try SessionMark.close(copy)
                    try copy.close()
                    return path
                } catch {
                    unlink(path)
                    break
                }
            }
        }
        return nil
    }

    /// "x.kept.run" for "x.run".
    private static func rescueName(_ name: String, _ attempt: Int) -> String {
        let mark = attempt == 1 ? ".kept" : ".kept\(attempt)"
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name + mark }
        return name[..<dot] + mark + name[dot...]
    }
}
