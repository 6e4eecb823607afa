import Files

/// A transport that notes requests, pieces of responses and their ends in a trace.
struct TracedTransport: CompletionTransport {
    /// The program's transport, traced where the environment asks for it.
    static let standard: any CompletionTransport =
        if let trace = Trace.shared {
            TracedTransport(transport: CurlTransport.shared, trace: trace)
        } else {
            CurlTransport.shared
        }

    let transport: any CompletionTransport
    let trace: Trace

    func send(
        _ request: HTTPRequest, to receiver: any ResponseReceiver
    ) -> @Sendable () -> Void {
        let number = trace.nextNumber()
        let secret = request.apiKey?.value
        let body = request.body.map { " " + Trace.words($0, without: secret) } ?? ""
        trace.note(
            "request", "\(number) \(request.body == nil ? "GET" : "POST") \(request.url)\(body)")
        let end = transport.send(
            request,
            to: TracedReceiver(receiver, trace: trace, number: number, secret: secret))
        return {
            trace.note("cancel", "\(number)")
            end()
        }
    }
}

/// Passes a response on and notes it; used by the transport's thread only, as its receiver is.
private final class TracedReceiver: ResponseReceiver {
    private let receiver: any ResponseReceiver
    private let trace: Trace
    private let number: Int
    private let secret: String?

    init(_ receiver: any ResponseReceiver, trace: Trace, number: Int, secret: String?) {
        self.receiver = receiver
        self.trace = trace
        self.number = number
        self.secret = secret
    }

    func begin(_ head: ResponseHead) {
        trace.note("response", "\(number) \(head.status) \(head.contentType)")
        receiver.begin(head)
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Reception {
        trace.note("received", "\(number) \(Trace.words(bytes, without: secret))")
        return receiver.receive(bytes)
    }

    func finish(_ error: InferenceError?) {
        trace.note(
            "end",
            "\(number) \(error.map { Trace.words($0.description.utf8, without: secret) } ?? "whole")"
        )
        receiver.finish(error)
    }
}
