import Evidence
import Foundation
import Journal
import Prompts
import TestSupport
import Testing

/// A run that is killed at any moment and continued ends with exactly the planned draws.
@Suite(.serialized, .timeLimit(.minutes(60))) struct KillTests {
    /// Ten kills, or as many as `PROBSCOPE_TEST_KILLS` says.
    private var kills: Int {
        ProcessInfo.processInfo.environment["PROBSCOPE_TEST_KILLS"].flatMap { Int($0) } ?? 10
    }

    @Test func killsAtRandomMomentsLeaveEveryDrawExactlyOnce() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let file = folder.file("killed.run")
        let draws = 20 * kills
        let arguments = [
            "run", Program.prompts, "--where", "author=Jessamel Rushbeck",
            "--server", server.address, "--output", file, "--draws", "\(draws)",
            "--max-tokens", "28", "--template", #"Question: {prompt}\nAnswer:"#, "--seed", "7",
            "--quiet",
        ]
        var generator = SeededGenerator(seed: 20_261_122)
        var acknowledged: [DrawName: String] = [:]
        for kill in 0..<kills {
            // It tells that the next process has the run open; the one of a killed process stays.
            try? FileManager.default.removeItem(atPath: file + "-lock")
            let process = try Subprocess(
                Program.path, arguments, environment: Program.environment)
            // Now and then also before it has begun.
            let isEarly = kill % 5 == 4
            for _ in 0..<4_000 where !isEarly {
                if FileManager.default.fileExists(atPath: file + "-lock") { break }
                usleep(5_000)
            }
            usleep(UInt32.random(in: 0...700_000, using: &generator))
            process.send(signal: SIGKILL)
            _ = process.wait()
            guard FileManager.default.fileExists(atPath: file) else { continue }
            // Nothing that was committed before is gone or changed.
            let found = try self.draws(in: file)
            #expect(acknowledged.allSatisfy { found[$0.key] == $0.value })
            acknowledged = found
        }
        #expect(!acknowledged.isEmpty)

        let last = try Program.run(arguments)
        #expect(last.status == 0, "\(last.errors)")
        let found = try self.draws(in: file)
        #expect(acknowledged.allSatisfy { found[$0.key] == $0.value })
        var indexes: [PromptID: [Int]] = [:]
        var seeds: [PromptID: Set<UInt32>] = [:]
        let journal = try Journal.open(at: file, mode: .readOnly)
        try journal.forEachDraw { entry in
            indexes[entry.draw.prompt, default: []].append(entry.draw.index)
            seeds[entry.draw.prompt, default: []].insert(entry.draw.seed)
        }
        #expect(indexes.count == 8)
        for (prompt, found) in indexes {
            #expect(found == Array(0..<draws), "prompt \(prompt)")
            #expect(seeds[prompt]?.count == draws)
        }
        let run = try journal.restore()
        #expect(run.evidence.allSatisfy { $0.drawCount == draws && $0.waiting == 0 })
    }

    private struct DrawName: Hashable {
        var prompt: PromptID
        var index: Int
    }

    /// Every draw of a run file with its text; that of a lost one is empty.
    private func draws(in file: String) throws -> [DrawName: String] {
        let journal: Journal
        do {
            journal = try Journal.open(at: file, mode: .readOnly)
        } catch {
            // Killed before the new file was a run: nothing was acknowledged yet.
            guard case .notARun = error else { throw error }
            return [:]
        }
        var found: [DrawName: String] = [:]
        try journal.forEachDraw { entry in
            let name = DrawName(prompt: entry.draw.prompt, index: entry.draw.index)
            #expect(found.updateValue(entry.draw.answer?.text ?? "", forKey: name) == nil)
        }
        return found
    }

    @Test func aRunThatIsBeingWrittenIsOnlyReadAndItsWriterIsNamed() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let file = folder.file("held.run")
        let arguments = [
            "run", Program.prompts, "--where", "author=Jessamel Rushbeck",
            "--server", server.address, "--output", file, "--draws", "100000",
            "--max-tokens", "28", "--quiet",
        ]
        let writer = try Subprocess(Program.path, arguments, environment: Program.environment)
        var isWriting = true
        defer { if isWriting { writer.send(signal: SIGKILL) } }
        func draws() -> Int {
            (try? Journal.open(at: file, mode: .readOnly).restore())
                .map { $0.evidence.reduce(0) { $0 + $1.drawCount } } ?? 0
        }
        func wait(until isSo: () -> Bool) {
            for _ in 0..<400 {
                if isSo() { return }
                usleep(50_000)
            }
        }
        wait { draws() >= 20 }
        let before = draws()
        #expect(before >= 20)

        let second = try Program.run(arguments)
        #expect(second.status == 1)
        #expect(second.errors.contains("is being written by process \(writer.processID) on "))
        let shown = try Program.run("explore", "--plain", file)
        #expect(shown.status == 0)
        #expect(shown.output.contains("Open for reading only: process \(writer.processID) on "))
        #expect(try Program.run("report", file).status == 0)

        // The writer was not disturbed, and leaves one whole file.
        wait { draws() > before }
        writer.send(signal: SIGINT)
        #expect(writer.wait().status == 130)
        isWriting = false
        #expect(draws() > before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["held.run"])
    }

    @Test(arguments: [1, 2])
    func controlCEndsARunCleanlyAndTwiceAtOnce(presses: Int) async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let file = folder.file("interrupted.run")
        let process = try Subprocess(
            Program.path,
            [
                "run", Program.prompts, "--where", "author=Jessamel Rushbeck",
                "--server", server.address, "--output", file, "--draws", "100000",
                "--max-tokens", "28",
            ], environment: Program.environment)
        var before: [DrawName: String] = [:]
        for _ in 0..<1_200 where before.count < 20 {
            usleep(50_000)
            before = (try? draws(in: file)) ?? [:]
        }
        for _ in 0..<presses { process.send(signal: SIGINT) }
        let result = process.wait()
        #expect(result.status == 130)
        // Signals that come together may count as one.
        let wasAtOnce = result.errors.contains("the run file has every draw that was counted")
        #expect(wasAtOnce || result.output.contains("Sampling ended: stopped by the user."))
        if presses == 1 { #expect(!wasAtOnce) }
        let after = try draws(in: file)
        #expect(before.count >= 20)
        #expect(before.allSatisfy { after[$0.key] == $0.value })
        let run = try Journal.open(at: file, mode: .readWrite).restore()
        let counted = run.evidence.reduce(0) { $0 + $1.drawCount }
        #expect(counted + run.waiting.reduce(0) { $0 + $1.count } == after.count)
    }

    @Test func continuingWithOtherSettingsIsRefusedAndLosesNothing() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let arguments = [
            "run", Program.prompts, "--where", "author=Jessamel Rushbeck",
            "--server", server.address, "--output", folder.file("a.run"), "--draws", "8",
            "--max-tokens", "28", "--quiet",
        ]
        #expect(try Program.run(arguments).status == 0)
        let other = try Program.run(arguments + ["--temperature", "0.7"])
        #expect(other.status == 64)
        #expect(other.errors.contains("decoding"))
        let more = try Program.run(arguments.map { $0 == "8" ? "12" : $0 })
        #expect(more.status == 0)
        let run = try Journal.open(at: folder.file("a.run"), mode: .readOnly).restore()
        #expect(run.evidence.allSatisfy { $0.drawCount == 12 })
    }
}
