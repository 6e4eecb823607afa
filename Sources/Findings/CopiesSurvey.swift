import Platform
import Statistics
import Text

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
    package var isAlarm: Bool { isAlarm(atOneOf: 1) }

    /// The same where one of so many looks at growing draws is to show it, which share the error
    /// probability.
    package func isAlarm(atOneOf looks: Int) -> Bool {
        logEvidence >= -log(Statement(alpha: CopiesWatch.alpha).shared(among: looks).each)
    }

    /// Whether what the worst prompt looks like is no work of chance, although it may be a sorted file's.
    package var isCaution: Bool {
        guard let found = worst?.found, !found.isProof else { return false }
        return found.logChance + log(Double(evidence.count)) < log(CopiesWatch.alpha)
    }
}

extension CopiesSurvey {
    /// What the worst prompt's draws look like, the beginning of a sentence; nil where none look like copies.
    ///
    /// - Parameters:
    ///   - prompt: the worst prompt's name.
    ///   - draws: how many draws it has.
    package func words(prompt: String, draws: Int) -> String? {
        guard let worst else { return nil }
        let draws = Figure.count(draws, "draw", "draws")
        let looks =
            switch worst.found.pattern {
            case .block(let length):
                "the \(draws) of prompt \(prompt) are its first \(length) again and again, in their order"
            case .inRow(let times):
                "each of the \(draws) of prompt \(prompt) is there \(times) times in a row"
            case .stretch(let length, let distance):
                "of the \(draws) of prompt \(prompt) \(length) in a row come again in their order, "
                    + "\(distance) places later"
            }
        return looks + (count > 1 ? " (and so on in \(Figure.count(count)) prompts)" : "")
    }
}
