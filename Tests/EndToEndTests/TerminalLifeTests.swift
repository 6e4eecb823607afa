import Foundation
import TestSupport
import Testing

/// The terminal is given back on every way out, and the explorer lives with what terminals do.
@Suite(.serialized, .timeLimit(.minutes(3))) struct TerminalLifeTests {
    /// modes as before, alternate screen left, cursor shown, mouse off, exit code.
    @Test(arguments: [("", 0), ("INT", 130), ("TERM", 143)])
    func everyWayOutGivesTheTerminalBack(signal: String, status: Int) throws {
        let terminal = try RecordingTerminal("explore '\(Program.recordedRun)' --mouse")
        try terminal.tmux.wait(for: "recorded run")
        if signal.isEmpty {
            try terminal.tmux.type("Q")
        } else {
            kill(terminal.processID, signal == "INT" ? SIGINT : SIGTERM)
        }
        try terminal.tmux.wait(for: "LEFT")
        #expect(terminal.content(of: "status") == "\(status)")
        #expect(terminal.content(of: "before") == terminal.content(of: "after"))
        let bytes = terminal.bytes
        for (on, off) in [
            ("\u{1B}[?1049h", "\u{1B}[?1049l"), ("\u{1B}[?1000h", "\u{1B}[?1000l"),
            ("\u{1B}[?25l", "\u{1B}[?25h"),
        ] {
            guard let last = bytes.ranges(of: on).last else { continue }
            #expect(bytes[last.upperBound...].contains(off), "\(on.dropFirst())")
        }
        #expect(bytes.contains("\u{1B}[?1049l"))
    }

    /// what is advised is what replaces the file.
    @Test func aFileThatExistsIsKeptAndTheAdviceReplacesIt() throws {
        let terminal = try RecordingTerminal("explore '\(Program.smallRun)'")
        try terminal.tmux.wait(for: "recorded run")
        for command in ["export", "export-all"] {
            let file = try terminal.folder.file(command + ".txt", containing: "mine")
            try terminal.tmux.type(":\(command) \(command).txt\r")
            try terminal.tmux.wait(for: "or replace it with :\(command)!.")
            #expect(terminal.content(of: command + ".txt") == "mine")
            try terminal.tmux.type(":\(command)! \(command).txt\r")
            try terminal.tmux.wait(for: "Wrote \(command).txt")
            #expect(try String(contentsOfFile: file, encoding: .utf8).contains("run authors-npo"))
        }
    }

    /// the shell has its echo while the explorer is stopped; `fg` shows the full picture.
    @Test func controlZGivesTheShellBackAndFgTheWholePicture() throws {
        let terminal = try Tmux(
            "PS1='ready> ' bash --norc --noprofile -i",
            environment: ["PROBSCOPE_DATA": Program.checkout])
        try terminal.wait(for: "ready>")
        try terminal.type("'\(Program.path)' explore '\(Program.recordedRun)' --no-state\n")
        try terminal.wait(for: "recorded run")
        let first = try terminal.settledScreen()
        try terminal.send("C-z")
        try terminal.wait(for: "Stopped")
        try terminal.type("echo heard-$((40+2))")
        try terminal.wait(for: "echo heard-")
        try terminal.send("Enter")
        try terminal.wait(for: "heard-42")
        try terminal.type("fg\n")
        try terminal.wait(for: "recorded run")
        #expect(try terminal.settledScreen() == first, "no stray key, no row missing")
        // A second stop, and the way out, give back the shell's lines in their order.
        try terminal.send("C-z")
        try terminal.wait(for: "heard-42")
        try terminal.type("echo again-$((40+3))\n")
        try terminal.wait(for: "again-43")
        try terminal.type("fg\n")
        try terminal.wait(for: "recorded run")
        try terminal.send("Q")
        try terminal.wait(for: "again-43")
        let lines = try terminal.settledScreen().split(separator: "\n").filter { $0 != " " }
        let order = ["heard-42", "ready> fg", "Stopped", "again-43", "ready> fg"]
        var rest = lines[...]
        for text in order {
            let place = try #require(rest.firstIndex { $0.hasPrefix(text) || $0.contains(text) })
            rest = rest[(place + 1)...]
        }
        #expect(rest.last?.hasPrefix("ready>") == true)
    }

    /// `make demo` and scripts have a parent in the process group that stops before the program.
    @Test(arguments: ["bash", "make -sf"])
    func controlZAndFgWorkBelowAParentOfTheSameGroup(parent: String) throws {
        let folder = try TemporaryFolder()
        let explore = "'\(Program.path)' explore '\(Program.recordedRun)' --no-state"
        // A command after it keeps bash from becoming the program.
        let recipe = parent == "bash" ? "\(explore); true" : "all:\n\t@\(explore)"
        let file = try folder.file("recipe", containing: recipe + "\n")
        let terminal = try Tmux(
            "PS1='ready> ' bash --norc --noprofile -i",
            environment: ["PROBSCOPE_DATA": Program.checkout])
        try terminal.wait(for: "ready>")
        try terminal.type("\(parent) '\(file)'\n")
        try terminal.wait(for: "recorded run")
        let first = try terminal.settledScreen()
        for stop in 1...4 {
            try terminal.send("C-z")
            try terminal.wait(for: "Stopped")
            try terminal.type("clear; echo heard-$((40+\(stop)))\n")
            try terminal.wait(for: "heard-\(40 + stop)")
            try terminal.type("fg\n")
            try terminal.wait(for: "the picture after stop \(stop)") {
                $0.trimmingCharacters(in: .newlines) == first.trimmingCharacters(in: .newlines)
            }
        }
        try terminal.send("Q")
        try terminal.wait(for: "Come back")
        try terminal.type("stty -a | grep -c 'susp = ^Z'\n")
        try terminal.wait(for: "the shell's own Ctrl-Z") { $0.contains("\n1\n") }
    }

    /// Whether every process of a group is stopped.
    private static func isStopped(_ group: pid_t) -> Bool {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.allSatisfy { process in
            // The name before it may have anything in it.
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let fields = text.split(separator: ")").last?.split(separator: " "),
                fields.count > 2, pid_t(fields[2]) == group
            else { return true }
            return fields[0] == "T"
        }
    }

    /// An interactive shell whose job is a script, and the script's process group once the explorer
    /// in it shows the recorded run.
    private static func explorerInAJob() throws -> (terminal: Tmux, group: pid_t, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "recipe",
            containing: """
                echo $$ > '\(folder.path)/group'
                '\(Program.path)' explore '\(Program.recordedRun)' --no-state
                true

                """)
        let terminal = try Tmux(
            "PS1='ready> ' bash --norc --noprofile -i",
            environment: ["PROBSCOPE_DATA": Program.checkout])
        try terminal.wait(for: "ready>")
        try terminal.type("bash '\(file)'\n")
        try terminal.wait(for: "recorded run")
        let text = try String(contentsOfFile: folder.file("group"), encoding: .utf8)
        let group = try #require(pid_t(text.trimmingCharacters(in: .newlines)))
        return (terminal, group, folder)
    }

    /// Waits until every process of a group is stopped.
    private static func awaitStop(of group: pid_t) {
        let deadline = ContinuousClock.now + .seconds(20)
        while !isStopped(group), ContinuousClock.now < deadline { usleep(5_000) }
    }

    /// a stop from outside, of the whole group, behind which the shell has the terminal again.
    @Test func aGroupThatIsStoppedFromOutsideGoesOnWithOneFg() throws {
        let (terminal, group, folder) = try Self.explorerInAJob()
        defer { withExtendedLifetime(folder) {} }
        let first = try terminal.settledScreen()
        for stop in 1...3 {
            kill(-group, SIGTSTP)
            try terminal.wait(for: "the shell") { $0 != first }
            // Whoever types sees the shell some time later; an fg that comes before all have stopped
            // would be over by then.
            Self.awaitStop(of: group)
            try terminal.type("clear; echo heard-$((40+\(stop)))\n")
            try terminal.wait(for: "heard-\(40 + stop)")
            try terminal.type("fg\n")
            try terminal.wait(for: "the picture after stop \(stop)") { $0 == first }
        }
        try terminal.send("Q")
        // What is typed before the shell is back is the program's, and gone with it.
        try terminal.wait(for: "Come back")
        try terminal.type("echo left-$((1+1))\n")
        try terminal.wait(for: "left-2")
    }

    /// curses ignores stops while it sends a picture; here the terminal takes nothing for a while.
    @Test func aStopThatComesWhileAPictureIsSentIsNotLost() throws {
        let (terminal, group, folder) = try Self.explorerInAJob()
        defer { withExtendedLifetime(folder) {} }
        _ = try terminal.settledScreen()
        // The picture of the next row waits for Ctrl-Q.
        try terminal.send("C-s", "j")
        usleep(300_000)
        kill(-group, SIGTSTP)
        usleep(300_000)
        try terminal.send("C-q")
        Self.awaitStop(of: group)
        #expect(Self.isStopped(group))
        try terminal.type("clear; echo heard-$((40+1))\n")
        try terminal.wait(for: "heard-41")
        try terminal.type("fg\n")
        try terminal.wait(for: "recorded run")
        try terminal.send("Q")
        // What is typed before the shell is back is the program's, and gone with it.
        try terminal.wait(for: "Come back")
        try terminal.type("echo left-$((1+1))\n")
        try terminal.wait(for: "left-2")
    }

    /// the terminal is gone, also for a process that ignores SIGHUP.
    @Test(arguments: ["", "trap \"\" HUP;"])
    func aClosedTerminalEndsTheProcess(before: String) throws {
        let folder = try TemporaryFolder()
        var terminal: Tmux? = try Tmux(
            "\(before) echo $$ > '\(folder.path)/pid'; exec '\(Program.path)' explore "
                + "'\(Program.recordedRun)' --no-state",
            environment: [:])
        try terminal?.wait(for: "recorded run")
        let process = try #require(try terminal?.processID())
        #expect(process > 0)
        terminal = nil
        #expect(RecordingTerminal.ends(process, within: 1))
    }

    /// A terminal that is closed with a shell in it sends more than one signal; the run file is put
    /// in order all the same.
    @Test(arguments: [SIGHUP, SIGTERM])
    func furtherSignalsDoNotCutTheTidyingShort(signal: Int32) throws {
        let server = try FakeLlama { _ in .text("an answer") }
        let terminal = try RecordingTerminal(
            "explore '\(Program.prompts)' --server \(server.address) --draws 100000 "
                + "--output live.run")
        try terminal.tmux.wait(for: "live draws", seconds: 60) {
            DemoTests.drawCount(in: $0) ?? 0 > 50
        }
        for _ in 0..<10_000 where terminal.content(of: "status").isEmpty {
            kill(terminal.processID, signal)
            usleep(1_000)
        }
        #expect(terminal.content(of: "status") == "143")
        let files = try FileManager.default.contentsOfDirectory(atPath: terminal.folder.path)
        #expect(files.filter { $0.hasPrefix("live.run") } == ["live.run"])
    }

    /// a trap gives the terminal back before it is reported, and stays a trap.
    @Test func aCrashGivesTheTerminalBackFirst() throws {
        let terminal = try RecordingTerminal(environment: "SWIFT_BACKTRACE=enable=no")
        try terminal.tmux.wait(for: "recorded run")
        try terminal.tmux.type(":crash now")
        try terminal.tmux.send("Enter")
        try terminal.tmux.wait(for: "LEFT")
        let status = Int(terminal.content(of: "status")) ?? 0
        #expect([132, 133, 134].contains(status), "ended by a signal: \(status)")
        #expect(terminal.content(of: "before") == terminal.content(of: "after"))
        let bytes = terminal.bytes
        let left = try #require(bytes.ranges(of: "\u{1B}[?1049l").last)
        let report = bytes[left.upperBound...]
        #expect(report.contains("crash on request"))
    }

    /// What the other tests rely on: one that fails leaves no program behind.
    @Test func aTerminalThatIsGivenUpEndsItsProgram() throws {
        var terminal: RecordingTerminal? = try RecordingTerminal()
        try terminal?.tmux.wait(for: "recorded run")
        let process = terminal?.processID ?? -1
        #expect(process > 1 && !RecordingTerminal.ends(process, within: 0))
        terminal = nil
        #expect(RecordingTerminal.ends(process, within: 5))
    }

    /// what a library prints waits until the picture is gone.
    @Test func noiseOnStandardErrorIsShownAfterwards() throws {
        let terminal = try RecordingTerminal()
        try terminal.tmux.wait(for: "recorded run")
        let screen = try terminal.tmux.settledScreen()
        try terminal.tmux.type(":noise now")
        try terminal.tmux.send("Enter")
        try terminal.tmux.wait(for: "the list again") { $0 == screen }
        #expect(!terminal.bytes.contains("noise on request"))
        try terminal.tmux.send("Q")
        try terminal.tmux.wait(for: "LEFT")
        let bytes = terminal.bytes
        let left = try #require(bytes.ranges(of: "\u{1B}[?1049l").last)
        #expect(bytes[left.upperBound...].contains("noise on request"))
    }

    /// an Esc alone acts within 100 ms, unless ESCDELAY says otherwise.
    @Test func escapeActsAtOnceUnlessToldToWait() throws {
        let quick = try RecordingTerminal()
        try quick.tmux.wait(for: "recorded run")
        var best = Duration.seconds(60)
        // The best of a few, so that a busy machine is not mistaken for a slow program.
        for _ in 0..<12 where best > .milliseconds(100) {
            try quick.tmux.type("?")
            try quick.tmux.wait(for: "In every view")
            let before = quick.settledByteCount()
            let start = ContinuousClock.now
            try quick.tmux.send("Escape")
            while quick.byteCount == before, ContinuousClock.now - start < .seconds(5) {
                usleep(500)
            }
            best = min(best, ContinuousClock.now - start)
            try quick.tmux.wait(for: "no help") { !$0.contains("In every view") }
        }
        #expect(best <= .milliseconds(100))

        let slow = try RecordingTerminal(environment: "ESCDELAY=3000")
        try slow.tmux.wait(for: "recorded run")
        try slow.tmux.type("?")
        try slow.tmux.wait(for: "In every view")
        try slow.tmux.send("Escape")
        usleep(500_000)
        #expect(try slow.tmux.settledScreen().contains("In every view"))
        try slow.tmux.wait(for: "no help") { !$0.contains("In every view") }
    }
}
