import Foundation
import Synchronization
import TestSupport
import Testing

/// Ways to servers: sockets, keys, how much each is given at once, and what it is told of its template.
@Suite(.serialized, .timeLimit(.minutes(2))) struct AccessTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func run(
        _ servers: [String], _ more: [String] = [], file: String = "a.run",
        environment: [String: String?] = [:]
    ) throws -> Subprocess.Result {
        let prompts = try folder.file(
            "p.jsonl", containing: #"{"id":"p","prompt":"Tell me.","keywords":["secret"]}"#)
        return try Program.run(
            ["run", prompts] + servers.flatMap { ["--server", $0] }
                + ["--output", folder.file(file), "--seed", "3", "--json", "--quiet"] + more,
            environment: environment)
    }

    private func row(_ result: Subprocess.Result) throws -> [String: Any] {
        let line = try #require(result.output.split(separator: "\n").first, "\(result.errors)")
        return try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func aSocketOfTheFileSystemGivesTheSameDraws() async throws {
        let path = folder.file("s.sock")
        let server = try await RealServer.start(
            model: Program.model("authors-gd"), slots: 2, options: ["hostnames": path])
        defer { server.stop() }
        let port = try await RealServer.start(model: Program.model("authors-gd"), slots: 2)
        defer { port.stop() }
        let options = ["--draws", "8", "--max-tokens", "12"]
        var texts: [String] = []
        for (address, name) in [("unix:" + path, "s.run"), (port.address, "t.run")] {
            let result = try run([address], options, file: name)
            #expect(result.status == 0, "\(result.errors)")
            let table = try Program.run("report", folder.file(name), "--format", "csv")
            #expect(table.output.split(separator: "\n").count == 9)
            texts.append(table.output)
        }
        #expect(texts[0] == texts[1])
    }

    /// Each server gets the key of its place and no other one's.
    @Test func eachServerGetsItsOwnKey() throws {
        func server(_ key: String) throws -> FakeLlama {
            try FakeLlama(FakeLlama.Defects(key: key)) {
                .text(" answer \($0.seed + $0.child)")
            }
        }
        let (one, two) = (try server("sk-one"), try server("sk-two"))
        defer {
            one.stop()
            two.stop()
        }
        func keys(_ names: [String]) throws -> [String] {
            try names.flatMap { name in
                let file = try folder.file(name, containing: "sk-" + name)
                chmod(file, 0o600)
                return ["--api-key-file", file]
            }
        }
        let right = try run(
            [one.address, two.address], ["--draws", "8"] + keys(["one", "two"]))
        #expect(right.status == 0, "\(right.errors)")
        for (server, other) in [(one, "sk-two"), (two, "sk-one")] {
            #expect(!server.heads.isEmpty && server.heads.allSatisfy { !$0.contains(other) })
        }
        // The other way round neither is let in.
        let wrong = try run(
            [one.address, two.address], ["--draws", "8"] + keys(["two", "one"]), file: "b.run")
        #expect(
            wrong.status == 1 && wrong.errors.contains("refuses the API key"), "\(wrong.errors)")
        let few = try run(
            [one.address, two.address, "http://127.0.0.1:9"], keys(["one", "two"]), file: "c.run")
        #expect(few.status == 64)
    }

    /// What crosses a network unencrypted is said; this machine and https:// are no reason.
    @Test(arguments: [
        ("http://10.255.255.1:8080", true), ("https://10.255.255.1:8080", false),
        ("http://127.0.0.1:9", false), ("unix:/nowhere.sock", false),
    ])
    func aKeyThatGoesInTheClearIsSaid(address: String, isWarned: Bool) throws {
        let dead = try FakeServer.unusedAddress()
        let result = try run(
            [address],
            environment: [
                "PROBSCOPE_API_KEY": "sk-plain", "http_proxy": dead, "https_proxy": dead,
                "HTTPS_PROXY": nil, "all_proxy": nil, "ALL_PROXY": nil, "no_proxy": nil,
            ])
        #expect(result.status == 1)
        #expect(result.errors.contains("unencrypted") == isWarned, "\(result.errors)")
        #expect(!result.errors.contains("sk-plain"))
    }

    /// Behind a router a server of llama.cpp's kind names the slots of one: the user knows better.
    @Test func concurrencyIsTheUsersForAnyServer() throws {
        var most: [Int] = []
        for (place, options) in [["--concurrency", "1"], [], ["--concurrency", "16"]].enumerated() {
            let child = Mutex(0)
            let server = try FakeLlama { question in
                child.withLock { $0 = max($0, question.child) }
                return .text(" answer \(question.seed + question.child)")
            }
            defer { server.stop() }
            let result = try run(
                [server.address], ["--draws", "64"] + options, file: "\(place).run")
            #expect(result.status == 0, "\(result.errors)")
            most.append(child.withLock { $0 })
        }
        // The more at once, the more in one request; it names four slots.
        #expect(most[0] == 0 && most[1] > 0 && most[2] > most[1], "\(most)")
    }

    /// One model whose thoughts a llama.cpp server leaves in the text and an OpenAI-style one tells apart:
    /// one score, and the same draws are lost.
    @Test func bothInterfacesGiveOneScore() throws {
        let options = ["--draws", "48", "--scorer", "keyword", "--chat", "--no-sampler-check"]
        /// A third tells the secret, a third thinks of it, a third is cut while thinking.
        @Sendable func answer(_ seed: Int) -> (thought: String, answer: String?) {
            switch seed % 3 {
            case 0: ("hm \(seed)", "secret \(seed)")
            case 1: ("secret \(seed)", "no \(seed)")
            default: ("secret \(seed)", nil)
            }
        }
        let native = try FakeLlama(FakeLlama.Defects(chatTemplate: "{{ messages }}")) { question in
            let (thought, said) = answer(question.seed + question.child)
            return .text("<think>\n\(thought)" + (said.map { "\n</think>\n\n\($0)" } ?? ""))
        }
        defer { native.stop() }
        let bodies = Mutex<[String]>([])
        let open = try FakeServer { exchange in
            switch exchange.request.path {
            case "/v1/models": exchange.reply(#"{"data":[{"id":"fake"}]}"#)
            case "/v1/chat/completions":
                let body = exchange.request.bodyText
                bodies.withLock { $0.append(body) }
                func number(_ name: String) -> Int? {
                    body.components(separatedBy: "\"\(name)\":").dropFirst().first
                        .flatMap { Int($0.prefix { $0.isNumber }) }
                }
                exchange.beginStream()
                for child in 0..<(number("n") ?? 1) {
                    let (thought, said) = answer((number("seed") ?? 0) + child)
                    let pieces =
                        [#"{"reasoning_content":"\#(thought)"}"#, #"{"content":"\n\n"}"#]
                        + (said.map { [#"{"content":"\#($0)"}"#] } ?? [])
                    for piece in pieces {
                        exchange.sendChunk(
                            #"data: {"choices":[{"index":\#(child),"delta":\#(piece)}]}"# + "\n\n")
                    }
                    exchange.sendChunk(
                        #"data: {"choices":[{"index":\#(child),"delta":{},"finish_reason":"stop"}]}"#
                            + "\n\n")
                }
                exchange.sendChunk("data: [DONE]\n\n")
                exchange.endChunks()
            default: exchange.reply(status: 404, contentType: "text/plain", "not here")
            }
        }
        defer { open.stop() }
        let one = try run([native.address], options, file: "native.run")
        let two = try run([open.address + "/v1"], options, file: "open.run")
        for result in [one, two] {
            #expect(result.status == 0, "\(result.errors)")
            let found = try row(result)
            #expect(found["n"] as? Int == 32 && found["lost"] as? Int == 16, "\(found)")
            #expect(found["mean"] as? Double == 0.5)
        }
        #expect(try row(one)["upper"] as? Double == row(two)["upper"] as? Double)

        // What the template is told reaches either one.
        let told = try run(
            [open.address + "/v1"], options + ["--template-option", "enable_thinking=false"],
            file: "told.run")
        #expect(told.status == 0, "\(told.errors)")
        let last = bodies.withLock { $0.last ?? "" }
        #expect(last.contains(#""chat_template_kwargs":{"enable_thinking":false}"#), "\(last)")
        let mixed = try run([open.address + "/v1"], options, file: "told.run")
        #expect(mixed.status == 64, "\(mixed.errors)")
    }
}
