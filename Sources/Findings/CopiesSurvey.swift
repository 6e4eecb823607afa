import Platform
import Statistics

/// Evidence that the draws of a file are copies of each other, over all of its prompts.
///
/// Each prompt has an e-value of its own, see ``CopiedSequence``; they are put together as
/// ``PooledEvidence``. On prompts whose answers are all one text, which have one order only, nothing is
/// bet.
package struct CopiesSurvey: Sendable {
    /// The prompt whose draws are copies most evidently, and what they look like.
    package private(set) var worst: (prompt: Int, found: CopiedSequence)?
    /// How many prompts have draws that look like copies.
    package private(set) var count = 0
    private var evidence = PooledEvidence()

    package init() {}

    /// Takes in the answers of one prompt, as numbers that stand for their texts, in their order.
    package mutating func take(_ answers: [Int], of prompt: Int) {
        guard let first = answers.first, answers.contains(where: { $0 != first }) else { return }
        let found = CopiedSequence(answers)
        if let found, found.logChance < worst?.found.logChance ?? .infinity {
            worst = (prompt, found)
        }
        // What may be the order of a sorted file is no evidence.
        let logValue = found.flatMap { $0.isProof ? -$0.logChance : nil } ?? -.infinity
        if logValue > 0 { count += 1 }
        evidence.take(logValue)
    }

    /// The natural logarithm of the evidence.
    package var logEvidence: Double { evidence.logEvidence }

    /// Whether it is no work of chance.
    package var isAlarm: Bool { logEvidence >= -log(CopiesWatch.alpha) }

    /// Whether what the worst prompt looks like is no work of chance, although it may be a sorted file's.
    package var isCaution: Bool {
        guard let found = worst?.found, !found.isProof else { return false }
        return found.logChance + log(Double(evidence.count)) < log(CopiesWatch.alpha)
    }
}
