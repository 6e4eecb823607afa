import Foundation
import TestSupport

/// The explorer on a recorded run in a real terminal, with every byte that it sends kept.
final class RecordingTerminal: Sendable {
    let folder: TemporaryFolder
    let tmux: Tmux

    /// - Parameters:
    ///   - prefix: shell code before the program, such as `env -u TERM`.
    ///   - environment: shell assignments for the program alone.
    init(
        _ arguments: String = "explore '\(Program.recordedRun)'", prefix: String = "",
        environment: String = "", width: Int = 100, height: Int = 30
    ) throws {
        folder = try TemporaryFolder()
        let path = folder.path
        let run = try folder.file(
            "run.sh",
            containing: """
                echo $$ > pid
                exec env -u NO_COLOR PROBSCOPE_DATA='\(Program.checkout)' XDG_STATE_HOME='\(path)/state' \
                XDG_CONFIG_HOME='\(path)/config' \(environment) '\(Program.path)' \(arguments)
                """)
        // The shell in between remembers the terminal's modes before and after.
        let script = try folder.file(
            "inner.sh",
            containing: """
                cd '\(path)'; echo $$ > shell; stty -g > before
                \(prefix) sh \(run)
                echo $? > status; stty -g > after; echo LEFT
                """)
        tmux = try Tmux(
            "script -qfO '\(path)/bytes' -c 'sh \(script)'; sleep 60", width: width,
            height: height)
    }

    /// `demo` with llama.cpp's own server and temporary files in the test's folder.
    convenience init(liveDemo options: String) throws {
        let python = try RealServer.python()
        // A path of its own lets the test find the server among all processes.
        try self.init(
            "demo \(options) --data \"$PWD/data\"", prefix: "ln -s '\(Program.checkout)' data;",
            environment: "TMPDIR=\"$PWD\" PROBSCOPE_LLAMA_PYTHON='\(python)'", width: 80, height: 24
        )
    }

    /// The processes of a live demo: the program and its servers.
    var demoProcesses: [pid_t] { DemoTests.processes(with: folder.file("data")) }

    /// A test that fails leaves before its program does, and `script` takes no notice of a terminal
    /// that is closed: the program is ended here, with the shell that leads its process group.
    deinit {
        guard content(of: "after").isEmpty, let shell = pid_t(content(of: "shell")), shell > 1
        else { return }
        kill(-shell, SIGKILL)
    }

    /// Every byte sent to the terminal so far; bytes that are no text become U+FFFD.
    var bytes: String {
        String(
            decoding: FileManager.default.contents(atPath: folder.file("bytes")) ?? Data(),
            as: UTF8.self)
    }

    var byteCount: Int {
        (try? FileManager.default.attributesOfItem(atPath: folder.file("bytes"))[.size] as? Int)
            ?? 0
    }

    /// The number of bytes once no more have come for a while.
    func settledByteCount() -> Int {
        var last = -1
        var count = byteCount
        while count != last {
            usleep(300_000)
            last = count
            count = byteCount
        }
        return count
    }

    func content(of name: String) -> String {
        ((try? String(contentsOfFile: folder.file(name), encoding: .utf8)) ?? "")
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    var processID: pid_t { pid_t(content(of: "pid")) ?? -1 }

    /// Whether the program has left with status 0 and the terminal's modes as they were.
    var hasLeftInOrder: Bool {
        content(of: "status") == "0" && !content(of: "before").isEmpty
            && content(of: "before") == content(of: "after")
    }

    /// The parameters of every SGR sequence, one list a sequence.
    var renditions: [[Int]] {
        bytes.matches(of: /\u{1B}\[([0-9;]*)m/).map { match in
            match.1.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        }
    }

    /// Whether the process has ended, waiting a while for it.
    static func ends(_ process: pid_t, within seconds: Double) -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        repeat {
            // A zombie has ended too.
            let status = FileManager.default.contents(atPath: "/proc/\(process)/stat")
                .map { String(decoding: $0, as: UTF8.self) }
            guard let status, !status.contains(") Z ") else { return true }
            usleep(10_000)
        } while ContinuousClock.now < deadline
        return false
    }
}
