import CCurl
import Glibc

/// The transport's thread: starts and ends transfers, lets libcurl work, watches the limits.
///
/// Everything here is touched by that one thread only, which is what makes `Sendable` true.
final class CurlLoop: @unchecked Sendable {
    private let mailbox: CurlTransport.Mailbox
    private let multi: UnsafeMutableRawPointer
    private let clock = ContinuousClock()
    private var transfers: [Int: CurlTransfer] = [:]
    /// After receiving, the thread rests this long, so that the many small events of a block of
    /// completions arrive together; reading each by itself costs twice the CPU, which a server on
    /// the same machine then lacks.
    ///
    /// Commands end the rest at once.
    private static let restMicroseconds = 1000
    /// The limits are looked at no earlier than this.
    private var nextCheck: ContinuousClock.Instant?

    init(mailbox: CurlTransport.Mailbox) {
        self.mailbox = mailbox
        multi = mailbox.multi
        // Streams are never kept; these are for the short questions.
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 16)
    }

    /// Returns after `stop`.
    func run() {
        var running: CInt = 0
        while obey() {
            curl_multi_perform(multi, &running)
            let hasReceived = settle()
            collect()
            checkLimits()
            if hasReceived { mailbox.waitForCommand(microseconds: CurlLoop.restMicroseconds) }
            curl_multi_poll(multi, nil, 0, waitMilliseconds(), nil)
        }
        for id in Array(transfers.keys) { end(id, .cancelled) }
        curl_multi_cleanup(multi)
    }

    /// Carries out what was asked; `false` for stop.
    private func obey() -> Bool {
        for command in mailbox.take() {
            switch command {
            case .start(let id, let request, let receiver):
                let transfer = CurlTransfer(id, request, receiver, now: clock.now)
                transfers[id] = transfer
                curl_multi_add_handle(multi, transfer.easy)
                nextCheck = nil
            case .cancel(let id): end(id, .cancelled)
            case .stop: return false
            }
        }
        return true
    }

    /// Notes what has just come in; whether anything has.
    private func settle() -> Bool {
        let now = clock.now
        var hasReceived = false
        for transfer in transfers.values {
            switch transfer.settle(now) {
            case .nothing: continue
            case .firstByte: nextCheck = nil
            case .more: break
            }
            hasReceived = true
        }
        return hasReceived
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

    /// Ends the transfers that have met a limit.
    private func checkLimits() {
        guard !transfers.isEmpty else { return }
        let now = clock.now
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
        let wait = nextCheck - clock.now
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
