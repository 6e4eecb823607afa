/// One HTTP request.
struct HTTPRequest: Sendable {
    /// The whole address.
    var url: String
    /// Whether that is on this machine.
    var isLoopback: Bool
    /// What is posted; `nil` for a GET.
    var body: [UInt8]?
    /// Sent as a bearer token, where there is one.
    var apiKey: APIKey?
    /// Whether the reply is a stream, whose connection is not used again.
    var isStream = false
    /// When to give up.
    var limits = TimeLimits()
    /// The socket that takes the place of host and port.
    var unixSocket: String?
    /// A file of authorities to be trusted in place of the system's.
    var authorities: String?
    /// The address as the user knows it.
    var shownAddress: String

    init(
        _ address: ServerAddress, _ path: String, body: [UInt8]? = nil, apiKey: APIKey? = nil,
        isStream: Bool = false, limits: TimeLimits = TimeLimits(), authorities: String? = nil
    ) {
        url = address.endpoint(path)
        shownAddress =
            address.unixSocket == nil
            ? String(url.prefix { $0 != "?" }) : address.description
        unixSocket = address.unixSocket
        self.authorities = authorities
        isLoopback = address.isLoopback
        self.body = body
        self.apiKey = apiKey
        self.isStream = isStream
        self.limits = limits
    }
}

/// How a response begins.
struct ResponseHead: Sendable {
    var status: Int
    var contentType: String
    var retryAfter: Duration?

    var isEventStream: Bool { contentType.hasPrefix("text/event-stream") }
    var isHTML: Bool { contentType.hasPrefix("text/html") }
}

/// What a piece of a response was to its receiver.
enum Reception {
    /// Something new: the inactivity limit starts again.
    case progress
    /// Only a sign of life.
    case idle
    /// Enough: the connection may be closed.
    case enough
}

/// Takes one response, on the transport's thread, in order.
///
/// `begin` comes before the first piece and is left out where nothing came; `finish` comes last,
/// exactly once, with an error unless the response is whole (or was enough).
protocol ResponseReceiver: AnyObject, Sendable {
    func begin(_ head: ResponseHead)
    func receive(_ bytes: UnsafeRawBufferPointer) -> Reception
    func finish(_ error: InferenceError?)
}

/// Sends requests; tests give a fake.
protocol CompletionTransport: Sendable {
    /// Sends a request and gives a function that ends it: the connection is closed at once.
    func send(
        _ request: HTTPRequest, to receiver: any ResponseReceiver
    ) -> @Sendable () -> Void
}
