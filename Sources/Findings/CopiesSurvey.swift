import Platform
import Statistics

/// Evidence that the draws of a file are copies of each other, over all of its prompts.
///
/// Each prompt has an e-value of its own, see ``CopiedSequence``. Half of the evidence is their average,
/// for a prompt whose draws are copies amid others; half is the product of bets of a fixed share of the
/// wealth on each, averaged over several shares, for many prompts with little evidence each. Prompts are
/// independent of each other, so that all of it is an e-value: it exceeds 1/α with probability α at most
/// (Markov). On prompts whose answers are all one text, which have one order only, nothing is bet.
package struct CopiesSurvey: Sendable {
    /// The prompt whose draws are copies most evidently, and what they look like.
    package private(set) var worst: (prompt: Int, found: CopiedSequence)?
    /// How many prompts have draws that look like copies.
    package private(set) var count = 0
    /// The logarithm of the sum of the e-values, and how many there are.
    private var logSum = -Double.infinity
    private var prompts = 0
    private var wealths = Self.shares.map { _ in 0.0 }

    private static let shares = [0.05, 0.5, 0.9]

    package init() {}

    /// Takes in the answers of one prompt, as numbers that stand for their texts, in their order.
    package mutating func take(_ answers: [Int], of prompt: Int) {
        guard let first = answers.first, answers.contains(where: { $0 != first }) else { return }
        prompts += 1
        let found = CopiedSequence(answers)
        if let found, found.logChance < worst?.found.logChance ?? .infinity {
            worst = (prompt, found)
        }
        // What may be the order of a sorted file is no evidence.
        let logValue = found.flatMap { $0.isProof ? -$0.logChance : nil } ?? -.infinity
        if logValue > 0 { count += 1 }
        logSum = SpecialFunctions.logSumExp([logSum, logValue])
        for (index, share) in Self.shares.enumerated() {
            wealths[index] += SpecialFunctions.logSumExp([log(1 - share), log(share) + logValue])
        }
    }

    /// The natural logarithm of the evidence.
    package var logEvidence: Double {
        guard prompts > 0 else { return -.infinity }
        let average = logSum - log(Double(prompts))
        let product = SpecialFunctions.logSumExp(wealths) - log(Double(wealths.count))
        return SpecialFunctions.logSumExp([average, product]) - log(2)
    }

    /// Whether it is no work of chance.
    package var isAlarm: Bool { logEvidence >= -log(CopiesWatch.alpha) }

    /// Whether what the worst prompt looks like is no work of chance, although it may be a sorted file's.
    package var isCaution: Bool {
        guard let found = worst?.found, !found.isProof else { return false }
        return found.logChance + log(Double(prompts)) < log(CopiesWatch.alpha)
    }
}
