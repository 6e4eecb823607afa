import Platform
import Statistics

/// Copies in a sequence of answers to one prompt, of which nothing is known but their order.
///
/// A file may have a block of draws several times over, or each draw several times in a row. As in
/// ``CopiesWatch``, all orders of the answers are equally likely whatever the model: what is found is
/// told with a bound on its probability.
///
/// One over that bound is an e-value: for each pattern that might have been looked for, the number of
/// orders where the answers have it, and 0 else, has an expectation of at most 1, and so has the sum over
/// all patterns with weights that sum to 1 at most (1/2n for a block of each length and for each number in
/// a row, 1/n³ for a stretch of each place, length and distance, of which there are fewer than n/2, n/2 and
/// n³/6, and 1/9 for each number of times of ``EachAnswerRepeated``). What is given is one term of that sum.
package struct CopiedSequence: Sendable, Hashable {
    package enum Pattern: Sendable, Hashable {
        /// The sequence is its first so many answers again and again.
        case block(length: Int)
        /// Each answer stands so many times in a row.
        case inRow(times: Int)
        /// So many answers come again in their order, so many places later.
        case stretch(length: Int, distance: Int)
        /// Each answer is there so many times, or a multiple of that, in any order.
        case each(times: Int)
    }

    package var pattern: Pattern
    /// The natural logarithm of the probability that draws of one prompt look so.
    package var logChance: Double
    /// How many different answers there are.
    package var distinct: Int
    /// Whether each answer stands in one place only, as in a file that somebody has sorted: that there is
    /// no chance in the order says nothing of the draws then.
    package var isGrouped: Bool

    /// The less probable of the patterns found, or nil where there is none.
    ///
    /// - Parameter answers: numbers that stand for the texts, in the order of the draws.
    package init?(_ answers: [Int]) {
        let found = [
            Self.block(answers), Self.inRow(answers), Self.stretch(answers), Self.each(answers),
        ].compactMap { $0 }
        guard let best = found.min(by: { $0.logChance < $1.logChance }) else { return nil }
        self = best
        distinct = Set(answers).count
        // How often answers are there has no order that somebody may have made.
        if case .each = pattern { return }
        isGrouped = Self.isGrouped(answers, distinct)
    }

    /// Whether the order of these answers may be that of a sorted file, and so tells nothing.
    static func isSorted(_ answers: [Int]) -> Bool {
        let distinct = Set(answers).count
        return distinct < fewestGrouped && isGrouped(answers, distinct)
    }

    private static func isGrouped(_ answers: [Int], _ distinct: Int) -> Bool {
        zip(answers, answers.dropFirst()).count { $0 != $1 } < distinct
    }

    /// Whether it proves by its probability that draws are copies.
    ///
    /// Where each answer stands in one place and only a few are there, it may be the order of a sorted
    /// file.
    package var isProof: Bool { !isGrouped || distinct >= Self.fewestGrouped }

    /// So many different answers must each be there equally often for sorted draws to be copies.
    private static let fewestGrouped = 12

    private init(_ pattern: Pattern, _ logChance: Double) {
        self.pattern = pattern
        self.logChance = logChance
        (distinct, isGrouped) = (0, false)
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
            log(2 * Double(answers.count)) - repeats * CopiesWatch.logOrders(answers.prefix(period))
        )
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
            log(2 * Double(answers.count)) + CopiesWatch.logOrders(single)
                - CopiesWatch.logOrders(answers))
    }

    /// Each answer a multiple of some number of times.
    private static func each(_ answers: [Int]) -> CopiedSequence? {
        guard let found = EachAnswerRepeated(answers) else { return nil }
        return CopiedSequence(
            .each(times: found.times),
            found.logChance + log(3 * Double(EachAnswerRepeated.looks)))
    }

    /// A stretch that comes again later, of those found the one with most changes in it.
    private static func stretch(_ answers: [Int]) -> CopiedSequence? {
        guard let found = RepeatedStretch.most(in: answers) else { return nil }
        let stretch = answers[found.start..<found.start + found.length]
        return CopiedSequence(
            .stretch(length: found.length, distance: found.distance),
            3 * log(Double(answers.count)) - CopiesWatch.logOrders(stretch))
    }
}
