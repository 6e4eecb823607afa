import Platform

/// A real terminal for one test: a private tmux server with one window.
package final class Tmux: Sendable {
    private let socket: String

    /// Starts a command in a terminal of the given size.
    ///
    /// - Parameter command: a shell command line; the terminal stays open when it ends, so that the
    ///   screen it left can be looked at.
    package init(
        _ command: String, width: Int = 80, height: Int = 24, terminal: String = "tmux-256color",
        environment: [String: String] = [:]
    ) throws {
        socket = "probscope-\(getpid())-\(Int.random(in: 0..<1_000_000_000))"
        let assignments = environment.map { "\($0.key)=\(Tmux.quoted($0.value))" }.sorted()
        let line = (assignments + [command]).joined(separator: " ")
        try tmux(
            "set-option", "-g", "default-terminal", terminal, ";",
            "set-option", "-g", "remain-on-exit", "on", ";",
            "set-option", "-g", "status", "off", ";",
            "new-session", "-d", "-x", "\(width)", "-y", "\(height)", "-e", "LANG=C.UTF-8",
            "sh", "-c", line)
    }

    deinit {
        _ = try? Subprocess.run("tmux", ["-L", socket, "kill-server"])
    }

    /// Types keys by their tmux names ("Enter", "C-c", "q").
    package func send(_ keys: String...) throws {
        try tmux(["send-keys"] + keys)
    }

    /// Types text exactly as given.
    package func type(_ text: String) throws {
        try tmux("send-keys", "-l", text)
    }

    package func resize(width: Int, height: Int) throws {
        try tmux("resize-window", "-x", "\(width)", "-y", "\(height)")
    }

    /// The screen once it no longer changes, one string a row, trailing blanks trimmed: a program
    /// answers a key a little later, in several pieces, and narrows its limits step by step.
    package func settledScreen() throws -> String {
        var last = ""
        var now = try screen()
        while now != last {
            usleep(400_000)
            last = now
            now = try screen()
        }
        return now
    }

    /// Whether the command has ended.
    package func isDead() throws -> Bool {
        try tmux("list-panes", "-F", "#{pane_dead}").hasPrefix("1")
    }

    /// The process in the terminal.
    package func processID() throws -> pid_t {
        let text = try tmux("list-panes", "-F", "#{pane_pid}")
        return pid_t(text.split(separator: "\n").first ?? "") ?? -1
    }

    /// Waits until the screen satisfies a condition, and returns that screen.
    ///
    /// - Throws: ``TmuxFailure`` with the last screen when the time is up.
    @discardableResult
    package func wait(
        for what: String, seconds: Double = 20, until condition: (String) -> Bool
    ) throws -> String {
        var last = ""
        let deadline = Tmux.now() + seconds
        repeat {
            last = try screen()
            if condition(last) { return last }
            usleep(15_000)
        } while Tmux.now() < deadline
        throw TmuxFailure(description: "waited \(seconds) s for \(what); the screen was:\n\(last)")
    }

    /// Waits until the screen contains a text.
    @discardableResult
    package func wait(for text: String, seconds: Double = 20) throws -> String {
        try wait(for: "“\(text)”", seconds: seconds) { $0.contains(text) }
    }

    // MARK: - Parts

    /// The screen of this moment, which may be half painted: tests wait for a text, or until it
    /// has settled.
    private func screen() throws -> String {
        try tmux("capture-pane", "-p")
    }

    @discardableResult
    private func tmux(_ arguments: String...) throws -> String {
        try tmux(arguments)
    }

    @discardableResult
    private func tmux(_ arguments: [String]) throws -> String {
        let result = try Subprocess.run("tmux", ["-L", socket, "-f", "/dev/null"] + arguments)
        guard result.status == 0 else {
            throw TmuxFailure(
                description: "tmux \(arguments.first ?? "") failed: \(result.errors)")
        }
        return result.output
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func quoted(_ text: String) -> String {
        "'"
            + text.split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: "'\\''")
            + "'"
    }
}

/// A terminal test could not go on.
package struct TmuxFailure: Error, CustomStringConvertible {
    package var description: String
}
