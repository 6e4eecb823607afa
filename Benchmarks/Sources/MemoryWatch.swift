import Synchronization

/// Notes how much memory the process holds when so many draws have come.
final class MemoryWatch: Sendable {
    private let marks: [Int]
    private let noted = Mutex<[Double]>([])

    /// - Parameter marks: numbers of draws, ascending.
    init(at marks: [Int]) {
        self.marks = marks
    }

    /// Bytes at each mark that was passed.
    var bytes: [Double] { noted.withLock { $0 } }

    func look(completed: Int) {
        noted.withLock { noted in
            while noted.count < marks.count, completed >= marks[noted.count] {
                noted.append(Measure.memory)
            }
        }
    }
}
