import CCurl
import Platform

/// One request under way; used by the transport's thread only.
final class CurlTransfer {
    let id: Int
    let easy: UnsafeMutableRawPointer
    private let request: HTTPRequest
    private let receiver: any ResponseReceiver
    private let startedAt: ContinuousClock.Instant
    private var firstByteAt: ContinuousClock.Instant?
    private var lastProgressAt: ContinuousClock.Instant?
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var hasHead = false
    private var hasEnough = false
    /// What the pieces since the last `settle` were to the receiver, and their bytes.
    private var reception: Reception?
    private var received = 0
    /// The descriptor that libcurl has opened for this transfer; -1 where it has opened none.
    private let opened = UnsafeMutablePointer<CInt>.allocate(capacity: 1)
    /// The most bytes that libcurl reads at once.
    private static let bufferSize = 1 << 16

    /// Nothing where libcurl has no memory for a handle.
    init?(
        _ id: Int, _ request: HTTPRequest, _ receiver: any ResponseReceiver,
        now: ContinuousClock.Instant
    ) {
        guard let easy = curl_easy_init() else { return nil }
        self.id = id
        self.easy = easy
        self.request = request
        self.receiver = receiver
        startedAt = now
        opened.initialize(to: -1)
        configure()
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
        opened.deallocate()
    }

    /// The stream's connection, once something has come; -1 before, and for short questions, whose
    /// connections are kept for others.
    var socket: CInt { request.isStream && firstByteAt != nil ? opened.pointee : -1 }

    /// The next moment at which a limit is met, which limit, and how long that is.
    var deadline: (ContinuousClock.Instant, InferenceError.TimeLimit, Duration)? {
        var deadlines: [(ContinuousClock.Instant, InferenceError.TimeLimit, Duration)] = []
        if let total = request.limits.total { deadlines.append((startedAt + total, .total, total)) }
        if let firstByteAt, let limit = request.limits.answer {
            deadlines.append((firstByteAt + limit, .answer, limit))
        }
        if let lastProgressAt {
            if let limit = request.limits.inactivity {
                deadlines.append((lastProgressAt + limit, .inactivity, limit))
            }
        } else if let limit = request.limits.firstByte {
            deadlines.append((startedAt + limit, .firstByte, limit))
        }
        return deadlines.min { $0.0 < $1.0 }
    }

    /// Tells the receiver that nothing more will come.
    func finish(_ error: InferenceError?) {
        if error == nil { beginIfNeeded() }
        receiver.finish(error)
    }

    /// What has come since this was asked last.
    struct News {
        /// Whether the very first of it has.
        var isFirst = false
        /// Whether events of a stream have.
        var isStream = false
        /// Whether so much has that there is likely to be more already.
        var hasMore = false
    }

    /// Restarts the inactivity limit where there is news.
    ///
    /// The first sign of life ends the wait for the first byte, whatever it is; from then on only
    /// progress counts.
    func settle(_ now: ContinuousClock.Instant) -> News {
        guard let reception else { return News() }
        let news = News(
            isFirst: firstByteAt == nil, isStream: request.isStream,
            hasMore: received >= Self.bufferSize / 2)
        self.reception = nil
        received = 0
        if news.isFirst {
            firstByteAt = now
            lastProgressAt = now
        } else if case .progress = reception {
            lastProgressAt = now
        }
        return news
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        beginIfNeeded()
        received += bytes.count
        switch (receiver.receive(bytes), reception) {
        case (.enough, _): hasEnough = true
        case (.idle, .progress): break
        case (let new, _): reception = new
        }
        return !hasEnough
    }

    private func beginIfNeeded() {
        guard !hasHead else { return }
        hasHead = true
        let type = ccurl_get_string(easy, CURLINFO_CONTENT_TYPE).map { String(cString: $0) } ?? ""
        let wait = ccurl_get_size(easy, CURLINFO_RETRY_AFTER)
        receiver.begin(
            ResponseHead(
                status: ccurl_get_long(easy, CURLINFO_RESPONSE_CODE),
                contentType: type.lowercased(),
                retryAfter: wait > 0 ? min(.seconds(wait), InferenceError.longestWait) : nil))
    }
}

// MARK: - Options

