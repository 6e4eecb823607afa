/// Streams of scores, some of them lost.
package enum ScoreStream: String, CaseIterable, Sendable {
    case binary, graded, mixed

    package func scores(_ count: Int, lost: Double = 0.1, seed: UInt64) -> [Double?] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let isLost = generator.uniform() < lost
            let u = generator.uniform()
            if isLost { return nil }
            return switch self {
            case .binary: u < 0.2 ? 1 : 0
            case .graded: (u * 17).rounded() / 17
            case .mixed: u < 0.8 ? 0 : u
            }
        }
    }
}
