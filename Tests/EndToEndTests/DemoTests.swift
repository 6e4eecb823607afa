import Foundation
import TestSupport
import Testing

/// The main job in a real terminal: `demo` starts llama.cpp's own server, samples and is explored.
@Suite(.serialized, .timeLimit(.minutes(3))) struct DemoTests {
    @Test func demoIsSampledExploredExportedResizedAndLeavesNothingBehind() throws {
        let demo = try RecordingTerminal(liveDemo: "")
        let terminal = demo.tmux

        // Live draws arrive.
        let first = try terminal.wait(for: "live draws", seconds: 60) {
            Self.drawCount(in: $0) ?? 0 > 200
        }
        #expect(first.contains("SAMPLED"))
        #expect(!demo.demoProcesses.isEmpty)
        let count = Self.drawCount(in: first) ?? 0
        try terminal.wait(for: "more draws") { Self.drawCount(in: $0) ?? .max > count }

        // Every view opens, and s toggles greedy and sampled in each.
        for (key, title) in [
            ("1", "Prompts"), ("2", "Outputs"), ("3", "Scores"), ("4", "Bounds"), ("5", "Tokens"),
            ("6", "Compare"),
        ] {
            try terminal.send(key)
            try terminal.wait(for: "view \(title)") { screen in
                screen.split(separator: "\n").prefix(2).contains { $0.contains("\(title)") }
            }
            try terminal.send("s")
            try terminal.wait(for: "GREEDY")
            try terminal.send("s")
            try terminal.wait(for: "SAMPLED")
        }

        // Pausing stops the count, freezing says so.
        try terminal.send("1")
        try terminal.send("f")
        try terminal.wait(for: "FROZEN")
        try terminal.send("f")

        // Export writes what is seen.
        try terminal.send("3")
        try terminal.wait(for: "Scores")
        try terminal.type(":export picture.txt")
        try terminal.send("Enter")
        try terminal.wait(for: "Wrote picture.txt")
        let picture = try String(contentsOfFile: demo.folder.file("picture.txt"), encoding: .utf8)
        #expect(picture.contains("Scores"))
        #expect(!picture.contains("\u{1B}"))

        // Resizing never breaks the picture.
        for (width, height) in [(160, 50), (20, 5), (80, 24)] {
            try terminal.resize(width: width, height: height)
            try terminal.wait(for: "a picture of \(width)×\(height)") { screen in
                width < 24 ? screen.contains("20") : screen.contains("Scores")
            }
        }

        // Leaving gives the terminal back as it was, and no process is left.
        try terminal.send("Q")
        try terminal.wait(for: "LEFT")
        #expect(demo.hasLeftInOrder)
        #expect(demo.demoProcesses.isEmpty)
    }

    @Test func theServerEndsWhenTheDemoIsKilled() throws {
        let demo = try RecordingTerminal(liveDemo: "")
        try demo.tmux.wait(for: "live draws", seconds: 60) {
            Self.drawCount(in: $0) ?? 0 > 0
        }
        #expect(demo.demoProcesses.contains { $0 != demo.processID })
        kill(demo.processID, SIGKILL)
        let deadline = ContinuousClock.now + .seconds(10)
        while !demo.demoProcesses.isEmpty, ContinuousClock.now < deadline { usleep(20_000) }
        #expect(demo.demoProcesses.isEmpty)
    }

    @Test func withoutAServerTheRecordedRunIsOpened() throws {
        let terminal = try RecordingTerminal(
            "demo --recorded", environment: "PATH=/usr/bin:/bin PROBSCOPE_LLAMA_PYTHON=")
        try terminal.tmux.wait(for: "recorded run")
        try terminal.tmux.type("3")
        try terminal.tmux.wait(for: "Scores")
        try terminal.tmux.send("Q")
        try terminal.tmux.wait(for: "LEFT")
        #expect(terminal.hasLeftInOrder)
    }

    /// The number of draws that the header shows, "5299/32768 draws".
    static func drawCount(in screen: String) -> Int? {
        guard let match = screen.firstMatch(of: /(\d+)\/\d+ draws/) else { return nil }
        return Int(match.1)
    }

    /// Processes whose command line has a text in it, shells and terminals aside.
    static func processes(with text: String) -> [pid_t] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.filter { process in
            guard process != getpid(),
                let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
            else { return false }
            let words = String(decoding: bytes, as: UTF8.self).split(separator: "\0")
            guard let program = words.first.map(String.init) else { return false }
            return !program.hasSuffix("sh") && !program.hasSuffix("tmux")
                && words.contains { $0.contains(text) }
        }
    }
}
