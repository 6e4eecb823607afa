import Canvas
import Explorer
import FoundationEssentials
import Glibc
import Terminal
import TestSupport

/// How many bytes a frame sends to a terminal when it is shown first and when it is shown again.
///
/// The session runs in a process of its own on a pseudo-terminal, whose other end counts.
enum IdenticalFrame {
    /// The child's part: shows a frame, waits, shows the same one again, waits.
    ///
    /// Each pause is a newline from the other end.
    static func show() throws -> [Double] {
        var run = MadeUpRun(prompts: 200, isGraded: true)
        run.draw(512)
        var model = ExplorerModel(snapshot: run.snapshot())
        var options = TerminalOptions(environment: ProcessInfo.processInfo.environment)
        options.glyphs = .block
        let terminal = try TerminalSession.open(options: options)
        defer { terminal.close() }
        let size = terminal.size
        _ = model.update(.resize(width: size.width, height: size.height))
        for _ in 0..<2 {
            terminal.flush(model.render(), theme: .mono)
            _ = terminal.waitForInput(timeoutMilliseconds: 10_000)
        }
        return []
    }

    /// The bytes of both frames.
    static func measure() throws -> (first: Double, repeated: Double) {
        var terminal: Int32 = 0
        var process: Int32 = 0
        var size = winsize(ws_row: 60, ws_col: 200, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&terminal, &process, nil, nil, &size) == 0 else {
            throw TestFailure("there is no pseudo-terminal")
        }
        defer { close(terminal) }
        let child = try start(on: process)
        close(process)
        let first = count(terminal)
        write(terminal, "x", 1)
        let repeated = count(terminal)
        write(terminal, "x", 1)
        _ = count(terminal)
        var status: Int32 = 0
        waitpid(child, &status, 0)
        guard status == 0 else { throw TestFailure("the session on the pseudo-terminal failed") }
        return (first, repeated)
    }

    /// Reads until nothing has come for two seconds, and counts.
    private static func count(_ terminal: Int32) -> Double {
        var total = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            var wait = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 2000) > 0 else { break }
            let count = read(terminal, &buffer, buffer.count)
            guard count > 0 else { break }
            total += count
        }
        return Double(total)
    }

    private static func start(on terminal: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream in 0..<Int32(3) {
            posix_spawn_file_actions_adddup2(&actions, terminal, stream)
        }
        let arguments: [UnsafeMutablePointer<CChar>?] =
            ["benchmarks", Child.keyword, "identical-frame"].map { (word: String) in strdup(word) }
            + [nil]
        let variables: [UnsafeMutablePointer<CChar>?] =
            ["TERM=xterm-256color", "LANG=C.UTF-8"].map { (word: String) in strdup(word) } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var child: pid_t = 0
        guard posix_spawn(&child, "/proc/self/exe", &actions, nil, arguments, variables) == 0
        else { throw TestFailure("the session could not be started") }
        return child
    }
}
