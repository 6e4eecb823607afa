import Synchronization

/// One place for one value: the newest wins, and whoever reads takes it away.
final class Mailbox<Value: Sendable>: Sendable {
    private let content = Mutex<Value?>(nil)

    func put(_ value: Value) {
        content.withLock { $0 = value }
    }

    func take() -> Value? {
        content.withLock { content in
            defer { content = nil }
            return content
        }
    }
}
