import CCurl
import Glibc
import Synchronization

/// HTTP through libcurl's multi interface, on one thread of its own.
///
/// Receivers run on that thread, so that parsing happens where the bytes arrive and only finished
/// completions cross to other threads.
final class CurlTransport: CompletionTransport {
    /// One transport serves any number of servers.
    static let shared = CurlTransport()

    private let mailbox: Mailbox

    init() {
        _ = CurlTransport.libraryIsReady
        guard let multi = curl_multi_init() else {
            preconditionFailure("curl_multi_init fails only where there is no memory")
        }
        mailbox = Mailbox(multi: multi)
        let loop = CurlLoop(mailbox: mailbox)
        startThread { loop.run() }
    }

    deinit { mailbox.post(.stop) }

    func send(
        _ request: HTTPRequest, to receiver: any ResponseReceiver
    ) -> @Sendable () -> Void {
        let id = mailbox.post(request, receiver)
        let mailbox = mailbox
        return { mailbox.post(.cancel(id)) }
    }

    private static let libraryIsReady: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    /// What other threads ask of the loop.
    enum Command {
        case start(Int, HTTPRequest, any ResponseReceiver)
        case cancel(Int)
        case stop
    }

    /// The one place that both sides touch.
    final class Mailbox: Sendable {
        private struct State {
            var commands: [Command] = []
            var lastID = 0
        }

        private let state = Mutex(State())
        // The loop's thread owns the handle; `curl_multi_wakeup` is the one call that libcurl
        // allows from other threads, and it is made under the lock so that none comes after `stop`.
        nonisolated(unsafe) let multi: UnsafeMutableRawPointer

        // Semaphores are made for use by several threads.
        nonisolated(unsafe) private let bell = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

        init(multi: UnsafeMutableRawPointer) {
            self.multi = multi
            sem_init(bell, 0, 0)
        }

        deinit {
            sem_destroy(bell)
            bell.deallocate()
        }

        func post(_ command: Command) {
            state.withLock {
                $0.commands.append(command)
                wake()
            }
        }

        func post(_ request: HTTPRequest, _ receiver: any ResponseReceiver) -> Int {
            state.withLock {
                $0.lastID += 1
                $0.commands.append(.start($0.lastID, request, receiver))
                wake()
                return $0.lastID
            }
        }

        private func wake() {
            sem_post(bell)
            curl_multi_wakeup(multi)
        }

        /// Returns after the time, or as soon as a command is there.
        func waitForCommand(microseconds: Int) {
            var deadline = timespec()
            clock_gettime(CLOCK_REALTIME, &deadline)
            deadline.tv_nsec += microseconds * 1000
            if deadline.tv_nsec >= 1_000_000_000 {
                deadline.tv_sec += 1
                deadline.tv_nsec -= 1_000_000_000
            }
            sem_timedwait(bell, &deadline)
        }

        func take() -> [Command] {
            while sem_trywait(bell) == 0 {}
            return state.withLock { state in
                guard !state.commands.isEmpty else { return [] }
                defer { state.commands.removeAll(keepingCapacity: true) }
                return state.commands
            }
        }
    }
}

/// Runs a closure on a new detached thread.
func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let status = pthread_create(
        &thread, nil,
        { argument in
            guard let argument else { return nil }
            Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
            return nil
        }, Unmanaged.passRetained(Box(body)).toOpaque())
    precondition(status == 0, "pthread_create: \(String(cString: strerror(status)))")
    pthread_detach(thread)
}
