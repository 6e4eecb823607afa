import Canvas
import Files
import FoundationEssentials
import Platform
import Terminal

/// The user's pager over the explorer.
enum Pager {
    /// Shows lines until the pager ends.
    ///
    /// - Returns: what went wrong, as a sentence.
    static func show(_ lines: [SafeText], on terminal: TerminalSession) -> String? {
        let path =
            FileManager.default.temporaryDirectory.path + "/probscope-answer-\(getpid()).txt"
        defer { unlink(path) }
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return "no pager: \(path): \(String(cString: strerror(errno)))" }
        let text = Array(lines.map(\.string).joined(separator: "\n").utf8) + [10]
        let written = text.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
        guard written == text.count else { return "no pager: \(path) could not be written" }
        let command = ProcessInfo.processInfo.environment["PAGER"].flatMap { $0.isEmpty ? nil : $0 }
        var status: Int32 = 0
        var problem: String?
        terminal.lend { problem = run(command ?? "less", path, &status) }
        if let problem { return problem }
        // A pager that a signal ended was ended by its user.
        let code = (status >> 8) & 0xFF
        guard status & 0x7F == 0, code != 0 else { return nil }
        guard code == 127 else { return "the pager '\(command ?? "less")' ended with code \(code)" }
        return command.map { "the pager '\($0)' was not found; PAGER names another" }
            ?? "less was not found; PAGER names another pager"
    }

    private static func run(_ command: String, _ path: String, _ status: inout Int32) -> String? {
        // The command may have options; the file comes in as it would through a pipe.
        let words = ["sh", "-c", command + " < \"$0\"", path]
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        var variables = ChildEnvironment.withoutKeys().map { strdup($0) } + [nil]
        defer { for variable in variables { free(variable) } }
        // What this process writes is caught while the screen is up: the pager writes to the terminal.
        var actions = newSpawnActions()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/tty", O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        let code = posix_spawn(&process, "/bin/sh", &actions, nil, &arguments, &variables)
        guard code == 0 else { return "no pager: \(String(cString: strerror(code)))" }
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return nil
    }
}
