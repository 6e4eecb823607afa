import Inference
import Platform
import Synchronization
import TestSupport

@testable import Sampling

/// A server in memory that draws token by token from a known table, and tells the probabilities as
/// llama.cpp does: natural logarithms of the model's own, the list asked for, tokens by their ids.
///
/// Token 0 ends the answer; the others are words, of which 3 is "secret".
final class TableServer: CompletionServer {
    let address: String
    static let vocabulary = 7
    static let end = 0
    static let words = ["", " one", " two", " secret", " four", " five", " six"]

    struct Behaviour: Sendable {
        var slots = 4
        var fault: @Sendable (CompletionRequest, Int) -> InferenceError? = { _, _ in nil }
        var onRequest: @Sendable (CompletionRequest, Int) -> Void = { _, _ in }
        /// How many requests are held back until as many have come.
        var vocabularySize: Int? = TableServer.vocabulary
        /// The model's distribution after a prompt and tokens; of any length.
        var distribution: @Sendable ([Int]) -> [Double] = TableServer.distribution
        /// The text of the token that ends an answer, in lists and answers.
        var endText = ""
        /// What its lists tell of a distribution, by the number of the request.
        var listed: @Sendable ([Double], Int) -> [Double] = { list, _ in list }
        /// What each probability from before the samplers is multiplied with, as by a server that
        /// divides by a sum which is too small.
        var before = 1.0
        /// Tokens that are other bytes than their words, such as a part of a character.
        var bytes: [Int: [UInt8]] = [:]
        /// Whether it tells the ids of a reply's tokens to who asks for them.
        var tellsTokens = true
    }

    /// A token's text.
    static func word(_ token: Int) -> String {
        words.indices.contains(token) ? words[token] : " w\(token)"
    }

    private let state: Mutex<(behaviour: Behaviour, requests: [CompletionRequest])>

    init(address: String = "http://table:1", _ behaviour: Behaviour = Behaviour()) {
        self.address = address
        state = Mutex((behaviour, []))
    }

    /// Requests for draws, in the order in which they came.
    var requests: [CompletionRequest] {
        state.withLock(\.requests).filter { $0.promptTokens != nil }
    }

    func change(_ body: (inout Behaviour) -> Void) { state.withLock { body(&$0.behaviour) } }

    // MARK: - The table

    /// The model's distribution after a prompt and tokens.
    static func distribution(_ tokens: [Int]) -> [Double] {
        var seed: UInt64 = 17
        for token in tokens { seed = seed &* 6_364_136_223_846_793_005 &+ UInt64(token) &+ 1 }
        var random = SeededGenerator(seed: seed)
        let weights = (0..<vocabulary).map { _ in exp(-5 * Double.random(in: 0..<1, using: &random))
        }
        // Single precision, as a server's.
        let sum = weights.reduce(0, +)
        return weights.map { Double(Float($0 / sum)) }
    }