extension CurlTransfer {
    private func configure() {
        ccurl_set_pointer(easy, CURLOPT_URL, request.url)
        ccurl_set_pointer(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        ccurl_set_socket(easy, opened)
        ccurl_set_long(easy, CURLOPT_TCP_NODELAY, 1)
        ccurl_set_long(easy, CURLOPT_BUFFERSIZE, Self.bufferSize)
        // A queued request waits in silence for as long as it takes; probes from the kernel are
        // what notices that the machine at the other end has gone.
        ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.limits.connect))
        if let socket = request.unixSocket {
            ccurl_set_pointer(easy, CURLOPT_UNIX_SOCKET_PATH, socket)
        }
        if let authorities = request.authorities {
            ccurl_set_pointer(easy, CURLOPT_CAINFO, authorities)
        }
        // A proxy named in the environment is not meant for this machine itself.
        if request.isLoopback { ccurl_set_pointer(easy, CURLOPT_PROXY, "") }
        header("Expect:")
        if let key = request.apiKey { header("Authorization: Bearer \(key.value)") }
        if let body = request.body {
            header("Content-Type: application/json")
            ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            body.withUnsafeBytes {
                _ = ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
            }
        }
        if request.isStream {
            // llama.cpp closes after a stream although its header says otherwise; a connection
            // kept in a pool would fail the next request.
            header("Connection: close")
            ccurl_set_long(easy, CURLOPT_FORBID_REUSE, 1)
        }
        ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, headers)

        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_pointer(easy, CURLOPT_PRIVATE, context)
        ccurl_set_writer(
            easy,
            { bytes, size, count, context in
                guard let context else { return 0 }
                let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
                let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return transfer.receive(piece) ? size * count : 0
            }, context)
    }

    private func header(_ line: String) {
        headers = curl_slist_append(headers, line)
    }

    private func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}

// MARK: - Outcome

extension CurlTransfer {
    /// A word on the proxy that stands between, if the environment names one.
    private var proxy: String {
        guard !request.isLoopback else { return "" }
        let scheme = request.url.hasPrefix("https:") ? "https_proxy" : "http_proxy"
        let names = [
            scheme, scheme == "https_proxy" ? "HTTPS_PROXY" : "", "all_proxy", "ALL_PROXY",
        ]
        for name in names where !name.isEmpty {
            if let value = getenv(name), value.pointee != 0 {
                return ", asked through the proxy that \(name) names"
            }
        }
        return ""
    }

    /// libcurl's verdict in our terms; `nil` for a whole response.
    func outcome(_ code: CURLcode) -> InferenceError? {
        if code == CURLE_OK || hasEnough { return nil }
        let system = Int32(truncatingIfNeeded: ccurl_get_long(easy, CURLINFO_OS_ERRNO))
        let reason =
            system != 0
            ? String(cString: strerror(system)) : String(cString: curl_easy_strerror(code))
        let address = request.shownAddress
        switch code {
        case CURLE_URL_MALFORMAT: return .invalidAddress(address, reason: reason)
        case CURLE_OPERATION_TIMEDOUT:
            return .timedOut(.connect, after: request.limits.connect)
        case CURLE_COULDNT_RESOLVE_HOST:
            return .unreachable(address: address, reason: "the host name is not known" + proxy)
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_PROXY:
            return .unreachable(address: address, reason: reason.lowercased() + proxy)
        case CURLE_SSL_CONNECT_ERROR:
            return .untrusted(address: address, reason: "no TLS connection can be made")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE:
            return .untrusted(
                address: address, reason: String(cString: curl_easy_strerror(code)))
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            return .notACompletionServer(
                address: address,
                found: "it does not speak HTTP"
                    + (request.url.hasPrefix("http:") ? "; is its address https://?" : ""))
        case CURLE_GOT_NOTHING where request.url.hasPrefix("http:"):
            return .connectionLost(
                address: address, reason: "it said nothing; is its address https://?")
        // What libcurl makes of a header, or of all headers together, without an end.
        case CURLE_OUT_OF_MEMORY where !hasHead, CURLE_RECV_ERROR where !hasHead && system == 0,
            CURLcode(100) where !hasHead:
            return .notACompletionServer(
                address: address, found: "the head of its answer is too large or broken")
        default: return .connectionLost(address: address, reason: reason)
        }
    }
}
