import Findings
import Statistics

/// One question for a bound, as `probscope bound --jsonl` reads it: one JSON object a line.
///
/// Scores are taken in the order given; where a bound depends on the order, that is their launch
/// order.
public struct BoundQuery: Sendable, Hashable {
    public var metric: Metric
    public var alpha: Double
    public var side: Bound.Side
    public var isAnytime: Bool
    public var method: Bound.Method?
    public var sample: Sample
    /// The threshold of `cdf` and `survival`.
    public var x: Double?
    /// The order of `quantile`.
    public var q: Double?
    /// The number of attempts of `leak_at_k`.
    public var attempts: Int?
    /// The weight of the deviation in `ed`.
    public var deviationWeight: Double?
    /// What is known exactly after the last draw, for draws without replacement.
    public var massNow: KnownMass?
    /// The share of α that the upper limit of a two-sided bound gets; half where nil.
    public var split: Double?
    /// The two samples of `difference`.
    public var a = Sample()
    public var b = Sample()

    /// What is to be bounded: a figure of the table of metrics, a proportion of counts, a value of
    /// the distribution function, or a difference of two samples.
    public struct Metric: RawRepresentable, Sendable, Hashable, CaseIterable {
        public let rawValue: String

        public static let proportion = Metric("proportion")
        public static let cdf = Metric("cdf")
        public static let difference = Metric("difference")
        public static let mean = Metric(.mean)
        public static let leakAtK = Metric(.leakAtK)

        public static let allCases: [Metric] =
            [proportion, cdf] + Findings.Metric.table.filter { $0.question != nil }.map(Metric.init)
            + [difference]

        private init(_ name: String) { rawValue = name }
        init(_ figure: Findings.Metric) { rawValue = figure.name }

        public init?(rawValue: String) {
            guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else {
                return nil
            }
            self = known
        }

        /// Its entry in the table; nil for the other three.
        var figure: Findings.Metric? {
            Findings.Metric.table.first { $0.name == rawValue && $0.question != nil }
        }
    }

    /// What was observed: k leaks in n draws, or scores.
    public struct Sample: Sendable, Hashable {
        public var leaks: Double?
        /// The number of completed draws.
        public var draws: Int?
        /// The scores of the completed draws in launch order.
        public var scores: [Double]?
        /// The number of draws without a score, which come on top of the completed ones.
        public var lost = 0
        /// The places of the lost draws among all draws in launch order, from 0.
        public var lostAt: [Int]?
        /// What was known exactly when each draw was launched; nil for plain draws.
        public var masses: [KnownMass]?
    }
}

/// Why a question cannot be answered; its words go into the answer's `error`.
public struct BoundQueryError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) {
        self.description = description
    }

    static func missing(_ field: String, for metric: BoundQuery.Metric) -> BoundQueryError {
        BoundQueryError("metric \(metric.rawValue) needs the field \"\(field)\"")
    }
}