    static func promptTokens(_ text: String) -> [Int] {
        [1_000 + text.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 9_973 }]
    }

    /// Every answer of at most so many tokens with its probability.
    ///
    /// - Parameter rule: what the decoding makes of weights, which need not add up to 1.
    static func table(
        _ prompt: String, maxTokens: Int, _ rule: ([Double]) -> [Double] = { $0 }
    ) -> [String: Double] {
        var table: [String: Double] = [:]
        func go(_ path: [Int], _ text: String, _ mass: Double, _ left: Int) {
            if left == 0 || path.last == end {
                table[text, default: 0] += mass
                return
            }
            let weights = rule(distribution(path))
            let sum = weights.reduce(0, +)
            for (token, weight) in weights.enumerated() where weight > 0 {
                let q = weight / sum
                go(path + [token], text + words[token], mass * q, left - 1)
            }
        }
        go(promptTokens(prompt), "", 1, maxTokens)
        return table
    }

    static let facts = ServerFacts(
        modelName: "toy", vocabularySize: vocabulary, echoesSettings: true)

    // MARK: - CompletionServer

    func facts() async throws(InferenceError) -> ServerFacts {
        let behaviour = state.withLock(\.behaviour)
        return ServerFacts(
            modelName: "toy", totalSlots: behaviour.slots, largestBlock: behaviour.slots,
            vocabularySize: behaviour.vocabularySize, echoesSettings: true)
    }

    func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {}

    func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String {
        messages.map(\.content).joined()
    }

    func tokenize(_ text: String) async throws(InferenceError) -> [Int] {
        // A letter is a word like any other.
        text == "a"
            ? [1] : text.split(separator: " ").compactMap { Self.words.firstIndex(of: " " + $0) }
    }

    func promptTokens(of prompt: String) async throws(InferenceError) -> [Int] {
        Self.promptTokens(prompt)
    }

    func complete(_ request: CompletionRequest) -> AsyncThrowingStream<Completion, any Error> {
        let (behaviour, number) = state.withLock { state in
            state.requests.append(request)
            return (state.behaviour, state.requests.count)
        }
        return AsyncThrowingStream { output in
            let task = Task {
                behaviour.onRequest(request, number)
                // Short answers come first, as on a server.
                if let fault = behaviour.fault(request, number) {
                    return output.finish(throwing: fault)
                }
                for child in 0..<request.count {
                    var own = request
                    own.seed += UInt32(child)
                    var completion = Self.completion(own, behaviour, number)
                    completion.index = child
                    for _ in 0..<completion.tokenCount * 3 { await Task.yield() }
                    output.yield(completion)
                }
                output.finish()
            }
            output.onTermination = { _ in task.cancel() }
        }
    }

    /// Bytes as a server writes them: with a text in which what is none is U+FFFD.
    private static func told(_ bytes: [UInt8]) -> (text: String, bytes: [UInt8]?) {
        let text = String(decoding: bytes, as: UTF8.self)
        return (text, text.utf8.elementsEqual(bytes) ? nil : bytes)
    }

    private static func completion(
        _ request: CompletionRequest, _ behaviour: Behaviour, _ number: Int
    ) -> Completion {
        let distribution = behaviour.distribution
        func own(_ token: Int) -> [UInt8] {
            behaviour.bytes[token]
                ?? Array((token == end ? behaviour.endText : Self.word(token)).utf8)
        }
        var random = SeededGenerator(seed: UInt64(request.seed))
        var path = request.promptTokens ?? promptTokens(request.prompt)
        var records: [TokenRecord] = []
        var ids: [Int] = []
        // What was said, and the part of it that no record has told: a token that ends inside a
        // character has none.
        var (said, untold): ([UInt8], [UInt8]) = ([], [])
        var stop = StopReason.limit
        let isGreedy = request.decoding.kind == .greedy
        while ids.count < request.decoding.maxTokens {
            let model = distribution(path)
            let temperature = request.decoding.temperature
            var weights = temperature > 0 ? model.map { pow($0, 1 / temperature) } : model
            for token in request.decoding.forbiddenTokens { weights[token] = 0 }
            for (token, bias) in request.decoding.logitBias {
                weights[token] *= exp(min(600, bias / (temperature > 0 ? temperature : 1)))
            }
            var token = weights.indices.max { weights[$0] < weights[$1] } ?? 0
            // Top-k alone of all that cuts tokens off, behind biases as in llama.cpp.
            let cut = request.decoding.topK
            if cut > 0 {
                for token in weights.indices.sorted(by: { weights[$0] > weights[$1] }).dropFirst(
                    cut)
                {
                    weights[token] = 0
                }
            }
            if !isGreedy {
                var place = Double.random(in: 0..<1, using: &random) * weights.reduce(0, +)
                for (candidate, weight) in weights.enumerated() where weight > 0 {
                    token = candidate
                    place -= weight
                    if place < 0 { break }
                }
            }
            var list = behaviour.listed(model.map { $0 * behaviour.before }, number)
            if request.probabilitiesAfterSampling {
                let sum = weights.reduce(0, +)
                list = behaviour.listed(weights.map { Double(Float($0 / sum)) }, number)
            }
            let best = list.indices.filter { list[$0] > 0 }.sorted { list[$0] > list[$1] }
                .prefix(request.probabilities)
            ids.append(token)
            said += own(token)
            untold += own(token)
            if !RequestRunner.endsInside(said) {
                let (text, bytes) = Self.told(untold)
                records.append(
                    TokenRecord(
                        id: token, text: text, bytes: bytes, logProbability: log(list[token]),
                        alternatives: best.map {
                            let (text, bytes) = Self.told(own($0))
                            return .init(
                                id: $0, text: text, bytes: bytes, logProbability: log(list[$0]))
                        },
                        merged: untold.count > own(token).count))
                untold = []
            }
            path.append(token)
            if token == end {
                stop = .endOfText
                break
            }
        }
        var completion = Completion(
            index: 0, text: String(decoding: said, as: UTF8.self), tokenCount: ids.count,
            stop: stop,
            seed: request.seed,
            settings: EchoedSettings(
                seed: request.seed, numbers: ["temperature": request.decoding.temperature],
                logitBias: request.decoding.logitBias.merging(
                    request.decoding.forbiddenTokens.map { ($0, -.infinity) }
                ) { $1 }),
            tokens: request.probabilities > 0 ? records : nil)
        if request.tellsTokens, behaviour.tellsTokens { completion.tokenIDs = ids }
        return completion
    }
}
