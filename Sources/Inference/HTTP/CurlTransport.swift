import CCurl
import Platform
import Synchronization

/// HTTP through libcurl's multi interface, on one thread of its own.
///
/// Receivers run on that thread, so that parsing happens where the bytes arrive and only finished
/// completions cross to other threads.
final class CurlTransport: CompletionTransport {
    /// One transport serves any number of servers.
    static let shared = CurlTransport()

    /// What the transport works with; without it, why no request can be sent.
    private let mailbox: Result<Mailbox, ResourceError>

    /// What the system gives; tests take some of it away.
    struct Resources {
        var makeBell: () throws(ResourceError) -> Bell = { () throws(ResourceError) in try Bell() }
        var makeMulti: () -> UnsafeMutableRawPointer? = { CurlLoop.makeMulti() }
        var start: (@escaping @Sendable () -> Void) throws(ResourceError) -> Void = {
            (body) throws(ResourceError) in try startThread(body)
        }
    }

    init(_ resources: Resources = Resources()) {
        do throws(ResourceError) {
            guard CurlTransport.libraryIsReady else {
                throw ResourceError("curl_global_init", ENOMEM)
            }
            let mailbox = Mailbox(bell: try resources.makeBell())
            guard let multi = resources.makeMulti() else {
                throw ResourceError("curl_multi_init", ENOMEM)
            }
            let loop = CurlLoop(mailbox: mailbox, multi: multi)
            try resources.start { loop.run() }
            self.mailbox = .success(mailbox)
        } catch {
            mailbox = .failure(error)
        }
    }

    deinit { (try? mailbox.get())?.post(.stop) }

    func send(
        _ request: HTTPRequest, to receiver: any ResponseReceiver
    ) -> @Sendable () -> Void {
        switch mailbox {
        case .success(let mailbox):
            let id = mailbox.post(request, receiver)
            return { mailbox.post(.cancel(id)) }
        case .failure(let reason):
            receiver.finish(.unsupported("no request can be sent (\(reason))"))
            return {}
        }
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
        let bell: Bell

        init(bell: Bell) { self.bell = bell }

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
            if state.commands.isEmpty { bell.ring() }
            state.commands.append(command)
        }

        func take() -> [Command] {
            state.withLock { state in
                guard !state.commands.isEmpty else { return [] }
                bell.hush()
                defer { state.commands.removeAll(keepingCapacity: true) }
                return state.commands
            }
        }
    }
}

/// Runs a closure on a new detached thread.
///
/// - Throws: where the system starts no more threads.
func startThread(_ body: @escaping @Sendable () -> Void) throws(ResourceError) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let box = Unmanaged.passRetained(Box(body))
    #if canImport(Darwin)
        var thread: pthread_t?
    #else
        var thread = pthread_t()
    #endif
    let status = pthread_create(
        &thread, nil,
        { argument in
            guard let argument else { return nil }
            Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
            return nil
        }, box.toOpaque())
    guard status == 0 else {
        box.release()
        throw ResourceError("pthread_create", status)
    }
    #if canImport(Darwin)
        if let thread { pthread_detach(thread) }
    #else
        pthread_detach(thread)
    #endif
}
