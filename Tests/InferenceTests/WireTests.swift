import TestSupport
import Testing

@testable import Inference

/// Real replies of llama.cpp servers, recorded.
@Suite struct WireTests {
    /// The decoding that a recorded request asked for: its settings were the server's defaults but
    /// for what is given.
    private func recorded(
        temperature: Double = 0.8, maxTokens: Int, stop: [String] = [], topK: Int = 40,
        topP: Double = 0.95, minP: Double = 0.05, biases: [Int: Double] = [:]
    ) -> Decoding {
        Decoding(
            temperature: temperature, topK: topK, topP: topP, minP: minP, maxTokens: maxTokens,
            stop: stop, logitBias: biases,
            samplerOrder: [
                "penalties", "dry", "top_n_sigma", "top_k", "typ_p", "top_p", "min_p", "xtc",
                "temperature",
            ])
    }

    private func request(
        _ decoding: Decoding, seed: UInt32, count: Int = 1, probabilities: Int = 0
    ) -> CompletionRequest {
        CompletionRequest(
            prompt: " the cat", decoding: decoding, seed: seed, count: count,
            probabilities: probabilities)
    }

    @Test func readsABlockOfInterleavedCompletions() async throws {
        let replay = try Replay(wire: "14-completion-n_cmpl-stream")
        let request = request(recorded(temperature: 1, maxTokens: 3), seed: 5, count: 2)
        let whole = await replay.run(request)
        #expect(whole.error == nil)
        #expect(whole.completions.map(\.index) == [1, 0])
        #expect(whole.completions.map(\.seed) == [6, 5])
        #expect(whole.completions.map(\.text) == [" in yes ran", " mat yes ran"])
        #expect(whole.completions.map(\.stop) == [.limit, .limit])
        #expect(whole.completions.map(\.tokenCount) == [3, 3])
        #expect(whole.completions[0].settings?.numbers["temperature"] == 1)
        #expect(whole.completions[0].timings?.cachedTokens == 1)
        // Wherever the network cuts.
        for size in 1...64 {
            #expect(await replay.run(request, size: size) == whole, "pieces of \(size)")
        }
    }

    @Test func readsProbabilitiesAndSkipsProgress() async throws {
        let replay = try Replay(wire: "09-completion-stream-probs")
        let outcome = await replay.run(
            request(recorded(temperature: 1, maxTokens: 3), seed: 3, probabilities: 2))
        let tokens = try #require(outcome.completions.first?.tokens)
        #expect(tokens.map(\.id) == [270, 279, 268])
        #expect(tokens.map(\.text) == [" mat", " yes", " ran"])
        #expect(tokens[0].logProbability == -1.8285868167877197)
        #expect(tokens[0].alternatives.map(\.id) == [270, 282])
        #expect(tokens.allSatisfy { !$0.merged && $0.bytes == nil })
        #expect(outcome.completions.first?.tokenCount == 3)
    }

    @Test func marksTokensMergedIntoOneCharacter() async throws {
        let replay = try Replay(wire: "71-stream-split-utf8")
        let outcome = await replay.run(
            request(
                recorded(temperature: 1.5, maxTokens: 8, topK: 0, topP: 1, minP: 0), seed: 3,
                probabilities: 1))
        let completion = try #require(outcome.completions.first)
        let tokens = try #require(completion.tokens)
        #expect(completion.tokenCount == 8)
        #expect(tokens.map(\.merged) == [false, true, false, false, false, false])
        #expect(tokens[1].bytes == [227, 64, 159])
        #expect(completion.text == "\u{8}\u{FFFD}@\u{FFFD}t\u{6}\u{1c}A")
    }

    @Test func countsTheEndOfTextAsAToken() async throws {
        let replay = try Replay(wire: "60-stop-eos-stream")
        let outcome = await replay.run(
            request(recorded(temperature: 1, maxTokens: 500, biases: [0: 6]), seed: 12))
        #expect(outcome.completions.map(\.text) == [""])
        #expect(outcome.completions.map(\.tokenCount) == [1])
        #expect(outcome.completions.map(\.stop) == [.endOfText])
    }

    @Test func leavesTheStopStringOutOfTheText() async throws {
        let replay = try Replay(wire: "11-completion-stop-stream")
        let decoding = recorded(temperature: 0.7, maxTokens: 40, stop: [" dog", " ran"])
        let outcome = await replay.run(request(decoding, seed: 5))
        #expect(outcome.error == nil)
        let completion = try #require(outcome.completions.first)
        #expect(completion.text.hasSuffix(" sun of"))
        #expect(completion.tokenCount == 19)
        #expect(completion.stop == .stopString(" dog"))
    }

