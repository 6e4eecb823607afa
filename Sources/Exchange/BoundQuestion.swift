import Findings
import Statistics

/// One question for a bound, as `probscope bound --jsonl` reads it: one JSON object a line.
///
/// Scores are taken in the order given; where a bound depends on the order, that is their launch
/// order.
package struct BoundQuestion: Sendable, Hashable {
    package var metric: Quantity
    package var alpha: Double
    package var side: Bound.Side
    package var isAnytime: Bool
    package var method: Bound.Method?
    package var sample: Sample
    /// The threshold of `cdf` and `survival`.
    package var x: Double?
    /// The order of `quantile`.
    package var q: Double?
    /// The number of attempts of `leak_at_k`.
    package var attempts: Int?
    /// The weight of the deviation in `ed`.
    package var deviationWeight: Double?
    /// What is known exactly after the last draw, for draws without replacement.
    package var massNow: KnownMass?
    /// The share of α that the upper limit of a two-sided bound gets; half where nil.
    package var split: Double?
    /// The two samples of `difference`.
    package var a = Sample()
    package var b = Sample()

    /// What is to be bounded: a figure of the table of metrics, a proportion of counts, a value of
    /// the distribution function, or a difference of two samples.
    package struct Quantity: RawRepresentable, Sendable, Hashable, CaseIterable {
        package let rawValue: String

        package static let proportion = Quantity("proportion")
        package static let cdf = Quantity("cdf")
        package static let difference = Quantity("difference")
        package static let mean = Quantity(.mean)
        package static let leakAtK = Quantity(.leakAtK)

        package static let allCases: [Quantity] =
            [proportion, cdf] + Metric.table.filter { $0.computation != nil }.map(Quantity.init)
            + [difference]

        private init(_ name: String) { rawValue = name }
        init(_ figure: Metric) { rawValue = figure.name }

        package init?(rawValue: String) {
            guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else {
                return nil
            }
            self = known
        }

        /// Its entry in the table; nil for the other three.
        var figure: Metric? {
            Metric.table.first { $0.name == rawValue && $0.computation != nil }
        }
    }

    /// What was observed: k leaks in n draws, or scores.
    package struct Sample: Sendable, Hashable {
        package var leaks: Double?
        /// The number of completed draws.
        package var draws: Int?
        /// The scores of the completed draws in launch order.
        package var scores: [Double]?
        /// The number of draws without a score, which come on top of the completed ones.
        package var lost = 0
        /// The places of the lost draws among all draws in launch order, from 0.
        package var lostAt: [Int]?
        /// What was known exactly when each draw was launched; nil for plain draws.
        package var masses: [KnownMass]?
        /// What each draw's answer took out of the rest; 0 where it had been seen, and for lost draws.
        package var absorbed: [Double]?
    }
}

/// Why a question cannot be answered; its words go into the answer's `error`.
package struct QuestionError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }

    static func missing(_ field: String, for metric: BoundQuestion.Quantity) -> QuestionError {
        QuestionError("metric \(metric.rawValue) needs the field \"\(field)\"")
    }
}
