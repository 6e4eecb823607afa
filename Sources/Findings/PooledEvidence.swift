import Platform
import Statistics

/// The evidence of several independent e-values, such as those of a run's prompts.
///
/// Half of it is their average, for one that is large amid others; half is the product of bets of a fixed
/// share of the wealth on each, averaged over several shares, for many that are each a little larger than
/// 1. So all of it is an e-value: it exceeds 1/α with probability α at most (Markov).
struct PooledEvidence: Sendable, Hashable {
    /// How many e-values there are.
    private(set) var count = 0
    /// The logarithm of their sum.
    private var logSum = -Double.infinity
    private var wealths = Self.shares.map { _ in 0.0 }

    private static let shares = [0.05, 0.5, 0.9]

    /// Takes in an e-value, as its natural logarithm.
    mutating func take(_ logValue: Double) {
        count += 1
        logSum = SpecialFunctions.logSumExp([logSum, logValue])
        for (index, share) in Self.shares.enumerated() {
            wealths[index] += SpecialFunctions.logSumExp([log(1 - share), log(share) + logValue])
        }
    }

    /// The natural logarithm of the evidence; −∞ without any e-value.
    var logEvidence: Double {
        guard count > 0 else { return -.infinity }
        let average = logSum - log(Double(count))
        let product = SpecialFunctions.logSumExp(wealths) - log(Double(wealths.count))
        return SpecialFunctions.logSumExp([average, product]) - log(2)
    }
}
