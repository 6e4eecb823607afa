import Evidence

extension RestoredRun {
    /// Completed draws per second, over all the times that the run was sampled.
    ///
    /// Nil where the file does not tell: it was never sampled, or a session was cut off, so that
    /// nobody knows how long it went on. Times are kept in whole seconds.
    package var drawsPerSecond: Double? {
        let draws = evidence.reduce(0) { $0 + $1.drawCount }
        var seconds = 0
        var start: Int?
        for event in events {
            switch event.kind {
            case .started:
                guard start == nil else { return nil }
                start = Timestamp.secondsSince1970(event.time)
            case .stopped:
                guard let begin = start, let end = Timestamp.secondsSince1970(event.time) else {
                    return nil
                }
                seconds += max(0, end - begin)
                start = nil
            default: break
            }
        }
        let isTimed = start == nil && events.contains { $0.kind == .stopped }
        return isTimed && draws > 0 ? Double(draws) / Double(max(1, seconds)) : nil
    }
}
