import Evidence
import Statistics

/// Figures of the distinct answers.
extension Metric {
    /// The chance that a further draw gives an answer that was not seen yet.
    package static let newAnswer = Metric(
        name: "unseen_mass", key: "new_answer", column: "new_answer", isForBinary: true,
        parameter: nil,
        words: { _ in MetricWords("chance of a new answer", short: "new answer") },
        meaning: { _ in "what was not seen yet" },
        estimate: { input, _ in input.answers?.unseenMass ?? .nan },
        source: .answers { answers, lost, statement throws(StatisticsError) in
            try answers.unseenMassBound(
                alpha: statement.each, anytime: statement.validity == .anytime, lost: lost)
        },
        computation: nil)

    /// The entropy of the answers in nats.
    package static let entropy = Metric(
        name: "entropy", key: "entropy", column: "entropy", isForBinary: true, parameter: nil,
        words: { _ in MetricWords("entropy of the answers (Chao-Shen)", short: "entropy") },
        meaning: { _ in "nats, an estimate by counts alone, without limits" },
        estimate: { input, _ in told(input.answers)?.chaoShenEntropy ?? .nan }, source: .none,
        computation: nil)

    /// How many equally likely answers would be as varied.
    package static let effectiveNumber = Metric(
        name: "effective_number", key: "effective_number", column: "effective_number",
        isForBinary: true, parameter: nil,
        words: { _ in MetricWords("as varied as", short: "varied") },
        meaning: { _ in "equally likely answers, an estimate without limits" },
        estimate: { input, _ in told(input.answers)?.effectiveNumber ?? .nan }, source: .none,
        computation: nil)

    /// The answers, where the draws tell how varied they are.
    private static func told(_ answers: OutputDiversity?) -> OutputDiversity? {
        answers.flatMap { $0.tellsVariety ? $0 : nil }
    }
}
