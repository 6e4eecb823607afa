import Files
import TestSupport
import Testing

@testable import Inference

/// Numbers, lengths and repetitions of a server that no honest one sends.
@Suite struct HostileNumberTests {
    private func run(_ events: [String], count: Int = 1, maxTokens: Int = 12) async
        -> Replay.Outcome
    {
        let body = events.map { "data: \($0)\n\n" }.joined()
        return await Replay(body: Array(body.utf8)).run(
            CompletionRequest(
                prompt: "x", decoding: .pure(maxTokens: maxTokens), seed: 5, count: count,
                probabilities: 2))
    }

    private func token(_ count: String, index: Int = 0, text: String = "a") -> String {
        #"{"index":\#(index),"content":"\#(text)","tokens":[1],"stop":false,"tokens_predicted":\#(count)}"#
    }

    private func end(_ count: String, index: Int = 0) -> String {
        #"{"index":\#(index),"content":"","stop":true,"stop_type":"eos","tokens_predicted":\#(count)}"#
    }

    static let absurd = [
        "9223372036854774784", "-9223372036854775808", "2147483648", "-1", "1e18",
    ]

    @Test(arguments: absurd)
    func absurdTokenCountsAreRefused(count: String) async {
        for events in [
            [token("1"), end(count)], [token(count), end("1")],
            [token(count), token("-9223372036854775808"), end("1")],
            [token("1"), token("-9223372036854775808"), token(count), end("1")],
        ] {
            let outcome = await run(events)
            #expect(outcome.completions.isEmpty)
            guard case .malformed = outcome.error else {
                Issue.record("\(events): \(String(describing: outcome.error))")
                continue
            }
        }
    }

    @Test func moreTokensThanWereAskedForEndTheStream() async {
        let long = (1...40).map { token("\($0)") }
        #expect(await run(long + [end("40")]).completions.isEmpty)
        // It may also say that each is the first.
        let endless = (1...40).map { _ in token("1", text: String(repeating: "x", count: 2000)) }
        guard case .malformed(let reason) = await run(endless).error else {
            Issue.record("it was taken")
            return
        }
        #expect(reason.contains("ignores the limit"))
    }

    /// Whatever cut it, an answer that is shorter than it might have been did not come to its limit.
    @Test func anAnswerThatIsCutBeforeItsLimitIsNoWholeOne() async {
        func stop(_ count: String) async -> [StopReason] {
            let limit = end(count).replacing("eos", with: "limit")
            let events = (1...(Int(count) ?? 1)).map { token("\($0)") }
            return await run(events + [limit]).completions.map(\.stop)
        }
        #expect(await stop("3") == [.contextFull])
        #expect(await stop("12") == [.limit])
        // A server that looks ahead.
        #expect(await stop("13") == [.limit])
    }

    @Test func aProbabilityAboveOneIsRefused() async {
        let sure =
            #"{"index":0,"content":"a","tokens":[1],"stop":false,"tokens_predicted":1,"#
            + #""completion_probabilities":[{"id":1,"token":"a","logprob":5.5,"top_logprobs":[]}]}"#
        #expect(await run([sure, end("1")]).completions.isEmpty)
        let rounded = sure.replacing("5.5", with: "0.0000002")
        let kept = await run([rounded, end("1")]).completions.first?.tokens?.first
        #expect(kept?.logProbability == 0)
    }

    @Test func twoAnswersUnderOneIndexAreNeverADraw() async {
        let outcome = await run(
            [token("1"), token("1", text: "b"), token("2"), token("2", text: "d"), end("2")],
            count: 2)
        #expect(outcome.completions.isEmpty)
        #expect(outcome.error != nil)
    }

