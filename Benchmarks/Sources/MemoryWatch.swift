import Synchronization

/// Notes how much memory the process holds once so many draws have come.
final class MemoryWatch: Sendable {
    private let threshold: Int
    private let noted = Mutex<Double?>(nil)

    init(firstAt threshold: Int) {
        self.threshold = threshold
    }

    var first: Double { noted.withLock { $0 } ?? .nan }

    func look(completed: Int) {
        guard completed >= threshold else { return }
        noted.withLock { if $0 == nil { $0 = Measure.memory } }
    }
}
