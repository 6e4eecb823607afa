/// Draws per second over the last seconds, without the time for which sampling was paused.
struct RateMeter: Sendable {
    private static let window = Duration.seconds(5)
    private var moments: [(time: Duration, count: Int)] = []
    /// How long sampling was paused in all, before the pause of now.
    private var paused = Duration.zero
    private var pausedSince: Duration?

    /// The time that counts; it stands still during a pause, also for draws that come in it.
    private func clock(_ now: Duration) -> Duration {
        (pausedSince ?? now) - paused
    }

    mutating func setPaused(_ isPaused: Bool, at now: Duration) {
        if isPaused {
            pausedSince = pausedSince ?? now
        } else if let since = pausedSince {
            paused += now - since
            pausedSince = nil
        }
    }

    mutating func add(_ count: Int, at now: Duration) {
        let now = clock(now)
        moments.append((now, count))
        moments.removeAll { now - $0.time > Self.window }
    }

    /// The rate at a moment; 0 where nothing has come for the length of the window.
    func rate(at now: Duration) -> Double {
        let now = clock(now)
        let recent = moments.filter { now - $0.time <= Self.window }
        // The first batch only marks the beginning of the time that the others took.
        guard let first = recent.first, recent.count > 1, now > first.time else { return 0 }
        let count = recent.dropFirst().reduce(0) { $0 + $1.count }
        return Double(count) / ((now - first.time) / .seconds(1))
    }
}
