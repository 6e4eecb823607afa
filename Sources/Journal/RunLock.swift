import Platform
import Synchronization

/// The process that is writing a run.
package struct RunHolder: Sendable, Hashable, CustomStringConvertible {
    /// The process id on its host; 0 where it could not be read.
    package var process: Int32
    package var host: String

    package var description: String {
        process == 0 ? "another process" : "process \(process) on \(host)"
    }
}

/// The exclusive right to write one run file, until it is released or the value is gone.
///
/// An advisory `flock` on a file of its own beside the run ("x.run-lock"). The kernel releases it
/// when the process ends in whatever way, so that a lock can never be stale; the file's content only
/// tells who holds it. It is not taken on the run file itself, because closing any descriptor of
/// that file would silently drop the locks of SQLite, which belong to the process.
final class RunLock: Sendable {
    private let descriptor: Int32
    private let path: String
    private let isReleased = Atomic(false)

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Takes the lock without waiting.
    ///
    /// - Throws: ``JournalError/busy(path:holder:)`` where another process has it, or
    ///   ``JournalError/cannotOpen(path:reason:)``.
    static func acquire(run: String) throws(JournalError) -> RunLock {
        let path = RunFile.resolved(run) + "-lock"
        while true {
            // Closed on exec, or a managed server would inherit the lock and outlive us with it.
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else {
                throw .cannotOpen(path: run, reason: "\(path): \(errorText(errno))")
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let reason = errno
                let holder = readHolder(descriptor)
                close(descriptor)
                if reason == EWOULDBLOCK { throw .busy(path: run, holder: holder) }
                if reason == EINTR { continue }
                throw .cannotOpen(path: run, reason: "\(path): \(errorText(reason))")
            }
            // The file may have been removed by its last holder between open and flock; a lock on
            // a file that has no name any more protects nothing.
            var held = stat()
            var named = stat()
            if fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino,
                held.st_dev == named.st_dev
            {
                writeHolder(descriptor)
                return RunLock(descriptor: descriptor, path: path)
            }
            close(descriptor)
        }
    }

    /// Who holds the lock of a run at the moment, or nil where nobody does.
    static func holder(run: String) -> RunHolder? {
        let descriptor = open(RunFile.resolved(run) + "-lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        return readHolder(descriptor)
    }

    /// Gives the right up and removes the lock's file; a second call does nothing.
    func release() {
        guard !isReleased.exchange(true, ordering: .acquiringAndReleasing) else { return }
        unlink(path)
        close(descriptor)
    }

    deinit { release() }

    private static func writeHolder(_ descriptor: Int32) {
        let line = Array("\(getpid()) \(hostName())\n".utf8)
        // The line is information for people only; a full disk must not prevent the lock.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, line, line.count, 0) }
    }

    private static func readHolder(_ descriptor: Int32) -> RunHolder {
        var buffer = [UInt8](repeating: 0, count: 300)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        let line = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        let fields = line.split(whereSeparator: \.isWhitespace)
        guard fields.count == 2, let process = Int32(fields[0]) else {
            return RunHolder(process: 0, host: "")
        }
        return RunHolder(process: process, host: String(fields[1]))
    }

    private static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        let failed = gethostname(&buffer, buffer.count - 1)
        let name = String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return failed != 0 || name.isEmpty ? "this-host" : name
    }
}

/// The system's sentence for an error number.
func errorText(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text)
}
