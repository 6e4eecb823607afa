/// What was said beforehand of how likely something is, and what came of it.
package struct Forecast: Sendable, Hashable {
    /// The probability that was said, in [0, 1].
    package let probability: Double
    /// Whether it came true.
    package let isRight: Bool

    /// - Throws: `StatisticsError` where the probability is not one.
    package init(_ probability: Double, isRight: Bool) throws(StatisticsError) {
        guard probability.isFinite else {
            throw .notFinite(name: "probability", value: probability)
        }
        guard (0...1).contains(probability) else {
            throw .outsideRange(name: "probability", value: probability, range: "[0, 1]")
        }
        (self.probability, self.isRight) = (probability, isRight)
    }

    /// 1 where it came true, else 0.
    package var outcome: Double { isRight ? 1 : 0 }

    /// How much too sure it was, in [−1, 1]: probability minus outcome.
    package var excess: Double { probability - outcome }

    /// The squared error of Brier (1950), in [0, 1].
    package var squaredError: Double { excess * excess }

    /// The balance score of Choi, Kim & Lee (2023, arXiv 2309.06248), in [−1, ½].
    ///
    /// The forecast is read as a decision for the likelier outcome, made with the confidence
    /// c = max(p, 1 − p) (at p = ½ for "right"). A decision that was right gains 1 − c, a wrong one
    /// loses c. So its expectation is the chance that the decision is right minus c: 0 where p is the
    /// true probability, and |p − q| in size where that is q, on the same side of ½. They print it as
    /// 1 − p and −p for right and wrong where p ≥ ½, else −1 + p and p.
    package var balance: Double {
        let isSaidRight = probability >= 0.5
        let confidence = isSaidRight ? probability : 1 - probability
        return (isSaidRight == isRight ? 1 : 0) - confidence
    }
}

/// The forecasts of one prompt's draws, in launch order.
///
/// Draws of one prompt share what is right, so that prompts are the units wherever a statement is
/// about prompts like these.
package struct ForecastGroup: Sendable, Hashable {
    package var forecasts: [Forecast]
    /// For each forecast which of the prompt's distinct answers it is about.
    package var answers: [Int]

    /// - Throws: `StatisticsError` for lists of different lengths, and without a forecast.
    package init(_ forecasts: [Forecast], answers: [Int]? = nil) throws(StatisticsError) {
        guard !forecasts.isEmpty else { throw .empty(name: "forecasts") }
        let answers = answers ?? Array(forecasts.indices)
        guard answers.count == forecasts.count else {
            throw .differentLengths(first: forecasts.count, second: answers.count)
        }
        (self.forecasts, self.answers) = (forecasts, answers)
    }

    /// The mean of a quantity over the forecasts.
    package func mean(_ quantity: (Forecast) -> Double) -> Double {
        forecasts.reduce(0) { $0 + quantity($1) } / Double(forecasts.count)
    }
}

extension Collection<ForecastGroup> {
    /// The mean over the groups of the means over their forecasts; NaN without a group.
    package func meanOfMeans(_ quantity: (Forecast) -> Double) -> Double {
        reduce(0) { $0 + $1.mean(quantity) } / Double(count)
    }
}
