import Platform
import TestSupport

/// A program on a pseudo-terminal of its own, whose other end this process reads and types at.
struct PseudoTerminal {
    let process: pid_t
    private let terminal: Int32

    /// Starts a program in a terminal of so many columns and rows.
    init(_ path: String, _ arguments: [String], width: UInt16, height: UInt16) throws {
        var terminal: Int32 = 0
        var end: Int32 = 0
        var size = winsize(ws_row: height, ws_col: width, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&terminal, &end, nil, nil, &size) == 0 else {
            throw TestFailure("there is no pseudo-terminal")
        }
        // Children started later must not hold it open.
        _ = fcntl(terminal, F_SETFD, FD_CLOEXEC)
        self.terminal = terminal
        defer { close(end) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream in 0..<Int32(3) { posix_spawn_file_actions_adddup2(&actions, end, stream) }
        let words: [UnsafeMutablePointer<CChar>?] =
            ([path] + arguments).map { (word: String) in strdup(word) } + [nil]
        let variables: [UnsafeMutablePointer<CChar>?] =
            ["TERM=xterm-256color", "LANG=C.UTF-8", "HOME=/nonexistent"]
            .map { (word: String) in strdup(word) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child: pid_t = 0
        guard posix_spawn(&child, path, &actions, nil, words, variables) == 0 else {
            close(terminal)
            throw TestFailure("\(path) could not be started")
        }
        process = child
    }

    /// Types text.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
    }

    /// What comes within a time; empty when nothing does, nil at the program's end.
    func read(milliseconds: Int32) -> [UInt8]? {
        var wait = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, milliseconds) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = Platform.read(terminal, &buffer, buffer.count)
        guard count > 0 else { return nil }
        // Not Array(buffer[..<count]): see Tests/Lint/discarded-slices.
        buffer.removeSubrange(count...)
        return buffer
    }

    /// Reads until nothing has come for so long, and gives the number of bytes.
    @discardableResult
    func settle(milliseconds: Int32) -> Int {
        var total = 0
        while let bytes = read(milliseconds: milliseconds), !bytes.isEmpty { total += bytes.count }
        return total
    }

    /// Waits for the program to end, reading what it still writes, and gives its exit code.
    func wait() -> Int32 {
        while let bytes = read(milliseconds: 10_000), !bytes.isEmpty {}
        close(terminal)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    /// The seconds that the program's threads have spent on a processor so far.
    ///
    /// The scheduler's own count, in nanoseconds.
    var processorTime: Double {
        guard let folder = opendir("/proc/\(process)/task") else { return .nan }
        defer { closedir(folder) }
        var total = 0.0
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard Int(name) != nil,
                let file = fopen("/proc/\(process)/task/\(name)/schedstat", "r")
            else { continue }
            defer { fclose(file) }
            var buffer = [CChar](repeating: 0, count: 128)
            guard fgets(&buffer, Int32(buffer.count), file) != nil else { continue }
            let line = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
            total += (line.split(separator: " ").first.flatMap { Double($0) } ?? 0) * 1e-9
        }
        return total
    }
}
