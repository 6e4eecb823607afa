import Synchronization

/// A whole response to a short question.
struct HTTPResponse: Sendable {
    var head: ResponseHead
    var body: [UInt8]
}

extension CompletionTransport {
    /// Sends a request and waits for the whole response, whatever its status.
    ///
    /// - Throws: where no whole response came, and ``InferenceError/cancelled``.
    func fetch(_ request: HTTPRequest) async throws(InferenceError) -> HTTPResponse {
        let collector = BodyCollector()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                collector.start(continuation) { send(request, to: collector) }
            }
        } onCancel: {
            collector.cancel()
        }
        return try result.get()
    }
}

/// Collects a response; serves one request.
private final class BodyCollector: ResponseReceiver {
    typealias Continuation = CheckedContinuation<Result<HTTPResponse, InferenceError>, Never>

    private struct State {
        var response = HTTPResponse(head: ResponseHead(status: 0, contentType: ""), body: [])
        var continuation: Continuation?
        var close: (@Sendable () -> Void)?
        var isCancelled = false
    }

    /// No answer to a short question is larger.
    private let limit = 64 << 20
    private let state = Mutex(State())

    func start(_ continuation: Continuation, _ send: () -> @Sendable () -> Void) {
        state.withLock { $0.continuation = continuation }
        let close = send()
        let isCancelled = state.withLock {
            $0.close = close
            return $0.isCancelled
        }
        if isCancelled { close() }
    }

    func cancel() {
        let close = state.withLock {
            $0.isCancelled = true
            return $0.close
        }
        close?()
    }

    func begin(_ head: ResponseHead) {
        state.withLock { $0.response.head = head }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Reception {
        state.withLock {
            $0.response.body.append(contentsOf: bytes)
            return $0.response.body.count > limit ? .enough : .progress
        }
    }

    func finish(_ error: InferenceError?) {
        let (continuation, response) = state.withLock { state in
            defer { state.continuation = nil }
            return (state.continuation, state.response)
        }
        if let error {
            continuation?.resume(returning: .failure(error))
        } else {
            continuation?.resume(returning: .success(response))
        }
    }
}
