import ArgumentParser
import Dispatch
import Glibc
import Synchronization

/// Turns SIGINT and SIGTERM into an orderly end of a headless command.
///
/// Unchecked because of the dispatch sources, which are written once, before anything can be
/// caught, and only kept alive afterwards.
final class SignalWatch: @unchecked Sendable {
    private struct State {
        var caught: Int32?
        var action: (@Sendable () -> Void)?
    }
    private let state = Mutex(State())
    private var sources: [any DispatchSourceSignal] = []

    init() {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [weak self] in self?.caught(number) }
            sources.append(source)
        }
        for source in sources { source.resume() }
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
        if isSecond { _exit(128 + number) }
        action?()
    }
}
