import Evidence
import Platform

/// How open the choice of one token was: the entropy of the distribution that it was drawn from,
/// before temperature and truncation.
///
/// The server names the most probable tokens only. Everything else counts as one more token, which
/// can only lower the entropy: unless nothing is left over, the value is a lower limit.
struct TokenEntropy: Sendable, Hashable {
    let nats: Double
    /// Whether the named tokens have all of the probability.
    let isExact: Bool

    /// - Returns: nil where the server named no alternatives.
    init?(_ token: Answer.Token) {
        guard !token.alternatives.isEmpty else { return nil }
        var probabilities = token.alternatives.map { Probability.of($0.logProbability) }
        if !token.alternatives.contains(where: token.isSame) {
            probabilities.append(Probability.of(token.logProbability))
        }
        let rest = max(0, 1 - probabilities.reduce(0, +))
        isExact = rest < 1e-6
        nats = (probabilities + [rest]).reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
    }
}
