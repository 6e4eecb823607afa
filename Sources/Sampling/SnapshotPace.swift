/// Keeps snapshots apart, so that showing a run never slows it down.
struct SnapshotPace {
    let interval: Duration
    /// When the next snapshot may be posted.
    private(set) var next: Duration = .zero

    init(interval: Duration) {
        self.interval = interval
    }

    func isDue(at now: Duration) -> Bool { now >= next }

    mutating func posted(at now: Duration) {
        next = now + interval
    }
}
