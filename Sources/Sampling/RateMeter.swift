/// Draws per second over the last seconds.
struct RateMeter: Sendable {
    private static let window = Duration.seconds(5)
    private var moments: [(time: Duration, count: Int)] = []

    mutating func add(_ count: Int, at now: Duration) {
        moments.append((now, count))
        moments.removeAll { now - $0.time > Self.window }
    }

    /// The rate at a moment; 0 where nothing has come for the length of the window.
    func rate(at now: Duration) -> Double {
        let recent = moments.filter { now - $0.time <= Self.window }
        // The first batch only marks the beginning of the time that the others took.
        guard let first = recent.first, recent.count > 1, now > first.time else { return 0 }
        let count = recent.dropFirst().reduce(0) { $0 + $1.count }
        return Double(count) / ((now - first.time) / .seconds(1))
    }
}
