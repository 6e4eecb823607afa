import Platform
import Statistics
import Text

/// Evidence that the draws of a file are copies of each other, over all of its prompts.
///
/// Each prompt has an e-value of its own, see ``CopiedSequence``; they are put together as
/// ``PooledEvidence``. On prompts whose answers are all one text, which have one order only, nothing is
/// bet.
package struct CopiesSurvey: Sendable {
    private typealias Found = (prompt: Int, found: CopiedSequence)
    /// The prompts whose draws are copies most evidently: by what proves it, and by what may be a sorted
    /// file's order.
    private var proof: Found?
    private var order: Found?
    /// How many prompts have draws that look so.
    private var proofs = 0
    private var orders = 0
    private var evidence = PooledEvidence()

    /// The prompt that is to be named, and what its draws look like: one that proves copies where they are
    /// proven.
    package var worst: (prompt: Int, found: CopiedSequence)? {
        isCaution && !isAlarm ? order : proof ?? order
    }

    package init() {}

    /// Takes in the answers of one prompt, as numbers that stand for their texts, in their order.
    package mutating func take(_ answers: [Int], of prompt: Int) {
        guard let first = answers.first, answers.contains(where: { $0 != first }) else { return }
        let found = CopiedSequence(answers)
        // What may be the order of a sorted file is no evidence.
        var logValue = -Double.infinity
        if let found, found.isProof {
            logValue = -found.logChance
            if found.logChance < proof?.found.logChance ?? .infinity { proof = (prompt, found) }
            if logValue > 0 { proofs += 1 }
        } else if let found {
            if found.logChance < order?.found.logChance ?? .infinity { order = (prompt, found) }
            if found.logChance < 0 { orders += 1 }
        }
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

    /// Whether what some prompt looks like is no work of chance, although it may be a sorted file's.
    package var isCaution: Bool {
        guard let found = order?.found else { return false }
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
            case .each(let times):
                "each answer among the \(draws) of prompt \(prompt) is there \(times) times or a multiple "
                    + "of that"
            case .stretch(let length, let distance):
                "of the \(draws) of prompt \(prompt) \(length) in a row come again in their order, "
                    + "\(distance) places later"
            }
        let count = worst.found.isProof ? proofs : orders
        return looks + (count > 1 ? " (and so on in \(Figure.count(count)) prompts)" : "")
    }
}
