/// Draws per second over the last seconds, without the time for which sampling was paused.
///
/// Where draws take longer than that, over the last four times that any came, within a minute.
struct RateMeter: Sendable {
    private static let window = Duration.seconds(5)
    private static let longest = Duration.seconds(60)
    private static let fewest = 4
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
        moments = recent(at: now)
        moments.append((now, count))
    }

    /// What has come lately.
    private func recent(at now: Duration) -> [(time: Duration, count: Int)] {
        let known = moments.filter { now - $0.time <= Self.longest }
        let last = known.count - Self.fewest
        return known.enumerated()
            .filter { $0.offset >= last || now - $0.element.time <= Self.window }.map(\.element)
    }

    /// The rate at a moment; 0 where nothing has come for a minute.
    func rate(at now: Duration) -> Double {
        let now = clock(now)
        let recent = recent(at: now)
        // The first batch only marks the beginning of the time that the others took.
        guard let first = recent.first, recent.count > 1, now > first.time else { return 0 }
        let count = recent.dropFirst().reduce(0) { $0 + $1.count }
        return Double(count) / ((now - first.time) / .seconds(1))
    }
}
