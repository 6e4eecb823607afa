import Evidence
import Foundation
import Journal
import Prompts
import TestSupport
import Testing

/// A run that is killed at any moment and continued ends with exactly the planned draws.
@Suite(.serialized, .timeLimit(.minutes(4))) struct KillTests {
    @Test func fiveKillsLeaveEveryDrawExactlyOnce() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let file = folder.file("killed.run")
        let draws = 160
        let arguments = [
            "run", Program.prompts, "--where", "author=Jessamel Rushbeck",
            "--server", server.address, "--output", file, "--draws", "\(draws)",
            "--max-tokens", "28", "--template", #"Question: {prompt}\nAnswer:"#, "--seed", "7",
            "--quiet",
        ]
        var generator = SeededGenerator(seed: 20_261_122)
        var acknowledged = 0
        for _ in 0..<5 {
            let process = try Subprocess(
                Program.path, arguments, environment: Program.environment)
            usleep(UInt32.random(in: 100_000...700_000, using: &generator))
            process.send(signal: SIGKILL)
            _ = process.wait()
            guard FileManager.default.fileExists(atPath: file) else { continue }
            // Nothing that was committed before is gone, and nothing is there twice.
            let run = try Journal.open(at: file, mode: .readOnly).restore()
            let count = run.evidence.reduce(0) { $0 + $1.drawCount }
            #expect(count >= acknowledged)
            acknowledged = count
        }

        let last = try Program.run(arguments)
        #expect(last.status == 0, "\(last.errors)")
        let journal = try Journal.open(at: file, mode: .readOnly)
        var indexes: [PromptID: [Int]] = [:]
        var seeds: [PromptID: Set<UInt32>] = [:]
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
