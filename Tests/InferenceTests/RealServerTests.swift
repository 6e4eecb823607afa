import Platform
import TestSupport
import Testing

@testable import Inference

/// llama.cpp's own server with a model whose next-token probabilities are known.
@Suite(.timeLimit(.minutes(5))) struct RealServerTests {
    static let model = MarkovModel(seed: 7)
    private static let start = Task { try await RealServer.start(model, slots: 8) }

    private func server() async throws -> LlamaServer {
        LlamaServer(try ServerAddress(try await RealServerTests.start.value.address))
    }

    private func request(
        _ decoding: Decoding, seed: UInt32, count: Int = 1, probabilities: Int = 0
    ) -> CompletionRequest {
        CompletionRequest(
            prompt: " the cat", decoding: decoding, seed: seed, count: count,
            probabilities: probabilities)
    }

    @Test func tellsItsFacts() async throws {
        let server = try await server()
        try await server.waitUntilReady(timeout: .seconds(10)) { _ in }
        let facts = try await server.facts()
        #expect(facts.totalSlots == 8 && facts.largestBlock == 8)
        #expect(facts.contextPerSlot == 512)
        #expect(facts.modelName.hasSuffix(".gguf") && !facts.modelName.contains("/"))
        #expect(facts.vocabularySize == 258 + RealServerTests.model.words.count)
        #expect(facts.chatTemplate?.contains("<assistant>") == true)
        #expect(facts.defaultSettings?.numbers["top_k"] == 40)
        #expect(facts.echoesSettings)
        #expect(facts.fingerprint.contains("parameters"))
    }

    @Test func drawsFromTheModelsOwnDistribution() async throws {
        let server = try await server()
        // Two tokens: few enough texts that each is expected often.
        let exact = RealServerTests.model.completions(after: "cat", maxTokens: 2)
        #expect(abs(exact.values.reduce(0, +) - 1) < 1e-9)
        let draws = 2000
        var counts: [String: Int] = [:]
        for first in stride(from: 0, to: draws, by: 8) {
            for try await completion in server.complete(
                request(.pure(maxTokens: 2), seed: UInt32(first), count: 8))
            {
                #expect(completion.seed == UInt32(first + completion.index))
                counts[completion.text, default: 0] += 1
            }
        }
        #expect(counts.values.reduce(0, +) == draws)
        #expect(Set(counts.keys).isSubset(of: exact.keys))
        // Texts expected less than five times are one class.
        var statistic = 0.0
        var classes = 0
        var rare = (expected: 0.0, seen: 0)
        for (text, probability) in exact {
            let expected = probability * Double(draws)
            let seen = counts[text, default: 0]
            if expected < 5 {
                rare = (rare.expected + expected, rare.seen + seen)
            } else {
                statistic += (Double(seen) - expected) * (Double(seen) - expected) / expected
                classes += 1
            }
        }
        if rare.expected > 0 {
            let difference = Double(rare.seen) - rare.expected
            statistic += difference * difference / rare.expected
            classes += 1
        }
        // χ² lies within four standard deviations of its mean; the seeds are fixed, so this either
        // always holds or never.
        let freedom = Double(classes - 1)
        #expect(abs(statistic - freedom) < 4 * (2 * freedom).squareRoot())
    }

    @Test func reproducesEveryDrawFromItsSeed() async throws {
        let server = try await server()
        let decoding = Decoding.pure(maxTokens: 24)
        let block = await collect(server.complete(request(decoding, seed: 500, count: 8)))
        #expect(block.error == nil)
        #expect(Set(block.completions.map(\.index)) == Set(0..<8))
        for completion in block.completions {
            let seed = try #require(completion.seed)
            let single = await collect(server.complete(request(decoding, seed: seed)))
            #expect(single.completions.map(\.text) == [completion.text])
        }
    }

    @Test func followsTheMostProbablePathWhenGreedy() async throws {
        let server = try await server()
        let path = RealServerTests.model.greedyPath(after: "cat", maxTokens: 20)
        let outcome = await collect(server.complete(request(.greedy(maxTokens: 20), seed: 1)))
        #expect(outcome.error == nil)
        let text = try #require(outcome.completions.first?.text)
        #expect(RealServerTests.model.tokens(of: text) == path)
    }

    @Test func givesTheModelsOwnProbabilitiesWhateverTheDecoding() async throws {
        let server = try await server()
        var decoding = Decoding.pure(temperature: 0.5, maxTokens: 30)
        decoding.ignoresEndOfText = true
        let outcome = await collect(
            server.complete(request(decoding, seed: 9, count: 2, probabilities: 3)))
        #expect(outcome.error == nil)
        for completion in outcome.completions {
            var last = RealServerTests.model.id(of: "cat")
            let tokens = try #require(completion.tokens)
            #expect(tokens.count == 30 && completion.tokenCount == 30)
            for token in tokens {
                let row = RealServerTests.model.row(after: last)
                let id = try #require(token.id)
                #expect(abs(token.logProbability - log(row[id] ?? 0)) < 1e-4)
                let best = row.values.sorted(by: >).prefix(3)
                for (alternative, probability) in zip(token.alternatives, best) {
                    #expect(abs(exp(alternative.logProbability) - probability) < 1e-5)
                }
                #expect(RealServerTests.model.text(of: id) == token.text)
                last = id
            }
            #expect(completion.text == tokens.map(\.text).joined())
        }
    }

    @Test func appliesEverySettingThatItIsAskedFor() async throws {
        let server = try await server()
        let facts = try await server.facts()
        let defaults = try #require(facts.defaultSettings)
        var ignoring = Decoding.pure(maxTokens: 40)
        ignoring.ignoresEndOfText = true
        let mat = RealServerTests.model.id(of: "mat")
        let decodings = [
            Decoding.serverDefault(defaults, maxTokens: 8), ignoring,
            Decoding(
                temperature: 1.3, topK: 7, topP: 0.8, minP: 0.02, typicalP: 0.9, repeatPenalty: 1.1,
                presencePenalty: 0.3, frequencyPenalty: 0.2, maxTokens: 8, stop: [" dog", " sun"],
                logitBias: [mat: -2.5], forbiddenTokens: [mat + 1],
                extras: ["xtc_probability": 0.2, "dry_multiplier": 0.5, "top_n_sigma": 2]),
            Decoding(temperature: 1, maxTokens: 8, grammar: #"root ::= " yes" | " no""#),
            Decoding(temperature: 1, maxTokens: 8, extras: ["mirostat": 2, "dynatemp_range": 0.5]),
        ]
        for decoding in decodings {
            let outcome = await collect(server.complete(request(decoding, seed: 3)))
            #expect(outcome.error == nil, "\(decoding.name)")
            #expect(outcome.completions.count == 1)
            #expect(outcome.completions.first?.settings?.numbers.count ?? 0 > 20)
        }
    }

    @Test func neverDrawsAForbiddenToken() async throws {
        let server = try await server()
        let row = RealServerTests.model.row(after: RealServerTests.model.id(of: "cat"))
        let likely = try #require(row.max { $0.value < $1.value }?.key)
        var decoding = Decoding.pure(maxTokens: 1)
        decoding.forbiddenTokens = [likely]
        for first in [0, 8, 16, 24] as [UInt32] {
            let outcome = await collect(server.complete(request(decoding, seed: first, count: 8)))
            #expect(outcome.completions.count == 8)
            for completion in outcome.completions {
                #expect(completion.text != RealServerTests.model.text(of: likely))
            }
        }
    }

    @Test func endsAtStopStringsAndLimits() async throws {
        let server = try await server()
        let path = RealServerTests.model.greedyPath(after: "cat", maxTokens: 12)
        let words = path.map { RealServerTests.model.text(of: $0) }
        // One that is no part of what comes before it: " a" would already end " and".
        let position = try #require(
            words.indices.dropFirst().first { !words[..<$0].joined().contains(words[$0]) })
        let stop = words[position]
        let before = words[..<position].joined()
        let stopped = await collect(
            server.complete(request(.greedy(maxTokens: 12, stop: [stop]), seed: 1)))
        #expect(stopped.completions.map(\.text) == [before])
        #expect(stopped.completions.map(\.stop) == [.stopString(stop)])
        // Text that could begin a stop string is held back, then sent with what follows.
        let almost = words[1] + words[2] + " never"
        let whole = await collect(
            server.complete(
                request(.greedy(maxTokens: 12, stop: [almost]), seed: 1, probabilities: 1)))
        #expect(whole.completions.map(\.text) == [words.joined()])
        #expect(whole.completions.first?.tokens?.map(\.text) == words)
        let limited = await collect(server.complete(request(.greedy(maxTokens: 4), seed: 1)))
        #expect(limited.completions.map(\.text) == [words.prefix(4).joined()])
        #expect(limited.completions.map(\.stop) == [.limit])
        var endless = Decoding.greedy(maxTokens: 600)
        endless.ignoresEndOfText = true
        let full = await collect(server.complete(request(endless, seed: 1)))
        #expect(full.completions.map(\.stop) == [.contextFull])
    }

    @Test func losesNoTextThatIsHeldBackWhenACompletionEnds() async throws {
        let server = try await server()
        let decoding = Decoding.pure(maxTokens: 12)
        let words = RealServerTests.model.words
        // Every word could begin a stop string, so that everything is held back; none occurs.
        let stops = words.map { $0 + " never" } + ["dog" + words[0] + "x"]
        var ends: Set<StopReason> = []
        for seed in stride(from: UInt32(0), to: 64, by: 8) {
            let free = await collect(server.complete(request(decoding, seed: seed, count: 8)))
            var held = request(decoding, seed: seed, count: 8)
            held.decoding.stop = stops
            let outcome = await collect(server.complete(held))
            #expect(outcome.error == nil)
            func texts(_ outcome: Replay.Outcome) -> [Int: String] {
                Dictionary(uniqueKeysWithValues: outcome.completions.map { ($0.index, $0.text) })
            }
            #expect(texts(outcome) == texts(free))
            #expect(outcome.completions.allSatisfy { $0.heldBack == nil })
            ends.formUnion(outcome.completions.map(\.stop))
        }
        #expect(ends == [.limit, .endOfText])
    }

    @Test func tokenizesAndRendersChats() async throws {
        let server = try await server()
        let model = RealServerTests.model
        #expect(
            try await server.tokenize(" the cat") == [model.id(of: "the"), model.id(of: "cat")])
        #expect(try await server.tokenize("").isEmpty)
        let prompt = try await server.render([
            ChatMessage(role: "system", content: "be\n\"brief\""),
            ChatMessage(role: "user", content: "é"),
        ])
        #expect(prompt == "<system>be\n\"brief\"<user>é<assistant>")
    }

    @Test func refusesAPromptThatDoesNotFit() async throws {
        let server = try await server()
        var long = request(.pure(maxTokens: 8), seed: 1)
        long.prompt = String(repeating: " the cat", count: 400)
        #expect(
            await collect(server.complete(long)).error == .promptTooLong(tokens: 800, context: 512))
    }

    @Test func keepsToItsOrderWithMoreRequestsThanSlots() async throws {
        let server = try await server()
        let decoding = Decoding.pure(maxTokens: 16)
        let texts = try await withThrowingTaskGroup(of: (UInt32, String).self) { group in
            for seed in 0..<40 as Range<UInt32> {
                let request = request(decoding, seed: seed)
                group.addTask {
                    let outcome = await collect(server.complete(request))
                    return (seed, try #require(outcome.completions.first?.text))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let block = await collect(server.complete(request(decoding, seed: 8, count: 8)))
        for completion in block.completions {
            #expect(completion.text == texts[8 + UInt32(completion.index)])
        }
    }

    @Test func freesTheSlotsWhenAStreamIsDropped() async throws {
        let server = try await server()
        var endless = Decoding.pure(maxTokens: 500)
        endless.ignoresEndOfText = true
        // Far more work than could be done in the time if the slots stayed busy.
        for seed in 0..<60 as Range<UInt32> {
            let stream = server.complete(request(endless, seed: seed, count: 8))
            let task = Task { await collect(stream) }
            task.cancel()
            #expect(await task.value.error == nil)
        }
        let outcome = await collect(server.complete(request(.pure(maxTokens: 2), seed: 1)))
        #expect(outcome.completions.count == 1)
    }
}

/// A server that wants a key.
@Suite(.timeLimit(.minutes(2))) struct KeyedServerTests {
    @Test func sendsTheKeyAndExplainsItsAbsence() async throws {
        let real = try await RealServer.start(
            RealServerTests.model, slots: 1, options: ["api_keys": "secret"])
        let address = try ServerAddress(real.address)
        let request = CompletionRequest(prompt: " the", decoding: .pure(maxTokens: 2), seed: 1)
        #expect(try await LlamaServer(address, apiKey: APIKey("secret")).facts().totalSlots == 1)
        let allowed = await collect(
            LlamaServer(address, apiKey: APIKey("secret")).complete(request))
        #expect(allowed.completions.count == 1)
        for key in [nil, APIKey("wrong")] {
            let server = LlamaServer(address, apiKey: key)
            let expected = InferenceError.unauthorized(
                address: address.description, keyGiven: key != nil)
            #expect(await collect(server.complete(request)).error == expected)
            await #expect(throws: expected) { try await server.facts() }
        }
        // Killed in mid-stream, as a crash would.
        var endless = request
        endless.decoding.maxTokens = 400
        endless.decoding.ignoresEndOfText = true
        let stream = LlamaServer(address, apiKey: APIKey("secret")).complete(endless)
        let task = Task { await collect(stream) }
        try await Task.sleep(for: .milliseconds(20))
        real.stop()
        let outcome = await task.value
        #expect(outcome.completions.count == 1 || outcome.error?.isRetryable == true)
    }
}
