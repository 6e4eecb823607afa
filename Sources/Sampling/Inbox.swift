import Synchronization

/// Where many tasks leave messages for one.
///
/// The receiver takes everything that has arrived in one go, so that a busy moment costs one
/// wake-up and not one for each message.
final class Inbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var receiver: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Leaves a message; may be called from any thread and never waits.
    func post(_ message: Message) {
        let receiver = state.withLock { state in
            state.messages.append(message)
            return state.receiver.take()
        }
        receiver?.resume()
    }

    /// Waits until there is a message and returns all of them in order.
    ///
    /// For one receiver only.
    func take() async -> [Message] {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard state.messages.isEmpty else { return true }
                state.receiver = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        return takeWithoutWaiting()
    }

    /// Returns what has arrived, which may be nothing.
    func takeWithoutWaiting() -> [Message] {
        state.withLock { state in
            var taken: [Message] = []
            swap(&taken, &state.messages)
            return taken
        }
    }
}
