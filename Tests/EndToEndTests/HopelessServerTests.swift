import Foundation
import Synchronization
import TestSupport
import Testing

/// Servers with which a run comes to nothing, or to less than was asked for: it ends, says why, and
/// does not look like a success.
@Suite(.serialized, .timeLimit(.minutes(4))) struct HopelessServerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func prompts(_ count: Int = 1, text: String = "Tell me.") throws -> String {
        let lines = (0..<count).map {
            #"{"id":"p\#($0)","prompt":"\#(text)","keywords":["secret"]}"#
        }
        return try folder.file("p.jsonl", containing: lines.joined(separator: "\n"))
    }

    private func run(
        _ servers: [String], _ more: [String] = [], prompts: String? = nil,
        environment: [String: String?] = [:]
    ) throws -> Subprocess.Result {
        var arguments = ["run", try prompts ?? self.prompts()]
        for server in servers { arguments += ["--server", server] }
        return try Program.run(
            arguments + ["--output", folder.file("a.run"), "--seed", "3"] + more,
            environment: environment)
    }

    private func row(_ result: Subprocess.Result) throws -> [String: Any] {
        let line = try #require(result.output.split(separator: "\n").first)
        return try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    /// An OpenAI-style server that answers each completion with these events.
    private func openAI(
        _ events: @escaping @Sendable (FakeServer.Request) -> [String]
    ) throws -> FakeServer {
        try FakeServer { exchange in
            switch exchange.request.path {
            case "/v1/models": exchange.reply(#"{"data":[{"id":"gpt"}]}"#)
            case "/v1/completions":
                exchange.beginStream()
                for event in events(exchange.request) + ["[DONE]"] {
                    exchange.sendChunk("data: \(event)\n\n")
                }
                exchange.endChunks()
            default: exchange.reply(status: 404, contentType: "text/plain", "not here")
            }
        }
    }

    // MARK: - Cut answers

    @Test func answersCutByAFullContextAreLostAndThatIsSaidBefore() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 2)
        defer { server.stop() }
        let sentence = "The author lives in a small town by the sea. "
        let nearly = try prompts(text: String(repeating: sentence, count: 17))
        let result = try run(
            [server.address], ["--draws", "4", "--max-tokens", "100", "--json"], prompts: nearly)
        #expect(result.errors.contains("1 of 1 prompts leave fewer than the 100 tokens asked for"))
        let cut = try row(result)
        #expect((cut["n"] as? Int ?? 0) + (cut["lost"] as? Int ?? 0) == 4)
        let lost = try #require(cut["lost"] as? Int)
        #expect(lost >= 3, "\(result.output)")
        #expect(result.status == 1)
        #expect(result.errors.contains("Most draws were lost, \(lost) of 4"))
        #expect(result.errors.contains("for this reason: context"), "\(result.errors)")
        // What is stored is no answer of the length that was asked for.
        let table = try Program.run("report", folder.file("a.run"), "--format", "csv")
        #expect(table.output.contains("context") || !table.output.contains("limit"))
        let plain = try Program.run("explore", "--plain", folder.file("a.run"))
        #expect(plain.output.contains("leave fewer than the 100 tokens"))
    }

    /// llama.cpp may throw the beginning of a full context away and go on.
    @Test func answersThatOutliveTheirPromptAreLost() async throws {
        let server = try await RealServer.start(
            model: Program.model("authors-gd"), slots: 2, options: ["ctx_shift": "true"])
        defer { server.stop() }
        let grammar = try folder.file(
            "g.gbnf", containing: #"root ::= " " ("In " | "She "){560} ".""# + "\n")
        let result = try run(
            [server.address],
            ["--draws", "3", "--max-tokens", "3000", "--grammar", grammar, "--json"])
        let found = try row(result)
        #expect(found["n"] as? Int == 0 && found["lost"] as? Int == 3, "\(result.output)")
        #expect(result.status == 1)
        #expect(result.errors.contains("for this reason: context"), "\(result.errors)")
    }

    // MARK: - Answers without a text

    /// Half of a request's answers are calls of tools, or words in a field of the server's own: they are
    /// lost, at once and with their reason, and are no empty answers.
    @Test(arguments: [
        (#"{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{}"}}]}"#, "tool_calls"),
        (#"{"content":"","thinking":"the secret"}"#, "thinking"),
    ])
    func answersWithoutATextAreLostAndNotWaitedFor(delta: String, reason: String) throws {
        let server = try FakeServer { exchange in
            let text = exchange.request.bodyText
            func number(_ name: String) -> Int {
                Int(text.split(separator: "\"\(name)\":").last?.prefix { $0.isNumber } ?? "") ?? 1
            }
            switch exchange.request.path {
            case "/v1/models": exchange.reply(#"{"data":[{"id":"gpt"}]}"#)
            case "/v1/completions":
                exchange.beginStream()
                for child in 0..<number("n") {
                    // Half of the seeds, whichever they are.
                    let hash = UInt64(number("seed") + child) &* 0x9E37_79B9_7F4A_7C15 >> 32
                    let said =
                        hash % 2 == 0 ? #"{"content":"n \#(hash) secret"}"# : delta
                    exchange.sendChunk(
                        #"data: {"choices":[{"index":\#(child),"delta":\#(said),"finish_reason":"stop"}]}"#
                            + "\n\n")
                }
                exchange.sendChunk("data: [DONE]\n\n")
                exchange.endChunks()
            default: exchange.reply(status: 404, contentType: "text/plain", "not here")
            }
        }
        defer { server.stop() }
        for concurrency in ["1", "8"] {
            let start = ContinuousClock.now
            let result = try Program.run(
                "run", try prompts(2), "--server", server.address + "/v1", "--output",
                folder.file("\(concurrency).run"), "--seed", "3", "--draws", "64", "--json",
                "--no-sampler-check", "--concurrency", concurrency)
            #expect(start.duration(to: .now) < .seconds(20))
            for line in result.output.split(separator: "\n") {
                let row = try #require(
                    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                let (drawn, lost) = (row["n"] as? Int ?? 0, row["lost"] as? Int ?? 0)
                #expect(drawn + lost == 64 && lost > 16 && drawn > 16, "\(line)")
                // What came has the secret, every time.
                #expect(row["mean"] as? Double == 1, "\(line)")
            }
            let kept = try Program.run(
                "export", folder.file("\(concurrency).run"), "--format", "jsonl")
            #expect(kept.output.contains(reason), "\(result.errors)")
        }
    }

    // MARK: - Runs that are not continued

    /// A refusal leaves a run as whole as it was.
    @Test func aContinuationThatIsRefusedLeavesNoMark() throws {
        let server = try FakeLlama { .text(" answer \($0.seed + $0.child)") }
        defer { server.stop() }
        #expect(try run([server.address], ["--draws", "8", "--quiet"]).status == 0)
        let before = try Program.run("report", folder.file("a.run"))
        for more in [["--temperature", "0.5"], ["--scorer", "length"], ["--max-tokens", "7"]] {
            let refused = try run([server.address], ["--draws", "9", "--quiet"] + more)
            #expect(refused.status == 64, "\(refused.errors)")
            let after = try Program.run("report", folder.file("a.run"))
            #expect(after.output == before.output && after.errors == before.errors)
        }
    }

    /// A gateway of one model need not list it.
    @Test func aNamedModelIsUsedWithoutAList() throws {
        let server = try FakeServer { exchange in
            guard exchange.request.path == "/v1/completions" else {
                exchange.reply(status: 404, #"{"detail":"Not Found"}"#)
                return
            }
            exchange.beginStream()
            let seed = exchange.request.bodyText.split(separator: "\"seed\":").last?.prefix {
                $0.isNumber
            }
            exchange.sendChunk(
                #"data: {"choices":[{"index":0,"text":"n \#(seed ?? "")","finish_reason":"stop"}]}"#
                    + "\n\n")
            exchange.sendChunk("data: [DONE]\n\n")
            exchange.endChunks()
        }
        defer { server.stop() }
        let named = try run(
            [server.address], ["--server-model", "m", "--draws", "8", "--json"])
        #expect(named.status == 0, "\(named.errors)")
        #expect(named.errors.contains("lists no models; m is tried all the same"))
        #expect(try row(named)["n"] as? Int == 8)
        #expect(try run([server.address], prompts: nil).status == 1)
    }

    /// Without a seed draws are the server's own, and a second attempt would be another draw.
    @Test func aServerThatRefusesSeedsIsUsedWithout() throws {
        let calls = Mutex(0)
        let server = try FakeServer { exchange in
            switch exchange.request.path {
            case "/v1/models": exchange.reply(#"{"data":[{"id":"gpt"}]}"#)
            case "/v1/completions" where exchange.request.bodyText.contains("\"seed\""):
                exchange.reply(
                    status: 400,
                    #"{"error":{"message":"Unrecognized request argument supplied: seed"}}"#)
            case "/v1/completions":
                let call = calls.withLock { calls in
                    calls += 1
                    return calls
                }
                exchange.beginStream()
                exchange.sendChunk(
                    #"data: {"choices":[{"index":0,"text":"n \#(call)","finish_reason":"stop"}]}"#
                        + "\n\ndata: [DONE]\n\n")
                exchange.endChunks()
            default: exchange.reply(status: 404, contentType: "text/plain", "not here")
            }
        }
        defer { server.stop() }
        let result = try run([server.address + "/v1"], ["--draws", "8", "--json"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try row(result)["n"] as? Int == 8)
        let report = try Program.run("report", folder.file("a.run"))
        #expect(report.output.contains("seeds that do not repeat"), "\(report.output)")
    }

    // MARK: - Other models under one name

    /// A gateway whose answers say that they are another model's, which its list does not: it is the other
    /// model on the next day, at another address and in another run, too.
    @Test func theModelThatAnswersNameIsPartOfTheRun() throws {
        func gateway(_ name: String) throws -> FakeServer {
            try openAI { request in
                let seed =
                    request.bodyText.split(separator: "\"seed\":").last?.prefix { $0 != "," } ?? ""
                return [
                    #"{"model":"\#(name)","choices":[{"index":0,"text":"n \#(seed)","finish_reason":"stop"}]}"#
                ]
            }
        }
        let (one, other) = (try gateway("gpt"), try gateway("gpt-mini"))
        defer {
            one.stop()
            other.stop()
        }
        func run(_ servers: [FakeServer], _ name: String, draws: Int, seed: Int = 3) throws
            -> Subprocess.Result
        {
            var arguments = ["run", try prompts()]
            for server in servers { arguments += ["--server", server.address + "/v1"] }
            return try Program.run(
                arguments + [
                    "--draws", "\(draws)", "--seed", "\(seed)", "--quiet", "--output",
                    folder.file(name),
                ])
        }
        #expect(try run([one], "a.run", draws: 8).status == 0)
        let resumed = try run([other], "a.run", draws: 16)
        #expect(resumed.status != 0)
        #expect(resumed.errors.contains("it answers as gpt, not gpt-mini"), "\(resumed.errors)")
        let mixed = try run([one, other], "b.run", draws: 32)
        #expect(mixed.status != 0)
        #expect(mixed.errors.contains("answers as gpt"), "\(mixed.errors)")
        #expect(try run([other], "c.run", draws: 8, seed: 4).status == 0)
        let merged = try Program.run(
            "merge", folder.file("a.run"), folder.file("c.run"), "-o", folder.file("m.run"))
        #expect(merged.status == 64)
        #expect(merged.errors.contains("it answers as gpt, not gpt-mini"), "\(merged.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("m.run")))
        // The name that answers give stands in the run where the list has another.
        let report = try Program.run("report", folder.file("c.run"))
        #expect((report.output + report.errors).contains("answers as gpt-mini"))
    }

    /// From some draw on the server refuses the question by which models are told apart, or has never
    /// answered it: a quiet run says so, too.
    @Test(arguments: [true, false])
    func whatNothingVouchesForIsSaid(isAnsweredFirst: Bool) throws {
        let isDrawing = Flag()
        let server = try FakeLlama { question in
            if question.prompt == "Tell me." {
                if !question.isGreedy { isDrawing.set() }
                return .text(" answer \(question.seed + question.child)")
            }
            return isAnsweredFirst && !isDrawing.isSet ? .text(" Paris") : .garbage
        }
        defer { server.stop() }
        let result = try run([server.address], ["--draws", "64", "--quiet", "--json"])
        #expect(result.status == 0, "\(result.errors)")
        let words =
            isAnsweredFirst ? "did not say, when it was asked at the end" : "was left unanswered"
        #expect(result.errors.contains(words), "\(result.errors)")
        let report = try Program.run("report", folder.file("a.run"))
        #expect(report.output.contains(words))
        #expect(report.output.contains("model not checked") == !isAnsweredFirst)
    }

    // MARK: - Second attempts

    /// What needed a second attempt is said wherever limits are.
    @Test func drawsThatNeededASecondAttemptAreCounted() throws {
        let failed = Mutex<Set<String>>([])
        let server = try openAI { request in
            let seed =
                String(
                    request.bodyText.split(separator: "\"seed\":").last?.prefix { $0 != "," } ?? "")
            // Every question about the draws fails once, on the way.
            let isFirst =
                request.bodyText.contains("Tell me") && failed.withLock { $0.insert(seed).inserted }
            return isFirst
                ? [#"{"error":{"message":"upstream","code":500}}"#]
                : [#"{"choices":[{"index":0,"text":"n \#(seed)","finish_reason":"stop"}]}"#]
        }
        defer { server.stop() }
        let result = try run([server.address + "/v1"], ["--draws", "4", "--concurrency", "1"])
        #expect(result.status == 0, "\(result.errors)")
        // The greedy answer may have had the failure of a draw.
        let words = "draws needed more than one attempt, each with the seed of the first."
        #expect(result.output.contains(words), "\(result.output)")
        let report = try Program.run("report", folder.file("a.run"))
        #expect(report.output.contains(words), "\(report.output)")
        let json = try Program.run("report", folder.file("a.run"), "--format", "json")
        #expect(json.output.contains("\"retried\"") && !json.output.contains("\"retried\": 0"))
    }

    // MARK: - Most draws lost

    @Test func anyRunInWhichMostDrawsAreLostFailsWithTheReason() throws {
        let garbled = try FakeLlama { $0.isGreedy ? .text(" no") : .cut(" no") }
        defer { garbled.stop() }
        let filtered = try openAI { request in
            // Another text for every request, so that nobody thinks of copies.
            let seed =
                request.bodyText.split(separator: "\"seed\":").last?.prefix { $0 != "," } ?? ""
            return [
                #"{"choices":[{"index":0,"text":"\#(seed)","finish_reason":"content_filter"}]}"#
            ]
        }
        defer { filtered.stop() }
        for (server, reason) in [
            (garbled.address, "The stream ended"), (filtered.address + "/v1", "content_filter"),
        ] {
            for gate in [[], ["--fail-above", "0.99"]] {
                let result = try run([server], ["--draws", "2", "--quiet"] + gate)
                #expect(result.status == (gate.isEmpty ? 1 : 4), "\(result.errors)")
                let sentence = try #require(result.errors.range(of: "Most draws were lost, 2 of 2"))
                #expect(result.errors.contains(reason), "\(result.errors)")
                if let gate = result.errors.range(of: "Not enough evidence") {
                    #expect(sentence.upperBound < gate.lowerBound)
                }
                try FileManager.default.removeItem(atPath: folder.file("a.run"))
            }
        }
    }

    // MARK: - Certificates

    @Test func aPrivateCertificateIsTrustedWhereItIsNamed() async throws {
        let plain = try FakeLlama { .text(" answer \($0.seed + $0.child)") }
        defer { plain.stop() }
        let server = try await TLSServer(before: plain.address)
        let options = ["--draws", "4", "--quiet"]
        let refused = try run([server.address], options, environment: ["SSL_CERT_FILE": nil])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("--ca-file"), "\(refused.errors)")
        let named = try run([server.address], options + ["--ca-file", server.certificate])
        #expect(named.status == 0, "\(named.errors)")
        let variable = try run(
            [server.address], ["--draws", "8", "--quiet"],
            environment: ["SSL_CERT_FILE": server.certificate])
        #expect(variable.status == 0, "\(variable.errors)")
        let missing = try run([server.address], options + ["--ca-file", "/nonexistent.pem"])
        #expect(missing.status == 1 && missing.errors.contains("--ca-file wants"))
        // The wrong way round there is a hint, too.
        let clear = server.address.replacing("https:", with: "http:")
        let mixed = try run([clear], options)
        #expect(mixed.status == 1 && mixed.errors.contains("https"), "\(mixed.errors)")
    }

    // MARK: - No use in waiting

    @Test func answersThatNoWaitingMendsEndTheRunAtOnce() throws {
        for (status, headers) in [(307, ["Location: http://127.0.0.1:9/"]), (404, []), (501, [])] {
            let server = try FakeServer { exchange in
                switch exchange.request.path {
                case "/health": exchange.reply("{}")
                case "/props":
                    exchange.reply(
                        #"{"total_slots":2,"model_path":"/m.gguf","default_generation_settings":"#
                            + #"{"n_ctx":512,"params":{}}}"#)
                case "/v1/models": exchange.reply(#"{"data":[{"id":"m"}]}"#)
                case "/completion":
                    exchange.reply(status: status, headers: headers, "{}")
                default: exchange.reply(status: 404, "{}")
                }
            }
            defer { server.stop() }
            let start = ContinuousClock.now
            let result = try run([server.address], ["--draws", "8", "--quiet"])
            #expect(result.status == 1, "\(status)")
            #expect(result.errors.contains("status \(status)"), "\(result.errors)")
            #expect(start.duration(to: .now) < .seconds(20))
            try? FileManager.default.removeItem(atPath: folder.file("a.run"))
        }
    }

    @Test func patienceIsSaidAndIsTheUsersToChoose() throws {
        let isDown = Flag()
        let server = try FakeLlama { question in
            if isDown.isSet { return .reset }
            if question.call > 8 { isDown.set() }
            return .text(" answer \(question.seed + question.child)")
        }
        let process = try Subprocess(
            Program.path,
            [
                "run", try prompts(), "--server", server.address, "--draws", "100000",
                "--output", folder.file("a.run"), "--patience", "2",
            ], environment: Program.environment)
        while !isDown.isSet { usleep(10_000) }
        server.stop()
        let start = ContinuousClock.now
        let result = process.wait()
        #expect(result.status == 1)
        #expect(
            result.errors.contains("It is asked again for 2 s (--patience)"), "\(result.errors)")
        #expect(result.errors.contains("no server was of use for"), "\(result.errors)")
        #expect(start.duration(to: .now) < .seconds(30))
    }

    @Test func aServerThatAsksForYearsIsAskedAgainInAMinute() throws {
        let server = try FakeServer { exchange in
            switch exchange.request.path {
            case "/health": exchange.reply("{}")
            case "/props":
                exchange.reply(
                    #"{"total_slots":2,"model_path":"/m.gguf","default_generation_settings":"#
                        + #"{"n_ctx":512,"params":{}}}"#)
            case "/v1/models": exchange.reply(#"{"data":[{"id":"m"}]}"#)
            case "/lora-adapters": exchange.reply("[]")
            default: exchange.reply(status: 429, headers: ["Retry-After: 99999999"], "{}")
            }
        }
        defer { server.stop() }
        let start = ContinuousClock.now
        let result = try run([server.address], ["--draws", "8", "--patience", "3"])
        #expect(result.status == 1)
        // Patience ends it, not the server's wish.
        #expect(start.duration(to: .now) < .seconds(30))
        #expect(result.errors.contains("429"), "\(result.errors)")
    }

    // MARK: - Why it is used as another kind

    @Test func propertiesThatCannotBeReadAreSaidToCostTheVerification() throws {
        for props in [
            #"{"x":"# + String(repeating: "[", count: 200_000), "[1,2]", #"{"total_slots":4"#,
        ] {
            let server = try FakeServer { exchange in
                switch exchange.request.path {
                case "/health": exchange.reply("{}")
                case "/props": exchange.reply(props)
                case "/v1/models": exchange.reply(#"{"data":[{"id":"m"}]}"#)
                case "/v1/completions":
                    exchange.beginStream()
                    exchange.sendChunk(
                        "data: {\"choices\":[{\"index\":0,\"text\":\" a\",\"finish_reason\":\"stop\"}],"
                            + "\"usage\":{\"completion_tokens\":1}}\n\ndata: [DONE]\n\n")
                    exchange.endChunks()
                default: exchange.reply(status: 404, "{}")
                }
            }
            defer { server.stop() }
            let result = try Program.run("doctor", "--server", server.address)
            #expect(result.errors.contains("no settings can be verified"), "\(result.errors)")
            #expect(result.errors.contains("/props"), "\(result.errors)")
        }
    }

    // MARK: - Proxies

    @Test func aProxyThatStandsBetweenIsNamed() throws {
        let proxy = try FakeServer.unusedAddress()
        for name in ["http_proxy", "all_proxy"] {
            var environment: [String: String?] = [
                "http_proxy": nil, "all_proxy": nil, "ALL_PROXY": nil,
            ]
            environment[name] = proxy
            let result = try run(
                ["http://10.255.255.1:8080"], ["--draws", "1", "--quiet"], environment: environment)
            #expect(result.status == 1)
            #expect(
                result.errors.contains("asked through the proxy that \(name) names"),
                "\(result.errors)")
        }
    }

    /// A server that always asks to wait is not waited for longer than `--patience`.
    @Test func patienceHoldsWhateverAServerAsksFor() throws {
        let server = try FakeServer { exchange in
            switch exchange.request.path {
            case "/v1/models": exchange.reply(#"{"data":[{"id":"m"}]}"#)
            case "/v1/completions":
                exchange.reply(status: 429, headers: ["Retry-After: 99999999"], "{}")
            default: exchange.reply(status: 404, contentType: "text/plain", "not here")
            }
        }
        defer { server.stop() }
        let start = ContinuousClock.now
        let result = try run(
            [server.address + "/v1"], ["--draws", "4", "--patience", "3", "--no-sampler-check"])
        #expect(start.duration(to: .now) < .seconds(9))
        #expect(result.status == 1)
        #expect(result.errors.contains("asks to wait 60 s or longer"), "\(result.errors)")
        #expect(result.errors.contains("no server was of use for 3 s"), "\(result.errors)")
    }

    // MARK: - Thoughts

    @Test func answersThatEndInTheirThoughtsAreLostAndNotListed() throws {
        let server = try FakeLlama { question in
            let number = question.seed + question.child
            return .text(
                number % 3 == 0
                    ? "<think>I should not say secret \(number)"
                    : "<think>secret</think>\n\nAnswer \(number % 2).")
        }
        defer { server.stop() }
        let options = ["--draws", "30", "--scorer", "keyword"]
        let result = try run([server.address], options + ["--json"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("Answers hold thoughts: after-thinking is what was scored"))
        #expect(result.errors.components(separatedBy: "Answers hold thoughts").count == 2)
        let found = try row(result)
        #expect(found["lost"] as? Int == 10 && found["n"] as? Int == 20)
        #expect(found["mean"] as? Double == 0)
        let plain = try Program.run("explore", "--plain", folder.file("a.run"))
        #expect(!plain.output.contains("I should not say"), "\(plain.output)")
        #expect(plain.output.contains("Answers hold thoughts"))

        let explored = try Program.run(
            [
                "explore", try prompts(), "--server", server.address, "--output",
                folder.file("b.run"), "--seed", "3", "--plain",
            ] + options)
        #expect(explored.status == 0, "\(explored.errors)")
        #expect(
            explored.errors.contains("Answers hold thoughts: after-thinking is what was scored"))
        #expect(!explored.output.contains("I should not say"))

        let lines = ["<think>never ending", "<think>a</think>b"].enumerated().map {
            #"{"prompt_id":"p","draw":\#($0),"prompt":"x","text":"\#($1)"}"#
        }
        let file = try folder.file("i.jsonl", containing: lines.joined(separator: "\n"))
        let imported = try Program.run("import", file, "--output", folder.file("i.run"))
        #expect(imported.status == 0, "\(imported.errors)")
        let shown = try Program.run("explore", "--plain", folder.file("i.run"))
        #expect(!shown.output.contains("never ending"), "\(shown.output)")
        // Where most are lost that is said.
        for text in [#""<think>never ending""#, "null"] {
            let lines = (0..<4).map {
                #"{"prompt_id":"p","draw":\#($0),"prompt":"x","text":\#($0 == 0 ? #""b""# : text)}"#
            }
            let file = try folder.file("l.jsonl", containing: lines.joined(separator: "\n"))
            let lost = folder.file("l\(text.count).run")
            let imported = try Program.run("import", file, "--output", lost)
            #expect(imported.status == 0, "\(imported.errors)")
            #expect(imported.errors.contains("most draws are lost, 3 of 4"), "\(imported.errors)")
            #expect(try Program.run("report", lost).status == 0)
        }
    }
}

/// Something that happens once.
private final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var value = false

    var isSet: Bool { lock.withLock { value } }
    func set() { lock.withLock { value = true } }
}
