import Foundation
import TestSupport
import Testing

/// Whatever a server, a prompt file or an answer says, no stream that is not a file of data gets a
/// byte of it that could control a terminal, also where it is a pipe.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RawOutputTests {
    private static let evil = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}31m\u{202E}txt\u{0}\r"

    private func expectHarmless(
        _ text: String, _ what: String, location: SourceLocation = #_sourceLocation
    ) {
        let bad = text.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0x0A: false
            case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F: true
            default: false
            }
        }
        let codes = bad.map { String($0.value, radix: 16) }
        #expect(bad.isEmpty, "\(what): \(codes.prefix(5))", sourceLocation: location)
    }

    @Test func noStreamOfWordsHasAControlCharacterOfOthers() throws {
        let evil = Self.evil
        let json = try String(
            decoding: JSONSerialization.data(withJSONObject: evil, options: .fragmentsAllowed),
            as: UTF8.self)
        let server = try FakeServer { exchange in
            switch exchange.request.path {
            case "/health": exchange.reply("{}")
            case "/props":
                exchange.reply(
                    """
                    {"total_slots":1,"model_path":"/models/\(json.dropFirst().dropLast()).gguf",\
                    "build_info":\(json),"chat_template":\(json),\
                    "default_generation_settings":{"n_ctx":512,"params":{}}}
                    """)
            case "/v1/models": exchange.reply(#"{"data":[{"id":\#(json)}]}"#)
            case "/completion":
                exchange.beginStream()
                exchange.sendChunk(
                    #"data: {"index":0,"content":\#(json),"stop":false,"tokens_predicted":1}"#
                        + "\n\n"
                        + #"data: {"index":0,"content":"","stop":true,"stop_type":"eos","#
                        + #""tokens_predicted":1}"# + "\n\n")
                exchange.endChunks()
            default:
                exchange.reply(
                    status: 400, #"{"error":{"code":400,"message":\#(json),"type":"x"}}"#)
            }
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let prompts = try folder.file(
            "p.jsonl",
            containing: #"{"id":\#(json),"prompt":\#(json),"keywords":[\#(json)],"kind":\#(json)}"#)
        let file = folder.file("a.run")
        let sampled = try Program.run(
            "run", prompts, "--server", server.address, "--draws", "3", "--output", file,
            "--junit", folder.file("a.xml"))
        #expect(sampled.output.contains("level"), "\(sampled.errors)")
        expectHarmless(sampled.output, "run")
        expectHarmless(sampled.errors, "run's messages")
        for command in [
            ["doctor", "--server", server.address], ["report", file], ["prompts", prompts],
            ["report", file, "--format", "markdown"], ["explore", "--plain", file],
            ["compare", file, file], ["plan", "--rate-of", file], ["explore", file],
            ["explore", "--plain", file, file], ["merge", file, "-o", folder.file("m.run")],
            ["score", file, "--scorer", "length"],
            ["screenshot", file, "--size", "100x30", "--format", "text"],
            ["run", prompts, "--server", "http://\u{1B}[2J/", "--output", folder.file("x.run")],
            ["report", folder.file("\u{1B}[2J.run")],
            ["probability", prompts, "--server", server.address, "--answer-text", evil],
            // What the parser of arguments repeats of them: a pattern may have brought in such a name.
            ["prompts", prompts, evil + ".jsonl"], ["report", file, "--fail-above", evil],
            ["import", prompts, "-o", file, "--format", evil], ["plan", evil],
            ["report", file, "--" + evil], [evil], ["report", file, "--event", evil],
            ["run", prompts, "--server", server.address, "--answer", evil],
            ["run", prompts, "--server", server.address, "--shard", evil],
        ] {
            let result = try Program.run(command.map { $0.replacing("\u{0}", with: "") })
            let name = command.prefix(3).joined(separator: " ")
            expectHarmless(result.errors, "\(name), messages")
            expectHarmless(result.output, name)
        }
    }
}
