import Platform
import Statistics

/// Evidence that draws of one run are those of another one: that a file which grew, or parts of which were
/// taken twice, was imported more than once.
///
/// Draws of a prompt are exchangeable, whatever the model, also those of two runs together. So each prompt
/// has an e-value, the mean of three: that the second run begins with the first one's answers in their
/// order (or the first with those of the second), given which they are; that a stretch of the one comes
/// again in the other, as ``CopiedSequence`` has it; and that the answers which the two have exactly twice
/// are divided among them, given which they are, see ``pairs(_:_:)``. Prompts are independent
/// of each other and put together as ``PooledEvidence``.
package struct OverlapSurvey: Sendable {
    /// The prompt whose draws are the same most evidently, and how many of them are.
    package private(set) var worst: (prompt: Int, draws: Int)?
    private var worstValue = 0.0
    private var evidence = PooledEvidence()

    package init() {}

    /// Takes in a prompt's answers in both runs, as numbers that depend on their texts alone,
    /// in their order.
    package mutating func take(_ first: [Int], _ second: [Int], of prompt: Int) {
        guard !first.isEmpty, !second.isEmpty else { return }
        var found: [(logValue: Double, draws: Int)] = []
        // The order of a file that somebody has sorted says nothing.
        if !CopiedSequence.isSorted(first), !CopiedSequence.isSorted(second) {
            found = [Self.beginning(first, second), Self.stretch(first, second)].compactMap { $0 }
        }
        if let pairs = Self.pairs(first, second) { found.append(pairs) }
        let logValue = SpecialFunctions.logSumExp(found.map(\.logValue)) - log(3)
        evidence.take(logValue)
        if logValue > worstValue {
            worstValue = logValue
            worst = (prompt, found.map(\.draws).max() ?? 0)
        }
    }

    /// The natural logarithm of the evidence.
    package var logEvidence: Double { evidence.logEvidence }

    /// Whether it is no work of chance, among so many pairs of runs that are looked at.
    package func isAlarm(among pairs: Int) -> Bool {
        logEvidence >= log(Double(max(1, pairs))) - log(CopiesWatch.alpha)
    }

    /// The shorter one is the beginning of the other.
    private static func beginning(_ one: [Int], _ other: [Int]) -> (Double, Int)? {
        let count = min(one.count, other.count)
        guard one.prefix(count) == other.prefix(count) else { return nil }
        return (CopiesWatch.logOrders(one.prefix(count)), count)
    }

    /// What comes again in the second run of what the first one has; any place, length and distance may
    /// have been met.
    private static func stretch(_ one: [Int], _ other: [Int]) -> (Double, Int)? {
        guard let found = RepeatedStretch.most(in: one + other), found.start < one.count,
            found.start + found.distance >= one.count
        else { return nil }
        let answers = (one + other)[found.start..<found.start + found.length]
        return (
            CopiesWatch.logOrders(answers) - 3 * log(Double(one.count + other.count)), found.length
        )
    }

    /// Of the answers that are there twice, how many stand in both runs.
    ///
    /// Every division of the places among the answers is equally likely. Of N places n are the first
    /// run's, so that of k pairs s are divided, one here and one there, in
    /// C(k, s) 2^s Σ_j C(k − s, j) C(N − 2k, n − s − 2j) of the C(N, n) ways. The inverse of the
    /// probability of so many or more, where there are so many, is an e-value; any number may have been
    /// met, and so each has a weight of 1/(k + 1).
    private static func pairs(_ one: [Int], _ other: [Int]) -> (Double, Int)? {
        var counts: [Int: (one: Int, other: Int)] = [:]
        for answer in one { counts[answer, default: (0, 0)].one += 1 }
        for answer in other { counts[answer, default: (0, 0)].other += 1 }
        let all = counts.filter { $1.one + $1.other == 2 }.sorted { $0.key < $1.key }
        let pairs = all.prefix(mostPairs)
        guard pairs.count > 1 else { return nil }
        let divided = pairs.count { $0.value.one == 1 }
        let logChance = logChance(
            divided, of: pairs.count, first: one.count, places: one.count + other.count)
        return (-logChance - log(Double(pairs.count + 1)), all.count { $0.value.one == 1 })
    }

    /// More of them tell nothing more.
    private static let mostPairs = 64

    /// The natural logarithm of the probability that at least so many of the pairs are divided.
    static func logChance(_ divided: Int, of pairs: Int, first: Int, places: Int) -> Double {
        func logChoose(_ n: Int, _ k: Int) -> Double {
            guard k >= 0, k <= n else { return -.infinity }
            return SpecialFunctions.logGamma(Double(n) + 1)
                - SpecialFunctions.logGamma(Double(k) + 1)
                - SpecialFunctions.logGamma(Double(n - k) + 1)
        }
        var terms: [Double] = []
        for count in divided...pairs {
            for whole in 0...(pairs - count) {
                terms.append(
                    logChoose(pairs, count) + Double(count) * M_LN2
                        + logChoose(pairs - count, whole)
                        + logChoose(places - 2 * pairs, first - count - 2 * whole))
            }
        }
        return min(0, SpecialFunctions.logSumExp(terms) - logChoose(places, first))
    }
}
