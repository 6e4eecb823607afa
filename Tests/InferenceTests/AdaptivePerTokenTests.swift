import Platform
import TestSupport
import Testing

@testable import Inference

/// Cut and continue on llama.cpp's own server, against exact probabilities.
@Suite(.timeLimit(.minutes(3))) struct AdaptivePerTokenTests {
    /// After "sure" the next words are almost certain, after "well" they are not.
    private static let model = MarkovModel(rows: [
        "say": ["sure": 0.5, "well": 0.5],
        "sure": ["yes": 0.97, "no": 0.03],
        "well": ["yes": 0.4, "no": 0.35, "hm": 0.25],
        "yes": ["then": 0.96, "but": 0.04],
        "no": ["then": 0.6, "but": 0.3, nil: 0.1],
        "hm": ["then": 0.5, "but": 0.5],
        "then": [nil: 1],
        "but": [nil: 1],
    ])
    private static let start = Task { try await RealServer.start(model, slots: 8) }

    private func server() async throws -> AdaptivePerTokenServer {
        AdaptivePerTokenServer(
            LlamaServer(try ServerAddress(try await Self.start.value.address)))
    }

    /// The probability of each text if one switches to greedy at the first confident step.
    private func exact(confidence: Double, maxTokens: Int) -> [String: Double] {
        let model = Self.model
        var done: [String: Double] = [:]
        func extend(
            _ text: String, _ last: Int, _ probability: Double, _ sum: Double, _ steps: Int
        ) {
            let row = model.row(after: last)
            let best = row.values.max() ?? 1
            for (next, step) in row {
                let mean = (sum + best) / Double(steps + 1)
                let grown = text + model.text(of: next)
                let chance = probability * step
                if next == MarkovModel.endOfText || steps + 1 == maxTokens {
                    done[grown, default: 0] += chance
                } else if mean > confidence {
                    let rest = model.greedyPath(
                        after: model.text(of: next), maxTokens: maxTokens - steps - 1)
                    done[grown + rest.map(model.text(of:)).joined(), default: 0] += chance
                } else {
                    extend(grown, next, chance, sum + best, steps + 1)
                }
            }
        }
        extend("", model.id(of: "say"), 1, 0, 0)
        return done
    }

    private func draws(
        _ decoding: Decoding, count: Int, probabilities: Int = 0
    ) async throws -> [Completion] {
        let server = try await server()
        var found: [Completion] = []
        for first in stride(from: 0, to: count, by: 8) {
            let request = CompletionRequest(
                prompt: " say", decoding: decoding, seed: UInt32(first), count: 8,
                probabilities: probabilities)
            for try await completion in server.complete(request) {
                #expect(completion.seed == UInt32(first + completion.index))
                let settings = try #require(completion.settings)
                #expect(decoding.mismatches(with: settings) == [])
                found.append(completion)
            }
        }
        #expect(found.count == count)
        return found
    }

    @Test(arguments: [0.3, 0.7, 0.99])
    func hasTheDistributionOfSwitchingToGreedy(confidence: Double) async throws {
        let exact = exact(confidence: confidence, maxTokens: 6)
        #expect(abs(exact.values.reduce(0, +) - 1) < 1e-9)
        let count = 800
        let texts = try await draws(
            .adaptivePerToken(confidence: confidence, maxTokens: 6), count: count
        ).map(\.text)
        #expect(Set(texts).isSubset(of: exact.keys))
        for (text, probability) in exact {
            let seen = Double(texts.count { $0 == text }) / Double(count)
            // Four standard deviations; the seeds are fixed, so that this holds always or never.
            let margin = 4 * (probability * (1 - probability) / Double(count)).squareRoot()
            #expect(abs(seen - probability) <= margin + 1e-9, "\(text): \(seen), \(probability)")
        }
    }

    @Test func changesSomethingAndKeepsTheTokens() async throws {
        // The first step is 0.5, so everything behind the first token is greedy.
        let decoding = Decoding.adaptivePerToken(confidence: 0.3, maxTokens: 6)
        let all = try await draws(decoding, count: 64, probabilities: 1)
        #expect(Set(all.map(\.text)) == [" sure yes then", " well yes then"])
        for completion in all {
            #expect(completion.tokens?.map(\.text).joined() == completion.text)
            #expect(completion.tokenCount == 4 && completion.stop == .endOfText)
        }
        let bare = try await draws(decoding, count: 8)
        #expect(bare.allSatisfy { $0.tokens == nil })
    }

    @Test func keepsToItsLimitAndItsStopStrings() async throws {
        let short = try await draws(
            .adaptivePerToken(confidence: 0.3, maxTokens: 2), count: 32)
        #expect(Set(short.map(\.text)) == [" sure yes", " well yes"])
        #expect(short.allSatisfy { $0.stop == .limit && $0.tokenCount == 2 })
        // Once in the sampled part, once across the cut, once in the greedy part.
        for (stop, expected) in [("re", " su"), ("ll y", " we"), ("then", " well yes ")] {
            let texts = try await draws(
                .adaptivePerToken(confidence: 0.3, maxTokens: 6, stop: [stop]), count: 32)
            #expect(texts.contains { $0.text == expected && $0.stop == .stopString(stop) })
            #expect(texts.allSatisfy { !$0.text.contains(stop) })
        }
    }

    /// The probability of each text of a model in which characters may take several tokens; such a
    /// character is one step, with the probability of its last token.
    private func exact(
        _ model: MarkovModel, after word: String, confidence: Double
    ) -> [String: Double] {
        var done: [String: Double] = [:]
        func extend(
            _ bytes: [UInt8], _ last: Int, _ chance: Double, _ sum: Double, _ steps: Int,
            isGreedy: Bool
        ) {
            let row = model.row(after: last)
            let best = row.values.max() ?? 1
            for (next, probability) in row where !isGreedy || probability == best {
                let grown = bytes + model.bytes(of: next)
                let chance = isGreedy ? chance : chance * probability
                if next == MarkovModel.endOfText {
                    done[String(decoding: grown, as: UTF8.self), default: 0] += chance
                } else if String(validating: grown, as: UTF8.self) == nil {
                    extend(grown, next, chance, sum, steps, isGreedy: isGreedy)
                } else {
                    let isSure = (sum + best) / Double(steps + 1) > confidence
                    extend(grown, next, chance, sum + best, steps + 1, isGreedy: isGreedy || isSure)
                }
            }
        }
        extend([], model.id(of: word), 1, 0, 0, isGreedy: false)
        return done
    }

    @Test func continuesBehindACharacterOfSeveralTokens() async throws {
        // U+1F642, U+1F643 and U+1F600, four tokens each, before and behind words.
        let model = MarkovModel(rows: [
            "say": ["<F0>": 0.6, "well": 0.4],
            "well": ["<F0>": 0.7, "yes": 0.3],
            "<F0>": ["<9F>": 1],
            "<9F>": ["<99>": 0.7, "<98>": 0.3],
            "<99>": ["<82>": 0.9, "<83>": 0.1],
            "<98>": ["<80>": 1],
            "<82>": ["yes": 0.6, nil: 0.4],
            "<83>": ["yes": 0.55, nil: 0.45],
            "<80>": ["yes": 0.65, nil: 0.35],
            "yes": [nil: 1],
        ])
        let real = try await RealServer.start(model, slots: 8)
        let server = AdaptivePerTokenServer(LlamaServer(try ServerAddress(real.address)))
        let count = 400
        // Cut behind the first character; behind one after a word; hardly ever.
        for confidence in [0.85, 0.7, 0.97] {
            let exact = exact(model, after: "say", confidence: confidence)
            #expect(abs(exact.values.reduce(0, +) - 1) < 1e-9)
            #expect(exact.keys.contains { $0.contains("\u{1F642}") })
            var texts: [String] = []
            for first in stride(from: 0, to: count, by: 8) {
                let request = CompletionRequest(
                    prompt: " say",
                    decoding: .adaptivePerToken(confidence: confidence, maxTokens: 40),
                    seed: UInt32(first), count: 8, probabilities: 1)
                for try await completion in server.complete(request) {
                    texts.append(completion.text)
                    let tokens = try #require(completion.tokens)
                    #expect(tokens.map(\.text).joined() == completion.text)
                    // Three more tokens for each such character, and the end of text.
                    let steps = tokens.filter { !$0.text.isEmpty }.count
                    let merged = tokens.count(where: \.merged)
                    #expect(completion.tokenCount == steps + 3 * merged + 1)
                }
            }
            #expect(texts.count == count)
            #expect(Set(texts).isSubset(of: exact.keys))
            for (text, probability) in exact {
                let seen = Double(texts.count { $0 == text }) / Double(count)
                // Four standard deviations; the seeds are fixed.
                let margin = 4 * (probability * (1 - probability) / Double(count)).squareRoot()
                #expect(
                    abs(seen - probability) <= margin + 1e-9, "\(text): \(seen), \(probability)")
            }
        }
    }

    @Test func refusesAGrammarAndServersWithoutTokens() async throws {
        var decoding = Decoding.adaptivePerToken(confidence: 0.3, maxTokens: 6)
        let other = AdaptivePerTokenServer(
            try await OpenAIServer.connect(
                try ServerAddress(try await Self.start.value.address), concurrency: 4))
        let request = CompletionRequest(prompt: " say", decoding: decoding, seed: 1)
        guard case .unsupported = await collect(other.complete(request)).error else {
            Issue.record("tokens that are not known cannot be continued")
            return
        }
        decoding.grammar = "root ::= \"a\""
        let asked = CompletionRequest(prompt: " say", decoding: decoding, seed: 1)
        guard case .unsupported = await collect(try await server().complete(asked)).error else {
            Issue.record("a grammar would begin anew")
            return
        }
    }
}
