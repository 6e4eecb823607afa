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
        let closer = Closer()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                collector.resume(continuation)
                closer.set(send(request, to: collector))
            }
        } onCancel: {
            closer.close()
        }
        return try result.get()
    }
}

/// Closes a connection once there is one, if that was asked before or is asked later.
final class Closer: Sendable {
    private enum State {
        case waiting
        case closed
        case open(@Sendable () -> Void)
    }

    private let state = Mutex(State.waiting)

    func set(_ close: @escaping @Sendable () -> Void) {
        let isClosed = state.withLock { state in
            if case .closed = state { return true }
            state = .open(close)
            return false
        }
        if isClosed { close() }
    }

    func close() {
        let last = state.withLock { state in
            defer { state = .closed }
            return state
        }
        if case .open(let close) = last { close() }
    }
}

/// Collects a response; serves one request.
private final class BodyCollector: ResponseReceiver {
    typealias Continuation = CheckedContinuation<Result<HTTPResponse, InferenceError>, Never>

    private struct State {
        var response = HTTPResponse(head: ResponseHead(status: 0, contentType: ""), body: [])
        var continuation: Continuation?
    }

    /// No answer to a short question is larger.
    private let limit = 64 << 20
    private let state = Mutex(State())

    func resume(_ continuation: Continuation) {
        state.withLock { $0.continuation = continuation }
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
