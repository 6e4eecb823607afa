/// What the scheduler knows about one prompt.
struct PromptState: Sendable {
    var target: Int
    var pending: IndexRanges
    /// Launch numbers from the target on that have an outcome from an earlier, longer plan.
    var doneBeyond: [Int]
    /// Whether nothing new is launched; what was pending stays, should more be wanted.
    var isClosed: Bool
    var isFailed = false
    var hasGreedy: Bool
    /// Whether the greedy answer is still to be asked for a second time.
    var needsGreedyCheck: Bool
    /// Whether draws of it have been launched.
    var hasLaunched = false
    var priority = 0.0
    /// How many more draws may be launched where a stopped prompt was continued; nil for no limit.
    var allowance: Int?

    /// Wants more draws.
    mutating func order(_ draws: Int) {
        guard draws > 0, !isFailed else { return }
        if isClosed {
            // What a rule made unnecessary comes first; no more than ordered is launched.
            isClosed = false
            allowance = draws
            extend(by: max(0, draws - pending.count))
        } else {
            allowance = allowance.map { $0 + draws }
            extend(by: draws)
        }
    }

    /// Wants more launch numbers, as far as they have no outcome from an earlier, longer plan.
    private mutating func extend(by draws: Int) {
        var next = target
        target += draws
        for index in doneBeyond where index < target {
            pending.append(next..<index)
            next = index + 1
        }
        pending.append(next..<target)
        doneBeyond.removeAll { $0 < target }
    }

    /// Wants fewer draws: of those that are not launched the last ones are given up.
    ///
    /// - Parameter least: the number of draws that is wanted in any case.
    mutating func takeBack(_ draws: Int, least: Int) {
        guard !isClosed, !isFailed else { return }
        if let allowance {
            // What a rule made unnecessary stays, should more be wanted.
            let left = max(0, allowance - draws)
            self.allowance = left > 0 ? left : nil
            isClosed = left == 0
            return
        }
        var kept = pending
        kept.keepFirst(max(0, pending.count - min(draws, max(0, target - least))))
        let given = pending.ranges.flatMap { range in range.filter { !kept.contains($0) } }
        guard let first = given.first else { return }
        // Outcomes of an earlier, longer plan lie beyond the target again.
        doneBeyond = Set(first..<target).subtracting(given).sorted() + doneBeyond
        target = first
        pending = kept
    }

    /// The launch number at which launching ends as things stand.
    var end: Int {
        guard let allowance else { return target }
        var allowed = pending
        allowed.keepFirst(allowance)
        return allowed.upperBound ?? pending.first?.lowerBound ?? target
    }

    /// How many draws the prompt comes to as things stand.
    var expected: Int {
        let launched = target - pending.count
        return launched + (isClosed ? 0 : min(allowance ?? pending.count, pending.count))
    }

    /// Takes the first `count` launch numbers.
    mutating func launch(_ count: Int) {
        pending.removeFirst(count)
        hasLaunched = true
        if let left = allowance.map({ $0 - count }) {
            allowance = left > 0 ? left : nil
            isClosed = left <= 0
        }
    }
}
