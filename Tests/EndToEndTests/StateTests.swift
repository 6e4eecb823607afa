import Foundation
import TestSupport
import Testing

/// a run is opened where it was left.
@Suite(.serialized, .timeLimit(.minutes(3))) struct StateTests {
    private func open(_ state: String, _ options: String = "") throws -> Tmux {
        try Tmux(
            "'\(Program.path)' explore '\(Program.recordedRun)' \(options); echo LEFT; sleep 60",
            environment: ["PROBSCOPE_DATA": Program.checkout, "XDG_STATE_HOME": state])
    }

    private func files(in folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: folder)?.allObjects ?? []
        return found.compactMap { $0 as? String }.filter { $0.contains("authors") }
    }

    @Test func theViewAndThePromptAreFoundAgain() throws {
        let folder = try TemporaryFolder()
        let first = try open(folder.path)
        try first.wait(for: "recorded run")
        try first.type("jj3")
        try first.wait(for: "Scores: keyword")
        try first.send("Q")
        try first.wait(for: "LEFT")
        #expect(files(in: folder.path).count == 1)

        let second = try open(folder.path)
        try second.wait(for: "Scores: keyword")
        try second.wait(for: "a00-trade")
        try second.send("Q")
        try second.wait(for: "LEFT")

        let third = try open(folder.path, "--no-state")
        try third.wait(for: "32 prompts")
        try third.send("Q")
        try third.wait(for: "LEFT")
    }

    @Test func aSignalAndTheOptionLeaveNothingBehind() throws {
        let folder = try TemporaryFolder()
        let ended = try open(folder.path)
        try ended.wait(for: "recorded run")
        try ended.send("3")
        try ended.wait(for: "Scores: keyword")
        for process in DemoTests.processes(with: Program.recordedRun)
        where Self.isInTerminal(process, state: folder.path) {
            kill(process, SIGTERM)
        }
        try ended.wait(for: "LEFT")
        let unwanted = try open(folder.path, "--no-state")
        try unwanted.wait(for: "recorded run")
        try unwanted.send("Q")
        try unwanted.wait(for: "LEFT")
        #expect(files(in: folder.path).isEmpty)
    }

    /// Whether the process is the explorer of this test.
    private static func isInTerminal(_ process: pid_t, state: String) -> Bool {
        let bytes = FileManager.default.contents(atPath: "/proc/\(process)/environ") ?? Data()
        return String(decoding: bytes, as: UTF8.self).contains("XDG_STATE_HOME=\(state)")
    }

    /// A folder that no one, not even root, can write is named once; leaving says nothing.
    @Test func aReadOnlyFolderIsNamedOnceAndIsNoFailure() throws {
        let terminal = try open("/proc/1")
        try terminal.wait(for: "will not be remembered")
        try terminal.send("Q")
        let screen = try terminal.wait(for: "LEFT")
        #expect(!screen.contains("remembered"))
    }
}
