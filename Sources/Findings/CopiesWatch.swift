import Platform
import Statistics

/// Bets that the answers of requests are copies, which draws look like by chance only.
///
/// A server or a cache that ignores seeds gives every request the same answers in the same places, or
/// every draw of a request the same answer. Draws of one prompt are exchangeable, so that whatever the
/// model's probabilities, and given which answers came, every order of them is as likely as any other:
/// with multiplicities n₁, n₂, … among m answers, one certain order has the probability
/// n₁! n₂! … / m!. Two kinds of bets are placed on it.
///
/// - That a request brings the answers of the one before in their order, given which answers it brings.
/// - That of two requests in a row, of m draws each, one brings one answer m times and the other another
///   one m times, given that the two bring these answers m times each: 2 · m! m! / (2m)!. Each request
///   is in one pair only.
///
/// The inverse of the probability on a success, and 0 else, is an e-value given all that came before;
/// the product of bets of a fixed share on such e-values is a test martingale, and so is the mean of
/// several, which ever exceeds 1/α with probability α at most (Ville). A model that says one thing has
/// one order only, so that nothing is won.
package struct CopiesWatch {
    /// The logarithms of what the bets have won: for each kind and each share.
    private var wealth = Array(repeating: 0.0, count: 2 * shares.count)
    /// How many requests repeated the one before.
    package private(set) var repeats = 0
    /// How many pairs of requests had one answer each.
    package private(set) var constants = 0
    private var last: [Place: (first: Int, answers: [Int])] = [:]
    private var unpaired: [Place: (first: Int, answers: [Int])] = [:]

    private struct Place: Hashable {
        var prompt: Int
        var server: Int
    }

    /// The shares of the wealth that are bet: a few copies among many draws, or all of them.
    private static let shares = [0.05, 0.5, 0.9]
    /// The error probability of an alarm, over all that a run may ever bring.
    package static let alpha = 1e-6
    /// Answers of one request that are compared at most; more tell nothing more.
    private static let longest = 32

    package init() {}

    /// The natural logarithm of what all bets together have won.
    package var logWealth: Double {
        SpecialFunctions.logSumExp(wealth) - log(Double(wealth.count))
    }

    /// Whether what was seen is no work of chance.
    package var isAlarm: Bool { logWealth >= -log(Self.alpha) }

    /// Takes in the answers of one request, each as a number that stands for its text.
    ///
    /// - Parameter first: the launch number of the first of them. The same draws sent for again are
    ///   no repetition.
    package mutating func take(_ answers: [Int], from first: Int, prompt: Int, server: Int) {
        let place = Place(prompt: prompt, server: server)
        let answers = Array(answers.prefix(Self.longest))
        takeRepetition((first, answers), place)
        takePair((first, answers), place)
    }

    private mutating func takeRepetition(_ request: (first: Int, answers: [Int]), _ place: Place) {
        defer { last[place] = request }
        guard let before = last[place], before.first != request.first else { return }
        let count = min(before.answers.count, request.answers.count)
        let own = request.answers.prefix(count)
        guard count > 1, Set(own).count > 1 else { return }
        let isRepeated = own == before.answers.prefix(count)
        if isRepeated { repeats += 1 }
        bet(0, isRepeated ? Self.logOrders(own) : nil)
    }

    private mutating func takePair(_ request: (first: Int, answers: [Int]), _ place: Place) {
        guard let before = unpaired[place] else {
            unpaired[place] = request
            return
        }
        guard before.first != request.first else { return }
        unpaired[place] = nil
        let count = min(before.answers.count, request.answers.count)
        let both = before.answers.prefix(count) + request.answers.prefix(count)
        var counts: [Int: Int] = [:]
        for answer in both { counts[answer, default: 0] += 1 }
        guard count > 1, counts.count == 2, counts.values.allSatisfy({ $0 == count }) else {
            return
        }
        let isConstant = Set(both.prefix(count)).count == 1
        if isConstant { constants += 1 }
        bet(1, isConstant ? Self.logOrders(both) - log(2) : nil)
    }

    /// Multiplies what one kind of bets has won.
    ///
    /// - Parameter odds: the logarithm of what a success multiplies the stake by; nil where it failed.
    private mutating func bet(_ kind: Int, _ odds: Double?) {
        for (position, share) in Self.shares.enumerated() {
            // log(1 − share + share · odds), without overflow.
            wealth[kind * Self.shares.count + position] +=
                odds.map { SpecialFunctions.logSumExp([log(1 - share), log(share) + $0]) }
                ?? log(1 - share)
        }
    }

    /// The logarithm of the number of different orders of these answers.
    package static func logOrders(_ answers: some Sequence<Int>) -> Double {
        var counts: [Int: Int] = [:]
        for answer in answers { counts[answer, default: 0] += 1 }
        return SpecialFunctions.logGamma(Double(counts.values.reduce(0, +)) + 1)
            - counts.values.reduce(0) { $0 + SpecialFunctions.logGamma(Double($1) + 1) }
    }
}
