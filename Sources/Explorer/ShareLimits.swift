import Evidence
import Findings
import Statistics
import Synchronization

/// The limits of shares by their counts, kept between frames: a frame shows few of them, and the
/// next one mostly the same.
final class ShareLimits: Sendable {
    private let completed: Int
    private let lost: Int
    /// Whether counts tell nothing: draws without replacement, whose shares are known exactly.
    private let isExact: Bool
    private let known = Mutex<[Key: Reading]>([:])

    private struct Key: Hashable {
        var count: Int
        var question: Statement
    }

    /// - Parameters:
    ///   - completed: the draws that the counts are of.
    ///   - lost: the draws that may belong to any count.
    ///   - isExact: whether draws are without replacement, so that counts tell nothing.
    init(completed: Int, lost: Int, isExact: Bool = false) {
        self.isExact = isExact
        self.completed = completed
        self.lost = lost
    }

    /// The limits of the share that so many draws make up.
    func reading(of count: Int, question: Statement, planned: Int) -> Reading {
        guard !isExact else { return .none }
        let drawn = completed + lost
        if question.validity == .fixed {
            if drawn < planned { return .pending(drawn: drawn, planned: planned) }
            // The list counts all draws; a fixed-n share of the first ones would be another list.
            if drawn > planned { return .none }
        }
        let key = Key(count: count, question: question)
        if let reading = known.withLock({ $0[key] }) { return reading }
        let bound = try? LostDraws.proportion(
            leaks: Double(count), completed: completed, lost: lost, alpha: question.each,
            side: question.side,
            method: question.proportionMethod)
        let reading = bound.map(Reading.bound) ?? .none
        known.withLock { $0[key] = reading }
        return reading
    }
}
