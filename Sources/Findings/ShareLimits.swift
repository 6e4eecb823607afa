import Evidence
import Statistics
import Synchronization

/// The limits of shares of all draws, kept between frames: a frame shows few of them, and the next
/// one mostly the same.
///
/// The share of what was named before the draws, such as the greedy answer, has the plain limits of
/// a proportion. Rows that the draws brought up have those of a ``DiscoveredShare``, which hold for
/// the whole list together.
package final class ShareLimits: Sendable {
    private let completed: Int
    private let lost: Int
    /// Whether counts tell nothing: draws without replacement, whose shares are known exactly.
    private let isExact: Bool
    /// The launch numbers of the lost draws, ascending.
    private let losses: [Int]
    private let known = Mutex<[Key: Reading]>([:])

    /// What a share is of.
    package struct Target: Sendable, Hashable {
        /// The draws that it makes up.
        package var count: Int
        /// How the draws brought it up; nil where it was named before them.
        package var discovery: Discovery?
        /// The draws of it after that one; nil for all but the one that found it.
        package var later: Int?

        package init(count: Int, discovery: Discovery?, later: Int? = nil) {
            self.count = count
            self.discovery = discovery
            self.later = later
        }
    }

    /// The draw that brought something up.
    package struct Discovery: Sendable, Hashable {
        /// Its number among the draws that brought up something, from 1.
        package var rank: Int
        /// Its launch number.
        package var draw: Int
        /// Which of the things that it brought up, from 1; 0 where it brings up one.
        package var part = 0

        package init(rank: Int, draw: Int) {
            self.rank = rank
            self.draw = draw
        }
    }

    private struct Key: Hashable {
        var target: Target
        var question: Statement
    }

    /// - Parameter evidence: the draws that the counts are of.
    package init(_ evidence: PromptEvidence) {
        isExact = evidence.exact != nil
        completed = evidence.drawCount - evidence.lost
        lost = evidence.lost
        losses = evidence.lostDraws
    }

    /// The limits of the share of a target.
    ///
    /// - Parameter void: why no limit holds for the draws; nil while all is well.
    package func reading(
        of target: Target, question: Statement, planned: Int, void: VoidReason?
    ) -> Reading {
        if let void { return .void(void) }
        guard !isExact else { return .none }
        var question = question
        question.planned = planned
        // The list counts all draws; a fixed-n share of the first ones would be another list.
        if let reason = question.unstated(of: completed + lost, counted: true) { return reason }
        let key = Key(target: target, question: question)
        if let reading = known.withLock({ $0[key] }) { return reading }
        let reading = (try? bound(of: target, question)).map(Reading.bound) ?? .none
        known.withLock { $0[key] = reading }
        return reading
    }

    private func bound(
        of target: Target, _ question: Statement
    ) throws(StatisticsError) -> Bound {
        guard let found = target.discovery else {
            return try question.share(target.count, completed: completed, lost: lost)
        }
        let share = DiscoveredShare(
            rank: found.rank, part: found.part, again: target.later ?? target.count - 1,
            later: completed + lost - found.draw - 1,
            lost: losses.count - losses.partitioningIndex { $0 > found.draw })
        var bound = try share.bound(
            alpha: question.each, side: question.side, method: question.proportionMethod)
        bound.estimate = Double(target.count) / Double(completed)
        if question.validity == .fixed { bound.validity = .fixed(n: completed + lost) }
        return bound
    }
}

extension [Int] {
    /// The first place from which on all elements satisfy a condition, found by bisection.
    fileprivate func partitioningIndex(_ holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
