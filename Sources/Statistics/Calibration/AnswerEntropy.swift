import Platform

/// How uncertain the draws of one prompt show the model to be, in nats: estimates.
///
/// Farquhar, Kossen, Kuhn & Gal (2024): the entropy over groups of one meaning, beside the entropy over
/// texts that does not know which of them mean the same.
package struct AnswerEntropy: Sendable, Hashable {
    /// The mean of −ln p over the draws: the entropy over texts, without bias.
    package var naive: Double
    /// The same per token: lengths are taken out.
    package var perToken: Double
    /// The entropy of the groups' shares of the draws; nil without groups.
    package var discrete: Double?
    /// The entropy of the groups' shares of the probability of the distinct texts that were drawn; nil
    /// without groups.
    package var weighted: Double?

    /// One draw.
    package struct Draw: Sendable, Hashable {
        /// ln p of the whole text.
        package var logProbability: Double
        package var tokens: Int
        /// Which distinct text it is.
        package var text: Int
        /// Of which meaning it is; nil where nobody was asked.
        package var meaning: Int?

        package init(logProbability: Double, tokens: Int, text: Int, meaning: Int?) {
            self.logProbability = logProbability
            self.tokens = tokens
            self.text = text
            self.meaning = meaning
        }
    }

    /// - Returns: nil without a draw, and where a draw is impossible by its own probability.
    package init?(_ draws: [Draw]) {
        guard !draws.isEmpty, draws.allSatisfy({ $0.logProbability.isFinite }) else { return nil }
        let count = Double(draws.count)
        naive = -draws.reduce(0) { $0 + $1.logProbability } / count
        perToken =
            -draws.reduce(0) { $0 + $1.logProbability / Double(max(1, $1.tokens)) } / count
        // A grouping that leaves a text out says nothing of the others' shares.
        guard draws.allSatisfy({ $0.meaning != nil }) else { return }
        var counts: [Int: Double] = [:]
        var texts: [Int: (log: Double, meaning: Int)] = [:]
        for draw in draws {
            guard let meaning = draw.meaning else { continue }
            counts[meaning, default: 0] += 1
            // Equal texts may have come by different tokens; the likelier ones count.
            let log = max(draw.logProbability, texts[draw.text]?.log ?? -.infinity)
            texts[draw.text] = (log, meaning)
        }
        discrete = Self.entropy(counts.keys.sorted().compactMap { counts[$0].map(log) })
        var masses: [Int: [Double]] = [:]
        for text in texts.keys.sorted() {
            if let (log, meaning) = texts[text] { masses[meaning, default: []].append(log) }
        }
        weighted = Self.entropy(
            masses.keys.sorted().compactMap { masses[$0].map(SpecialFunctions.logSumExp) })
    }

    /// The entropy of weights that are given by their logarithms and need not sum to 1.
    private static func entropy(_ logarithms: [Double]) -> Double {
        let total = SpecialFunctions.logSumExp(logarithms)
        return max(0, -logarithms.reduce(0) { $0 + exp($1 - total) * ($1 - total) })
    }
}
