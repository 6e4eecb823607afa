import ArgumentParser
import Dispatch
import Platform
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into an orderly end of a headless command.
///
/// The handlers only write the signal's number into a pipe; a thread reads it and acts.
final class SignalWatch: Sendable {
    private struct State {
        var caught: Int32?
        var action: (@Sendable () -> Void)?
    }
    private let state = Mutex(State())

    /// The pipe's writing end; there is one watch per process, as there is one handler per signal.
    private static let pipe = Atomic<Int32>(-1)

    /// - Throws: ``Failure`` where no file descriptor is left for the pipe.
    init() throws(Failure) {
        var ends: [Int32] = [-1, -1]
        guard Platform.pipe(&ends) == 0 else {
            throw Failure(
                "Signals cannot be watched (pipe: \(String(cString: strerror(errno)))); "
                    + "allow more open files (ulimit -n).")
        }
        SignalWatch.pipe.store(ends[1], ordering: .releasing)
        let reading = ends[0]
        DispatchQueue(label: "signals").async { [self] in
            var number: UInt8 = 0
            while true {
                let count = read(reading, &number, 1)
                if count == 1 { caught(Int32(number)) }
                if count == 0 || (count < 0 && errno != EINTR) { return }
            }
        }
        // Whoever started the program may have left them blocked.
        var watched = sigset_t()
        sigemptyset(&watched)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&watched, number) }
        pthread_sigmask(SIG_UNBLOCK, &watched, nil)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { number in
                let saved = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(SignalWatch.pipe.load(ordering: .acquiring), &byte, 1)
                errno = saved
            }
        }
    }

    /// Sets what a signal does, besides being remembered.
    func onSignal(_ action: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.action = action
            return state.caught != nil
        }
        if isLate { action() }
    }

    /// The exit code that the signal asks for; nil if there was none.
    var exitStatus: ExitCode? {
        switch state.withLock({ $0.caught }) {
        case nil: nil
        case SIGINT?: ExitStatus.interrupted
        default: ExitStatus.terminated
        }
    }

    private func caught(_ number: Int32) {
        let (action, isSecond) = state.withLock { state in
            defer { state.caught = number }
            return (state.action, state.caught != nil)
        }
        // Whoever presses Ctrl-C twice does not want to wait; the run file is intact even so.
        if isSecond {
            SignalWatch.sayThatNothingIsLost()
            _exit(128 + number)
        }
        action?()
    }

    /// A standard error that nobody reads must not keep the program.
    private static func sayThatNothingIsLost() {
        var wanted = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        guard poll(&wanted, 1, 0) == 1 else { return }
        StandardStreams.message("Ended at once; the run file has every draw that was counted.")
    }
}
