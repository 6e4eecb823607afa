import Foundation
import TestSupport
import Testing

/// a run is opened where it was left.
@Suite(.serialized, .timeLimit(.minutes(3))) struct StateTests {
    private func open(_ state: String, _ options: String = "") throws -> RecordingTerminal {
        try RecordingTerminal(
            "explore '\(Program.recordedRun)' \(options)",
            environment: "XDG_STATE_HOME='\(state)'")
    }

    private func files(in folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: folder)?.allObjects ?? []
        return found.compactMap { $0 as? String }.filter { $0.contains("authors") }
    }

    @Test func theViewAndThePromptAreFoundAgain() throws {
        let folder = try TemporaryFolder()
        let first = try open(folder.path)
        try first.tmux.wait(for: "recorded run")
        try first.tmux.type("jj3")
        try first.tmux.wait(for: "Scores: keyword")
        try first.tmux.send("Q")
        try first.tmux.wait(for: "LEFT")
        #expect(files(in: folder.path).count == 1)

        let second = try open(folder.path)
        try second.tmux.wait(for: "Scores: keyword")
        try second.tmux.wait(for: "a00-trade")
        try second.tmux.send("Q")
        try second.tmux.wait(for: "LEFT")

        let third = try open(folder.path, "--no-state")
        try third.tmux.wait(for: "32 prompts")
        try third.tmux.send("Q")
        try third.tmux.wait(for: "LEFT")
    }

    @Test func aSignalAndTheOptionLeaveNothingBehind() throws {
        let folder = try TemporaryFolder()
        let ended = try open(folder.path)
        try ended.tmux.wait(for: "recorded run")
        try ended.tmux.send("3")
        try ended.tmux.wait(for: "Scores: keyword")
        kill(ended.processID, SIGTERM)
        try ended.tmux.wait(for: "LEFT")
        #expect(ended.content(of: "status") == "143")
        let unwanted = try open(folder.path, "--no-state")
        try unwanted.tmux.wait(for: "recorded run")
        try unwanted.tmux.send("Q")
        try unwanted.tmux.wait(for: "LEFT")
        #expect(files(in: folder.path).isEmpty)
    }

    /// A folder that no one, not even root, can write is named once; leaving says nothing.
    @Test func aReadOnlyFolderIsNamedOnceAndIsNoFailure() throws {
        let terminal = try open("/proc/1")
        try terminal.tmux.wait(for: "will not be remembered")
        try terminal.tmux.send("Q")
        let screen = try terminal.tmux.wait(for: "LEFT")
        #expect(!screen.contains("remembered"))
    }
}
