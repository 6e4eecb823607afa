import Platform
import Statistics

/// Copies in a sequence of answers to one prompt, of which nothing is known but their order.
///
/// A file may have a block of draws several times over, or each draw several times in a row. As in
/// ``CopiesWatch``, all orders of the answers are equally likely whatever the model: what is found is
/// told with a bound on its probability.
package struct CopiedSequence: Sendable, Hashable {
    package enum Pattern: Sendable, Hashable {
        /// The sequence is its first so many answers again and again.
        case block(length: Int)
        /// Each answer stands so many times in a row.
        case inRow(times: Int)
    }

    package var pattern: Pattern
    /// The natural logarithm of the probability that draws of one prompt look so.
    package var logChance: Double
    /// How many different answers there are.
    package var distinct: Int

    /// The less probable of the patterns found, or nil where there is none.
    ///
    /// - Parameter answers: numbers that stand for the texts, in the order of the draws.
    package init?(_ answers: [Int]) {
        let found = [Self.block(answers), Self.inRow(answers)].compactMap { $0 }
        guard let best = found.min(by: { $0.logChance < $1.logChance }) else { return nil }
        self = best
        distinct = Set(answers).count
    }

    private init(_ pattern: Pattern, _ logChance: Double) {
        self.pattern = pattern
        self.logChance = logChance
        distinct = 0
    }

    /// The shortest period, where the sequence has two or more.
    ///
    /// Given which answers each later block has, it has those of the first in their order with one over
    /// the number of orders; any length may have been met.
    private static func block(_ answers: [Int]) -> CopiedSequence? {
        guard answers.count > 3 else { return nil }
        // The longest proper beginning that is an end of each beginning (Knuth, Morris and Pratt).
        var borders = [Int32](repeating: 0, count: answers.count)
        var length = 0
        for position in 1..<answers.count {
            while length > 0, answers[position] != answers[length] {
                length = Int(borders[length - 1])
            }
            if answers[position] == answers[length] { length += 1 }
            borders[position] = Int32(length)
        }
        let period = answers.count - length
        guard period > 1, answers.count >= 2 * period else { return nil }
        let repeats = Double(answers.count / period - 1)
        return CopiedSequence(
            .block(length: period),
            log(Double(answers.count)) - repeats * CopiesWatch.logOrders(answers.prefix(period)))
    }

    /// The largest number that divides the lengths of all runs of equal answers.
    private static func inRow(_ answers: [Int]) -> CopiedSequence? {
        var divisor = 0
        var start = 0
        for position in 1...max(1, answers.count)
        where position >= answers.count || answers[position] != answers[start] {
            var (one, other) = (position - start, divisor)
            while other > 0 { (one, other) = (other, one % other) }
            divisor = one
            if divisor == 1 { return nil }
            start = position
        }
        guard divisor > 1, divisor < answers.count else { return nil }
        let single = stride(from: 0, to: answers.count, by: divisor).lazy.map { answers[$0] }
        return CopiedSequence(
            .inRow(times: divisor),
            log(Double(answers.count)) + CopiesWatch.logOrders(single)
                - CopiesWatch.logOrders(answers))
    }
}
