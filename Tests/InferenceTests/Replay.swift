import Foundation
import Testing

@testable import Inference

/// What a server once sent, replayed to the code that reads it.
struct Replay {
    let head: ResponseHead
    let body: [UInt8]

    init(status: Int = 200, contentType: String = "text/event-stream", body: [UInt8]) {
        head = ResponseHead(status: status, contentType: contentType)
        self.body = body
    }

    /// A transcript in `Wire`: the request in lines that begin with `>`, a blank line, the response.
    init(wire name: String) throws {
        let folder = try #require(Bundle.module.url(forResource: "Wire", withExtension: nil))
        let data = try Data(contentsOf: folder.appendingPathComponent(name + ".txt"))
        let separator = Data("\nHTTP/1.1 ".utf8)
        let start = try #require(data.range(of: separator))
        let bodyStart = try #require(data[start.upperBound...].range(of: Data("\n\n".utf8)))
        let head = String(decoding: data[start.upperBound..<bodyStart.lowerBound], as: UTF8.self)
        let type = head.split(separator: "\n").first { $0.hasPrefix("Content-Type: ") }
        self.head = ResponseHead(
            status: Int(head.prefix(3)) ?? 0,
            contentType: type.map { String($0.dropFirst(14)) } ?? "")
        var body = Array(data[bodyStart.upperBound...])
        if !self.head.isEventStream {
            while body.last == 0x0A { body.removeLast() }
        }
        self.body = body
    }

    /// What came out, and the error that ended it.
    struct Outcome: Equatable {
        var completions: [Completion] = []
        var error: InferenceError?
    }

    /// Reads the body in pieces of `size` bytes as the reply to a request.
    func run(
        _ request: CompletionRequest, size: Int = .max, ending: InferenceError? = nil
    ) async -> Outcome {
        await run(
            LlamaEventReader(request, address: "http://127.0.0.1:1"), size: size, ending: ending)
    }

    /// Reads the body in pieces of `size` bytes with any reader.
    func run(
        _ reader: some EventReader, size: Int = .max, ending: InferenceError? = nil,
        apiKey: APIKey? = nil
    ) async -> Outcome {
        let link = ServerLink(
            address: loopback, apiKey: apiKey,
            transport: ReplayTransport(replay: self, size: size, ending: ending))
        return await collect(link.stream(body: [], limits: TimeLimits(), reader: reader))
    }
}

/// Collects a stream.
func collect(_ stream: AsyncThrowingStream<Completion, any Error>) async -> Replay.Outcome {
    var outcome = Replay.Outcome()
    do {
        for try await completion in stream { outcome.completions.append(completion) }
    } catch {
        outcome.error = error as? InferenceError
        if outcome.error == nil { Issue.record("\(error) is no InferenceError") }
    }
    return outcome
}

/// An address for tests that send nothing.
var loopback: ServerAddress {
    guard let address = try? ServerAddress("127.0.0.1:1") else {
        preconditionFailure("the address is valid")
    }
    return address
}

/// Answers every request with one replay, before `send` returns.
private struct ReplayTransport: CompletionTransport {
    let replay: Replay
    let size: Int
    let ending: InferenceError?

    func send(
        _ request: HTTPRequest, to receiver: any ResponseReceiver
    ) -> @Sendable () -> Void {
        receiver.begin(replay.head)
        var start = 0
        while start < replay.body.count {
            let end = start + min(size, replay.body.count - start)
            let piece = Array(replay.body[start..<end])
            let reception = piece.withUnsafeBytes { receiver.receive($0) }
            if case .enough = reception {
                receiver.finish(nil)
                return {}
            }
            start = end
        }
        receiver.finish(ending)
        return {}
    }
}
