import Evidence
import Platform
import Statistics

/// Draws that are made one at a time when all others are there, to see whether those repeat each other
/// because they were made many at once.
///
/// A server, or a cache before it, may ignore seeds only while it has much to do; then no question that is
/// put beforehand shows it. Draws of one prompt are exchangeable: given all texts of n draws and m further
/// ones, any m of them are as likely to be the further ones as any other. If all m have texts that no other
/// draw has, of which there are k + m in all, the chance of that is C(k + m, m) / C(n + m, m), whatever the
/// model says. The first further draw that repeats another one ends the question: where the model itself
/// says few things that takes two or three.
package struct LoneDraws: Sendable, Hashable {
    /// The position of the prompt of which most draws repeat each other.
    package let prompt: Int
    /// How many draws it has, and how many of these have a text that others have, too.
    package let draws: Int
    package let repeated: Int
    /// How many further draws there are.
    package private(set) var count = 0
    private var texts: Set<ExactText>
    /// The natural logarithm of the number of prompts that might have been picked, of the looks that a run
    /// may have, and of the numbers of further draws at which one ends.
    private let shares: Double

    /// Fewer draws say little.
    private static let fewest = 32
    /// The least share of draws that repeat each other, as one in so many: fewer would take too long.
    private static let leastShare = 3
    /// One at the end of each session, and where it stays open whenever there are half as many draws more:
    /// as many as anybody will have.
    private static let looks = 64.0
    /// The most further draws.
    package static let most = 64

    /// The question, where it is worth being put.
    package init?(_ evidence: [PromptEvidence]) {
        var best: (prompt: Int, draws: Int, repeated: Int)?
        for (position, known) in evidence.enumerated() where known.void == nil {
            let draws = known.outputs.reduce(0) { $0 + $1.count }
            let repeated = draws - known.outputs.count { $0.count == 1 }
            guard known.outputs.count > 1, draws >= Self.fewest,
                repeated * Self.leastShare >= draws
            else { continue }
            // The largest share.
            if let best, repeated * best.draws <= best.repeated * draws { continue }
            best = (position, draws, repeated)
        }
        guard let best else { return nil }
        (prompt, draws, repeated) = best
        texts = Set(evidence[prompt].outputs.map { ExactText($0.text) })
        shares = log(Double(evidence.count)) + log(Self.looks) + log(Double(Self.most))
    }

    /// What a further draw has come to.
    package enum Verdict: Sendable, Hashable {
        case goOn, cleared, copies
    }

    /// Takes in the text of a further draw.
    package mutating func take(_ text: ExactText) -> Verdict {
        guard texts.insert(text).inserted else { return .cleared }
        count += 1
        if logChance + shares < log(CopiesWatch.alpha) { return .copies }
        return count < Self.most ? .goOn : .cleared
    }

    /// The natural logarithm of the chance that all further draws are new.
    package var logChance: Double {
        let single = draws - repeated
        return (0..<count).reduce(0) { sum, place in
            sum + log(Double(single + count - place) / Double(draws + count - place))
        }
    }
}
