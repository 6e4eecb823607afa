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

    private let mailbox = Mailbox()

    init() {
        _ = CurlTransport.libraryIsReady
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
        /// Readable while there are commands.
        let bell = eventfd(0, O_CLOEXEC | O_NONBLOCK)

        init() {
            precondition(bell >= 0, "eventfd: \(String(cString: strerror(errno)))")
        }

        deinit { close(bell) }

        func post(_ command: Command) {
            state.withLock { add(command, to: &$0) }
        }

        func post(_ request: HTTPRequest, _ receiver: any ResponseReceiver) -> Int {
            state.withLock { state in
                state.lastID += 1
                add(.start(state.lastID, request, receiver), to: &state)
                return state.lastID
            }
        }

        private func add(_ command: Command, to state: inout State) {
            if state.commands.isEmpty { eventfd_write(bell, 1) }
            state.commands.append(command)
        }

        func take() -> [Command] {
            state.withLock { state in
                guard !state.commands.isEmpty else { return [] }
                var count: eventfd_t = 0
                eventfd_read(bell, &count)
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
