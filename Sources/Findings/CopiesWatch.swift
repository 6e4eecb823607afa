import Platform
import Statistics

/// Watches the answers of requests for copies: requests that repeat the one before, and answers that
/// are equal within a request.
///
/// **Repetitions.** A server or a cache that ignores seeds gives every request the same answers in the
/// same places. Draws of one prompt are exchangeable, so that whatever the model's probabilities, and
/// given which answers a request brought, every order of them is as likely as any other: with
/// multiplicities n₁, n₂, … among m answers, one certain order has the probability n₁! n₂! … / m!. Its
/// inverse on a repetition, and 0 else, is an e-value given all that came before; the product of bets
/// of a fixed share on them is a test martingale, and so is the mean over several shares, which ever
/// exceeds 1/α with probability α at most (Ville). A model that says one thing repeats itself in every
/// order, so that nothing is won.
///
/// **Within a request.** A server that gives all answers of a request one seed makes copies that no
/// other request repeats; see ``EqualPairs``. Each of the two has half of α.
package struct CopiesWatch {
    /// What the bets on repetitions have won, as logarithms, by the share of the wealth that is bet.
    private var wealths = Self.shares.map { _ in 0.0 }
    /// How many requests repeated the one before.
    package private(set) var repeats = 0
    /// The evidence that answers of one request are copies of each other.
    package private(set) var within: EqualPairs
    private var last: [Place: (first: Int, answers: [Int])] = [:]

    private struct Place: Hashable {
        var prompt: Int
        var server: Int
    }

    /// The shares of the wealth that are bet: most of it where everything repeats, little where few
    /// requests do.
    private static let shares = [0.05, 0.5, 0.9]
    /// The error probability of an alarm, over all that a run may ever bring.
    package static let alpha = 1e-6
    /// Answers of one request that are compared at most; more tell nothing more.
    private static let longest = 32

    /// - Parameter prompts: how many prompts the run has.
    package init(prompts: Int = 1) {
        within = EqualPairs(prompts: prompts)
    }

    /// The natural logarithm of what the bets on repetitions have won.
    package var logWealth: Double {
        SpecialFunctions.logSumExp(wealths) - log(Double(wealths.count))
    }

    /// Whether what was seen is no work of chance.
    package var isAlarm: Bool {
        max(logWealth, within.logEvidence) >= -log(
            Statement(alpha: Self.alpha).shared(among: 2).each)
    }

    /// Takes in the answers of one request, each as a number that stands for its text.
    ///
    /// - Parameter first: the launch number of the first of them. The same draws sent for again are
    ///   no repetition.
    package mutating func take(_ answers: [Int], from first: Int, prompt: Int, server: Int) {
        let place = Place(prompt: prompt, server: server)
        let answers = Array(answers.prefix(Self.longest))
        defer { last[place] = (first, answers) }
        if last[place]?.first != first { within.take(answers, prompt: prompt) }
        guard let before = last[place], before.first != first else { return }
        let count = min(before.answers.count, answers.count)
        let own = answers.prefix(count)
        guard count > 1, Set(own).count > 1 else { return }
        let isRepeated = own == before.answers.prefix(count)
        if isRepeated { repeats += 1 }
        let orders = isRepeated ? Self.logOrders(own) : -.infinity
        for (index, share) in Self.shares.enumerated() {
            // log(1 − share + share · orders), without overflow.
            wealths[index] += SpecialFunctions.logSumExp([log(1 - share), log(share) + orders])
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
