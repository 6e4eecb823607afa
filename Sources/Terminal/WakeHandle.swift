import CTerminal
import Synchronization

/// Ends a wait for input from another thread.
package final class WakeHandle: Sendable {
    private let isRequested = Atomic(false)

    init() {}

    /// Makes `TerminalSession.waitForInput` return with `.wake`; many calls before it runs are one.
    package func wake() {
        if isRequested.exchange(true, ordering: .acquiringAndReleasing) { return }
        cterminal_wake()
    }

    /// Whether `wake` was called since the last time this was asked.
    func take() -> Bool {
        isRequested.exchange(false, ordering: .acquiringAndReleasing)
    }
}
