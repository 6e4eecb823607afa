import Foundation
import TestSupport
import Testing

/// What a run says and how it ends where draws are copies or a sampler is not what was asked for.
@Suite(.serialized, .timeLimit(.minutes(3))) struct CopiesTests {
    private func run(
        _ server: String, _ folder: TemporaryFolder, _ more: [String]
    ) throws -> Subprocess.Result {
        let lines = (0..<3).map { #"{"id":"p\#($0)","prompt":"Tell \#($0).","keywords":["w1"]}"# }
        let prompts = try folder.file("p.jsonl", containing: lines.joined(separator: "\n"))
        return try Program.run(
            [
                "run", prompts, "--server", server, "--output", folder.file("a.run"), "--seed", "3",
                "--draws", "64", "--max-tokens", "4",
            ] + more)
    }

    /// A server that says one thing to everything and tells no probabilities may heed seeds: no limit holds,
    /// and nobody is accused.
    @Test func oneAnswerToEverythingIsNotCalledIgnoredSeeds() throws {
        let server = try FakeServer { exchange in
            switch exchange.request.path {
            case "/v1/models": exchange.reply(#"{"data":[{"id":"gpt"}]}"#)
            case "/v1/completions":
                let text = exchange.request.bodyText
                let count = Int(text.split(separator: "\"n\":").last?.prefix { $0.isNumber } ?? "")
                exchange.beginStream()
                for child in 0..<(count ?? 1) {
                    exchange.sendChunk(
                        #"data: {"choices":[{"index":\#(child),"text":"I cannot help with that.","#
                            + #""finish_reason":"stop"}]}"# + "\n\n")
                }
                exchange.sendChunk("data: [DONE]\n\n")
                exchange.endChunks()
            default: exchange.reply(status: 404, contentType: "text/plain", "not here")
            }
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let result = try run(server.address + "/v1", folder, ["--fail-above", "0.5"])
        #expect(result.status == 5, "\(result.errors)")
        #expect(result.errors.contains("that cannot be told apart"), "\(result.errors)")
        #expect(!result.errors.contains("ignores them, and draws are copies"))
    }

    /// A cache before a server of llama.cpp's kind, which gives the first answers again under the
    /// seeds that are asked for.
    @Test func aCacheThatRepeatsAnswersVoidsTheRun() throws {
        let server = try FakeLlama { question in
            .text(question.isGreedy ? " one" : " answer \(question.child) w1")
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let report = folder.file("a.xml")
        let gated = try run(
            server.address, folder,
            ["--fail-above", "0.999", "--junit", report, "--concurrency", "8"])
        #expect(gated.status == 5, "\(gated.errors)")
        #expect(gated.errors.contains("Evidence void"))
        #expect(gated.output.contains("COPIES"), "\(gated.output)")
        #expect(
            try String(contentsOfFile: report, encoding: .utf8).contains(#"<error type="void""#))
        let json = try run(server.address, folder, ["--json", "--quiet"])
        #expect(json.output.split(separator: "\n").allSatisfy { $0.contains(#""copies":""#) })
        let told = try Program.run("report", folder.file("a.run"))
        #expect(told.output.contains("copies of each other"), "\(told.output)")
        // Joined with a sound run it stays void.
        let sound = try FakeLlama { .text(" answer \($0.seed + $0.child)") }
        defer { sound.stop() }
        let other = try Program.run(
            "run", folder.file("p.jsonl"), "--server", sound.address, "--seed", "4", "--draws",
            "64",
            "--max-tokens", "4", "--output", folder.file("b.run"), "--quiet")
        #expect(other.status == 0, "\(other.errors)")
        let joined = try Program.run(
            "merge", folder.file("a.run"), folder.file("b.run"), "-o", folder.file("c.run"))
        #expect(joined.status == 0, "\(joined.errors)")
        let merged = try Program.run(
            "report", folder.file("c.run"), "--format", "junit", "--fail-above", "0.999")
        #expect(merged.output.contains(#"type="void""#), "\(merged.output)")
        // Other scores make no other draws.
        let scored = try Program.run(
            "score", folder.file("a.run"), "--scorer", "contains:one", "-o", folder.file("d.run"))
        #expect(scored.status == 0, "\(scored.errors)")
        let again = try Program.run("report", folder.file("d.run"), "--format", "json")
        #expect(again.output.contains(#""copies" : "#), "\(again.output)")
        #expect(!again.output.contains(#""interval""#), "\(again.output)")
    }

    @Test func aSamplerThatIsNotWhatWasAskedForIsRefusedUnlessTheUserWantsIt() throws {
        var behaviour = KnownSampler.Behaviour()
        let right = try KnownSampler(behaviour)
        behaviour.temperature = 0.4
        let cold = try KnownSampler(behaviour)
        defer {
            right.stop()
            cold.stop()
        }
        let folder = try TemporaryFolder()
        let good = try run(right.address, folder, [])
        #expect(good.status == 0, "\(good.errors)")
        #expect(good.errors.contains("256 draws of one token agree with the probabilities"))
        #expect(good.output.contains("settings unverified"))
        try FileManager.default.removeItem(atPath: folder.file("a.run"))
        let refused = try run(cold.address, folder, ["--quiet"])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("as if the temperature were 0."), "\(refused.errors)")
        #expect(refused.errors.contains("--no-sampler-check"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("a.run")))
        let before = cold.requestCount
        let wanted = try run(cold.address, folder, ["--quiet", "--no-sampler-check", "--json"])
        #expect(wanted.status == 0, "\(wanted.errors)")
        #expect(wanted.output.contains(#""unverified":true"#))
        #expect(cold.requestCount > before)
    }
}
