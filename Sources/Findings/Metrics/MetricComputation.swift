import Evidence
import Statistics

/// How `probscope bound` computes a figure from scores that come from elsewhere.
package struct MetricComputation: Sendable {
    package typealias Answer = @Sendable ([Double], MetricQuestion) throws(StatisticsError) -> Bound
    package typealias LossAnswer =
        @Sendable (ScoreEvidence, MetricQuestion)
        throws(StatisticsError) -> Bound

    /// The methods from completed draws.
    package let methods: MetricMethods
    /// The bound from completed draws in launch order.
    package let answer: Answer
    /// For a figure that does not rise with every score: how lost draws are read, since putting a
    /// score in their place is no worst case.
    package let losses: (methods: MetricMethods, answer: LossAnswer)?
    /// From draws without replacement of which all that was absorbed has a score; nil where these give no
    /// such figure.
    package let rest: RestAnswer?

    package typealias RestAnswer =
        @Sendable (RestSample, RestQuestion) throws(StatisticsError) -> Bound

    init(
        _ methods: MetricMethods, losses: (methods: MetricMethods, answer: LossAnswer)? = nil,
        rest: RestAnswer? = nil, _ answer: @escaping Answer
    ) {
        self.methods = methods
        self.answer = answer
        self.losses = losses
        self.rest = rest
    }
}

/// What is asked of draws without replacement.
package struct RestQuestion: Sendable, Hashable {
    package var alpha: Double
    package var side: Bound.Side
    /// How far off what is known exactly may be.
    package var error: Double
    package var parameters: MetricParameters

    package init(
        alpha: Double, side: Bound.Side, error: Double = 0, parameters: MetricParameters
    ) {
        self.alpha = alpha
        self.side = side
        self.error = error
        self.parameters = parameters
    }
}

/// What is asked of scores by somebody who chose the method.
package struct MetricQuestion: Sendable, Hashable {
    package var alpha: Double
    package var side: Bound.Side
    package var method: Bound.Method
    /// Whether the method was asked for, and is not just the usual one.
    package var isMethodChosen: Bool
    package var parameters: MetricParameters

    package init(
        alpha: Double, side: Bound.Side, method: Bound.Method, isMethodChosen: Bool,
        parameters: MetricParameters
    ) {
        self.alpha = alpha
        self.side = side
        self.method = method
        self.isMethodChosen = isMethodChosen
        self.parameters = parameters
    }
}

/// The methods that a figure has, by validity; the first is the default.
package struct MetricMethods: Sendable {
    package let fixed: [Bound.Method]
    private let anytime: [Bound.Method]
    private let usual: (@Sendable (Bound.Side) -> Bound.Method)?

    /// - Parameter usual: the anytime default where it depends on the side.
    package init(
        fixed: [Bound.Method] = [], anytime: [Bound.Method] = [],
        usual: (@Sendable (Bound.Side) -> Bound.Method)? = nil
    ) {
        self.fixed = fixed
        self.anytime = anytime
        self.usual = usual
    }

    /// Those of one validity for limits on one side.
    package func list(_ validity: Validity, _ side: Bound.Side) -> [Bound.Method] {
        validity == .fixed ? fixed : (usual.map { [$0(side)] } ?? []) + anytime
    }

    /// The anytime ones in the words of a manual.
    package var anytimeWords: [String] {
        guard usual != nil else { return anytime.map(\.rawValue) }
        let others = anytime.filter { !Self.proportions.contains($0) }
        return ["as proportion"] + others.map(\.rawValue)
    }

    /// All methods for a proportion at any number of draws.
    package static let proportions: [Bound.Method] = [
        .mixture, .bets, .bets48, .mixtureAndBets, .mixtureAndBets48,
    ]

    /// The bands at a number of draws fixed in advance.
    static let bands: [Bound.Method] = [.dkw, .kolmogorov, .berkJones]
}
