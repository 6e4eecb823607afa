import Synchronization

/// A place for values that all count: whoever reads takes them in the order in which they came.
final class Tray<Value: Sendable>: Sendable {
    private let content = Mutex<[Value]>([])

    func put(_ value: Value) {
        content.withLock { $0.append(value) }
    }

    func take() -> [Value] {
        content.withLock { content in
            defer { content = [] }
            return content
        }
    }
}
