import Dispatch
import Files
import Platform
import Synchronization

/// A program that answers one line with one line, started at the first question.
///
/// Its standard input and output are one end of a socket pair, so that writing to a program that
/// has ended is an error and no signal. Questions are asked one after the other, on a queue of
/// their own, since they block. The program leads its own process group, which is killed whole.
final class ScorerProcess: Sendable {
    private let command: [String]
    private let timeLimit: Double
    private let queue = DispatchQueue(label: "probscope.scorer-command")
    private let state = Mutex(State())
    private let ids = Atomic<Int>(0)

    private struct State {
        var child: pid_t = 0
        var socket: Int32 = -1
        var errors: Int32 = -1
        var input: [UInt8] = []
        var lastErrors: [UInt8] = []
    }

    private static let longestLine = 1 << 20

    init(_ command: [String], timeLimit: Double) {
        self.command = command
        self.timeLimit = timeLimit
    }

    deinit { state.withLock { Self.end(&$0, gently: true) } }

    func nextID() -> Int { ids.add(1, ordering: .relaxed).newValue }

    /// Whether the program exists, by its path or on the `PATH`.
    static func canRun(_ program: String) -> Bool {
        if program.contains("/") { return access(program, X_OK) == 0 }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }

    /// Sends a line and returns what `read` makes of the reply; nil from `read` is garbage.
    func exchange(
        _ line: [UInt8],
        read: @escaping @Sendable ([UInt8]) -> Result<Double, ScoringError>?
    ) async -> Result<Double, ScoringError> {
        await withCheckedContinuation { continuation in
            queue.async {
                let result = self.state.withLock { state in
                    let result = self.ask(line, &state, read)
                    if case .failure(let fault) = result, fault.isFatal {
                        Self.end(&state, gently: false)
                    }
                    return result.mapError {
                        $0.isFatal ? $0.error.adding(Self.lastWords(state)) : $0.error
                    }
                }
                continuation.resume(returning: result)
            }
        }
    }

    /// What went wrong, and whether the program has to be started anew.
    private struct Fault: Error {
        var error: ScoringError
        var isFatal: Bool

        init(_ words: String) {
            error = ScoringError("scorer command: \(words)")
            isFatal = true
        }

        init(_ error: ScoringError) {
            self.error = error
            isFatal = false
        }
    }

