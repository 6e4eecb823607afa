import Platform
import Synchronization

/// An OpenAI-style server whose sampler is known, with one thing wrong with it if a test wants that.
///
/// Its vocabulary is 400 words of Zipf-like probabilities, the same at every place; a seed and a place
/// give one word.
package final class KnownSampler: Sendable {
    package struct Behaviour: Sendable {
        /// The temperature that is used, whatever a request says.
        package var temperature = 1.0
        /// Whether it uses the temperature, top-k and top-p of a request instead.
        package var heeds = false
        /// The share of the likeliest words that are kept.
        package var topP = 1.0
        /// How many of the likeliest words are kept; 0 keeps all.
        package var topK = 0
        /// Whether the probabilities told are those after the sampler.
        package var tellsProcessed = false
        /// Every request is answered as if it had one seed.
        package var ignoresSeeds = false
        /// Every other request is answered by another model.
        package var mixes = false
        /// Gives one completion, however many are asked for.
        package var ignoresCount = false
        /// The most alternatives that it lists; with 0 it tells no probabilities.
        package var mostListed = 20
        /// The model's name in its answers; nil for the same whoever answers.
        package var name: String? = "zipf"

        package init() {}
    }

    package static let vocabulary = 400
    private let server: FakeServer
    package var address: String { server.address }
    /// The requests for completions so far.
    package var requestCount: Int {
        server.requests.count { $0.path.hasPrefix("/v1/") && $0.path.hasSuffix("completions") }
    }

    package init(_ behaviour: Behaviour) throws {
        let calls = Mutex(0)
        server = try FakeServer { exchange in
            switch exchange.request.path {
            case "/v1/models": exchange.reply(#"{"data":[{"id":"zipf"}]}"#)
            case "/v1/completions":
                let call = calls.withLock { calls in
                    calls += 1
                    return calls
                }
                KnownSampler.complete(exchange, behaviour, call)
            default: exchange.reply(status: 404, contentType: "text/plain", "not here")
            }
        }
    }

    package func stop() { server.stop() }

    /// A number of a request's body.
    private static func number(_ name: String, _ exchange: Exchange) -> Int? {
        let rest = exchange.request.bodyText.components(after: "\"\(name)\":")
        return rest.flatMap { Int($0.prefix { $0.isNumber || $0 == "-" }) }
    }

    /// The probabilities of the words under a model.
    private static func probabilities(power: Double) -> [Double] {
        let weights = (1...vocabulary).map { pow(Double($0), -power) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    private static let models = [probabilities(power: 1.1), probabilities(power: 0.7)]

    private static func decimal(_ name: String, _ exchange: Exchange) -> Double? {
        let rest = exchange.request.bodyText.components(after: "\"\(name)\":")
        return rest.flatMap { Double($0.prefix { $0.isNumber || $0 == "." }) }
    }

    private static func complete(_ exchange: Exchange, _ behaviour: Behaviour, _ call: Int) {
        var behaviour = behaviour
        if behaviour.heeds {
            behaviour.temperature = decimal("temperature", exchange) ?? 1
            behaviour.topK = max(0, number("top_k", exchange) ?? 0)
            behaviour.topP = decimal("top_p", exchange) ?? 1
        }
        let listed = number("logprobs", exchange) ?? 0
        guard listed <= behaviour.mostListed || behaviour.mostListed == 0 else {
            return exchange.reply(
                status: 400, #"{"error":{"message":"too many logprobs","type":"BadRequestError"}}"#)
        }
        let isOther = behaviour.mixes && call % 2 == 0
        let model = models[isOther ? 1 : 0]
        let seed = behaviour.ignoresSeeds ? 42 : number("seed", exchange) ?? 0
        let isGreedy = exchange.request.bodyText.contains("\"temperature\":0,")
        let count = behaviour.ignoresCount ? 1 : number("n", exchange) ?? 1
        let length = number("max_tokens", exchange) ?? 16
        let name = behaviour.name.map { isOther ? $0 + "-other" : $0 } ?? "zipf"
        let shown = behaviour.tellsProcessed ? processed(model, behaviour) : model
        exchange.beginStream()
        for child in 0..<count {
            var words = ""
            var records: [(tokens: String, values: String, top: String)] = []
            var random = SeededGenerator(
                seed: UInt64(truncatingIfNeeded: seed + (behaviour.ignoresSeeds ? 0 : child))
                    &* 0x9E37_79B9_7F4A_7C15)
            for _ in 0..<length {
                let word = isGreedy ? 0 : draw(model, behaviour, &random)
                words += " w\(word)"
                let kept = shown.filter { $0 > 0 }.count
                let top = (0..<min(listed, kept)).map { "\" w\($0)\":\(log(shown[$0]))" }
                records.append(
                    ("\" w\(word)\"", "\(log(shown[word]))", "{\(top.joined(separator: ","))}"))
            }
            let probabilities =
                listed > 0 && behaviour.mostListed > 0
                ? ",\"logprobs\":{\"tokens\":[\(records.map(\.tokens).joined(separator: ","))],"
                    + "\"token_logprobs\":[\(records.map(\.values).joined(separator: ","))],"
                    + "\"top_logprobs\":[\(records.map(\.top).joined(separator: ","))]}"
                : ""
            exchange.sendChunk(
                """
                data: {"model":"\(name)","choices":[{"index":\(child),"text":"\(words)",\
                "finish_reason":"length"\(probabilities)}]}


                """)
        }
        exchange.sendChunk(
            "data: {\"choices\":[],\"usage\":{\"completion_tokens\":\(length * count)}}\n\n")
        exchange.sendChunk("data: [DONE]\n\n")
        exchange.endChunks()
    }

    /// The probabilities that a word is drawn with.
    private static func processed(_ model: [Double], _ behaviour: Behaviour) -> [Double] {
        let kept = behaviour.topK > 0 ? min(behaviour.topK, vocabulary) : vocabulary
        let weights = model.enumerated().map { $0 < kept ? pow($1, 1 / behaviour.temperature) : 0 }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    private static func draw(
        _ model: [Double], _ behaviour: Behaviour, _ random: inout SeededGenerator
    ) -> Int {
        var kept = behaviour.topK > 0 ? min(behaviour.topK, vocabulary) : vocabulary
        if behaviour.topP < 1 {
            var sum = 0.0
            let needed = model.firstIndex { probability in
                sum += probability
                return sum >= behaviour.topP
            }
            kept = min(kept, (needed ?? vocabulary) + 1)
        }
        let weights = model.prefix(kept).map { pow($0, 1 / behaviour.temperature) }
        var rest = Double.random(in: 0..<weights.reduce(0, +), using: &random)
        for (word, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return word }
        }
        return kept - 1
    }
}

extension String {
    /// What follows the first occurrence of a text.
    fileprivate func components(after text: String) -> Substring? {
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(text) { return rest.dropFirst(text.count) }
            rest.removeFirst()
        }
        return nil
    }
}
