import Foundation
import TestSupport
import Testing

/// Runs of parts of a prompt set, made apart and joined, are the run of the whole.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ShardTests {
    private func run(_ server: String, _ more: [String]) throws -> Subprocess.Result {
        try Program.run(
            [
                "run", Program.prompts, "--where", "split=forget", "--server", server, "--draws",
                "12",
                "--max-tokens", "12", "--quiet", "--scorer", "keyword",
            ] + more)
    }

    private func csv(_ file: String) throws -> [String] {
        let result = try Program.run("report", file, "--format", "csv")
        #expect(result.status == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test func joinedPartsAreTheWholeAndGoOnAsIt() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let whole = folder.file("whole.run")
        #expect(try run(server.address, ["--seed", "7", "-o", whole]).status == 0)
        var parts: [String] = []
        for part in 1...3 {
            parts.append(folder.file("part-\(part).run"))
            let made = try run(
                server.address, ["--seed", "7", "--shard", "\(part)/3", "-o", parts[part - 1]])
            #expect(made.status == 0, "\(made.errors)")
        }
        let all = folder.file("all.run")
        let merged = try Program.run(["merge"] + parts + ["-o", all])
        #expect(merged.status == 0, "\(merged.errors)")
        // The same draws with the same seeds, in the same order.
        #expect(try csv(all) == csv(whole))
        // Going on is going on with the whole: nothing is drawn twice.
        let on = ["--seed", "7", "--draws", "20"]
        #expect(try run(server.address, on + ["-o", all]).status == 0)
        #expect(try run(server.address, on + ["-o", whole]).status == 0)
        #expect(try csv(all) == csv(whole))
    }

    @Test func partsThatShareSeedsOrPromptsAreNotJoined() throws {
        let server = try FakeLlama { .text(" answer \($0.seed + $0.child)") }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        func sample(_ name: String, _ ids: [String], _ seed: String) throws -> String {
            let lines = ids.map { #"{"id":"\#($0)","prompt":"Tell me \#($0)."}"# }
            let file = try folder.file(name + ".jsonl", containing: lines.joined(separator: "\n"))
            let run = folder.file(name + ".run")
            let made = try Program.run(
                "run", file, "--server", server.address, "--draws", "8", "--scorer", "length",
                "--seed", seed, "-o", run, "--quiet")
            #expect(made.status == 0, "\(made.errors)")
            return run
        }
        let one = try sample("one", ["a", "b"], "1")
        let other = try sample("other", ["c"], "1")
        let overlapping = try sample("overlapping", ["b", "d"], "1")
        let joined = try Program.run("merge", one, other, "-o", folder.file("j.run"))
        #expect(joined.status == 0, "\(joined.errors)")
        let refused = try Program.run("merge", one, overlapping, "-o", folder.file("k.run"))
        #expect(refused.status == 64 && refused.errors.contains("prompts"), "\(refused.errors)")
    }

    @Test func whatAPartIsMustBeSaidRight() throws {
        for (shard, words) in [("0/3", "shard"), ("4/3", "shard"), ("x", "shard"), ("1", "shard")] {
            let result = try run("http://127.0.0.1:1", ["--seed", "1", "--shard", shard])
            #expect(result.status == 64 && result.errors.contains(words))
        }
        let seedless = try run("http://127.0.0.1:1", ["--shard", "1/3"])
        #expect(seedless.status == 64 && seedless.errors.contains("--seed"))
        let empty = try run("http://127.0.0.1:1", ["--seed", "1", "--shard", "5/900"])
        #expect(empty.status == 64 && empty.errors.contains("no prompt"), "\(empty.errors)")
    }
}
