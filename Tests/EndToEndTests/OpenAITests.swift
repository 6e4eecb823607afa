import Evidence
import Foundation
import Journal
import TestSupport
import Testing

/// The program on OpenAI-style endpoints: llama.cpp's own, reached by an address that ends in `/v1`.
@Suite(.serialized, .timeLimit(.minutes(3))) struct OpenAITests {
    private static let unverified = "The server does not say which settings it used: unverified."

    private func sample(
        _ address: String, into file: String, _ more: [String]
    ) throws -> (run: RestoredRun, errors: String) {
        let result = try Program.run(
            [
                "run", Program.prompts, "--where", "author=Jessamel Rushbeck",
                "--server", address, "--output", file, "--max-tokens", "16", "--seed", "7",
                "--draws", "12", "--concurrency", "4",
            ] + more)
        #expect(result.status == 0, "\(result.errors)")
        let run = try Journal.open(at: file, mode: .readOnly).restore()
        #expect(run.evidence.allSatisfy { $0.drawCount == 12 && $0.lost == 0 })
        return (run, result.errors)
    }

    private func texts(_ run: RestoredRun) -> [[String]] {
        run.evidence.map { known in known.sequence.map { known.outputs[Int($0)].text } }
    }

    /// A server with vLLM's shapes: it names tokens by their numbers where it is asked to, and still
    /// cannot be drawn from without replacement; nothing is sampled, and the sentence says why.
    @Test func serversThatNameTokensAreRefusedWithTheReason() throws {
        let server = try FakeServer { exchange in
            switch exchange.request.path {
            case "/v1/models":
                exchange.reply(
                    status: 200,
                    #"{"object":"list","data":[{"id":"m","object":"model","owned_by":"vllm"}]}"#)
            default:
                exchange.reply(
                    status: 200,
                    """
                    {"id":"c","object":"text_completion","model":"m","choices":[{"index":0,\
                    "text":" four","finish_reason":"stop","logprobs":{"tokens":["token_id:17"],\
                    "token_logprobs":[-0.1],"top_logprobs":[{"token_id:17":-0.1,\
                    "token_id:4":-2.4}],"text_offset":[0]}}],\
                    "usage":{"prompt_tokens":4,"completion_tokens":1,"total_tokens":5}}
                    """)
            }
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let result = try Program.run(
            "run", Program.prompts, "--server", server.address + "/v1", "--output",
            folder.file("x.run"), "--without-replacement", "--draws", "4", "--max-tokens", "8",
            "--quiet")
        #expect(result.status != 0)
        #expect(
            result.errors.contains("llama.cpp's own interface does that")
                && !result.errors.contains("Fatal"),
            "\(result.errors)")
        #expect(!result.output.contains("keyword"), "\(result.output)")
    }

    @Test(arguments: [
        ("/v1/chat/completions", ["--chat"]),
        ("/v1/completions", ["--template", #"Question: {prompt}\nAnswer:"#]),
    ])
    func givesTheDrawsOfTheServersOwnInterfaceUnverified(
        path: String, options: [String]
    ) async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 4)
        defer { server.stop() }
        let proxy = try FaultProxy(server: server.address, share: 0)
        let folder = try TemporaryFolder()
        let file = folder.file("open.run")
        let found = try sample(proxy.address + "/v1", into: file, options)
        #expect(proxy.paths.contains(path))
        #expect(!proxy.paths.contains("/completion") && !proxy.paths.contains("/apply-template"))
        #expect(found.errors.contains("Warning: " + Self.unverified))
        #expect(found.run.plan.settings.isEmpty)
        #expect(found.run.plan.warnings == [Self.unverified])

        // The same seeds give the same draws as the interface whose settings are verified.
        let own = try sample(server.address, into: folder.file("own.run"), options)
        #expect(own.run.plan.warnings.isEmpty && !own.run.plan.settings.isEmpty)
        #expect(texts(own.run) == texts(found.run))

        // Tokens of several draws at once are counted together: no count rather than a wrong one.
        func counts(_ file: String) throws -> [Int?] {
            var found: [Int?] = []
            try Journal.open(at: file, mode: .readOnly).forEachDraw { entry in
                found.append(entry.draw.answer?.tokenCount)
            }
            return found
        }
        for (open, known) in zip(try counts(file), try counts(folder.file("own.run"))) {
            #expect(open == 0 || open == known)
        }
        // Where they are to end the run, each draw is asked for alone, and counted.
        let counted = folder.file("counted.run")
        let ended = try Program.run(
            [
                "run", Program.prompts, "--where", "author=Jessamel Rushbeck", "--server",
                proxy.address + "/v1", "--output", counted, "--max-tokens", "16", "--seed", "7",
                "--draws", "12", "--concurrency", "4", "--stop-tokens", "100000", "--quiet",
            ] + options)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try counts(counted) == counts(folder.file("own.run")))

        for arguments in [["report", file], ["explore", "--plain", file]] {
            let shown = try Program.run(arguments)
            #expect(shown.status == 0, "\(shown.errors)")
            #expect(shown.output.contains(Self.unverified), "\(arguments)")
        }
        let facts = try Program.run("screenshot", file, "--keys", "i", "--size", "120x40")
        #expect(facts.output.contains("the server's settings were not verified"))
        #expect(facts.output.contains(Self.unverified))
    }
}
