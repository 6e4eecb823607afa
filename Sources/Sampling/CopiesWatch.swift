import Platform
import Statistics

/// Bets that the answers of one request repeat those of the request before it, place by place, which
/// draws do by chance only.
///
/// A server or a cache that ignores seeds gives every request the same answers in the same places.
/// Draws of one prompt are exchangeable, so that whatever the model's probabilities, and given which
/// answers a request brought, every order of them is as likely as any other: with multiplicities
/// n₁, n₂, … among m answers, one certain order has the probability n₁! n₂! … / m!. Its inverse on a
/// repetition, and 0 else, is an e-value given all that came before; the product of bets of a fixed
/// share on them is a test martingale, which ever exceeds 1/α with probability α at most (Ville). A
/// model that says one thing repeats itself in every order, so that nothing is won.
struct CopiesWatch {
    /// The natural logarithm of what the bets have won.
    private(set) var logWealth = 0.0
    /// How many requests repeated the one before.
    private(set) var repeats = 0
    private var last: [Place: (first: Int, answers: [Int])] = [:]

    private struct Place: Hashable {
        var prompt: Int
        var server: Int
    }

    /// The share of the wealth that is bet on a repetition.
    private static let share = 0.05
    /// The error probability of an alarm, over all that a run may ever bring.
    static let alpha = 1e-6
    /// Answers of one request that are compared at most; more tell nothing more.
    private static let longest = 32

    /// Whether what was seen is no work of chance.
    var isAlarm: Bool { logWealth >= -log(Self.alpha) }

    /// Takes in the answers of one request, each as a number that stands for its text.
    ///
    /// - Parameter first: the launch number of the first of them. The same draws sent for again are
    ///   no repetition.
    mutating func take(_ answers: [Int], from first: Int, prompt: Int, server: Int) {
        let place = Place(prompt: prompt, server: server)
        let answers = Array(answers.prefix(Self.longest))
        defer { last[place] = (first, answers) }
        guard let before = last[place], before.first != first else { return }
        let count = min(before.answers.count, answers.count)
        let own = answers.prefix(count)
        guard count > 1, Set(own).count > 1 else { return }
        guard own == before.answers.prefix(count) else {
            logWealth += log(1 - Self.share)
            return
        }
        repeats += 1
        let orders = Self.logOrders(own)
        // log(1 − share + share · orders), without overflow.
        logWealth += SpecialFunctions.logSumExp([
            log(1 - Self.share), log(Self.share) + orders,
        ])
    }

    /// The logarithm of the number of different orders of these answers.
    private static func logOrders(_ answers: ArraySlice<Int>) -> Double {
        var counts: [Int: Int] = [:]
        for answer in answers { counts[answer, default: 0] += 1 }
        return SpecialFunctions.logGamma(Double(answers.count) + 1)
            - counts.values.reduce(0) { $0 + SpecialFunctions.logGamma(Double($1) + 1) }
    }
}
