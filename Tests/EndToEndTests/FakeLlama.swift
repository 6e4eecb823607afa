import Foundation
import Synchronization
import TestSupport

/// A llama.cpp server that says what a test wants, with exactly one thing wrong with it.
final class FakeLlama: Sendable {
    /// One completion that is asked for.
    struct Question: Sendable {
        var prompt: String
        /// The request's seed, and the position of the completion in the request.
        var seed: Int
        var child: Int
        var isGreedy: Bool
        /// How many requests came before this one.
        var call: Int
    }

    enum Answer: Sendable {
        case text(String)
        /// A text, and then the end of the stream without its last event.
        case cut(String)
        /// A text whose first token is given with the probability of "yes".
        case yes(Double)
        /// A text whose first token is given with the probabilities of "Yes" and "No".
        case yesNo(Double, Double)
        /// The head of a stream, and then nothing.
        case silence
        /// A broken connection.
        case reset
        /// A gateway's web page.
        case page
        /// JSON that is no completion.
        case garbage
    }

    struct Defects: Sendable {
        /// Settings in JSON that apply where a request says nothing.
        var defaults = #"{"top_k":0,"top_p":1.0,"min_p":0.0,"typical_p":1.0,"repeat_penalty":1.0}"#
        /// Settings that are used whatever a request says.
        var overrides: [String: Double] = [:]
        /// All completions of one request have its first seed.
        var repeatsSeed = false
        var hasProbabilities = true
        var chatTemplate: String?
        /// What becomes of a conversation.
        var render: @Sendable (String) -> String = { "<user>\($0)<assistant>" }
        var key: String?
    }

    private let server: FakeServer
    var address: String { server.address }
    /// The heads of all requests so far.
    var heads: [String] { server.requests.map(\.head) }
    /// The completions asked for so far.
    var requestCount: Int { server.requests.count { $0.path == "/completion" } }

    init(
        _ defects: Defects = Defects(), answer: @escaping @Sendable (Question) -> Answer
    ) throws {
        let calls = Mutex(0)
        server = try FakeServer { exchange in
            if let key = defects.key, !exchange.request.head.contains("Bearer \(key)") {
                let problem = #"{"error":{"code":401,"message":"Invalid API Key"}}"#
                return exchange.reply(status: 401, problem)
            }
            switch exchange.request.path {
            case "/health": exchange.reply(#"{"status":"ok"}"#)
            case "/props":
                let template = defects.chatTemplate.map { "\"\($0)\"" } ?? "null"
                exchange.reply(
                    """
                    {"total_slots":4,"model_path":"/models/fake.gguf","chat_template":\(template),\
                    "default_generation_settings":{"n_ctx":512,"params":\(defects.defaults)}}
                    """)
            case "/v1/models": exchange.reply(#"{"data":[{"id":"fake"}]}"#)
            case "/tokenize" where defects.chatTemplate?.contains("<|im_start|>") == true:
                // A token a byte: the mark is no token of this model.
                let text = Self.object(exchange)["content"] as? String ?? ""
                exchange.reply(#"{"tokens":\#(Array(text.utf8))}"#)
            case "/apply-template":
                let messages = Self.object(exchange)["messages"] as? [[String: Any]]
                let text = messages?.last?["content"] as? String ?? ""
                exchange.reply(#"{"prompt":\#(Self.json(defects.render(text)))}"#)
            case "/completion":
                let call = calls.withLock { calls in
                    calls += 1
                    return calls - 1
                }
                Self.complete(exchange, defects, call, answer)
            default: exchange.reply(status: 404, "{}")
            }
        }
    }

    func stop() { server.stop() }

    private static func complete(
        _ exchange: Exchange, _ defects: Defects, _ call: Int, _ answer: (Question) -> Answer
    ) {
        let body = object(exchange)
        let seed = body["seed"] as? Int ?? 0
        let isGreedy =
            (body["samplers"] as? [String])?.contains("temperature") != true
            || body["temperature"] as? Double == 0
        var hasBegun = false
        for child in 0..<(body["n_cmpl"] as? Int ?? 1) {
            let question = Question(
                prompt: body["prompt"] as? String ?? "", seed: seed, child: child,
                isGreedy: isGreedy, call: call)
            var text = ""
            var probability = 0.5
            var other: (text: String, probability: Double)?
            switch answer(question) {
            case .text(let words): text = words
            case .cut(let words):
                exchange.beginStream()
                exchange.sendChunk(
                    "data: {\"index\":0,\"content\":\(json(words)),\"stop\":false}\n\n")
                return exchange.endChunks()
            case .yes(let share): (text, probability) = (" Yes", share)
            case .yesNo(let yes, let no):
                (text, probability) = (" Yes", yes)
                other = (" No", no)
            case .silence:
                exchange.beginStream()
                _ = exchange.waitForClose(.seconds(30))
                return
            case .reset: return exchange.reset()
            case .page:
                return exchange.reply(
                    status: 502, contentType: "text/html", "<h1>Bad Gateway</h1>")
            case .garbage: return exchange.reply("{\"sorry\":true}")
            }
            if !hasBegun { exchange.beginStream() }
            hasBegun = true
            var settings = body.filter {
                !["prompt", "stream", "n_cmpl", "cache_prompt"].contains($0.key)
            }
            settings["seed"] = seed + (defects.repeatsSeed ? 0 : child)
            settings.merge(defects.overrides) { $1 }
            let token =
                #"{"id":1,"token":\#(json(text)),"logprob":\#(log(probability)),"top_logprobs":["#
                + #"{"id":1,"token":\#(json(text)),"logprob":\#(log(probability))}"#
                + (other.map {
                    #",{"id":2,"token":\#(json($0.text)),"logprob":\#(log($0.probability))}"#
                } ?? "") + "]}"
            let wantsTokens = (body["n_probs"] as? Int ?? 0) > 0 && defects.hasProbabilities
            exchange.sendChunk(
                """
                data: {"index":\(child),"content":\(json(text)),"tokens":[1],"stop":false,\
                "tokens_predicted":1\(wantsTokens ? ",\"completion_probabilities\":[\(token)]" : "")}


                """)
            exchange.sendChunk(
                """
                data: {"index":\(child),"content":"","tokens":[],"stop":true,"stop_type":"eos",\
                "tokens_predicted":1,"model":"fake","generation_settings":\(json(settings))}


                """)
        }
        exchange.endChunks()
    }

    private static func object(_ exchange: Exchange) -> [String: Any] {
        let object = try? JSONSerialization.jsonObject(with: Data(exchange.request.body))
        return object as? [String: Any] ?? [:]
    }

    private static func json(_ value: Any) -> String {
        let data = try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}
