import Foundation
import Synchronization

/// A server of embeddings with known vectors: a text points where its first known word says, so that
/// the cosine of two texts is known too.
package final class EmbeddingService: Sendable {
    /// Exactly one thing that is wrong.
    package enum Fault: Sendable, Hashable {
        case none
        /// Every third text has a vector of another length.
        case wrongDimensions
        /// A number is written as NaN, which is no JSON.
        case notANumber
        case null
        /// A number beyond all floats.
        case huge
        /// All numbers are zero.
        case zero
        /// One vector fewer than texts.
        case tooFew
        /// The first index twice.
        case twice
        case empty
        /// Nothing comes, ever.
        case silence
        /// A gateway's web page.
        case page
        /// A completion server without embeddings.
        case unsupported
        /// The first requests fail as an overloaded server's do.
        case overloaded(Int)
        /// The connection breaks.
        case reset
        /// The model's name is a terminal's escape sequence.
        case hostileName
        /// Longer texts, in characters, are refused as llama.cpp does.
        case tooLong(Int)
    }

    private final class State: Sendable {
        let texts = Mutex<[String]>([])
        let fault: Mutex<Fault>
        let calls = Mutex(0)

        init(_ fault: Fault) { self.fault = Mutex(fault) }
    }

    private let server: FakeServer
    private let state: State

    package var address: String { server.address }
    /// The texts that were embedded, those of refused requests too.
    package var asked: [String] { state.texts.withLock { $0 } }

    /// - Parameters:
    ///   - directions: words with the axis that texts with them point along; others point along axis
    ///     15. Several words of one text give a direction between theirs.
    ///   - turn: a different model: the axes are turned by so many.
    package init(
        _ directions: [String: Int], fault: Fault = .none, name: String = "axes", turn: Int = 0
    ) throws {
        let state = State(fault)
        self.state = state
        server = try FakeServer { exchange in
            let fault = state.fault.withLock { $0 }
            guard exchange.request.path == "/v1/embeddings" else {
                let name = fault == .hostileName ? "\u{1B}]0;owned\u{7}\u{202E}evil" : name
                let body = try? JSONSerialization.data(
                    withJSONObject: ["data": [["id": name]]])
                return exchange.reply(String(decoding: body ?? Data(), as: UTF8.self))
            }
            let call = state.calls.withLock { calls in
                calls += 1
                return calls
            }
            let object = try? JSONSerialization.jsonObject(with: Data(exchange.request.body))
            let input = (object as? [String: Any])?["input"]
            let all = input as? [String] ?? (input as? String).map { [$0] } ?? []
            state.texts.withLock { $0 += all }
            switch fault {
            case .silence:
                _ = exchange.waitForClose(.seconds(30))
                return
            case .page:
                return exchange.reply(
                    status: 502, contentType: "text/html", "<h1>Bad Gateway</h1>")
            case .unsupported:
                return exchange.reply(
                    status: 501,
                    #"{"error":{"code":501,"message":"This server does not support embeddings. Start it with `--embeddings`","type":"not_supported_error"}}"#
                )
            case .overloaded(let times) where call <= times:
                return exchange.reply(status: 503, #"{"error":{"message":"busy"}}"#)
            case .reset: return exchange.reset()
            case .tooLong(let most) where all.contains { $0.count > most }:
                return exchange.reply(
                    status: 500,
                    #"{"error":{"code":500,"message":"input (513 tokens) is too large to process. increase the physical batch size (current batch size: 512)","type":"server_error"}}"#
                )
            default: break
            }
            var entries: [String] = []
            for (index, text) in all.enumerated() {
                var vector = [Double](repeating: 0, count: 16)
                for (word, axis) in directions where text.contains(word) {
                    vector[(axis + turn) % 16] += 1
                }
                if vector.allSatisfy({ $0 == 0 }) { vector[(15 + turn) % 16] = 1 }
                if fault == .zero { vector = vector.map { _ in 0 } }
                if fault == .wrongDimensions, index % 3 == 2 { vector.append(0) }
                var numbers = vector.map { "\($0)" }
                switch fault {
                case .notANumber: numbers[3] = "NaN"
                case .null: numbers[3] = "null"
                case .huge: numbers[3] = "1e300"
                case .empty: numbers = []
                default: break
                }
                let place = fault == .twice ? 0 : index
                entries.append(
                    #"{"embedding":[\#(numbers.joined(separator: ","))],"index":\#(place),"object":"embedding"}"#
                )
            }
            if fault == .tooFew { entries.removeLast() }
            exchange.reply(#"{"model":"axes","data":[\#(entries.joined(separator: ","))]}"#)
        }
    }

    /// From now on something else is wrong.
    package func set(_ fault: Fault) { state.fault.withLock { $0 = fault } }

    package func stop() { server.stop() }
}
