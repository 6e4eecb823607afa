import Files
import Platform
import Synchronization

/// A program that lives no longer than we do.
///
/// Its descriptor 3 is one end of a socket whose other end only we hold: when we end, in whatever
/// way, the kernel closes ours and the program reads the end of file. What the program writes there
/// is for us. It leads a process group of its own, so that a Ctrl-C in our terminal is ours alone.
final class ChildProcess: Sendable {
    let processID: pid_t
    private let lifeline: Int32
    private let log: Int32
    private let hasEnded = Mutex(false)

    /// Starts a program; what it prints goes to a file without a name.
    ///
    /// - Throws: ``InferenceError/cannotStart(reason:)``.
    init(_ path: String, _ arguments: [String]) throws(InferenceError) {
        var pair: (Int32, Int32) = (-1, -1)
        let hasPair = withUnsafeMutableBytes(of: &pair) {
            socketpair(AF_UNIX, privateStream, 0, $0.bindMemory(to: Int32.self).baseAddress) == 0
        }
        closeOnExec(pair.0, pair.1)
        let log = ChildProcess.namelessFile()
        guard hasPair, log >= 0 else {
            let reason = String(cString: strerror(errno))
            for file in [pair.0, pair.1, log] where file >= 0 {
                close(file)
            }
            throw .cannotStart(reason: reason)
        }
        closeOthersOnExec()
        var actions = newSpawnActions()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, log, 1)
        posix_spawn_file_actions_adddup2(&actions, log, 2)
        posix_spawn_file_actions_adddup2(&actions, pair.1, 3)
        var attributes = newSpawnAttributes()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        ChildProcess.cleanStart(&attributes)

        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = ChildEnvironment.withoutKeys().map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child: pid_t = 0
        let status = posix_spawn(&child, path, &actions, &attributes, words, variables)
        close(pair.1)
        guard status == 0 else {
            for file in [pair.0, log] { close(file) }
            throw .cannotStart(reason: "\(path): \(String(cString: strerror(status)))")
        }
        processID = child
        lifeline = pair.0
        self.log = log
    }

    deinit {
        end()
        close(lifeline)
        close(log)
    }

    /// What the program has told us on descriptor 3 since this was asked last.
    func message() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(lifeline, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    /// Whether the program still runs.
    var isRunning: Bool {
        hasEnded.withLock { hasEnded in
            guard !hasEnded else { return false }
            var status: Int32 = 0
            guard waitpid(processID, &status, WNOHANG) == processID else { return true }
            hasEnded = true
            return false
        }
    }

    /// Ends the program and everything it has started, at once.
    func end() {
        hasEnded.withLock { hasEnded in
            guard !hasEnded else { return }
            hasEnded = true
            kill(-processID, SIGKILL)
            var status: Int32 = 0
            while waitpid(processID, &status, 0) < 0, errno == EINTR {}
        }
    }

    /// The last line that the program printed.
    var lastWord: String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let size = lseek(log, 0, SEEK_END)
        let count = pread(log, &buffer, buffer.count, max(0, size - off_t(buffer.count)))
        let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline)
        return lines.last { $0.contains { !$0.isWhitespace } }.map(String.init) ?? ""
    }
}

// MARK: - Parts

extension ChildProcess {
    /// Own group, nothing blocked or ignored.
    private static func cleanStart(_ attributes: inout SpawnAttributes) {
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    /// A file that nobody else can open and that is gone when it is closed.
    private static func namelessFile() -> Int32 {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let path = "\(folder)/probscope-\(UInt64.random(in: 0...UInt64.max))"
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 { unlink(path) }
        return file
    }
}