    private func ask(
        _ line: [UInt8], _ state: inout State,
        _ read: ([UInt8]) -> Result<Double, ScoringError>?
    ) -> Result<Double, Fault> {
        if state.child == 0 {
            if let fault = start(&state) { return .failure(fault) }
        }
        let deadline = ContinuousClock.now + .seconds(timeLimit)
        var output = (line + [UInt8(ascii: "\n")])[...]
        while true {
            if output.isEmpty, let end = state.input.firstIndex(of: UInt8(ascii: "\n")) {
                let reply = Array(state.input[..<end])
                state.input.removeSubrange(...end)
                guard let result = read(reply) else {
                    return .failure(Fault("the program wrote a line that is no answer"))
                }
                return result.mapError { Fault($0) }
            }
            guard state.input.count <= Self.longestLine else {
                return .failure(Fault("the program wrote a line of more than a megabyte"))
            }
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else {
                return .failure(Fault("no answer within \(timeLimit) seconds"))
            }
            let wanted = Int16(POLLIN) | (output.isEmpty ? 0 : Int16(POLLOUT))
            var polls = [
                pollfd(fd: state.socket, events: wanted, revents: 0),
                pollfd(fd: state.errors, events: Int16(POLLIN), revents: 0),
            ]
            let milliseconds = Int32(min(left / .milliseconds(1), 60_000)) + 1
            guard poll(&polls, 2, milliseconds) > 0 else { continue }
            if polls[1].revents != 0 { Self.readErrors(&state) }
            if polls[0].revents & Int16(POLLOUT) != 0, !output.isEmpty {
                let sent = output.withUnsafeBytes {
                    send(state.socket, $0.baseAddress, $0.count, withoutSignal)
                }
                if sent > 0 { output = output.dropFirst(sent) }
                if sent < 0, errno != EAGAIN, errno != EINTR {
                    return .failure(Fault("the program ended"))
                }
            }
            if polls[0].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
                var bytes = [UInt8](repeating: 0, count: 65_536)
                let count = recv(state.socket, &bytes, bytes.count, 0)
                if count > 0 {
                    state.input += bytes.prefix(count)
                } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
                    Self.readErrors(&state)
                    return .failure(Fault("the program ended before it answered"))
                }
            }
        }
    }

    // MARK: - Start and end

    private func start(_ state: inout State) -> Fault? {
        // The child's ends block, as programs expect of their standard streams.
        var lines: [Int32] = [-1, -1]
        var errors: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, privateStream, 0, &lines) == 0 else {
            return Fault("no more files can be opened")
        }
        guard socketpair(AF_UNIX, privateStream, 0, &errors) == 0 else {
            close(lines[0])
            close(lines[1])
            return Fault("no more files can be opened")
        }
        closeOnExec(lines[0], lines[1], errors[0], errors[1])
        preventSignal(lines[0])
        for file in [lines[0], errors[0]] {
            _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_NONBLOCK)
        }
        closeOthersOnExec()
        var actions = newSpawnActions()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, lines[1], 0)
        posix_spawn_file_actions_adddup2(&actions, lines[1], 1)
        posix_spawn_file_actions_adddup2(&actions, errors[1], 2)
        var attributes = newSpawnAttributes()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let words = command.map { strdup($0) } + [nil]
        let variables = ChildEnvironment.withoutKeys().map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child: pid_t = 0
        let failure = posix_spawnp(&child, command[0], &actions, &attributes, words, variables)
        close(lines[1])
        close(errors[1])
        guard failure == 0 else {
            close(lines[0])
            close(errors[0])
            return Fault("\(command[0]) cannot be started: \(String(cString: strerror(failure)))")
        }
        Self.endsThemAtExit
        Self.alive.withLock { _ = $0.insert(child) }
        state = State(child: child, socket: lines[0], errors: errors[0])
        return nil
    }

    /// Ends the program; gently it gets a moment to end by itself once its input has ended.
    private static func end(_ state: inout State, gently: Bool) {
        guard state.child > 0 else { return }
        shutdown(state.socket, Int32(SHUT_RDWR))
        if gently {
            for _ in 0..<20 where !hasEnded(state.child) { usleep(5_000) }
        }
        // Not reaped yet, it keeps the group's number from being given to others; whatever it has
        // started ends with it.
        kill(-state.child, SIGKILL)
        var status: Int32 = 0
        while waitpid(state.child, &status, 0) < 0, errno == EINTR {}
        alive.withLock { _ = $0.remove(state.child) }
        close(state.socket)
        close(state.errors)
        let words = state.lastErrors
        state = State()
        state.lastErrors = words
    }

    private static func hasEnded(_ child: pid_t) -> Bool {
        var information = siginfo_t()
        let status = waitid(P_PID, id_t(child), &information, WEXITED | WNOHANG | WNOWAIT)
        return status != 0 || information.process != 0
    }

    /// The programs that are running; they end with this process, however it exits.
    private static let alive = Mutex<Set<pid_t>>([])
    private static let endsThemAtExit: Void = {
        _ = atexit { ScorerProcess.alive.withLock { $0.forEach { kill(-$0, SIGKILL) } } }
    }()

    private static func readErrors(_ state: inout State) {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(state.errors, &bytes, bytes.count, 0)
            guard count > 0 else {
                if count == 0 {
                    // At its end the stream would be readable for ever.
                    close(state.errors)
                    state.errors = -1
                }
                return
            }
            state.lastErrors = Array((state.lastErrors + bytes.prefix(count)).suffix(400))
        }
    }

    /// The last line that the program wrote to its standard error.
    private static func lastWords(_ state: State) -> String {
        let text = String(decoding: state.lastErrors, as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
    }
}

extension ScoringError {
    fileprivate func adding(_ words: String) -> ScoringError {
        words.isEmpty ? self : ScoringError("\(description) (it said: \(words))")
    }
}
