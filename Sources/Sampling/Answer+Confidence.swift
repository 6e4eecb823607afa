import Evidence
import Platform

extension Answer {
    /// The mean probability of the generated tokens, or nil where probabilities are not known.
    var meanTokenProbability: Double? {
        guard !tokens.isEmpty else { return nil }
        return tokens.reduce(0) { $0 + exp($1.logProbability) } / Double(tokens.count)
    }
}
