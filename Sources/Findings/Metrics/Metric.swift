import Evidence
import Statistics

/// A figure of one prompt's draws, with all that readers say of it.
///
/// ``table`` is the one list: the Scores view, the plain report, JSON, CSV, Markdown and
/// `probscope bound` with its manual go through it. Another figure is a file beside this one and an
/// entry there.
public struct Metric: Sendable {
    /// The name that questions and commands use: `std`.
    public let name: String
    /// The key in JSON reports: `standard_deviation`.
    public let key: String
    /// The column in CSV; the one of the upper limit has `_upper` behind it.
    public let column: String
    /// Whether scores that are 0 or 1 only have the figure too.
    public let isForBinary: Bool
    /// The number that has to be chosen before the figure means something.
    public let parameter: MetricParameter?
    /// What people read.
    public let words: @Sendable (MetricParameters) -> MetricWords
    /// What the figure tells, in a few words.
    let meaning: @Sendable (MetricFinding) -> String
    let estimate: @Sendable (MetricInput, MetricParameters) -> Double
    let source: Source
    /// How `probscope bound` computes it from scores; nil where it has no such question.
    public let question: MetricQuestion?

    typealias DrawsBound =
        @Sendable (ScoreEvidence, Statement, MetricParameters)
        throws(StatisticsError) -> Bound
    typealias KnownBound =
        @Sendable (KnownLimits, Statement, MetricParameters)
        throws(StatisticsError) -> Bound?
    typealias AnswersBound =
        @Sendable (OutputDiversity, _ lost: Int, Statement)
        throws(StatisticsError) -> Bound

    /// What the limits come from.
    enum Source: Sendable {
        /// From all scores, which may take long where there are many.
        case draws(DrawsBound)
        /// From the limits of the mean and the band, at once.
        case known(KnownBound)
        /// From how often each answer was drawn.
        case answers(AnswersBound)
        /// An estimate without limits, of the answers.
        case none
    }

    /// Whether it speaks of the distinct answers and not of their scores.
    public var isAboutAnswers: Bool {
        switch source {
        case .answers, .none: true
        case .draws, .known: false
        }
    }

    /// Whether its limits may take long, so that they can speak of fewer draws than there are.
    public var takesLong: Bool {
        if case .draws = source { return true }
        return false
    }

    /// Whether it has limits at all.
    public var hasLimits: Bool {
        if case .none = source { return false }
        return true
    }
}

extension Metric {
    /// All figures, the mean first.
    public static let table: [Metric] = [
        .mean, .exceedance, .deviation, .expectationDeviation, .quantile, .leakAtK, .newAnswer,
        .entropy, .effectiveNumber,
    ]

    /// All but the mean, which reports state first and at length.
    public static var others: [Metric] { Array(table.dropFirst()) }

    /// Those of scores.
    public static var ofScores: [Metric] { table.filter { !$0.isAboutAnswers } }

    /// Those of the distinct answers.
    public static var ofAnswers: [Metric] { table.filter(\.isAboutAnswers) }
}

/// What a figure is estimated from.
public struct MetricInput: Sendable {
    public var scores: ScoreEvidence
    /// How varied the answers are; nil without an answer.
    public var answers: OutputDiversity?

    public init(_ scores: ScoreEvidence, answers: OutputDiversity? = nil) {
        self.scores = scores
        self.answers = answers
    }
}

/// What people read of a figure.
public struct MetricWords: Sendable, Hashable {
    /// In sentences and tables: `standard deviation`.
    public var name: String
    /// On the screen, where a σ becomes ASCII if it has to.
    public var label: String
    /// The same where there is little room.
    public var short: String

    init(_ name: String, label: String? = nil, short: String? = nil) {
        self.name = name
        self.label = label ?? name
        self.short = short ?? self.label
    }
}

/// The numbers that figures need, as they are where nobody has chosen.
public struct MetricParameters: Sendable, Hashable {
    /// The threshold of P(score > x), in [0, 1).
    public var threshold = 0.5
    /// The order of the quantile, in (0, 1).
    public var order = 0.95
    /// The attempts of leak@k.
    public var attempts = 10
    /// The weight λ of the standard deviation in the ED score.
    public var weight = EDScore.defaultWeight

    public init() {}
}

/// A number that a figure needs, by the name of its field.
public enum MetricParameter: String, Sendable, Hashable {
    case threshold = "x"
    case order = "q"
    case attempts = "at_k"
    case weight = "lambda"

    /// Its value, as reports give it beside the figure.
    public func value(_ parameters: MetricParameters) -> Double {
        switch self {
        case .threshold: parameters.threshold
        case .order: parameters.order
        case .attempts: Double(parameters.attempts)
        case .weight: parameters.weight
        }
    }

    /// Whether a question has to name it.
    public var isRequired: Bool { self != .weight }
}