    @Test func namesTheSettingsThatWereNotApplied() async throws {
        let replay = try Replay(wire: "11-completion-stop-stream")
        let outcome = await replay.run(request(.pure(temperature: 1, maxTokens: 40), seed: 5))
        guard case .settingsMismatch(let mismatches) = outcome.error else {
            Issue.record("\(String(describing: outcome.error))")
            return
        }
        #expect(
            mismatches.map(\.description) == [
                "min_p: asked 0, server used 0.05", "temperature: asked 1, server used 0.7",
                "top_k: asked 0, server used 40", "top_p: asked 1, server used 0.95",
                "samplers: asked [\"temperature\"], server used [\"penalties\", \"dry\", "
                    + "\"top_n_sigma\", \"top_k\", \"typ_p\", \"top_p\", \"min_p\", \"xtc\", "
                    + "\"temperature\"]",
                "stop: asked [], server used [\" dog\", \" ran\"]",
            ])
        #expect(outcome.completions.isEmpty)
    }

    @Test func noticesASeedThatIsNotTheOneAsked() async throws {
        let replay = try Replay(wire: "11-completion-stop-stream")
        let decoding = recorded(temperature: 0.7, maxTokens: 40, stop: [" dog", " ran"])
        let outcome = await replay.run(request(decoding, seed: 6))
        #expect(
            outcome.error
                == .settingsMismatch([SettingMismatch(field: "seed", asked: "6", echoed: "5")]))
    }

    @Test func takesAnErrorInMidStreamForWhatItIs() async throws {
        // The transcript shows the chunked framing; only the events matter here.
        let events = """
            data: {"index":0,"content":" yes","tokens":[279],"stop":false,"tokens_predicted":1}

            data: {"error":{"code":500,"message":"Context size has been exceeded.",\
            "type":"server_error"}}


            """
        let outcome = await Replay(body: Array(events.utf8)).run(
            request(.pure(maxTokens: 5), seed: 1))
        #expect(
            outcome.error
                == .serverError(status: 500, message: "Context size has been exceeded."))
        let old = events.replacing("data: {\"error\":", with: "error: ").replacing("}}", with: "}")
        #expect(
            await Replay(body: Array(old.utf8)).run(request(.pure(maxTokens: 5), seed: 1)).error
                == .serverError(status: 500, message: "Context size has been exceeded."))
    }

    @Test(arguments: [
        ("40-err-bad-json", "parse error"), ("42-err-wrong-type", "Field 'n_predict'"),
        ("53-err-grammar", "failed to parse grammar"), ("19-n_cmpl-over-slots", "but got 9"),
    ])
    func namesWhatTheServerRefused(name: String, part: String) async throws {
        let outcome = try await Replay(wire: name).run(request(.pure(maxTokens: 5), seed: 1))
        guard case .badRequest(let message) = outcome.error else {
            Issue.record("\(String(describing: outcome.error))")
            return
        }
        #expect(message.contains(part))
        #expect(outcome.error?.isRetryable == false)
    }

    @Test func tellsTheRefusalsApart() async throws {
        func error(_ name: String) async throws -> InferenceError? {
            try await Replay(wire: name).run(request(.pure(maxTokens: 5), seed: 1)).error
        }
        for name in ["47-err-ctx-exceeded", "61-err-ctx-exceeded-stream"] {
            #expect(try await error(name) == .promptTooLong(tokens: 800, context: 512))
        }
        for name in ["80-key-missing", "81-key-wrong"] {
            #expect(
                try await error(name)
                    == .unauthorized(address: "http://127.0.0.1:1", keyGiven: false))
        }
        #expect(
            try await error("90-loading-completion") == .loading(address: "http://127.0.0.1:1"))
        guard case .notACompletionServer = try await error("48-err-unknown-endpoint") else {
            Issue.record("an unknown endpoint is another kind of server")
            return
        }
    }

    @Test func skipsTheNullThatBeginsAStreamOfSeveralPrompts() async throws {
        // Two prompts share one seed, which for one prompt would be copies: the first is taken.
        let replay = try Replay(wire: "16-completion-multiprompt-stream")
        let outcome = await replay.run(
            request(recorded(temperature: 1, maxTokens: 3), seed: 5, count: 2))
        #expect(outcome.completions.map(\.text) == [" mat yes ran"])
        #expect(
            outcome.error
                == .blocksUnsupported(reason: "its completions are copies, all of seed 5"))
    }

    @Test func readsFactsTokensAndTemplates() async throws {
        let names = [
            "/props": "01-props", "/v1/models": "03-v1-models", "/tokenize": "28-tokenize",
            "/apply-template": "31-apply-template",
        ]
        let replays = try names.mapValues { try Replay(wire: $0) }
        let fake = try FakeServer { exchange in
            guard let replay = replays[exchange.request.path] else {
                return exchange.reply(status: 404, "")
            }
            exchange.reply(
                status: replay.head.status, contentType: replay.head.contentType,
                String(decoding: replay.body, as: UTF8.self))
        }
        let server = LlamaServer(try ServerAddress(fake.address))
        let facts = try await server.facts()
        #expect(facts.modelName == "tiny.gguf" && facts.build == "b0-unknown")
        #expect(facts.totalSlots == 4 && facts.contextPerSlot == 512)
        #expect(facts.vocabularySize == 286 && facts.parameterCount == 525_024)
        #expect(
            facts.fingerprint == "tiny.gguf, 525024 parameters, 2100096 bytes, 286 tokens, all F32")
        let defaults = try #require(facts.defaultSettings)
        let asked = Decoding.serverDefault(defaults, maxTokens: 5)
        #expect(asked.topK == 40 && Float(asked.temperature) == 0.8)
        #expect(asked.samplers == defaults.samplers)
        #expect(asked.truncationWarnings.count == 3)
        #expect(try await server.tokenize("x").count == 11)
        #expect(
            try await server.render([ChatMessage(role: "user", content: "x")])
                == "<system>be brief\n<user> the cat\n<assistant>")
    }
}