    @Test func aSeedThatIsNoneIsNoMissingSeed() async {
        for seed in ["18446744073709551616", "4294967296", "-1", "5.5", "1e400", #""5""#, "[5]"] {
            let spoilt = end("1").replacing(
                #""stop":true"#, with: #""stop":true,"generation_settings":{"seed":\#(seed)}"#)
            #expect(await run([token("1"), spoilt]).completions.isEmpty)
        }
    }
}

/// What the environment and the address make of a connection.
@Suite struct ServerAccessTests {
    @Test func aKeyIsTakenOutOfEverythingThatAServerSays() async throws {
        let fake = try FakeServer { exchange in
            let echo = exchange.request.head.split(separator: "Bearer ")[1].prefix(17)
            switch exchange.request.path {
            case "/health": exchange.reply(#"{"status":"ok"}"#)
            case "/props":
                exchange.reply(
                    #"{"model_alias":"m-\#(echo)","total_slots":1,"default_generation_settings":"#
                        + #"{"n_ctx":512,"params":{}}}"#)
            case "/completion" where exchange.request.bodyText.contains("stream-me"):
                exchange.beginStream()
                exchange.sendChunk(
                    "data: {\"index\":0,\"content\":\"my key is \(echo)\",\"stop\":true,"
                        + "\"stop_type\":\"eos\",\"tokens_predicted\":1}\n\n")
                exchange.endChunks()
            default:
                exchange.reply(
                    status: 400, #"{"error":{"code":400,"message":"bad key \#(echo)","type":"x"}}"#)
            }
        }
        defer { fake.stop() }
        let server = LlamaServer(
            try ServerAddress(fake.address), apiKey: APIKey("sk-SECRETKEY12345"))
        #expect(try await server.facts().modelName == "m-(API key)")
        func outcome(_ prompt: String) async -> Replay.Outcome {
            await collect(
                server.complete(
                    CompletionRequest(prompt: prompt, decoding: .pure(maxTokens: 5), seed: 1)))
        }
        #expect(await outcome("x").error == .badRequest("bad key (API key)"))
        #expect(await outcome("stream-me").completions.map(\.text) == ["my key is (API key)"])
    }

    @Test func aGatewayThatRefusesHealthInJSONIsReached() async throws {
        for status in [404, 400] {
            let fake = try FakeServer { exchange in
                switch exchange.request.path {
                case "/v1/models": exchange.reply(#"{"data":[{"id":"m"}]}"#)
                default:
                    exchange.reply(
                        status: status,
                        #"{"error":{"message":"Invalid URL","type":"invalid_request_error"}}"#)
                }
            }
            defer { fake.stop() }
            #expect(
                try await connect(to: try ServerAddress(fake.address)) is OpenAIServer)
        }
    }

    @Test func aServerThatIsNotThereYetIsAwaited() async throws {
        let address = try ServerAddress(try FakeServer.unusedAddress())
        let access = ServerAccess(patience: .milliseconds(700), awaitsPort: true)
        let start = ContinuousClock.now
        await #expect(throws: InferenceError.self) { try await connect(to: address, access) }
        #expect(start.duration(to: .now) > .milliseconds(600))
        let impatient = ContinuousClock.now
        await #expect(throws: InferenceError.self) { try await connect(to: address) }
        #expect(impatient.duration(to: .now) < .milliseconds(600))
    }

    @Test func aModelBehindARouterIsNamedInEveryQuestion() async throws {
        let fake = try FakeServer { exchange in
            let path = exchange.request.path
            let isNamed =
                path.contains("model=b%2Fc")
                || exchange.request.bodyText.contains(#""model":"b/c""#)
            switch path.prefix(while: { $0 != "?" }) {
            case "/health": exchange.reply(#"{"status":"ok"}"#)
            case "/v1/models":
                exchange.reply(
                    #"{"data":[{"id":"a"},{"id":"x","aliases":["b/c"],"meta":{"n_vocab":7}}]}"#)
            case "/props" where !isNamed: exchange.reply(#"{"role":"router"}"#)
            case "/props":
                exchange.reply(
                    #"{"model_path":"/m/c.gguf","total_slots":3,"default_generation_settings":"#
                        + #"{"n_ctx":512,"params":{}}}"#)
            case "/apply-template" where isNamed: exchange.reply(#"{"prompt":"rendered"}"#)
            case "/tokenize" where isNamed: exchange.reply(#"{"tokens":[1,2]}"#)
            default: exchange.reply(status: 400, #"{"error":{"message":"model name is missing"}}"#)
            }
        }
        defer { fake.stop() }
        let address = try ServerAddress(fake.address)
        let server = try await connect(to: address, ServerAccess(model: "b/c"))
        #expect(server is LlamaServer)
        #expect(try await server.facts().vocabularySize == 7)
        #expect(try await server.facts().totalSlots == 3)
        #expect(try await server.render([ChatMessage(role: "user", content: "x")]) == "rendered")
        #expect(try await server.promptTokens(of: "x") == [1, 2])
        do {
            _ = try await connect(to: address)
            Issue.record("no model was named")
        } catch {
            #expect(error.description.contains("--server-model; the server has: a, x"))
        }
    }

    @Test func socketsAndPortsAreReadOrRefused() throws {
        let socket = try ServerAddress("unix:/run/llama.sock")
        #expect(socket.isLoopback && socket.unixSocket == "/run/llama.sock")
        #expect(socket.endpoint("/health") == "http://localhost/health")
        #expect(try ServerAddress("unix:///a.sock:/v1").description == "unix:/a.sock:/v1")
        for bad in ["http://x:99999", "http://x:0", "http://[::1:1", "unix:relative.sock", "x:8a"] {
            #expect(throws: InferenceError.self) { try ServerAddress(bad) }
        }
        #expect(try ServerAddress("http://10.0.0.1").isInTheClear)
        #expect(try !ServerAddress("https://10.0.0.1").isInTheClear)
    }

    @Test func templateOptionsAreSentAsTheyAreMeant() throws {
        let options = try TemplateOptions(["enable_thinking=false", "style=short", "n=3"])
        #expect(options.canonicalText == #"enable_thinking=false,n=3,style="short""#)
        var body = JSONWriter()
        body.member(options)
        #expect(
            String(decoding: body.finished(), as: UTF8.self)
                == #"{"chat_template_kwargs":{"enable_thinking":false,"n":3,"style":"short"}}"#)
        #expect(throws: InferenceError.self) { try TemplateOptions(["nothing"]) }
        #expect(throws: InferenceError.self) { try TemplateOptions(["a=1", "a=2"]) }
    }
}
