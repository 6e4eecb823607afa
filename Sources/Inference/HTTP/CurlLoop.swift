import CCurl
import Platform

/// The transport's thread: starts and ends transfers, lets libcurl work, watches the limits.
///
/// Everything here is touched by that one thread only, which is what makes `Sendable` true.
final class CurlLoop: @unchecked Sendable {
    private let mailbox: CurlTransport.Mailbox
    private let multi: UnsafeMutableRawPointer
    private let clock = ContinuousClock()
    private var transfers: [Int: CurlTransfer] = [:]
    /// After receiving from a stream, the thread rests this long, so that the many small events of
    /// a block of completions arrive together; reading each by itself costs several times the CPU,
    /// which a server on the same machine then lacks.
    ///
    /// Commands end the rest at once, and so does the end of a stream, since the server may be
    /// waiting for the next request.
    private static let restMilliseconds: CInt = 4
    /// What the rest watches: the bell, then the streams' connections.
    private var watched: [pollfd] = []
    /// The limits are looked at no earlier than this.
    private var nextCheck: ContinuousClock.Instant?

    /// A handle of libcurl for many transfers; nil where there is no memory or descriptor.
    static func makeMulti() -> UnsafeMutableRawPointer? {
        let others = CurlLoop.inheritable()
        guard let multi = curl_multi_init() else { return nil }
        // libcurl's own pipes are not for the programs that we start.
        for descriptor in CurlLoop.inheritable().subtracting(others) {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        return multi
    }

    init(mailbox: CurlTransport.Mailbox, multi: UnsafeMutableRawPointer) {
        self.mailbox = mailbox
        self.multi = multi
        // Streams are never kept; these are for the short questions.
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 16)
    }

    /// The descriptors that a program started now would get.
    private static func inheritable() -> Set<CInt> {
        Set(
            (3..<1024).filter { descriptor in
                let flags = fcntl(descriptor, F_GETFD)
                return flags >= 0 && flags & FD_CLOEXEC == 0
            })
    }

    /// Returns after `stop`.
    func run() {
        var running: CInt = 0
        while obey() {
            // What comes up to now is read before a limit counts: a machine that has much to do may let
            // this thread wait for longer than the server takes.
            let now = clock.now
            curl_multi_perform(multi, &running)
            let mayRest = settle()
            collect()
            checkLimits(at: now)
            if mayRest { rest() } else { wait() }
        }
        for id in Array(transfers.keys) { end(id, .cancelled) }
    }

    deinit { curl_multi_cleanup(multi) }

    /// Carries out what was asked; `false` for stop.
    private func obey() -> Bool {
        for command in mailbox.take() {
            switch command {
            case .start(let id, let request, let receiver):
                guard let transfer = CurlTransfer(id, request, receiver, now: clock.now) else {
                    let reason = ResourceError("curl_easy_init", ENOMEM)
                    receiver.finish(.unsupported("no request can be sent (\(reason))"))
                    continue
                }
                transfers[id] = transfer
                curl_multi_add_handle(multi, transfer.easy)
                nextCheck = nil
            case .cancel(let id): end(id, .cancelled)
            case .stop: return false
            }
        }
        return true
    }

    /// Notes what has just come in; whether the rest of it can wait a little.
    private func settle() -> Bool {
        let now = clock.now
        var mayRest = false
        var mustRead = false
        for transfer in transfers.values {
            let news = transfer.settle(now)
            if news.isFirst { nextCheck = nil }
            if news.hasMore { mustRead = true }
            if news.isStream { mayRest = true }
        }
        return mayRest && !mustRead
    }

    /// Lets events gather.
    private func rest() {
        watched.removeAll(keepingCapacity: true)
        watched.append(pollfd(fd: mailbox.bell.descriptor, events: 0, revents: 0))
        for transfer in transfers.values where transfer.socket >= 0 {
            watched.append(pollfd(fd: transfer.socket, events: 0, revents: 0))
        }
        ccurl_wait_for_end(&watched, watched.count, CurlLoop.restMilliseconds)
    }

    /// Waits until something comes or a limit is met.
    private func wait() {
        var bell = curl_waitfd(
            fd: mailbox.bell.descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        curl_multi_poll(multi, &bell, 1, waitMilliseconds(), nil)
    }

    /// Reports the transfers that libcurl has finished.
    private func collect() {
        var code = CURLE_OK
        while let easy = ccurl_multi_next_done(multi, &code) {
            guard let context = ccurl_get_private(easy) else { continue }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            end(transfer.id, transfer.outcome(code))
        }
    }

    /// Ends the transfers that had met a limit at a moment up to which everything has been read.
    private func checkLimits(at now: ContinuousClock.Instant) {
        guard !transfers.isEmpty else { return }
        if let nextCheck, now < nextCheck { return }
        var earliest = now + .seconds(60)
        for transfer in transfers.values {
            guard let (deadline, limit, after) = transfer.deadline else { continue }
            if deadline <= now {
                end(transfer.id, .timedOut(limit, after: after))
            } else {
                earliest = min(earliest, deadline)
            }
        }
        nextCheck = earliest
    }

    private func waitMilliseconds() -> CInt {
        guard !transfers.isEmpty, let nextCheck else { return 60_000 }
        let wait = max(.zero, nextCheck - clock.now)
        return CInt(
            clamping: wait.components.seconds * 1000
                + wait.components.attoseconds / 1_000_000_000_000_000 + 1)
    }

    private func end(_ id: Int, _ error: InferenceError?) {
        guard let transfer = transfers.removeValue(forKey: id) else { return }
        curl_multi_remove_handle(multi, transfer.easy)
        transfer.finish(error)
    }
}
