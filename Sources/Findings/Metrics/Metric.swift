import Evidence
import Statistics

/// A figure of one prompt's draws, with all that readers say of it.
///
/// ``table`` is the one list: the Scores view, the plain report, JSON, CSV, Markdown and
/// `probscope bound` with its manual go through it. Another figure is a file beside this one and an
/// entry there.
package struct Metric: Sendable {
    /// The name that questions and commands use: `std`.
    package let name: String
    /// The key in JSON reports: `standard_deviation`.
    package let key: String
    /// The column in CSV; the one of the upper limit has `_upper` behind it.
    package let column: String
    /// Whether scores that are 0 or 1 only have the figure too.
    package let isForBinary: Bool
    /// The number that has to be chosen before the figure means something.
    package let parameter: MetricParameter?
    /// What people read.
    package let words: @Sendable (MetricParameters) -> MetricWords
    /// What the figure tells, in a few words.
    let meaning: @Sendable (MetricFinding) -> String
    let estimate: @Sendable (MetricInput, MetricParameters) -> Double
    let source: Source
    /// How `probscope bound` computes it from scores; nil where it has no such question.
    package let computation: MetricComputation?
    /// The scores of 0 and 1 whose mean it is, where it is one: over several prompts it has the limits of
    /// their mean.
    var pooled: (@Sendable (ScoreEvidence, MetricParameters) -> ScoreEvidence)?

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
        ///
        /// Draws without replacement are not alike: a bound that does not heed that is not asked for
        /// any.
        case draws(heedsRest: Bool, DrawsBound)
        /// From the limits of the mean and the band, at once.
        case known(KnownBound)
        /// From how often each answer was drawn.
        case answers(AnswersBound)
        /// An estimate without limits, of the answers.
        case none
    }

    /// Whether it speaks of the distinct answers and not of their scores.
    package var isAboutAnswers: Bool {
        switch source {
        case .answers, .none: true
        case .draws, .known: false
        }
    }

    /// Whether its limits may take long, so that they can speak of fewer draws than there are.
    package var takesLong: Bool {
        if case .draws = source { return true }
        return false
    }

    /// Whether it has limits at all.
    package var hasLimits: Bool {
        if case .none = source { return false }
        return true
    }
}

extension Metric {
    /// All figures, the mean first.
    package static let table: [Metric] = [
        .mean, .exceedance, .deviation, .expectationDeviation, .quantile, .leakAtK, .newAnswer,
        .entropy, .effectiveNumber,
    ]

    /// All but the mean, which reports state first and at length.
    package static var others: [Metric] { Array(table.dropFirst()) }

    /// Those of scores.
    package static var ofScores: [Metric] { table.filter { !$0.isAboutAnswers } }

    /// Those of the distinct answers.
    package static var ofAnswers: [Metric] { table.filter(\.isAboutAnswers) }
}

/// What a figure is estimated from.
package struct MetricInput: Sendable {
    package var scores: ScoreEvidence
    /// How varied the answers are; nil without an answer.
    package var answers: OutputDiversity?

    package init(_ scores: ScoreEvidence, answers: OutputDiversity? = nil) {
        self.scores = scores
        self.answers = answers
    }
}

/// What people read of a figure.
package struct MetricWords: Sendable, Hashable {
    /// In sentences and tables: `standard deviation`.
    package var name: String
    /// On the screen, where a σ becomes ASCII if it has to.
    package var label: String
    /// The same where there is little room.
    package var short: String

    init(_ name: String, label: String? = nil, short: String? = nil) {
        self.name = name
        self.label = label ?? name
        self.short = short ?? self.label
    }
}

extension MetricWords {
    /// The same with the reader's own name for a score of 1 in place of a leak.
    package func about(_ event: Event) -> MetricWords {
        guard !event.isLeak else { return self }
        func own(_ text: String) -> String {
            text.hasPrefix("leak@") ? "any@" + text.dropFirst(5) : text
        }
        return MetricWords(own(name), label: own(label), short: own(short))
    }
}

/// The numbers that figures need, as they are where nobody has chosen.
package struct MetricParameters: Sendable, Hashable {
    /// The threshold of P(score > x), in [0, 1).
    package var threshold = 0.5
    /// Whether that threshold may be moved after a look at the scores, so that limits have to hold for
    /// all thresholds together.
    package var isThresholdMovable = false
    /// The order of the quantile, in (0, 1).
    package var order = 0.95
    /// The attempts of leak@k.
    package var attempts = 10
    /// The weight λ of the standard deviation in the ED score.
    package var weight = EDScore.defaultWeight

    package init() {}
}

/// A number that a figure needs, by the name of its field.
package enum MetricParameter: String, Sendable, Hashable {
    case threshold = "x"
    case order = "q"
    case attempts = "at_k"
    case weight = "lambda"

    /// Its value, as reports give it beside the figure.
    package func value(_ parameters: MetricParameters) -> Double {
        switch self {
        case .threshold: parameters.threshold
        case .order: parameters.order
        case .attempts: Double(parameters.attempts)
        case .weight: parameters.weight
        }
    }

    /// Whether a question has to name it.
    package var isRequired: Bool { self != .weight }
}
