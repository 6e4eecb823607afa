/// What failed or was given back, in the order in which it came, each with its time.
struct RetryQueue: Sendable {
    let policy: RetryPolicy
    private var waiting: [Retry] = []

    init(policy: RetryPolicy) {
        self.policy = policy
    }

    var isEmpty: Bool { waiting.isEmpty }

    /// The moments before which nothing of each is launched.
    var times: [Duration] { waiting.map(\.notBefore) }

    /// Queues what a block left unfinished, under the same launch numbers.
    ///
    /// - Parameters:
    ///   - isCounted: whether its end was an attempt; then it waits for its pause.
    ///   - waits: whether it does, as what failed and not what was refused for its content.
    ///   - delays: how often the time for its first byte was not enough.
    /// - Returns: whether it may be tried again; false after the last attempt.
    mutating func add(
        _ block: Block, unfinished: Set<Int>, isCounted: Bool, waits: Bool = true, delays: Int,
        at now: Duration
    ) -> Bool {
        let attempt = block.attempt + (isCounted ? 1 : 0)
        guard attempt <= policy.attempts else { return false }
        func add(_ work: Block.Work, salt: Int) {
            let salt = UInt64(truncatingIfNeeded: block.id &* 1_000_003 &+ salt)
            let pause = policy.pause(afterFailures: block.attempt, salt: salt)
            waiting.append(
                Retry(
                    prompt: block.prompt, work: work, attempt: attempt, delays: delays,
                    notBefore: isCounted && waits ? now + pause : now))
        }
        switch block.work {
        case .greedy:
            add(block.work, salt: 0)
        case .draws:
            for indexes in contiguous(unfinished.sorted()) {
                add(.draws(indexes), salt: indexes.lowerBound)
            }
        }
        return true
    }

    /// The first whose time has come, and its position.
    func first(at now: Duration) -> (position: Int, retry: Retry)? {
        waiting.firstIndex { $0.notBefore <= now }.map { ($0, waiting[$0]) }
    }

    /// Takes out so many of the draws at a position, or the greedy answer.
    mutating func take(_ count: Int, at position: Int) {
        if case .draws(let indexes) = waiting[position].work, count < indexes.count {
            waiting[position].work = .draws(indexes.dropFirst(count))
        } else {
            waiting.remove(at: position)
        }
    }

    mutating func removeAll(of prompt: Int) {
        waiting.removeAll { $0.prompt == prompt }
    }

    private func contiguous(_ sorted: [Int]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for index in sorted {
            if let last = ranges.last, last.upperBound == index {
                ranges[ranges.count - 1] = last.lowerBound..<(index + 1)
            } else {
                ranges.append(index..<(index + 1))
            }
        }
        return ranges
    }
}

/// Work that failed or was given back, and waits for its time.
struct Retry: Sendable, Hashable {
    var prompt: Int
    var work: Block.Work
    var attempt: Int
    var delays: Int
    var notBefore: Duration
}
