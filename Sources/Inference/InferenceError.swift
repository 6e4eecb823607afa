/// What can go wrong between us and a server.
///
/// `description` is one clear sentence with the fix.
package enum InferenceError: Error, Sendable, Hashable {
    /// The address cannot be used; the reason says why.
    case invalidAddress(String, reason: String)
    /// Nothing answers at the address.
    case unreachable(address: String, reason: String)
    /// No secure connection can be made, be it that the certificate is not trusted.
    case untrusted(address: String, reason: String)
    /// The connection broke before anything came back.
    case connectionLost(address: String, reason: String)
    /// Something answers, but not what was expected; `found` says what.
    case notACompletionServer(address: String, found: String)
    /// Another model answers than before, or than the run's.
    case anotherModel(address: String, reason: String)
    /// The key is missing or wrong.
    case unauthorized(address: String, keyGiven: Bool)
    /// The server is reading its model.
    case loading(address: String)
    /// The prompt alone fills a slot.
    case promptTooLong(tokens: Int?, context: Int?)
    /// The server refuses the request; the message is its own.
    case badRequest(String)
    /// Too many requests, or a gateway without a server behind it.
    case overloaded(status: Int, retryAfter: Duration?)
    /// The server failed, before or in the middle of a stream.
    case serverError(status: Int, message: String)
    /// The stream ended before every completion was finished.
    case streamEndedEarly(received: Int, of: Int)
    /// A limit was reached; see ``TimeLimits``.
    case timedOut(TimeLimit, after: Duration)
    /// What came back cannot be read.
    case malformed(String)
    /// The server does not give several different completions for one request: ask for one at a
    /// time. Completions that came before this error are valid.
    case blocksUnsupported(reason: String)
    /// The server used other settings than asked, so its draws are from another distribution.
    case settingsMismatch([SettingMismatch])
    /// A managed server could not be started; the reason is its own last word.
    case cannotStart(reason: String)
    /// The server cannot do this at all.
    case unsupported(String)
    /// The task was cancelled.
    case cancelled

    /// Which limit was reached.
    package enum TimeLimit: String, Sendable, Hashable {
        /// No connection.
        case connect
        /// Connected, but no byte came.
        case firstByte = "first byte"
        /// The stream fell silent.
        case inactivity
        /// The answer took too long from its first byte on.
        case answer
        /// The whole request took too long.
        case total
        /// The server did not get ready.
        case ready
    }

    /// Whether the same request may succeed later, or on another server.
    package var isRetryable: Bool {
        switch self {
        case .unreachable, .connectionLost, .loading, .overloaded, .serverError,
            .streamEndedEarly, .timedOut, .malformed:
            true
        case .invalidAddress, .untrusted, .notACompletionServer, .anotherModel, .unauthorized,
            .promptTooLong,
            .badRequest, .blocksUnsupported, .settingsMismatch, .cannotStart, .unsupported,
            .cancelled:
            false
        }
    }
}

extension InferenceError {
    /// A server that asks for more patience than this is asked again all the same.
    static let longestWait = Duration.seconds(60)
}

extension InferenceError: CustomStringConvertible {
    /// One sentence for the user.
    package var description: String {
        switch self {
        case .invalidAddress(let address, let reason):
            "\"\(address)\" is no server address: \(reason)."
        case .unreachable(let address, let reason):
            "No server answers at \(address) (\(reason)); start one or check host and port."
        case .untrusted(let address, let reason):
            "\(address) is not trusted (\(reason)); name a file with its certificate or that of its "
                + "authority: --ca-file FILE, or SSL_CERT_FILE."
        case .connectionLost(let address, let reason):
            "The connection to \(address) broke (\(reason))."
        case .notACompletionServer(let address, let found):
            "\(address) is no completion server: \(found)."
        case .anotherModel(let address, let reason):
            "\(address) holds another model: \(reason)."
        case .unauthorized(let address, let keyGiven):
            keyGiven
                ? "\(address) refuses the API key; check PROBSCOPE_API_KEY or --api-key-file."
                : "\(address) wants an API key; set PROBSCOPE_API_KEY or use --api-key-file."
        case .loading(let address):
            "\(address) is still loading its model; try again in a moment."
        case .promptTooLong(let tokens, let context):
            "The prompt\(tokens.map { " of \($0) tokens" } ?? "") does not fit into a slot"
                + "\(context.map { " of \($0)" } ?? ""); shorten it or give the server more context."
        case .badRequest(let message):
            "The server refuses the request: \(message)"
        case .overloaded(let status, let retryAfter):
            "The server is overloaded (status \(status))"
                + "\(retryAfter.map { ", asks to wait \($0.components.seconds) s" + ($0 >= Self.longestWait ? " or longer" : "") } ?? "")."
        case .serverError(let status, let message):
            "The server failed (status \(status)): \(message)"
        case .streamEndedEarly(let received, let count):
            "The stream ended after \(received) of \(count) completions."
        case .timedOut(let limit, let duration):
            "Gave up after \(seconds(duration)) s (limit: \(limit.rawValue))."
        case .malformed(let detail):
            "The server's reply cannot be read: \(detail)."
        case .blocksUnsupported(let reason):
            "The server cannot give several completions for one request: \(reason)."
        case .settingsMismatch(let mismatches):
            "The server did not apply the settings asked for: "
                + mismatches.map(\.description).joined(separator: "; ") + "."
        case .cannotStart(let reason):
            "The llama.cpp server could not be started: \(reason)."
        case .unsupported(let what):
            "The server cannot do this: \(what)."
        case .cancelled:
            "Cancelled."
        }
    }

    private func seconds(_ duration: Duration) -> String {
        let value =
            Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return Int(exactly: value).map(String.init) ?? "\(Float(value))"
    }
}
