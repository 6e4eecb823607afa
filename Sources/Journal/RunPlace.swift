import GRDB
import Platform
import Synchronization

/// Where a run's file is, to notice when it is deleted, replaced, emptied or given another name under its
/// writer.
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
    /// The most bytes that the file has had: SQLite makes none of ours smaller.
    private let largest: Mutex<off_t>

    /// The place of an open file; `path` is the name by which the user knows it.
    init(_ path: String) {
        self.path = path
        file = RunFile.resolved(path)
        var status = stat()
        _ = stat(file, &status)
        (device, number) = (status.st_dev, status.st_ino)
        largest = Mutex(status.st_size)
        status = stat()
        _ = stat(file + "-wal", &status)
        log = status.st_ino
    }

    /// Throws where the name leads to no file, to another one, or to one that was emptied.
    ///
    /// What the open database has is then written to a new file beside it, or to the folder for
    /// temporary files where there is no room or no folder any more.
    ///
    /// - Parameters:
    ///   - wasCut: whether the file was smaller than it had been before something was written just now,
    ///     which may have filled it up.
    ///   - isWhole: whether a copy has all that was written: of a file that was cut the log and the memory may
    ///     have the rest or not.
    func check(
        _ database: DatabaseQueue, wasCut: Bool = false, isWhole: (_ copy: String) -> Bool
    ) throws(JournalError) {
        if let failure = failure.withLock({ $0 }) { throw failure }
        var status = stat()
        let isThere = stat(file, &status) == 0
        let isOwn = isThere && status.st_dev == device && status.st_ino == number
        guard !isOwn || wasCut || isCut(status) else { return }
        let kept = rescue(database)
        let error: JournalError
        if !isOwn {
            let reason =
                isThere ? "was replaced by another file" : "was deleted or moved to another folder"
            error = .displaced(path: path, reason: reason, kept: kept)
            removeLog()
        } else if let kept, isWhole(kept) {
            error = .displaced(path: path, reason: "was emptied or cut short", kept: kept)
        } else {
            if let kept { unlink(kept) }
            error = .corrupt(path: path, detail: "cut or overwritten while it was written")
        }
        failure.withLock { $0 = error }
        throw error
    }

    /// Whether the file is smaller than it was.
    var isCut: Bool {
        var status = stat()
        return stat(file, &status) == 0 && status.st_dev == device && status.st_ino == number
            && isCut(status)
    }

    private func isCut(_ status: stat) -> Bool {
        largest.withLock { largest in
            defer { largest = max(largest, status.st_size) }
            return status.st_size < largest
        }
    }

    /// Throws where the file has got a second name on the disk, under which others would look for another
    /// log.
    func checkNames() throws(JournalError) {
        var status = stat()
        guard stat(file, &status) == 0, status.st_nlink > 1 else { return }
        throw .linked(path: path, names: Int(status.st_nlink))
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
